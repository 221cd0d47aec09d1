using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// What a user does with tasks, one or several at once: take, hand back, hand over, put off, put first, do, open again, say something. Each act is
/// undone as a whole. An act that changes nothing any more, or is sent again, changes nothing.
/// </summary>
internal sealed class WorkOnTask(VisibleToActor visible, IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, TaskReceivers receivers, CurrentActor actor)
{
    public const string Take = "take";
    public const string HandBack = "hand-back";
    public const string HandOver = "hand-over";
    public const string Snooze = "snooze";
    public const string Wake = "wake";
    public const string PutFirst = "put-first";
    public const string PutBack = "put-back";
    public const string Comment = "comment";
    public const string Done = "done";
    public const string Reopen = "reopen";

    public const int LongestWords = 1000;

    /// <summary>Days for which a task may be put off.</summary>
    public const int LongestSnooze = 366;

    /// <summary>What stays: an act is undone past these.</summary>
    private static readonly string[] Passing = [Comment, "patient-known", "patient-unknown"];

    public Task<TaskStep> Run(Guid taskId, string step, CancellationToken stopping) => Run(taskId, new TaskAct(step), stopping);

    public Task<TaskStep> Run(Guid taskId, TaskAct act, CancellationToken stopping) =>
        transaction.Run<TaskStep>(
            async effects =>
            {
                if (await Held(taskId, stopping) is not { } task)
                {
                    return new TaskStep.Unknown();
                }

                var before = task.Standing;
                var taken = await Apply(task, act, stopping);
                if (taken is TaskStep.Taken { What: { } what })
                {
                    Write(task, new TaskNote(what, act.Words?.Trim() ?? "", act.Id, what == Comment ? null : before), effects);
                }

                return taken;
            },
            stopping);

    /// <summary>Several, each by itself: what cannot be done to one is done to the others.</summary>
    public async Task<TaskBatch> RunAll(IReadOnlyCollection<Guid> taskIds, TaskAct act, CancellationToken stopping)
    {
        var (done, left) = (new List<TaskStep.Taken>(), new List<(Guid, TaskStep)>());
        foreach (var id in taskIds.Distinct().Order().Take(ListTasks.Most))
        {
            var step = await Run(id, act, stopping);
            db.ChangeTracker.Clear();
            if (step is TaskStep.Taken { What: not null } taken)
            {
                done.Add(taken);
            }
            else
            {
                left.Add((id, step));
            }
        }

        return new TaskBatch(act.Id, done, left);
    }

    /// <summary>Takes back an act, for those of its tasks to which nothing has happened since.</summary>
    /// <returns>How many.</returns>
    public async Task<int> Undo(Guid batch, CancellationToken stopping)
    {
        var undone = 0;
        foreach (var id in await db.TaskEvents.Where(e => e.BatchId == batch).Select(e => e.TaskId).Distinct().OrderBy(id => id).ToListAsync(stopping))
        {
            undone += await transaction.Run(effects => UndoOne(id, batch, effects, stopping), stopping) ? 1 : 0;
            db.ChangeTracker.Clear();
        }

        return undone;
    }

    private async Task<bool> UndoOne(Guid taskId, Guid batch, Effects effects, CancellationToken stopping)
    {
        if (await Held(taskId, stopping) is not { } task
            || await db.TaskEvents.AsNoTracking().Where(e => e.TaskId == taskId && !Passing.Contains(e.What)).OrderByDescending(e => e.Id).FirstAsync(stopping) is not { Before: { } before } last
            || last.BatchId != batch)
        {
            return false;
        }

        var note = new TaskNote("undone", TaskHistory.InWords(last.What));
        if (task.State == TaskState.Open && before.State == TaskState.Done)
        {
            raise.Do(task, note, effects);
            task.Standing = before;
        }
        else
        {
            var changes = task.State != before.State;
            task.Standing = before;
            raise.Note(task, note);
            effects.Audit(RaiseTask.Audited(note.What, task));
            if (changes)
            {
                RaiseTask.TellSchedule(task, effects);
            }
        }

        return true;
    }

    /// <summary>One at a time: of two who take it at once the second sees the first.</summary>
    private async Task<StaffTask?> Held(Guid taskId, CancellationToken stopping)
    {
        if (!await visible.Tasks.AnyAsync(t => t.Id == taskId, stopping))
        {
            return null;
        }

        await raise.WaitInLine(taskId, stopping);
        return await visible.Tasks.SingleAsync(t => t.Id == taskId, stopping);
    }

    private void Write(StaffTask task, TaskNote note, Effects effects)
    {
        switch (note.What)
        {
            case Done:
                raise.Do(task, note, effects);
                break;
            case "reopened":
                raise.Reopen(task, note);
                RaiseTask.TellSchedule(task, effects);
                effects.Audit(RaiseTask.Audited(note.What, task));
                break;
            default:
                raise.Note(task, note);
                effects.Audit(RaiseTask.Audited(note.What, task));
                break;
        }
    }

    private async Task<TaskStep> Apply(StaffTask task, TaskAct act, CancellationToken stopping)
    {
        if (act.Step == Comment)
        {
            var words = act.Words?.Trim();
            return Said(act) is { } wrong ? wrong
                : new TaskStep.Taken(task, await db.TaskEvents.AnyAsync(e => e.TaskId == task.Id && e.BatchId == act.Id && e.Words == words, stopping) ? null : Comment);
        }

        if (task.State == TaskState.Withdrawn)
        {
            return new TaskStep.Withdrawn();
        }

        if (act.Step == Reopen || task.State == TaskState.Done)
        {
            return new TaskStep.Taken(task, act.Step == Reopen && task.State == TaskState.Done ? "reopened" : null);
        }

        switch (act.Step)
        {
            case Take when task.OwnerId is { } owner && owner != actor.UserId:
                return new TaskStep.OwnedBy(owner);
            case Take when task.OwnerId is null:
                task.OwnerId = actor.UserId;
                return new TaskStep.Taken(task, "taken");
            case HandBack when task.OwnerId is not null:
                task.OwnerId = null;
                return new TaskStep.Taken(task, "handed-back");
            case HandOver:
                return await Give(task, act, stopping);
            case Snooze:
                return await PutOff(task, act, stopping);
            case Wake when task.SnoozedUntil is not null:
                (task.SnoozedUntil, task.SnoozeReason) = (null, "");
                return new TaskStep.Taken(task, "woken");
            case PutFirst when task.Priority == TaskPriority.Normal:
                task.Priority = TaskPriority.High;
                return new TaskStep.Taken(task, PutFirst);
            case PutBack when task.Priority == TaskPriority.High:
                task.Priority = TaskPriority.Normal;
                return new TaskStep.Taken(task, PutBack);
            case Done:
                return new TaskStep.Taken(task, Done);
            default:
                return new TaskStep.Taken(task, null);
        }
    }

    private async Task<TaskStep> Give(StaffTask task, TaskAct act, CancellationToken stopping)
    {
        if (act.Words?.Trim().Length > LongestWords)
        {
            return new TaskStep.NotUnderstood($"Say it in {LongestWords} characters.");
        }

        if (act.ToUser is null && act.ToTeam is null)
        {
            return new TaskStep.NotUnderstood("Choose to whom.");
        }

        if ((task.OwnerId, task.TeamId) == (act.ToUser, act.ToTeam ?? task.TeamId))
        {
            return new TaskStep.Taken(task, null);
        }

        if (!await receivers.MayHave(task, act.ToUser, act.ToTeam, stopping))
        {
            return new TaskStep.NotForThem();
        }

        // Given to a person, it is no team's any more.
        (task.OwnerId, task.TeamId) = (act.ToUser, act.ToTeam);
        return new TaskStep.Taken(task, "handed-over");
    }

    private async Task<TaskStep> PutOff(StaffTask task, TaskAct act, CancellationToken stopping)
    {
        if (Said(act) is { } wrong)
        {
            return wrong;
        }

        if (task.Kind == TaskKinds.Urgent)
        {
            return new TaskStep.NotUnderstood("What is urgent now is not put off: take it, or hand it over.");
        }

        var today = await Apart.Ask(() => raise.Today(task.LocationId, stopping));
        if (act.Until is not { } until || until <= today || until > today.AddDays(LongestSnooze))
        {
            return new TaskStep.NotUnderstood("Choose a day from tomorrow on, within a year.");
        }

        if ((task.SnoozedUntil, task.SnoozeReason) == (until, act.Words!.Trim()))
        {
            return new TaskStep.Taken(task, null);
        }

        var deadline = await db.AuthorizationDeadlines.Where(d => d.TaskId == task.Id && d.State == DeadlineState.Open).Select(d => (DateOnly?)d.DueOn).FirstOrDefaultAsync(stopping);
        if (!act.PastDue && (task.Due < until || deadline < until))
        {
            return new TaskStep.PastDue(task.Due < until ? task.Due.Value : deadline!.Value, task.Due < until ? "due" : "a deadline");
        }

        (task.SnoozedUntil, task.SnoozeReason) = (until, act.Words!.Trim());
        return new TaskStep.Taken(task, task.Due < until || deadline < until ? "snoozed-past-due" : "snoozed");
    }

    /// <summary>What is wrong with the words that must be said; null where nothing is.</summary>
    private static TaskStep.NotUnderstood? Said(TaskAct act) => act.Words?.Trim().Length switch
    {
        null or 0 => new TaskStep.NotUnderstood(act.Step == Comment ? "Write something." : "Say why."),
        > LongestWords => new TaskStep.NotUnderstood($"Say it in {LongestWords} characters."),
        _ => null,
    };
}
