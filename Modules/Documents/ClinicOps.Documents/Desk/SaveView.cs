using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>Keeps the filter of a list under a name, for one user or for everybody, and takes it away again.</summary>
internal sealed class SaveView(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, CurrentActor actor, TimeProvider clock)
{
    public const int LongestName = 30;

    /// <summary>More than there are keys for is more than anybody finds their way in.</summary>
    private const int Most = 20;

    /// <summary>Those that this user has in a list: everybody's first, then the user's own, by name.</summary>
    public Task<List<SavedView>> Of(string place, CancellationToken stopping) => Offered(place).AsNoTracking()
        .OrderBy(view => view.UserId != null).ThenBy(view => view.Name).ThenBy(view => view.Id).ToListAsync(stopping);

    /// <param name="shared">For everybody. The caller has seen to the right.</param>
    /// <returns>Null where there is no name, or there are too many.</returns>
    public Task<Guid?> Run(string place, string? typed, string view, Narrowing by, bool shared, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            var name = string.Join(' ', (typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (name.Length is 0 or > LongestName || actor.UserId is not { } user || await Offered(place).CountAsync(stopping) >= Most
                || (by.Label is { } label && !await db.Labels.AnyAsync(known => known.Id == label, stopping)))
            {
                return (Guid?)null;
            }

            var saved = new SavedView
            {
                Id = Guid.CreateVersion7(),
                UserId = shared ? null : user,
                Place = place,
                Name = name,
                View = view,
                LabelId = by.Label,
                Type = by.Type?.Code(),
                OwnerId = by.Owner,
                OverHours = by.OverHours,
                Channel = by.Channel,
                IsUrgent = by.Urgent,
                LocationId = by.Location,
                By = user,
                At = clock.GetUtcNow(),
            };
            db.SavedViews.Add(saved);
            effects.Audit(new AuditEntry("documents.view-saved", "saved-view", saved.Id));
            return saved.Id;
        },
        stopping);

    /// <param name="mayShare">Whether the user may take away what everybody has.</param>
    /// <param name="removed">Away, or back again.</param>
    /// <returns>False where it is not there, or not the user's to take away.</returns>
    public Task<bool> SetRemoved(Guid id, bool removed, bool mayShare, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (await db.SavedViews.SingleOrDefaultAsync(view => view.Id == id, stopping) is not { } saved || (saved.UserId is null ? !mayShare : saved.UserId != actor.UserId) || saved.RemovedAt is not null == removed)
            {
                return false;
            }

            saved.RemovedAt = removed ? clock.GetUtcNow() : null;
            effects.Audit(new AuditEntry(removed ? "documents.view-removed" : "documents.view-saved", "saved-view", saved.Id));
            return true;
        },
        stopping);

    private IQueryable<SavedView> Offered(string place) => db.SavedViews.Where(view => view.Place == place && view.RemovedAt == null && (view.UserId == null || view.UserId == actor.UserId));
}
