using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// Draws a merged letter as a PDF. An outside seam: whoever implements it passes the same tests, and draws the same words in the
/// same order on US Letter paper, with the address in the place that a #10 window envelope shows.
/// </summary>
internal interface ILetterRenderer
{
    Task<RenderedLetter> Render(LetterContent letter, CancellationToken stopping);

    /// <summary>Whether its PDFs are tagged and name their language, so that they can be read aloud in order. One that cannot says so here, and nowhere else is it let off anything.</summary>
    bool WritesTags => true;
}

/// <param name="Title">Of the document: what a viewer's title bar and a screen reader say.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Blocks">Merged: no field is left.</param>
internal sealed record LetterContent(string Title, string Language, IReadOnlyList<LetterBlock> Blocks);

internal abstract record RenderedLetter
{
    private RenderedLetter()
    {
    }

    /// <param name="Pdf">With its title, every font embedded; tagged and with its language where the renderer <see cref="ILetterRenderer.WritesTags"/>.</param>
    public sealed record Drawn(byte[] Pdf) : RenderedLetter;

    /// <summary>No installed font has these characters: the letter would have holes.</summary>
    /// <param name="Characters">Each once, as in the letter, in order.</param>
    public sealed record CannotDraw(IReadOnlyList<string> Characters) : RenderedLetter;

    /// <summary>The program that draws failed twice; its reasons are in the log.</summary>
    public sealed record Unavailable : RenderedLetter;
}
