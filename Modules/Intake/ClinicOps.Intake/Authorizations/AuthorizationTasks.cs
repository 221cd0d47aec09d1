using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

/// <summary>The tasks that an authorization raises. The caller holds the authorization. Saves nothing by itself.</summary>
internal sealed class AuthorizationTasks(IntakeDb db, RaiseTask raise, StepTasks steps)
{
    /// <summary>Reason of the task that asks anew what a payer decided for something else.</summary>
    public const string Reopened = "authorization_reopened";

    /// <summary>Reason of the task that says that visits hold more units than there are.</summary>
    public const string TooManyUnits = "authorization_units";

    /// <param name="reason">Of its kind one is open at a time; null for any number.</param>
    /// <param name="visitId">The visit it is about; null for none in particular.</param>
    /// <returns>Null where one of that reason is open.</returns>
    public async Task<StaffTask?> Raise(PayerAuthorization of, string kind, string title, string detail, DateOnly due, string? reason, Effects effects, CancellationToken stopping, Guid? visitId = null)
    {
        if (reason is not null && await db.Tasks.AnyAsync(task => task.AuthorizationId == of.Id && task.Reason == reason && task.State == TaskState.Open, stopping))
        {
            return null;
        }

        var task = new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Title = $"{title}: {Subject(of)}",
            Detail = detail,
            State = TaskState.Open,
            PatientId = of.PatientId,
            AuthorizationId = of.Id,
            VisitId = visitId,
            Reason = reason,
            LocationId = of.LocationId,
            CareThreadId = of.CareThreadId,
            AccessClass = of.AccessClass,
            Urgency = of.Urgency == AuthorizationUrgency.Expedited ? "urgent" : "routine",
            Due = due,
            OwnerId = of.OwnerId,
            RaisedAt = raise.Now,
        };
        raise.Add(task, effects);
        return task;
    }

    /// <summary>Reason of the task that a visit is not covered; one a visit.</summary>
    public static string NotCovered(Guid visitId) => $"authorization_visit_{visitId:n}";

    /// <summary>The visit is covered, or does not take place: nobody need see to it.</summary>
    public async Task CloseNotCovered(Guid visitId, Effects effects, CancellationToken stopping)
    {
        var reason = NotCovered(visitId);
        await steps.Withdraw(await db.Tasks.Where(task => task.Reason == reason && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping), effects, stopping);
    }

    /// <summary>What it is for, short.</summary>
    public static string Subject(PayerAuthorization of) => of.Codes.Count == 0 ? of.Payer : string.Join(", ", of.Codes.Select(code => code.ToString()));
}
