using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Something alarming came in: it is somebody's task at once, whoever the patient is. Where a clinician has seen it meanwhile, there is none.</summary>
internal sealed class OnRedFlagRead(ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IConversations conversations) : IJobHandler<RedFlagRead>
{
    public async Task Run(RedFlagRead arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                if (await ConversationTask.Standing(arguments.ConversationId, raise, conversations, stopping) is { RedFlagSeen: false } standing)
                {
                    raise.Add(
                        ConversationTask.Of(
                            Guid.CreateVersion7(), TaskKinds.Urgent, standing, $"red_flag:{arguments.EntryId}", "stat", "Alarming words in a conversation",
                            "Read it now, hand it to the clinician on duty, and call back.", today, raise.Now),
                        effects);
                }
            },
            stopping);
    }
}

/// <summary>A conversation is handed over: its task has the id that the conversation names, once. Where that was undone meanwhile, there is none.</summary>
internal sealed class OnConversationHandedOver(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IConversations conversations, IOrganization organization)
    : IJobHandler<ConversationHandedOver>
{
    public async Task Run(ConversationHandedOver arguments, JobMessage message, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(arguments.LocationId);
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(
            message,
            async effects =>
            {
                if (await ConversationTask.Standing(arguments.ConversationId, raise, conversations, stopping) is not { } standing || standing.TaskId != arguments.TaskId
                    || await db.Tasks.AnyAsync(task => task.Id == arguments.TaskId, stopping))
                {
                    return;
                }

                raise.Add(
                    ConversationTask.Of(
                        arguments.TaskId, TaskKinds.Conversation, standing, $"handed_over:{arguments.TaskId}", "routine", standing.Subject,
                        "Handed over from a conversation: what was said stands there.", standing.DueAt is { } due ? LocalTime.DayAt(location, due) : today.AddDays(1), raise.Now),
                    effects);
            },
            stopping);
    }
}

/// <summary>Tasks of a conversation are about whom it is about, and seen by who may see it; what is no longer handed over, or was seen, is no task any more. Told twice or out of order, they end up as it stands.</summary>
internal sealed class OnConversationChanged(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IConversations conversations) : IJobHandler<ConversationChanged>
{
    public Task Run(ConversationChanged arguments, JobMessage message, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                if (await ConversationTask.Standing(arguments.ConversationId, raise, conversations, stopping) is not { } standing)
                {
                    return;
                }

                foreach (var task in await db.Tasks.Where(task => task.ConversationId == standing.Id).ToListAsync(stopping))
                {
                    // An answer that did not arrive was about whom it was about then.
                    var isOfThen = task.PatientId is not null && task.Reason?.StartsWith(OnAnswerNotDelivered.Reason, StringComparison.Ordinal) == true;
                    if (task.PatientId != standing.PatientId && !isOfThen)
                    {
                        task.PatientId = standing.PatientId;
                        effects.Audit(RaiseTask.Audited("patient-changed", task));
                    }

                    RaiseTask.Classify(task, standing.AccessClass, effects);
                    if (task.State == TaskState.Open && task.Kind == TaskKinds.Conversation && task.Id != standing.TaskId)
                    {
                        raise.Withdraw(task, effects);
                    }
                    else if (task.State == TaskState.Open && task.Kind == TaskKinds.Urgent && standing.RedFlagSeen)
                    {
                        raise.Do(task, new TaskNote("done", "A clinician has it: said in the conversation."), effects);
                    }
                }
            },
            stopping);
}

internal static class ConversationTask
{
    /// <summary>How the conversation stands now, in line with whoever else makes its tasks follow.</summary>
    public static async Task<ConversationStanding?> Standing(Guid conversationId, RaiseTask raise, IConversations conversations, CancellationToken stopping)
    {
        await raise.WaitInLine(conversationId, stopping);
        return await Apart.Ask(() => conversations.Find(conversationId, stopping));
    }

    public static StaffTask Of(
        Guid id, string kind, ConversationStanding standing, string reason, string urgency, string title, string detail, DateOnly due, DateTimeOffset now) => new()
        {
            Id = id,
            Kind = kind,
            Title = title,
            Detail = detail,
            State = TaskState.Open,
            PatientId = standing.PatientId,
            ConversationId = standing.Id,
            Reason = reason,
            LocationId = standing.LocationId,
            CareThreadId = standing.CareThreadId,
            AccessClass = standing.AccessClass,
            Urgency = urgency,
            Due = due,
            RaisedAt = now,
        };
}
