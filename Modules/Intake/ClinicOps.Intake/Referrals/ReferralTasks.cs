using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>The tasks that a referral raises. The caller holds the referral. Saves nothing by itself.</summary>
internal sealed class ReferralTasks(IntakeDb db, RaiseTask raise, StepTasks steps)
{
    /// <summary>Reason of the task that asks how the referral stands.</summary>
    public const string Chase = "referral_chase";

    /// <summary>Reason of the task that says that whom it asked does not take the patient, or that whoever sent it is to be told so.</summary>
    public const string Declined = "referral_declined";

    /// <summary>Reason of the task that a packet did not arrive.</summary>
    public const string PacketFailed = "referral_packet";

    /// <summary>Reason of the task that says that more visits count than it allows.</summary>
    public const string TooMany = "referral_visits";

    /// <param name="kind">One of <see cref="TaskKinds"/>.</param>
    /// <param name="reason">Of its kind one is open at a time.</param>
    /// <returns>Null where one of that reason is open.</returns>
    public async Task<StaffTask?> Raise(Referral of, string kind, string title, string detail, DateOnly due, string reason, Effects effects, CancellationToken stopping)
    {
        if (await db.Tasks.AnyAsync(task => task.ReferralId == of.Id && task.Reason == reason && task.State == TaskState.Open, stopping))
        {
            return null;
        }

        var task = new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Title = $"{title}: {Subject(of.Facts)}",
            Detail = detail,
            State = TaskState.Open,
            PatientId = of.PatientId,
            ReferralId = of.Id,
            Reason = reason,
            LocationId = of.LocationId,
            CareThreadId = of.CareThreadId,
            AccessClass = of.AccessClass,
            Urgency = of.Urgency,
            Due = due,
            OwnerId = of.OwnerId,
            RaisedAt = raise.Now,
        };
        raise.Add(task, effects);
        return task;
    }

    /// <summary>Open tasks that the next step answers: that ask how it stands, or for another who takes the patient.</summary>
    public Task<List<Guid>> Chasing(Guid referralId, CancellationToken stopping) =>
        db.Tasks.Where(task => task.ReferralId == referralId && (task.Reason == Chase || task.Reason == Declined) && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping);

    /// <summary>Once for each visit and reason: what a person has seen to does not come back. Another reason stands in the task that is open.</summary>
    public async Task RaiseNotCovered(Referral of, Guid visitId, string why, DateOnly due, Effects effects, CancellationToken stopping)
    {
        var reason = NotCovered(visitId);
        var told = await db.Tasks.Where(task => task.Reason == reason && task.State != TaskState.Withdrawn).ToListAsync(stopping);
        if (told.Find(task => task.State == TaskState.Open) is { } open)
        {
            open.Detail = why;
        }
        else if (!told.Exists(task => task.Detail == why))
        {
            await Raise(of, TaskKinds.Refer, "A visit is not covered by the referral", why, due, reason, effects, stopping);
        }
    }

    /// <summary>The visit counts, or does not take place: nobody need see to it.</summary>
    public async Task CloseNotCovered(Guid visitId, Effects effects, CancellationToken stopping)
    {
        var reason = NotCovered(visitId);
        await steps.Withdraw(await db.Tasks.Where(task => task.Reason == reason && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping), effects, stopping);
    }

    /// <summary>A task while more visits count than the referral allows. What counts is saved.</summary>
    public async Task SayTooMany(Referral of, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var counted = await db.CountingReferralUses.CountAsync(use => use.ReferralId == of.Id, stopping);
        if (of.State == ReferralState.Accepted && counted > of.VisitsAllowed)
        {
            var detail = $"{counted} visits count under it, and it allows {of.VisitsAllowed}. Take off which does not, or ask the PCP for a new one.";
            await Raise(of, TaskKinds.Refer, "More visits count than the referral allows", detail, today, TooMany, effects, stopping);
            return;
        }

        await steps.Withdraw(await db.Tasks.Where(task => task.ReferralId == of.Id && task.Reason == TooMany && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping), effects, stopping);
    }

    /// <summary>Reason of the task that a visit is not covered; one a visit.</summary>
    private static string NotCovered(Guid visitId) => $"referral_visit_{visitId:n}";

    /// <summary>What it is for, short.</summary>
    public static string Subject(ReferralFacts of) =>
        string.Join(", ", new[] { of.Request.Specialty, of.Request.Reason }.Where(part => part.Length > 0)) is { Length: > 0 } named ? named : of.Request.Whom is { Length: > 0 } whom ? whom : "referral";
}
