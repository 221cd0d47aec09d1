using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>
/// A payer's decision in a record is a task, due before the first of its deadlines; it goes when the document leaves the record. What was
/// done already for another patient is taken back, and the patient it is filed to instead gets a task of its own. Events may overtake each
/// other, so what counts is how the decision stands, not which event came. What the letter means for a request is proposed there.
/// </summary>
internal sealed class FollowDecision(IntakeDb db, FollowStanding standing, RaiseTask raise, WithdrawOrder withdraw, ProposeDecision propose, BusinessDays businessDays, IOrganization organization, IAuthorizationDecisions decisions)
{
    public const string Reason = "authorization_decision";

    private const int ApprovedDays = 2;

    public Task Run(Guid documentId, JobMessage message, CancellationToken stopping) =>
        standing.Run(message, () => decisions.Find(documentId, stopping), decision => decision.LocationId, (decision, today, effects) => BringTo(documentId, decision, today, effects, stopping), stopping);

    private async Task BringTo(Guid documentId, AuthorizationDecision? decision, DateOnly today, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(documentId, stopping);
        var task = await db.Tasks.SingleOrDefaultAsync(t => t.DocumentId == documentId && t.Reason == Reason, stopping);
        await BringTask(documentId, task, decision, today, effects, stopping);
        await db.SaveChangesAsync(stopping);
        await propose.Follow(documentId, decision, await db.Tasks.SingleOrDefaultAsync(t => t.DocumentId == documentId && t.Reason == Reason, stopping), effects, stopping);
    }

    private async Task BringTask(Guid documentId, StaffTask? task, AuthorizationDecision? decision, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var due = decision is null ? today : DueOf(decision, await businessDays.At((await organization.Profile(stopping)).Find(decision.LocationId), stopping), today);
        switch (task)
        {
            case null when decision is not null:
                raise.Add(Made(decision, await raise.ClassOf(documentId, stopping), due), effects);
                break;
            case { State: TaskState.Open } when decision is null:
                raise.Withdraw(task, effects);
                break;
            case { State: TaskState.Done } when decision is null || decision.PatientId != task.PatientId:
                await withdraw.AskToTakeBack(task, effects, stopping);

                // Saved at once: it makes room for the task of the patient that the document is filed to now.
                task.Reason = null;
                await db.SaveChangesAsync(stopping);
                if (decision is not null)
                {
                    raise.Add(Made(decision, await raise.ClassOf(documentId, stopping), due), effects);
                }

                break;
            case { State: TaskState.Done } when decision is not null && !Says(task, decision):
                // What was done was done for what the letter does not say: it was corrected since.
                Update(task, decision, due);
                effects.Audit(new AuditEntry("task.reopened", "task", task.Id, [decision.PatientId], LocationId: task.LocationId));
                break;
            case { State: TaskState.Open or TaskState.Withdrawn } when decision is not null:
                Update(task, decision, due);
                break;
        }
    }

    /// <summary>A task from before details said for how much it is (units) says the same without them.</summary>
    private static bool Says(StaffTask task, AuthorizationDecision decision) =>
        task.Title == RaiseTask.Short(TitleOf(decision))
        && ProposeDecision.WithoutFit(task.Detail) is var detail && (detail == DetailOf(decision) || detail == DetailOf(decision with { Units = null }));

    private void Update(StaffTask task, AuthorizationDecision decision, DateOnly due)
    {
        if (task.State != TaskState.Open)
        {
            raise.Reopen(task, "reopened");
        }

        (task.Title, task.Detail, task.PatientId, task.Urgency, task.Due) = (RaiseTask.Short(TitleOf(decision)), DetailOf(decision), decision.PatientId, UrgencyOf(decision), due);
    }

    private StaffTask Made(AuthorizationDecision decision, string accessClass, DateOnly due) => new()
    {
        Id = Guid.CreateVersion7(),
        Kind = TaskKinds.Decision,
        Title = TitleOf(decision),
        Detail = DetailOf(decision),
        State = TaskState.Open,
        PatientId = decision.PatientId,
        DocumentId = decision.DocumentId,
        Reason = Reason,
        LocationId = decision.LocationId,
        CareThreadId = decision.CareThreadId,
        AccessClass = accessClass,
        Urgency = UrgencyOf(decision),
        Due = due,
        RaisedAt = raise.Now,
    };

    /// <summary>Who denies or asks for more sets a clock; what is approved only has to be noted.</summary>
    internal static string UrgencyOf(AuthorizationDecision decision) => decision.Outcome == "approved" ? "routine" : "urgent";

    /// <summary>The working day before the first deadline that is still to come; at once where that is today, or nothing is left but days gone by.</summary>
    internal static DateOnly DueOf(AuthorizationDecision decision, Clocks clocks, DateOnly today)
    {
        var deadlines = new[] { decision.PeerToPeerBy, decision.AppealBy, decision.RespondBy }.OfType<DateOnly>().ToList();
        if (deadlines.Count > 0 && deadlines.TrueForAll(day => day < today))
        {
            return today;
        }

        var usual = clocks.BusinessDaysAfter(today, decision.Outcome == "approved" ? ApprovedDays : 1);
        var before = deadlines.Where(day => day >= today).Select(day => clocks.BusinessDaysBefore(day, 1)).Append(usual).Min();
        return before < today ? today : before;
    }

    internal static string TitleOf(AuthorizationDecision decision)
    {
        var what = decision.Service is { Length: > 0 } service ? $": {service}" : "";
        return decision.Outcome switch
        {
            "approved" => $"Authorization approved{what}",
            "partial" => $"Authorization approved in part{what}",
            "denied" => $"Authorization denied{what}",
            "pended" => $"The payer asks for more before it decides{what}",
            "withdrawn" => $"Authorization request withdrawn{what}",
            _ => $"Read what the payer decided{what}",
        };
    }

    internal static string DetailOf(AuthorizationDecision decision)
    {
        static string? Said(string words, DateOnly? day) => day is { } known ? $"{words} {LocalTime.Us(known)}" : null;

        return string.Join(". ", new[]
        {
            decision.Number is { } number ? $"Number {number}" : null, decision.Units is { } units ? $"For {units}" : null, Said("Valid from", decision.ValidFrom), Said("Valid to", decision.ValidTo),
            Said("Respond by", decision.RespondBy), Said("Peer-to-peer by", decision.PeerToPeerBy), Said("Appeal by", decision.AppealBy),
        }.OfType<string>());
    }
}

internal sealed class OnAuthorizationDecisionRead(FollowDecision follow) : IJobHandler<AuthorizationDecisionRead>
{
    public Task Run(AuthorizationDecisionRead arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.DocumentId, message, stopping);
}

internal sealed class OnAuthorizationDecisionWithdrawn(FollowDecision follow) : IJobHandler<AuthorizationDecisionWithdrawn>
{
    public Task Run(AuthorizationDecisionWithdrawn arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.DocumentId, message, stopping);
}
