using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>What a person decides about one delivery; the letter's page shows it afterwards.</summary>
[Authorize(Policy = CorrespondenceRights.SendLetters)]
internal sealed class DeliveryModel(DecideDelivery decide, WorkOnIncident incidents, VisibleToActor visible, IOrganization organization, TimeProvider clock) : PageModel
{
    public Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => ToLetter(id, stopping);

    public Task<IActionResult> OnPostArrived(Guid id, CancellationToken stopping) =>
        Say(id, decide.Arrived(id, stopping), "Noted: it arrived. It is filed in the chart.", stopping);

    public Task<IActionResult> OnPostSendAgain(Guid id, CancellationToken stopping) => Say(id, decide.SendAgain(id, stopping), "It is sent again.", stopping);

    public Task<IActionResult> OnPostDealtWith(Guid id, CancellationToken stopping) => Say(id, decide.DealtWith(id, stopping), "Marked as dealt with.", stopping);

    public Task<IActionResult> OnPostCancel(Guid id, CancellationToken stopping) => Say(id, decide.Cancel(id, stopping), "Cancelled: it does not leave this way.", stopping);

    /// <summary>A fax reached somebody else: an incident begins, and its page shows what is to be done.</summary>
    public async Task<IActionResult> OnPostMisdirected(Guid id, Guid incidentId, string? learned, CancellationToken stopping)
    {
        switch (await incidents.Open(id, incidentId, learned, stopping))
        {
            case IncidentChange.Done opened:
                TempData["toast"] = "Written down. Nothing more is faxed to that number.";
                return Redirect($"/correspondence/incidents/incident/{opened.Id}");
            case IncidentChange.Refused refused:
                TempData["toast"] = $"Nothing was written down. {refused.Why}";
                break;
        }

        return await ToLetter(id, stopping);
    }

    private async Task<IActionResult> Say(Guid id, Task<DeliveryDecision> deciding, string done, CancellationToken stopping)
    {
        switch (await deciding)
        {
            case DeliveryDecision.Done:
                TempData["toast"] = done;
                break;
            case DeliveryDecision.ChangedMeanwhile other:
                TempData["toast"] = $"Nothing was done: changed by {await organization.WhoAndWhen(other.By, clock.GetUtcNow() - other.At, stopping: stopping)}. This is how it stands now.";
                break;
        }

        return await ToLetter(id, stopping);
    }

    private async Task<IActionResult> ToLetter(Guid id, CancellationToken stopping) =>
        await visible.Deliveries.Where(d => d.Id == id).Select(d => (Guid?)d.LetterId).SingleOrDefaultAsync(stopping) is { } letterId
            ? Redirect($"/correspondence/letters/letter/{letterId}")
            : NotFound();
}
