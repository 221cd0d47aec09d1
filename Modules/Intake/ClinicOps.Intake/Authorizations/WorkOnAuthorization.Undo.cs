using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Authorizations;

internal sealed partial class WorkOnAuthorization
{
    /// <summary>Takes back the last step: values, clocks and tasks are as before it.</summary>
    public Task<AuthorizationWork> Undo(Guid id, Guid stepId, CancellationToken stopping) =>
        transaction.Run(
            async Task<AuthorizationWork> (effects) =>
            {
                if (await db.AuthorizationEvents.Where(e => e.Id == stepId).Select(e => e.DocumentId).SingleOrDefaultAsync(stopping) is { } letter)
                {
                    // In line with the letter's own events: what it proposes is proposed again.
                    await raise.WaitInLine(letter, stopping);
                }

                if (await Held(id, stopping) is not { } authorization)
                {
                    return new AuthorizationWork.Unknown();
                }

                if (await LastStep(id, stopping) is not { } last || last.Id != stepId || !StepWords.MayBeUndone(last.What))
                {
                    return new AuthorizationWork.Refused("Nothing was undone: something else happened since.");
                }

                var before = authorization.Facts;
                if (before.State == AuthorizationState.Withdrawn && await HasAnother(authorization, stopping))
                {
                    return AnotherMeanwhile;
                }

                authorization.Facts = last.Old!;
                Touch(authorization);
                var undo = Guid.CreateVersion7();
                foreach (var opened in await db.AuthorizationDeadlines.Where(d => d.OpenedBy == stepId && d.State == DeadlineState.Open).ToListAsync(stopping))
                {
                    (opened.State, opened.ClosedBy, opened.ClosedAt) = (DeadlineState.Void, undo, clock.GetUtcNow());
                    await steps.Withdraw(opened.TaskId is { } chase ? [chase] : [], effects, stopping);
                }

                // Saved at once: of each kind one is open at a time.
                await db.SaveChangesAsync(stopping);
                foreach (var ended in await db.AuthorizationDeadlines.Where(d => d.ClosedBy == stepId).ToListAsync(stopping))
                {
                    (ended.State, ended.ClosedBy, ended.ClosedAt) = (DeadlineState.Open, null, null);
                }

                await steps.Reopen(last.ClosedTasks, effects, stopping);
                await steps.Withdraw(last.RaisedTasks, effects, stopping);
                if (await db.DecisionProposals.SingleOrDefaultAsync(p => p.AcceptedBy == stepId, stopping) is { State: ProposalState.Accepted } proposal)
                {
                    (proposal.State, proposal.AcceptedBy) = (ProposalState.Open, null);
                }

                var taken = await UnitsTaken.Of(db, id, authorization.Number, stopping);
                var (clocks, _, today) = await At(authorization, stopping);
                var raised = await Raised(authorization, new StepResult.Applied(last.Old!), before, taken.All, clocks, today, effects, stopping);
                await Note(authorization, undo, StepWords.Undone, new Contact(), before, stepId, [], raised, stopping);
                Tell(authorization, before.State, effects);
                return new AuthorizationWork.Done(authorization, undo, StepWords.Undone);
            },
            stopping);

    /// <summary>The last step that stands.</summary>
    public Task<AuthorizationEvent?> LastStep(Guid id, CancellationToken stopping) =>
        db.AuthorizationEvents.AsNoTracking()
            .Where(e => e.AuthorizationId == id && e.What != StepWords.Undone && !db.AuthorizationEvents.Any(undo => undo.UndoesId == e.Id))
            .OrderByDescending(e => e.Number)
            .FirstOrDefaultAsync(stopping);
}
