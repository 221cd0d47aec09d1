using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

internal sealed partial class WorkOnReferral
{
    /// <summary>Takes back the last step: values and tasks are as before it.</summary>
    public Task<ReferralWork> Undo(Guid id, Guid stepId, CancellationToken stopping) =>
        transaction.Run(
            async Task<ReferralWork> (effects) =>
            {
                if (await db.ReferralEvents.Where(e => e.Id == stepId).Select(e => e.DocumentId).SingleOrDefaultAsync(stopping) is { } document)
                {
                    await raise.WaitInLine(document, stopping);
                }

                if (await Held(id, stopping) is not { } referral)
                {
                    return new ReferralWork.Unknown();
                }

                if (await LastStep(id, stopping) is not { } last || last.Id != stepId || !ReferralWords.MayBeUndone(last.What))
                {
                    return new ReferralWork.Refused("Nothing was undone: something else happened since.");
                }

                var before = referral.Facts;
                if (before.State == ReferralState.Withdrawn && await HasAnother(referral, stopping))
                {
                    return AnotherMeanwhile;
                }

                referral.Facts = last.Old!;
                Touch(referral);

                // What was raised since asks for what is no more; what the step closed is open again.
                await steps.Withdraw([.. await tasks.Chasing(id, stopping), .. last.RaisedTasks], effects, stopping);
                await steps.Reopen(last.ClosedTasks, effects, stopping);
                if (await db.NoteProposals.SingleOrDefaultAsync(p => p.AcceptedBy == stepId, stopping) is { State: ProposalState.Accepted } proposal)
                {
                    // Open, and for a person to say: the machine does not close it again with what it was told to take back.
                    (proposal.State, proposal.ReferralId, proposal.AcceptedBy) = (ProposalState.Open, null, null);
                }

                var undo = Guid.CreateVersion7();
                db.ReferralEvents.Add(await Event(referral, undo, ReferralWords.Undone, new Contact(), Sending.Nothing, "", before, stepId, [], [], stopping));
                await Tell(referral, before, (await At(referral, stopping)).Today, effects, stopping);
                return new ReferralWork.Done(referral, undo, ReferralWords.Undone);
            },
            stopping);

    /// <summary>The last step that stands.</summary>
    public Task<ReferralEvent?> LastStep(Guid id, CancellationToken stopping) =>
        db.ReferralEvents.AsNoTracking()
            .Where(e => e.ReferralId == id && e.What != ReferralWords.Undone && !db.ReferralEvents.Any(undo => undo.UndoesId == e.Id))
            .OrderByDescending(e => e.Number)
            .FirstOrDefaultAsync(stopping);
}
