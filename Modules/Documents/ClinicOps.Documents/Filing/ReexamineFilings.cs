using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Filing;

internal sealed class OnPatientRegistered(ReexamineFilings reexamine) : IJobHandler<PatientRegistered>
{
    public Task Run(PatientRegistered arguments, JobMessage message, CancellationToken stopping) => reexamine.Concerning(arguments.PatientId, stopping);
}

internal sealed class OnPatientChanged(ReexamineFilings reexamine) : IJobHandler<PatientChanged>
{
    public Task Run(PatientChanged arguments, JobMessage message, CancellationToken stopping) => reexamine.Concerning(arguments.PatientId, stopping);
}

/// <summary>
/// The register changed: documents that this person may concern go before the gate again. What a machine filed lately and would
/// not file now comes back to review; what waits in review gets its suggestions anew, and is filed only if no person touched it.
/// </summary>
internal sealed partial class ReexamineFilings(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    JudgeDocument judge,
    FilingActs acts,
    History history,
    CarrySubject<DocumentsDb> carry,
    IPatientMerges merges,
    IPatients patients,
    IPatientRegister register,
    IOptions<DocumentsOptions> options,
    TimeProvider clock,
    ILogger<ReexamineFilings> log)
{
    public Task Concerning(Guid patientId, CancellationToken stopping) => Concerning(patientId, since: null, stopping);

    /// <param name="since">What was filed from then on is looked at too, however long ago that is.</param>
    public Task Concerning(Guid patientId, DateTimeOffset? since, CancellationToken stopping)
    {
        var lately = clock.GetUtcNow().AddDays(-options.Value.ReexamineDays);
        return Run(patientId, since < lately ? since : lately, stopping);
    }

    /// <summary>Only what waits for review: what is filed stays as it is.</summary>
    public Task Waiting(Guid patientId, CancellationToken stopping) => Run(patientId, filedSince: null, stopping);

    private async Task Run(Guid patientId, DateTimeOffset? filedSince, CancellationToken stopping)
    {
        // Filings that asked the register before this person stood in it, and have not committed yet, are waited for.
        await transaction.Run(_ => db.AwaitFilings(stopping), stopping);
        if (!await Examinable(filedSince).AnyAsync(stopping))
        {
            return;
        }

        // A merge may be on its way here: judged before, a document would seem to be filed to another than is meant.
        await carry.Run(patientId, id => merges.Standing(id, stopping), stopping);
        var keys = await Keys(patientId, stopping);
        var concerned = await Examinable(filedSince)
            .Where(d => d.PatientId == patientId || d.MatchKeys.Any(key => keys.Contains(key)))
            .OrderBy(d => d.Id)
            .Select(d => d.Id)
            .ToListAsync(stopping);
        await EachByItself.Run(
            db,
            concerned,
            documentId => transaction.Run(effects => Reexamine(documentId, looksAtFiled: filedSince is not null, effects, stopping), stopping),
            LogFailed,
            stopping);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Document {DocumentId} could not be examined again; those behind it are")]
    private partial void LogFailed(Exception failure, Guid documentId);

    /// <summary>What we sent was never matched: the register has no say in it.</summary>
    /// <param name="filedSince">Of what a machine filed; null for none of that.</param>
    private IQueryable<Document> Examinable(DateTimeOffset? filedSince) =>
        db.Documents.Where(d => d.Type != DocumentType.LetterSent && (d.State == DocumentState.Review || (d.State == DocumentState.Filed && d.FiledBy == null && d.FiledAt >= filedSince)));

    private async Task<int[]> Keys(Guid patientId, CancellationToken stopping)
    {
        if (await patients.Find(patientId, stopping) is not { } patient)
        {
            return [];
        }

        var found = await register.FindCandidates(new MatchQuery([], [], [], [], [], [NameKeys.Number(patient.Mrn)]), stopping);
        return [.. found.Patients.Where(p => p.PatientId == patientId).SelectMany(MatchKeys.Of).Distinct()];
    }

    private async Task Reexamine(Guid documentId, bool looksAtFiled, Effects effects, CancellationToken stopping)
    {
        await db.HoldFilings(stopping);
        var document = await db.LockDocument(documentId, stopping);
        if (looksAtFiled && document is { State: DocumentState.Filed, FiledBy: null })
        {
            await ReexamineFiled(document, effects, stopping);
        }
        else if (document is { State: DocumentState.Review })
        {
            await ReexamineWaiting(document, effects, stopping);
        }
    }

    private async Task ReexamineFiled(Document document, Effects effects, CancellationToken stopping)
    {
        var decision = await judge.Of(document, stopping);

        // A pause of the gate speaks of the register's age, not of this filing.
        if ((decision as FilingDecision.Auto)?.PatientId == document.PatientId || decision is FilingDecision.Review { Reason: ReviewReason.RegisterPaused })
        {
            return;
        }

        document.Decision = decision;
        await acts.Unfile(document, FilingWhy.NoLongerOnlyFit, [], effects, stopping);
        var because = decision is FilingDecision.Review review ? review.Words : "Another registered person fits better.";
        acts.ToReview(document, ReviewReason.NoLongerOnlyFit, "It was filed automatically; then the register changed. " + because, effects);
    }

    private async Task ReexamineWaiting(Document document, Effects effects, CancellationToken stopping)
    {
        var decision = await judge.Of(document, stopping);
        var wasFiled = await db.Filings.AnyAsync(f => f.DocumentId == document.Id, stopping);
        if (decision is FilingDecision.Auto && !document.TouchedByPerson && !wasFiled)
        {
            document.Decision = decision;
            document.State = DocumentState.Matched;
            (document.ReviewReason, document.ReviewWords, document.ReviewSince) = (null, null, null);
            document.ProgressAt = clock.GetUtcNow();
            history.Add(document, EventCode.Matched);
            effects.Enqueue(new DocumentToFile(document.Id));
        }
        else if (!SaysTheSame(document.Decision, decision))
        {
            document.Decision = decision;
            history.Add(document, EventCode.SuggestionsUpdated);

            // Why a person or a changed register sent it here stays; why the gate did is what the gate says now.
            if (decision is FilingDecision.Review review && document.ReviewReason is not (ReviewReason.SentBack or ReviewReason.NoLongerOnlyFit or ReviewReason.RecheckDiffers or ReviewReason.StepFailed))
            {
                (document.ReviewReason, document.ReviewWords) = (review.Reason, review.Words);
            }
        }
    }

    private static bool SaysTheSame(FilingDecision? one, FilingDecision other) => (one, other) switch
    {
        (FilingDecision.Auto a, FilingDecision.Auto b) => a.PatientId == b.PatientId,
        (FilingDecision.Review a, FilingDecision.Review b) => a.Reason == b.Reason
            && a.Ranked.Select(r => (r.PatientId, r.Score)).SequenceEqual(b.Ranked.Select(r => (r.PatientId, r.Score))),
        _ => false,
    };
}
