using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>
/// What followed from an order goes with it: its letters that have not left are withdrawn, approved ones too. A letter that has left, or may
/// have, stays with a mark on it, and is told so that somebody speaks to its readers.
/// </summary>
internal sealed class OnOrderWithdrawn(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, ApproveLetter approvals, TimeProvider clock) : IJobHandler<OrderWithdrawn>
{
    public Task Run(OrderWithdrawn arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                var ids = await db.Letters.Where(l => l.OrderId == arguments.OrderId && l.State != LetterState.Withdrawn).OrderBy(l => l.Id).Select(l => l.Id).ToListAsync(stopping);
                foreach (var id in ids)
                {
                    await Withdraw(await db.LockLetter(id, stopping), effects, stopping);
                }
            },
            stopping);

    private async Task Withdraw(Letter letter, Effects effects, CancellationToken stopping)
    {
        var deliveries = await db.Deliveries.Where(d => d.LetterId == letter.Id).ToListAsync(stopping);
        if (deliveries.Exists(d => d.MayHaveLeft))
        {
            approvals.CancelWaiting(deliveries);
            letter.VoidedAt = clock.GetUtcNow();
            effects.Publish(new SentLetterVoided(letter.Id, letter.PatientId, letter.LocationId, letter.CareThreadId));
            effects.Audit(new AuditEntry("letter.voided", "letter", letter.Id, [letter.PatientId], "order_withdrawn", letter.LocationId));
            return;
        }

        await approvals.End(letter, deliveries, stopping);
        letter.State = LetterState.Withdrawn;
        effects.Audit(new AuditEntry("letter.withdrawn", "letter", letter.Id, [letter.PatientId], "order_withdrawn", letter.LocationId));
    }
}
