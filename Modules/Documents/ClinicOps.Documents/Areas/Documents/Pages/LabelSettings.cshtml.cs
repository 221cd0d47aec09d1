using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The clinic's own labels. One that is used no more is retired: it stays where it is, and is offered no longer.</summary>
[Authorize(Policy = DocumentsRights.ManageLabels)]
internal sealed class LabelSettingsModel(DocumentsDb db, SaveLabel save, IOrganization organization, TimeProvider clock) : PageModel
{
    private const string Here = "/documents/settings/labels";

    public IReadOnlyList<Label> Labels { get; private set; } = [];

    /// <summary>Why nothing was saved; null when nothing was tried, or it was.</summary>
    public string? Refusal { get; private set; }

    /// <summary>As typed for a label that was not added.</summary>
    public string? TypedName { get; private set; }

    public string TypedColor { get; private set; } = LabelColor.Blue;

    public Task OnGet(CancellationToken stopping) => Load(stopping);

    /// <param name="label">Null for a new one.</param>
    /// <param name="name">As typed.</param>
    /// <param name="retire">Retires it, or brings it back; null leaves that as it is shown.</param>
    public async Task<IActionResult> OnPost(Guid? label, uint version, string? name, string? color, bool? retire, CancellationToken stopping)
    {
        var saving = await save.Run(label, version, name, color, retire ?? false, stopping);
        if (saving is LabelSaving.Saved)
        {
            TempData["toast"] = retire switch { true => "Retired: it is offered no more.", false => "It is offered again.", null => "Saved." };
            return Redirect(Here);
        }

        Refusal = saving switch
        {
            LabelSaving.NameMissing => $"Type a name of at most {SaveLabel.LongestName} letters. Nothing was saved.",
            LabelSaving.NameTaken { Retired: true } => "A retired label has this name: bring that one back instead. Nothing was saved.",
            LabelSaving.NameTaken => "Another label has this name. Nothing was saved.",
            LabelSaving.ChangedMeanwhile meanwhile => $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, "somebody", stopping)}, while this page was open. Nothing was saved: this is how it is now.",
            _ => "This label is not there any more.",
        };
        (TypedName, TypedColor) = label is null ? (name, color ?? LabelColor.Blue) : (null, LabelColor.Blue);
        ModelState.Clear();
        await Load(stopping);
        return Page();
    }

    private async Task Load(CancellationToken stopping) =>
        Labels = await db.Labels.AsNoTracking().OrderBy(label => label.Retired).ThenBy(label => label.Name).ToListAsync(stopping);
}
