using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Conversations;

/// <summary>
/// What staff do with a conversation, each act a line of its history that can be undone: whose it is, by when, of what kind, about whom, how it ended, to which
/// task it was handed over. What was said in it is added by <see cref="AddEntry"/>.
/// </summary>
internal sealed partial class WorkOnConversation(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, VisibleConversations visible, AddEntry add, ConversationHistory history, DueTimes due, IOrganization organization,
    IPatients patients, CurrentActor actor, TimeProvider clock)
{
    public const int LongestOutcome = 1000;

    /// <param name="owner">Null for the pool: it is nobody's, and everybody of the location sees it there.</param>
    public Task<ConversationChange> GiveTo(Guid id, Guid? owner, CancellationToken stopping) => GiveTo(id, owner, null, stopping);

    private async Task<ConversationChange> GiveTo(Guid id, Guid? owner, Func<Conversation, bool>? stands, CancellationToken stopping)
    {
        var colleague = owner is { } user ? (await organization.Colleagues(stopping)).FirstOrDefault(c => c.Id == user) : null;
        return await Change(
            id,
            async (conversation, _) =>
            {
                if (owner is not null && (colleague is null || !await MayHave(colleague, conversation, stopping)))
                {
                    return new ConversationChange.Refused("Not given: who gets it must work on conversations at this location, and may see this one.");
                }

                return owner == conversation.OwnerId
                    ? new ConversationChange.Done(null)
                    : Noted(conversation, ConversationStep.Owner, conversation.OwnerId?.ToString(), owner?.ToString(), () => conversation.OwnerId = owner);
            },
            stopping,
            stands);
    }

    public Task<ConversationChange> SetDue(Guid id, DateTimeOffset dueAt, CancellationToken stopping) => Change(
        id,
        (conversation, _) => Task.FromResult<ConversationChange>(
            conversation.State == ConversationState.Closed ? new ConversationChange.Refused("It is closed: open it again first.")
            : Noted(conversation, ConversationStep.Due, Instant(conversation.DueAt), Instant(dueAt), () => AddEntry.Owed(conversation, dueAt))),
        stopping);

    /// <summary>Another kind has another time; a question that turns out to be a complaint is one from when it was last said.</summary>
    public Task<ConversationChange> SetKind(Guid id, string kind, CancellationToken stopping) => Change(
        id,
        async (conversation, _) =>
        {
            if (!ConversationWords.Kinds.Any(known => known.Code == kind) || kind == conversation.Kind)
            {
                return new ConversationChange.Done(null);
            }

            var until = await DueAs(kind, conversation, stopping);
            return Noted(conversation, ConversationStep.Kind, $"{conversation.Kind}|{Standing.Of(conversation)}", kind, () =>
            {
                conversation.Kind = kind;
                AddEntry.Owed(conversation, until);
            });
        },
        stopping);

    private async Task<DateTimeOffset?> DueAs(string kind, Conversation conversation, CancellationToken stopping) =>
        conversation.State == ConversationState.Open || (kind == ConversationKind.Complaint && conversation.State != ConversationState.Closed)
            ? await due.First(kind, conversation.LocationId, conversation.LastEntryAt, stopping)
            : null;

    /// <param name="patientId">Null where it is not about whom it was said to be.</param>
    public Task<ConversationChange> SetPatient(Guid id, Guid? patientId, CancellationToken stopping) => SetPatient(id, patientId, null, stopping);

    private async Task<ConversationChange> SetPatient(Guid id, Guid? patientId, Func<Conversation, bool>? stands, CancellationToken stopping)
    {
        var standing = patientId is { } asked ? await patients.FindStanding(asked, stopping) : null;
        if (patientId is not null && standing is null)
        {
            return new ConversationChange.Refused("This patient is not registered.");
        }

        return await Change(
            id,
            (conversation, effects) =>
            {
                if (conversation.PatientId == standing?.Id)
                {
                    return Task.FromResult<ConversationChange>(new ConversationChange.Done(null));
                }

                var about = new[] { conversation.PatientId, standing?.Id }.OfType<Guid>().ToList();
                effects.Audit(new AuditEntry("conversation.patient-changed", "conversation", id, about, LocationId: conversation.LocationId));
                effects.Publish(new ConversationChanged(id));
                return Task.FromResult<ConversationChange>(Noted(conversation, ConversationStep.Patient, conversation.PatientId?.ToString(), standing?.Id.ToString(), () => conversation.PatientId = standing?.Id));
            },
            stopping,
            stands);
    }

    /// <summary>A concern or complaint ends with what came of it, in words; and nothing ends that nobody has read.</summary>
    /// <param name="seen">When something was last said, as who closes it saw; null for who has just said something.</param>
    public Task<ConversationChange> Close(Guid id, string outcome, string words, DateTimeOffset? seen, CancellationToken stopping) => Change(
        id,
        (conversation, effects) => Task.FromResult(Ended(conversation, outcome, words, seen, effects)),
        stopping);

    /// <summary>Who has just answered closes it with that. An answer leaves it waiting for them: where it does not wait any more, something came in.</summary>
    public Task<ConversationChange> CloseAnswered(Guid id, CancellationToken stopping) => Change(
        id,
        (conversation, effects) => Task.FromResult(
            conversation is { State: ConversationState.Open, RedFlagAt: null } or { State: ConversationState.Open, RedFlagSeenAt: not null }
                ? new ConversationChange.Refused("Something came in that you had not seen: read it first, and answer that too.")
                : Ended(conversation, ConversationOutcome.Answered, "", null, effects)),
        stopping);

    public Task<ConversationChange> Reopen(Guid id, CancellationToken stopping) => Change(
        id,
        async (conversation, _) =>
        {
            if (conversation.State != ConversationState.Closed)
            {
                return new ConversationChange.Done(null);
            }

            var until = await due.First(conversation.Kind, conversation.LocationId, clock.GetUtcNow(), stopping);
            return Noted(conversation, ConversationStep.Reopened, conversation.Outcome, null, () => Open(conversation, until));
        },
        stopping);

    /// <summary>A task goes on with it. A question ends so; a concern and a complaint are open until they have an outcome of their own.</summary>
    /// <param name="taskId">Made by the form.</param>
    /// <param name="seen">When something was last said, as who hands it over saw it; null for who has just said something.</param>
    public Task<ConversationChange> HandOver(Guid id, Guid taskId, DateTimeOffset? seen, CancellationToken stopping) => Change(
        id,
        (conversation, effects) =>
        {
            if (conversation.TaskId is not null)
            {
                return Task.FromResult<ConversationChange>(conversation.TaskId == taskId ? new ConversationChange.Done(null) : new ConversationChange.Refused("It was handed over to a task before."));
            }

            if (conversation is { RedFlagAt: not null, RedFlagSeenAt: null })
            {
                return Task.FromResult<ConversationChange>(new ConversationChange.Refused("It has alarming words that no clinician has seen: hand it to one first, and say so above."));
            }

            if (seen is { } last && conversation.LastEntryAt > last.AddMilliseconds(1))
            {
                return Task.FromResult<ConversationChange>(new ConversationChange.Refused("Something was said since you opened the page: read it first, and hand it over then."));
            }

            effects.Publish(new ConversationHandedOver(id, taskId, conversation.PatientId, conversation.LocationId, conversation.CareThreadId));
            return Task.FromResult<ConversationChange>(Noted(conversation, ConversationStep.HandedOver, Standing.Of(conversation), taskId.ToString(), () =>
            {
                conversation.TaskId = taskId;
                if (!NeedsWords(conversation.Kind) && conversation.State != ConversationState.Closed)
                {
                    End(conversation, ConversationOutcome.HandedOver, "", effects);
                }
            }));
        },
        stopping);

    /// <summary>A clinician has it: who says so is kept.</summary>
    /// <param name="seen">When the last alarming words came that who says so has read.</param>
    public Task<ConversationChange> SeeRedFlag(Guid id, DateTimeOffset seen, CancellationToken stopping) => Change(
        id,
        (conversation, effects) =>
        {
            if (conversation is not { RedFlagAt: not null, RedFlagSeenAt: null })
            {
                return Task.FromResult<ConversationChange>(new ConversationChange.Done(null));
            }

            if (conversation.RedFlagAt > seen.AddMilliseconds(1))
            {
                return Task.FromResult<ConversationChange>(new ConversationChange.Refused("More alarming words came since you opened the page: read them first, and hand them to a clinician too."));
            }

            effects.Audit(Audited("red-flag-seen", conversation));
            effects.Publish(new ConversationChanged(id));
            return Task.FromResult<ConversationChange>(Noted(
                conversation, ConversationStep.RedFlagSeen, null, null, () => (conversation.RedFlagSeenAt, conversation.RedFlagSeenBy) = (clock.GetUtcNow(), actor.UserId)));
        },
        stopping);

    /// <summary>An entry that was entered by mistake stays, struck through. What came in or went out by itself was said.</summary>
    public Task<ConversationChange> TakeBack(Guid id, Guid entryId, bool back, CancellationToken stopping) => Change(
        id,
        async (conversation, _) =>
        {
            if (await db.ConversationEntries.SingleOrDefaultAsync(e => e.Id == entryId && e.ConversationId == id, stopping) is not { } entry)
            {
                return new ConversationChange.NotThere();
            }

            if (entry.By is null || entry.NoticeId is not null || entry.LetterId is not null || entry.RawHash is not null)
            {
                return new ConversationChange.Refused("What came in or went out by itself was said: only what staff wrote down is taken back.");
            }

            if (entry.TakenBackAt is null == !back)
            {
                return new ConversationChange.Done(null);
            }

            (entry.TakenBackAt, entry.TakenBackBy) = (back ? clock.GetUtcNow() : null, back ? actor.UserId : null);
            if (back)
            {
                await add.CountNoMore(conversation, entry, stopping);
            }

            return new ConversationChange.Done(history.Add(conversation, back ? ConversationStep.TakenBack : ConversationStep.BroughtBack, null, entryId.ToString()));
        },
        stopping);

    private ConversationChange Ended(Conversation conversation, string outcome, string words, DateTimeOffset? seen, Effects effects) =>
        conversation.State == ConversationState.Closed ? new ConversationChange.Done(null)
        : !ConversationWords.Outcomes.Any(known => known.Code == outcome) ? new ConversationChange.Refused("Say how it ended.")
        : seen is { } last && conversation.LastEntryAt > last.AddMilliseconds(1) ? new ConversationChange.Refused("Something was said since you opened the page: read it first, and close it then.")
        : NeedsWords(conversation.Kind) && words.Trim().Length < 3 ? new ConversationChange.Refused($"A {conversation.Kind} ends with words: say what was done, and what whoever brought it was told.")
        : conversation is { RedFlagAt: not null, RedFlagSeenAt: null } ? new ConversationChange.Refused("It has alarming words that no clinician has seen: hand it to one first, and say so above.")
        : Noted(conversation, ConversationStep.Closed, Standing.Of(conversation), outcome, () => End(conversation, outcome, words, effects));

    private void End(Conversation conversation, string outcome, string words, Effects effects)
    {
        AddEntry.Owed(conversation, null);
        conversation.State = ConversationState.Closed;
        (conversation.Outcome, conversation.OutcomeWords) = (outcome, MailText.Cut(words.Trim(), LongestOutcome));
        (conversation.ClosedAt, conversation.ClosedBy) = (clock.GetUtcNow(), actor.UserId);
        effects.Audit(Audited("closed", conversation));
    }

    private static void Open(Conversation conversation, DateTimeOffset until)
    {
        AddEntry.Owed(conversation, until);
        conversation.State = ConversationState.Open;
        (conversation.Outcome, conversation.OutcomeWords, conversation.ClosedAt, conversation.ClosedBy) = (null, "", null, null);
    }

    public static bool NeedsWords(string kind) => kind is ConversationKind.Concern or ConversationKind.Complaint;

    private async Task<bool> MayHave(Colleague colleague, Conversation conversation, CancellationToken stopping)
    {
        var ofPatient = await db.SubjectClasses.Where(s => s.SubjectId == conversation.PatientId).Select(s => s.AccessClass).FirstOrDefaultAsync(stopping) ?? Kernel.Access.AccessClass.Standard;
        return colleague.Rights.Contains(CorrespondenceRights.WorkConversations) && colleague.WorksAt(conversation.LocationId) && colleague.SeesClass(conversation.AccessClass) && colleague.SeesClass(ofPatient);
    }

    private static string? Instant(DateTimeOffset? at) => at?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private static AuditEntry Audited(string what, Conversation conversation) =>
        new("conversation." + what, "conversation", conversation.Id, conversation.PatientId is { } patient ? [patient] : [], LocationId: conversation.LocationId);

    private ConversationChange.Done Noted(Conversation conversation, string what, string? before, string? after, Action change)
    {
        change();
        return new ConversationChange.Done(history.Add(conversation, what, before, after));
    }

    /// <param name="stands">Of an act that is undone: whether it stands still; asked while the conversation is held.</param>
    private Task<ConversationChange> Change(Guid id, Func<Conversation, Effects, Task<ConversationChange>> act, CancellationToken stopping, Func<Conversation, bool>? stands = null) => transaction.Run(
        async effects =>
        {
            if (!await visible.Conversations.AnyAsync(c => c.Id == id, stopping))
            {
                return new ConversationChange.NotThere();
            }

            var conversation = await db.LockConversation(id, stopping);
            var change = stands?.Invoke(conversation) == false ? Elsewise : await act(conversation, effects);
            if (change is ConversationChange.Done { StepId: not null })
            {
                effects.Audit(Audited("changed", conversation));
            }

            return change;
        },
        stopping);
}

internal abstract record ConversationChange
{
    private ConversationChange()
    {
    }

    /// <param name="StepId">Under which it is undone; null where nothing changed.</param>
    public sealed record Done(Guid? StepId) : ConversationChange;

    /// <param name="Reason">With what to do, in words.</param>
    public sealed record Refused(string Reason) : ConversationChange;

    /// <summary>There is none such in sight of who acts.</summary>
    public sealed record NotThere : ConversationChange;
}
