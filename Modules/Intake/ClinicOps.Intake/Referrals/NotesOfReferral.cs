using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>Consult notes that a step of an outgoing referral concerns. Saves nothing by itself.</summary>
internal sealed class NotesOfReferral(IntakeDb db, IOrganization organization)
{
    /// <summary>Whose line a step waits in before it holds the referral: its own note, that which the referral was closed by, and those that fitted nothing.</summary>
    public async Task<IReadOnlyList<Guid>> Of(Guid referralId, ReferralStep step, CancellationToken stopping)
    {
        if (step.Contact.DocumentId is { } own)
        {
            return [own];
        }

        return step is ReferralStep.Send or ReferralStep.Reopen or ReferralStep.Change
            ? await db.NoteProposals.AsNoTracking()
                .Where(note => (note.State == ProposalState.Accepted && note.ReferralId == referralId)
                    || (note.State == ProposalState.Dismissed && note.ReferralId == null && db.Referrals.Any(r => r.Id == referralId && r.PatientId == note.PatientId)))
                .OrderBy(note => note.DocumentId).Select(note => note.DocumentId).ToListAsync(stopping)
            : [];
    }

    /// <summary>Begun again, the note that closed it is proposed again; and once it waits for a note, one that came too early, or fitted nothing before, is proposed to whoever works on it.</summary>
    public async Task Follow(Referral referral, ReferralFacts before, ReferralStep step, CancellationToken stopping)
    {
        if (step is not (ReferralStep.Send or ReferralStep.Reopen or ReferralStep.Change) || referral.Direction != ReferralDirection.Out)
        {
            return;
        }

        if (before.NoteId is { } closedBy && referral.NoteId is null
            && await db.NoteProposals.SingleOrDefaultAsync(note => note.DocumentId == closedBy && note.State == ProposalState.Accepted && note.ReferralId == referral.Id, stopping) is { } proposal)
        {
            (proposal.State, proposal.ReferralId, proposal.AcceptedBy) = (ProposalState.Open, null, null);
        }

        if (ReferralState.AwaitsNote.Contains(referral.State))
        {
            foreach (var note in await db.NoteProposals.Where(note => note.PatientId == referral.PatientId && note.State == ProposalState.Dismissed && note.ReferralId == null).ToListAsync(stopping))
            {
                var read = new ConsultNote(note.DocumentId, note.PatientId, note.LocationId, note.CareThreadId, note.Provider, note.Practice, note.Specialty.Length == 0 ? null : note.Specialty, note.SeenOn);
                note.State = await FitOf(referral, read, stopping) == Fit.No ? note.State : ProposalState.Open;
            }
        }
    }

    /// <summary>Whether the note may answer the referral.</summary>
    public async Task<Fit> FitOf(Referral referral, ConsultNote note, CancellationToken stopping) => NoteFit.Of(
        referral.Facts.Request, referral.SentAt is { } at ? LocalTime.DayAt((await organization.Profile(stopping)).Find(referral.LocationId), at) : null, referral.AppointmentOn, note);
}
