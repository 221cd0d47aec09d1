using System.Text;
using System.Text.RegularExpressions;
using MimeKit;
using MimeKit.Text;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>The words of a message. Its HTML is hostile: it is cut into tokens and never rendered, nothing is loaded, and what it would hide from a reader is shown.</summary>
internal static partial class MailText
{
    /// <summary>Of HTML so much is read; nothing longer is kept.</summary>
    private const int LongestOfHtml = 100_000;

    /// <summary>Parts within parts, as people's programs make them.</summary>
    private const int Deepest = 20;

    private static readonly HashSet<HtmlTagId> OnALineOfTheirOwn =
    [
        HtmlTagId.Br, HtmlTagId.P, HtmlTagId.Div, HtmlTagId.TR, HtmlTagId.LI, HtmlTagId.UL, HtmlTagId.OL, HtmlTagId.Table, HtmlTagId.H1, HtmlTagId.H2,
        HtmlTagId.H3, HtmlTagId.H4, HtmlTagId.H5, HtmlTagId.H6, HtmlTagId.HR, HtmlTagId.Pre, HtmlTagId.DT, HtmlTagId.DD,
    ];

    /// <summary>
    /// All that is to be read at once, in the order of the parts: some programs break the words off around a picture. Of the same in several forms, the first that says something.
    /// </summary>
    public static string Of(MimeEntity? part, int depth = 0) => part switch
    {
        null or { IsAttachment: true } => "",
        MultipartAlternative forms when depth < Deepest => forms.Select(form => Of(form, depth + 1)).FirstOrDefault(said => !string.IsNullOrWhiteSpace(said)) ?? "",
        Multipart parts when depth < Deepest => string.Join("\n\n", parts.Select(one => Of(one, depth + 1)).Where(said => !string.IsNullOrWhiteSpace(said))),
        TextPart { IsHtml: true } html => OfHtml(html.Text),
        TextPart { IsPlain: true } plain => plain.Text,
        _ => "",
    };

    public static string OfHtml(string html)
    {
        var text = new StringBuilder();
        var tokens = new HtmlTokenizer(new StringReader(html));
        HtmlTagId? silent = null;
        var quotes = 0;
        while (text.Length < LongestOfHtml && tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken { Id: HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title } tag when !tag.IsEmptyElement:
                    silent = tag.IsEndTag ? null : tag.Id;
                    break;
                case HtmlTagToken { Id: HtmlTagId.BlockQuote } tag:
                    // As plain mail quotes: by a mark before each line.
                    quotes = Math.Clamp(quotes + (tag.IsEndTag ? -1 : 1), 0, 9);
                    text.Append('\n').Append('>', quotes);
                    break;
                case HtmlTagToken { Id: HtmlTagId.TD or HtmlTagId.TH, IsEndTag: true }:
                    text.Append("  ");
                    break;
                case HtmlTagToken tag when OnALineOfTheirOwn.Contains(tag.Id):
                    text.Append('\n').Append('>', quotes);
                    break;
                case HtmlDataToken { Kind: HtmlTokenKind.Data or HtmlTokenKind.CData } data when silent is null:
                    text.Append(data.Data.Replace('\r', ' ').Replace('\n', ' ').Replace('\t', ' '));
                    break;
                default:
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>As it can be kept and shown: no control characters, no halves of characters, of empty lines one, and not endless.</summary>
    public static string Clean(string text, int longest)
    {
        // Of one without end no more is looked at than can be kept.
        var looked = Cut(text, 4 * longest);
        var goesOn = looked.Length < text.Length;
        var clean = new StringBuilder();
        var empty = 2;
        foreach (var line in looked.ReplaceLineEndings("\n").Split('\n'))
        {
            var kept = OneLine(line, longest + 1);
            empty = kept.Length == 0 ? empty + 1 : 0;
            if (empty > 1)
            {
                continue;
            }

            clean.Append(kept).Append('\n');
            if (clean.Length - 1 > longest)
            {
                goesOn = true;
                break;
            }
        }

        var said = Cut(clean.ToString().Trim(), longest);
        return goesOn ? said.TrimEnd() + "\n[It goes on: the rest is in the message as it was received.]" : said;
    }

    /// <summary>At most so long, and with no half of a character at its end.</summary>
    public static string Cut(string text, int longest) =>
        text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];

    /// <summary>Whether one only answers or forwards the other: "Re: My knee".</summary>
    public static bool IsSameSubject(string one, string other) =>
        string.Equals(AnswerMarks().Replace(one, "").Trim(), AnswerMarks().Replace(other, "").Trim(), StringComparison.OrdinalIgnoreCase);

    /// <summary>The same of a name or a subject.</summary>
    public static string OneLine(string? text, int longest)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (clean.Length >= longest)
            {
                break;
            }

            if (!Rune.IsControl(rune))
            {
                // What is no character at all, no database and no comparison takes.
                clean.Append((rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune).ToString());
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().Trim();
    }

    /// <summary>Whether somebody sends on what others wrote: that is no earlier message of ours, but what they have to say.</summary>
    public static bool IsForward(string subject, string text) => ForwardMark().IsMatch(subject) || ForwardBegins().IsMatch(text);

    /// <summary>The text without the marks before each line and above the whole, with which programs say that it was sent on.</summary>
    public static string Forwarded(string text) => ForwardLine().Replace(LineMarks().Replace(text, ""), "[Forwarded message]").Trim();

    /// <summary>
    /// Divides what somebody wrote from the earlier messages that stand below it. Only what is quoted at the end is: an answer between quoted lines stays
    /// with them. Where nothing else is left, it is all theirs.
    /// </summary>
    public static (string Own, string Quoted) Divide(string text)
    {
        var lines = text.Split('\n');
        var from = lines.Length;
        for (var i = 0; i < lines.Length; i++)
        {
            if (BeginsForwarded(lines, i))
            {
                from = i;
                break;
            }
        }

        var end = from;
        while (end > 0 && (lines[end - 1].StartsWith('>') || lines[end - 1].Trim().Length == 0))
        {
            end--;
        }

        var quotes = lines[end..from].Any(line => line.StartsWith('>'));
        var start = quotes ? end : from;

        // "On Monday, ... wrote:", which some programs break into two lines.
        for (var back = 1; quotes && back <= 2 && start - back >= 0; back++)
        {
            if (lines[start - back].StartsWith("On ", StringComparison.Ordinal) || lines[start - back].StartsWith("El ", StringComparison.Ordinal))
            {
                start -= lines[start - 1].TrimEnd().EndsWith(':') ? back : 0;
                break;
            }
        }

        var own = string.Join('\n', lines[..start]).Trim();
        return own.Length == 0 ? (text.Trim(), "") : (own, string.Join('\n', lines[start..]).Trim());
    }

    /// <summary>"-----Original Message-----", or the heading that Outlook writes above what it answers.</summary>
    private static bool BeginsForwarded(string[] lines, int at) =>
        (lines[at].StartsWith("-----", StringComparison.Ordinal) && lines[at].Contains("Original", StringComparison.OrdinalIgnoreCase))
        || (lines[at].StartsWith("From:", StringComparison.Ordinal) && lines.Skip(at + 1).Take(3).Any(line => line.StartsWith("Sent:", StringComparison.Ordinal) || line.StartsWith("Date:", StringComparison.Ordinal)))
        || (lines[at].StartsWith("De:", StringComparison.Ordinal) && lines.Skip(at + 1).Take(3).Any(line => line.StartsWith("Enviado", StringComparison.Ordinal) || line.StartsWith("Fecha:", StringComparison.Ordinal)));

    [GeneratedRegex(@"^\s*(?:rv|fwd?|tr)\s*:", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex ForwardMark();

    [GeneratedRegex(@"^(?:-{2,} ?(?:forwarded message|mensaje reenviado|original message|mensaje original)[ -]*|begin forwarded message:|inicio del mensaje reenviado:)$", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ForwardLine();

    /// <summary>An answer too has "Original Message" above what it answers.</summary>
    [GeneratedRegex(@"^(?:-{2,} ?(?:forwarded message|mensaje reenviado)[ -]*|begin forwarded message:|inicio del mensaje reenviado:)$", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ForwardBegins();

    [GeneratedRegex(@"^(?:> ?)+", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LineMarks();

    [GeneratedRegex(@"^(?:\s*(?:re|aw|rv|fwd?|tr)\s*:)+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnswerMarks();
}
