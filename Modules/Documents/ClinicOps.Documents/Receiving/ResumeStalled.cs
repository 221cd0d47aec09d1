using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Receiving;

internal sealed record StalledToResume;

/// <summary>
/// Nothing stays in progress unseen: what made no progress for long is enqueued again, whatever became of its job; what was begun
/// again and again without progress is given to a person.
/// </summary>
internal sealed partial class ResumeStalled(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    PageChunks chunks,
    FilingActs acts,
    History history,
    IOptions<DocumentsOptions> options,
    TimeProvider clock,
    ILogger<ResumeStalled> log) : IJobHandler<StalledToResume>
{
    private DateTimeOffset Before => clock.GetUtcNow().AddMinutes(-options.Value.StalledMinutes);

    public async Task Run(StalledToResume arguments, JobMessage message, CancellationToken stopping)
    {
        // What no step has begun on for an hour's worth is thought lost; until then it waits in a long queue.
        var (before, longBefore) = (Before, clock.GetUtcNow().AddMinutes(-4 * options.Value.StalledMinutes));
        var mails = await db.MailMessages
            .Where(m => m.State == MailState.Stored && m.ProgressAt < before && (m.Attempts > 0 || m.ProgressAt < longBefore)).Select(m => m.Id).ToListAsync(stopping);
        var transmissions = await db.Transmissions
            .Where(t => TransmissionState.InProgress.Contains(t.State) && t.ProgressAt < before && (t.Attempts > 0 || t.ProgressAt < longBefore)).Select(t => t.Id).ToListAsync(stopping);
        var documents = await db.Documents
            .Where(d => (DocumentState.InProgress.Contains(d.State) || (d.TranscribedAt == null && d.State != DocumentState.Junk && d.State != DocumentState.Practice)) && d.ProgressAt < before && (d.Attempts > 0 || d.ProgressAt < longBefore))
            .Select(d => d.Id).ToListAsync(stopping);
        List<(Guid Id, Func<Guid, Effects, CancellationToken, Task> Resume)> stalled =
            [.. mails.Select(id => (id, (Func<Guid, Effects, CancellationToken, Task>)ResumeMail)), .. transmissions.Select(id => (id, (Func<Guid, Effects, CancellationToken, Task>)ResumeTransmission)), .. documents.Select(id => (id, (Func<Guid, Effects, CancellationToken, Task>)ResumeDocument))];
        await EachByItself.Run(db, stalled, one => transaction.Run(effects => one.Resume(one.Id, effects, stopping), stopping), (failure, one) => LogFailed(failure, one.Id), stopping);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Id}, on which the work stands still, could not be taken up again; what is behind it is")]
    private partial void LogFailed(Exception failure, Guid id);

    private async Task ResumeMail(Guid id, Effects effects, CancellationToken stopping)
    {
        var mail = await db.LockMail(id, stopping);
        if (mail.State != MailState.Stored || mail.ProgressAt >= Before)
        {
            return;
        }

        mail.ProgressAt = clock.GetUtcNow();
        if (mail.Attempts >= options.Value.MostAttempts)
        {
            mail.State = MailState.Kept;
            mail.Problem = MailProblem.StepFailed;
            mail.PartCount = await db.Transmissions.CountAsync(t => t.MailMessageId == id, stopping);
            return;
        }

        effects.Enqueue(new MailToTakeApart(id));
    }

    private async Task ResumeTransmission(Guid id, Effects effects, CancellationToken stopping)
    {
        var transmission = await db.LockTransmission(id, stopping);
        if (!TransmissionState.InProgress.Contains(transmission.State) || transmission.ProgressAt >= Before)
        {
            return;
        }

        transmission.ProgressAt = clock.GetUtcNow();
        if (transmission.Attempts >= options.Value.MostAttempts)
        {
            await GiveUp(transmission, effects, stopping);
            return;
        }

        history.Add(transmission.Id, null, EventCode.Resumed, transmission.State);
        switch (transmission.State)
        {
            case TransmissionState.Received:
                effects.Enqueue(new TransmissionToOpen(transmission.Id));
                break;
            case TransmissionState.Reading:
                await chunks.Resume(transmission, effects, stopping);
                break;
            default:
                effects.Enqueue(new TransmissionToSort(transmission.Id));
                break;
        }
    }

    /// <summary>Pages that were read go on without the others; what was never opened, or cannot be cut, fails as a whole.</summary>
    private async Task GiveUp(Transmission transmission, Effects effects, CancellationToken stopping)
    {
        history.Add(transmission.Id, null, EventCode.GivenUp, transmission.State);
        await db.Pages.Where(p => p.TransmissionId == transmission.Id && p.State != PageState.Read && p.State != PageState.Failed)
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.State, PageState.Failed).SetProperty(p => p.Problem, PageProblem.WorkerDied), stopping);
        if (transmission.State == TransmissionState.Reading)
        {
            transmission.Attempts = 0;
            await chunks.Resume(transmission, effects, stopping);
            return;
        }

        transmission.State = TransmissionState.Failed;
        transmission.Problem = PageProblem.WorkerDied;
    }

    private async Task ResumeDocument(Guid id, Effects effects, CancellationToken stopping)
    {
        if (await db.LockDocument(id, stopping) is not { } document || document.ProgressAt >= Before)
        {
            return;
        }

        document.ProgressAt = clock.GetUtcNow();
        if (document.Attempts >= options.Value.MostAttempts)
        {
            history.Add(document, EventCode.GivenUp, document.State);
            if (DocumentState.InProgress.Contains(document.State))
            {
                await db.Pages.Where(p => p.DocumentId == id).ExecuteUpdateAsync(set => set.SetProperty(p => p.TurnBy, 0), stopping);
                acts.ToReview(document, ReviewReason.StepFailed, "A step of the work on it failed again and again.", effects);
            }
            else
            {
                // It lies where it belongs; only its orders could not be read. A person reads them from the page.
                document.TranscribedAt = clock.GetUtcNow();
                effects.Publish(new UrgentWordingRead(document.Id, document.LocationId, "orders_unread", document.CareThreadId));
            }

            return;
        }

        history.Add(document, EventCode.Resumed, document.State);
        switch (document.State)
        {
            case DocumentState.Sorted when await db.Pages.Where(p => p.DocumentId == id && p.TurnBy != 0).Select(p => p.Id).ToListAsync(stopping) is { Count: > 0 } toTurn:
                toTurn.ForEach(page => effects.Enqueue(new PageToTurn(page)));
                break;
            case DocumentState.Sorted:
                effects.Enqueue(new DocumentToMatch(document.Id));
                break;
            case DocumentState.Matched:
                effects.Enqueue(new DocumentToFile(document.Id));
                break;
            default:
                effects.Enqueue(new DocumentToTranscribe(document.Id));
                break;
        }
    }
}
