using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;
using MimeKit;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>
/// Sends words of a conversation by e-mail: as they are where the patient allows that and the reader may have them, otherwise as a notice with a link behind which the reader
/// says who they are. Adds the entry and the row that leaves in one transaction; nothing leaves twice.
/// </summary>
internal sealed class AnswerByMail(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, VisibleConversations visible, AddEntry add, MayAnswer may, INoticeLine line, CurrentActor actor, TimeProvider clock)
{
    /// <param name="entryId">Made by the form: one sent twice leaves once.</param>
    public Task<AnswerByMailResult> Run(Guid conversationId, Guid entryId, string words, CancellationToken stopping) => Run(conversationId, entryId, words, saysNothingOfAPatient: false, stopping);

    /// <param name="saysNothingOfAPatient">The user says so: without it nothing is written to somebody of whom nobody has said for certain who they are.</param>
    /// <param name="seen">When the last was said that who answers saw; null where nobody looked at the conversation.</param>
    public async Task<AnswerByMailResult> Run(Guid conversationId, Guid entryId, string words, bool saysNothingOfAPatient, CancellationToken stopping, DateTimeOffset? seen = null)
    {
        if (await visible.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == conversationId, stopping) is not { } conversation)
        {
            return new AnswerByMailResult.NoWay("This conversation is not there any more, or is closed to you.");
        }

        if (!line.IsOpen || conversation.Address is not { } address || !address.Contains('@', StringComparison.Ordinal) || !CanBeWrittenTo(address))
        {
            return new AnswerByMailResult.NoWay(line.IsOpen ? "There is no e-mail address to answer to. Call, or write a letter." : "No mail server is set up: nothing can be sent by e-mail. Call, or write a letter.");
        }

        var before = await db.Notices.AsNoTracking().SingleOrDefaultAsync(n => n.Id == entryId && n.ConversationId == conversationId, stopping);
        var byLink = before?.ByLink == true;
        if (before is null && conversation.PatientId is { } patient)
        {
            var way = await may.Ask(patient, conversation, stopping);
            if (way is AnswerWay.No no)
            {
                return new AnswerByMailResult.Refused(no.Reason, no.WayOn);
            }

            byLink = way is AnswerWay.Link;
        }
        else if (before is null && !saysNothingOfAPatient)
        {
            return new AnswerByMailResult.Refused(
                "Nobody has said for certain who writes, so nothing about a patient may go there.", "Say whom it is about; or tick \"It says nothing about a patient\", when it does not.");
        }

        var entry = new ConversationEntry
        {
            Id = entryId,
            ConversationId = conversationId,
            Channel = EntryChannel.Email,
            Direction = EntryDirection.Out,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            Person = conversation.Correspondent.Length > 0 ? conversation.Correspondent : address,
            Words = words,
            MessageId = line.MessageIdOf(entryId),
            NoticeId = entryId,
            SaysNothingOfAPatient = conversation.PatientId is null,
        };
        return await transaction.Run(effects => Request(effects, conversation, entry, address, byLink, seen, stopping), stopping);
    }

    /// <summary>As the mail will be addressed: one that this does not take would break off in the middle of sending.</summary>
    private static bool CanBeWrittenTo(string address)
    {
        try
        {
            return new MailboxAddress(null, address).Address.Length > 0;
        }
        catch (ParseException)
        {
            return false;
        }
    }

    private async Task<AnswerByMailResult> Request(Effects effects, Conversation conversation, ConversationEntry entry, string address, bool byLink, DateTimeOffset? seen, CancellationToken stopping)
    {
        var added = await add.Within(effects, entry, weOwe: false, stopping, seen: seen);
        switch (added)
        {
            case AddEntryResult.Closed:
                return new AnswerByMailResult.Refused("The conversation is closed.", "Open it again, then answer.");
            case AddEntryResult.NotThere:
                return new AnswerByMailResult.NoWay("This conversation is not there any more, or is closed to you.");
            default:
                // The entry holds the conversation's row: who clicked twice finds the first here.
                if (!await db.Notices.AnyAsync(n => n.Id == entry.Id, stopping))
                {
                    db.Notices.Add(new Notice
                    {
                        Id = entry.Id,
                        PatientId = conversation.PatientId,
                        LocationId = conversation.LocationId,
                        ConversationId = conversation.Id,
                        ByLink = byLink,
                        Address = address,
                        RequestedAt = entry.At,
                    });
                    effects.Audit(new AuditEntry("notice.requested", "notice", entry.Id, conversation.PatientId is { } patient ? [patient] : [], byLink ? "link" : "words", conversation.LocationId));
                    effects.Enqueue(new NoticeToSend(entry.Id));
                }

                return new AnswerByMailResult.Requested(byLink, added is AddEntryResult.Added { CameSince: true });
        }
    }
}

internal abstract record AnswerByMailResult
{
    private AnswerByMailResult()
    {
    }

    /// <param name="ByLink">What leaves is a notice with a link, not the words.</param>
    /// <param name="CameSince">Something came in that who answered had not seen: the clinic owes the next step.</param>
    public sealed record Requested(bool ByLink, bool CameSince = false) : AnswerByMailResult;

    /// <summary>No mail server, or no address to answer to.</summary>
    public sealed record NoWay(string Words) : AnswerByMailResult;

    /// <summary>It may not go there; the way on, in words.</summary>
    public sealed record Refused(string Reason, string WayOn) : AnswerByMailResult;
}
