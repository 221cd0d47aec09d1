using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What is put on the document without deciding anything: a colleague, a label, a note.</summary>
internal sealed partial class ReviewModel
{
    /// <summary>To a colleague by name, with a word if there is one; shown as it is now, since nothing on the page is decided by it.</summary>
    public async Task<IActionResult> OnPostGive(Guid documentId, Guid colleague, string? word, CancellationToken stopping)
    {
        var next = (await queue.Around(documentId, stopping)).Next;
        var batch = Guid.CreateVersion7();
        var act = await give.Run(documentId, version: null, colleague, word, batch, stopping);
        if (act is not DocumentAct.Done)
        {
            givenTyped = (colleague, word);
            Refusal = await Words(act, documentId, stopping);
            return await Show(documentId, stopping);
        }

        TempData["toast"] = $"Given to {await organization.NameOfUser(colleague, stopping)}.";
        TempData["undo-url"] = QueueFilter.Everything.With($"handler=Undo&batch={batch}");
        return Redirect(next is { } id ? $"/documents/review/{id}" : "/documents/review");
    }

    /// <param name="put">The label: on where it is not, off where it is.</param>
    public async Task<IActionResult> OnPostLabel(Guid documentId, Guid put, CancellationToken stopping) =>
        await desk.Toggle(documentId, put, stopping) ? await AtDesk(documentId, stopping) : NotFound();

    public async Task<IActionResult> OnPostNote(Guid documentId, string? text, CancellationToken stopping)
    {
        await desk.Write(documentId, text, stopping);
        return await AtDesk(documentId, stopping);
    }

    public async Task<IActionResult> OnPostStrikeNote(Guid documentId, Guid note, CancellationToken stopping)
    {
        await desk.Strike(documentId, note, stopping);
        return await AtDesk(documentId, stopping);
    }

    /// <summary>By htmx the card alone, so that what is chosen beside it stays; without a script the page again.</summary>
    private async Task<IActionResult> AtDesk(Guid documentId, CancellationToken stopping) =>
        await desk.Of(documentId, Address(documentId), mayLabel: true, isReview: true, stopping) is not { } now ? NotFound()
            : IsInPlace ? Partial("_Desk", now)
            : Redirect(Address(documentId));
}
