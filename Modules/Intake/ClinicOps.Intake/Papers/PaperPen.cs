using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace ClinicOps.Intake.Papers;

/// <summary>
/// Writes on Letter pages, from the top down; a new page begins by itself. Its fonts are embedded, its title and language are said. A
/// character that the font lacks is drawn as a box. All lengths are in points, as PDF has them.
/// </summary>
internal sealed partial class PaperPen : IDisposable
{
    public const double Left = 54;
    public const double Right = 612 - 54;
    public const double Top = 792 - 60;
    public const double Bottom = 54;

    private const string Fonts = "/usr/share/fonts/truetype/dejavu/";
    private const double FooterSize = 8;
    private const double Foot = 32;

    private readonly PassingStream written = new();
    private readonly PdfDocumentBuilder pdf;
    private readonly PdfDocumentBuilder.AddedFont plain;
    private readonly PdfDocumentBuilder.AddedFont bold;
    private string footer = "";
    private int pageOfSheet;
    private PdfPageBuilder? page;

    /// <param name="title">Of the file, as a reader shows it.</param>
    /// <exception cref="IOException">The fonts are not installed.</exception>
    public PaperPen(string title)
    {
        pdf = new PdfDocumentBuilder(written, disposeStream: false);
        pdf.DocumentInformation.Title = title;
        pdf.DocumentInformation.Producer = "ClinicOps";
        plain = pdf.AddTrueTypeFont(File.ReadAllBytes(Fonts + "DejaVuSans.ttf"));
        bold = pdf.AddTrueTypeFont(File.ReadAllBytes(Fonts + "DejaVuSans-Bold.ttf"));
    }

    /// <summary>The base line of what is written next.</summary>
    public double Y { get; private set; } = Top;

    /// <summary>In all, with those of others.</summary>
    public int PageCount => pdf.Pages.Count;

    /// <summary>What is written next begins on a page of its own.</summary>
    /// <param name="foot">At the foot of its every page, with the page's number in the sheet; empty: no foot.</param>
    public void StartSheet(string foot)
    {
        (footer, pageOfSheet, page) = (foot, 0, null);
        Y = Top;
    }

    public void Dispose() => pdf.Dispose();

    /// <summary>Hands on what is ready, and keeps nothing of it: for what is long.</summary>
    public Task Flush(Stream to, CancellationToken stopping) => written.PassOn(to, stopping);

    /// <summary>The rest of the file: all of it where nothing was handed on before. Nothing is written after it.</summary>
    public byte[] Finish()
    {
        pdf.Dispose();
        return WithLanguage(written.Kept(), written.PassedOn);
    }

    /// <summary>Where that ends behind the foot of the page, what is written next goes onto another.</summary>
    public void Down(double points) => Y -= points;

    public void Up(double points) => Y += points;

    /// <summary>A new page, unless so much is left of this one.</summary>
    public void Need(double points)
    {
        if (Y - points < Bottom)
        {
            page = null;
            Y = Top;
        }
    }

    public void Rule() => Page().DrawLine(new PdfPoint(Left, Y), new PdfPoint(Right, Y), 0.5);

    /// <summary>An empty box whose lower edge is the base line.</summary>
    public void Box(double x, double width, double height) => Page().DrawRectangle(new PdfPoint(x, Y), width, height, 0.5);

    public void Write(string text, double size, double x, bool isBold = false)
    {
        if (text.Length > 0)
        {
            var (font, on) = (isBold ? bold : plain, Page());
            on.AddText(Drawable(text, font), size, new PdfPoint(x, Y), font);
        }
    }

    public void WriteRight(string text, double size, double end, bool isBold = false) => Write(text, size, end - Width(text, size, isBold), isBold);

    public double Width(string text, double size, bool isBold = false)
    {
        var font = isBold ? bold : plain;
        return text.Length == 0 ? 0 : Page().MeasureText(Drawable(text, font), size, new PdfPoint(0, 0), font) is [.., var last] ? last.EndBaseLine.X : 0;
    }

    public string Cut(string text, double size, double most, bool isBold = false)
    {
        while (text.Length > 1 && Width(text, size, isBold) > most)
        {
            text = text[..^2] + "…";
        }

        return text;
    }

    /// <summary>In lines no wider than that; one empty line for an empty text.</summary>
    public IReadOnlyList<string> Broken(string text, double size, double most, bool isBold = true)
    {
        var (lines, line) = (new List<string>(), "");
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && Width($"{line} {word}", size, isBold) > most)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? Cut(word, size, most, isBold) : $"{line} {word}";
        }

        return [.. lines, line];
    }

    /// <summary>The pages of another PDF, as they are. What is written afterwards begins on a new page.</summary>
    public void Append(Stream other)
    {
        using var document = PdfDocument.Open(other);
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            pdf.AddPage(document, number);
        }

        page = null;
        Y = Top;
    }

    /// <summary>The page that is written on: begun when something is, so that none stays empty.</summary>
    private PdfPageBuilder Page()
    {
        if (page is not null && Y >= Bottom)
        {
            return page;
        }

        page = pdf.AddPage(PageSize.Letter);
        Y = Top;
        pageOfSheet++;
        if (footer.Length > 0)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"page {pageOfSheet}");
            var foot = Cut(footer, FooterSize, Right - Left - 60);
            page.AddText(Drawable(foot, plain), FooterSize, new PdfPoint(Left, Foot), plain);
            page.AddText(number, FooterSize, new PdfPoint(Right - Width(number, FooterSize), Foot), plain);
        }

        return page;
    }

    private string Drawable(string text, PdfDocumentBuilder.AddedFont font)
    {
        try
        {
            page!.MeasureText(text, FooterSize, new PdfPoint(0, 0), font);
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
            page!.MeasureText(character, FooterSize, new PdfPoint(0, 0), font);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// The builder says no language. It is added as an update of the file (ISO 32000-1, 7.5.6): the catalogue once more, with the language
    /// in it, and a table that names its new place. The catalogue is the builder's last word, so the rest of the file is enough.
    /// </summary>
    /// <param name="before">Bytes of the file that stand before the rest.</param>
    private static byte[] WithLanguage(byte[] rest, long before)
    {
        var text = Encoding.Latin1.GetString(rest);
        var trailer = text[text.LastIndexOf("trailer", StringComparison.Ordinal)..];
        var (root, size, start) = (Last(RootName(), trailer), Last(SizeName(), trailer), Last(StartName(), trailer));
        var entry = EntryName().Matches(text[(int)(Number(start) - before)..])[(int)Number(root)];
        var catalogue = CatalogueBody().Match(text, (int)(Number(entry.Groups[1].Value) - before)).Groups[1].Value;
        var at = before + text.Length + 1;
        var added = string.Create(CultureInfo.InvariantCulture, $"\n{root} 0 obj\n<<{catalogue} /Lang (en-US) /ViewerPreferences << /DisplayDocTitle true >> >>\nendobj\n");
        var table = before + text.Length + added.Length;
        added += string.Create(
            CultureInfo.InvariantCulture,
            $"xref\n{root} 1\n{at:0000000000} 00000 n \ntrailer\n<< /Size {size} /Root {root} 0 R {InfoName().Match(trailer).Value} {IdName().Match(trailer).Value} /Prev {start} >>\nstartxref\n{table}\n%%EOF\n");
        return [.. rest, .. Encoding.Latin1.GetBytes(added)];
    }

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Last(Regex name, string text) => name.Matches(text)[^1].Groups[1].Value;

    [GeneratedRegex(@"/Root (\d+) 0 R")]
    private static partial Regex RootName();

    [GeneratedRegex(@"/Size (\d+)")]
    private static partial Regex SizeName();

    [GeneratedRegex(@"startxref\s+(\d+)")]
    private static partial Regex StartName();

    [GeneratedRegex(@"(\d{10}) \d{5} [nf]")]
    private static partial Regex EntryName();

    [GeneratedRegex(@"\G\d+ 0 obj\s*<<(.*?)>>\s*endobj", RegexOptions.Singleline)]
    private static partial Regex CatalogueBody();

    [GeneratedRegex(@"/Info \d+ 0 R")]
    private static partial Regex InfoName();

    [GeneratedRegex(@"/ID \[.*?\]", RegexOptions.Singleline)]
    private static partial Regex IdName();
}
