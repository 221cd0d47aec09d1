using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.FlowBoard;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Somebody without an appointment: found, booked with whoever is free next, arrived. A refusal keeps what was chosen.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class WalkInModel(SchedulingDb db, BookWalkIn book, VisibleToActor visible, SearchPatients search, IOrganization organization) : PageModel
{
    /// <summary>Of the kind of visit that is meant for it, where the clinic has one.</summary>
    private const string UsualType = "walk-in";

    [BindProperty]
    public WalkInForm Form { get; set; } = new();

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public FoundPatients Found { get; private set; } = FoundPatients.NotSearched;

    /// <summary>Why nothing was booked; empty at first.</summary>
    public string Refusal { get; private set; } = "";

    public async Task<IActionResult> OnGet(Guid? location, Guid? patient, CancellationToken stopping)
    {
        Form.LocationId = location;
        if (!await LoadChoices(stopping))
        {
            return NotFound();
        }

        Form.VisitId = Guid.CreateVersion7();
        Form.VisitTypeId = (VisitTypes.FirstOrDefault(type => type.Code == UsualType) ?? (VisitTypes is [var only] ? only : null))?.Id;
        Form.PatientId = patient;
        await ShowChosen(stopping);
        return Page();
    }

    /// <summary>The search box: by htmx as it is typed into, or the whole page without a script.</summary>
    public async Task<IActionResult> OnPostSearch(CancellationToken stopping)
    {
        ModelState.Clear();
        Found = await search.Run(Form.PatientSearch, Form.PatientId, stopping);
        return Request.Headers.ContainsKey("HX-Request") ? Partial("_FoundPatients", Found) : await LoadChoices(stopping) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (!await LoadChoices(stopping))
        {
            return NotFound();
        }

        if (ModelState.IsValid)
        {
            switch (await book.Run(new WalkInToBook(Form.VisitId, Form.PatientId!.Value, Form.LocationId!.Value, Form.VisitTypeId!.Value, Form.ProviderId), stopping))
            {
                case WalkIn.Booked { Visit: var visit }:
                    var start = LocalTime.At((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt).ToString("h:mm tt", CultureInfo.InvariantCulture);
                    TempData["toast"] = $"Booked for {start} with {visit.Provider!.DisplayName}, and arrived.";
                    TempData["undo-url"] = $"/scheduling/change?handler=Undo&change={visit.Id}";
                    return Redirect($"/scheduling/board?location={visit.LocationId}#visit-{visit.Id}");
                case WalkIn.NobodyFree nobody:
                    Refusal = $"Nothing was booked: {(Form.ProviderId is null ? "nobody" : "this provider")} has {nobody.Minutes} minutes free for the rest of today. Choose another provider or a shorter kind of visit, or book another day.";
                    break;
                case WalkIn.Deceased:
                    Refusal = VisitEntry.IsDeceased;
                    break;
                default:
                    Refusal = "Nothing was booked: the patient or the kind of visit is no longer there. Search again.";
                    break;
            }
        }

        await ShowChosen(stopping);
        return Page();
    }

    private async Task<bool> LoadChoices(CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(place => visible.Location(place.Id))];
        Form.LocationId ??= Locations is [var first, ..] ? first.Id : null;
        Providers = await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping);
        VisitTypes = await db.VisitTypesInUse.ToListAsync(stopping);
        return Locations.Any(place => place.Id == Form.LocationId) && (Form.ProviderId is null || Providers.Any(provider => provider.Id == Form.ProviderId));
    }

    private async Task ShowChosen(CancellationToken stopping)
    {
        if (Form.PatientId is { } patient)
        {
            Found = await search.Chosen(patient, stopping);
        }
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class WalkInForm
{
    public Guid VisitId { get; set; }

    public Guid? LocationId { get; set; }

    [Required(ErrorMessage = "Choose the patient: search by name, birth date, phone or MRN.")]
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the visit type.")]
    public Guid? VisitTypeId { get; set; }

    /// <summary>Null for whoever is free first.</summary>
    public Guid? ProviderId { get; set; }
}
