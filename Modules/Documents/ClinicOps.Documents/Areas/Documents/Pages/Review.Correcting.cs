using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>A person says what stands in fields that were read.</summary>
internal sealed partial class ReviewModel
{
    /// <summary>What a person says of the fields: corrected, added, or not on the page. What is chosen beside it stays.</summary>
    /// <param name="was">The fields as the page showed them.</param>
    public async Task<IActionResult> OnPostCorrectFields(Guid documentId, Dictionary<string, string?> values, Dictionary<string, string?> was, int? foundOn, CancellationToken stopping) =>
        await correctFields.Run(documentId, Form.Version, new FieldsSaid(values, foundOn), stopping) switch
        {
            FieldsCorrection.Done { Step: { } step } done => await WithFields(documentId, done.Version, null, "Corrected.", step, stopping),
            FieldsCorrection.Done done => await WithFields(documentId, done.Version, null, "Nothing was changed: it was so already.", null, stopping),
            FieldsCorrection.NotUnderstood wrong => await WithFields(documentId, Form.Version, TypedFields.Of(values, was, foundOn, wrong.Keys, FieldsForm.WhyNot(wrong)), null, null, stopping),
            FieldsCorrection.EndsBeforeItBegins wrong => await WithFields(documentId, Form.Version, TypedFields.Of(values, was, foundOn, [wrong.Key], FieldsForm.EndsBeforeItBegins), null, null, stopping),
            FieldsCorrection.Refused { Why: DocumentAct.DocumentUnknown } => NotFound(),
            FieldsCorrection.Refused refused => await WithFields(
                documentId, Form.Version, TypedFields.Of(values, was, foundOn, [], $"{await Words(refused.Why, documentId, stopping)} What you typed is still here, and not saved."), null, null, stopping, isOld: true),
            _ => NotFound(),
        };

    public async Task<IActionResult> OnPostUndoFields(Guid documentId, Guid mark, CancellationToken stopping) =>
        await correctFields.Undo(documentId, IsInPlace ? Form.Version : null, mark, stopping) switch
        {
            DocumentAct.Done done => await WithFields(documentId, done.Version, null, "Undone: the fields are as they were.", null, stopping),
            DocumentAct.DocumentUnknown => NotFound(),
            DocumentAct.NotNow => await WithFields(documentId, Form.Version, null, "Nothing was undone: somebody has said something else of it since.", null, stopping),
            var refused => LoadAnew(documentId, await Words(refused, documentId, stopping)),
        };

    /// <summary>By htmx the card alone, with the version to decide on; without a script the page again.</summary>
    /// <param name="version">As the page showed it or as this act left it. Never one read since: the rest of the page would be older than it.</param>
    /// <param name="isOld">The rest of the page may be older than the card: what is typed goes on from the whole page.</param>
    private async Task<IActionResult> WithFields(Guid documentId, uint version, TypedFields? typed, string? said, Guid? undo, CancellationToken stopping, bool isOld = false)
    {
        fieldsTyped = typed;
        if (!IsInPlace)
        {
            if (typed is not null)
            {
                return await Show(documentId, stopping);
            }

            TempData["toast"] = said;
            TempData["undo-url"] = undo is null ? null : $"{Address(documentId)}?handler=UndoFields&mark={undo}";
            return Redirect(Address(documentId));
        }

        if (await papers.Of(documentId, stopping) is not { } paper)
        {
            return NotFound();
        }

        Paper = paper;
        await LoadCandidates(stopping);
        ModelState.Clear();
        paper.FieldsForm = FieldsFormOf(paper) is { } form ? form with { Said = said, Undo = undo, IsAnswer = true, Version = version, IsOld = isOld, InPlace = !isOld } : null;
        await RecordViewed(stopping);
        return Partial("_Fields", paper);
    }

    /// <summary>What the page shows is old: pages, candidates and the choice. All of it is loaded again, so that nobody decides on what they did not see.</summary>
    private IActionResult LoadAnew(Guid documentId, string said)
    {
        TempData["toast"] = said;
        if (!IsInPlace)
        {
            return Redirect(Address(documentId));
        }

        Response.Headers["HX-Refresh"] = "true";
        return new EmptyResult();
    }

    private FieldsForm? FieldsFormOf(Paper paper) =>
        paper.Document.State == DocumentState.Review ? FieldsForm.Of(paper, Address(paper.Document.Id), "Form.Version", fieldsTyped, inPlace: true) : null;
}
