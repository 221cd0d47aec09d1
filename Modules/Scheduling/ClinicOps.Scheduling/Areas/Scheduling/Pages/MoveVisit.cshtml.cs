using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Series;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// Another day, time, provider, room or length for a visit: one of the next free times by a key, or typed, as dragging does it on the calendar. A refusal keeps what was typed.
/// </summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class MoveVisitModel(
    SchedulingDb db, ChangeVisit change, FindFreeSlots slots, LoadTogether together, VisibleToActor visible, SayChanged say, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostOffered = 5;

    [BindProperty]
    public MoveForm Form { get; set; } = new();

    public Visit Visit { get; private set; } = null!;

    public Location? Location { get; private set; }

    public PatientSummary? Patient { get; private set; }

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    /// <summary>The open rooms and devices of the location that visits of this type stand in.</summary>
    public IReadOnlyList<Resource> Rooms { get; private set; } = [];

    /// <summary>Where it stands now, by name; empty where it stands in none.</summary>
    public string StandsIn { get; private set; } = "";

    /// <summary>The start happens twice on that day: the form asks which one is meant.</summary>
    public bool AsksWhichOccurrence { get; private set; }

    /// <summary>Why nothing was changed; null before.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The next free times of that length with that provider, from its day on.</summary>
    public IReadOnlyList<FreeSlot> Offered { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        var start = LocalTime.At(Location, Visit.StartsAt);
        Form = new MoveForm
        {
            Version = Visit.Version,
            ProviderId = Visit.ProviderId,
            Date = DateOnly.FromDateTime(start.DateTime),
            Start = TimeOnly.FromDateTime(start.DateTime),
            Minutes = (int)(Visit.EndsAt - Visit.StartsAt).TotalMinutes,
        };
        Offered = Visit.State == VisitStates.Booked ? await NextFree(Place.Of(Visit), stopping) : [];
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (Form.RoomId is { } room && !Rooms.Any(known => known.Id == room))
        {
            ModelState.AddModelError($"{nameof(Form)}.{nameof(MoveForm.RoomId)}", "Choose one of these rooms.");
        }

        if (!ModelState.IsValid || Wanted() is not { } to)
        {
            return Page();
        }

        var moved = await change.Move(id, Form.Version, to, Form.Minutes!.Value, Form.RoomId, stopping);
        if (moved is VisitChanged.Unknown)
        {
            ModelState.AddModelError($"{nameof(Form)}.{nameof(MoveForm.ProviderId)}", "Choose the provider.");
            return Page();
        }

        if (moved is VisitChanged.Done or VisitChanged.WasSo)
        {
            TempData["toast"] = await say.Words(moved, stopping);
            if (moved is VisitChanged.Done { What: not VisitChangeKind.RoomGiven, ChangeId: var changeId })
            {
                TempData["undo-url"] = $"/scheduling/change?handler=Undo&change={changeId}";
            }

            if (moved is VisitChanged.Done { What: VisitChangeKind.Moved or VisitChangeKind.Resized, Visit: var left } && await together.IsAnyApart(left, stopping))
            {
                TempData["toast"] += SayChanged.StandsApart;
                return Redirect($"/scheduling/visits/visit/{id}#together");
            }

            return Redirect($"/scheduling/day?location={to.LocationId}&date={DayModel.Iso(LocalTime.DayAt(Location, to.StartsAt))}#visit-{id}");
        }

        Refusal = await say.Words(moved, stopping);
        Offered = moved is VisitChanged.Overlaps or VisitChanged.NotFree or VisitChanged.NotThisRoom { IsTaken: true } ? await NextFree(to, stopping) : [];
        return Page();
    }

    /// <summary>Twice a year a wall clock shows an offered time twice: which one it is, is said.</summary>
    public string WhichOne(FreeSlot slot)
    {
        var (zone, start) = (TimeZoneInfo.FindSystemTimeZoneById(Location?.TimeZone ?? "Etc/UTC"), LocalTime.At(Location, slot.StartsAt));
        return !zone.IsAmbiguousTime(start.DateTime) ? "" : start.Offset == zone.GetAmbiguousTimeOffsets(start.DateTime).Max() ? " (the first)" : " (the second)";
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == id, stopping) is not { } found)
        {
            return false;
        }

        Visit = found;
        Location = (await organization.Profile(stopping)).Find(found.LocationId);
        Patient = await patients.Find(found.PatientId, stopping);
        Providers = await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping);
        var rooms = await db.Resources.AsNoTracking().Include(room => room.Kind)
            .Where(room => room.LocationId == found.LocationId
                && (found.ResourceIds.Contains(room.Id) || (!room.IsClosed && db.VisitTypes.Any(type => type.Id == found.VisitTypeId && type.Needs.Any(need => need.KindId == room.KindId)))))
            .OrderBy(room => room.Kind!.Name).ThenBy(room => room.Name).ToListAsync(stopping);
        Rooms = rooms.FindAll(room => !room.IsClosed);
        StandsIn = string.Join(" and ", rooms.Where(room => found.ResourceIds.Contains(room.Id)).Select(room => room.Name));
        await audit.Record(db, new AuditEntry("visit.viewed", "visit", id, [found.PatientId], LocationId: found.LocationId), stopping);
        return true;
    }

    /// <summary>Where it is to stand: one of the offered times, or what was typed.</summary>
    /// <returns>Null for what the clock on the wall does not show; the form says so.</returns>
    private Place? Wanted()
    {
        if (Slot.Parse(Form.Take) is { } offered)
        {
            return new Place(offered.ProviderId, Visit.LocationId, offered.At);
        }

        switch (LocalTimes.Resolve(Form.Date!.Value.ToDateTime(Form.Start!.Value), Location?.TimeZone ?? "Etc/UTC", Form.SecondOccurrence ?? Before()))
        {
            case LocalInstant.At at:
                return new Place(Form.ProviderId!.Value, Visit.LocationId, at.Instant);
            case LocalInstant.HappensTwice:
                AsksWhichOccurrence = true;
                ModelState.AddModelError($"{nameof(Form)}.{nameof(MoveForm.SecondOccurrence)}", "The clocks go back on this day, and this time happens twice. Say which one is meant.");
                return null;
            default:
                ModelState.AddModelError($"{nameof(Form)}.{nameof(MoveForm.Start)}", "The clocks go forward on this day and skip this time. Choose an earlier or later one.");
                return null;
        }
    }

    /// <summary>A visit in the hour that happens twice, whose time was left as it is, stays in its own; null for all others.</summary>
    private bool? Before()
    {
        var start = LocalTime.At(Location, Visit.StartsAt);
        var typed = Form.Date!.Value.ToDateTime(Form.Start!.Value);
        return start.DateTime != typed ? null : LocalTimes.Resolve(typed, Location?.TimeZone ?? "Etc/UTC", second: true) is LocalInstant.At second && second.Instant == Visit.StartsAt;
    }

    private async Task<IReadOnlyList<FreeSlot>> NextFree(Place to, CancellationToken stopping)
    {
        var (start, now) = (LocalTime.StartOf(LocalTime.DayAt(Location, to.StartsAt), Location), clock.GetUtcNow());
        return await slots.Run(
            new SlotWish([to.LocationId], Visit.VisitTypeId, Form.Minutes, start > now ? start : now, MostOffered) { ProviderIds = [to.ProviderId], RoomId = Form.RoomId }, stopping);
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class MoveForm
{
    public uint Version { get; set; }

    [Required(ErrorMessage = "Choose the provider.")]
    public Guid? ProviderId { get; set; }

    [Required(ErrorMessage = "Choose the day."), Range(typeof(DateOnly), "1990-01-01", "2100-12-31", ErrorMessage = "Choose a day between 1990 and 2100.")]
    public DateOnly? Date { get; set; }

    [Required(ErrorMessage = "Choose the time.")]
    public TimeOnly? Start { get; set; }

    [Required(ErrorMessage = "Say how long it takes."), Range(BookVisit.LeastMinutes, BookVisit.MostMinutes, ErrorMessage = "A visit lasts 5 to 720 minutes.")]
    public int? Minutes { get; set; }

    /// <summary>The room or device that it is wanted in; null for the one it stands in or another that is free.</summary>
    public Guid? RoomId { get; set; }

    public bool? SecondOccurrence { get; set; }

    /// <summary>One of the offered times instead of what was typed. See <see cref="Slot.Value"/>.</summary>
    public string? Take { get; set; }
}
