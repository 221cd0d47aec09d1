using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Addresses;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Patients;

/// <summary>
/// Which of a patient's addresses is the right one on a day, and which is shown to whom: whoever shows or writes to an address asks here. A confidential one is where all mail goes and what staff
/// ask the patient about; nobody else is told of it. Else mail goes to the temporary one while it is in force, else to the mailing one, else home.
/// Asked of patients who were loaded with what is so with records merged into them (<see cref="People.MergedCircumstances"/>).
/// </summary>
internal static class ShownAddress
{
    public static bool IsConfidential(Patient patient) => patient.ConfidentialAddress.Length > 0;

    /// <summary>For mail, and for staff's own screens, which say that it is confidential; null for none.</summary>
    public static string? ForMail(Patient patient, DateOnly day) => IsConfidential(patient) ? patient.ConfidentialAddress : InForce(patient, day)?.OneLine;

    /// <summary>For payers and billing: the one that the plan knows. A confidential one would come back on what the subscriber is sent, and a temporary one is over when it does. Null for none.</summary>
    public static string? Registered(Patient patient) =>
        patient.Addresses.Where(address => address.EndedAt is null && address.Kind != AddressKinds.Temporary)
            .OrderBy(address => address.Kind != AddressKinds.Home).ThenBy(address => !IsOwn(patient, address)).ThenBy(address => address.Id)
            .FirstOrDefault()?.OneLine;

    /// <summary>For paper that lies about in the house.</summary>
    public static string OnPaper(Patient patient, DateOnly day) => IsConfidential(patient) ? "confidential: it stands in the record alone" : InForce(patient, day)?.OneLine ?? "none";

    /// <summary>For a paper that the patient takes along, and others at home may read; null for none.</summary>
    public static string? OnHandedOver(Patient patient, DateOnly day) => IsConfidential(patient) ? null : InForce(patient, day)?.OneLine;

    /// <summary>For a colleague outside, who would write home. Empty for none.</summary>
    public static string ForColleague(Patient patient) => IsConfidential(patient) ? "please reach the patient through this clinic, and write nothing home" : Registered(patient) ?? "";

    /// <summary>Of all but a confidential one, that to which mail goes on a day; null for none.</summary>
    public static PatientAddress? InForce(Patient patient, DateOnly day) => InOrder(patient, patient.Addresses.Where(address => address.IsInForceOn(day))).FirstOrDefault();

    /// <summary>Those that stand, in the order in which mail would go to them.</summary>
    public static IReadOnlyList<PatientAddress> Standing(Patient patient) => [.. InOrder(patient, patient.Addresses.Where(address => address.EndedAt is null))];

    /// <summary>Today, for who belongs to no location: on the calendar of the clinic's first.</summary>
    public static DateOnly Today(OrganizationProfile profile, TimeProvider clock) => LocalTime.DayAt(profile.Locations is [var first, ..] ? first : null, clock.GetUtcNow());

    /// <summary>Of one kind, the record's own before those of records merged into it.</summary>
    private static IOrderedEnumerable<PatientAddress> InOrder(Patient patient, IEnumerable<PatientAddress> addresses) =>
        addresses.OrderBy(address => AddressKinds.Turn(address.Kind)).ThenBy(address => !IsOwn(patient, address)).ThenBy(address => address.ValidFrom).ThenBy(address => address.Id);

    /// <summary>A row that is not saved yet has no owner, and can be nobody else's.</summary>
    private static bool IsOwn(Patient patient, PatientAddress address) => address.PatientId == patient.Id || address.PatientId == Guid.Empty;
}
