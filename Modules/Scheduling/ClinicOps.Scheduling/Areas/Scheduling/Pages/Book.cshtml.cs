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
internal sealed partial class BookModel(
    SchedulingDb db,
    BookVisit book,
    HoldSlot hold,
    FindFreeSlots slots,
    SayLanes say,
    OpenSlot open,
    VisibleToActor visible,
    SearchPatients search,
    IAppointmentTasks tasks,
    AskWindow window,
    IOrganization organization,
    AuditTrail audit) : PageModel
{
    private const int MostOffered = 5;

    /// <summary>For how long a time is held before the length of the visit is known.</summary>
    private const int ShortVisit = 20;

    [BindProperty]
    public BookForm Form { get; set; } = new();

    public Location Location { get; private set; } = null!;

    public Provider Provider { get; private set; } = null!;

    /// <summary>On the location's wall clock.</summary>
    public DateTimeOffset Start { get; private set; }

    public AppointmentWish? Wish { get; private set; }

    /// <summary>The room or device that it is wanted in; null for any.</summary>
    public Resource? Room { get; private set; }

    /// <summary>The visit that this one is to belong with; null for none.</summary>
    public Visit? Other { get; private set; }

    /// <summary>On the location's wall clock.</summary>
    public DateTimeOffset OtherStart { get; private set; }

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public FoundPatients Found { get; private set; } = FoundPatients.NotSearched;

    /// <summary>Why it was not booked; empty at first.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Whom it was not booked for because they have died.</summary>
    public Guid? Deceased { get; private set; }

    /// <summary>It was refused since the type is not for this patient: who knows better books all the same.</summary>
    public bool MayInsist { get; private set; }

    /// <summary>On which days the visit is covered and authorized; open until the patient is chosen.</summary>
    public VisitWindow Window { get; private set; } = VisitWindow.Open;

    /// <summary>The limits that this time lies outside of; empty where it lies within all.</summary>
    public IReadOnlyList<WindowLimit> Beyond => [.. Window.Beyond(DateOnly.FromDateTime(Start.DateTime))];

    /// <summary>It was not booked since nobody had said yet that it lies outside of what is covered or authorized.</summary>
    public bool MayGoBeyond { get; private set; }

    /// <summary>Until when the user holds this time, on the location's clock; null when not.</summary>
    public DateTimeOffset? HeldUntil { get; private set; }

    public IReadOnlyList<(string Value, string Text)> NextFree { get; private set; } = [];

    /// <summary>Which of two equal times, where the clocks go back.</summary>
    public string WhichOne => TimeZoneInfo.FindSystemTimeZoneById(Location.TimeZone) is var zone && zone.IsAmbiguousTime(Start.DateTime)
        ? Start.Offset == zone.GetAmbiguousTimeOffsets(Start.DateTime).Max() ? " (the first)" : " (the second)"
        : "";

    public string BackToDay =>
        $"/scheduling/day?location={Location.Id}&date={DayModel.Iso(DateOnly.FromDateTime(Start.DateTime))}{(Form.TaskId is { } task ? $"&task={task}" : "")}";

    public async Task<IActionResult> OnGet(Guid location, Guid provider, DateTimeOffset at, Guid? task, Guid? visitTypeId, Guid? beside, bool before, int? gap, Guid? patient, Guid? holdId, Guid? roomId, int? minutes, CancellationToken stopping)
    {
        Form = new BookForm
        {
            VisitId = Guid.CreateVersion7(),
            LocationId = location,
            Slot = Slot.Value(provider, at),
            TaskId = task,
            HoldId = holdId ?? Guid.CreateVersion7(),
            BesideId = beside,
            Before = before,
            Gap = gap,
            RoomId = roomId,
            Minutes = minutes,
        };
        if (!await LoadSlot(stopping))
        {
            return NotFound();
        }

        Form.PatientId = Wish?.PatientId ?? Other?.PatientId ?? patient;
        Form.VisitTypeId = (VisitTypes.FirstOrDefault(type => type.Id == visitTypeId) ?? VisitTypes.FirstOrDefault(type => type.Code == Wish?.OrderKind) ?? VisitTypes.FirstOrDefault(type => type.IsFor(Wish?.OrderKind)))?.Id;
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

    /// <summary>Somebody who is not registered yet is, in passing: then back here with the patient, and what is held and chosen.</summary>
    public async Task<IActionResult> OnPostRegister(CancellationToken stopping)
    {
        if (!await LoadSlot(stopping))
        {
            return NotFound();
        }

        var back = $"/scheduling/book?location={Location.Id}&provider={Provider.Id}&at={Slot.Instant(Start)}&visitTypeId={Form.VisitTypeId}&minutes={Form.Minutes}&holdId={Form.HoldId}&roomId={Form.RoomId}";
        return Redirect($"/intake/patients/register?back={Uri.EscapeDataString(back)}");
    }

    /// <summary>Keeps the time while the patient is on the phone.</summary>
    public async Task<IActionResult> OnPostHold(CancellationToken stopping)
    {
        ModelState.Clear();
        if (!await LoadSlot(stopping))
        {
            return NotFound();
        }

        Form.HoldId = Form.HoldId == Guid.Empty ? Guid.CreateVersion7() : Form.HoldId;
        var type = VisitTypes.FirstOrDefault(known => known.Id == Form.VisitTypeId);
        var minutes = Form.Minutes ?? type?.Minutes ?? ShortVisit;
        var held = await hold.Take(new SlotToHold(Form.HoldId, Provider.Id, Location.Id, type?.Id, Start.ToUniversalTime(), minutes), stopping);
        if (held is SlotHeld.NotFree refused)
        {
            Refusal = $"Not held: {await say.Words(refused.Why, Location.Id, stopping)}.";
            await OfferNext(type?.Id, minutes, stopping);
        }
        else if (held is SlotHeld.Unknown)
        {
            Refusal = "Not held: a visit lasts 5 to 720 minutes.";
        }

        await ShowChosen(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPostLetGo(CancellationToken stopping)
    {
        ModelState.Clear();
        await hold.LetGo(Form.HoldId, stopping);
        Form.HoldId = Guid.CreateVersion7();
        if (!await LoadSlot(stopping))
        {
            return NotFound();
        }

        await ShowChosen(stopping);
        return Page();
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
        if (ModelState.IsValid && type is not null && await IsWithinOrSaid(stopping))
        {
            var minutes = Form.Minutes ?? type.Minutes;
            var entry = await book.Run(
                new VisitToBook(Form.VisitId, Form.PatientId!.Value, Provider.Id, Location.Id, type.Id, type.Name, Start.ToUniversalTime(), minutes, Form.TaskId)
                {
                    HoldId = Form.HoldId,
                    RoomId = Room?.Id,
                    AnyPatient = Form.Anyway,
                    Beside = Form.BesideId is { } other ? new Beside(other, !Form.Before, Form.Gap) : null,
                },
                stopping);
            if (entry is VisitEntry.Entered or VisitEntry.EnteredBefore)
            {
                return await GoToDay(stopping);
            }

            await Explain(entry, minutes, stopping);
        }

        await ShowChosen(stopping);
        return Page();
    }

    /// <summary>Booking beyond what is covered or authorized is allowed once the page has said so.</summary>
    private async Task<bool> IsWithinOrSaid(CancellationToken stopping)
    {
        Window = await window.Of(Form.PatientId!.Value, Location.Id, Wish?.TaskId, Wish?.CareThreadId ?? Other?.CareThreadId, stopping);
        MayGoBeyond = Beyond.Count > 0 && Form.BeyondFor != Form.PatientId;
        return !MayGoBeyond;
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

    private async Task<bool> LoadSlot(CancellationToken stopping)
    {
        if (await open.Run(Form.Slot, Form.LocationId, stopping) is not { } slot)
        {
            return false;
        }

        (Location, Provider, Start) = (slot.Location, slot.Provider, slot.Start);
        VisitTypes = await db.VisitTypesInUse.ToListAsync(stopping);
        Room = Form.RoomId is { } room ? await db.Resources.AsNoTracking().SingleOrDefaultAsync(known => known.Id == room && known.LocationId == Location.Id && !known.IsClosed, stopping) : null;
        Wish = Form.TaskId is { } task ? await tasks.Find(task, stopping) : null;
        if (Wish is not null)
        {
            await audit.Record(db, new AuditEntry("task.viewed", "task", Wish.TaskId, [Wish.PatientId], LocationId: Wish.LocationId), stopping);
        }

        if (Form.BesideId is { } otherId)
        {
            Other = await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == otherId, stopping);
            OtherStart = Other is null ? default : LocalTime.At(Location, Other.StartsAt);
        }

        return (Form.TaskId is null || Wish is not null) && (Form.BesideId is null || Other is not null);
    }

    private async Task ShowChosen(CancellationToken stopping)
    {
        HeldUntil = await hold.HeldUntil(Form.HoldId, Provider.Id, Start, stopping) is { } until ? LocalTime.At(Location, until) : null;
        if (Form.PatientId is { } patient)
        {
            Found = await search.Chosen(patient, stopping);
            if (Found.Patients.Count > 0 && Window == VisitWindow.Open)
            {
                Window = await window.Of(patient, Location.Id, Wish?.TaskId, Wish?.CareThreadId ?? Other?.CareThreadId, stopping);
            }
        }
    }
}
