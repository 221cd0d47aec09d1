using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Letters;

/// <summary>A letter that another module asked for is drafted, once however often this is told, and waits to be approved like every other. One that is wanted no more is not.</summary>
internal sealed class OnPatientLetterDue(DraftLetter draft, IPatientLetterAsks asks, ModuleTransaction<CorrespondenceDb> transaction) : IJobHandler<PatientLetterDue>
{
    public async Task Run(PatientLetterDue arguments, JobMessage message, CancellationToken stopping)
    {
        if (await asks.ToWrite(arguments.AskId, stopping) is not { } content || await draft.Asked(arguments.AskId, content, stopping) is Drafting.Drafted or Drafting.DraftedBefore)
        {
            return;
        }

        await transaction.RunOnce(
            message,
            effects =>
            {
                effects.Publish(new AskedLetterChanged(arguments.AskId, arguments.PatientId, arguments.LocationId, AskedLetterChanged.Refused));
                return Task.CompletedTask;
            },
            stopping);
    }
}

/// <summary>Nobody wants the letter any more: it is withdrawn, approved or not, unless it has left, or may have. Whoever asked for it knows that it left.</summary>
internal sealed class OnPatientLetterNotDue(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, ApproveLetter approvals) : IJobHandler<PatientLetterNotDue>
{
    public Task Run(PatientLetterNotDue arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async effects =>
            {
                if (!await db.Letters.AnyAsync(letter => letter.Id == arguments.AskId && letter.State != LetterState.Withdrawn, stopping))
                {
                    return;
                }

                var letter = await db.LockLetter(arguments.AskId, stopping);
                var deliveries = await db.DeliveriesOf(letter.Id).ToListAsync(stopping);
                if (letter.State == LetterState.Withdrawn || deliveries.Exists(delivery => delivery.MayHaveLeft))
                {
                    return;
                }

                await approvals.End(letter, deliveries, stopping);
                letter.State = LetterState.Withdrawn;
                effects.Audit(new AuditEntry("letter.withdrawn", "letter", letter.Id, [letter.PatientId], "not_due", letter.LocationId));
            },
            stopping);
}
