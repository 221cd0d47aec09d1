using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>What providers asked to be done when they acknowledged, as long as it stands.</summary>
internal sealed class AskedActions(DocumentsDb db) : IAskedActions
{
    public Task<AskedAction?> Find(Guid stepId, CancellationToken stopping = default) => db.StandingSteps
        .Where(step => step.Id == stepId && step.Code == DutyStepCode.ActionAsked)
        .Join(db.Duties.Where(duty => duty.State != DutyState.Withdrawn), step => step.DutyId, duty => duty.Id, (step, duty) => new AskedAction(step.Comment!, duty.IsUrgent))
        .SingleOrDefaultAsync(stopping);
}
