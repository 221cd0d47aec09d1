using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>
/// What became of a signed copy that was sent from its page: sent, it is sent back, and waits for its confirmation; what did not arrive, or of which nobody knows, is still to
/// be sent back, and somebody's task. What a person has done about it since stays.
/// </summary>
internal sealed class OnPapersEnded(
    DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, DutySteps steps, IPapers papers, IOrganization organization, TimeProvider clock) : IJobHandler<PapersEnded>
{
    private const string NotMeant = "not_meant";

    public async Task Run(PapersEnded arguments, JobMessage message, CancellationToken stopping)
    {
        var signed = await db.DutySteps.AsNoTracking().Where(step => step.Id == arguments.PapersId && step.Code == DutyStepCode.Signed)
            .Join(db.Duties, step => step.DutyId, duty => duty.Id, (step, duty) => new { duty.Id, duty.DocumentId }).SingleOrDefaultAsync(stopping);
        if (signed is null || await papers.Find(arguments.DeliveryId, stopping) is not { } delivery)
        {
            return;
        }

        var today = LocalTime.DayAt((await organization.Profile(stopping)).Find(arguments.LocationId), clock.GetUtcNow());
        await transaction.RunOnce(message, effects => Note(signed.Id, signed.DocumentId, arguments, delivery, today, effects, stopping), stopping);
    }

    private async Task Note(Guid dutyId, Guid documentId, PapersEnded told, PapersDelivery delivery, DateOnly today, Effects effects, CancellationToken stopping)
    {
        // The document before the duty, as whoever works on it does.
        if (await db.LockDocument(documentId, stopping) is not { } document)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM duties WHERE id = {dutyId} FOR UPDATE", stopping);
        var duty = await db.Duties.SingleAsync(d => d.Id == dutyId, stopping);
        if (!await db.StandingSteps.AnyAsync(step => step.Id == told.PapersId, stopping))
        {
            return;
        }

        var said = new StepSaid { How = delivery.Way, Whom = $"{delivery.Name}, {delivery.Address}", Reference = delivery.Reference, On = today };
        if (told.Outcome == PapersEnded.Sent)
        {
            if (duty.State == DutyState.Signed)
            {
                steps.Add(duty, document, DutyStepCode.SentBack, DutyState.Returned, said);
                DutySteps.Renew(duty);
                await steps.EndUnsent(duty, document, effects, stopping);
                effects.Audit(Stepped(duty, document));
            }

            return;
        }

        var returned = duty.State == DutyState.Returned
            ? await db.StandingSteps.Where(step => step.DutyId == dutyId && step.Code == DutyStepCode.SentBack && step.By == null && step.Reference == delivery.Reference).Select(step => (Guid?)step.Id).SingleOrDefaultAsync(stopping)
            : null;
        if (told.Reason != NotMeant && (duty.State == DutyState.Signed || returned is not null))
        {
            var failed = steps.Add(duty, document, DutyStepCode.SendFailed, DutyState.Signed, said with { Comment = Why(told.Reason), Undoes = returned });
            DutySteps.Renew(duty);
            effects.Publish(new ActionAskedFor(failed.Id, document.Id, document.PatientId, document.LocationId, document.CareThreadId));
            effects.Audit(Stepped(duty, document));
        }
    }

    private static AuditEntry Stepped(Duty duty, Document document) =>
        new("duty.stepped", "document", document.Id, document.SubjectId is { } patient ? [patient] : [], LocationId: duty.LocationId);

    /// <summary>Why it did not arrive, and what to do.</summary>
    private static string Why(string? reason) => reason switch
    {
        "outcome_unknown" => "Nobody knows whether the signed copy arrived: the connection broke while it was handed over. Ask them; then write down that it was sent back, or send it again.",
        "papers_closed" => "The signed copy left the chart, or was closed, before it was sent. File it again, and send it.",
        "mailbox_unknown" => "The signed copy did not arrive: there is no such number or mailbox. Ask them for the right one, and send it there.",
        "mailbox_full" => "The signed copy did not arrive: their mailbox is full. Call them, or send it by fax.",
        "too_large" => "The signed copy did not arrive: it is too large. Send it by fax, or by post.",
        "fax_queue_refused" => "The signed copy did not leave: the clinic's fax queue does not take it. Tell the administrator, or send it by e-mail.",
        "fax_busy" or "fax_no_answer" or "fax_no_machine" or "fax_failed" => "The signed copy did not get through to their fax machine. Check the number and call them, then send it again.",
        "number_misdirected" => "The signed copy did not leave: a fax to this number reached somebody else. Ask them for the right number, and send it there.",
        "record_closed" => "The signed copy did not leave: the patient's record is closed, or is not registered any more. Ask who may see it.",
        "gave_up" => "The signed copy did not arrive: it was put off for days. Check the number or address, and send it again.",
        "refused" => "The signed copy did not arrive: the mail server or the fax service refused it. Check the number or address, and send it again.",
        _ => "The signed copy came back. Check the number or address, and send it again.",
    };
}

/// <summary>A signed copy waits to leave as long as it is to be sent back: not after that was undone, or sent by hand, or its paper left the chart.</summary>
internal sealed class SignedCopies(DocumentsDb db) : ISignedCopies
{
    public Task<bool> IsMeant(Guid papersId, CancellationToken stopping = default) =>
        db.StandingSteps.AnyAsync(step => step.Id == papersId && step.Code == DutyStepCode.Signed && db.Duties.Any(duty => duty.Id == step.DutyId && duty.State == DutyState.Signed), stopping);
}
