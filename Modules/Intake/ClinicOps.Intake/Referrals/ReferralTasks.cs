using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>The tasks that a referral raises. The caller holds the referral. Saves nothing by itself.</summary>
internal sealed class ReferralTasks(IntakeDb db, RaiseTask raise)
{
    /// <summary>Reason of the task that asks how the referral stands.</summary>
    public const string Chase = "referral_chase";

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

    /// <summary>Open tasks that ask how it stands.</summary>
    public Task<List<Guid>> Chasing(Guid referralId, CancellationToken stopping) =>
        db.Tasks.Where(task => task.ReferralId == referralId && task.Reason == Chase && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping);

    /// <summary>What it is for, short.</summary>
    public static string Subject(ReferralFacts of) =>
        string.Join(", ", new[] { of.Request.Specialty, of.Request.Reason }.Where(part => part.Length > 0)) is { Length: > 0 } named ? named : of.Request.Whom is { Length: > 0 } whom ? whom : "referral";
}
