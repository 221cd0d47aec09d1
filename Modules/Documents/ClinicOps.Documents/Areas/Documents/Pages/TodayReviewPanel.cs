using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The panel "Review" of the page Today: how much waits, how long already, and what is first.</summary>
internal sealed class TodayReviewPanel(DocumentsDb db, ReviewQueue queue, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    private const int Named = 5;

    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var waiting = await queue.Waiting.AsNoTracking()
            .Select(d => new { d.Id, d.Type, d.UrgentReason, Since = d.ReviewSince ?? d.ReceivedAt })
            .ToListAsync(stopping);
        var first = waiting.Take(Named).Select(d => new TodayReviewRow(d.Id, d.Type, d.UrgentReason, Wording.Of(now - d.Since))).ToList();
        if (first.Count > 0)
        {
            await audit.Record(db, new AuditEntry("documents.review-listed", "document", null, [.. first.Select(row => row.Id)]), stopping);
        }

        return new TodayReviewView(
            waiting.Count,
            waiting.Count(d => d.UrgentReason is not null),
            waiting.Count == 0 ? "" : Wording.Of(now - waiting.Min(d => d.Since)),
            first);
    }
}

/// <param name="Oldest">How long the one that waits longest has waited, in words.</param>
/// <param name="First">Urgent ones first, then the longest waiting.</param>
internal sealed record TodayReviewView(int Count, int Urgent, string Oldest, IReadOnlyList<TodayReviewRow> First);

internal sealed record TodayReviewRow(Guid Id, DocumentType Type, string? UrgentReason, string Waiting);
