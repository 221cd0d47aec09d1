using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// Undoes that this user filed a document. Out of review, it waits again as it waited; out of another filing, it is filed again where it lay. Its type is the
/// one that it had.
/// </summary>
internal sealed class UndoFiling(DocumentsDb db, ActOnDocument act, FilingActs acts, FileAgain fileAgain, WithdrawOrders withdraw, History history, IPatients patients, CurrentActor actor)
{
    /// <param name="version">The document's version as the page showed it.</param>
    public async Task<DocumentAct> Run(Guid documentId, uint version, CancellationToken stopping)
    {
        var lay = await WhereItLay(documentId, stopping);
        return await act.Run(
            documentId,
            version,
            async (document, effects) =>
            {
                if (document.State != DocumentState.Filed || document.FiledBy != actor.UserId)
                {
                    return new DocumentAct.NotNow(document.State);
                }

                var kept = await acts.LastStood(document.Id, stopping);
                var before = StoodBefore.Read(kept);
                if (before?.Filing != await db.TimesFiled(document.Id).Select(f => (Guid?)f.Id).FirstAsync(stopping))
                {
                    before = null;
                }

                document.LastBatch = null;

                // First, so that orders which are void leave no successors.
                await TypeAgain(document, before, effects, stopping);
                await acts.Unfile(document, FilingWhy.Undone, [], effects, stopping);
                if (before is { LeftFiling: { } left } && lay is { } patientId)
                {
                    document.State = DocumentState.Sorted;
                    await db.SaveChangesAsync(stopping);
                    if (await fileAgain.Run(document, patientId, kept!.At, effects, stopping, left))
                    {
                        return null;
                    }
                }

                acts.WaitAgain(document, before, FilingActs.TakenOut, effects);
                return null;
            },
            stopping);
    }

    /// <summary>The patient in whose record it was until it was filed elsewhere, under the record that this one was merged into; null where there is none.</summary>
    private async Task<Guid?> WhereItLay(Guid documentId, CancellationToken stopping)
    {
        var left = StoodBefore.Read(await acts.LastStood(documentId, stopping))?.LeftFiling;
        if (await db.Filings.Where(f => f.Id == left).Select(f => (Guid?)f.PatientId).SingleOrDefaultAsync(stopping) is not { } filedTo)
        {
            return null;
        }

        var patientId = await db.JoinedSubjects.Where(joined => joined.FromId == filedTo).Select(joined => (Guid?)joined.ToId).SingleOrDefaultAsync(stopping) ?? filedTo;
        return await patients.Find(patientId, stopping) is null ? null : patientId;
    }

    private async Task TypeAgain(Document document, StoodBefore? before, Effects effects, CancellationToken stopping)
    {
        if (before is null || DocumentTypes.FromCode(before.Type) is not { } type || type == document.Type)
        {
            return;
        }

        (document.Type, document.TypeConfidence, document.TypeSetBy) = (type, before.TypeConfidence, before.TypeSetBy);
        history.Add(document, EventCode.TypeCorrected, before.Type);
        await withdraw.BeforeReadingAgain(document, effects, stopping);
    }
}
