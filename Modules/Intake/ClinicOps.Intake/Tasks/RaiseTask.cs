using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>What every reaction that raises or closes tasks does in the same way. Saves nothing by itself.</summary>
internal sealed class RaiseTask(IntakeDb db, IDocumentClasses classes, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    /// <summary>First key of the advisory locks on what tasks are raised for or follow (an order, a document, a letter, another task), one reaction at a time.</summary>
    private const int SourceLock = 7412;

    private const int LongestTitle = 200;

    public Task WaitInLine(Guid source, CancellationToken stopping) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({SourceLock}, hashtext({source.ToString()}))", stopping);

    /// <summary>The access class of a document as it is now. Asked in line for the document, the answer holds: whoever changes it waits in line to say so.</summary>
    public Task<string> ClassOf(Guid documentId, CancellationToken stopping) => Apart.Ask(() => classes.Of(documentId, stopping));

    /// <summary>The task's letters and its appointment are told.</summary>
    public static void Classify(StaffTask task, string accessClass, Effects effects)
    {
        if (task.AccessClass != accessClass)
        {
            task.AccessClass = accessClass;
            effects.Publish(new TaskClassChanged(task.Id));
            TellSchedule(task, effects);
        }
    }

    public void Add(StaffTask task, Effects effects)
    {
        task.Title = Short(task.Title);
        db.Tasks.Add(task);
        Note(task, "raised");
        TellSchedule(task, effects);
        effects.Audit(Audited("raised", task));
    }

    /// <summary>What is urgent before there is a document of it: one task of a thread for each reason, also where its document was told first.</summary>
    public async Task WithoutDocument(Guid careThreadId, Guid locationId, string reason, string title, string detail, DateOnly today, Effects effects, CancellationToken stopping)
    {
        await WaitInLine(careThreadId, stopping);
        if (await db.Tasks.AnyAsync(task => task.CareThreadId == careThreadId && task.Kind == TaskKinds.Urgent && (task.Reason == reason || task.Reason!.StartsWith(reason + ":")), stopping))
        {
            return;
        }

        Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Urgent,
                Title = title,
                Detail = detail,
                State = TaskState.Open,
                Reason = reason,
                LocationId = locationId,
                CareThreadId = careThreadId,
                Urgency = "stat",
                Due = today,
                RaisedAt = Now,
            },
            effects);
    }

    /// <summary>A title as it is kept.</summary>
    public static string Short(string title) => title.Length > LongestTitle ? title[..(LongestTitle - 1)] + "…" : title;

    public void Withdraw(StaffTask task, Effects effects)
    {
        task.State = TaskState.Withdrawn;
        task.ClosedAt = clock.GetUtcNow();
        task.ClosedBy = actor.UserId;
        Note(task, "withdrawn");
        TellSchedule(task, effects);
        effects.Audit(new AuditEntry("task.withdrawn", "task", task.Id, LocationId: task.LocationId));
    }

    /// <summary>The one way in which a task is done: by a user, by a step of what it asked for, by the schedule.</summary>
    /// <param name="note">What the task's history keeps of it.</param>
    public void Do(StaffTask task, TaskNote note, Effects effects)
    {
        (task.State, task.ClosedAt, task.ClosedBy) = (TaskState.Done, clock.GetUtcNow(), actor.UserId);
        Note(task, note);
        TellSchedule(task, effects);
        effects.Audit(Audited(note.What, task));
        effects.Publish(new TaskDone(task.Id, task.PatientId, task.CareThreadId));
    }

    /// <summary>What is open again is back in the lists.</summary>
    /// <param name="note">Why, as the task's history keeps it.</param>
    public void Reopen(StaffTask task, TaskNote note)
    {
        (task.State, task.ClosedAt, task.ClosedBy, task.SnoozedUntil, task.SnoozeReason) = (TaskState.Open, null, null, null, "");
        Note(task, note);
    }

    public void Note(StaffTask task, TaskNote note) =>
        db.TaskEvents.Add(new TaskEvent
        {
            Id = Guid.CreateVersion7(),
            TaskId = task.Id,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            What = note.What,
            Words = note.Words,
            BatchId = note.BatchId,
            Before = note.Before,
            AgeStep = note.AgeStep,
        });

    public static AuditEntry Audited(string what, StaffTask task) =>
        new("task." + what, "task", task.Id, task.PatientId is { } patient ? [patient] : [], LocationId: task.LocationId);

    /// <summary>A task that asks for an appointment has changed: whoever books is told in the same transaction.</summary>
    public static void TellSchedule(StaffTask task, Effects effects)
    {
        if (task.Kind == TaskKinds.Schedule)
        {
            effects.Publish(new AppointmentTaskChanged(task.Id, task.CareThreadId));
        }
    }

    /// <summary>The day it is on the location's calendar.</summary>
    public async Task<DateOnly> Today(Guid locationId, CancellationToken stopping) =>
        LocalTime.DayAt((await organization.Profile(stopping)).Find(locationId), clock.GetUtcNow());

    public DateTimeOffset Now => clock.GetUtcNow();
}

/// <summary>A line of a task's history, as who writes it says it.</summary>
/// <param name="BatchId">The act that a user may undo.</param>
/// <param name="Before">How the task stood before that act.</param>
internal sealed record TaskNote(string What, string Words = "", Guid? BatchId = null, TaskStanding? Before = null, string? AgeStep = null)
{
    public static implicit operator TaskNote(string what) => new(what);
}
