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

    /// <summary>Even ground is about 200.</summary>
    private const int PencilDarkness = 170;

    /// <summary>Whatever the eye tells from white paper, light grey print too.</summary>
    private const int AnyDarkness = 235;

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
            ink.Whiten(word.Box.Grown(margin));
        }

        return ink.CountInk() / (double)all;
    }

    /// <summary>
    /// Whether there is next to no ink outside of the boxes: less than a short word by hand has. Ruling lines and specks do not count,
    /// but everything else of any size does: letters joined by hand are longer than those of print.
    /// </summary>
    public static bool IsBare(Pix page, int dpi, IEnumerable<Box> outside)
    {
        using var unruled = WithoutLines(page, dpi, PencilDarkness);
        using var ink = unruled.Despeckled(Math.Max(3, dpi / 50));
        foreach (var box in outside)
        {
            ink.Whiten(box);
        }

        return ink.CountInk() < dpi * dpi / 50;
    }

    /// <summary>The page in black and white, with everything black that is no blank paper: what <see cref="IsSeen"/> looks at.</summary>
    public static Pix Marks(Pix page) => page.Depth == 1 ? page.Copy() : page.ToBinary(AnyDarkness);

    /// <summary>Whether there is anything at all where a word is said to stand.</summary>
    /// <param name="marks">See <see cref="Marks"/>.</param>
    public static bool IsSeen(Pix marks, Box word) => marks.CountInk(word) > Math.Max(1, word.Width * word.Height / 500);

    private static Pix Writing(Pix page, int dpi)
    {
        // Of a photo only what is as dark as print: the shades of paper are no writing.
        using var plain = WithoutLines(page, dpi, PrintDarkness);
        using var letters = plain.OnlyUpTo(dpi, dpi / 2);
        return letters.Despeckled(Math.Max(3, dpi / 50));
    }

    private static Pix WithoutLines(Pix page, int dpi, int darkness)
    {
        using var binary = page.Depth == 1 ? page.Copy() : page.ToBinary(darkness);
        using var across = binary.Morphed($"o{dpi / 2}.1");
        using var unruled = binary.Without(across);
        using var down = unruled.Morphed($"o1.{dpi / 2}");
        return unruled.Without(down);
    }
}
