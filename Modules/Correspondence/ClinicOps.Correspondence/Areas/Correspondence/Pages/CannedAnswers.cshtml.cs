using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>The clinic's canned answers. One that is taken out is offered no more.</summary>
[Authorize(Policy = CorrespondenceRights.WriteTemplates)]
internal sealed class CannedAnswersModel(CannedAnswers answers) : PageModel
{
    private const string Here = "/correspondence/settings/canned-answers";

    public IReadOnlyList<CannedAnswer> Answers { get; private set; } = [];

    /// <summary>What was typed and not saved; null where nothing was refused.</summary>
    public CannedAnswerForm? Typed { get; private set; }

    public string? Refusal { get; private set; }

    public async Task OnGet(CancellationToken stopping) => Answers = await answers.All(stopping);

    public async Task<IActionResult> OnPost(CannedAnswerForm form, CancellationToken stopping)
    {
        ModelState.Clear();
        if (await answers.Save(form.Said, form.Version, stopping) is CannedChange.Refused refused)
        {
            (Typed, Refusal) = (form, refused.Reason);
            Answers = await answers.All(stopping);
            return Page();
        }

        TempData["toast"] = "Saved.";
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostRemove(Guid cannedId, bool undo, CancellationToken stopping)
    {
        switch (await answers.Remove(cannedId, undo, stopping))
        {
            case CannedChange.NotThere:
                return NotFound();
            case CannedChange.Refused refused:
                TempData["toast"] = refused.Reason;
                break;
            default:
                TempData["toast"] = undo ? "It is offered again." : "Taken out: it is offered no more.";
                TempData["undo-url"] = undo ? null : $"{Here}?handler=Remove&cannedId={cannedId}&undo=true";
                break;
        }

        return Redirect(Here);
    }

    /// <summary>The form of an answer that is there: as typed, where it was refused.</summary>
    public CannedAnswerForm FormOf(CannedAnswer answer) => Typed?.CannedId == answer.Id ? Typed : CannedAnswerForm.Of(answer);

    /// <summary>The form of a new one.</summary>
    public CannedAnswerForm New => Typed is { Version: null } ? Typed : new CannedAnswerForm();
}

/// <summary>Public setters for the model binder alone.</summary>
internal sealed class CannedAnswerForm
{
    public Guid CannedId { get; set; } = Guid.CreateVersion7();

    /// <summary>Null for a new one.</summary>
    public uint? Version { get; set; }

    public string? Code { get; set; }

    public string? Language { get; set; } = "en";

    public string? Title { get; set; }

    public string? Words { get; set; }

    public string? ForKind { get; set; }

    public CannedAnswerSaid Said => new(CannedId, Code ?? "", Language ?? "", Title ?? "", Words ?? "", ForKind is { Length: > 0 } kind ? kind : null);

    public static CannedAnswerForm Of(CannedAnswer answer) => new()
    {
        CannedId = answer.Id,
        Version = answer.Version,
        Code = answer.Code,
        Language = answer.Language,
        Title = answer.Title,
        Words = answer.Words,
        ForKind = answer.ForKind,
    };
}
