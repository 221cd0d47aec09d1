using System.Globalization;
using System.Text;
using ClinicOps.Documents.Data;
using MimeKit;
using MimeKit.Cryptography;
using MimeKit.Tnef;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>
/// Takes a message apart, whatever mail programs make of one: messages in messages, winmail.dat, pictures in the text, declared
/// kinds that are not true. Only bytes and characters are looked at here; nothing is drawn, loaded or run.
/// </summary>
internal sealed class MessageParts
{
    private const int MostParts = 100;
    private const int MostNested = 8;

    /// <summary>A smaller picture in the text is a logo or a line, not a scan.</summary>
    private const int SmallestPictureInText = 30_000;

    private static readonly string[] Signatures = ["pkcs7-signature", "x-pkcs7-signature", "pgp-signature", "pgp-keys"];
    private static readonly string[] Sealed = ["pkcs7-mime", "x-pkcs7-mime", "pgp-encrypted"];

    private readonly List<MailPart> parts = [];
    private readonly List<string> leftOut = [];
    private readonly List<MailText> beside = [];
    private MailProblem? problem;
    private int seen;

    // Messages of Windows programs, and every winmail.dat, are written in code pages that .NET knows only when it is told.
    static MessageParts() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private MessageParts()
    {
    }

    public static MailContent Of(byte[] raw)
    {
        MimeMessage message;
        try
        {
            using var stream = new MemoryStream(raw, writable: false);
            message = MimeMessage.Load(new ParserOptions { MaxMimeDepth = 64 }, stream);
        }
        catch (FormatException)
        {
            return new MailContent([], [], MailProblem.NotAMessage, null);
        }

        using (message)
        {
            var walk = new MessageParts();
            var text = walk.Take(message, nested: 0);
            return walk.Content(text);
        }
    }

    private MailContent Content(MailText? text)
    {
        if (seen > MostParts)
        {
            return new MailContent([], leftOut, MailProblem.TooManyParts, text) { Beside = beside };
        }

        return new MailContent(parts, leftOut, problem ?? (leftOut.Count > 0, parts.Count > 0) switch
        {
            (true, true) => MailProblem.SomeLeftOut,
            (true, false) => MailProblem.NoDocument,
            (false, false) => MailProblem.NothingInIt,
            _ => null,
        }, text)
        { Beside = beside };
    }

    /// <returns>What the message itself says; null when it says nothing.</returns>
    private MailText? Take(MimeMessage message, int nested)
    {
        var (before, body) = (parts.Count + leftOut.Count, new Body());
        Visit(message.Body, body, nested);
        if (body.Text is not { } words)
        {
            // Its subject alone may say that it is urgent.
            beside.Add(new MailText(Heading(message), ""));
            return null;
        }

        var text = new MailText(Heading(message), words);
        if (before == parts.Count + leftOut.Count && problem is null)
        {
            parts.Add(new MailPart.Written(++seen, Name(message.Subject, "E-mail", ".pdf"), text));
        }
        else
        {
            beside.Add(text);
        }

        return text;
    }

    private void Visit(MimeEntity? entity, Body body, int nested)
    {
        if (seen > MostParts)
        {
            return;
        }

        switch (entity)
        {
            case null:
                break;
            case MultipartReport:
                problem = MailProblem.DeliveryReport;
                break;
            case MultipartEncrypted:
                problem = MailProblem.Encrypted;
                break;
            case Multipart several:
                foreach (var one in several)
                {
                    Visit(one, body, nested);
                }

                break;
            case MessagePart { Message: { } inner } when nested < MostNested:
                seen++;
                Take(inner, nested + 1);
                break;
            case MessagePart inner:
                LeaveOut(inner.ContentDisposition?.FileName, "message");
                break;
            case TnefPart tnef:
                Open(tnef, body, nested);
                break;
            case TextPart { IsAttachment: false, FileName: null } text when text.IsPlain || text.IsHtml:
                body.Add(text);
                break;
            case MimePart part:
                Take(part);
                break;
            default:
                LeaveOut(entity.ContentDisposition?.FileName, entity.ContentType.MimeType);
                break;
        }
    }

    private void Open(TnefPart tnef, Body body, int nested)
    {
        List<MimeEntity> inside;
        try
        {
            inside = [.. tnef.ExtractAttachments()];
        }
        catch (Exception damaged) when (damaged is TnefException or FormatException or ArgumentException or InvalidOperationException or NotSupportedException or IOException or IndexOutOfRangeException or OverflowException)
        {
            LeaveOut(tnef.FileName, "winmail.dat");
            return;
        }

        if (inside.Count == 0)
        {
            LeaveOut(tnef.FileName, "winmail.dat");
            return;
        }

        // What is said in it is usually said outside of it as well; without that it is all there is.
        var own = new Body();
        foreach (var entity in inside.Where(entity => !entity.ContentType.IsMimeType("text", "rtf")))
        {
            Visit(entity, own, nested);
        }

        body.Behind(own);
    }

    private void Take(MimePart part)
    {
        var (subtype, name) = (part.ContentType.MediaSubtype.ToLowerInvariant(), part.FileName);
        if (Signatures.Contains(subtype))
        {
            return;
        }

        if (Sealed.Contains(subtype))
        {
            problem = MailProblem.Encrypted;
            return;
        }

        seen++;
        var bytes = Decoded(part);
        var (isPicture, isInText) = (part.ContentType.IsMimeType("image", "*"), !part.IsAttachment && (part.ContentId is not null || part.ContentDisposition is not null));
        if (isPicture && isInText && bytes.Length is > 0 and < SmallestPictureInText)
        {
            return;
        }

        if (FileKind.IsDocument(bytes) || IsCalledDocument(part))
        {
            parts.Add(new MailPart.Attached(seen, Name(name, $"attachment-{seen.ToString(CultureInfo.InvariantCulture)}", Ending(subtype)), bytes));
        }
        else if (part is TextPart text && (text.IsPlain || text.IsHtml) && bytes.Length > 0)
        {
            parts.Add(new MailPart.Written(seen, Name(name, "text", ".pdf"), new MailText([], Body.Words(text))));
        }
        else
        {
            LeaveOut(name, part.ContentType.MimeType);
        }
    }

    /// <summary>A part that cannot be decoded is what could be decoded of it: its first bytes say what it is, and reading says what is wrong.</summary>
    private static byte[] Decoded(MimePart part)
    {
        using var decoded = new MemoryStream();
        try
        {
            part.Content?.DecodeTo(decoded);
        }
        catch (FormatException)
        {
            // An encoding that nobody knows.
        }

        return decoded.ToArray();
    }

    private static bool IsCalledDocument(MimePart part) =>
        (part.FileName is { } name && FileKind.IsCalledDocument(name))
        || part.ContentType.IsMimeType("application", "pdf")
        || part.ContentType.IsMimeType("image", "tiff")
        || part.ContentType.IsMimeType("image", "jpeg")
        || part.ContentType.IsMimeType("image", "png");

    private void LeaveOut(string? name, string kind) => leftOut.Add(string.IsNullOrWhiteSpace(name) ? kind : name);

    private static string Ending(string subtype) => subtype switch
    {
        "pdf" => ".pdf",
        "tiff" => ".tif",
        "jpeg" => ".jpg",
        "png" => ".png",
        _ => "",
    };

    private static string Name(string? given, string otherwise, string ending) =>
        string.IsNullOrWhiteSpace(given) ? otherwise + ending
        : ending == ".pdf" && !given.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) && !FileKind.IsCalledDocument(given) ? given + ending
        : given;

    private static IReadOnlyList<string> Heading(MimeMessage message) =>
    [
        $"From: {message.From}",
        .. message.To.Count > 0 ? [$"To: {message.To}"] : Array.Empty<string>(),
        .. message.Date > DateTimeOffset.MinValue ? [$"Sent: {message.Date.ToString("MM/dd/yyyy h:mm tt zzz", CultureInfo.InvariantCulture)}"] : Array.Empty<string>(),
        $"Subject: {message.Subject}",
    ];

    /// <summary>The words of one message, which often come twice: plain and as HTML.</summary>
    private sealed class Body
    {
        private readonly List<string> plain = [];
        private readonly List<string> html = [];
        private Body? behind;

        public string? Text => Joined(plain) ?? Joined(html) ?? behind?.Text;

        public void Add(TextPart part) => (part.IsHtml ? html : plain).Add(Words(part));

        public void Behind(Body other) => behind ??= other;

        public static string Words(TextPart part) => part.IsHtml ? PlainText.Of(part.Text) : part.Text;

        private static string? Joined(List<string> texts)
        {
            var joined = string.Join("\n\n", texts.Select(text => text.Trim()).Where(text => text.Length > 0));
            return joined.Length == 0 ? null : joined;
        }
    }
}
