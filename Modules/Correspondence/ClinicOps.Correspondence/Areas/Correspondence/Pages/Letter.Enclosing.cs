using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Choosing what is enclosed in a letter, from the chart of its patient.</summary>
internal sealed partial class LetterModel
{
    /// <summary>Listed at once; older ones unfold.</summary>
    public const int MostPapers = 40;

    /// <summary>The papers that may be enclosed: those that are first, then the newest; none for who may not look into charts.</summary>
    public IReadOnlyList<ChartPaper> Chart { get; private set; } = [];

    /// <summary>Who may edit the draft and look into charts. Where what was enclosed has left the chart, they take it out again.</summary>
    public bool MayEnclose { get; private set; }

    /// <summary>The pages of them that the preview shows: what is approved is these.</summary>
    public string? Enclosures { get; private set; }

    public string ReceivedOn(ChartPaper paper) => LocalTime.At(Location, paper.ReceivedAt).ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);

    /// <param name="version">Of the letter that the page shows.</param>
    public async Task<IActionResult> OnPostEnclose(Guid id, uint version, Guid[]? enclosed, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, CorrespondenceRights.DraftLetters)).Succeeded || !(await authorization.AuthorizeAsync(User, DocumentsRights.View)).Succeeded)
        {
            return Forbid();
        }

        switch (await edit.Enclose(id, version, enclosed ?? [], stopping))
        {
            case Editing.LetterUnknown:
                return NotFound();
            case Editing.NoDraft other:
                TempData["toast"] = $"Nothing was changed: approved or withdrawn by {await Ago(other.By, other.At, stopping)}.";
                break;
            case Editing.ChangedMeanwhile other:
                TempData["toast"] = $"Nothing was changed: changed by {await Ago(other.By, other.At, stopping)}, after you opened it. This is how it is now.";
                break;
            case Editing.CannotEnclose cannot:
                TempData["toast"] = $"Nothing was changed. {cannot.Why}";
                break;
            default:
                TempData["toast"] = enclosed is { Length: > 0 } ? "Enclosed: their pages follow the letter's." : "Nothing is enclosed.";
                break;
        }

        return Redirect($"/correspondence/letters/letter/{id}");
    }

    private async Task LoadChart(CancellationToken stopping)
    {
        MayEnclose = MayEdit && (await authorization.AuthorizeAsync(User, DocumentsRights.View)).Succeeded;
        if (MayEnclose)
        {
            Chart = [.. (await enclosures.InChart(Letter.PatientId, stopping)).OrderBy(paper => !Letter.DocumentIds.Contains(paper.Id))];
        }
    }
}
