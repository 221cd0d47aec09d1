using ClinicOps.Documents.Data;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The panel "Re-check" of the page Today: how many wait, and which turned out wrong and wait in review.</summary>
internal sealed class TodayRecheckPanel(DocumentsDb db, RecheckQueue queue, AuditTrail audit) : IPanelLoader
{
    private const int Named = 5;

    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var waiting = await queue.Waiting.CountAsync(stopping);
        var wrong = await queue.InSight.AsNoTracking()
            .Where(r => r.Verdict == RecheckVerdict.Wrong && r.Document!.State == DocumentState.Review)
            .OrderByDescending(r => r.CheckedAt)
            .Take(Named)
            .Select(r => new TodayWrong(r.DocumentId, r.Document!.Type))
            .ToListAsync(stopping);
        if (wrong.Count > 0)
        {
            await audit.Record(db, new AuditEntry("documents.review-listed", "document", null, [.. wrong.Select(row => row.DocumentId)]), stopping);
        }

        return waiting + wrong.Count == 0 ? null : new TodayRecheckView(waiting, wrong);
    }
}

/// <param name="Wrong">Those that a re-check took out of a record, and that nobody has decided about since.</param>
internal sealed record TodayRecheckView(int Waiting, IReadOnlyList<TodayWrong> Wrong);

internal sealed record TodayWrong(Guid DocumentId, DocumentType Type);
