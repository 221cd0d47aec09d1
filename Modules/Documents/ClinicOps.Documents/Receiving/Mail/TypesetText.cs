using System.Security.Cryptography;
using System.Text;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Writer;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>
/// Sets words on Letter pages as a PDF with a text layer, so that they are read without recognition. One font with Latin, Greek and
/// Cyrillic letters; a character that it cannot draw is drawn as a box, and the message itself keeps it.
/// </summary>
internal sealed class TypesetText
{
    private const string FontFile = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    private const double Size = 10.5;
    private const double Leading = 14;
    private const double Margin = 54;
    private const double Width = 612 - (2 * Margin);
    private const double Top = 792 - Margin;
    private const int MostPages = 60;
    private const string Box = "\u25a1";

    private readonly PdfDocumentBuilder pdf;
    private readonly PdfDocumentBuilder.AddedFont font;
    private readonly Dictionary<Rune, (string Drawn, double Width)> runes = [];
    private PdfPageBuilder page;
    private double y = Top;
    private int pages = 1;

    private TypesetText(PdfDocumentBuilder pdf)
    {
        this.pdf = pdf;
        font = pdf.AddTrueTypeFont(File.ReadAllBytes(FontFile));
        page = pdf.AddPage(PageSize.Letter);
    }

    /// <exception cref="IOException">The font is not installed.</exception>
    public static byte[] Run(MailText text)
    {
        using var pdf = new PdfDocumentBuilder();
        var set = new TypesetText(pdf);
        foreach (var line in text.Heading)
        {
            set.Write(line);
        }

        if (text.Heading.Count > 0)
        {
            set.Write("");
        }

        foreach (var line in text.Text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (!set.Write(line))
            {
                break;
            }
        }

        return NamedByContent(pdf.Build());
    }

    /// <summary>The builder draws lots for the file's identifier. The same words are the same file, so it is made from the content instead.</summary>
    private static byte[] NamedByContent(byte[] built)
    {
        var at = built.AsSpan().LastIndexOf("/ID ["u8);
        var identifier = Encoding.ASCII.GetBytes(Convert.ToHexString(SHA256.HashData(built.AsSpan(0, at)).AsSpan(0, 16)));
        foreach (var _ in (ReadOnlySpan<int>)[1, 2])
        {
            at += built.AsSpan(at).IndexOf((byte)'<') + 1;
            identifier.CopyTo(built.AsSpan(at));
        }

        return built;
    }

    /// <returns>False when no page is left: the message says the rest.</returns>
    private bool Write(string line)
    {
        foreach (var row in Rows(line))
        {
            if (y < Margin)
            {
                if (pages == MostPages)
                {
                    page.AddText("The text goes on: save the whole e-mail to read the rest.", Size, new PdfPoint(Margin, y), font);
                    return false;
                }

                page = pdf.AddPage(PageSize.Letter);
                pages++;
                y = Top;
            }

            if (row.Length > 0)
            {
                page.AddText(row, Size, new PdfPoint(Margin, y), font);
            }

            y -= Leading;
        }

        return true;
    }

    /// <summary>Broken between words; a word wider than the page between letters.</summary>
    private IEnumerable<string> Rows(string line)
    {
        var (row, width, blank) = (new StringBuilder(), 0.0, -1);
        foreach (var rune in line.Replace('\t', ' ').EnumerateRunes().Where(rune => !Rune.IsControl(rune)))
        {
            var (drawn, runeWidth) = Drawn(rune);
            if (width + runeWidth > Width && row.Length > 0)
            {
                var cut = blank > 0 ? blank : row.Length;
                yield return row.ToString(0, cut).TrimEnd();
                row.Remove(0, cut);
                var kept = row.ToString().TrimStart();
                row.Clear().Append(kept);
                (width, blank) = (kept.EnumerateRunes().Sum(other => Drawn(other).Width), -1);
            }

            if (drawn == " ")
            {
                blank = row.Length;
            }

            row.Append(drawn);
            width += runeWidth;
        }

        yield return row.ToString().TrimEnd();
    }

    private (string Drawn, double Width) Drawn(Rune rune)
    {
        if (!runes.TryGetValue(rune, out var known))
        {
            var drawn = Rune.IsWhiteSpace(rune) ? " " : rune.ToString();
            runes[rune] = known = Measured(drawn) is { } width ? (drawn, width) : (Box, Measured(Box) ?? Size);
        }

        return known;
    }

    /// <summary>Null when the font lacks the character.</summary>
    private double? Measured(string drawn)
    {
        try
        {
            return page.MeasureText(drawn, Size, new PdfPoint(0, 0), font).Sum(letter => letter.EndBaseLine.X - letter.StartBaseLine.X);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
