using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>Where a message lies on its server.</summary>
internal sealed record MailPlace(string Folder, long UidValidity, long Uid);

/// <summary>
/// Stores one message: its raw bytes into the blob store, then its row and the job that takes it apart in one transaction. Only
/// after this returned may it be moved on the server.
/// </summary>
internal sealed class TakeMessage(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, IBlobStore blobs, TimeProvider clock)
{
    private const int LongestHeader = 255;

    /// <returns>Whether it is new; false for one that was taken before, under these numbers or, where the server counts anew, under others.</returns>
    public async Task<bool> Run(MailAccount account, MailPlace place, byte[] raw, CancellationToken stopping)
    {
        var headers = Headers(raw);
        var (hash, messageId) = (await blobs.Put(raw, stopping), Presentable(headers?[HeaderId.MessageId]));
        FaultPoint.At("documents.take-message.bytes-stored");
        return await transaction.Run(
            async effects =>
            {
                await db.HoldMail(account.Id, stopping);
                if (await IsThere(account, place, stopping))
                {
                    return false;
                }

                var same = await SameBefore(account, place, hash, messageId, stopping);
                var message = Row(account, place, raw.Length, hash, messageId, Sender(headers), Presentable(headers?[HeaderId.Subject]), same);
                message.State = same is null ? MailState.Stored : MailState.SeenBefore;
                db.MailMessages.Add(message);
                if (same is null)
                {
                    effects.Enqueue(new MailToTakeApart(message.Id));
                    effects.Audit(new AuditEntry("mail.received", "mail", message.Id, LocationId: account.LocationId));
                }

                return same is null;
            },
            stopping);
    }

    /// <summary>Too big to be fetched: it stays whole in the mailbox, and here a person is told.</summary>
    public Task TooBig(MailAccount account, MailPlace place, long bytes, HeaderList? headers, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            await db.HoldMail(account.Id, stopping);
            if (await IsThere(account, place, stopping))
            {
                return;
            }

            var message = Row(account, place, bytes, null, Presentable(headers?[HeaderId.MessageId]), Sender(headers), Presentable(headers?[HeaderId.Subject]), null);
            message.State = MailState.Kept;
            message.Problem = MailProblem.TooBig;
            db.MailMessages.Add(message);
            effects.Audit(new AuditEntry("mail.received", "mail", message.Id, LocationId: account.LocationId));
        },
        stopping);

    private Task<bool> IsThere(MailAccount account, MailPlace place, CancellationToken stopping) => db.MailMessages.AnyAsync(
        m => m.AccountId == account.Id && m.Folder == place.Folder && m.UidValidity == place.UidValidity && m.Uid == place.Uid, stopping);

    /// <summary>
    /// The same bytes with the same Message-ID, taken while the server counted otherwise, and not yet found again: delivery writes
    /// its own lines into a message, so two deliveries of one mail differ and a message found again does not.
    /// </summary>
    private Task<Guid?> SameBefore(MailAccount account, MailPlace place, string hash, string? messageId, CancellationToken stopping) => db.MailMessages
        .Where(m => m.AccountId == account.Id && m.Folder == place.Folder && m.UidValidity != place.UidValidity && m.BlobHash == hash && m.MessageId == messageId
            && !db.MailMessages.Any(later => later.SameAs == m.Id))
        .OrderBy(m => m.ReceivedAt).ThenBy(m => m.Id)
        .Select(m => (Guid?)m.Id)
        .FirstOrDefaultAsync(stopping);

    private MailMessage Row(MailAccount account, MailPlace place, long bytes, string? hash, string? messageId, string? sender, string? subject, Guid? same)
    {
        var now = clock.GetUtcNow();
        return new MailMessage
        {
            Id = Guid.CreateVersion7(),
            AccountId = account.Id,
            Folder = place.Folder,
            UidValidity = place.UidValidity,
            Uid = place.Uid,
            BlobHash = hash,
            ByteCount = bytes,
            MessageId = messageId,
            Sender = sender,
            Subject = subject,
            LocationId = account.LocationId,
            Channel = account.Channel,
            ReceivedAt = now,
            ProgressAt = now,
            SameAs = same,
        };
    }

    /// <summary>Only to recognise the message by: whatever is wrong with them, the message is stored.</summary>
    private static HeaderList? Headers(byte[] raw)
    {
        try
        {
            using var stream = new MemoryStream(raw, writable: false);
            return HeaderList.Load(stream);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string? Sender(HeaderList? headers) =>
        headers?[HeaderId.From] is { } from && InternetAddressList.TryParse(from, out var addresses)
            ? Presentable(addresses.Mailboxes.FirstOrDefault()?.Address)
            : null;

    private static string? Presentable(string? header)
    {
        var shown = string.Concat((header ?? "").EnumerateRunes().Where(rune => !Rune.IsControl(rune)).Take(LongestHeader)).Trim();
        return shown.Length == 0 ? null : shown;
    }
}
