using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>A patient's letters, for other modules. Of every location: that a letter was written elsewhere in the clinic is part of the record.</summary>
internal sealed class PatientLetters(CorrespondenceDb db) : ILetters
{
    public async Task<IReadOnlyList<LetterSummary>> OfPatient(Guid patientId, CancellationToken stopping = default) =>
        await db.Letters.AsNoTracking()
            .Where(letter => letter.PatientId == patientId)
            .OrderByDescending(letter => letter.DraftedAt)
            .Select(letter => new LetterSummary(letter.Id, letter.PatientId, letter.TaskId, letter.Subject, letter.State, letter.DraftedAt))
            .ToListAsync(stopping);

    public async Task<string> ClassOf(Guid letterId, CancellationToken stopping = default) =>
        await db.Letters.Where(letter => letter.Id == letterId).Select(letter => letter.AccessClass).SingleOrDefaultAsync(stopping) ?? AccessClass.Standard;
}

/// <summary>The panel "Letters" of the patient page. Letters of other locations are listed, and opened by who works there.</summary>
internal sealed class PatientLettersPanel(CorrespondenceDb db, VisibleToActor visible, IOrganization organization, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var letters = await db.Letters.AsNoTracking().Where(letter => letter.PatientId == subjectId).OrderByDescending(letter => letter.DraftedAt).ToListAsync(stopping);
        await audit.Record(db, new AuditEntry("letters.viewed", "patient", subjectId, [.. letters.Select(letter => letter.Id)]), stopping);
        var ids = letters.ConvertAll(letter => letter.Id);
        var deliveries = (await db.Deliveries.AsNoTracking().Where(d => ids.Contains(d.LetterId)).OrderBy(d => d.RequestedAt).ToListAsync(stopping)).ToLookup(d => d.LetterId);
        var profile = await organization.Profile(stopping);
        return new PatientLettersView(
            subjectId,
            [.. letters.Select(letter => new LetterRow(letter, [.. deliveries[letter.Id]], Patient: null, profile.Find(letter.LocationId), visible.Location(letter.LocationId)))]);
    }
}

internal sealed record PatientLettersView(Guid PatientId, IReadOnlyList<LetterRow> Letters);
