using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What is put on the document without deciding anything: a label, a note.</summary>
internal sealed partial class DocumentModel
{
    /// <param name="put">The label: on where it is not, off where it is.</param>
    public async Task<IActionResult> OnPostLabel(Guid id, Guid put, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await desk.Toggle(id, put, stopping) ? await AtDesk(id, stopping) : NotFound();
    }

    /// <summary>Whoever sees a document may write on it for colleagues.</summary>
    public async Task<IActionResult> OnPostNote(Guid id, string? text, CancellationToken stopping)
    {
        await desk.Write(id, text, stopping);
        return await AtDesk(id, stopping);
    }

    public async Task<IActionResult> OnPostStrikeNote(Guid id, Guid note, CancellationToken stopping)
    {
        await desk.Strike(id, note, stopping);
        return await AtDesk(id, stopping);
    }

    private async Task<IActionResult> AtDesk(Guid id, CancellationToken stopping) =>
        await DeskOf(id, stopping) is not { } now ? NotFound()
            : Request.Headers.ContainsKey("HX-Request") ? Partial("_Desk", now)
            : Redirect($"/documents/document/{id}");

    private async Task<DeskView?> DeskOf(Guid id, CancellationToken stopping) =>
        await desk.Of(id, $"/documents/document/{id}", (await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded, isReview: false, stopping);
}
