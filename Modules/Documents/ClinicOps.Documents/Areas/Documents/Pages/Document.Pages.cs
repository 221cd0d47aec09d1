using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Its pages are put elsewhere, and back.</summary>
internal sealed partial class DocumentModel
{
    /// <summary>Cuts, merges, joins, moves, turns: what the buttons beside the pages do.</summary>
    public async Task<IActionResult> OnPostPages(Guid id, string? what, Guid? sheet, string? with, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        var change = await buttons.Press(id, Version, what, sheet, with, stopping);
        if (change.Outcome is not DocumentAct.Done)
        {
            return await Refused(id, change.Outcome, stopping);
        }

        TempData["undo-url"] = PageButtons.UndoAddress(id, change);
        return Toast(PageButtons.Said(what, change), $"/documents/document/{change.DocumentId}");
    }

    public async Task<IActionResult> OnPostUndoPages(Guid id, Guid done, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        var change = await buttons.Undo(id, done, stopping);
        return change.Outcome is DocumentAct.Done
            ? Toast("Undone: the pages are as they were.", $"/documents/document/{change.DocumentId}")
            : await Refused(id, change.Outcome, stopping);
    }

    /// <summary>The document in sight that has the pages of one that was merged; null where there is none.</summary>
    private async Task<Guid?> WentInto(Guid id, CancellationToken stopping)
    {
        var into = await db.Events.Where(e => e.DocumentId == id && e.Code == EventCode.MergedInto).OrderByDescending(e => e.At).Select(e => e.Detail).FirstOrDefaultAsync(stopping);
        return Guid.TryParse(into, out var other) && await visible.Documents.AnyAsync(d => d.Id == other, stopping) ? other : null;
    }
}
