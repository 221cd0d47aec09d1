using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// Which of a patient's addresses is shown to whom. A confidential one is where all mail goes and what staff ask the patient about; nobody else is told of it.
/// Asked of patients who were loaded with what is so with records merged into them (<see cref="People.MergedCircumstances"/>).
/// </summary>
internal static class ShownAddress
{
    /// <summary>For mail, and for staff's own screens, which say that it is confidential; null for none.</summary>
    public static string? ForMail(Patient patient) => patient.ConfidentialAddress.Length > 0 ? patient.ConfidentialAddress : Registered(patient);

    /// <summary>For payers and billing: the one that the plan knows. A confidential one would come back on what the subscriber is sent. Null for none.</summary>
    public static string? Registered(Patient patient) => patient.Addresses.OrderBy(address => address.Id).FirstOrDefault()?.OneLine;

    /// <summary>For paper that lies about in the house.</summary>
    public static string OnPaper(Patient patient) => patient.ConfidentialAddress.Length > 0 ? "confidential: it stands in the record alone" : Registered(patient) ?? "none";
}
