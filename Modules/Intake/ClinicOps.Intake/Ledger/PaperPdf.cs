using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace ClinicOps.Intake.Ledger;

/// <summary>
/// Draws a paper on Letter pages: letterhead, title with the number, facts, tables, notes. Its fonts are embedded, its title and language
/// are said. A character that the font lacks is drawn as a box; the content keeps it.
/// </summary>
internal sealed partial class PaperPdf
{
    private const string Fonts = "/usr/share/fonts/truetype/dejavu/";
    private const double Left = 54;
    private const double Right = 612 - 54;
    private const double Top = 792 - 60;
    private const double Bottom = 54;
    private const double Size = 10;

    /// <summary>Where the values of facts begin.</summary>
    private const double Values = Left + 130;

    private readonly PdfDocumentBuilder pdf;
    private readonly PdfDocumentBuilder.AddedFont plain;
    private readonly PdfDocumentBuilder.AddedFont bold;
    private PdfPageBuilder page;
    private double y = Top;

    private PaperPdf(PdfDocumentBuilder pdf)
    {
        this.pdf = pdf;
        plain = pdf.AddTrueTypeFont(File.ReadAllBytes(Fonts + "DejaVuSans.ttf"));
        bold = pdf.AddTrueTypeFont(File.ReadAllBytes(Fonts + "DejaVuSans-Bold.ttf"));
        page = pdf.AddPage(PageSize.Letter);
    }

    /// <exception cref="IOException">The fonts are not installed.</exception>
    public static byte[] Draw(PaperContent content, string number)
    {
        using var pdf = new PdfDocumentBuilder();
        pdf.DocumentInformation.Title = $"{content.Title} {number}";
        pdf.DocumentInformation.Producer = "ClinicOps";
        var drawing = new PaperPdf(pdf);
        drawing.Heading(content, number);
        foreach (var fact in content.Facts)
        {
            drawing.Fact(fact);
        }

        foreach (var table in content.Tables)
        {
            drawing.Table(table);
        }

        drawing.Down(14);
        foreach (var line in content.Notes.SelectMany(note => drawing.Broken(note, 8, Right - Left)))
        {
            drawing.Write(line, 8, Left, drawing.plain);
            drawing.Down(12);
        }

        return WithLanguage(pdf.Build());
    }

    private void Heading(PaperContent content, string number)
    {
        foreach (var (line, place) in content.Letterhead.Select((line, place) => (line, place)))
        {
            Write(line, place == 0 ? 14 : 9, Left, place == 0 ? bold : plain);
            Down(place == 0 ? 18 : 12);
        }

        Rule();
        Down(24);
        Write(content.Title, 16, Left, bold);
        WriteRight(number, 12, Right, bold);
        Down(26);
    }

    private void Fact(PaperFact fact)
    {
        Write(fact.Label, Size, Left, plain);
        foreach (var line in Broken(fact.Value, Size, Right - Values))
        {
            Write(line, Size, Values, bold);
            Down(15);
        }
    }

    private void Table(PaperTable table)
    {
        Down(14);

        // Each is as wide as its widest cell, within reason; the first column takes what the others leave.
        var widths = table.Columns.Skip(1).Select((heading, column) => Math.Min(190, 14 + table.Rows.Select(row => Width(row[column + 1], Size, plain)).Append(Width(heading, Size, bold)).Max())).ToList();
        void Row(IReadOnlyList<string> cells, PdfDocumentBuilder.AddedFont font)
        {
            Write(Cut(cells[0], Size, Right - Left - widths.Sum() - 6), Size, Left, font);
            var end = Right;
            for (var column = cells.Count - 1; column > 0; column--)
            {
                WriteRight(Cut(cells[column], Size, widths[column - 1] - 6), Size, end, font);
                end -= widths[column - 1];
            }

            Down(15);
        }

        Row(table.Columns, bold);
        y += 11;
        Rule();
        Down(15);
        foreach (var row in table.Rows)
        {
            Row(row, plain);
        }
    }

    private void Rule() => page.DrawLine(new PdfPoint(Left, y), new PdfPoint(Right, y), 0.5);

    private void Down(double points)
    {
        y -= points;
        if (y < Bottom)
        {
            page = pdf.AddPage(PageSize.Letter);
            y = Top;
        }
    }

    private void Write(string text, double size, double x, PdfDocumentBuilder.AddedFont font)
    {
        if (text.Length > 0)
        {
            page.AddText(Drawable(text, font), size, new PdfPoint(x, y), font);
        }
    }

    private void WriteRight(string text, double size, double end, PdfDocumentBuilder.AddedFont font) => Write(text, size, end - Width(text, size, font), font);

    private double Width(string text, double size, PdfDocumentBuilder.AddedFont font) =>
        text.Length == 0 ? 0 : page.MeasureText(Drawable(text, font), size, new PdfPoint(0, 0), font) is [.., var last] ? last.EndBaseLine.X : 0;

    private string Cut(string text, double size, double most)
    {
        while (text.Length > 1 && Width(text, size, plain) > most)
        {
            text = text[..^2] + "…";
        }

        return text;
    }

    private List<string> Broken(string text, double size, double most)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && Width($"{line} {word}", size, bold) > most)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? Cut(word, size, most) : $"{line} {word}";
        }

        return [.. lines, line];
    }

    private string Drawable(string text, PdfDocumentBuilder.AddedFont font)
    {
        try
        {
            page.MeasureText(text, Size, new PdfPoint(0, 0), font);
            return text;
        }
        catch (InvalidOperationException)
        {
            return string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || !Has(rune.ToString(), font) ? "□" : rune.ToString()));
        }
    }

    private bool Has(string character, PdfDocumentBuilder.AddedFont font)
    {
        try
        {
            page.MeasureText(character, Size, new PdfPoint(0, 0), font);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// The builder says no language. It is added as an update of the file (ISO 32000-1, 7.5.6): the catalogue once more, with the language
    /// in it, and a table that names its new place.
    /// </summary>
    private static byte[] WithLanguage(byte[] built)
    {
        var text = Encoding.Latin1.GetString(built);
        var (root, size, start) = (Last(RootName(), text), Last(SizeName(), text), Last(StartName(), text));
        var catalogue = Regex.Match(text, $@"(?<!\d){root} 0 obj\s*<<(.*?)>>\s*endobj", RegexOptions.Singleline).Groups[1].Value;
        var trailer = text[text.LastIndexOf("trailer", StringComparison.Ordinal)..];
        var information = InfoName().Match(trailer).Value;
        var at = text.Length + 1;
        var added = string.Create(CultureInfo.InvariantCulture, $"\n{root} 0 obj\n<<{catalogue} /Lang (en-US) /ViewerPreferences << /DisplayDocTitle true >> >>\nendobj\n");
        var table = text.Length + added.Length;
        added += string.Create(
            CultureInfo.InvariantCulture,
            $"xref\n{root} 1\n{at:0000000000} 00000 n \ntrailer\n<< /Size {size} /Root {root} 0 R {information} {IdName().Match(trailer).Value} /Prev {start} >>\nstartxref\n{table}\n%%EOF\n");
        return [.. built, .. Encoding.Latin1.GetBytes(added)];
    }

    private static string Last(Regex name, string text) => name.Matches(text)[^1].Groups[1].Value;

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex RootName();

    [GeneratedRegex(@"/Size (\d+)")]
    private static partial Regex SizeName();

    [GeneratedRegex(@"startxref\s+(\d+)")]
    private static partial Regex StartName();

    [GeneratedRegex(@"/Info \d+ 0 R")]
    private static partial Regex InfoName();

    [GeneratedRegex(@"/ID \[.*?\]", RegexOptions.Singleline)]
    private static partial Regex IdName();
}
