using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Referrals;

/// <summary>
/// A consult note closes the referral it answers where that is sure: one alone of the patient's open referrals fits it, by who was asked. Where several may, or
/// it is not sure, a task names them and a person says. When the note leaves the record, the referral waits again. What counts is how the note stands, not which event came.
/// </summary>
internal sealed class FollowConsultNote(
    IntakeDb db, ModuleTransaction<IntakeDb> transaction, RaiseTask raise, StepTasks steps, WorkOnReferral work, IReferralDocuments documents, IOrganization organization)
{
    public const string Reason = "consult_note";

    public async Task Run(Guid documentId, JobMessage message, CancellationToken stopping)
    {
        var note = await documents.FindConsultNote(documentId, stopping);
        var today = note is null ? default : await raise.Today(note.LocationId, stopping);
        await transaction.RunOnce(message, effects => BringTo(documentId, note, today, effects, stopping), stopping);

        // Filed or taken out between the question and the commit.
        while (await documents.FindConsultNote(documentId, stopping) is var now && now != note)
        {
            note = now;
            db.ChangeTracker.Clear();
            today = note is null ? today : await raise.Today(note.LocationId, stopping);
            await transaction.Run(effects => BringTo(documentId, note, today, effects, stopping), stopping);
        }
    }

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

        // What was said of it by a person, or closed by it, stays; a person corrected what is read, and sees it there.
        if (isNew || proposal.State == ProposalState.Open)
        {
            proposal.AccessClass = await raise.ClassOf(documentId, stopping);
            await Propose(proposal, note, mayClose: isNew, today, effects, stopping);
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
    }

    private async Task Propose(NoteProposal proposal, ConsultNote note, bool mayClose, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var open = await db.Referrals.AsNoTracking().Where(r => r.PatientId == note.PatientId && r.Direction == ReferralDirection.Out && ReferralState.AwaitsNote.Contains(r.State)).OrderBy(r => r.SentAt).ToListAsync(stopping);
        var profile = await organization.Profile(stopping);
        var fits = open
            .Select(referral => (Referral: referral, Fit: NoteFit.Of(referral.Facts.Request, referral.SentAt is { } at ? LocalTime.DayAt(profile.Find(referral.LocationId), at) : null, note)))
            .Where(one => one.Fit != Fit.No)
            .ToList();
        if (mayClose && fits is [(var only, Fit.Sure)] && await Closed(proposal, only.Id, effects, stopping))
        {
            return;
        }

        // Nobody waits for it: a person may still say on a referral's page that it answers that one.
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

    /// <summary>The note's one task, which names the referrals it may answer.</summary>
    private async Task Ask(NoteProposal proposal, List<Referral> may, DateOnly today, Effects effects, CancellationToken stopping)
    {
        var task = await db.Tasks.SingleOrDefaultAsync(t => t.DocumentId == proposal.DocumentId && t.Reason == Reason, stopping);
        if (may.Count == 0)
        {
            await steps.Withdraw(task is { State: TaskState.Open } ? [task.Id] : [], effects, stopping);
            return;
        }

        var detail = $"It may be the answer to: {string.Join("; ", may.Select(referral => $"{ReferralTasks.Subject(referral.Facts)} ({referral.Facts.Request.Whom})"))}. Say which on the page of the referral, or that it answers none.";
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
                Due = OrderTasks.WorkingDaysAfter(today, 2),
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
