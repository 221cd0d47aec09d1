using System.Text.Json;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Blobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Ledger;

/// <summary>The PDF of a paper: drawn once, from what was said when the money moved, and kept as it was first given out.</summary>
internal sealed class KeepPaper(IntakeDb db, IBlobStore blobs, TimeProvider clock)
{
    /// <returns>Null when there is no such paper. Whether the user may see what it is about is the caller's to ask.</returns>
    public async Task<byte[]?> Pdf(Guid paperId, CancellationToken stopping)
    {
        if (await Kept(paperId, stopping) is { } kept)
        {
            return await blobs.Get(kept, stopping);
        }

        if (await db.MoneyPapers.AsNoTracking().SingleOrDefaultAsync(p => p.Id == paperId, stopping) is not { } paper)
        {
            return null;
        }

        var drawn = PaperPdf.Draw(JsonSerializer.Deserialize<PaperContent>(paper.Content)!, PaperKinds.Number(paper.Kind, paper.Number));
        var hash = await blobs.Put(drawn, stopping);
        await db.Database.ExecuteSqlAsync($"INSERT INTO money_paper_files (paper_id, blob_hash, at) VALUES ({paperId}, {hash}, {clock.GetUtcNow()}) ON CONFLICT DO NOTHING", stopping);

        // Of two who draw it at once, the first one's is the paper.
        return await blobs.Get((await Kept(paperId, stopping))!, stopping);
    }

    private Task<string?> Kept(Guid paperId, CancellationToken stopping) => db.MoneyPaperFiles.Where(f => f.PaperId == paperId).Select(f => f.BlobHash).SingleOrDefaultAsync(stopping);
}
