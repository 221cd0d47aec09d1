using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Repeats;

/// <summary>A person says whether a document that looks like one received before is that one.</summary>
internal sealed class DecideRepeat(ActOnDocument act, FilingActs acts, JudgeDocument judge, History history, VisibleToActor visible, TimeProvider clock)
{
    /// <summary>It is: it is kept with the first, and nothing follows from it. <see cref="SendToReview"/> brings it back.</summary>
    /// <param name="version">The document's version as the page showed it.</param>
    public Task<DocumentAct> SetAside(Guid documentId, uint version, CancellationToken stopping) => act.Run(
        documentId,
        version,
        (document, effects) =>
        {
            if (document is not { State: DocumentState.Review, IsRepeatUndecided: true })
            {
                return Task.FromResult<DocumentAct?>(new DocumentAct.NotNow(document.State));
            }

            document.RepeatSaid = RepeatSaid.Repeat;
            acts.SetAside(document);
            history.Add(document, EventCode.SetAsideAsRepeat, document.RepeatOfTransmission.ToString());
            effects.Audit(new AuditEntry("document.set-aside-as-repeat", "document", document.Id, LocationId: document.LocationId));
            return Task.FromResult<DocumentAct?>(null);
        },
        stopping);

    /// <summary>It is another: it waits like any other document for whom it is about. The person has it in hand, so no machine files it.</summary>
    /// <param name="version">The document's version as the page showed it.</param>
    public Task<DocumentAct> GoOn(Guid documentId, uint version, CancellationToken stopping) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            if (document is not { State: DocumentState.Review, IsRepeatUndecided: true })
            {
                return new DocumentAct.NotNow(document.State);
            }

            if (!await visible.IsClearedFor(document.Id, stopping))
            {
                return new DocumentAct.NotCleared();
            }

            document.RepeatSaid = RepeatSaid.Another;
            document.ProgressAt = clock.GetUtcNow();
            document.Decision = await judge.Of(document, stopping);
            (document.ReviewReason, document.ReviewWords) = document.Decision is FilingDecision.Review review
                ? (review.Reason, review.Words)
                : (ReviewReason.Repeat, "It was taken for a repeat; somebody said that it is another.");
            history.Add(document, EventCode.SaidToBeAnother);
            effects.Audit(new AuditEntry("document.said-to-be-another", "document", document.Id, LocationId: document.LocationId));
            return null;
        },
        stopping);
}
