using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Tasks;

/// <summary>Tasks, authorizations, referrals and what letters and notes propose have the access class of the document they came from. Told twice or out of order, they end up with that of now.</summary>
internal sealed class OnDocumentClassChanged(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise) : IJobHandler<DocumentClassChanged>
{
    public Task Run(DocumentClassChanged arguments, JobMessage message, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                await raise.WaitInLine(arguments.DocumentId, stopping);
                var accessClass = await raise.ClassOf(arguments.DocumentId, stopping);
                foreach (var task in await db.Tasks.Where(task => task.DocumentId == arguments.DocumentId && task.AccessClass != accessClass).ToListAsync(stopping))
                {
                    RaiseTask.Classify(task, accessClass, effects);
                }

                foreach (var authorization in await db.Authorizations.Where(a => a.DocumentId == arguments.DocumentId && a.AccessClass != accessClass).ToListAsync(stopping))
                {
                    authorization.AccessClass = accessClass;
                    foreach (var task in await db.Tasks.Where(task => task.AuthorizationId == authorization.Id && task.DocumentId == null).ToListAsync(stopping))
                    {
                        RaiseTask.Classify(task, accessClass, effects);
                    }
                }

                foreach (var referral in await db.Referrals.Where(r => r.DocumentId == arguments.DocumentId && r.AccessClass != accessClass).ToListAsync(stopping))
                {
                    referral.AccessClass = accessClass;
                    foreach (var task in await db.Tasks.Where(task => task.ReferralId == referral.Id && task.DocumentId == null).ToListAsync(stopping))
                    {
                        RaiseTask.Classify(task, accessClass, effects);
                    }
                }

                foreach (var note in await db.NoteProposals.Where(p => p.DocumentId == arguments.DocumentId && p.AccessClass != accessClass).ToListAsync(stopping))
                {
                    note.AccessClass = accessClass;
                }

                foreach (var proposal in await db.DecisionProposals.Where(p => p.DocumentId == arguments.DocumentId && p.AccessClass != accessClass).ToListAsync(stopping))
                {
                    proposal.AccessClass = accessClass;
                }
            },
            stopping);
}
