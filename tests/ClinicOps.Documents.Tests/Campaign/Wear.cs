using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Tests.Campaign;

internal enum Wearing
{
    Clean,
    Medium,
    Bad,
}

/// <summary>What faxing and recognition make of printed words: letters taken for others, words broken, joined or lost, confidence.</summary>
internal static class Wear
{
    private static readonly (string Is, string Read)[] Confusions =
    [
        ("rn", "m"), ("m", "rn"), ("cl", "d"), ("li", "h"), ("vv", "w"), ("O", "0"), ("0", "O"), ("l", "1"), ("1", "l"), ("I", "l"), ("1", "7"), ("7", "1"), ("5", "S"), ("S", "5"),
        ("8", "B"), ("B", "8"), ("6", "8"), ("8", "6"), ("3", "8"), ("8", "3"), ("0", "8"), ("9", "4"), ("5", "6"), ("2", "7"), ("6", "0"), ("e", "c"), ("c", "e"), ("a", "o"), ("o", "a"),
        ("h", "b"), ("t", "f"), ("i", "j"), ("u", "n"), ("n", "u"), ("r", "n"), ("E", "F"), ("P", "F"), ("G", "C"), ("D", "O"), ("Z", "2"), ("g", "q"), ("y", "v"), (":", ";"), (",", "."), (".", ","),
    ];

    /// <summary>Share of letters taken for others.</summary>
    private static double Misread(Wearing wearing) => wearing switch { Wearing.Clean => 0.0004, Wearing.Medium => 0.004, _ => 0.02 };

    /// <summary>How sure the engine is of a word read rightly.</summary>
    private static (double Mean, double Spread) Sure(Wearing wearing) => wearing switch { Wearing.Clean => (94, 3), Wearing.Medium => (88, 7), _ => (76, 14) };

    /// <returns>The page as read, and whether a deciding word came out otherwise than it stood.</returns>
    public static (PageText Page, bool Hurt) Read(Draw draw, int number, IReadOnlyList<Ink> words, Wearing wearing)
    {
        var read = new List<Word>();
        var hurt = false;
        var faint = wearing == Wearing.Bad && draw.Chance(0.1) ? 0.55 : 1;
        foreach (var ink in words)
        {
            if (draw.Chance(Misread(wearing) * 0.5))
            {
                hurt |= ink.Decides;
                continue;
            }

            var text = Confused(draw, ink.Text, Misread(wearing));
            hurt |= ink.Decides && text != ink.Text;
            var (mean, spread) = Sure(wearing);
            var sure = Math.Clamp(draw.Around(mean, spread) * faint, 4, 98);

            // Most of what is misread is read unsurely; some of it is not.
            sure = text == ink.Text || draw.Chance(0.15) ? sure : Math.Max(4, sure - draw.Number(10, 55));
            if (text.Length > 4 && draw.Chance(Misread(wearing)))
            {
                hurt |= ink.Decides;
                var cut = draw.Int(1, text.Length - 1);
                var left = ink.Box.Width * cut / text.Length;
                read.Add(new(text[..cut], ink.Box with { Width = left - 3 }, (float)sure, 0, ink.Line));
                read.Add(new(text[cut..], ink.Box with { X = ink.Box.X + left + 3, Width = ink.Box.Width - left - 3 }, (float)sure, 0, ink.Line));
            }
            else if (read.Count > 0 && read[^1].Line == ink.Line && draw.Chance(Misread(wearing) * 0.7))
            {
                hurt |= ink.Decides;
                read[^1] = read[^1] with { Text = read[^1].Text + text, Box = read[^1].Box.Union(ink.Box), Confidence = (float)Math.Min(sure, read[^1].Confidence) };
            }
            else
            {
                read.Add(new(text, Moved(draw, ink.Box), (float)sure, 0, ink.Line));
            }
        }

        var letters = Math.Max(1, read.Sum(w => w.Text.Length));
        var uncovered = wearing == Wearing.Bad && draw.Chance(0.04) ? draw.Number(0.6, 0.8) : draw.Number(0.005, wearing == Wearing.Bad ? 0.25 : 0.06);
        return (new(number, Sheet.Width, Sheet.Height, 200, read, read.Sum(w => w.Text.Length * w.Confidence) / letters, uncovered, "ocr"), hurt);
    }

    private static string Confused(Draw draw, string text, double share)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (draw.Chance(share) && Confusions.Where(c => string.CompareOrdinal(text, i, c.Is, 0, c.Is.Length) == 0).ToList() is { Count: > 0 } possible)
            {
                var (from, to) = draw.One(possible);
                text = text[..i] + to + text[(i + from.Length)..];
            }
        }

        return text;
    }

    private static Box Moved(Draw draw, Box box) => box with { X = box.X + draw.Int(-2, 2), Y = box.Y + draw.Int(-2, 2) };
}
