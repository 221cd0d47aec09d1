using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// What it means to file a document, to take it out of a record again, and to put it before a person: rows, history, events and
/// audit together. Called inside the transaction that holds the document's row.
/// </summary>
internal sealed class FilingActs(DocumentsDb db, WithdrawOrders withdraw, WithdrawDuties duties, TellFields tell, History history, CurrentActor actor, TimeProvider clock)
{
    /// <summary>Why what a person took out of a record waits for review.</summary>
    public const string TakenOut = "A person took it out of a record.";

    /// <param name="why">One of <see cref="FilingWhy"/>.</param>
    /// <returns>The filing's id.</returns>
    public Guid File(Document document, Guid patientId, string why, IReadOnlyList<MatchReason> reasons, Effects effects)
    {
        document.State = DocumentState.Filed;
        document.PatientId = document.SubjectId = patientId;
        document.FiledBy = actor.UserId;
        document.FiledAt = document.ProgressAt = clock.GetUtcNow();
        (document.ReviewReason, document.ReviewWords, document.ReviewSince) = (null, null, null);
        Release(document);
        var filing = Record(document, patientId, FilingAct.Filed, why, reasons);
        history.Add(document, EventCode.Filed, why);
        effects.Publish(new DocumentFiled(document.Id, patientId, document.Type.Code(), actor.UserId, document.CareThreadId));
        effects.Enqueue(new DocumentToTranscribe(document.Id));
        effects.Enqueue(new DutyToRaise(document.Id));
        effects.Audit(new AuditEntry("document.filed", "document", document.Id, [patientId], why, document.LocationId));
        return filing;
    }

    /// <summary>
    /// The document leaves the record with everything that followed from it; the caller says where it goes. The patient's access class goes on
    /// holding for it, until it is filed elsewhere.
    /// </summary>
    /// <param name="why">One of <see cref="FilingWhy"/>.</param>
    public async Task Unfile(Document document, string why, IReadOnlyList<MatchReason> reasons, Effects effects, CancellationToken stopping)
    {
        var patientId = document.PatientId ?? throw new InvalidOperationException("Only what is filed can be taken out of a record.");
        Record(document, patientId, FilingAct.Unfiled, why, reasons);
        (document.PatientId, document.FiledBy, document.FiledAt) = (null, null, null);
        history.Add(document, EventCode.Unfiled, why);
        await withdraw.AfterUnfiling(document, effects, stopping);
        await duties.AfterUnfiling(document, effects, stopping);
        await tell.Withdraw(document, effects, stopping);
        effects.Publish(new DocumentUnfiled(document.Id, patientId, document.CareThreadId));
        effects.Audit(new AuditEntry("document.unfiled", "document", document.Id, [patientId], why, document.LocationId));
    }

    /// <param name="words">The reason in plain words, without patient text.</param>
    public void ToReview(Document document, ReviewReason reason, string words, Effects effects)
    {
        document.State = DocumentState.Review;
        (document.ReviewReason, document.ReviewWords) = (reason, words);
        document.ReviewSince = document.ProgressAt = clock.GetUtcNow();
        document.HandedOverBy = [];
        Release(document);
        history.Add(document, EventCode.SentToReview, reason.ToString());

        // A person in review wants to see the orders too; they are told to nobody before it is filed.
        effects.Enqueue(new DocumentToTranscribe(document.Id));
    }

    /// <summary>It waits for review again as it waited until a person decided about it: for the same reason, since the same time, left to the same colleagues.</summary>
    /// <param name="before">How it stood then; null where that was not kept.</param>
    /// <param name="otherwise">Why it waits where it did not wait before, or that was not kept.</param>
    public void WaitAgain(Document document, StoodBefore? before, string otherwise, Effects effects)
    {
        ToReview(document, before?.Reason ?? ReviewReason.SentBack, before is { Reason: not null, Words: { } words } ? words : otherwise, effects);
        if (before is { Reason: not null, Since: { } since })
        {
            (document.ReviewSince, document.HandedOverBy) = (since, [.. before.HandedOverBy]);
        }
    }

    /// <summary>Kept beside what a person decides, for whoever undoes it.</summary>
    public void Keep(Document document, StoodBefore before) => history.Add(document, EventCode.StoodBefore, before.Write());

    /// <summary>How the document stood until a person decided about it last; null where that was not kept.</summary>
    public Task<DocumentEvent?> LastStood(Guid documentId, CancellationToken stopping) =>
        db.Events.AsNoTracking().Where(e => e.DocumentId == documentId && e.Code == EventCode.StoodBefore).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).FirstOrDefaultAsync(stopping);

    /// <summary>About nobody, or a repeat: kept, and nothing follows from it.</summary>
    public void SetAside(Document document) => LeaveReview(document, DocumentState.Junk);

    /// <summary>A person has put it where it belongs, outside of every record.</summary>
    /// <param name="state">One of <see cref="DocumentState"/>.</param>
    public void LeaveReview(Document document, string state)
    {
        if (document.State == DocumentState.Review)
        {
            Keep(document, StoodBefore.Of(document));
        }

        document.State = state;
        document.ProgressAt = clock.GetUtcNow();
        (document.ReviewReason, document.ReviewWords, document.ReviewSince) = (null, null, null);
        (document.OpenedBy, document.OpenedUntil) = (null, null);
    }

    private static void Release(Document document) => (document.OpenedBy, document.OpenedUntil, document.Attempts) = (null, null, 0);

    private Guid Record(Document document, Guid patientId, string act, string why, IReadOnlyList<MatchReason> reasons) => db.Filings.Add(new FilingEntry
    {
        Id = Guid.CreateVersion7(),
        DocumentId = document.Id,
        PatientId = patientId,
        Act = act,
        At = clock.GetUtcNow(),
        By = actor.UserId,
        Why = why,
        Reasons = reasons,
    }).Entity.Id;
}
