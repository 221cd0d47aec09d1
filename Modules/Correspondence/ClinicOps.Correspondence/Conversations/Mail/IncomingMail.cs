using System.Globalization;
using MimeKit;
using MimeKit.Utils;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>What a message in the mailbox that people write to says. Nothing in it is believed: who it is from is what it says.</summary>
/// <param name="MessageId">Without brackets, as the next ones are.</param>
/// <param name="Answers">The messages that it answers, the nearest first.</param>
/// <param name="IsAutomatic">A machine wrote it: a holiday notice, a report.</param>
internal sealed record IncomingMail(
    string? MessageId, IReadOnlyList<string> Answers, string FromName, string FromAddress, string Subject, string Words, string Quoted, IReadOnlyList<string> Attachments, bool IsAutomatic)
{
    /// <summary>It came by a list. Where the clinic's own address is a group, all mail does: what answers us is no advertisement.</summary>
    public bool IsOfList { get; init; }

    private const int LongestWords = 20_000;
    private const int LongestLine = 200;
    private const int LongestAddress = 254;
    private const int MostReferences = 50;
    private const int MostAttachments = 50;

    /// <summary>Of one that nobody can read, or that is too large to be taken in: a person opens it elsewhere.</summary>
    public static IncomingMail Unread(string words) => new(null, [], "", "", "A message that ClinicOps could not read", words, "", [], IsAutomatic: false);

    public static IncomingMail Of(MimeMessage message)
    {
        var from = message.From.Mailboxes.FirstOrDefault() ?? message.Sender;
        var subject = MailText.OneLine(message.Subject, LongestLine);
        var text = MailText.Clean(MailText.Of(message.Body), LongestWords);
        var (words, quoted) = MailText.IsForward(subject, text) ? (MailText.Forwarded(text), "") : MailText.Divide(text);
        return new IncomingMail(
            Known(message.MessageId),
            [.. MimeUtils.EnumerateReferences(message.Headers[HeaderId.InReplyTo] ?? "").Concat(message.References.Reverse()).Select(Known).OfType<string>().Distinct().Take(MostReferences)],
            MailText.OneLine(from?.Name, LongestLine),
            from?.Address is { Length: <= LongestAddress } address ? MailText.OneLine(address, LongestAddress).ToLowerInvariant() : "",
            subject,
            words,
            quoted,
            [.. message.BodyParts.Where(IsAttached).Take(MostAttachments).Select(Attached)],
            Automatic(message))
        { IsOfList = OfList(message) };
    }

    private static string? Known(string? id) => id is { Length: > 0 and <= 400 } && id.All(c => c is > ' ' and <= '~' and not ('<' or '>')) ? id : null;

    /// <summary>RFC 3834, and what came before it.</summary>
    private static bool Automatic(MimeMessage message) =>
        (message.Headers["Auto-Submitted"] is { Length: > 0 } && !Says(message, "Auto-Submitted", "no"))
        || Says(message, "Precedence", "bulk", "junk", "auto_reply")
        || Says(message, "Return-Path", "<>")
        || message.Headers.Contains("X-Autoreply") || message.Headers.Contains("X-Autorespond") || message.Headers.Contains("X-Auto-Reply")
        || message.Body is MultipartReport;

    private static bool OfList(MimeMessage message) =>
        Says(message, "Precedence", "list") || message.Headers.Any(header => header.Field.StartsWith("List-", StringComparison.OrdinalIgnoreCase));

    private static bool Says(MimeMessage message, string header, params string[] values) =>
        message.Headers[header] is { } said && values.Any(value => said.Trim().StartsWith(value, StringComparison.OrdinalIgnoreCase));

    /// <summary>A telephone sends a photograph to be looked at between the words, and calls it no attachment.</summary>
    private static bool IsAttached(MimeEntity entity) =>
        entity.IsAttachment || entity is MessagePart || (!string.IsNullOrEmpty(NameOf(entity)) && entity is not (TextPart { IsPlain: true } or TextPart { IsHtml: true }));

    private static string? NameOf(MimeEntity entity) => entity.ContentDisposition?.FileName ?? entity.ContentType.Name;

    private static string Attached(MimeEntity entity)
    {
        var name = MailText.OneLine(entity is MessagePart { Message.Subject: { } subject } ? subject : NameOf(entity), 120);
        var size = entity is MimePart { Content.Stream: { CanSeek: true } bytes } part ? (part.ContentTransferEncoding == ContentEncoding.Base64 ? bytes.Length * 3 / 4 : bytes.Length) : (long?)null;
        return (name.Length > 0 ? name : "without a name") + size switch
        {
            null => " (a message)",
            < 1024 => " (under 1 KB)",
            < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $" ({size / 1024} KB)"),
            _ => string.Create(CultureInfo.InvariantCulture, $" ({size / 1024.0 / 1024.0:0.0} MB)"),
        };
    }
}
