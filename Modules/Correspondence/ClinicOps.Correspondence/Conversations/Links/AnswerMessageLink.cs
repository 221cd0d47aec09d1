using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>
/// What the holder of a link does with it: says two things of the record, reads one message, and answers. A link that is not good any more, whatever the reason, is nothing. After five
/// wrong tries it is locked, and staff know. It runs past the access classes, in a scope of its own (<see cref="AtTheLink"/>): the link and what they said is what entitles.
/// </summary>
internal sealed class AnswerMessageLink(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, AddEntry add, FollowAnswer follow, LogAnswer log, LinkPass passes, IPatients patients, MayLeave mayLeave, TimeProvider clock)
{
    public const int MostTries = 5;
    public const int LongestAnswer = 4000;

    /// <summary>Changes nothing: machines look too.</summary>
    public async Task<LinkedMessage> Look(string? token, CancellationToken stopping) =>
        await Find(token, stopping) is not { } found ? new LinkedMessage.NotGood() : found.Link.LockedAt is not null ? Locked(found) : new LinkedMessage.Asks(Of(found), null);

    public async Task<LinkedMessage> Prove(string? token, string? born, string? digits, CancellationToken stopping)
    {
        if (await Find(token, stopping) is not { } found)
        {
            return new LinkedMessage.NotGood();
        }

        if (SecondFactor.Read(born, digits) is not { } said)
        {
            return found.Link.LockedAt is not null ? Locked(found) : new LinkedMessage.Asks(Of(found), LinkMistake.NotReadable);
        }

        var fits = SecondFactor.Fits(said, found.Patient);
        db.ChangeTracker.Clear();
        var counted = await transaction.Run(effects => Count(effects, found, fits, stopping), stopping);

        // The keys that seal it lie in the database too: not inside the transaction.
        return counted is LinkedMessage.Shown shown ? shown with { Pass = passes.Of(found.Link.Id) } : counted;
    }

    /// <param name="pass">What the page that showed the message gave along.</param>
    public async Task<LinkedMessage> Answer(string? token, string? pass, string? words, CancellationToken stopping)
    {
        if (await Find(token, stopping) is not { } found)
        {
            return new LinkedMessage.NotGood();
        }

        if (found.Link.LockedAt is not null)
        {
            return Locked(found);
        }

        if (passes.Read(pass) is not { } good || good.LinkId != found.Link.Id)
        {
            return new LinkedMessage.Asks(Of(found), LinkMistake.TooLate);
        }

        var said = MailText.Clean(words ?? "", LongestAnswer);
        if (said.Length == 0)
        {
            return new LinkedMessage.Shown(Of(found), found.Entry.Words, found.Entry.At, pass!);
        }

        db.ChangeTracker.Clear();
        await transaction.Run(
            async effects =>
            {
                // Sent twice it is one; gone back to and written otherwise, it is another.
                await db.LockConversation(found.Entry.ConversationId, stopping);
                var first = await db.ConversationEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == good.AnswerId, stopping);
                if (first is not null && await db.ConversationEntries.AnyAsync(e => e.ConversationId == first.ConversationId && e.Channel == EntryChannel.Link && e.At >= first.At && e.Words == said, stopping))
                {
                    return;
                }

                var entry = new ConversationEntry
                {
                    Id = first is null ? good.AnswerId : Guid.CreateVersion7(clock.GetUtcNow()),
                    ConversationId = found.Entry.ConversationId,
                    Channel = EntryChannel.Link,
                    Direction = EntryDirection.In,
                    At = clock.GetUtcNow(),
                    Person = "By the link: knew the birth date and the phone number",
                    Words = said,
                };
                await add.Within(effects, entry, weOwe: true, stopping);
                effects.Audit(Entry("conversation.answered-by-link", found));
            },
            stopping);
        return new LinkedMessage.Answered(Of(found));
    }

    /// <summary>Under the link's row: whoever tries many at once has five tries all the same.</summary>
    private async Task<LinkedMessage> Count(Effects effects, FoundLink found, bool fits, CancellationToken stopping)
    {
        var link = await db.LockMessageLink(found.Link.Id, stopping) ?? throw new InvalidOperationException("A link is not there any more.");
        if (link.LockedAt is not null)
        {
            return Locked(found);
        }

        var now = clock.GetUtcNow();
        if (fits)
        {
            if (link.ReadAt is null)
            {
                log.Read(found.Conversation, found.Entry, link);
            }

            (link.WrongTries, link.ReadAt) = (0, link.ReadAt ?? now);
            effects.Audit(Entry("conversation.read-by-link", found));
            return new LinkedMessage.Shown(Of(found), found.Entry.Words, found.Entry.At, "");
        }

        link.WrongTries++;
        effects.Audit(Entry("conversation.link-refused", found));
        if (link.WrongTries < MostTries)
        {
            return new LinkedMessage.Asks(Of(found), LinkMistake.Wrong);
        }

        link.LockedAt = now;
        effects.Audit(Entry("conversation.link-locked", found));
        await follow.MakeDue(
            effects, found.Entry.ConversationId, $"The link of the last message by e-mail is locked: somebody said a wrong birth date or phone number {MostTries} times. Call, and make sure that the address is the right one.", stopping);
        return Locked(found);
    }

    private async Task<FoundLink?> Find(string? token, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        if (MessageLinks.Known(token) is not { } hash
            || await db.MessageLinks.AsNoTracking().SingleOrDefaultAsync(l => l.TokenHash == hash && l.ExpiresAt > now, stopping) is not { } link
            || await db.ConversationEntries.AsNoTracking().SingleOrDefaultAsync(e => e.Id == link.Id && e.TakenBackAt == null, stopping) is not { } entry
            || await db.Conversations.AsNoTracking().SingleOrDefaultAsync(c => c.Id == entry.ConversationId && c.PatientId == link.PatientId && c.Address == link.Address, stopping) is not { } conversation
            || await patients.FindStanding(link.PatientId, stopping) is not { } patient)
        {
            return null;
        }

        // What may not leave any more is not read any more.
        var matter = new LeavingMatter(patient.Id, conversation.LocationId, DeliveryWay.Email, conversation.Address, AddressReader.Patient, null, conversation.AccessClass, SaysHealth: true);
        return await mayLeave.Ask(matter, stopping) is MayLeaveAnswer.No ? null : new FoundLink(link, entry, conversation, patient);
    }

    private static LinkedMessage.Locked Locked(FoundLink found) => new(Of(found));

    private static LinkPlace Of(FoundLink found) => new(found.Conversation.LocationId, ReaderLanguage.IsSpanish(found.Patient.Language));

    private static AuditEntry Entry(string action, FoundLink found) =>
        new(action, "conversation", found.Conversation.Id, [found.Link.PatientId], LocationId: found.Conversation.LocationId);

    private sealed record FoundLink(MessageLink Link, ConversationEntry Entry, Conversation Conversation, PatientSummary Patient);
}

/// <summary>What a link shows. Before the second factor nothing of whose it is but the place to call, in the language of the mail.</summary>
internal abstract record LinkedMessage
{
    private LinkedMessage()
    {
    }

    public sealed record NotGood : LinkedMessage;

    public sealed record Locked(LinkPlace Place) : LinkedMessage;

    /// <param name="Mistake">One of <see cref="LinkMistake"/>; null at first.</param>
    public sealed record Asks(LinkPlace Place, string? Mistake) : LinkedMessage;

    /// <param name="Pass">Goes along with the answer.</param>
    public sealed record Shown(LinkPlace Place, string Words, DateTimeOffset At, string Pass) : LinkedMessage;

    public sealed record Answered(LinkPlace Place) : LinkedMessage;

    public LinkPlace? Where => this switch
    {
        Locked locked => locked.Place,
        Asks asks => asks.Place,
        Shown shown => shown.Place,
        Answered answered => answered.Place,
        _ => null,
    };
}

internal sealed record LinkPlace(Guid LocationId, bool IsSpanish);

internal static class LinkMistake
{
    /// <summary>No date, or not four digits: that is no try.</summary>
    public const string NotReadable = "not_readable";
    public const string Wrong = "wrong";

    /// <summary>The page lay open for long.</summary>
    public const string TooLate = "too_late";
}
