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

/// <summary>Who sees the document, and whether the machine was wrong about it.</summary>
internal sealed partial class DocumentModel
{
    /// <summary>Gives the document an access class of its own.</summary>
    public async Task<IActionResult> OnPostAccess(Guid id, string? accessClass, string? reason, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        Typed = (accessClass, reason);
        var known = (await organization.Profile(stopping)).AccessClasses.FirstOrDefault(known => known.Code == accessClass && actor.SeesClass(known.Code));
        if (known is null || reason?.Trim() is not { Length: >= 3 and <= 300 } why)
        {
            Refusal = "Choose the class, and say why in a few words. Nothing was done.";
            return await Show(id, stopping);
        }

        return await classify.Run(id, Version, known.Code, why, stopping) switch
        {
            DocumentAct.Done => Toast($"The document's own access is now: {known.Name}.", $"/documents/document/{id}"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    /// <summary>The automatic filing counts as wrong, and was not.</summary>
    public async Task<IActionResult> OnPostFilingRight(Guid id, string? reason, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        TypedRight = reason ?? "";
        if (reason?.Trim() is not { Length: >= 3 and <= 300 } why)
        {
            Refusal = "Say in a few words why it was not wrong. Nothing was done.";
            return await Show(id, stopping);
        }

        var act = await sayRight.Run(id, Version, why, stopping);
        if (act is not DocumentAct.Done done)
        {
            return await Refused(id, act, stopping);
        }

        TempData["undo-url"] = $"/documents/document/{id}?handler=UndoFilingRight&Version={done.Version}";
        return Toast("Noted: the figures leave it out.", $"/documents/document/{id}");
    }

    public async Task<IActionResult> OnPostUndoFilingRight(Guid id, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await sayRight.Undo(id, Version, stopping) switch
        {
            DocumentAct.Done => Toast("Undone: it counts as filed wrongly.", $"/documents/document/{id}"),
            var refused => await Refused(id, refused, stopping),
        };
    }
}
