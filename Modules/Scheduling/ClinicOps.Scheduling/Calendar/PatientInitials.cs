using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>"J. N.", all that is said of anybody where others look on.</summary>
internal static class PatientInitials
{
    /// <returns>Null for a record, or a visit, that has an access class of its own: not even that it is here.</returns>
    public static string? Of(Visit visit, PatientSummary? patient) =>
        patient is { AccessClass: AccessClass.Standard } && visit.AccessClass == AccessClass.Standard ? $"{First(patient.FirstName)} {First(patient.LastName)}" : null;

    private static string First(string name) => StringInfo.GetNextTextElement(name.TrimStart()).ToUpperInvariant() + ".";
}
