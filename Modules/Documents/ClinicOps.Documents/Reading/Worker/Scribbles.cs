using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// Finds words that somebody scribbled over: one piece of ink as wide as a word and not much higher than a line, far denser than a signature and not as full as a bar, under which the engine
/// reads next to nothing. Strokes across several lines are none.
/// </summary>
internal static class Scribbles
{
    private const int PrintDarkness = 140;

    /// <summary>Percent. Of print, whatever its fax went through, the engine is surer.</summary>
    private const float Doubtful = 40;

    /// <summary>Inches.</summary>
    private const double Narrowest = 0.3;

    /// <summary>Inches: less is a bar of letters that ran together.</summary>
    private const double Lowest = 0.1;

    /// <summary>Inches.</summary>
    private const double Highest = 0.5;

    /// <summary>Width by height.</summary>
    private const double LeastLength = 1.3;

    /// <summary>Share of ink in its frame: a signature, or a hand's writing, has less.</summary>
    private const double LeastInk = 0.27;

    /// <summary>A black bar with letters in it has more.</summary>
    private const double MostInk = 0.73;

    /// <summary>Of the word's width, and of its height.</summary>
    private const double LeastCovered = 0.5;

    /// <summary>The same words; those that are scribbled over say that they are crossed out.</summary>
    public static List<Word> Mark(List<Word> words, Pix page, int dpi)
    {
        if (!words.Exists(IsDoubtful))
        {
            return words;
        }

        using var binary = page.Depth == 1 ? page.Copy() : page.ToBinary(PrintDarkness);
        var scribbles = binary.Components().Where(box => IsDense(binary, box, dpi)).ToList();
        return [.. words.Select(word => IsDoubtful(word) && scribbles.Exists(box => Covers(box, word.Box)) ? word with { Struck = true } : word)];
    }

    private static bool IsDoubtful(Word word) => word.Confidence < Doubtful && word.Text is not ("☒" or "☐");

    private static bool IsDense(Pix binary, Box box, int dpi) =>
        box.Width >= Narrowest * dpi && box.Height >= Lowest * dpi && box.Height <= Highest * dpi && box.Width >= LeastLength * box.Height
        && binary.CountInk(box) / ((double)box.Width * box.Height) is >= LeastInk and <= MostInk;

    private static bool Covers(Box scribble, Box word) =>
        Math.Min(scribble.Right, word.Right) - Math.Max(scribble.X, word.X) >= LeastCovered * word.Width
        && Math.Min(scribble.Bottom, word.Bottom) - Math.Max(scribble.Y, word.Y) >= LeastCovered * word.Height;
}
