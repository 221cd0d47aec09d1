using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
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
            .Select(letter => new LetterSummary(letter.Id, letter.PatientId, letter.TaskId, letter.Subject, letter.State, letter.DraftedAt) { Template = letter.TemplateCode })
            .ToListAsync(stopping);

    public async Task<string> ClassOf(Guid letterId, CancellationToken stopping = default) =>
        await db.Letters.Where(letter => letter.Id == letterId).Select(letter => letter.AccessClass).SingleOrDefaultAsync(stopping) ?? AccessClass.Standard;
}

/// <summary>The panel "Letters" of the patient page. Letters of other locations are listed, and opened by who works there.</summary>
internal sealed class PatientLettersPanel(CorrespondenceDb db, LetterPanelRows rows, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var letters = await rows.Of(db.Letters.Where(letter => letter.PatientId == subjectId), stopping);
        await audit.Record(db, new AuditEntry("letters.viewed", "patient", subjectId, [.. letters.Select(row => row.Letter.Id)]), stopping);
        return new LettersPanelView(subjectId, letters);
    }
}

/// <summary>The panel "Letters" of a care thread: what was written for it at the user's locations.</summary>
internal sealed class ThreadLettersPanel(CorrespondenceDb db, VisibleToActor visible, LetterPanelRows rows, IPatients patients, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var letters = await rows.Of(visible.Letters.Where(letter => letter.CareThreadId == subjectId), stopping);
        if (letters.Count == 0)
        {
            return null;
        }

        Guid[] people = [.. letters.Select(row => row.Letter.PatientId).Distinct()];
        await audit.Record(db, new AuditEntry("letters.viewed", "care-thread", subjectId, people), stopping);
        var named = (await patients.Find(people, stopping)).ToDictionary(patient => patient.Id);
        return new LettersPanelView(null, [.. letters.Select(row => row with { Patient = named.GetValueOrDefault(row.Letter.PatientId) })]);
    }
}

/// <summary>Letters with how each stands, as a panel lists them, latest first.</summary>
internal sealed class LetterPanelRows(CorrespondenceDb db, VisibleToActor visible, IOrganization organization)
{
    public async Task<IReadOnlyList<LetterRow>> Of(IQueryable<Letter> wanted, CancellationToken stopping)
    {
        var letters = await wanted.AsNoTracking().OrderByDescending(letter => letter.DraftedAt).ToListAsync(stopping);
        var ids = letters.ConvertAll(letter => letter.Id);
        var deliveries = (await db.Deliveries.AsNoTracking().Where(d => ids.Contains(d.LetterId)).OrderBy(d => d.RequestedAt).ToListAsync(stopping)).ToLookup(d => d.LetterId);
        var profile = await organization.Profile(stopping);
        return letters.ConvertAll(letter => new LetterRow(letter, [.. deliveries[letter.Id]], Patient: null, profile.Find(letter.LocationId), visible.Location(letter.LocationId)));
    }
}

/// <param name="PatientId">Null where they are not all of one patient.</param>
internal sealed record LettersPanelView(Guid? PatientId, IReadOnlyList<LetterRow> Letters);
