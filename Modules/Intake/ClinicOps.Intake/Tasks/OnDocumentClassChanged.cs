using System.Transactions;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks have the access class of the document they came from. Told twice or out of order, they end up with that of now.</summary>
internal sealed class OnDocumentClassChanged(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, IDocumentClasses classes)
    : IJobHandler<DocumentClassChanged>
{
    public Task Run(DocumentClassChanged arguments, JobMessage message, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                await raise.WaitInLine(arguments.DocumentId, stopping);
                string accessClass;
                using (var apart = new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
                {
                    accessClass = await classes.Of(arguments.DocumentId, stopping);
                    apart.Complete();
                }

                foreach (var task in await db.Tasks.Where(task => task.DocumentId == arguments.DocumentId && task.AccessClass != accessClass).ToListAsync(stopping))
                {
                    task.AccessClass = accessClass;
                    effects.Publish(new TaskClassChanged(task.Id));
                }
            },
            stopping);
}
