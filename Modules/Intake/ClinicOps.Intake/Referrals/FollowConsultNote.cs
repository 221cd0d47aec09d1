using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>
/// A consult note closes the referral it answers where that is sure: one alone of the patient's open referrals fits it, by who was asked. Where several may, or
/// it is not sure, a task says so and a person says which. When the note leaves the record, the referral waits again. What counts is how the note stands, not which event came.
/// </summary>
internal sealed class FollowConsultNote(
    IntakeDb db, FollowStanding standing, RaiseTask raise, StepTasks steps, WorkOnReferral work, NotesOfReferral notes, IReferralDocuments documents)
{
    public const string Reason = "consult_note";

    public Task Run(Guid documentId, JobMessage message, CancellationToken stopping) =>
        standing.Run(message, () => documents.FindConsultNote(documentId, stopping), note => note.LocationId, (note, today, effects) => BringTo(documentId, note, today, effects, stopping), stopping);

    private async Task BringTo(Guid documentId, ConsultNote? note, DateOnly today, Effects effects, CancellationToken stopping)
    {
        await raise.WaitInLine(documentId, stopping);
        var proposal = await db.NoteProposals.SingleOrDefaultAsync(p => p.DocumentId == documentId, stopping);
        if (proposal is not null && (note is null || note.PatientId != proposal.PatientId))
        {
            await TakeAlong(proposal, effects, stopping);
        }

        if (note is null)
        {
            return;
        }

        var isNew = proposal is null || proposal.State == ProposalState.Withdrawn;
        proposal ??= db.NoteProposals.Add(new NoteProposal
        {
            DocumentId = documentId,
            PatientId = note.PatientId,
            LocationId = note.LocationId,
            CareThreadId = note.CareThreadId,
            State = ProposalState.Withdrawn,
            ReadAt = raise.Now,
        }).Entity;
        if (!Put(proposal, note) && !isNew)
        {
            return;
        }

        if (proposal.State == ProposalState.Accepted)
        {
            await Doubt(proposal, note, effects, stopping);
        }

        // What a person said of it stays. What fitted nothing by itself may do so now that it is read otherwise.
        var fittedNothing = proposal is { State: ProposalState.Dismissed, ReferralId: null };
        if (isNew || fittedNothing || proposal.State == ProposalState.Open)
        {
            proposal.AccessClass = await raise.ClassOf(documentId, stopping);
            await Propose(proposal, note, mayClose: isNew || fittedNothing, today, effects, stopping);
        }
    }

    /// <summary>What a machine closed by a note that does not surely answer it, as it is read now, waits again, and a person says.</summary>
    private async Task Doubt(NoteProposal proposal, ConsultNote note, Effects effects, CancellationToken stopping)
    {
        var isByMachine = await db.ReferralEvents.AnyAsync(e => e.Id == proposal.AcceptedBy && e.By == null, stopping);
        if (isByMachine && proposal.ReferralId is { } id && await db.LockReferral(id, stopping) is { } referral && await notes.FitOf(referral, note, stopping) != Fit.Sure)
        {
            var why = new Contact(DocumentId: proposal.DocumentId, Comment: "The consult note that closed it was corrected: say whether it answers this.");
            await work.Apply(referral, Guid.CreateVersion7(), new ReferralStep.DocumentGone(why), alsoDoes: [], effects, stopping);
            (proposal.State, proposal.ReferralId, proposal.AcceptedBy) = (ProposalState.Open, null, null);
        }
    }

    /// <summary>The note is gone, or somebody else's: the referral that it closed waits again.</summary>
    private async Task TakeAlong(NoteProposal proposal, Effects effects, CancellationToken stopping)
    {
        if (proposal is { State: ProposalState.Accepted, ReferralId: { } id } && await db.LockReferral(id, stopping) is { } referral)
        {
            await work.Apply(referral, Guid.CreateVersion7(), new ReferralStep.DocumentGone(new Contact(DocumentId: proposal.DocumentId)), alsoDoes: [], effects, stopping);
        }

        (proposal.State, proposal.ReferralId, proposal.AcceptedBy) = (ProposalState.Withdrawn, null, null);
        await steps.Withdraw(await OwnTasks(proposal.DocumentId, stopping), effects, stopping);

        // Done for what is no more: if the note comes again, or is another patient's, it is asked anew.
        foreach (var done in await db.Tasks.Where(task => task.DocumentId == proposal.DocumentId && task.Reason == Reason && task.State == TaskState.Done).ToListAsync(stopping))
        {
            done.Reason = null;
        }

        await db.SaveChangesAsync(stopping);
    }

    private async Task Propose(NoteProposal proposal, ConsultNote note, bool mayClose, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var open = await db.Referrals.AsNoTracking().Where(r => r.PatientId == note.PatientId && r.Direction == ReferralDirection.Out && ReferralState.AwaitsNote.Contains(r.State)).OrderBy(r => r.SentAt).ToListAsync(stopping);
        var fits = new List<(Referral Referral, Fit Fit)>();
        foreach (var referral in open)
        {
            if (await notes.FitOf(referral, note, stopping) is not Fit.No and var fit)
            {
                fits.Add((referral, fit));
            }
        }

        if (mayClose && fits is [(var only, Fit.Sure)] && await Closed(proposal, only.Id, effects, stopping))
        {
            return;
        }

        // Nobody waits for it: it is proposed to a referral that fits it later, and a person may say on any page that it answers that one.
        (proposal.State, proposal.ReferralId) = (fits.Count == 0 ? ProposalState.Dismissed : ProposalState.Open, null);
        await Ask(proposal, [.. fits.Select(one => one.Referral)], today, effects, stopping);
    }

    private async Task<bool> Closed(NoteProposal proposal, Guid referralId, Effects effects, CancellationToken stopping)
    {
        var step = Guid.CreateVersion7();
        if (await db.LockReferral(referralId, stopping) is not { } referral
            || await work.Apply(referral, step, new ReferralStep.Close(new Contact(Contact.Letter, DocumentId: proposal.DocumentId)), alsoDoes: [], effects, stopping) is not ReferralWork.Done)
        {
            return false;
        }

        (proposal.State, proposal.ReferralId, proposal.AcceptedBy) = (ProposalState.Accepted, referralId, step);
        return true;
    }

    /// <summary>The note's one task. It names no referral, which somebody who may see the note may not.</summary>
    private async Task Ask(NoteProposal proposal, List<Referral> may, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var task = await db.Tasks.SingleOrDefaultAsync(t => t.DocumentId == proposal.DocumentId && t.Reason == Reason, stopping);
        if (may.Count == 0)
        {
            await steps.Withdraw(task is { State: TaskState.Open } ? [task.Id] : [], effects, stopping);
            return;
        }

        var which = may.Count == 1 ? "a referral of this patient" : $"one of {may.Count} referrals of this patient";
        var detail = $"It may be the answer to {which}. Say on the page of the referral that it answers it, or that it answers none.";
        if (task is not null)
        {
            (task.Detail, task.PatientId, task.ReferralId) = (detail, proposal.PatientId, may[0].Id);
            if (task.State == TaskState.Withdrawn)
            {
                raise.Reopen(task, "reopened");
                effects.Audit(new AuditEntry("task.reopened", "task", task.Id, [proposal.PatientId], LocationId: task.LocationId));
            }

            return;
        }

        raise.Add(
            new StaffTask
            {
                Id = Guid.CreateVersion7(),
                Kind = TaskKinds.Refer,
                Title = "Which referral does this consult note answer?",
                Detail = detail,
                State = TaskState.Open,
                PatientId = proposal.PatientId,
                DocumentId = proposal.DocumentId,
                ReferralId = may[0].Id,
                Reason = Reason,
                LocationId = proposal.LocationId,
                CareThreadId = proposal.CareThreadId,
                AccessClass = proposal.AccessClass,
                Urgency = "routine",
                Due = (await work.At(may[0], stopping)).Clocks.BusinessDaysAfter(today, 2),
                RaisedAt = raise.Now,
            },
            effects);
    }

    private Task<List<Guid>> OwnTasks(Guid documentId, CancellationToken stopping) =>
        db.Tasks.Where(task => task.DocumentId == documentId && task.Reason == Reason && task.State == TaskState.Open).Select(task => task.Id).ToListAsync(stopping);

    /// <returns>False where the note says what it said before.</returns>
    private bool Put(NoteProposal proposal, ConsultNote note)
    {
        if ((proposal.PatientId, proposal.Provider, proposal.Practice, proposal.Specialty, proposal.SeenOn) == (note.PatientId, note.Provider ?? "", note.Practice ?? "", note.Specialty ?? "", note.SeenOn))
        {
            return false;
        }

        (proposal.PatientId, proposal.LocationId, proposal.ReadAt) = (note.PatientId, note.LocationId, raise.Now);
        (proposal.Provider, proposal.Practice, proposal.Specialty, proposal.SeenOn) = (note.Provider ?? "", note.Practice ?? "", note.Specialty ?? "", note.SeenOn);
        return true;
    }
}

internal sealed class OnConsultNoteFiled(FollowConsultNote follow) : IJobHandler<ConsultNoteFiled>
{
    public Task Run(ConsultNoteFiled arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.DocumentId, message, stopping);
}

internal sealed class OnConsultNoteWithdrawn(FollowConsultNote follow) : IJobHandler<ConsultNoteWithdrawn>
{
    public Task Run(ConsultNoteWithdrawn arguments, JobMessage message, CancellationToken stopping) => follow.Run(arguments.DocumentId, message, stopping);
}
