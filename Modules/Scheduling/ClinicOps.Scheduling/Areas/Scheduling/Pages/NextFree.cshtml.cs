using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>The next free times for a visit type, as wished; each is a key away from the booking page. With a task in hand, those in time for it.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class NextFreeModel(
    SchedulingDb db, FindFreeSlots find, VisibleToActor visible, IAppointmentTasks tasks, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int MostOffered = 9;

    public Location Location { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public IReadOnlyList<VisitType> Types { get; private set; } = [];

    /// <summary>What is looked for; null until one is chosen.</summary>
    public VisitType? Type { get; private set; }

    public Guid? ProviderId { get; private set; }

    public PartOfDay Part { get; private set; }

    public DateOnly From { get; private set; }

    public IReadOnlyList<DayOfWeek> Weekdays { get; private set; } = [];

    public AppointmentWish? Wish { get; private set; }

    public IReadOnlyList<OfferedSlot> Slots { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid? location, Guid? provider, Guid? visitTypeId, DateOnly? from, PartOfDay part, DayOfWeek[] weekdays, Guid? task, CancellationToken stopping)
    {
        Wish = task is { } taskId ? await tasks.Find(taskId, stopping) : null;
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(place => visible.Location(place.Id))];
        if ((task is not null && Wish is null) || Locations.FirstOrDefault(place => (location ?? Wish?.LocationId) is not { } wanted || place.Id == wanted) is not { } chosen)
        {
            return NotFound();
        }

        if (Wish is not null)
        {
            await audit.Record(db, new AuditEntry("task.viewed", "task", Wish.TaskId, [Wish.PatientId], LocationId: Wish.LocationId), stopping);
        }

        (Location, ProviderId, Part, Weekdays) = (chosen, provider, part, [.. weekdays.Distinct()]);
        Types = await db.VisitTypes.AsNoTracking().Where(type => !type.IsRetired).OrderBy(type => type.Name).ToListAsync(stopping);
        Type = Types.FirstOrDefault(type => type.Id == visitTypeId) ?? Types.FirstOrDefault(type => type.IsFor(Wish?.OrderKind));
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
            await Look(From == today ? now : LocalTime.StartOf(From, chosen), stopping);
        }

        return Page();
    }

    public string BookAt(OfferedSlot slot) =>
        $"/scheduling/book?location={Location.Id}&provider={slot.ProviderId}&at={Slot.Instant(slot.Start)}&visitTypeId={Type!.Id}{(Wish is { } wish ? $"&task={wish.TaskId}" : "")}";

    private async Task Look(DateTimeOffset earliest, CancellationToken stopping)
    {
        var wish = new SlotWish([Location.Id], Type!.Id, null, earliest, MostOffered)
        {
            ProviderIds = ProviderId is { } one ? [one] : [],
            Part = Part,
            Weekdays = [.. Weekdays],
            Until = Wish?.Latest is { } latest && latest >= From ? latest : null,
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
