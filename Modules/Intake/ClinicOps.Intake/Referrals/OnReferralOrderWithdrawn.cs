using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>A referral of a void order that nobody has sent is withdrawn. What was sent is taken back by the task that follows the order's done one.</summary>
internal sealed class OnReferralOrderWithdrawn(IntakeDb db, ModuleTransaction<IntakeDb> transaction, WorkOnReferral work) : IJobHandler<OrderWithdrawn>
{
    public Task Run(OrderWithdrawn arguments, JobMessage message, CancellationToken stopping) => transaction.RunOnce(
        message,
        async effects =>
        {
            foreach (var id in await db.Referrals.Where(r => r.OrderId == arguments.OrderId && r.State == ReferralState.Draft).Select(r => r.Id).ToListAsync(stopping))
            {
                if (await db.LockReferral(id, stopping) is { State: ReferralState.Draft } referral)
                {
                    await work.Apply(referral, Guid.CreateVersion7(), new ReferralStep.Withdraw(new Contact(Comment: "Its order is void.")), alsoDoes: [], effects, stopping);
                }
            }
        },
        stopping);
}
