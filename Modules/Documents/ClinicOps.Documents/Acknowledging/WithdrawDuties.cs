using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>
/// A document leaves its record: what was to be done about that filing is void, and what a provider asked to be done for that patient is
/// taken back, until it is put back as it was. Inside the transaction that holds the document's row.
/// </summary>
internal sealed class WithdrawDuties(DocumentsDb db, DutySteps steps)
{
    /// <summary>Out of its record, or not misdirected after all.</summary>
    public async Task AfterUnfiling(Document document, Effects effects, CancellationToken stopping)
    {
        steps.BringBack(document, effects);
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM duties WHERE document_id = {document.Id} AND state <> 'withdrawn' ORDER BY id FOR UPDATE", stopping);
        foreach (var duty in await db.Duties.Where(d => d.DocumentId == document.Id && d.State != DutyState.Withdrawn).ToListAsync(stopping))
        {
            foreach (var asked in await db.StandingSteps.Where(step => step.DutyId == duty.Id && DutyStepCode.WithTask.Contains(step.Code)).Select(step => step.Id).ToListAsync(stopping))
            {
                effects.Publish(new ActionTakenBack(asked, document.Id, document.CareThreadId));
            }

            steps.Add(duty, document, DutyStepCode.Withdrawn, DutyState.Withdrawn);
        }
    }

    /// <summary>
    /// It is filed again where it lay, since what was done to its pages is undone: what was withdrawn with that filing stands as it stood, done
    /// or not, and follows the new one.
    /// </summary>
    /// <param name="left">The filing out of which it was taken.</param>
    /// <param name="filing">The one it is in now.</param>
    public async Task StandAgain(Document document, Guid left, Guid filing, Effects effects, CancellationToken stopping)
    {
        if (await db.Duties.SingleOrDefaultAsync(d => d.FilingId == left && d.State == DutyState.Withdrawn, stopping) is not { } duty)
        {
            return;
        }

        var said = await db.StandingSteps.Where(step => step.DutyId == duty.Id).OrderBy(step => step.At).ThenBy(step => step.Id).ToListAsync(stopping);
        var withdrawn = said.Last(step => step.Code == DutyStepCode.Withdrawn);
        duty.FilingId = filing;
        steps.Add(duty, document, DutyStepCode.Undone, withdrawn.FromState, new StepSaid(Undoes: withdrawn.Id));
        DutySteps.Renew(duty);
        if (duty.State == DutyState.Done)
        {
            // Whoever undoes has not done it.
            var done = said.Last(step => DutyStepCode.ByPerson.Contains(step.Code));
            (duty.ClosedAt, duty.ClosedBy) = (done.At, done.By);
        }

        foreach (var asked in said.Where(step => DutyStepCode.WithTask.Contains(step.Code)))
        {
            effects.Publish(new ActionAskedFor(asked.Id, document.Id, document.PatientId, document.LocationId, document.CareThreadId));
        }
    }
}
