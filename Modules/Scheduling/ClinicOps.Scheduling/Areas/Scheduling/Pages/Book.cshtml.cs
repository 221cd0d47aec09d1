using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Books one free time for a patient who is searched for, or for the one whose task is in hand. Who comes too late gets the next free times.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class BookModel(
    SchedulingDb db,
    BookVisit book,
    FindFreeSlots slots,
    VisibleToActor visible,
    SearchPatients search,
    IAppointmentTasks tasks,
    IOrganization organization,
    AuditTrail audit) : PageModel
{
    private const int MostOffered = 5;

    [BindProperty]
    public BookForm Form { get; set; } = new();

    public Location Location { get; private set; } = null!;

    public Provider Provider { get; private set; } = null!;

    /// <summary>On the location's wall clock.</summary>
    public DateTimeOffset Start { get; private set; }

    public AppointmentWish? Wish { get; private set; }

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public FoundPatients Found { get; private set; } = FoundPatients.NotSearched;

    /// <summary>Why it was not booked; empty at first.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Whom it was not booked for because they have died.</summary>
    public Guid? Deceased { get; private set; }

    public IReadOnlyList<(string Value, string Text)> NextFree { get; private set; } = [];

    /// <summary>Which of two equal times, where the clocks go back.</summary>
    public string WhichOne => TimeZoneInfo.FindSystemTimeZoneById(Location.TimeZone) is var zone && zone.IsAmbiguousTime(Start.DateTime)
        ? Start.Offset == zone.GetAmbiguousTimeOffsets(Start.DateTime).Max() ? " (the first)" : " (the second)"
        : "";

    public string BackToDay =>
        $"/scheduling/day?location={Location.Id}&date={DayModel.Iso(DateOnly.FromDateTime(Start.DateTime))}{(Form.TaskId is { } task ? $"&task={task}" : "")}";

    public async Task<IActionResult> OnGet(Guid location, Guid provider, DateTimeOffset at, Guid? task, CancellationToken stopping)
    {
        Form = new BookForm { VisitId = Guid.CreateVersion7(), LocationId = location, Slot = Slot.Value(provider, at), TaskId = task };
        if (!await LoadSlot(stopping))
        {
            return NotFound();
        }

        Form.PatientId = Wish?.PatientId;
        Form.VisitTypeId = VisitTypes.FirstOrDefault(type => type.Code == Wish?.OrderKind)?.Id;
        await ShowChosen(stopping);
        return Page();
    }

    /// <summary>The search box: by htmx as it is typed into, or the whole page without a script.</summary>
    public async Task<IActionResult> OnPostSearch(CancellationToken stopping)
    {
        ModelState.Clear();
        Found = await search.Run(Form.PatientSearch, Form.PatientId, stopping);
        return Request.Headers.ContainsKey("HX-Request") ? Partial("_FoundPatients", Found) : await LoadSlot(stopping) ? Page() : NotFound();
    }

    /// <param name="take">One of the offered times, instead of the one that was taken meanwhile.</param>
    public async Task<IActionResult> OnPost(string? take, CancellationToken stopping)
    {
        Form.Slot = Slot.Parse(take) is null ? Form.Slot : take;
        if (!await LoadSlot(stopping))
        {
            return NotFound();
        }

        var type = VisitTypes.FirstOrDefault(known => known.Id == Form.VisitTypeId);
        if (ModelState.IsValid && type is not null)
        {
            var minutes = Form.Minutes ?? type.Minutes;
            var entry = await book.Run(
                new VisitToBook(Form.VisitId, Form.PatientId!.Value, Provider.Id, Location.Id, type.Id, type.Name, Start.ToUniversalTime(), minutes, Form.TaskId), stopping);
            if (entry is VisitEntry.Entered or VisitEntry.EnteredBefore)
            {
                return await GoToDay(stopping);
            }

            await Explain(entry, minutes, stopping);
        }

        await ShowChosen(stopping);
        return Page();
    }

    /// <summary>Where the visit is: of a form sent twice, where the first one put it.</summary>
    private async Task<IActionResult> GoToDay(CancellationToken stopping)
    {
        if (await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == Form.VisitId, stopping) is not { } visit)
        {
            return NotFound();
        }

        var start = LocalTime.At((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt);
        TempData["toast"] = $"Booked: {start.ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture)}.";
        TempData["undo-url"] = $"/scheduling/change?handler=Undo&change={visit.Id}";
        return Redirect($"/scheduling/day?location={visit.LocationId}&date={DayModel.Iso(DateOnly.FromDateTime(start.DateTime))}#visit-{visit.Id}");
    }

    private async Task Explain(VisitEntry refused, int minutes, CancellationToken stopping)
    {
        switch (refused)
        {
            case VisitEntry.PatientUnknown:
                ModelState.AddModelError($"{nameof(Form)}.{nameof(Form.PatientId)}", "This patient is no longer registered. Search again.");
                return;
            case VisitEntry.PatientDeceased deceased:
                (Refusal, Deceased) = (VisitEntry.IsDeceased, deceased.PatientId);
                return;
            case VisitEntry.InvalidTime:
                ModelState.AddModelError($"{nameof(Form)}.{nameof(Form.Minutes)}", "A visit lasts 5 to 720 minutes.");
                return;
            case VisitEntry.Overlaps other:
                Refusal = await OverlapMessage(other, stopping);
                var free = await slots.Run(Location.Id, Provider.Id, minutes, Start, MostOffered, stopping);
                NextFree = [.. free.Select(slot => (
                    Slot.Value(slot.ProviderId, slot.StartsAt), LocalTime.At(Location, slot.StartsAt).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture)))];
                return;
            default:
                Refusal = refused is VisitEntry.RequestBooked
                    ? "Not booked: somebody has booked an appointment for this task meanwhile."
                    : "Not booked: the task that asked for it is done or void by now, or about another patient. Look at the task first.";
                return;
        }
    }

    private async Task<string> OverlapMessage(VisitEntry.Overlaps other, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(other.LocationId);
        var start = LocalTime.At(location, other.StartsAt).ToString("h:mm tt", CultureInfo.InvariantCulture);
        var end = LocalTime.At(location, other.EndsAt).ToString("h:mm tt", CultureInfo.InvariantCulture);
        var where = other.LocationId == Location.Id ? "" : $" at {location?.Name ?? "another location"}";
        return $"Not booked: {Provider.DisplayName} has a visit from {start} to {end}{where}.";
    }

    private async Task<bool> LoadSlot(CancellationToken stopping)
    {
        if (Slot.Parse(Form.Slot) is not { } slot
            || (await organization.Profile(stopping)).Find(Form.LocationId) is not { } location || !visible.Location(location.Id)
            || await db.Providers.AsNoTracking().SingleOrDefaultAsync(provider => provider.Id == slot.ProviderId, stopping) is not { } provider)
        {
            return false;
        }

        (Location, Provider, Start) = (location, provider, LocalTime.At(location, slot.At));
        VisitTypes = await db.VisitTypes.AsNoTracking().OrderBy(type => type.Name).ToListAsync(stopping);
        Wish = Form.TaskId is { } task ? await tasks.Find(task, stopping) : null;
        if (Wish is not null)
        {
            await audit.Record(db, new AuditEntry("task.viewed", "task", Wish.TaskId, [Wish.PatientId], LocationId: Wish.LocationId), stopping);
        }

        return Form.TaskId is null || Wish is not null;
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
internal sealed class BookForm
{
    public Guid VisitId { get; set; }

    public Guid LocationId { get; set; }

    /// <summary>See <see cref="Areas.Scheduling.Pages.Slot.Value"/>.</summary>
    public string? Slot { get; set; }

    public Guid? TaskId { get; set; }

    [Required(ErrorMessage = "Choose the patient: search by name, birth date, phone or MRN.")]
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the visit type.")]
    public Guid? VisitTypeId { get; set; }

    [Range(BookVisit.LeastMinutes, BookVisit.MostMinutes, ErrorMessage = "A visit lasts 5 to 720 minutes.")]
    public int? Minutes { get; set; }
}
