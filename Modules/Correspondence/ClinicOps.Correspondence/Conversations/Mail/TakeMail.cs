using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations.Mail;

/// <summary>Where a message lies: the key of its effect.</summary>
internal sealed record MailPlace(string Account, string Folder, long UidValidity, long Uid);

/// <summary>
/// Stores a message with its effect, once for each place in the mailbox and for each message. It belongs to the conversation that its headers name, never to one that its subject
/// does; otherwise it opens one, of nobody and about nobody: who it is about a person says, whatever address it has. What a machine wrote, or came by a list, opens nothing, unless its words
/// alarm: what says that a machine wrote it is only what it says of itself.
/// </summary>
internal sealed partial class TakeMail(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, OpenConversation open, AddEntry add, IOrganization organization, TimeProvider clock)
{
    /// <param name="rawHash">The message as a blob; null for one that is not kept here.</param>
    public async Task Run(MailPlace place, string? rawHash, IncomingMail mail, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        var profile = await organization.Profile(stopping);
        await transaction.Run(
            async effects =>
            {
                var (conversationId, answers, location) = await Thread(mail, stopping);
                var isRepeat = await CameBefore(rawHash, mail, stopping);
                var isAutomatic = mail.IsAutomatic || (mail.IsOfList && conversationId is null && answers is null);
                var stored = new ReceivedMail
                {
                    Id = Guid.CreateVersion7(clock.GetUtcNow()),
                    Account = place.Account,
                    Folder = place.Folder,
                    UidValidity = place.UidValidity,
                    Uid = place.Uid,
                    Kind = isRepeat ? ReceivedKind.Repeat : isAutomatic && RedFlags.In(mail.Words, mail.Subject).Count == 0 ? ReceivedKind.Automatic : ReceivedKind.Message,
                    AnswersId = answers,
                    FromAddress = mail.FromAddress,
                    FromName = mail.FromName,
                    Subject = mail.Subject,
                    Words = mail.Words,
                    Quoted = mail.Quoted,
                    Attachments = mail.Attachments,
                    MessageId = mail.MessageId,
                    RawHash = rawHash,
                    FoundAt = clock.GetUtcNow(),
                };
                if (stored.Kind == ReceivedKind.Message)
                {
                    await Put(effects, stored, conversationId, location ?? profile.OpenLocations.First().Id, stopping);
                }
                else if (stored.Kind == ReceivedKind.Automatic && conversationId is { } known)
                {
                    // Worth knowing ("away until Monday"), and no answer: it stands beside, and changes nothing of who owes the next step.
                    stored.ConversationId = known;
                    await add.Within(effects, Note(known, $"An automatic message came: {Shown(mail)}"), weOwe: false, stopping);
                }

                db.ReceivedMails.Add(stored);
                effects.Audit(new AuditEntry("reply.received", "received-mail", stored.Id, stored.ConversationId is { } put ? [put] : [], stored.Kind));
            },
            stopping);
    }

    /// <summary>What was set aside becomes a conversation after all: somebody saw that a person wrote it. A second click finds the first.</summary>
    /// <returns>The conversation; null where there is no such mail.</returns>
    public Task<Guid?> Open(Guid mailId, Guid locationId, CancellationToken stopping) => transaction.Run<Guid?>(
        async effects =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT 1 FROM received_mails WHERE id = {mailId} FOR UPDATE", stopping);
            var stored = await db.ReceivedMails.SingleOrDefaultAsync(m => m.Id == mailId && m.Kind != ReceivedKind.Repeat, stopping);
            if (stored is { ConversationId: null })
            {
                stored.Kind = ReceivedKind.Message;
                await Put(effects, stored, null, locationId, stopping);
            }

            return stored?.ConversationId;
        },
        stopping);

    private async Task Put(Effects effects, ReceivedMail stored, Guid? conversationId, Guid locationId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var id = conversationId ?? Guid.CreateVersion7(now);
        var entry = new ConversationEntry
        {
            Id = stored.Id,
            ConversationId = id,
            Channel = EntryChannel.Email,
            Direction = EntryDirection.In,
            At = now,
            Person = stored.FromName.Length > 0 ? stored.FromName : stored.FromAddress,
            Words = stored.Words.Length > 0 ? stored.Words : "(no words)",
            MessageId = stored.MessageId,
            RawHash = stored.RawHash,
        };
        if (conversationId is null)
        {
            await open.Within(effects, Beginning(stored, id, locationId), entry, stopping);
        }
        else
        {
            // Another subject than that of the conversation is part of what they say.
            var known = await db.Conversations.Where(c => c.Id == id).Select(c => c.Subject).SingleAsync(stopping);
            await add.Within(effects, entry, weOwe: true, stopping, heading: MailText.IsSameSubject(stored.Subject, known) ? "" : stored.Subject);
        }

        (stored.ConversationId, stored.EntryId) = (id, entry.Id);
    }

    private static NewConversation Beginning(ReceivedMail stored, Guid id, Guid locationId) => new(
        id,
        PatientId: null,
        locationId,
        CareThreadId: null,
        ConversationKind.Question,
        stored.Subject.Length > 0 ? stored.Subject : "E-mail without a subject",
        stored.FromName,
        stored.FromAddress.Length > 0 ? stored.FromAddress : null);

    private ConversationEntry Note(Guid conversationId, string words)
    {
        var now = clock.GetUtcNow();
        return new ConversationEntry { Id = Guid.CreateVersion7(now), ConversationId = conversationId, Channel = EntryChannel.Note, Direction = EntryDirection.Internal, At = now, Words = words };
    }

    private static string Shown(IncomingMail mail) => mail.Words.Length > 0 ? $"{mail.Subject}\n{mail.Words}" : mail.Subject;

    /// <summary>Under another number, where the mailbox counts anew; or on another way, with other headers and the same words.</summary>
    private async Task<bool> CameBefore(string? rawHash, IncomingMail mail, CancellationToken stopping) =>
        (rawHash is not null && await db.ReceivedMails.AnyAsync(m => m.RawHash == rawHash, stopping))
        || (mail.MessageId is { } id && await db.ReceivedMails.AnyAsync(m => m.MessageId == id && m.FromAddress == mail.FromAddress && m.Words == mail.Words && m.Quoted == mail.Quoted && m.Subject == mail.Subject && m.RawHash != null, stopping)
            && mail.Attachments.Count == 0);

    /// <summary>The nearest of the messages it answers that we know: an entry, else what opened a conversation by a first answer to the same notice or letter.</summary>
    private async Task<(Guid? ConversationId, Guid? AnswersId, Guid? LocationId)> Thread(IncomingMail mail, CancellationToken stopping)
    {
        foreach (var id in mail.Answers)
        {
            if (await db.ConversationEntries.Where(entry => entry.MessageId == id).OrderBy(entry => entry.At).Select(entry => (Guid?)entry.ConversationId).FirstOrDefaultAsync(stopping) is { } known)
            {
                return (known, null, null);
            }
        }

        foreach (var id in mail.Answers.Select(id => Ours().Match(id)).Where(match => match.Success).Select(match => Guid.ParseExact(match.Groups[1].Value, "N")))
        {
            var notice = await db.Notices.Where(n => n.Id == id).Select(n => (Guid?)n.LocationId).FirstOrDefaultAsync(stopping);
            var letter = notice is null ? await db.Deliveries.Where(d => d.Id == id).Join(db.Letters, d => d.LetterId, l => l.Id, (_, l) => (Guid?)l.LocationId).FirstOrDefaultAsync(stopping) : null;
            if ((notice ?? letter) is { } location)
            {
                // Answered again from the same address, it goes on where the first answer is.
                var before = mail.FromAddress.Length == 0 ? null : await db.ReceivedMails
                    .Where(m => m.AnswersId == id && m.FromAddress == mail.FromAddress && m.Kind == ReceivedKind.Message).OrderByDescending(m => m.FoundAt).Select(m => m.ConversationId).FirstOrDefaultAsync(stopping);
                return (before, id, location);
            }
        }

        return (null, null, null);
    }

    [GeneratedRegex("^(?:letter|notice)\\.([0-9a-f]{32})@")]
    private static partial Regex Ours();
}
