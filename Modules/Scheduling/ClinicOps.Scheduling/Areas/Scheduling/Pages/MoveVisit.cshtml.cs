using System.ComponentModel.DataAnnotations;
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

/// <summary>
/// Another day, time, provider or length for a visit, typed: what dragging does on the calendar. A refusal keeps what was typed, and offers the next free times.
/// </summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class MoveVisitModel(
    SchedulingDb db, ChangeVisit change, FindFreeSlots slots, VisibleToActor visible, SayChanged say, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostOffered = 3;

    [BindProperty]
    public MoveForm Form { get; set; } = new();

    public Visit Visit { get; private set; } = null!;

    public Location? Location { get; private set; }

    public PatientSummary? Patient { get; private set; }

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    /// <summary>The start happens twice on that day: the form asks which one is meant.</summary>
    public bool AsksWhichOccurrence { get; private set; }

    /// <summary>Why nothing was changed; null before.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The next free times of that length with that provider, where the one asked for was not.</summary>
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
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (!ModelState.IsValid || Wanted() is not { } to)
        {
            return Page();
        }

        var moved = await change.Move(id, Form.Version, to, Form.Minutes!.Value, stopping);
        if (moved is VisitChanged.Unknown)
        {
            ModelState.AddModelError($"{nameof(Form)}.{nameof(MoveForm.ProviderId)}", "Choose the provider.");
            return Page();
        }

        if (moved is VisitChanged.Done or VisitChanged.WasSo)
        {
            TempData["toast"] = await say.Words(moved, stopping);
            if (moved is VisitChanged.Done { ChangeId: var changeId })
            {
                TempData["undo-url"] = $"/scheduling/change?handler=Undo&change={changeId}";
            }

            return Redirect($"/scheduling/day?location={to.LocationId}&date={DayModel.Iso(LocalTime.DayAt(Location, to.StartsAt))}#visit-{id}");
        }

        Refusal = await say.Words(moved, stopping);
        Offered = moved is VisitChanged.Overlaps or VisitChanged.NotFree ? await NextFree(to, stopping) : [];
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
            new SlotWish([to.LocationId], Visit.VisitTypeId, Form.Minutes, start > now ? start : now, MostOffered) { ProviderIds = [to.ProviderId] }, stopping);
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

    public bool? SecondOccurrence { get; set; }

    /// <summary>One of the offered times instead of what was typed. See <see cref="Slot.Value"/>.</summary>
    public string? Take { get; set; }
}
