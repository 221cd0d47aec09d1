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
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// A location's day, one column a provider; the week of one of them, one column a day; or the rooms of the location. Free times are booked from here. With a
/// task in hand the times are for its patient, with a visit in hand they are where it moves to.
/// </summary>
[Authorize(Policy = SchedulingRights.ViewVisits)]
internal sealed class DayModel(
    SchedulingDb db,
    LoadTimes times,
    LoadDay load,
    LoadWeek week,
    LoadRooms rooms,
    FindFreeSlots slots,
    VisibleToActor visible,
    IAppointmentTasks tasks,
    IPatients patients,
    IOrganization organization,
    AuditTrail audit,
    IAuthorizationService authorization,
    IOptions<SchedulingOptions> options,
    TimeProvider clock) : PageModel
{
    /// <summary>What a free time must hold before the length of the visit is known.</summary>
    private const int ShortVisit = 20;

    private readonly HashSet<Guid> named = [];

    public Location Location { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public DateOnly Date { get; private set; }

    public DateOnly Today { get; private set; }

    /// <summary>One of <see cref="CalendarView"/>.</summary>
    public string Shown { get; private set; } = CalendarView.Day;

    /// <summary>Whose week is shown; null in the other views.</summary>
    public Provider? Whose { get; private set; }

    /// <summary>Whose week can be shown at this location.</summary>
    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public Day Day { get; private set; } = null!;

    public bool MayBook { get; private set; }

    /// <summary>Block times, among others.</summary>
    public bool MaySetUp { get; private set; }

    /// <summary>What is to be booked.</summary>
    public AppointmentWish? Wish { get; private set; }

    /// <summary>What is to be moved.</summary>
    public Visit? Moving { get; private set; }

    /// <summary>Of the task or the visit in hand.</summary>
    public PatientSummary? Patient { get; private set; }

    /// <summary>Times before this instant are over.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Between two lines.</summary>
    public int SlotMinutes => options.Value.SlotMinutes;

    public async Task<IActionResult> OnGet(Guid? location, DateOnly? date, Guid? task, Guid? moving, string? view, Guid? provider, CancellationToken stopping)
    {
        MayBook = (await authorization.AuthorizeAsync(User, SchedulingRights.EnterVisits)).Succeeded;
        MaySetUp = (await authorization.AuthorizeAsync(User, SchedulingRights.SetUpSchedule)).Succeeded;
        if (!await TakeInHand(MayBook ? task : null, MayBook ? moving : null, stopping) || !await Choose(location ?? Wish?.LocationId ?? Moving?.LocationId, date, stopping)
            || !await ChooseView(view, provider ?? Moving?.ProviderId, stopping))
        {
            return NotFound();
        }

        Day = Shown switch
        {
            CalendarView.Week => await week.Run(Location, Date, Whose!, stopping),
            CalendarView.Rooms => await rooms.Run(Location, Date, stopping),
            _ => await load.Run(Location, Date, stopping),
        };
        var shown = Day.Columns.SelectMany(column => column.Blocks).Select(block => block.Visit?.Visit.PatientId).OfType<Guid>()
            .Concat(Day.Cancelled.Select(visit => visit.Visit.PatientId)).Append(Patient?.Id ?? Guid.Empty).Where(id => id != Guid.Empty);
        await audit.Record(db, new AuditEntry("visits.day-viewed", "location", Location.Id, [.. shown.Distinct()], LocationId: Location.Id), stopping);
        return Page();
    }

    /// <summary>Asked by the open page every one and a half seconds, so that a change is told of within two: whether what it shows is still so. The page itself stays as it is.</summary>
    public async Task<IActionResult> OnGetLive(Guid location, DateOnly date, string? stamp, string? view, Guid? provider, CancellationToken stopping)
    {
        if (!await Choose(location, date, stopping))
        {
            return NotFound();
        }

        var span = view == CalendarView.Week ? LoadWeek.SpanOf(Location, Date) : LoadDay.SpanOf(Location, Date);
        return await times.Stamp(Location, span, view == CalendarView.Week ? provider : null, stopping) == stamp ? StatusCode(StatusCodes.Status204NoContent) : Partial("_DayChanged", view == CalendarView.Week ? "week" : "day");
    }

    /// <summary>The address of this view on another day, with what is in hand.</summary>
    public string Address(DateOnly day) => Address(day, Shown, Whose?.Id);

    /// <param name="view">One of <see cref="CalendarView"/>.</param>
    /// <param name="provider">Whose week; null for the first's.</param>
    public string Address(DateOnly day, string view, Guid? provider = null) =>
        CalendarView.Address(Location.Id, day, view, provider) + $"{(Wish is { } wish ? $"&task={wish.TaskId}" : "")}{(Moving is { } visit ? $"&moving={visit.Id}" : "")}";

    /// <summary>Where a free time of a room is blocked.</summary>
    public static string BlockAt(DayCell cell) => $"/scheduling/settings/closed?of=room:{cell.ProviderId}&at={Slot.Instant(cell.Start)}";

    /// <summary>Names the visit for the address and the focus: the first time that it stands on the page, since rooms show it once each.</summary>
    public string? NameOf(Guid visitId) => named.Add(visitId) ? $"visit-{visitId}" : null;

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
        return Date > DateOnly.MinValue.AddDays(20) && Date < DateOnly.MaxValue.AddDays(-20);
    }

    /// <summary>Without a provider a week is the first's; where there is none, the day is shown.</summary>
    private async Task<bool> ChooseView(string? view, Guid? provider, CancellationToken stopping)
    {
        Shown = CalendarView.Of(view);
        Providers = await db.Providers.AsNoTracking()
            .Where(known => known.Id == provider || known.LocationId == Location.Id || db.WorkingHours.Any(usual => usual.ProviderId == known.Id && usual.LocationId == Location.Id))
            .OrderBy(known => known.Name).ToListAsync(stopping);
        if (Shown == CalendarView.Week)
        {
            Whose = Providers.FirstOrDefault(known => provider is null || known.Id == provider);
            Shown = Whose is null ? CalendarView.Day : Shown;
        }

        return provider is null || view != CalendarView.Week || Whose is not null;
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

/// <summary>Codes of the views of the calendar, as addresses have them.</summary>
internal static class CalendarView
{
    public const string Day = "day";
    public const string Week = "week";
    public const string Rooms = "rooms";

    /// <summary>What is none of these is the day.</summary>
    public static string Of(string? view) => view is Week or Rooms ? view : Day;

    /// <param name="view">One of these; anything else is the day.</param>
    /// <param name="provider">Whose week.</param>
    public static string Address(Guid location, DateOnly day, string? view, Guid? provider) =>
        $"/scheduling/day?location={location}&date={DayModel.Iso(day)}" + view switch
        {
            Week => provider is { } whose ? $"&view={Week}&provider={whose}" : $"&view={Week}",
            Rooms => $"&view={Rooms}",
            _ => "",
        };
}

/// <summary>How a free time is written in addresses and forms: ids and an instant, never a wall clock, which may show a time twice.</summary>
internal static class Slot
{
    public static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture);

    public static string Value(Guid providerId, DateTimeOffset at) => $"{providerId}|{Instant(at)}";

    /// <returns>Null for what is no slot.</returns>
    public static (Guid ProviderId, DateTimeOffset At)? Parse(string? value) =>
        value?.Split('|') is [var provider, var at] && Guid.TryParse(provider, out var id) && ParseInstant(at) is { } instant ? (id, instant) : null;

    /// <returns>Null for what is none.</returns>
    public static DateTimeOffset? ParseInstant(string? value) =>
        DateTimeOffset.TryParseExact(value, "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) && instant.Year is >= 1990 and <= 2100 ? instant : null;
}
