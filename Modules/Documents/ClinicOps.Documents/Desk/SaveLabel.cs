using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

internal abstract record LabelSaving
{
    private LabelSaving()
    {
    }

    public sealed record Saved : LabelSaving;

    public sealed record NameMissing : LabelSaving;

    /// <summary>Another label, perhaps a retired one, has the name.</summary>
    public sealed record NameTaken(bool Retired) : LabelSaving;

    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : LabelSaving;

    public sealed record Gone : LabelSaving;
}

/// <summary>Adds a label to the clinic's list, renames it, gives it another colour, retires it or brings it back.</summary>
internal sealed class SaveLabel(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, CurrentActor actor, TimeProvider clock)
{
    public const int LongestName = 30;

    /// <param name="id">Null for a new one.</param>
    /// <param name="version">As the page showed it.</param>
    public Task<LabelSaving> Run(Guid? id, uint version, string? typed, string? color, bool retired, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            // One after another, so that two of the same name do not pass each other.
            await db.HoldLabels(stopping);
            var name = string.Join(' ', (typed ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            if (name.Length is 0 or > LongestName)
            {
                return new LabelSaving.NameMissing();
            }

            var stored = id is null ? null : await db.Labels.SingleOrDefaultAsync(label => label.Id == id, stopping);
            if (id is not null && stored is null)
            {
                return new LabelSaving.Gone();
            }

            if (stored is not null && stored.Version != version)
            {
                return new LabelSaving.ChangedMeanwhile(stored.ChangedBy, stored.ChangedAt);
            }

            if ((await db.Labels.AsNoTracking().ToListAsync(stopping)).Find(label => label.Id != id && string.Equals(label.Name, name, StringComparison.OrdinalIgnoreCase)) is { } other)
            {
                return new LabelSaving.NameTaken(other.Retired);
            }

            var known = LabelColor.Choices.Any(choice => choice.Code == color) ? color! : LabelColor.Grey;
            var label = stored ?? new Label { Id = Guid.CreateVersion7(), Name = name, Color = known, ChangedBy = actor.UserId, ChangedAt = clock.GetUtcNow() };
            (label.Name, label.Color, label.Retired, label.ChangedBy, label.ChangedAt) = (name, known, retired, actor.UserId, clock.GetUtcNow());
            if (stored is null)
            {
                db.Labels.Add(label);
            }

            effects.Audit(new AuditEntry(stored is null ? "label.added" : "label.changed", "label", label.Id));
            return (LabelSaving)new LabelSaving.Saved();
        },
        stopping);
}
