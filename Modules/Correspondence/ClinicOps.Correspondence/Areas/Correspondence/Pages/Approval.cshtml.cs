using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Approves a letter as it was shown, or takes that back; the letter's page says what came of it.</summary>
[Authorize(Policy = CorrespondenceRights.ApproveLetters)]
internal sealed class ApprovalModel(ApproveLetter approve, VisibleToActor visible, IOrganization organization, TimeProvider clock) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) =>
        await visible.Letters.AnyAsync(letter => letter.Id == id, stopping) ? Redirect(LetterAt(id)) : NotFound();

    /// <param name="version">The letter as the user saw it.</param>
    /// <param name="enclosures">The pages of its enclosures as the user saw them; null where it has none.</param>
    public async Task<IActionResult> OnPost(Guid id, uint version, string? enclosures, CancellationToken stopping) =>
        await Say(id, await approve.Run(id, version, stopping, enclosures), "Approved. Now choose how it leaves.", canUndo: true, stopping);

    public async Task<IActionResult> OnPostTakeBack(Guid id, CancellationToken stopping) =>
        await Say(id, await approve.TakeBack(id, stopping), "The approval is taken back: it is a draft again.", canUndo: false, stopping);

    private static string LetterAt(Guid id) => $"/correspondence/letters/letter/{id}";

    private async Task<IActionResult> Say(Guid id, Approving result, string done, bool canUndo, CancellationToken stopping)
    {
        if (result is Approving.LetterUnknown)
        {
            return NotFound();
        }

        TempData["toast"] = result switch
        {
            Approving.Done => done,
            Approving.NoDraft other => $"Nothing was done: approved or withdrawn by {await Who(other.By, other.At, stopping)}.",
            Approving.NotApproved other => $"Nothing was done: it is not approved any more. Changed by {await Who(other.By, other.At, stopping)}.",
            Approving.CannotBeDrawn => "It cannot be approved as it is: the preview says why.",
            Approving.OtherEnclosures => "Nothing was approved: a page of what is enclosed changed after you opened it. Look at it again.",
            Approving.HasLeft => "It has left, or may have: what was sent cannot be taken back. Write another letter.",
            Approving.ChangedMeanwhile other => $"Nothing was approved: changed by {await Who(other.By, other.At, stopping)}, after you opened it. Look at it again.",
            _ => throw new InvalidOperationException("An approval has no other outcome."),
        };
        if (canUndo && result is Approving.Done)
        {
            TempData["undo-url"] = $"{LetterAt(id)}/approval?handler=TakeBack";
        }

        return Redirect(LetterAt(id));
    }

    /// <summary>"Ana Ruiz, 2 min ago".</summary>
    private Task<string> Who(Guid? by, DateTimeOffset at, CancellationToken stopping) => organization.WhoAndWhen(by, clock.GetUtcNow() - at, stopping: stopping);
}
