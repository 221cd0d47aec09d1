using System.ComponentModel.DataAnnotations;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.ProviderOut;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Enters that a provider is out, and lists the absences. A doctor who is sick calls the front desk: whoever books may enter it.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class ProviderOutModel(SchedulingDb db, EnterOutage enter, ListOutages list, VisibleToActor visible, IOrganization organization, TimeProvider clock) : PageModel
{
    [BindProperty]
    public OutageForm Form { get; set; } = new();

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public IReadOnlyList<OutageLine> Lines { get; private set; } = [];

    /// <summary>Why nothing was entered; null at first.</summary>
    public string? Refusal { get; private set; }

    public async Task OnGet(Guid? provider, CancellationToken stopping)
    {
        var today = LocalTime.DayAt((await organization.Profile(stopping)).Locations.FirstOrDefault(place => visible.Location(place.Id)), clock.GetUtcNow());
        Form = new OutageForm { OutageId = Guid.CreateVersion7(), ProviderId = provider, First = today, Last = today };
        await Show(stopping);
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!ModelState.IsValid || Form.OutageId == Guid.Empty)
        {
            return await Refused(string.Join(' ', ModelState.Values.SelectMany(value => value.Errors).Select(error => error.ErrorMessage).Distinct()), stopping);
        }

        var asked = new OutageToEnter(
            Form.OutageId, Form.ProviderId!.Value, Form.First!.Value, Form.From is { } from ? SetUpPage.Minute(from) : 0, Form.Last!.Value, Form.Until is { } until ? SetUpPage.Until(until) : 24 * 60, Form.Reason ?? "");
        switch (await enter.Run(asked, stopping))
        {
            case OutageEntered.Done done:
                TempData["toast"] = done.Affected switch { 0 => "Entered: no visit stands in that time.", 1 => "Entered: 1 visit is affected.", _ => $"Entered: {done.Affected} visits are affected." };
                TempData["undo-url"] = $"/scheduling/provider-out/outage/{done.OutageId}?handler=TakeBack";
                return Redirect($"/scheduling/provider-out/outage/{done.OutageId}");
            case OutageEntered.WasSo so:
                return Redirect($"/scheduling/provider-out/outage/{so.OutageId}");
            case OutageEntered.Overlaps other:
                TempData["toast"] = "Nothing was entered: this provider is out then already. This is that absence.";
                return Redirect($"/scheduling/provider-out/outage/{other.OutageId}");
            case OutageEntered.NotUnderstood wrong:
                return await Refused(wrong.Why, stopping);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> Refused(string why, CancellationToken stopping)
    {
        Refusal = $"{why} Nothing was entered.";
        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping)
    {
        Providers = (await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping)).FindAll(provider => visible.Location(provider.LocationId));
        Lines = await list.Run(stopping);
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class OutageForm
{
    public Guid OutageId { get; set; }

    [Required(ErrorMessage = "Choose who is out.")]
    public Guid? ProviderId { get; set; }

    [Required(ErrorMessage = "Choose the first day.")]
    public DateOnly? First { get; set; }

    public TimeOnly? From { get; set; }

    [Required(ErrorMessage = "Choose the last day.")]
    public DateOnly? Last { get; set; }

    public TimeOnly? Until { get; set; }

    public string? Reason { get; set; }
}
