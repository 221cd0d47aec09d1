using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Blobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>The pages of a letter: of a draft as it would be printed, of an approved one the frozen bytes that leave.</summary>
internal sealed class LetterPages(CorrespondenceDb db, LetterPreviews previews, IBlobStore blobs)
{
    public async Task<Preview> Of(Letter letter, CancellationToken stopping)
    {
        var frozen = letter.State == LetterState.Approved
            ? await db.StandingApproval(letter.Id).Select(a => a.PdfHash).SingleOrDefaultAsync(stopping)
            : null;
        return frozen is null ? await previews.Of(letter, stopping) : await previews.OfFrozen(frozen, () => blobs.Get(frozen, stopping), stopping);
    }
}
