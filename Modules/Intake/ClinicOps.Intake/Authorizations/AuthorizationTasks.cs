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

    /// <summary>Reason of the task that says that the order has another code than the payer was asked for.</summary>
    public const string OtherCode = "authorization_code";

    /// <summary>Reason of the task that a packet did not arrive.</summary>
    public const string PacketFailed = "authorization_packet";

    private const string LateReason = "authorization_late_";

    /// <summary>Reason of the task that says that a deadline has passed; one a deadline.</summary>
    public static string Late(Guid deadlineId) => $"{LateReason}{deadlineId:n}";

    /// <summary>Open tasks that say that a deadline has passed, or were raised before one that was missed.</summary>
    public Task<List<Guid>> OfLate(Guid authorizationId, CancellationToken stopping) =>
        db.Tasks.Where(task => task.AuthorizationId == authorizationId && task.State == TaskState.Open
                && ((task.Reason != null && task.Reason.StartsWith(LateReason)) || db.AuthorizationDeadlines.Any(d => d.AuthorizationId == authorizationId && d.State == DeadlineState.Missed && d.TaskId == task.Id)))
            .Select(task => task.Id).ToListAsync(stopping);

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

    /// <summary>The order stands so: where its code is none that the payer was asked for, somebody changes the request; else nobody need.</summary>
    /// <param name="code">Of the order; null where it has none, or is no work.</param>
    public async Task FollowOrder(Guid orderId, string? code, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var ids = await db.Authorizations.Where(a => a.OrderId == orderId && a.State != AuthorizationState.Withdrawn).Select(a => a.Id).ToListAsync(stopping);
        foreach (var id in ids.Order())
        {
            if (await db.LockAuthorization(id, stopping) is not { } authorization)
            {
                continue;
            }

            if (IsOfOtherCode(authorization, code))
            {
                var asked = string.Join(", ", authorization.Codes.Select(known => known.Code).Where(known => known.Length > 0));
                await Raise(
                    authorization, TaskKinds.Authorize, "The order has another code now", $"The order says {code}, and the request {asked}. Change the request, so that the payer is asked for what is done.", today, OtherCode, effects, stopping);
            }
            else
            {
                await steps.Withdraw(
                    await db.Tasks.Where(task => task.AuthorizationId == id && task.Reason == OtherCode && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping), effects, stopping);
            }
        }
    }

    /// <summary>Whether none of its codes is the order's. What nobody has written down differs from nothing.</summary>
    public static bool IsOfOtherCode(PayerAuthorization of, string? code) =>
        code is { Length: > 0 } && of.Codes.Any(known => known.Code.Length > 0) && !of.Codes.Any(known => string.Equals(known.Code, code.Trim(), StringComparison.OrdinalIgnoreCase));

    /// <summary>What it is for, short.</summary>
    public static string Subject(PayerAuthorization of) => of.Codes.Count == 0 ? of.Payer : string.Join(", ", of.Codes.Select(code => code.ToString()));
}
