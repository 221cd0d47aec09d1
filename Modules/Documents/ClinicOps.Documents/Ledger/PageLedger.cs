using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Ledger;

/// <summary>
/// Where every page received is at this moment. Received = in progress + filed + in review + junk + failed, for each transmission
/// and in all; what is filed to the practice is filed, what was misdirected is junk, a cover sheet is where the least finished document of its transmission is, and a page joined to a document of another transmission is where that is, counted with what it came in. An e-mail counts as one page until it is
/// taken apart, and as one failed page where something in it is for a person; all else of it counts with its transmissions.
/// </summary>
internal sealed class PageLedger(DocumentsDb db)
{
    /// <summary>One line a transmission.</summary>
    public Task<List<LedgerLine>> Lines(CancellationToken stopping) => Lines(DateTimeOffset.UnixEpoch, stopping);

    /// <summary>One line a transmission received since then, in sight or not: counts, and nothing of what is counted.</summary>
    public Task<List<LedgerLine>> Lines(DateTimeOffset since, CancellationToken stopping) => db.Database.SqlQuery<LedgerLine>(
        $"""
        SELECT t.id AS transmission_id, t.page_count AS received,
            count(*) FILTER (WHERE p.place = 'in-progress')::int AS in_progress,
            count(*) FILTER (WHERE p.place = 'filed')::int AS filed,
            count(*) FILTER (WHERE p.place = 'review')::int AS in_review,
            count(*) FILTER (WHERE p.place = 'junk')::int AS junk,
            count(*) FILTER (WHERE p.place = 'failed')::int AS failed
        FROM transmissions t LEFT JOIN LATERAL (
            SELECT CASE
                WHEN t.state = 'failed' THEN 'failed'
                WHEN t.state <> 'sorted' THEN 'in-progress'
                WHEN d.state IN ('sorted', 'matched') THEN 'in-progress'
                WHEN d.state = 'practice' THEN 'filed'
                WHEN d.state IS NOT NULL THEN d.state
                WHEN page.is_cover THEN (
                    SELECT CASE
                        WHEN bool_or(o.state IN ('sorted', 'matched')) THEN 'in-progress'
                        WHEN bool_or(o.state = 'review') THEN 'review'
                        WHEN bool_or(o.state IN ('filed', 'practice')) THEN 'filed'
                        WHEN bool_or(o.state = 'junk') THEN 'junk'
                    END FROM documents o
                    WHERE o.id IN (SELECT own.id FROM documents own WHERE own.transmission_id = t.id UNION SELECT q.document_id FROM pages q WHERE q.transmission_id = t.id AND q.joined_to IS NOT NULL))
            END AS place
            FROM pages page LEFT JOIN documents d ON d.id = page.document_id AND d.transmission_id = coalesce(page.joined_to, t.id)
            WHERE page.transmission_id = t.id) p ON true
        WHERE t.received_at >= {since}
        GROUP BY t.id, t.page_count
        """).ToListAsync(stopping);

    public async Task<LedgerTotals> Totals(CancellationToken stopping)
    {
        var lines = await Lines(stopping);
        var inMail = await db.MailMessages.CountAsync(m => m.State == MailState.Stored, stopping);
        var keptMail = await db.MailMessages.CountAsync(m => m.State == MailState.Kept, stopping);
        return new LedgerTotals(
            lines.Sum(l => l.Received) + inMail + keptMail,
            lines.Sum(l => l.InProgress) + inMail,
            lines.Sum(l => l.Filed),
            lines.Sum(l => l.InReview),
            lines.Sum(l => l.Junk),
            lines.Sum(l => l.Failed) + keptMail);
    }
}

/// <summary>Pages of one transmission.</summary>
internal sealed record LedgerLine(Guid TransmissionId, int Received, int InProgress, int Filed, int InReview, int Junk, int Failed)
{
    public bool Balances => Received == InProgress + Filed + InReview + Junk + Failed;
}

/// <summary>Pages of everything received.</summary>
internal sealed record LedgerTotals(int Received, int InProgress, int Filed, int InReview, int Junk, int Failed)
{
    public bool Balances => Received == InProgress + Filed + InReview + Junk + Failed;
}
