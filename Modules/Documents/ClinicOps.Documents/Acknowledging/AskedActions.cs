using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>What providers asked to be done when they acknowledged, and what did not go back, as long as it stands.</summary>
internal sealed class AskedActions(DocumentsDb db) : IAskedActions
{
    public Task<AskedAction?> Find(Guid stepId, CancellationToken stopping = default) => db.StandingSteps
        .Where(step => step.Id == stepId)
        .Join(db.Duties, step => step.DutyId, duty => duty.Id, (step, duty) => new { step.Code, step.Comment, duty.State, duty.IsUrgent })
        .Where(asked => (asked.Code == DutyStepCode.ActionAsked && asked.State != DutyState.Withdrawn) || (asked.Code == DutyStepCode.SendFailed && asked.State == DutyState.Signed))
        .Select(asked => new AskedAction(asked.Comment!, asked.IsUrgent, asked.Code == DutyStepCode.SendFailed))
        .SingleOrDefaultAsync(stopping);
}
