using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Urgent wording is somebody's task at once, whoever the patient is; the patient is added when the document is filed.</summary>
internal sealed class OnUrgentWordingRead(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise) : IJobHandler<UrgentWordingRead>
{
    public async Task Run(UrgentWordingRead arguments, JobMessage message, CancellationToken stopping)
    {
        var today = await raise.Today(arguments.LocationId, stopping);
        await transaction.RunOnce(message, effects => Raise(arguments, today, effects, stopping), stopping);
    }

    private async Task Raise(UrgentWordingRead read, DateOnly today, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(read.CareThreadId, stopping);
        foreach (var document in new[] { read.DocumentId, read.MovedFrom ?? read.DocumentId }.Distinct().Order())
        {
            await raise.WaitInLine(document, stopping);
        }

        var reason = read.Day is { } deadline ? $"{read.Reason}:{deadline:O}" : read.Reason;
        var left = read.MovedFrom is { } from
            ? await db.Tasks.Where(task => task.DocumentId == from && task.Kind == TaskKinds.Urgent && task.Reason == reason).OrderBy(task => task.RaisedAt).FirstOrDefaultAsync(stopping)
            : null;
        if (await db.Tasks.SingleOrDefaultAsync(task => task.DocumentId == read.DocumentId && task.Reason == reason, stopping) is { } known)
        {
            MakeOne(known, left, effects);
            return;
        }

        var filing = await db.DocumentPatients.AsNoTracking().SingleOrDefaultAsync(document => document.DocumentId == read.DocumentId, stopping);
        if (left is { } moved)
        {
            // Its page lies in this document now: what was done about it, or is still to be done, goes with the page.
            (moved.DocumentId, moved.PatientId, moved.CareThreadId) = (read.DocumentId, filing?.PatientId, read.CareThreadId);
            RaiseTask.Classify(moved, await raise.ClassOf(read.DocumentId, stopping), effects);
            raise.Note(moved, "document-changed");
            effects.Audit(new AuditEntry("task.document-changed", "task", moved.Id, filing?.PatientId is { } now ? [now] : [], LocationId: moved.LocationId));
            return;
        }

        if (await Early(db, read.CareThreadId, read.Reason).FirstOrDefaultAsync(stopping) is { } early)
        {
            // Raised while its fax was still being read: it is this document's, and the deadline's whose day is known now.
            (early.DocumentId, early.PatientId, early.Reason, early.Title, early.Detail) = (read.DocumentId, filing?.PatientId, reason, TitleOf(read), Instruction);
            RaiseTask.Classify(early, await raise.ClassOf(read.DocumentId, stopping), effects);
            effects.Audit(new AuditEntry("task.patient-changed", "task", early.Id, filing?.PatientId is { } patient ? [patient] : [], LocationId: early.LocationId));
            return;
        }

        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Urgent,
                Title = TitleOf(read),
                Detail = Instruction,
                State = TaskState.Open,
                PatientId = filing?.PatientId,
                DocumentId = read.DocumentId,
                Reason = reason,
                LocationId = read.LocationId,
                CareThreadId = read.CareThreadId,
                AccessClass = await raise.ClassOf(read.DocumentId, stopping),
                Urgency = "stat",
                Due = today,
                RaisedAt = raise.Now,
            },
            effects);
    }

    /// <summary>
    /// The document has its task already. Where a page with the same came to it, that page's task goes, and what was still to be done of it is this one's. Where
    /// such a page has gone back to the document, its task is open again.
    /// </summary>
    private void MakeOne(StaffTask known, StaffTask? left, Effects effects)
    {
        if (known.State == TaskState.Withdrawn || (left is { State: TaskState.Open } && known.State == TaskState.Done))
        {
            raise.Reopen(known, "document-changed");
            effects.Audit(RaiseTask.Audited("document-changed", known));
        }

        if (left is { State: TaskState.Open })
        {
            raise.Withdraw(left, effects);
        }
    }

    private const string Instruction = "Look at the document now, before it is filed, and tell the clinician on duty.";

    /// <summary>Tasks of what was told before there were documents, the oldest first.</summary>
    private static IQueryable<StaffTask> Early(IntakeDb db, Guid careThread, string reason) =>
        db.Tasks.Where(task => task.CareThreadId == careThread && task.Kind == TaskKinds.Urgent && task.Reason == reason && task.DocumentId == null).OrderBy(task => task.RaisedAt).ThenBy(task => task.Id);

    private static string TitleOf(UrgentWordingRead read) =>
        TitleOf(read.Reason) + (read.Day is { } day ? $": {day.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)}" : "");

    private static string TitleOf(string reason) => reason switch
    {
        "critical_result" => "Critical result on a document",
        "orders_unread" => "An order whose content could not be read",
        "stat" => "STAT on a document",
        "deadline_passed" => "A deadline on a document",
        "deadline_near" => "A deadline on a document is near",
        _ => "Urgent wording on a document",
    };
}
