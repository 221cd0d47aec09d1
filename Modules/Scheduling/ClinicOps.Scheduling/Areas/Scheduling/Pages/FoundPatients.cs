using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>The patient of a visit is chosen by search; every answer is audited.</summary>
internal sealed class SearchPatients(IPatients patients, SchedulingDb db, AuditTrail audit)
{
    private const int LeastLetters = 2;
    private const int MostFound = 8;

    public async Task<FoundPatients> Run(string? text, Guid? chosen, CancellationToken stopping)
    {
        var words = text?.Trim() ?? "";
        if (words.Length < LeastLetters)
        {
            return FoundPatients.NotSearched with { Chosen = chosen };
        }

        var found = new FoundPatients(true, chosen, await patients.Search(words, MostFound, stopping));
        await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. found.Patients.Select(patient => patient.Id)]), stopping);
        return found;
    }

    public async Task<FoundPatients> Chosen(Guid patientId, CancellationToken stopping)
    {
        if (await patients.Find(patientId, stopping) is not { } patient)
        {
            return FoundPatients.NotSearched;
        }

        await audit.Record(db, new AuditEntry("patient.viewed", "patient", patientId), stopping);
        return new FoundPatients(false, patientId, [patient]);
    }
}

internal sealed record FoundPatients(bool Searched, Guid? Chosen, IReadOnlyList<PatientSummary> Patients)
{
    public static readonly FoundPatients NotSearched = new(false, null, []);
}
