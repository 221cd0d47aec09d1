using ClinicOps.Correspondence.Data;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>What followed from an order goes with it: its letters that have not left are withdrawn.</summary>
internal sealed class OnOrderWithdrawn(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction) : IJobHandler<OrderWithdrawn>
{
    public Task Run(OrderWithdrawn arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                var drafts = await db.Letters.Where(letter => letter.OrderId == arguments.OrderId && letter.State == LetterState.Draft).ToListAsync(stopping);
                foreach (var draft in drafts)
                {
                    draft.State = LetterState.Withdrawn;
                    effects.Audit(new AuditEntry("letter.withdrawn", "letter", draft.Id, [draft.PatientId], "order_withdrawn", draft.LocationId));
                }
            },
            stopping);
}
