using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>
/// A document leaves its record: what was to be done about that filing is void, and what a provider asked to be done for that patient is
/// taken back. Inside the transaction that holds the document's row.
/// </summary>
internal sealed class WithdrawDuties(DocumentsDb db, DutySteps steps)
{
    /// <summary>Out of its record, or not misdirected after all.</summary>
    public async Task AfterUnfiling(Document document, Effects effects, CancellationToken stopping)
    {
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM duties WHERE document_id = {document.Id} AND state <> 'withdrawn' ORDER BY id FOR UPDATE", stopping);
        foreach (var duty in await db.Duties.Where(d => d.DocumentId == document.Id && d.State != DutyState.Withdrawn).ToListAsync(stopping))
        {
            foreach (var asked in await db.StandingSteps.Where(step => step.DutyId == duty.Id && step.Code == DutyStepCode.ActionAsked).Select(step => step.Id).ToListAsync(stopping))
            {
                effects.Publish(new ActionTakenBack(asked, document.Id, document.CareThreadId));
            }

            steps.Add(duty, document, DutyStepCode.Withdrawn, DutyState.Withdrawn);
        }
    }
}
