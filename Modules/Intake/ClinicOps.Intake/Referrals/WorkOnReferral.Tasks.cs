using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>What staff have to do because of a step, and what is done by it.</summary>
internal sealed partial class WorkOnReferral
{
    /// <summary>Out: another is to be found. In: who sent it is told; one that never came nobody waits for an answer about.</summary>
    private async Task<StaffTask?> SayDeclined(Referral of, DateOnly due, Effects effects, CancellationToken stopping) =>
        of.Direction == ReferralDirection.Out ? await tasks.Raise(of, TaskKinds.Refer, "Find another, or tell who ordered it: they do not take the patient", of.StateReason, due, ReferralTasks.Declined, effects, stopping)
        : of.DocumentId is null ? null
        : await tasks.Raise(
            of, TaskKinds.Tell, "Tell who referred the patient that this clinic does not take the referral", string.Join(". ", new[] { of.Facts.Request.Whom, of.StateReason }.Where(part => part.Length > 0)), due, ReferralTasks.Declined, effects, stopping);

    /// <summary>What was asked for is done by it: an order's "refer" task once it is sent, or once somebody has said yes or no to what came.</summary>
    private async Task<List<Guid>> Answered(Referral referral, ReferralStep step, CancellationToken stopping) => step switch
    {
        ReferralStep.Send or ReferralStep.Close when referral.TaskId is { } task => [task, .. await NotArrived(referral, stopping)],
        ReferralStep.Send or ReferralStep.Papers or ReferralStep.Close or ReferralStep.Withdraw => await NotArrived(referral, stopping),
        ReferralStep.Accept or ReferralStep.Decline when referral is { Direction: ReferralDirection.In, DocumentId: { } document } =>
            await db.Tasks.Where(task => task.DocumentId == document && task.Kind == TaskKinds.Refer && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping),
        _ => [],
    };

    /// <summary>Tasks that say that a packet did not arrive: another way was found, or none is needed.</summary>
    private Task<List<Guid>> NotArrived(Referral referral, CancellationToken stopping) =>
        db.Tasks.Where(task => task.ReferralId == referral.Id && task.Reason == ReferralTasks.PacketFailed && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping);
}
