using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Repeats;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Filing;

/// <summary>A filed document leaves the record with what followed from it; one that was put away comes back, and waits as it waited before. Both wait in review.</summary>
internal sealed class SendToReview(ActOnDocument act, FilingActs acts, FindRepeat repeats, WithdrawDuties duties, History history)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="batch">What is brought back together and put away again together; null for what is not.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, CancellationToken stopping, Guid? batch = null) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            document.LastBatch = batch;
            switch (document.State)
            {
                case DocumentState.Filed:
                    await acts.Unfile(document, FilingWhy.Undone, [], effects, stopping);
                    acts.ToReview(document, ReviewReason.SentBack, FilingActs.TakenOut, effects);
                    return null;
                case DocumentState.Junk when document.RepeatSaid == RepeatSaid.Repeat:
                    document.RepeatSaid = null;
                    history.Add(document, EventCode.JunkUndone);
                    acts.WaitAgain(document, (StoodBefore.Read(await acts.LastStood(document.Id, stopping)) ?? StoodBefore.Of(document)) with { Reason = ReviewReason.Repeat, Words = await repeats.Words(document, stopping) }, "", effects);
                    effects.Audit(new AuditEntry("document.junk-undone", "document", document.Id, LocationId: document.LocationId));
                    return null;
                case DocumentState.Practice:
                    document.PracticeFolder = null;
                    (document.FiledBy, document.FiledAt) = (null, null);
                    history.Add(document, EventCode.PracticeUndone);
                    acts.WaitAgain(document, StoodBefore.Read(await acts.LastStood(document.Id, stopping)), "A person took it out of the practice's folders.", effects);
                    effects.Audit(new AuditEntry("document.practice-undone", "document", document.Id, LocationId: document.LocationId));
                    return null;
                case DocumentState.Junk when document.IsMisdirected:
                    document.IsMisdirected = false;
                    history.Add(document, EventCode.MisdirectedUndone);
                    await duties.AfterUnfiling(document, effects, stopping);
                    acts.WaitAgain(document, StoodBefore.Read(await acts.LastStood(document.Id, stopping)), "A person said that it is for this practice after all.", effects);
                    effects.Audit(new AuditEntry("document.misdirected-undone", "document", document.Id, LocationId: document.LocationId));
                    return null;
                case DocumentState.Junk:
                    history.Add(document, EventCode.JunkUndone);
                    acts.WaitAgain(document, StoodBefore.Read(await acts.LastStood(document.Id, stopping)), "A person took it out of the junk.", effects);
                    effects.Audit(new AuditEntry("document.junk-undone", "document", document.Id, LocationId: document.LocationId));
                    return null;
                default:
                    return new DocumentAct.NotNow(document.State);
            }
        },
        stopping);
}

/// <summary>A person says that the document is about nobody and nothing. It is kept; <see cref="SendToReview"/> brings it back.</summary>
internal sealed class MarkJunk(ActOnDocument act, FilingActs acts, History history)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="batch">What is done together and undone together; null for what is not.</param>
    /// <param name="reason">One of <see cref="JunkReason"/>, where one was asked for.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, CancellationToken stopping, Guid? batch = null, string? reason = null) => act.Run(
        documentId,
        version,
        (document, effects) =>
        {
            if (document.State != DocumentState.Review)
            {
                return Task.FromResult<DocumentAct?>(new DocumentAct.NotNow(document.State));
            }

            acts.SetAside(document);
            document.LastBatch = batch;
            history.Add(document, EventCode.MarkedJunk, JunkReason.TextOf(reason) is null ? null : reason);
            effects.Audit(new AuditEntry("document.marked-junk", "document", document.Id, Reason: JunkReason.TextOf(reason) is null ? null : reason, LocationId: document.LocationId));
            return Task.FromResult<DocumentAct?>(null);
        },
        stopping);
}
