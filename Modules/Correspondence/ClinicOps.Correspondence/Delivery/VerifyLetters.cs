using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Modules;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>Approved pages are there unchanged, states agree with each other, and what has left stands in a chart (or will in a moment).</summary>
internal sealed class VerifyLetters(CorrespondenceDb db, IBlobStore blobs, ISentLetters chart, TimeProvider clock) : IVerification
{
    /// <summary>A job files it; after this long something is wrong.</summary>
    private static readonly TimeSpan FiledWithin = TimeSpan.FromDays(1);

    public async Task<IReadOnlyList<string>> Problems(CancellationToken stopping) =>
        [.. await Disagreeing(stopping), .. await Damaged(stopping), .. await NotFiled(stopping)];

    private async Task<IEnumerable<string>> Disagreeing(CancellationToken stopping)
    {
        var ids = await db.Database.SqlQuery<Guid>(
            $"""
            SELECT l.id AS "Value" FROM letters l LEFT JOIN approvals a ON a.letter_id = l.id AND a.taken_back_at IS NULL
            WHERE (l.state = 'approved') <> (a.id IS NOT NULL)
               OR (l.state <> 'approved' AND EXISTS (SELECT 1 FROM deliveries d WHERE d.letter_id = l.id AND d.state IN ('pending', 'sending', 'printed', 'unknown')))
            """).ToListAsync(stopping);
        return ids.Select(id => $"Letter {id} is not in the state that its approval and deliveries say.");
    }

    private async Task<IEnumerable<string>> Damaged(CancellationToken stopping) => await CheckBlobs.Problems(
        blobs, await db.Approvals.Select(a => a.PdfHash).Union(db.Approvals.Where(a => a.ClinicCopyHash != null).Select(a => a.ClinicCopyHash!)).Union(db.Deliveries.Where(d => d.CoverHash != null).Select(d => d.CoverHash!)).Union(db.ReturnedMails.Select(m => m.RawHash)).ToListAsync(stopping), stopping);

    private async Task<IEnumerable<string>> NotFiled(CancellationToken stopping)
    {
        var before = clock.GetUtcNow() - FiledWithin;
        var problems = new List<string>();
        foreach (var approvalId in await db.Deliveries.Where(d => d.LeftAt < before && !db.Letters.Any(l => l.Id == d.LetterId && l.TemplateCode == LetterTemplates.Papers)).Select(d => d.ApprovalId).Distinct().ToListAsync(stopping))
        {
            if (await chart.Find(approvalId, stopping) is null)
            {
                problems.Add($"The letter approved as {approvalId} has left and is not filed.");
            }
        }

        return problems;
    }
}
