using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>One visit by hand. The patient is found by search; a refusal keeps everything that was typed.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class EnterVisitModel(
    SchedulingDb db,
    EnterVisit enter,
    VisibleToActor visible,
    SearchPatients search,
    SayLanes say,
    IOrganization organization,
    TimeProvider clock) : PageModel
{
    [BindProperty]
    public VisitForm Form { get; set; } = new();

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public FoundPatients Found { get; private set; } = FoundPatients.NotSearched;

    /// <summary>The start happens twice on this day: the form asks which one is meant.</summary>
    public bool AsksWhichOccurrence { get; private set; }

    public async Task<IActionResult> OnGet(Guid? patient, Guid? location, DateOnly? date, CancellationToken stopping)
    {
        await LoadChoices(stopping);
        if (Locations.Count == 0)
        {
            return NotFound();
        }

        var at = Locations.FirstOrDefault(l => l.Id == location) ?? Locations[0];
        Form.VisitId = Guid.CreateVersion7();
        Form.LocationId = at.Id;
        Form.Date = date ?? DateOnly.FromDateTime(LocalTimes.InZone(clock.GetUtcNow(), at.TimeZone).DateTime);
        Form.PatientId = patient;
        await ShowChosen(stopping);
        return Page();
    }

    /// <summary>The search box: by htmx as it is typed into, or the whole page without a script.</summary>
    public async Task<IActionResult> OnPostSearch(CancellationToken stopping)
    {
        ModelState.Clear();
        Found = await search.Run(Form.PatientSearch, Form.PatientId, stopping);
        if (Request.Headers.ContainsKey("HX-Request"))
        {
            return Partial("_FoundPatients", Found);
        }

        await LoadChoices(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (ModelState.IsValid)
        {
            var entry = await enter.Run(Form.Entry(), stopping);
            if (entry is VisitEntry.Entered or VisitEntry.EnteredBefore)
            {
                TempData["toast"] = "The visit is entered.";
                TempData["undo-url"] = $"/scheduling/change?handler=Undo&change={Form.VisitId}";
                return Redirect($"/scheduling/day?location={Form.LocationId}&date={Form.Date!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}#visit-{Form.VisitId}");
            }

            await Explain(entry, stopping);
        }

        await LoadChoices(stopping);
        await ShowChosen(stopping);
        return Page();
    }

    private async Task Explain(VisitEntry refused, CancellationToken stopping)
    {
        var (field, message) = refused switch
        {
            VisitEntry.Overlaps other => (nameof(VisitForm.Start), await OverlapMessage(other, stopping)),
            VisitEntry.NotFree free => (nameof(VisitForm.Start), $"Not entered: {await say.Words(free.Why, Form.LocationId, stopping)}. Choose another time."),
            VisitEntry.PatientUnknown => (nameof(VisitForm.PatientId), "This patient is no longer registered. Search again."),
            VisitEntry.PatientDeceased => (nameof(VisitForm.PatientId), VisitEntry.IsDeceased),
            VisitEntry.ProviderUnknown => (nameof(VisitForm.ProviderId), "Choose the provider."),
            VisitEntry.LocationUnknown => (nameof(VisitForm.LocationId), "Choose one of your locations."),
            VisitEntry.InvalidTime { Reason: InvalidTimeReason.NeverHappens } =>
                (nameof(VisitForm.Start), "The clocks go forward on this day and skip this time. Choose an earlier or later one."),
            VisitEntry.InvalidTime { Reason: InvalidTimeReason.HappensTwice } =>
                (nameof(VisitForm.SecondOccurrence), "The clocks go back on this day, and this time happens twice. Say which one is meant."),
            VisitEntry.InvalidTime => (nameof(VisitForm.Minutes), "A visit lasts 5 to 720 minutes."),
            _ => throw new InvalidOperationException($"{refused.GetType().Name} is no refusal."),
        };
        AsksWhichOccurrence = field == nameof(VisitForm.SecondOccurrence);
        ModelState.AddModelError($"{nameof(Form)}.{field}", message);
    }

    private async Task<string> OverlapMessage(VisitEntry.Overlaps other, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(other.LocationId);
        var zone = location?.TimeZone ?? "Etc/UTC";
        var start = LocalTimes.InZone(other.StartsAt, zone).ToString("h:mm tt", CultureInfo.InvariantCulture);
        var end = LocalTimes.InZone(other.EndsAt, zone).ToString("h:mm tt", CultureInfo.InvariantCulture);
        var where = other.LocationId == Form.LocationId ? "" : $" at {location?.Name ?? "another location"}";
        return $"This provider has a visit from {start} to {end}{where}. Choose another time.";
    }

    private async Task LoadChoices(CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(l => visible.Location(l.Id))];
        Providers = await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping);
        VisitTypes = await db.VisitTypesInUse.ToListAsync(stopping);
    }

    private async Task ShowChosen(CancellationToken stopping)
    {
        if (Form.PatientId is { } id)
        {
            Found = await search.Chosen(id, stopping);
        }
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class VisitForm
{
    public Guid VisitId { get; set; }

    [Required(ErrorMessage = "Choose the patient: search by name, birth date, phone or MRN.")]
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the provider.")]
    public Guid? ProviderId { get; set; }

    public Guid LocationId { get; set; }

    [Required(ErrorMessage = "Say what kind of visit it is."), StringLength(80)]
    public string? VisitType { get; set; }

    [Required(ErrorMessage = "Choose the day."), Range(typeof(DateOnly), "1990-01-01", "2100-12-31", ErrorMessage = "Choose a day between 1990 and 2100.")]
    public DateOnly? Date { get; set; }

    [Required(ErrorMessage = "Choose the time.")]
    public TimeOnly? Start { get; set; }

    [Required(ErrorMessage = "Say how long it takes."), Range(5, 720, ErrorMessage = "A visit lasts 5 to 720 minutes.")]
    public int? Minutes { get; set; } = 30;

    public bool? SecondOccurrence { get; set; }

    public VisitToEnter Entry() => new(VisitId, PatientId!.Value, ProviderId!.Value, LocationId, VisitType!, Date!.Value, Start!.Value, Minutes!.Value, SecondOccurrence);
}
