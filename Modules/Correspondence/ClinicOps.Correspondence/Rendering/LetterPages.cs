using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Kernel.Blobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>The pages of a letter: of a draft as it would be printed, of an approved one the frozen bytes that leave.</summary>
internal sealed class LetterPages(CorrespondenceDb db, LetterPreviews previews, LetterEnclosures enclosures, PapersMayLeave mayLeave, IBlobStore blobs)
{
    private const string ClinicCopy = "Clinic copy";

    public async Task<Preview> Of(Letter letter, CancellationToken stopping)
    {
        if (letter.IsPapers)
        {
            // Of many pages, and not ours: the PDF alone, for who sees every document in it.
            return await mayLeave.AreInSight(letter, stopping)
                ? new Preview.Ready(await blobs.Get(await db.ApprovalsOf(letter.Id).OrderByDescending(a => a.Number).Select(a => a.PdfHash).FirstAsync(stopping), stopping), PageCount: 0)
                : new Preview.Refused(["A paper in it has left the chart, or is closed to you."]);
        }

        var frozen = letter.State == LetterState.Approved
            ? await db.StandingApproval(letter.Id).Select(a => a.PdfHash).SingleOrDefaultAsync(stopping)
            : null;
        if (frozen is null)
        {
            return letter.DocumentIds.Length == 0 ? await previews.Of(letter, stopping) : await WithEnclosures(letter, stopping);
        }

        return letter.DocumentIds.Length == 0 || await mayLeave.AreInSight(letter, stopping)
            ? await previews.OfFrozen(frozen, () => blobs.Get(frozen, stopping), stopping)
            : new Preview.Refused(["An enclosure has left the chart, or is closed to you."]);
    }

    /// <summary>Of a draft, the same pages marked as the clinic's; what is enclosed is listed, and lies in the chart.</summary>
    public async Task<Preview> ClinicCopyOf(Letter letter, CancellationToken stopping)
    {
        var blocks = letter.DocumentIds.Length == 0 ? letter.Blocks : (await enclosures.Of(letter, stopping)).Blocks;
        return await previews.Of(letter.Subject, letter.Language, Marked(blocks), letter.Values, stopping);
    }

    /// <summary>In the letterhead, above everything, so that the address keeps its place; a letter without one gets one.</summary>
    private static IReadOnlyList<LetterBlock> Marked(IReadOnlyList<LetterBlock> blocks) => blocks.Any(block => block is LetterBlock.Letterhead)
        ? [.. blocks.Select(block => block is LetterBlock.Letterhead head ? new LetterBlock.Letterhead(head.Name, [.. head.Lines, ClinicCopy]) : block)]
        : [new LetterBlock.Letterhead(ClinicCopy, []), .. blocks];

    private async Task<Preview> WithEnclosures(Letter letter, CancellationToken stopping)
    {
        if (await enclosures.WhyNot(letter, letter.DocumentIds, stopping) is { } why)
        {
            return new Preview.Refused([why]);
        }

        var enclosed = await enclosures.Of(letter, stopping);
        var drawn = await previews.Of(letter.Subject, letter.Language, enclosed.Blocks, letter.Values, stopping);
        if (drawn is not Preview.Ready alone)
        {
            return drawn;
        }

        var name = enclosed.NameWith(alone.Pdf);
        if (previews.Before(name) is { } before)
        {
            return before;
        }

        return await enclosures.Pages(letter, stopping) is { } pages
            ? await previews.OfFrozen(name, () => Task.FromResult(AppendPages.To(alone.Pdf, pages)), stopping)
            : new Preview.Refused(["An enclosure has left the chart, or is closed to you: choose the enclosures again."]);
    }
}
