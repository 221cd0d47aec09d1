using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Kernel.Blobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>The pages of a letter: of a draft as it would be printed, of an approved one the frozen bytes that leave.</summary>
internal sealed class LetterPages(CorrespondenceDb db, LetterPreviews previews, PapersMayLeave mayLeave, IBlobStore blobs)
{
    public async Task<Preview> Of(Letter letter, CancellationToken stopping)
    {
        if (letter.IsPapers)
        {
            // Of many pages, and not ours: the PDF alone, for who sees every document in it.
            return await mayLeave.AreInSight(letter, stopping)
                ? new Preview.Ready(await blobs.Get(await db.ApprovalsOf(letter.Id).OrderByDescending(a => a.Number).Select(a => a.PdfHash).FirstAsync(stopping), stopping), [])
                : new Preview.Refused(["A paper in it has left the chart, or is closed to you."]);
        }

        var frozen = letter.State == LetterState.Approved
            ? await db.StandingApproval(letter.Id).Select(a => a.PdfHash).SingleOrDefaultAsync(stopping)
            : null;
        return frozen is null ? await previews.Of(letter, stopping) : await previews.OfFrozen(frozen, () => blobs.Get(frozen, stopping), stopping);
    }
}
