using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>What a user says of a consult note: it answers this referral, or none.</summary>
internal sealed class AnswerNote(IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, StepTasks steps, WorkOnReferral work)
{
    /// <summary>The note closes the referral, and its task is done.</summary>
    /// <param name="version">Of the referral, as the page showed it.</param>
    public Task<ReferralWork> Choose(Guid referralId, uint version, Guid documentId, Guid stepId, CancellationToken stopping) =>
        transaction.Run(
            async Task<ReferralWork> (effects) =>
            {
                await raise.WaitInLine(documentId, stopping);
                if (await work.Held(referralId, stopping) is not { } referral)
                {
                    return new ReferralWork.Unknown();
                }

                if (await db.ReferralEvents.AnyAsync(e => e.Id == stepId, stopping))
                {
                    return new ReferralWork.WasDone();
                }

                if (await db.NoteProposals.SingleOrDefaultAsync(p => p.DocumentId == documentId && p.PatientId == referral.PatientId, stopping) is not { State: ProposalState.Open or ProposalState.Dismissed } proposal)
                {
                    return new ReferralWork.Refused("The note has left the record, or answers another referral meanwhile.");
                }

                if (referral.Version != version)
                {
                    return new ReferralWork.ChangedMeanwhile(referral.ChangedBy, referral.ChangedAt);
                }

                var asking = await Asking(documentId, stopping);
                var done = await work.Apply(referral, stepId, new ReferralStep.Close(new Contact(Contact.Letter, DocumentId: documentId)), asking, effects, stopping);
                if (done is ReferralWork.Done)
                {
                    (proposal.State, proposal.ReferralId, proposal.AcceptedBy) = (ProposalState.Accepted, referralId, stepId);
                }

                return done;
            },
            stopping);

    /// <summary>The note answers no referral of this patient: it proposes nothing any more.</summary>
    /// <returns>False where there is no such note, it answers a referral meanwhile, or out of the user's sight. Said twice, it is said.</returns>
    public Task<bool> Dismiss(Guid referralId, Guid documentId, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            await raise.WaitInLine(documentId, stopping);
            if (await work.Held(referralId, stopping) is not { } referral
                || await db.NoteProposals.SingleOrDefaultAsync(p => p.DocumentId == documentId && p.PatientId == referral.PatientId, stopping) is not { State: ProposalState.Open or ProposalState.Dismissed } proposal)
            {
                return false;
            }

            if (proposal is { State: ProposalState.Dismissed, ReferralId: not null })
            {
                return true;
            }

            (proposal.State, proposal.ReferralId) = (ProposalState.Dismissed, referralId);
            await steps.Do(await Asking(documentId, stopping), effects, stopping);
            effects.Audit(new AuditEntry("referral.note-dismissed", "referral", referralId, [referral.PatientId], LocationId: referral.LocationId));
            return true;
        },
        stopping);

    private Task<List<Guid>> Asking(Guid documentId, CancellationToken stopping) =>
        db.Tasks.Where(task => task.DocumentId == documentId && task.Reason == FollowConsultNote.Reason && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping);
}
