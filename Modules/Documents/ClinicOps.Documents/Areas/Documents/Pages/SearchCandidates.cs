using ClinicOps.Documents.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The search box of the pages on which a person says whose a document is: one audited search.</summary>
internal sealed class SearchCandidates(DocumentsDb db, IPatients patients, AuditTrail audit)
{
    /// <returns>Null where too little was typed to search for.</returns>
    public async Task<IReadOnlyList<Candidate>?> Run(string? typed, int most, CancellationToken stopping)
    {
        if (typed?.Trim() is not { Length: > 1 } text)
        {
            return null;
        }

        var found = await patients.Search(text, most, stopping);
        await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. found.Select(patient => patient.Id)]), stopping);
        return [.. found.Select(patient => new Candidate(patient, []))];
    }
}
