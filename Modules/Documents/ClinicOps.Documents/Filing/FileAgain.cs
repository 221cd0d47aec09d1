using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>
/// A document goes back into the record that it left, since the act by which it left is undone: what was to be done about it stands as it stood. Inside the
/// transaction that holds the document's row.
/// </summary>
internal sealed class FileAgain(DocumentsDb db, FilingActs acts, WithdrawDuties duties, WithdrawOrders orders, VisibleToActor visible)
{
    /// <param name="patientId">In whose record it lay. The caller has seen that there is one.</param>
    /// <param name="left">When it left it.</param>
    /// <param name="leftFiling">The filing that it left; null where it is the last before then.</param>
    /// <returns>False where a person has to say in review whose it is.</returns>
    public async Task<bool> Run(Document document, Guid patientId, DateTimeOffset left, Effects effects, CancellationToken stopping, Guid? leftFiling = null)
    {
        // Not where it lay in the chart of two who were one then and are two now.
        if (document.IsRepeatUndecided || !await visible.IsClearedFor(document.Id, stopping)
            || await db.CarriesOf(document.Id).AnyAsync(row => row.ToId == patientId && row.Ending == CarryEnd.Returned && row.EndedAt >= left, stopping))
        {
            return false;
        }

        var filings = db.TimesFiled(document.Id);
        var before = await (leftFiling is { } known ? filings.Where(f => f.Id == known) : filings.Where(f => f.At <= left)).FirstOrDefaultAsync(stopping);
        var byGate = before?.Why is FilingWhy.Gate or FilingWhy.GateAgain;
        var filing = acts.File(document, await db.CameAs(document.Id, patientId, stopping), byGate ? FilingWhy.GateAgain : FilingWhy.Review, [], effects);
        if (byGate)
        {
            // Nobody has said whose it is: when the register changes, it goes before the gate again.
            document.FiledBy = null;
        }

        await duties.StandAgain(document, before?.Id ?? Guid.Empty, filing, effects, stopping);
        await orders.InChartAgain(document, patientId, stopping);
        return true;
    }
}

/// <summary>Undoes that this user took a document out of a chart, while nothing else was decided about it since.</summary>
internal sealed class UndoTakingOut(DocumentsDb db, ActOnDocument act, FileAgain fileAgain, IPatients patients, VisibleToActor visible, CurrentActor actor)
{
    public async Task<DocumentAct> Run(Guid documentId, CancellationToken stopping)
    {
        var shown = await visible.Documents.AsNoTracking().Where(d => d.Id == documentId).Select(d => new { d.State, d.Version }).SingleOrDefaultAsync(stopping);
        var last = await db.Filings.AsNoTracking().Where(f => f.DocumentId == documentId).OrderByDescending(f => f.At).ThenByDescending(f => f.Id).FirstOrDefaultAsync(stopping);
        if (shown is null)
        {
            return new DocumentAct.DocumentUnknown();
        }

        if (last is not { Act: FilingAct.Unfiled, Why: FilingWhy.Undone } || last.By != actor.UserId || shown.State != DocumentState.Review)
        {
            return new DocumentAct.NotNow(shown.State);
        }

        // Whom it was filed to may have been merged into another since.
        var patientId = await db.JoinedSubjects.Where(joined => joined.FromId == last.PatientId).Select(joined => (Guid?)joined.ToId).SingleOrDefaultAsync(stopping) ?? last.PatientId;
        if (await patients.Find(patientId, stopping) is null)
        {
            return new DocumentAct.PatientUnknown();
        }

        return await act.Run(
            documentId,
            shown.Version,
            async (document, effects) => await fileAgain.Run(document, patientId, last.At, effects, stopping) ? null : new DocumentAct.NotNow(document.State),
            stopping);
    }
}
