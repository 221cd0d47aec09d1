using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Intake.Referrals;

internal sealed record ReferralsToChase;

/// <summary>A referral that nobody has moved for so long is a task: whoever is waited for is asked. Once for each step or attempt, however often this runs.</summary>
internal sealed partial class ChaseReferrals(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, WorkOnReferral work, ReferralTasks tasks, TimeProvider clock, ILogger<ChaseReferrals> log) : IJobHandler<ReferralsToChase>
{
    public async Task Run(ReferralsToChase arguments, JobMessage message, CancellationToken stopping)
    {
        // By the calendar of any place on earth; each is asked again by its own.
        var tomorrow = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(1);
        var late = await db.Referrals
            .Where(r => r.ChaseOn <= tomorrow
                || (r.ChaseOn == null && ReferralState.Open.Contains(r.State) && !db.Tasks.Any(task => task.ReferralId == r.Id && task.Reason == ReferralTasks.Chase && task.State == TaskState.Open)))
            .OrderBy(r => r.Id).Select(r => r.Id).ToListAsync(stopping);
        await EachByItself.Run(db, late, id => transaction.Run(effects => Look(id, effects, stopping), stopping), LogFailed, stopping);
    }

    private async Task Look(Guid id, Effects effects, CancellationToken stopping)
    {
        if (await db.LockReferral(id, stopping) is not { } referral)
        {
            return;
        }

        var (clocks, today) = await work.At(referral, stopping);
        if (referral.ChaseOn is null)
        {
            // Its task was done without a step of the referral: it is still waited for.
            referral.ChaseOn = await work.NextChase(referral, stopping);
            work.Touch(referral);
        }
        else if (referral.ChaseOn <= today && referral is { State: ReferralState.Draft, TaskId: { } asked } && await db.Tasks.AnyAsync(task => task.Id == asked && task.State == TaskState.Open, stopping))
        {
            // The order's own task asks for it already.
            referral.ChaseOn = clocks.BusinessDaysAfter(today, 1);
            work.Touch(referral);
        }
        else if (referral.ChaseOn <= today)
        {
            // The task stands for it from now on; the next step or attempt sets the next day.
            referral.ChaseOn = null;
            work.Touch(referral);
            await tasks.Raise(referral, TaskKinds.Chase, TitleOf(referral), DetailOf(referral), today, ReferralTasks.Chase, effects, stopping);
        }
    }

    private static string TitleOf(Referral of) => of.State switch
    {
        ReferralState.Needed => "Ask the PCP for the referral",
        ReferralState.Requested => "Ask the PCP again for the referral",
        ReferralState.Received => "Accept or decline the referral",
        ReferralState.Draft => "Send the referral",
        ReferralState.Sent => "Ask whether the patient has an appointment",
        _ => "Ask for the consult note",
    };

    private static string DetailOf(Referral of)
    {

        return string.Join(" ", new[]
        {
            of.Facts.Request.Whom is { Length: > 0 } whom ? $"{(of.Direction == ReferralDirection.In ? "From" : "To")} {whom}." : "",
            of.AppointmentOn is { } day ? $"The appointment was for {LocalTime.Us(day)}." : "",
        }.Where(part => part.Length > 0));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Referral {ReferralId} could not be looked at; those behind it are")]
    private partial void LogFailed(Exception failure, Guid referralId);
}
