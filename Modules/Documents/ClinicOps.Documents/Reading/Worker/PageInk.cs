using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// The ink of a page that looks like writing, to be compared with the word boxes. Not counted: ruling lines and borders (longer
/// than half an inch and thin), and what is no letter by its size (scanner edges, pictures, specks). Signatures and logos of letter
/// size count: nobody can tell them from words before they are read.
/// </summary>
internal static class PageInk
{
    private const int PrintDarkness = 140;

    /// <summary>Share (0 to 1) of the writing that no word box covers; 0 on an empty page.</summary>
    public static double Uncovered(Pix page, int dpi, IEnumerable<Word> words)
    {
        using var ink = Writing(page, dpi);
        var all = ink.CountInk();
        if (all < dpi)
        {
            return 0;
        }

        var margin = Math.Max(2, dpi / 60);
        foreach (var word in words)
        {
            ink.Whiten(new Box(word.Box.X - margin, word.Box.Y - margin, word.Box.Width + (2 * margin), word.Box.Height + (2 * margin)));
        }

        return ink.CountInk() / (double)all;
    }

    private static Pix Writing(Pix page, int dpi)
    {
        // Of a photo only what is as dark as print: the shades of paper are no writing.
        using var binary = page.Depth == 1 ? page.Copy() : page.ToBinary(PrintDarkness);
        using var across = binary.Morphed($"o{dpi / 2}.1");
        using var unruled = binary.Without(across);
        using var down = unruled.Morphed($"o1.{dpi / 2}");
        using var plain = unruled.Without(down);
        using var letters = plain.OnlyUpTo(dpi, dpi / 2);
        return letters.Despeckled(Math.Max(3, dpi / 50));
    }
}
