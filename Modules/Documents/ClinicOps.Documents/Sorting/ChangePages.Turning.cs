using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Joining;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Sorting;

/// <summary>A page is turned, and put back as it lay.</summary>
internal sealed partial class ChangePages
{
    /// <summary>A page that lies on its side or upside down. It is read again as it then lies, by a job of its own.</summary>
    /// <param name="quarters">To the right, 1 to 3.</param>
    public async Task<PagesChange> Turn(Guid documentId, uint version, Guid pageId, int quarters, CancellationToken stopping)
    {
        if (await TransmissionOf(documentId, stopping) is not { } transmissionId)
        {
            return new PagesChange(new DocumentAct.DocumentUnknown());
        }

        return await transaction.Run(
            async effects =>
            {
                var stored = await Hold([transmissionId], stopping);
                var document = stored.GetValueOrDefault(documentId);
                if (await act.Refusal(document, version, stopping) is { } refusal || (refusal = await Refusal([document!], stopping)) is not null)
                {
                    return new PagesChange(refusal);
                }

                if (IsPutAway(document!))
                {
                    return new PagesChange(new DocumentAct.PutAway());
                }

                if (quarters is < 1 or > 3 || await db.Pages.SingleOrDefaultAsync(p => p.Id == pageId && p.DocumentId == documentId && p.ImageHash != null, stopping) is not { } page)
                {
                    return new PagesChange(new DocumentAct.PagesLieOtherwise());
                }

                var leaves = document!.State == DocumentState.Filed;
                List<Guid> lie = await db.PagesOf(documentId).Select(p => p.Id).ToListAsync(stopping);
                var made = Act(transmissionId, PageActKind.Turn, [new DocumentPages(documentId, lie, document.PatientId, await orders.Of(document, stopping))], [new DocumentPages(documentId, lie)], null, TurnedPage.Of(page, quarters));
                await Leave(document, effects, stopping);
                page.TurnBy = quarters;
                history.Add(document, EventCode.PageTurned, $"{page.Number}:{quarters}");
                effects.Enqueue(new PageToTurn(pageId));
                effects.Audit(new AuditEntry("document.page-turned", "document", documentId, [pageId], LocationId: document.LocationId));
                return new PagesChange(new DocumentAct.Done(0), made.Id, documentId, leaves);
            },
            stopping);
    }

    /// <summary>The page as it lay and was read before, at once; a document that lay in a record until it was turned is filed there again, by who undoes.</summary>
    private async Task<PagesChange> TurnBack(PageAct done, TurnedPage turned, HashSet<Guid> known, Effects effects, CancellationToken stopping)
    {
        var stored = await Hold([done.TransmissionId], stopping);
        var document = stored.GetValueOrDefault(done.Before[0].DocumentId);
        var page = await db.Pages.SingleOrDefaultAsync(p => p.Id == turned.PageId && p.DocumentId == done.Before[0].DocumentId, stopping);
        if (document is null || page is null || await db.PageActs.AnyAsync(a => a.Undoes == done.Id || (a.TransmissionId == done.TransmissionId && a.At > done.At), stopping)
            || await IsDecidedSince(done, [document.Id], stopping))
        {
            return new PagesChange(new DocumentAct.PagesLieOtherwise());
        }

        // A turning that is still to be done is called off: its job then finds nothing to do.
        var isStillToDo = document.State == DocumentState.Sorted && page.TurnBy == turned.Quarters;
        if (await Refusal([document], stopping) is { } refusal && !(isStillToDo && refusal is DocumentAct.NotNow))
        {
            return new PagesChange(refusal);
        }

        var between = await orders.Of(document, stopping);
        await Leave(document, effects, stopping);
        turned.PutBack(page);
        await db.SaveChangesAsync(stopping);
        await describe.Run([document], [], effects, stopping);
        history.Add(document, EventCode.PagesChanged, PageActKind.Undo);
        await StandAgain(done, [document], between?.Orders ?? [], effects, stopping);
        await FileBack(new Wanted(PageActKind.TurnBack, document.Id, [], [], done, known), [document], effects, stopping);
        var made = Act(done.TransmissionId, PageActKind.TurnBack, [new DocumentPages(document.Id, done.Before[0].PageIds, Read: between)], done.Before, done.Id, null);
        effects.Audit(new AuditEntry("document.page-turned", "document", document.Id, [page.Id], PageActKind.Undo, document.LocationId));
        return new PagesChange(new DocumentAct.Done(0), made.Id, document.Id);
    }
}
