using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>
/// Adds what was said to a conversation. One entry's id is added once, however often it is asked. What comes in opens a closed one again; a note changes nothing
/// of who owes the next step, and nor does what tells nobody anything while the clinic owes it. What came in that who answers had not seen is not answered by it.
/// Wording in what comes in that a clinician must see at once is told at once, whatever the channel.
/// </summary>
internal sealed class AddEntry(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, VisibleConversations visible, DueTimes due, ConversationHistory history, TimeProvider clock)
{
    /// <param name="weOwe">The clinic owes the next step; otherwise they do.</param>
    /// <param name="seen">When the last was said that who adds it saw; null where nobody looked at the conversation.</param>
    public Task<AddEntryResult> Run(ConversationEntry entry, bool weOwe, CancellationToken stopping, DateTimeOffset? seen = null) =>
        transaction.Run(effects => Within(effects, entry, weOwe, stopping, seen: seen), stopping);

    /// <summary>The same inside a transaction that is open already.</summary>
    public async Task<AddEntryResult> Within(Effects effects, ConversationEntry entry, bool weOwe, CancellationToken stopping, string heading = "", DateTimeOffset? seen = null)
    {
        if (!await visible.Conversations.AnyAsync(c => c.Id == entry.ConversationId, stopping))
        {
            return new AddEntryResult.NotThere();
        }

        var conversation = await db.LockConversation(entry.ConversationId, stopping);
        if (await db.ConversationEntries.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(e => e.Id == entry.Id, stopping))
        {
            return new AddEntryResult.Added(entry.Id, await CameSince(entry, seen, stopping));
        }

        if (conversation.State == ConversationState.Closed && entry.Direction == EntryDirection.Out)
        {
            return new AddEntryResult.Closed();
        }

        var cameSince = await CameSince(entry, seen, stopping);
        await Put(effects, conversation, entry, weOwe || cameSince || (conversation.State == ConversationState.Open && TellsNothing(entry)), stopping, heading);
        return new AddEntryResult.Added(entry.Id, cameSince);
    }

    /// <summary>Asked with the conversation held: what waits for it comes after.</summary>
    private async Task<bool> CameSince(ConversationEntry entry, DateTimeOffset? seen, CancellationToken stopping) =>
        seen is { } last && await db.ConversationEntries.IgnoreQueryFilters([ModuleDb.AccessFilter])
            .AnyAsync(e => e.ConversationId == entry.ConversationId && e.Id != entry.Id && e.Direction == EntryDirection.In && e.TakenBackAt == null && e.At > last, stopping);

    /// <summary>For who holds the conversation, or has just made it.</summary>
    /// <param name="heading">What stands over the words, where that was written by who came too.</param>
    public async Task Put(Effects effects, Conversation conversation, ConversationEntry entry, bool weOwe, CancellationToken stopping, string heading = "")
    {
        db.ConversationEntries.Add(entry);
        effects.Audit(new AuditEntry("conversation.entry-added", "conversation", conversation.Id, conversation.PatientId is { } patient ? [patient] : [], entry.Channel, conversation.LocationId));
        if (entry.Direction == EntryDirection.Internal)
        {
            return;
        }

        conversation.LastEntryAt = entry.At > conversation.LastEntryAt ? entry.At : conversation.LastEntryAt;
        var waited = conversation.State != ConversationState.Open;
        if (conversation.State == ConversationState.Closed)
        {
            history.Add(conversation, ConversationStep.Reopened, conversation.Outcome);
            (conversation.Outcome, conversation.OutcomeWords, conversation.ClosedAt, conversation.ClosedBy) = (null, "", null, null);
        }

        // What they said in a call that the clinic made is written down with it; of a call from the list the words are those of the matter.
        if (entry is { Direction: EntryDirection.In } or { Channel: EntryChannel.Call, ForId: null } && RedFlags.In(entry.Words, heading) is { Count: > 0 } flags)
        {
            Alarm(effects, conversation, entry, flags);
        }

        // What alarms is the clinic's until a clinician has it, whoever said the last word.
        var owes = weOwe || conversation is { RedFlagAt: not null, RedFlagSeenAt: null };
        conversation.State = owes ? ConversationState.Open : ConversationState.Waiting;
        await SetDue(conversation, entry, owes, waited, stopping);
    }

    /// <summary>Nobody was reached, or nothing of the matter was told: what the clinic owed it owes still.</summary>
    internal static bool TellsNothing(ConversationEntry entry) => entry is { CallerCheck: CallerCheck.NotVerified } or { CallOutcome: not (null or CallOutcome.Reached), ForId: null };

    /// <summary>
    /// An entry counts no more. Where what they said last has no other answer, or a promise to call back stands again, the clinic owes the next step; a complaint that was acknowledged by it alone is to be acknowledged.
    /// </summary>
    internal async Task CountNoMore(Conversation conversation, ConversationEntry taken, CancellationToken stopping)
    {
        if (taken.Direction == EntryDirection.Internal || conversation.State == ConversationState.Closed)
        {
            return;
        }

        var standing = await db.ConversationEntries.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking()
            .Where(e => e.ConversationId == conversation.Id && e.Id != taken.Id && e.TakenBackAt == null && e.Direction != EntryDirection.Internal).OrderBy(e => e.At).ToListAsync(stopping);
        var letters = standing.Select(e => e.LetterId).OfType<Guid>().ToList();
        var left = await db.Deliveries.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(d => letters.Contains(d.LetterId) && d.LeftAt != null).Select(d => d.LetterId).ToListAsync(stopping);
        var answers = standing.Where(e => e.CallOutcome is null or CallOutcome.Reached && (e.Direction == EntryDirection.Out ? e.LetterId is not { } letter || left.Contains(letter) : e.CallOutcome is not null)).ToList();
        if (conversation.AcknowledgedAt == taken.At && conversation.Kind == ConversationKind.Complaint)
        {
            conversation.AcknowledgedAt = answers.Find(e => e.Direction == EntryDirection.Out)?.At;
            Owed(
                conversation,
                conversation.AcknowledgedAt is null
                    ? await due.First(conversation.Kind, conversation.LocationId, conversation.OpenedAt, stopping)
                    : await due.ComplaintAnswered(conversation.LocationId, conversation.OpenedAt, stopping));
        }

        if (conversation.State != ConversationState.Waiting)
        {
            return;
        }

        var promised = standing.FindLast(e => e.CallBackAt is not null);
        var until = promised is { CallBackAt: { } callBackAt } && !standing.Exists(e => e.At > promised.At && e.CallOutcome == CallOutcome.Reached) ? callBackAt
            : standing.FindLast(e => e.Direction == EntryDirection.In) is { } last && answers.TrueForAll(e => e.At < last.At) ? await due.First(conversation.Kind, conversation.LocationId, last.At, stopping)
            : (DateTimeOffset?)null;
        if (until is not null)
        {
            conversation.State = ConversationState.Open;
            Owed(conversation, conversation.DueAt ?? until);
        }
    }

    /// <summary>Somebody saw the last one perhaps; this one nobody yet.</summary>
    private void Alarm(Effects effects, Conversation conversation, ConversationEntry entry, IReadOnlyList<string> flags)
    {
        var known = conversation.RedFlagWords.Split(" · ", StringSplitOptions.RemoveEmptyEntries);
        (conversation.RedFlagAt, conversation.RedFlagSeenAt, conversation.RedFlagSeenBy) = (clock.GetUtcNow(), null, null);
        conversation.RedFlagWords = string.Join(" · ", known.Union(flags, StringComparer.OrdinalIgnoreCase));
        history.Add(conversation, ConversationStep.RedFlag, after: entry.Id.ToString());
        effects.Audit(new AuditEntry("conversation.red-flag", "conversation", conversation.Id, conversation.PatientId is { } patient ? [patient] : [], LocationId: conversation.LocationId));
        effects.Publish(new RedFlagRead(conversation.Id, entry.Id, conversation.PatientId, conversation.LocationId, conversation.CareThreadId));
    }

    /// <summary>
    /// What came counts from when the clinic came to owe a step. A complaint is due until it is closed: first that whoever complains hears of it, then that it is answered.
    /// </summary>
    private async Task SetDue(Conversation conversation, ConversationEntry entry, bool weOwe, bool waited, CancellationToken stopping)
    {
        // A letter that is drafted has not been read by anybody yet: see NoteLetter.
        if (entry is { Direction: EntryDirection.Out, CallOutcome: null or CallOutcome.Reached, Channel: not EntryChannel.Letter } && await Acknowledge(conversation, entry.At, stopping))
        {
            return;
        }

        if (weOwe && (waited || conversation.DueAt is null) && conversation is not { Kind: ConversationKind.Complaint, DueAt: not null })
        {
            Owed(conversation, await due.First(conversation.Kind, conversation.LocationId, entry.At, stopping));
        }
        else if (!weOwe && conversation.Kind != ConversationKind.Complaint)
        {
            Owed(conversation, null);
        }
    }

    /// <summary>Who complains has heard of the clinic.</summary>
    /// <returns>False where it is no complaint, or they had before.</returns>
    internal async Task<bool> Acknowledge(Conversation conversation, DateTimeOffset at, CancellationToken stopping)
    {
        if (conversation.Kind != ConversationKind.Complaint || conversation.AcknowledgedAt is not null)
        {
            return false;
        }

        conversation.AcknowledgedAt = at;
        Owed(conversation, await due.ComplaintAnswered(conversation.LocationId, conversation.OpenedAt, stopping));
        return true;
    }

    /// <summary>Another time: what was handed up before is on its way again.</summary>
    internal static void Owed(Conversation conversation, DateTimeOffset? dueAt) => (conversation.DueAt, conversation.Escalations, conversation.EscalatedAt) = (dueAt, 0, null);
}

internal abstract record AddEntryResult
{
    private AddEntryResult()
    {
    }

    /// <summary>It is there, also where it was before.</summary>
    /// <param name="CameSince">Something came in that who added it had not seen: the clinic owes the next step, whatever was said.</param>
    public sealed record Added(Guid EntryId, bool CameSince = false) : AddEntryResult;

    /// <summary>The conversation is closed, and nothing goes out in it: it is opened again first.</summary>
    public sealed record Closed : AddEntryResult;

    /// <summary>There is none such in sight of who acts.</summary>
    public sealed record NotThere : AddEntryResult;
}
