using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Intake.Referrals;

/// <summary>The documents of a patient that a referral may enclose, newest first. The caller audits what it shows.</summary>
internal sealed class LoadChart(IPatientDocuments documents, IOrganization organization)
{
    public async Task<IReadOnlyList<ChartDocument>> Of(Guid patientId, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).OpenLocations.FirstOrDefault();
        return [.. (await documents.OfPatient(patientId, stopping)).Select(filed => new ChartDocument(filed.Id, InWords(filed.Type), LocalTime.DayAt(location, filed.ReceivedAt), filed.Pages))];
    }

    /// <summary>"consult_note" as "Consult note".</summary>
    public static string InWords(string type) => type.Length == 0 ? type : char.ToUpperInvariant(type[0]) + type[1..].Replace('_', ' ');
}

/// <param name="Type">In words.</param>
internal sealed record ChartDocument(Guid Id, string Type, DateOnly ReceivedOn, int Pages);
