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
    HoldSlot hold,
    FindFreeSlots slots,
    SayLanes say,
    VisibleToActor visible,
    SearchPatients search,
    IAppointmentTasks tasks,
    AskWindow window,
    IOrganization organization,
    AuditTrail audit,
    CurrentActor actor,
    TimeProvider clock) : PageModel
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
                await OfferNext(Form.VisitTypeId, minutes, stopping);
                return;
            case VisitEntry.NotFree { Why: var why }:
                Refusal = $"Not booked: {await say.Words(why, Location.Id, stopping)}.";
                await OfferNext(Form.VisitTypeId, minutes, stopping);
                return;
            case VisitEntry.ForOthers { Rule: PatientRule.New, LastSeen: { } seen }:
                (Refusal, MayInsist) = ($"Not booked: this type is for new patients, and this one was seen here on {LocalTime.Us(LocalTime.DayAt(Location, seen))}.", true);
                return;
            case VisitEntry.ForOthers:
                (Refusal, MayInsist) = ($"Not booked: this type is for patients who were seen here within {BookVisit.YearsEstablished} years, and no such visit of this one is known here.", true);
                return;
            case VisitEntry.NotBeside:
                Refusal = "Not booked: the visit that this one belongs with was moved or cancelled meanwhile. Look at it first.";
                return;
            default:
                Refusal = refused is VisitEntry.RequestBooked
                    ? "Not booked: somebody has booked an appointment for this task meanwhile."
                    : "Not booked: the task that asked for it is done or void by now, or about another patient. Look at the task first.";
                return;
        }
    }

    private async Task OfferNext(Guid? typeId, int minutes, CancellationToken stopping)
    {
        var free = await slots.Run(new SlotWish([Location.Id], typeId, minutes, Start, MostOffered) { ProviderIds = [Provider.Id], RoomId = Room?.Id }, stopping);
        NextFree = [.. free.Select(slot => (
            Slot.Value(slot.ProviderId, slot.StartsAt), LocalTime.At(Location, slot.StartsAt).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture)))];
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
        VisitTypes = await db.VisitTypes.AsNoTracking().Where(type => !type.IsRetired).OrderBy(type => type.Name).ToListAsync(stopping);
        Room = Form.RoomId is { } room ? await db.Resources.AsNoTracking().SingleOrDefaultAsync(known => known.Id == room && known.LocationId == location.Id && !known.IsClosed, stopping) : null;
        Wish = Form.TaskId is { } task ? await tasks.Find(task, stopping) : null;
        if (Wish is not null)
        {
            await audit.Record(db, new AuditEntry("task.viewed", "task", Wish.TaskId, [Wish.PatientId], LocationId: Wish.LocationId), stopping);
        }

        if (Form.BesideId is { } otherId)
        {
            Other = await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == otherId, stopping);
            OtherStart = Other is null ? default : LocalTime.At(location, Other.StartsAt);
        }

        return (Form.TaskId is null || Wish is not null) && (Form.BesideId is null || Other is not null);
    }

    private async Task ShowChosen(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var start = Start.ToUniversalTime();
        HeldUntil = await db.Holds.Where(mine => mine.Id == Form.HoldId && mine.HeldBy == actor.UserId && mine.Until > now && mine.ProviderId == Provider.Id && mine.StartsAt == start).Select(mine => (DateTimeOffset?)mine.Until).SingleOrDefaultAsync(stopping) is { } until
            ? LocalTime.At(Location, until)
            : null;
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

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class BookForm
{
    public Guid VisitId { get; set; }

    public Guid LocationId { get; set; }

    /// <summary>See <see cref="Areas.Scheduling.Pages.Slot.Value"/>.</summary>
    public string? Slot { get; set; }

    public Guid? TaskId { get; set; }

    /// <summary>Of the hold that this form may take.</summary>
    public Guid HoldId { get; set; }

    /// <summary>The room or device that it is wanted in.</summary>
    public Guid? RoomId { get; set; }

    /// <summary>Also where the type is not meant for this patient.</summary>
    public bool Anyway { get; set; }

    /// <summary>The visit that this one is to belong with.</summary>
    public Guid? BesideId { get; set; }

    /// <summary>It comes before that one, rather than after.</summary>
    public bool Before { get; set; }

    [Range(0, Beside.LongestGap, ErrorMessage = "Between two visits of a day lie 0 to 1440 minutes.")]
    public int? Gap { get; set; }

    /// <summary>The patient for whom the page has said that the time lies outside of what is covered or authorized; null for none.</summary>
    public Guid? BeyondFor { get; set; }

    [Required(ErrorMessage = "Choose the patient: search by name, birth date, phone or MRN.")]
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the visit type.")]
    public Guid? VisitTypeId { get; set; }

    [Range(BookVisit.LeastMinutes, BookVisit.MostMinutes, ErrorMessage = "A visit lasts 5 to 720 minutes.")]
    public int? Minutes { get; set; }
}
