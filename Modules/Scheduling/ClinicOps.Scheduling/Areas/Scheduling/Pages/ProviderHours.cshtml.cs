using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>One provider: the usual week from a day on, days that are not as usual, how many visits may stand at once; and the booked visits that no longer fit.</summary>
[Authorize(Policy = SchedulingRights.SetUpSchedule)]
internal sealed class ProviderHoursModel(
    SchedulingDb db, ChangeSetUp change, SetWeek setWeek, FindUnfitVisits unfit, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit, TimeProvider clock)
    : SetUpPage(unfit, patients, organization, audit, db)
{
    [BindProperty]
    public WeekForm Week { get; set; } = new();

    [BindProperty]
    public DayForm Day { get; set; } = new();

    [BindProperty]
    public List<CapacityForm> Capacities { get; set; } = [];

    public Provider Provider { get; private set; } = null!;

    public Location Location { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>First days of weeks that are to begin.</summary>
    public IReadOnlyList<DateOnly> Later { get; private set; } = [];

    /// <summary>To come, at this location.</summary>
    public IReadOnlyList<WorkingException> Exceptions { get; private set; } = [];

    public bool NeedsNoRoom { get; private set; }

    /// <summary>The latest changes that this page shows, of each part; null where there was none.</summary>
    public Guid? SeenHours { get; private set; }

    public Guid? SeenExceptions { get; private set; }

    public Guid? SeenProvider { get; private set; }

    public ProviderForm Who { get; private set; } = new();

    private string Address => $"/scheduling/settings/provider?provider={Provider.Id}&location={Location.Id}";

    private DateOnly Today => LocalTime.DayAt(Location, clock.GetUtcNow());

    public async Task<IActionResult> OnGet(Guid provider, Guid? location, CancellationToken stopping)
    {
        if (!await Choose(provider, location, stopping))
        {
            return NotFound();
        }

        await FillWeek(stopping);
        await FillCapacities(stopping);
        await Show(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPostWeek(Guid providerId, Guid locationId, Guid? seen, CancellationToken stopping)
    {
        if (!await Choose(providerId, locationId, stopping))
        {
            return NotFound();
        }

        async Task ShowTyped()
        {
            await FillCapacities(stopping);
            await Show(stopping);
        }

        if (!ModelState.IsValid || Week.From.Year is < 1990 or > 2100 || Week.Days.Any(day => day.From is null != day.Until is null) || Week.Days.Count > 50)
        {
            return await Typed("A day has both its times, or neither; and the week holds from a day.", ShowTyped);
        }

        var week = Week.Days.Where(day => day.From is not null)
            .Select(day => new WeekStretch(day.Weekday, Minute(day.From!.Value), Until(day.Until!.Value), day.LunchFrom is { } from ? Minute(from) : null, day.LunchUntil is { } until ? Until(until) : null)).ToList();
        return await After(
            await setWeek.Run(Provider.Id, Location.Id, Week.From, week, seen, stopping), $"Saved: the week holds from {LocalTime.Us(Week.From)} on.", Address, ShowTyped);
    }

    public async Task<IActionResult> OnPostException(Guid providerId, Guid locationId, Guid? seen, CancellationToken stopping)
    {
        if (!await Choose(providerId, locationId, stopping))
        {
            return NotFound();
        }

        var (from, until) = (Day.From is { } begin ? Minute(begin) : 0, Day.Until is { } end ? Until(end) : 1440);
        if (!ModelState.IsValid || Day.Date is not { } date || until <= from)
        {
            return await Typed("Choose a day, and times of which the second is later.", () => ShowAll(stopping));
        }

        var changed = await change.Run(
            SetUpParts.Exceptions,
            Provider.Id,
            seen,
            () =>
            {
                Db.WorkingExceptions.Add(new WorkingException
                {
                    Id = Guid.CreateVersion7(),
                    ProviderId = Provider.Id,
                    LocationId = Location.Id,
                    Date = date,
                    Works = Day.Works,
                    FromMinute = from,
                    UntilMinute = until,
                    Reason = string.IsNullOrWhiteSpace(Day.Reason) ? null : Day.Reason.Trim(),
                });
                return Task.FromResult<string?>(null);
            },
            stopping);
        return await After(changed, $"{LocalTime.Us(date)} is set.", Address, () => ShowAll(stopping));
    }

    public async Task<IActionResult> OnPostRemove(Guid providerId, Guid locationId, Guid exceptionId, Guid? seen, CancellationToken stopping)
    {
        if (!await Choose(providerId, locationId, stopping))
        {
            return NotFound();
        }

        var changed = await change.Run(
            SetUpParts.Exceptions,
            Provider.Id,
            seen,
            async () => await Db.WorkingExceptions.Where(other => other.Id == exceptionId && other.ProviderId == Provider.Id && other.LocationId == Location.Id).ExecuteDeleteAsync(stopping) == 0 ? "That day is taken out already." : null,
            stopping);
        return await After(changed, "The day is as usual again.", Address, () => ShowAll(stopping));
    }

    public async Task<IActionResult> OnPostAtOnce(Guid providerId, Guid locationId, bool needsNoRoom, Guid? seen, CancellationToken stopping)
    {
        if (!await Choose(providerId, locationId, stopping))
        {
            return NotFound();
        }

        if (!ModelState.IsValid || Capacities.Exists(line => line.Number is < 1 or > VisitType.MostCapacity))
        {
            return await Typed($"At once may stand 1 to {VisitType.MostCapacity}.", () => ShowAll(stopping));
        }

        var changed = await change.Run(
            SetUpParts.Provider,
            Provider.Id,
            seen,
            async () =>
            {
                var types = await Db.VisitTypes.Select(type => type.Id).ToListAsync(stopping);
                await Db.ProviderCapacities.Where(own => own.ProviderId == Provider.Id).ExecuteDeleteAsync(stopping);
                Db.ProviderCapacities.AddRange(Capacities.Where(line => line.Number is not null && types.Contains(line.VisitTypeId)).DistinctBy(line => line.VisitTypeId)
                    .Select(line => new ProviderCapacity { ProviderId = Provider.Id, VisitTypeId = line.VisitTypeId, Capacity = line.Number!.Value }));
                (await Db.Providers.SingleAsync(provider => provider.Id == Provider.Id, stopping)).NeedsNoRoom = needsNoRoom;
                return null;
            },
            stopping);
        return await After(changed, "Saved.", Address, () => ShowAll(stopping));
    }

    private async Task<bool> Choose(Guid providerId, Guid? locationId, CancellationToken stopping)
    {
        if (await Db.Providers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == providerId, stopping) is not { } provider || !visible.Location(provider.LocationId))
        {
            return false;
        }

        Locations = [.. (await Organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id))];
        Provider = provider;
        Location = Locations.FirstOrDefault(place => place.Id == (locationId ?? provider.LocationId))!;
        return Location is not null;
    }

    private async Task<IActionResult> Typed(string why, Func<Task> show)
    {
        Refuse(why);
        ModelState.Clear();
        await show();
        return Page();
    }

    private async Task ShowAll(CancellationToken stopping)
    {
        await FillWeek(stopping);
        await FillCapacities(stopping);
        await Show(stopping);
    }

    private async Task Show(CancellationToken stopping)
    {
        var today = Today;
        Later = await Db.WorkingHours.Where(usual => usual.ProviderId == Provider.Id && usual.LocationId == Location.Id && usual.ValidFrom > today)
            .Select(usual => usual.ValidFrom!.Value).Distinct().OrderBy(day => day).ToListAsync(stopping);
        Exceptions = await Db.WorkingExceptions.AsNoTracking().Where(other => other.ProviderId == Provider.Id && other.LocationId == Location.Id && other.Date >= today)
            .OrderBy(other => other.Date).ThenBy(other => other.FromMinute).ToListAsync(stopping);
        NeedsNoRoom = await Db.Providers.Where(known => known.Id == Provider.Id).Select(known => known.NeedsNoRoom).SingleAsync(stopping);
        SeenHours = (await change.Latest(SetUpParts.Hours, Provider.Id, stopping))?.Id;
        SeenExceptions = (await change.Latest(SetUpParts.Exceptions, Provider.Id, stopping))?.Id;
        Who = ProviderForm.Of(Provider, (await change.Latest(SetUpParts.Person, Provider.Id, stopping))?.Id);
        SeenProvider = (await change.Latest(SetUpParts.Provider, Provider.Id, stopping))?.Id;
        await LoadUnfit(Provider.Id, stopping);
    }

    /// <summary>The week as it is in the seven days from today on; a line for each day, and one more for each further stretch of it.</summary>
    private async Task FillWeek(CancellationToken stopping)
    {
        var today = Today;
        var hours = (await Db.WorkingHours.AsNoTracking().Where(usual => usual.ProviderId == Provider.Id && usual.LocationId == Location.Id).ToListAsync(stopping))
            .FindAll(usual => Enumerable.Range(0, 7).Any(day => usual.HoldsOn(today.AddDays(day))));
        Week = new WeekForm { From = today };
        foreach (var weekday in (DayOfWeek[])[DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday])
        {
            var stretches = hours.Where(usual => usual.Weekday == weekday).OrderBy(usual => usual.FromMinute).ToList();
            Week.Days.AddRange(stretches.Select(usual => new WeekForm.Line
            {
                Weekday = weekday,
                From = At(usual.FromMinute),
                Until = At(usual.UntilMinute),
                LunchFrom = usual.BreakFrom is { } from ? At(from) : null,
                LunchUntil = usual.BreakUntil is { } until ? At(until) : null,
            }));
            if (stretches.Count == 0)
            {
                Week.Days.Add(new WeekForm.Line { Weekday = weekday });
            }
        }

        static TimeOnly At(int minute) => TimeOnly.FromTimeSpan(TimeSpan.FromMinutes(minute % 1440));
    }

    private async Task FillCapacities(CancellationToken stopping)
    {
        var own = await Db.ProviderCapacities.AsNoTracking().Where(line => line.ProviderId == Provider.Id).ToDictionaryAsync(line => line.VisitTypeId, line => line.Capacity, stopping);
        var types = await Db.VisitTypesInUse.ToListAsync(stopping);
        Capacities = types.ConvertAll(type => new CapacityForm { VisitTypeId = type.Id, Name = type.Name, Usual = type.Capacity, Number = own.TryGetValue(type.Id, out var number) ? number : null });
    }
}

/// <summary>What the forms hold. Public setters for the model binder alone.</summary>
internal sealed class WeekForm
{
    public DateOnly From { get; set; }

    public List<Line> Days { get; set; } = [];

    internal sealed class Line
    {
        public DayOfWeek Weekday { get; set; }

        public TimeOnly? From { get; set; }

        public TimeOnly? Until { get; set; }

        public TimeOnly? LunchFrom { get; set; }

        public TimeOnly? LunchUntil { get; set; }
    }
}

internal sealed class DayForm
{
    public DateOnly? Date { get; set; }

    public bool Works { get; set; }

    public TimeOnly? From { get; set; }

    public TimeOnly? Until { get; set; }

    [System.ComponentModel.DataAnnotations.StringLength(80)]
    public string? Reason { get; set; }
}

internal sealed class CapacityForm
{
    public Guid VisitTypeId { get; set; }

    public string? Name { get; set; }

    /// <summary>The type's own.</summary>
    public int Usual { get; set; }

    /// <summary>Null for the type's own.</summary>
    public int? Number { get; set; }
}
