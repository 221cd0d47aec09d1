using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Templates;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// The blocks as one HTML page for printing. Every text is encoded here and nowhere else; the page may load nothing.
/// Measures: US Letter; the address 2 3/16 in from the top and 1 in from the left, where the window of a #10 envelope shows it
/// however the folded sheet slides; the text begins below the window.
/// </summary>
internal static class LetterHtml
{
    private const string Style =
        """
        @page { size: 8.5in 11in; margin: 0.6in 1in 0.8in 1in }
        * { box-sizing: border-box }
        body { margin: 0; font: 11pt/1.35 "Liberation Serif", "DejaVu Serif", "Noto Serif CJK SC", serif; color: #000; overflow-wrap: anywhere }
        p { margin: 0 0 0.7em; orphans: 2; widows: 2 }
        .top { position: relative; min-height: 0.9in }
        .top.addressed { min-height: 2.85in }
        .head { border-bottom: 1pt solid #000; padding-bottom: 4pt; margin-bottom: 9pt; font: 9.5pt/1.3 "Liberation Sans", "DejaVu Sans", "Noto Sans CJK SC", sans-serif }
        .head p, .address p, .signature p { margin: 0 }
        .head .name { font-size: 15pt; font-weight: bold }
        .line { display: block }
        .address { position: absolute; left: 0; top: 1.5875in; width: 3.6in; line-height: 1.2 }
        ul { margin: 0 0 0.7em; padding-left: 1.4em }
        li { margin-bottom: 0.2em }
        table { border-collapse: separate; border-spacing: 0; table-layout: fixed; margin: 0 0 0.9em; width: 100% }
        th, td { border: 0.5pt solid #666; border-width: 0 0.5pt 0.5pt 0; padding: 3pt 6pt; text-align: left; vertical-align: top }
        tr > :first-child { border-left-width: 0.5pt }
        tr:first-child > * { border-top-width: 0.5pt }
        thead + tbody > tr:first-child > * { border-top-width: 0 }
        th { font-weight: bold }
        th[scope=row] { width: 28% }
        tr { break-inside: avoid }
        .signature { margin-top: 1.2em; break-inside: avoid }
        .signature .name { margin-top: 0.55in }
        .break { break-after: page; height: 0 }
        """;

    /// <summary>Letters of every script stay themselves; what means something to HTML does not.</summary>
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Of(LetterContent letter)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html><html lang=\"").Append(Encoder.Encode(letter.Language)).Append("\"><head><meta charset=\"utf-8\">")
            .Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
            .Append("<title>").Append(Encoder.Encode(letter.Title)).Append("</title><style>").Append(Style).Append("</style></head><body>");
        var top = letter.Blocks.TakeWhile(block => block is LetterBlock.Letterhead or LetterBlock.AddressBlock or LetterBlock.DateLine).ToList();
        if (top.Count > 0)
        {
            html.Append(top.Any(block => block is LetterBlock.AddressBlock) ? "<div class=\"top addressed\">" : "<div class=\"top\">");
            top.ForEach(block => Append(html, block));
            html.Append("</div>");
        }

        foreach (var block in letter.Blocks.Skip(top.Count))
        {
            Append(html, block);
        }

        return html.Append("</body></html>").ToString();
    }

    private static void Append(StringBuilder html, LetterBlock block)
    {
        switch (block)
        {
            case LetterBlock.Letterhead head:
                html.Append("<div class=\"head\"><p class=\"name\">").Append(Encode(head.Name)).Append("</p>");
                AppendLines(html, head.Lines);
                html.Append("</div>");
                break;
            case LetterBlock.AddressBlock address:
                html.Append("<div class=\"address\">");
                AppendLines(html, MergeLetter.LinesOf(address));
                html.Append("</div>");
                break;
            case LetterBlock.DateLine date:
                html.Append("<p>").Append(Encode(date.Text)).Append("</p>");
                break;
            case LetterBlock.Paragraph paragraph:
                AppendParagraphs(html, paragraph);
                break;
            case LetterBlock.ItemList list:
                html.Append("<ul>");
                foreach (var item in list.Items)
                {
                    html.Append("<li>").Append(Encode(item)).Append("</li>");
                }

                html.Append("</ul>");
                break;
            case LetterBlock.Table table:
                AppendTable(html, table);
                break;
            case LetterBlock.Signature signature:
                html.Append("<div class=\"signature\"><p>").Append(Encode(signature.Closing)).Append("</p><p class=\"name\">")
                    .Append(Encode(signature.Name)).Append("</p><p>").Append(Encode(signature.Role)).Append("</p></div>");
                break;
            case LetterBlock.PageBreak:
                html.Append("<div class=\"break\"></div>");
                break;
            default:
                throw new InvalidOperationException($"A {block.GetType().Name} cannot be drawn.");
        }
    }

    private static void AppendLines(StringBuilder html, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            html.Append("<p>").Append(Encode(line)).Append("</p>");
        }
    }

    private static void AppendParagraphs(StringBuilder html, LetterBlock.Paragraph text)
    {
        foreach (var paragraph in MergeLetter.PartsOf(text))
        {
            html.Append("<p>").Append(Encode(paragraph)).Append("</p>");
        }
    }

    private static void AppendTable(StringBuilder html, LetterBlock.Table table)
    {
        html.Append("<table>");
        if (table.Headings.Count > 0)
        {
            html.Append("<thead><tr>");
            foreach (var heading in table.Headings)
            {
                html.Append("<th scope=\"col\">").Append(Encode(heading)).Append("</th>");
            }

            html.Append("</tr></thead>");
        }

        html.Append("<tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var column = 0; column < row.Count; column++)
            {
                var isRowHeading = column == 0 && table.Headings.Count == 0;
                html.Append(isRowHeading ? "<th scope=\"row\">" : "<td>").Append(Encode(row[column])).Append(isRowHeading ? "</th>" : "</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
    }

    /// <summary>Each line a box of its own: a line end within running text would vanish for who is read to.</summary>
    private static string Encode(string text)
    {
        var lines = DrawnText.Of(text).Split('\n');
        return lines.Length == 1 ? Encoder.Encode(lines[0]) : string.Concat(lines.Select(line => $"<span class=\"line\">{Encoder.Encode(line)}</span>"));
    }
}
