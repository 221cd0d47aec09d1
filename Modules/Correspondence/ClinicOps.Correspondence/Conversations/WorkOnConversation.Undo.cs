using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>Taking back what was done.</summary>
internal sealed partial class WorkOnConversation
{
    /// <summary>Takes an act back as long as nothing else was done of the same.</summary>
    public async Task<ConversationChange> Undo(Guid id, Guid step, CancellationToken stopping)
    {
        if (await db.ConversationEvents.AsNoTracking().SingleOrDefaultAsync(e => e.Id == step && e.ConversationId == id, stopping) is not { } act)
        {
            return new ConversationChange.NotThere();
        }

        return act.What switch
        {
            ConversationStep.TakenBack => await TakeBack(id, Guid.Parse(act.After!), back: false, stopping),
            ConversationStep.BroughtBack => await TakeBack(id, Guid.Parse(act.After!), back: true, stopping),
            ConversationStep.Owner => await GiveTo(id, act.Before is { } owner ? Guid.Parse(owner) : null, c => c.OwnerId?.ToString() == act.After, stopping),
            ConversationStep.Patient => await SetPatient(id, act.Before is { } patient ? Guid.Parse(patient) : null, c => c.PatientId?.ToString() == act.After, stopping),
            ConversationStep.Kind => await UndoKind(id, act, stopping),
            ConversationStep.Due => await UndoDue(id, act, stopping),
            ConversationStep.Closed => await UndoClose(id, act, stopping),
            ConversationStep.HandedOver => await UndoHandOver(id, act, stopping),
            ConversationStep.RedFlagSeen => await UndoSeen(id, act, stopping),
            _ => new ConversationChange.Refused("This is not undone."),
        };
    }

    private Task<ConversationChange> UndoDue(Guid id, ConversationEvent act, CancellationToken stopping) => Change(
        id,
        (conversation, _) => Task.FromResult<ConversationChange>(Instant(conversation.DueAt) == act.After
            ? Noted(conversation, ConversationStep.Due, act.After, act.Before, () => AddEntry.Owed(conversation, act.Before is { } before ? DateTimeOffset.Parse(before, CultureInfo.InvariantCulture) : null))
            : Elsewise),
        stopping);

    private Task<ConversationChange> UndoKind(Guid id, ConversationEvent act, CancellationToken stopping) => Change(
        id,
        async (conversation, _) =>
        {
            var kind = act.Before!.Split('|')[0];

            // Answered, asked again or closed meanwhile, it is due as another kind would be.
            var before = Standing.Parse(act.Before[(act.Before.IndexOf('|', StringComparison.Ordinal) + 1)..]);
            var until = await DueAs(kind, conversation, stopping);
            return Noted(conversation, ConversationStep.Kind, $"{conversation.Kind}|{Standing.Of(conversation)}", kind, () =>
            {
                conversation.Kind = kind;
                if (before?.State == conversation.State)
                {
                    before.Restore(conversation);
                }
                else
                {
                    AddEntry.Owed(conversation, until);
                }
            });
        },
        stopping,
        c => c.Kind == act.After);

    /// <summary>As it was: what waited waits, and what was handed up stays so.</summary>
    private Task<ConversationChange> UndoClose(Guid id, ConversationEvent act, CancellationToken stopping) => Change(
        id,
        async (conversation, _) =>
        {
            var before = Standing.Parse(act.Before) ?? new Standing(ConversationState.Open, await due.First(conversation.Kind, conversation.LocationId, clock.GetUtcNow(), stopping), 0, null);
            return Noted(conversation, ConversationStep.Reopened, conversation.Outcome, null, () => Open(conversation, before));
        },
        stopping,
        c => c.State == ConversationState.Closed && c.Outcome == act.After);

    private Task<ConversationChange> UndoHandOver(Guid id, ConversationEvent act, CancellationToken stopping) => Change(
        id,
        async (conversation, effects) =>
        {
            if (conversation.TaskId?.ToString() != act.After)
            {
                return Elsewise;
            }

            var before = Standing.Parse(act.Before) ?? new Standing(ConversationState.Open, await due.First(conversation.Kind, conversation.LocationId, clock.GetUtcNow(), stopping), 0, null);
            effects.Publish(new ConversationChanged(id));
            return Noted(conversation, ConversationStep.Reopened, ConversationOutcome.HandedOver, null, () =>
            {
                conversation.TaskId = null;
                if (conversation.Outcome == ConversationOutcome.HandedOver)
                {
                    Open(conversation, before);
                }
            });
        },
        stopping);

    private Task<ConversationChange> UndoSeen(Guid id, ConversationEvent act, CancellationToken stopping) => Change(
        id,
        (conversation, effects) =>
        {
            if (conversation.RedFlagSeenBy != act.By)
            {
                return Task.FromResult(Elsewise);
            }

            // The task that this closed is history; the banner asks again, and so does another alert.
            effects.Audit(Audited("red-flag", conversation));
            effects.Publish(new RedFlagRead(id, Guid.CreateVersion7(clock.GetUtcNow()), conversation.PatientId, conversation.LocationId, conversation.CareThreadId));
            return Task.FromResult<ConversationChange>(Noted(conversation, ConversationStep.RedFlag, null, null, () => (conversation.RedFlagSeenAt, conversation.RedFlagSeenBy) = (null, null)));
        },
        stopping);

    private static ConversationChange Elsewise => new ConversationChange.Refused("Nothing was undone: something else was done since.");

    private static void Open(Conversation conversation, Standing before)
    {
        (conversation.Outcome, conversation.OutcomeWords, conversation.ClosedAt, conversation.ClosedBy) = (null, "", null, null);
        before.Restore(conversation);
    }

    /// <summary>How a conversation stood before an act, as its line of the history keeps it.</summary>
    private sealed record Standing(string State, DateTimeOffset? DueAt, int Escalations, DateTimeOffset? EscalatedAt)
    {
        public static string Of(Conversation conversation) =>
            string.Join('|', conversation.State, Instant(conversation.DueAt), conversation.Escalations.ToString(CultureInfo.InvariantCulture), Instant(conversation.EscalatedAt));

        /// <returns>Null where the line has none that is open or waits.</returns>
        public static Standing? Parse(string? kept) => kept?.Split('|') is [ConversationState.Open or ConversationState.Waiting, var due, var times, var last]
            ? new Standing(kept.Split('|')[0], At(due), int.Parse(times, CultureInfo.InvariantCulture), At(last))
            : null;

        public void Restore(Conversation conversation) => (conversation.State, conversation.DueAt, conversation.Escalations, conversation.EscalatedAt) = (State, DueAt, Escalations, EscalatedAt);

        private static DateTimeOffset? At(string kept) => kept.Length == 0 ? null : DateTimeOffset.Parse(kept, CultureInfo.InvariantCulture);
    }
}
