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
/// The next free times for a visit type, as wished; each is a key away from the booking page. With a task in hand, those in time for it, on days that are covered and
/// authorized; with a visit in hand, those of its day that fit before or after it.
/// </summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class NextFreeModel(
    SchedulingDb db, FindFreeSlots find, VisibleToActor visible, IAppointmentTasks tasks, AskWindow window, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostOffered = 9;

    /// <summary>Minutes between two visits that belong together, until somebody says otherwise.</summary>
    private const int UsualGap = 120;

    public Location Location { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public IReadOnlyList<VisitType> Types { get; private set; } = [];

    /// <summary>What is looked for; null until one is chosen.</summary>
    public VisitType? Type { get; private set; }

    public Guid? ProviderId { get; private set; }

    /// <summary>Open rooms and devices of the location.</summary>
    public IReadOnlyList<Resource> Rooms { get; private set; } = [];

    /// <summary>The room or device that it is wanted in; null for any.</summary>
    public Guid? RoomId { get; private set; }

    public PartOfDay Part { get; private set; }

    public DateOnly From { get; private set; }

    public IReadOnlyList<DayOfWeek> Weekdays { get; private set; } = [];

    public AppointmentWish? Wish { get; private set; }

    /// <summary>On which days what is asked for is covered and authorized.</summary>
    public VisitWindow Window { get; private set; } = VisitWindow.Open;

    /// <summary>Also days outside of the window and after the last that is in time.</summary>
    public bool LooksBeyond { get; private set; }

    /// <summary>Whether the window, or the last day that is in time, leaves out any day that is to come.</summary>
    public bool IsLimited => Window.From > From || LastInTime is not null;

    /// <summary>The last day that the task and the window allow; null where neither names one.</summary>
    public DateOnly? LastInTime => Wish?.Latest is { } latest && latest >= From && !(Window.Until < latest) ? latest : Window.Until;

    /// <summary>The visit that another is to belong with; null for none.</summary>
    public Visit? Other { get; private set; }

    /// <summary>Of that visit.</summary>
    public PatientSummary? Patient { get; private set; }

    /// <summary>On the location's wall clock.</summary>
    public DateTimeOffset OtherStart { get; private set; }

    /// <summary>Before that visit, rather than after it.</summary>
    public bool IsBefore { get; private set; }

    /// <summary>At most so many minutes between the two.</summary>
    public int Gap { get; private set; } = UsualGap;

    public IReadOnlyList<OfferedSlot> Slots { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid? location, Guid? provider, Guid? visitTypeId, DateOnly? from, PartOfDay part, DayOfWeek[] weekdays, Guid? roomId, Guid? task, bool beyond, Guid? beside, bool before, int? gap, CancellationToken stopping)
    {
        Wish = task is { } taskId ? await tasks.Find(taskId, stopping) : null;
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(place => visible.Location(place.Id))];
        Other = beside is { } otherId ? await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == otherId && visit.State == VisitStates.Booked, stopping) : null;
        if ((task is not null && Wish is null) || (beside is not null && Other is null) || Locations.FirstOrDefault(place => (location ?? Wish?.LocationId ?? Other?.LocationId) is not { } wanted || place.Id == wanted) is not { } chosen)
        {
            return NotFound();
        }

        if (Wish is not null)
        {
            await audit.Record(db, new AuditEntry("task.viewed", "task", Wish.TaskId, [Wish.PatientId], LocationId: Wish.LocationId), stopping);
            Window = await window.Of(Wish.PatientId, chosen.Id, Wish.TaskId, Wish.CareThreadId, stopping);
        }

        if (Other is not null)
        {
            Patient = await patients.Find(Other.PatientId, stopping);
            OtherStart = LocalTime.At(chosen, Other.StartsAt);
            (IsBefore, Gap) = (before, Math.Clamp(gap ?? UsualGap, 0, Beside.LongestGap));
            await audit.Record(db, new AuditEntry("visit.viewed", "visit", Other.Id, [Other.PatientId], LocationId: Other.LocationId), stopping);
            Window = await window.Of(Other.PatientId, chosen.Id, null, Other.CareThreadId, stopping);
        }

        (LooksBeyond, Location, ProviderId, Part, Weekdays) = (beyond, chosen, provider, part, [.. weekdays.Distinct()]);
        Types = await db.VisitTypesInUse.ToListAsync(stopping);
        Type = Types.FirstOrDefault(type => type.Id == visitTypeId) ?? Types.FirstOrDefault(type => type.IsFor(Wish?.OrderKind));
        Rooms = await db.Resources.AsNoTracking().Include(room => room.Kind).Where(room => room.LocationId == chosen.Id && !room.IsClosed).OrderBy(room => room.Kind!.Name).ThenBy(room => room.Name).ToListAsync(stopping);
        RoomId = Rooms.Any(room => room.Id == roomId) ? roomId : null;
        var now = clock.GetUtcNow();
        var (today, earliest) = (LocalTime.DayAt(chosen, now), from ?? Wish?.Earliest);

        // Whoever has hours here, or days that were added to none.
        Providers = await db.Providers.AsNoTracking()
            .Where(known => db.WorkingHours.Any(usual => usual.ProviderId == known.Id && usual.LocationId == chosen.Id)
                || db.WorkingExceptions.Any(added => added.ProviderId == known.Id && added.LocationId == chosen.Id && added.Works && added.Date >= today))
            .OrderBy(known => known.Name).ToListAsync(stopping);
        From = earliest > today && earliest < today.AddYears(5) ? earliest.Value : today;
        if (Type is not null)
        {
            var first = !LooksBeyond && Window.From > From ? Window.From.Value : From;
            await Look(Other is { } other ? AtLeast(now, EarliestBeside(other)) : first == today ? now : LocalTime.StartOf(first, chosen), stopping);
        }

        return Page();
    }

    public string BookAt(OfferedSlot slot) =>
        $"/scheduling/book?location={Location.Id}&provider={slot.ProviderId}&at={Slot.Instant(slot.Start)}&visitTypeId={Type!.Id}{(RoomId is { } room ? $"&roomId={room}" : "")}{(Wish is { } wish ? $"&task={wish.TaskId}" : "")}{(Other is { } other ? $"&beside={other.Id}&before={IsBefore}&gap={Gap}" : "")}";

    /// <summary>The same search over every day.</summary>
    public string Beyond() =>
        $"/scheduling/next-free?location={Location.Id}&task={Wish?.TaskId}&visitTypeId={Type?.Id}&provider={ProviderId}&roomId={RoomId}&part={Part}&from={DayModel.Iso(From)}&beyond=true{string.Concat(Weekdays.Select(day => $"&weekdays={day}"))}";

    private static DateTimeOffset AtLeast(DateTimeOffset now, DateTimeOffset earliest) => earliest > now ? earliest : now;

    private DateTimeOffset EarliestBeside(Visit other) => IsBefore ? other.StartsAt.AddMinutes(-Gap - Type!.Minutes) : other.EndsAt;

    private DateTimeOffset LatestBeside(Visit other) => IsBefore ? other.StartsAt.AddMinutes(-Type!.Minutes) : other.EndsAt.AddMinutes(Gap);

    private async Task Look(DateTimeOffset earliest, CancellationToken stopping)
    {
        var wish = new SlotWish([Location.Id], Type!.Id, null, earliest, MostOffered)
        {
            ProviderIds = ProviderId is { } one ? [one] : [],
            RoomId = RoomId,
            Part = Part,
            Weekdays = [.. Weekdays],
            Until = Other is not null ? DateOnly.FromDateTime(OtherStart.DateTime) : LooksBeyond ? null : LastInTime,
            LastStart = Other is { } other ? LatestBeside(other) : null,
        };
        var zone = TimeZoneInfo.FindSystemTimeZoneById(Location.TimeZone);
        Slots = [.. (await find.Run(wish, stopping)).Select(slot =>
        {
            var start = LocalTime.At(Location, slot.StartsAt);
            var which = !zone.IsAmbiguousTime(start.DateTime) ? "" : start.Offset == zone.GetAmbiguousTimeOffsets(start.DateTime).Max() ? " (the first)" : " (the second)";
            return new OfferedSlot(slot.ProviderId, Providers.FirstOrDefault(known => known.Id == slot.ProviderId)?.DisplayName ?? "", start, which);
        })];
    }
}

/// <param name="Start">On the location's wall clock.</param>
/// <param name="WhichOne">Of two equal times, where the clocks go back; else empty.</param>
internal sealed record OfferedSlot(Guid ProviderId, string Provider, DateTimeOffset Start, string WhichOne);
