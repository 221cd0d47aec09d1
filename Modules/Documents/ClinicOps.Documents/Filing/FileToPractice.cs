using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;

namespace ClinicOps.Documents.Filing;

/// <summary>A person files to the practice itself what is about no patient: out of review, or from one of its folders into another. <see cref="SendToReview"/> brings it back.</summary>
internal sealed class FileToPractice(ActOnDocument act, FilingActs acts, History history, VisibleToActor visible, CurrentActor actor)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="folder">One of <see cref="PracticeFolder"/>.</param>
    /// <param name="batch">What is done together and undone together; null for what is not.</param>
    public Task<DocumentAct> Run(Guid documentId, uint version, string? folder, CancellationToken stopping, Guid? batch = null) => act.Run(
        documentId,
        version,
        async (document, effects) =>
        {
            if (document.State is not (DocumentState.Review or DocumentState.Practice) || PracticeFolder.TextOf(folder) is null || document.PracticeFolder == folder)
            {
                return new DocumentAct.NotNow(document.State);
            }

            if (!await visible.IsClearedFor(document.Id, stopping))
            {
                return new DocumentAct.NotCleared();
            }

            if (document.IsRepeatUndecided)
            {
                return new DocumentAct.RepeatUndecided();
            }

            acts.LeaveReview(document, DocumentState.Practice);
            (document.PracticeFolder, document.FiledBy, document.FiledAt, document.LastBatch) = (folder, actor.UserId, document.ProgressAt, batch);
            history.Add(document, EventCode.FiledToPractice, folder);
            effects.Audit(new AuditEntry("document.filed-to-practice", "document", document.Id, Reason: folder, LocationId: document.LocationId));
            return null;
        },
        stopping);
}
