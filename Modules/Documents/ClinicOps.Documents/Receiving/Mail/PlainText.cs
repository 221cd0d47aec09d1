using System.Text;
using MimeKit.Text;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>
/// The words of an HTML message and nothing else of it. It is hostile: it is cut into tokens and never rendered, nothing is loaded,
/// and what it would hide from a reader is shown.
/// </summary>
internal static class PlainText
{
    private static readonly HashSet<HtmlTagId> OnALineOfTheirOwn =
    [
        HtmlTagId.Br, HtmlTagId.P, HtmlTagId.Div, HtmlTagId.TR, HtmlTagId.LI, HtmlTagId.UL, HtmlTagId.OL, HtmlTagId.Table, HtmlTagId.H1, HtmlTagId.H2,
        HtmlTagId.H3, HtmlTagId.H4, HtmlTagId.H5, HtmlTagId.H6, HtmlTagId.BlockQuote, HtmlTagId.HR, HtmlTagId.Pre, HtmlTagId.DT, HtmlTagId.DD,
    ];

    public static string Of(string html)
    {
        var text = new StringBuilder();
        var tokens = new HtmlTokenizer(new StringReader(html));
        HtmlTagId? silent = null;
        while (tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken { Id: HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title } tag when !tag.IsEmptyElement:
                    silent = tag.IsEndTag ? null : tag.Id;
                    break;
                case HtmlTagToken { Id: HtmlTagId.TD or HtmlTagId.TH, IsEndTag: true }:
                    text.Append("  ");
                    break;
                case HtmlTagToken tag when OnALineOfTheirOwn.Contains(tag.Id):
                    text.Append('\n');
                    break;
                case HtmlDataToken { Kind: HtmlTokenKind.Data or HtmlTokenKind.CData } data when silent is null:
                    text.Append(data.Data.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' '));
                    break;
                default:
                    break;
            }
        }

        return Tidy(text.ToString());
    }

    /// <summary>Runs of blanks become one, or two where cells meet; of empty lines one stays.</summary>
    private static string Tidy(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.Split('\n').Select(line => string.Join("  ", line.Replace('\u00a0', ' ').Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))))
        {
            if (line.Length > 0 || (lines.Count > 0 && lines[^1].Length > 0))
            {
                lines.Add(line);
            }
        }

        return string.Join('\n', lines).Trim();
    }
}
