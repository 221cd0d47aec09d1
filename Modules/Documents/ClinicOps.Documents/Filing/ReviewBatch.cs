using System.Globalization;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Repeats;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// Several documents of the review queue at once. Each is acted on by itself, as the list showed it: one that somebody changed or has open
/// is left alone, and holds the others up in nothing.
/// </summary>
internal sealed class ReviewBatch(
    DocumentsDb db,
    VisibleToActor visible,
    MarkJunk markJunk,
    MarkMisdirected notForUs,
    FileToPractice toPractice,
    DecideRepeat decideRepeat,
    AssignOwner assignOwner,
    GiveDocument give,
    SendToReview sendToReview,
    CurrentActor actor)
{
    public const int Most = 200;

    /// <summary>After one of these, what was done before is taken back no more.</summary>
    private static readonly string[] Acts =
    [
        .. EventCode.PutAway, EventCode.OwnerChanged, EventCode.Given, EventCode.JunkUndone, EventCode.Filed, EventCode.MisdirectedUndone,
        EventCode.FiledToPractice, EventCode.PracticeUndone, EventCode.PagesChanged, EventCode.PageTurned,
    ];

    /// <param name="rows">Of each row "id version".</param>
    /// <param name="reason">One of <see cref="JunkReason"/>; null for none.</param>
    public Task<BatchResult> Junk(IReadOnlyList<string> rows, CancellationToken stopping, string? reason = null)
    {
        var batch = Guid.CreateVersion7();
        return Each(batch, rows, (id, version) => markJunk.Run(id, version, stopping, batch, reason));
    }

    /// <summary>Meant for somebody else: each has to be told, returned or destroyed by itself.</summary>
    public Task<BatchResult> NotForUs(IReadOnlyList<string> rows, CancellationToken stopping)
    {
        var batch = Guid.CreateVersion7();
        return Each(batch, rows, (id, version) => notForUs.Run(id, version, stopping, batch));
    }

    /// <param name="folder">One of <see cref="PracticeFolder"/>.</param>
    public Task<BatchResult> Practice(IReadOnlyList<string> rows, string? folder, CancellationToken stopping)
    {
        var batch = Guid.CreateVersion7();
        return Each(batch, rows, (id, version) => toPractice.Run(id, version, folder, stopping, batch));
    }

    /// <param name="owner">Null for whoever is free.</param>
    public Task<BatchResult> Assign(IReadOnlyList<string> rows, Guid? owner, CancellationToken stopping)
    {
        var batch = Guid.CreateVersion7();
        return Each(batch, rows, (id, version) => assignOwner.Run(id, version, owner, batch, stopping));
    }

    /// <param name="word">What the colleague is told; null for nothing.</param>
    public Task<BatchResult> Give(IReadOnlyList<string> rows, Guid colleague, string? word, CancellationToken stopping)
    {
        var batch = Guid.CreateVersion7();
        return Each(batch, rows, (id, version) => give.Run(id, version, colleague, word, batch, stopping));
    }

    /// <summary>Out of the trash, back into review.</summary>
    public Task<BatchResult> Restore(IReadOnlyList<string> rows, CancellationToken stopping)
    {
        var batch = Guid.CreateVersion7();
        return Each(batch, rows, async (id, version) => await visible.Documents.AnyAsync(d => d.Id == id && d.State == DocumentState.Junk && !d.IsMisdirected, stopping)
            ? await sendToReview.Run(id, version, stopping, batch)
            : new DocumentAct.DocumentUnknown());
    }

    /// <summary>The ids of rows "id version".</summary>
    public static IReadOnlyList<Guid> Ids(IReadOnlyList<string> rows) => [.. rows.Take(Most).Select(row => Guid.TryParse(row.Split(' ')[0], out var id) ? id : (Guid?)null).OfType<Guid>().Distinct()];

    /// <summary>Takes back what this user did to several at once; what somebody has done to one since stays.</summary>
    /// <returns>For how many.</returns>
    public async Task<int> Undo(Guid batch, CancellationToken stopping)
    {
        var done = await visible.Documents.AsNoTracking().Where(d => d.LastBatch == batch)
            .Select(d => new
            {
                d.Id,
                d.Version,
                MayBeRepeat = d.RepeatOfTransmission != null && d.RepeatSaid == null,
                Last = db.Events.Where(e => e.DocumentId == d.Id && Acts.Contains(e.Code)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).FirstOrDefault(),
            })
            .ToListAsync(stopping);
        var count = 0;
        foreach (var d in done.Where(d => d.Last is { } last && last.By == actor.UserId))
        {
            var act = d.Last!.Code switch
            {
                EventCode.MarkedJunk or EventCode.MarkedMisdirected or EventCode.FiledToPractice => await sendToReview.Run(d.Id, d.Version, stopping),
                EventCode.OwnerChanged => await assignOwner.Run(d.Id, d.Version, Guid.TryParse(d.Last.Detail, out var before) ? before : null, batch: null, stopping),
                EventCode.Given => await assignOwner.Run(d.Id, d.Version, GivenDetail.Before(d.Last.Detail), batch: null, stopping, undoes: batch),
                EventCode.JunkUndone => d.MayBeRepeat ? await decideRepeat.SetAside(d.Id, d.Version, stopping) : await markJunk.Run(d.Id, d.Version, stopping),
                _ => null,
            };
            count += act is DocumentAct.Done ? 1 : 0;
            db.ChangeTracker.Clear();
        }

        return count;
    }

    private async Task<BatchResult> Each(Guid batch, IReadOnlyList<string> rows, Func<Guid, uint, Task<DocumentAct>> run)
    {
        var done = 0;
        var refused = new List<RefusedRow>();
        foreach (var row in rows.Take(Most).Distinct())
        {
            if (row.Split(' ') is not [var id, var version] || !Guid.TryParse(id, out var document) || !uint.TryParse(version, CultureInfo.InvariantCulture, out var shown))
            {
                refused.Add(new RefusedRow(null, new DocumentAct.DocumentUnknown()));
            }
            else if (await run(document, shown) is var outcome and not DocumentAct.Done)
            {
                refused.Add(new RefusedRow(document, outcome));
            }
            else
            {
                done++;
            }

            db.ChangeTracker.Clear();
        }

        return new BatchResult(batch, done, refused);
    }
}

/// <param name="Refused">Left alone, each with its reason: changed meanwhile, open with somebody, or waiting no more.</param>
internal sealed record BatchResult(Guid Batch, int Done, IReadOnlyList<RefusedRow> Refused)
{
    public int Left => Refused.Count;
}

/// <param name="DocumentId">Null for a row that names none.</param>
internal sealed record RefusedRow(Guid? DocumentId, DocumentAct Why);
