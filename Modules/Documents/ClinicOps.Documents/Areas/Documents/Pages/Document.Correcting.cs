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

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>A person says what stands in orders and fields that were read, and what was asked of the sender.</summary>
internal sealed partial class DocumentModel
{
    /// <summary>What a person says of an order that was read otherwise.</summary>
    public async Task<IActionResult> OnPostCorrect(Guid id, Guid orderId, Dictionary<string, string?> values, string? state, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        switch (await correct.Run(id, Version, orderId, new OrderSaid(values, state ?? ""), stopping))
        {
            case OrderCorrection.Done { Mark: { } mark }:
                TempData["undo-url"] = $"/documents/document/{id}?handler=UndoCorrection&orderId={orderId}&mark={mark}";
                return Toast("Corrected. Tasks from the order follow.", $"/documents/document/{id}#order-{orderId}");
            case OrderCorrection.Done:
                return Toast("Nothing was changed: it was so already.", $"/documents/document/{id}#order-{orderId}");
            case OrderCorrection.NotUnderstood wrong:
                (TypedOrder, Refusal) = ((orderId, values, state), $"Nothing was saved: \"{ReadValue.LabelOf(wrong.Name)}\" cannot be that. {OrderForm.Hint(wrong.Name)}");
                return await Show(id, stopping);
            case OrderCorrection.Refused refused:
                TypedOrder = (orderId, values, state);
                return await Refused(id, refused.Why, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostUndoCorrection(Guid id, Guid orderId, Guid mark, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await correct.Undo(id, orderId, mark, stopping) switch
        {
            DocumentAct.Done => Toast("Undone: the order is as it was.", $"/documents/document/{id}#order-{orderId}"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    /// <summary>What a person says of the fields: corrected, added, or not on the page.</summary>
    /// <param name="was">The fields as the page showed them.</param>
    public async Task<IActionResult> OnPostCorrectFields(Guid id, Dictionary<string, string?> values, Dictionary<string, string?> was, int? foundOn, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        switch (await correctFields.Run(id, Version, new FieldsSaid(values, foundOn), stopping))
        {
            case FieldsCorrection.Done { Step: { } step }:
                TempData["undo-url"] = $"/documents/document/{id}?handler=UndoFields&mark={step}";
                return Toast("Corrected. What follows from it follows.", $"/documents/document/{id}#fields");
            case FieldsCorrection.Done:
                return Toast("Nothing was changed: it was so already.", $"/documents/document/{id}#fields");
            case FieldsCorrection.NotUnderstood wrong:
                TypedFields = TypedFields.Of(values, was, foundOn, wrong.Keys, FieldsForm.WhyNot(wrong));
                return await Show(id, stopping);
            case FieldsCorrection.EndsBeforeItBegins wrong:
                TypedFields = TypedFields.Of(values, was, foundOn, [wrong.Key], FieldsForm.EndsBeforeItBegins);
                return await Show(id, stopping);
            case FieldsCorrection.Refused refused:
                TypedFields = TypedFields.Of(values, was, foundOn, [], "What you typed is still here, and not saved.");
                return await Refused(id, refused.Why, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostUndoFields(Guid id, Guid mark, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await correctFields.Undo(id, version: null, mark, stopping) switch
        {
            DocumentAct.Done => Toast("Undone: the fields are as they were.", $"/documents/document/{id}#fields"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    /// <summary>The sender of an order was asked about it, with the words that the page prepared or others.</summary>
    public Task<IActionResult> OnPostAsked(Guid id, Guid orderId, string? question, CancellationToken stopping)
    {
        typedQuestion = (orderId, question);
        return Noted(id, orderId, () => ask.Asked(id, Version, orderId, question, stopping), "Noted: the sender was asked. A new order from them is shown here when it comes.", stopping);
    }

    /// <summary>The order that came afterwards stands in the place of the one asked about.</summary>
    public Task<IActionResult> OnPostAnswered(Guid id, Guid orderId, CancellationToken stopping) =>
        Noted(id, orderId, () => ask.Answered(id, Version, orderId, stopping), "Noted: the new order stands in its place. The question's task is closed.", stopping);

    public Task<IActionResult> OnPostUndoQuery(Guid id, Guid orderId, CancellationToken stopping) =>
        Noted(id, orderId, () => ask.Undo(id, orderId, stopping), "Undone.", stopping, undo: false);

    private async Task<IActionResult> Noted(Guid id, Guid orderId, Func<Task<DocumentAct>> act, string said, CancellationToken stopping, bool undo = true)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        if (await act() is not DocumentAct.Done and var refused)
        {
            return await Refused(id, refused, stopping);
        }

        if (undo)
        {
            TempData["undo-url"] = $"/documents/document/{id}?handler=UndoQuery&orderId={orderId}";
        }

        return Toast(said, $"/documents/document/{id}#order-{orderId}");
    }
}
