using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Delivery;
using MimeKit;

namespace ClinicOps.Correspondence.Bounces;

/// <summary>What a message in the bounces' mailbox says: a mail server's report on one of our letters or notices (RFC 3464), or somebody's mail.</summary>
/// <param name="Kind">One of <see cref="ReturnedKind"/>.</param>
/// <param name="MailId">Of a letter's delivery or of a notice, as the report names it; whether there is one, the database says.</param>
/// <param name="Problem">Of a failure: a code of <see cref="DeliveryProblem"/>.</param>
/// <param name="Status">Enhanced status code, "5.1.1"; null where the report has none.</param>
internal sealed partial record MailReport(string Kind, Guid? MailId, string Problem, string? Status)
{
    public static MailReport Of(MimeMessage message)
    {
        var groups = message.BodyParts.OfType<MessageDeliveryStatus>().SelectMany(part => part.StatusGroups).ToList();
        var fields = groups.FirstOrDefault(group => group.Contains("Action"));
        if (fields is null)
        {
            return new MailReport(ReturnedKind.Other, null, DeliveryProblem.Bounced, null);
        }

        var status = Numbers().Match(fields["Status"] ?? "") is { Success: true } numbers ? numbers.Value : null;
        var kind = (fields["Action"] ?? "").Trim().ToLowerInvariant() switch
        {
            "failed" => ReturnedKind.Failed,
            "delayed" => ReturnedKind.Delayed,
            _ => ReturnedKind.Delivered,
        };
        return new MailReport(kind, Names(message, groups), DeliveryProblem.OfStatus(status, DeliveryProblem.Bounced), status);
    }

    /// <summary>Three ways to know which mail it was, the surest first: our envelope's id, our message's id, the address it came back to.</summary>
    private static Guid? Names(MimeMessage message, IReadOnlyList<HeaderList> groups)
    {
        var envelope = groups.Select(group => group["Original-Envelope-Id"]).OfType<string>();
        var returned = message.BodyParts.OfType<MessagePart>().Select(part => part.Message?.MessageId)
            .Concat(message.BodyParts.OfType<TextPart>().Where(part => part.ContentType.IsMimeType("text", "rfc822-headers")).Select(part => part.Text))
            .OfType<string>();
        var addresses = message.Headers.Where(header => header.Field is "To" or "Delivered-To" or "X-Original-To" or "Envelope-To").Select(header => header.Value);
        return envelope.Select(text => Bare().Match(text))
            .Concat(returned.Select(text => OfMessage().Match(text)))
            .Concat(addresses.Select(text => OfAddress().Match(text)))
            .Where(match => match.Success)
            .Select(match => (Guid?)Guid.ParseExact(match.Groups[1].Value, "N"))
            .FirstOrDefault();
    }

    [GeneratedRegex(@"^\s*([0-9a-f]{32})\s*$")]
    private static partial Regex Bare();

    [GeneratedRegex(@"(?:letter|notice)\.([0-9a-f]{32})@")]
    private static partial Regex OfMessage();

    [GeneratedRegex(@"\+([0-9a-f]{32})@")]
    private static partial Regex OfAddress();

    [GeneratedRegex(@"\b[245]\.\d{1,3}\.\d{1,3}\b")]
    private static partial Regex Numbers();
}
