using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>How one office sets its papers.</summary>
/// <param name="Height">Of letters, pixels at 200 dpi.</param>
/// <param name="Wide">Width of a letter as a share of the height.</param>
/// <param name="Step">From line to line, in heights.</param>
/// <param name="CellsApart">Columns come out of reading as lines of their own.</param>
internal sealed record Look(int Left, int Height, double Wide, double Step, bool CellsApart, bool CapitalLabels, string AfterLabel)
{
    public static Look Drawn(Draw draw) => new(
        draw.Int(90, 220), draw.Int(19, 32), draw.Number(0.46, 0.64), draw.Number(1.35, 2.0), draw.Chance(0.5), draw.Chance(0.35), draw.Pick(":", ":", ":", ":", " :", ""));
}

/// <summary>A word that is to be printed.</summary>
/// <param name="Decides">It is part of the patient's name or birth date.</param>
internal sealed record Ink(string Text, Box Box, int Line, bool Decides);

/// <summary>One page that words are set on, from the top down.</summary>
internal sealed class Sheet(Look look)
{
    public const int Width = 1700;
    public const int Height = 2200;

    private readonly List<Ink> words = [];
    private double y = 150;
    private int line;

    public IReadOnlyList<Ink> Words => words;

    public bool IsFull => y > Height - 260;

    /// <summary>Where half of the page begins, for two columns.</summary>
    public int Middle => 880;

    public int Left => look.Left;

    public void Gap(double lines = 0.6) => y += lines * look.Height * look.Step;

    public void Line(string text, bool decides = false, double size = 1, int? left = null)
    {
        Set(left ?? look.Left, text, decides, size);
        End(size);
    }

    /// <summary>Cells side by side, each from where it is said to begin.</summary>
    public void Row(params ReadOnlySpan<(int Left, string Text, bool Decides)> cells)
    {
        foreach (var (left, text, decides) in cells)
        {
            Set(left, text, decides, 1);
            line += look.CellsApart ? 1 : 0;
        }

        End(1);
    }

    /// <summary>Label and value in one line.</summary>
    public void Field(string label, string value, bool decides = false, int? left = null)
    {
        var end = Set(left ?? look.Left, Label(label), false, 1);
        Set(end + (int)(look.Height * (look.AfterLabel.Length == 0 ? 2.4 : 0.6)), value, decides, 1);
    }

    public void End(double size = 1)
    {
        line++;
        y += look.Height * look.Step * size;
    }

    public string Label(string label) => (look.CapitalLabels ? label.ToUpperInvariant() : label) + look.AfterLabel;

    /// <summary>Apart from what is set from the top down: the line of a sending machine, a running head, a foot.</summary>
    public void At(int top, string text)
    {
        line++;
        Place(look.Left, top, text, false, Math.Min(look.Height, 22));
        line++;
    }

    /// <returns>Where it ends.</returns>
    private int Set(int left, string text, bool decides, double size) => Place(left, (int)y, text, decides, (int)(look.Height * size));

    private int Place(int left, int top, string text, bool decides, int height)
    {
        var letter = height * look.Wide;
        double x = left;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var width = Math.Max(4, (int)(word.Length * letter));
            words.Add(new(word, new Box((int)x, top, width, height), line, decides));
            x += width + letter;
        }

        return (int)x;
    }
}
