using System.Text.RegularExpressions;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Receiving.Mail;

internal sealed record MailToTakeApart(Guid MailMessageId);

/// <summary>
/// Makes transmissions of what is in a stored message, each under a key of its own, so that a second delivery finds them there.
/// What cannot be one leaves the message with a person.
/// </summary>
internal sealed partial class TakeMailApart(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    IBlobStore blobs,
    ReceiveFile receive,
    TimeProvider clock) : IJobHandler<MailToTakeApart>
{
    public async Task Run(MailToTakeApart arguments, JobMessage message, CancellationToken stopping)
    {
        var mail = await db.MailMessages.AsNoTracking().SingleAsync(m => m.Id == arguments.MailMessageId, stopping);
        if (mail.State != MailState.Stored)
        {
            return;
        }

        await db.MailMessages.Where(m => m.Id == mail.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Attempts, m => m.Attempts + 1), stopping);
        var content = MessageParts.Of(await blobs.Get(mail.BlobHash!, stopping));
        var urgent = UrgentIn(content);
        var told = urgent.Count > 0 ? await ToTellOf(mail, content, stopping) : null;
        foreach (var part in content.Parts)
        {
            // Refused, the message stays where it is: retried, and before a person in the end.
            if (await receive.Run(FileOf(mail, part) with { Urgent = part == told ? urgent : [] }, stopping) is FileReceipt.LocationUnknown)
            {
                throw new InvalidOperationException($"The location of the e-mail {mail.Id} is not there.");
            }

            db.ChangeTracker.Clear();
            FaultPoint.At("documents.take-mail-apart.part-received");
        }

        await transaction.Run(
            async effects =>
            {
                var held = await db.LockMail(mail.Id, stopping);
                if (held.State != MailState.Stored)
                {
                    return;
                }

                held.State = content.Problem is null ? MailState.TakenApart : MailState.Kept;
                held.Problem = content.Problem;
                held.PartCount = content.Parts.Count;
                held.LeftOut = [.. content.LeftOut];
                held.ProgressAt = clock.GetUtcNow();
                if (content.Parts.Count == 0)
                {
                    // It waits for a person, and there is no document that could say it.
                    foreach (var reason in urgent.Select(Urgency.ReasonOf).OfType<string>().Distinct())
                    {
                        effects.Publish(new UrgentMailRead(held.Id, held.LocationId, reason));
                    }
                }

                effects.Audit(new AuditEntry("mail.taken-apart", "mail", held.Id, Reason: content.Problem?.ToString(), LocationId: held.LocationId));
            },
            stopping);
    }

    private static IncomingFile FileOf(MailMessage mail, MailPart part)
    {
        var faxNumber = FaxNumber(mail.Subject);
        return new IncomingFile(
            Guid.CreateVersion7(),
            part.Name,
            part switch
            {
                MailPart.Attached attached => attached.Bytes,
                MailPart.Written written => TypesetText.Run(written.Text),
                _ => throw new InvalidOperationException($"{part.GetType().Name} cannot be received."),
            },
            TransmissionSource.Mailbox,
            faxNumber is null ? mail.Channel : TransmissionChannel.Fax,
            faxNumber ?? mail.Sender,
            mail.LocationId,
            $"{TransmissionSource.Mailbox}:{mail.Id}:{part.Number}")
        { MailMessageId = mail.Id };
    }

    /// <summary>What the message, or one in it, says beside the attachments is read by nobody else; where it is a document itself, its page says it.</summary>
    private static IReadOnlyList<UrgentKind> UrgentIn(MailContent content) =>
        [.. content.Beside.SelectMany(text => UrgentWording.InLines([.. text.Heading.Where(line => line.StartsWith("Subject:", StringComparison.Ordinal)), .. text.Text.Split('\n')])).Distinct()];

    /// <summary>The part of which urgent words beside all of them are told: the first that did not come before. Where all did, the first keeps them until it is sorted.</summary>
    private async Task<MailPart?> ToTellOf(MailMessage mail, MailContent content, CancellationToken stopping)
    {
        foreach (var part in content.Parts)
        {
            if (!await receive.IsRepeat(FileOf(mail, part), stopping))
            {
                return part;
            }
        }

        return content.Parts.Count > 0 ? content.Parts[0] : null;
    }

    /// <summary>Whom HylaFAX had on the line, "(503) 555-0123"; null where the mail is none of HylaFAX's, or the line did not say.</summary>
    internal static string? FaxNumber(string? subject)
    {
        if (FaxSubject().Match(subject ?? "") is not { Success: true } fax)
        {
            return null;
        }

        var number = fax.Groups[1].Value.Trim();
        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return digits switch
        {
            { Length: 11 } when digits[0] == '1' => $"({digits[1..4]}) {digits[4..7]}-{digits[7..]}",
            { Length: 10 } => $"({digits[..3]}) {digits[3..6]}-{digits[6..]}",
            { Length: 0 } => null,
            _ => number,
        };
    }

    [GeneratedRegex("^Fax received from \"?([^\"]{1,60}?)\"?$", RegexOptions.CultureInvariant)]
    private static partial Regex FaxSubject();
}
