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
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// A location's day, one column a provider: free times are booked from here. With a task in hand the times are for its patient, with a
/// visit in hand they are where it moves to.
/// </summary>
[Authorize(Policy = SchedulingRights.ViewVisits)]
internal sealed class DayModel(
    SchedulingDb db,
    LoadDay load,
    FindFreeSlots slots,
    VisibleToActor visible,
    IAppointmentTasks tasks,
    IPatients patients,
    IOrganization organization,
    AuditTrail audit,
    IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    /// <summary>What a free time must hold before the length of the visit is known.</summary>
    private const int ShortVisit = 20;

    public Location Location { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public DateOnly Date { get; private set; }

    public DateOnly Today { get; private set; }

    public Day Day { get; private set; } = null!;

    public bool MayBook { get; private set; }

    /// <summary>What is to be booked.</summary>
    public AppointmentWish? Wish { get; private set; }

    /// <summary>What is to be moved.</summary>
    public Visit? Moving { get; private set; }

    /// <summary>Of the task or the visit in hand.</summary>
    public PatientSummary? Patient { get; private set; }

    /// <summary>Times before this instant are over.</summary>
    public DateTimeOffset Now { get; private set; }

    public async Task<IActionResult> OnGet(Guid? location, DateOnly? date, Guid? task, Guid? moving, CancellationToken stopping)
    {
        MayBook = (await authorization.AuthorizeAsync(User, SchedulingRights.EnterVisits)).Succeeded;
        if (!await TakeInHand(MayBook ? task : null, MayBook ? moving : null, stopping) || !await Choose(location ?? Wish?.LocationId ?? Moving?.LocationId, date, stopping))
        {
            return NotFound();
        }

        Day = await load.Run(Location, Date, stopping);
        var shown = Day.Columns.SelectMany(column => column.Blocks).Select(block => block.Visit?.Visit.PatientId).OfType<Guid>()
            .Concat(Day.Cancelled.Select(visit => visit.Visit.PatientId)).Append(Patient?.Id ?? Guid.Empty).Where(id => id != Guid.Empty);
        await audit.Record(db, new AuditEntry("visits.day-viewed", "location", Location.Id, [.. shown.Distinct()], LocationId: Location.Id), stopping);
        return Page();
    }

    /// <summary>Asked by the open page now and then: whether the day is still as shown. The page itself stays as it is.</summary>
    public async Task<IActionResult> OnGetLive(Guid location, DateOnly date, string? stamp, CancellationToken stopping)
    {
        if (!await Choose(location, date, stopping))
        {
            return NotFound();
        }

        return await load.Stamp(Location, Date, stopping) == stamp ? StatusCode(StatusCodes.Status204NoContent) : Partial("_DayChanged");
    }

    /// <summary>The address of this view, with what is in hand.</summary>
    public string Address(DateOnly day) =>
        $"/scheduling/day?location={Location.Id}&date={Iso(day)}{(Wish is { } wish ? $"&task={wish.TaskId}" : "")}{(Moving is { } visit ? $"&moving={visit.Id}" : "")}";

    public string BookAt(DayCell cell) =>
        $"/scheduling/book?location={Location.Id}&provider={cell.ProviderId}&at={Slot.Instant(cell.Start)}{(Wish is { } wish ? $"&task={wish.TaskId}" : "")}";

    public static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task<bool> TakeInHand(Guid? task, Guid? moving, CancellationToken stopping)
    {
        if (task is { } taskId)
        {
            Wish = await tasks.Find(taskId, stopping);
        }

        if (moving is { } visitId)
        {
            Moving = await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == visitId, stopping);
        }

        Patient = (Wish?.PatientId ?? Moving?.PatientId) is { } patient ? await patients.Find(patient, stopping) : null;
        return (task is null || Wish is not null) && (moving is null || Moving is not null);
    }

    private async Task<bool> Choose(Guid? location, DateOnly? date, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id))];
        if (Locations.FirstOrDefault(place => location is null || place.Id == location) is not { } chosen)
        {
            return false;
        }

        Location = chosen;
        Now = clock.GetUtcNow();
        Today = LocalTime.DayAt(chosen, Now);
        Date = date ?? await FirstDay(stopping);
        return Date > DateOnly.MinValue.AddDays(2) && Date < DateOnly.MaxValue.AddDays(-2);
    }

    /// <summary>With a task in hand the first day that has a free time; a visit is moved from its own day; else today.</summary>
    private async Task<DateOnly> FirstDay(CancellationToken stopping)
    {
        if (Moving is { } visit)
        {
            return LocalTime.DayAt(Location, visit.StartsAt);
        }

        var free = Wish is null ? [] : await slots.Run(Location.Id, providerId: null, ShortVisit, Now, 1, stopping);
        return free is [var first, ..] ? LocalTime.DayAt(Location, first.StartsAt) : Today;
    }
}

/// <summary>How a free time is written in addresses and forms: ids and an instant, never a wall clock, which may show a time twice.</summary>
internal static class Slot
{
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public static string Value(Guid providerId, DateTimeOffset at) => $"{providerId}|{Instant(at)}";

    /// <returns>Null for what is no slot.</returns>
    public static (Guid ProviderId, DateTimeOffset At)? Parse(string? value) =>
        value?.Split('|') is [var provider, var at]
        && Guid.TryParse(provider, out var id)
        && DateTimeOffset.TryParseExact(at, "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
        && instant.Year is >= 1990 and <= 2100
            ? (id, instant)
            : null;
}
