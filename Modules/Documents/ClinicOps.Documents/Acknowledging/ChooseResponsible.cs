using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <param name="Assignee">Null where a pool has it.</param>
/// <param name="Pool">Null for everybody at the location who acknowledges.</param>
/// <param name="Because">One of <see cref="NamedBecause"/>.</param>
/// <param name="MayWait">False where nobody sees it who could do it: the managers have it at once.</param>
internal sealed record Responsible(Guid? Assignee, Guid? Pool, string Because, bool MayWait = true);

/// <summary>
/// Says who has to do something about a document: whom its pages name, if that is one of the clinic's own people who acknowledges and sees
/// it; else whom the patient has visits with; else the pool of the setting. Never somebody who would not see it.
/// </summary>
internal sealed class ChooseResponsible(DocumentsDb db, IOrganization organization, IVisits visits)
{
    public async Task<Responsible> For(Document document, Guid? pool, CancellationToken stopping)
    {
        var sight = await Sight.Of(document, db, organization, stopping);
        var named = NamedProviders.On(await Texts(document, stopping), sight.Acknowledging);
        if (named.FirstOrDefault(n => sight.Sees(n.Colleague)) is { Colleague: { } chosen } one)
        {
            return new Responsible(chosen.Id, pool, one.Because);
        }

        if (named.Count == 0 && document.PatientId is { } patient && await OfVisits(patient, sight, stopping) is { } provider)
        {
            return new Responsible(provider.Id, pool, NamedBecause.Visits);
        }

        return await WithoutNamed(sight, pool, named.Count > 0 ? NamedBecause.NotCleared : NamedBecause.Pool, stopping);
    }

    /// <summary>The named one does not do it any more: the pool, or whoever sees it.</summary>
    public async Task<Responsible> WithoutNamed(Document document, Guid? pool, string because, CancellationToken stopping) =>
        await WithoutNamed(await Sight.Of(document, db, organization, stopping), pool, because, stopping);

    /// <summary>Whether the user can do it: has an account that acknowledges, and sees the document.</summary>
    public async Task<bool> Can(Document document, Guid userId, CancellationToken stopping) =>
        (await Sight.Of(document, db, organization, stopping)).Can(userId);

    /// <summary>The same of whatever lies at this location under these classes.</summary>
    /// <param name="patientClass">Null for a patient whose record everybody sees.</param>
    public async Task<bool> Can(Guid locationId, string accessClass, string? patientClass, Guid userId, CancellationToken stopping) =>
        (await Sight.Of(locationId, accessClass, patientClass, organization, stopping)).Can(userId);

    private async Task<Responsible> WithoutNamed(Sight sight, Guid? pool, string because, CancellationToken stopping)
    {
        var members = pool is { } id ? await db.DutyPools.AsNoTracking().Where(p => p.Id == id && !p.IsClosed).Select(p => p.Members).SingleOrDefaultAsync(stopping) : null;
        if (members is not null && sight.Acknowledging.Any(colleague => members.Contains(colleague.Id) && sight.Sees(colleague)))
        {
            return new Responsible(null, pool, because);
        }

        if (sight.Acknowledging.Any(sight.Sees))
        {
            return new Responsible(null, null, members is { Count: > 0 } ? NamedBecause.PoolNotCleared : because);
        }

        return new Responsible(null, null, NamedBecause.NobodyCleared, MayWait: false);
    }

    /// <summary>Of the visits there were and are to be, the latest with somebody of ours.</summary>
    private async Task<Colleague?> OfVisits(Guid patient, Sight sight, CancellationToken stopping) =>
        (await Apart.Ask(() => visits.OfPatient(patient, stopping)))
            .Where(visit => visit.State != VisitStates.Cancelled)
            .Select(visit => NamedProviders.Fitting([.. visit.ProviderName.Split(' ')], sight.Acknowledging))
            .FirstOrDefault(colleague => colleague is not null && sight.Sees(colleague));

    /// <summary>The document's own pages and the cover sheets it came with, which say for whom it is.</summary>
    private async Task<List<PageText>> Texts(Document document, CancellationToken stopping) =>
        [.. (await db.TextsOf(document.Id, stopping)).Concat(await CoverSheets.Texts(CoverSheets.Of(db.Pages, document.Id, document.TransmissionId), document.TransmissionId, stopping)).Take(30)];

    /// <summary>Who acknowledges at all, and who of them sees this document.</summary>
    private sealed record Sight(Guid LocationId, string AccessClass, string? PatientClass, IReadOnlyList<Colleague> Acknowledging)
    {
        public static async Task<Sight> Of(Document document, DocumentsDb db, IOrganization organization, CancellationToken stopping) => await Of(
            document.LocationId,
            document.AccessClass,
            await db.Set<SubjectClass>().AsNoTracking().Where(s => s.SubjectId == document.SubjectId).Select(s => s.AccessClass).SingleOrDefaultAsync(stopping),
            organization,
            stopping);

        public static async Task<Sight> Of(Guid locationId, string accessClass, string? patientClass, IOrganization organization, CancellationToken stopping) => new(
            locationId, accessClass, patientClass, [.. (await organization.Colleagues(stopping)).Where(colleague => colleague.Rights.Contains(DocumentsRights.Acknowledge))]);

        public bool Can(Guid userId) => Acknowledging.Any(colleague => colleague.Id == userId && Sees(colleague));

        public bool Sees(Colleague colleague) =>
            colleague.WorksAt(LocationId) && colleague.SeesClass(AccessClass) && (PatientClass is null || colleague.SeesClass(PatientClass));
    }
}
