using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Availability;

/// <summary>
/// The next times in which a visit fits: into the hours, into a lane of the provider, and into a room or device of each kind that its type
/// needs. What is taken is read for some days at once, a few at first and then more and more, of all providers together and then of the
/// rooms; the rest is reckoned in memory. It looks at times alone: that of a visit which this user may not see is taken all the same.
/// </summary>
internal sealed class FindFreeSlots(SchedulingDb db, LoadTaken load, IOrganization organization, IOptions<SchedulingOptions> options, TimeProvider clock)
{
    /// <summary>How far it looks ahead.</summary>
    public const int Days = 90;

    /// <summary>About how many days of providers, and of rooms, are read at first; each time twice as many.</summary>
    private const int FirstRead = 200;

    /// <summary>Of a kind with at most so many rooms or devices, what is taken is read with the providers.</summary>
    private const int Scarce = 5;

    private const int Noon = 12 * 60;

    /// <param name="providerId">Null for whoever works at the location.</param>
    /// <returns>Earliest first, at most <paramref name="most"/>; those of one provider do not overlap each other.</returns>
    public Task<IReadOnlyList<FreeSlot>> Run(Guid locationId, Guid? providerId, int minutes, DateTimeOffset from, int most, CancellationToken stopping) =>
        Run(new SlotWish([locationId], null, minutes, from, most) { ProviderIds = providerId is { } one ? [one] : [] }, stopping);

    /// <returns>Earliest first; those of one provider do not overlap each other.</returns>
    public async Task<IReadOnlyList<FreeSlot>> Run(SlotWish wish, CancellationToken stopping)
    {
        var type = await db.VisitTypes.AsNoTracking().Where(type => type.Id == wish.VisitTypeId).Select(type => new
        {
            type.Minutes,
            type.BufferBefore,
            type.BufferAfter,
            type.Capacity,
            Own = db.ProviderCapacities.Where(own => own.VisitTypeId == type.Id).ToList(),
            Kinds = type.Needs.Select(need => new { need.KindId, need.Kind!.IsDevice }).ToList(),
        }).SingleOrDefaultAsync(stopping);
        if ((wish.Minutes ?? type?.Minutes) is not (> 0 and var minutes))
        {
            return [];
        }

        var need = new VisitNeed(
            TimeSpan.FromMinutes(minutes).Ticks,
            TimeSpan.FromMinutes(type?.BufferBefore ?? 0).Ticks,
            TimeSpan.FromMinutes(type?.BufferAfter ?? 0).Ticks,
            type?.Capacity ?? 1,
            type?.Own.ToDictionary(own => own.ProviderId, own => own.Capacity) ?? [],
            [.. type?.Kinds.Select(kind => (kind.KindId, kind.IsDevice)) ?? []]);
        var profile = await organization.Profile(stopping);
        var slots = new List<FreeSlot>();
        foreach (var location in wish.LocationIds.Select(profile.Find).OfType<Location>())
        {
            slots.AddRange(await At(location, wish, need, stopping));
        }

        return [.. slots.OrderBy(slot => slot.StartsAt).ThenBy(slot => slot.ProviderId).Take(wish.Most)];
    }

    private async Task<List<FreeSlot>> At(Location location, SlotWish wish, VisitNeed need, CancellationToken stopping)
    {
        var first = LocalTime.DayAt(location, wish.From);
        var last = wish.Until is { } until && until < first.AddDays(Days) ? until : first.AddDays(Days);
        var calendars = await LoadCalendars.Run(db, location.Id, wish, first, last, stopping);
        var rooms = await LoadRooms(location.Id, wish, need, stopping);

        // There may be a hundred rooms for one provider: those are looked at only on days on which providers and what is scarce have time, on few of them at first.
        var (scarce, many) = (rooms.Where(kind => kind.Rooms.Count <= Scarce).ToList(), rooms.Where(kind => kind.Rooms.Count > Scarce).ToList());
        var found = new List<FreeSlot>();
        var days = Enumerable.Range(0, Math.Max(0, last.DayNumber - first.DayNumber + 1)).Select(first.AddDays)
            .Where(day => wish.Weekdays.Count == 0 || wish.Weekdays.Contains(day.DayOfWeek)).ToList();
        var size = Math.Max(1, FirstRead / Math.Max(1, calendars.Providers.Count));
        for (var next = 0; next < days.Count && found.Count < wish.Most; next += size, size *= 2)
        {
            var hours = days.Skip(next).Take(size).Select(day => HoursOf(day, location, calendars, wish, need)).Where(day => day.Open.Count > 0).ToList();
            var taken = await TakenOf([.. hours.SelectMany(day => day.Open).Select(open => open.Provider.Id).Distinct(), .. IdsOf(scarce)], hours);
            var open = hours.Zip(taken).Where(one => FreeOn(one.First, location.Id, new TakenDay(one.Second, one.First, need), scarce, wish, need).Any()).ToList();
            var few = Math.Max(1, FirstRead / Math.Max(1, many.Sum(kind => kind.Rooms.Count)));
            for (var looked = 0; looked < open.Count && found.Count < wish.Most; looked += few, few *= 2)
            {
                var some = open.GetRange(looked, Math.Min(few, open.Count - looked));
                var takenRooms = many.Count == 0 ? [] : await TakenOf(IdsOf(many), some.ConvertAll(one => one.First));
                for (var number = 0; number < some.Count && found.Count < wish.Most; number++)
                {
                    // What the whole location has blocked comes with either.
                    var (day, others) = some[number];
                    var all = new TakenDay([.. others, .. many.Count == 0 ? [] : takenRooms[number].Where(one => one.ResourceId != location.Id)], day, need);
                    found.AddRange(FreeOn(day, location.Id, all, rooms, wish, need).Take(wish.Most - found.Count));
                }
            }
        }

        return found;

        Task<IReadOnlyList<IReadOnlyList<Taken>>> TakenOf(Guid[] of, List<OpenDay> on) =>
            load.Run(location.Id, of, on.ConvertAll(day => new Stretch(day.From.AddTicks(-need.Before), day.Until.AddTicks(need.After))), clock.GetUtcNow(), stopping);
    }

    private static Guid[] IdsOf(IEnumerable<RoomsOfKind> kinds) => [.. kinds.SelectMany(kind => kind.Rooms).Select(room => room.Id)];

    /// <summary>Who works on the day, and where a visit of that length fits into the hours, before anything that is taken.</summary>
    private static OpenDay HoursOf(DateOnly day, Location location, Calendars calendars, SlotWish wish, VisitNeed need)
    {
        var clock = new DayClock(day, location.TimeZone);
        var holiday = calendars.Holidays.Contains(day);
        var wished = wish.Part switch
        {
            PartOfDay.Morning => clock.Between(0, Noon),
            PartOfDay.Afternoon => clock.Between(Noon, 24 * 60),
            _ => clock.Between(0, 24 * 60),
        };

        // A morning visit begins in the morning; it may end after noon.
        var allowed = new StartTimes([(Math.Max(wished.From.UtcTicks, wish.From.UtcTicks), Math.Min(wished.Until.UtcTicks - 1, wish.LastStart?.UtcTicks ?? long.MaxValue))]);
        var open = new List<(ProviderHours, StartTimes)>();
        var (from, until) = (DateTimeOffset.MaxValue, DateTimeOffset.MinValue);
        foreach (var provider in calendars.Providers)
        {
            var works = WorkingDay.Of(clock, provider.Hours[day.DayOfWeek], provider.Exceptions, holiday);
            var starts = StartTimes.Inside(works, need.Length).And(allowed);
            if (starts.Stretches.Count > 0)
            {
                open.Add((provider, starts));
                from = works[0].From < from ? works[0].From : from;
                until = works[^1].Until > until ? works[^1].Until : until;
            }
        }

        return new OpenDay(clock.Midnight, from, until, open);
    }

    private IEnumerable<FreeSlot> FreeOn(OpenDay day, Guid locationId, TakenDay taken, IReadOnlyList<RoomsOfKind> rooms, SlotWish wish, VisitNeed need)
    {
        var (withRoom, devices) = (taken.InOneOfEach(rooms, locationId), taken.InOneOfEach([.. rooms.Where(kind => kind.IsDevice)], locationId));
        var step = TimeSpan.FromMinutes(options.Value.SlotMinutes).Ticks;
        return day.Open
            .SelectMany(open => open.Starts
                .And(open.Provider.NeedsNoRoom ? devices : withRoom)
                .And(taken.OfProvider(open.Provider.Id, need.CapacityOf(open.Provider.Id)))
                .On(day.Midnight.UtcTicks, step, need.Length, wish.Near)
                .Take(wish.Most)
                .Select(start => new FreeSlot(open.Provider.Id, new DateTimeOffset(start, TimeSpan.Zero)) { LocationId = locationId }))
            .OrderBy(slot => slot.StartsAt).ThenBy(slot => slot.ProviderId);
    }

    private async Task<IReadOnlyList<RoomsOfKind>> LoadRooms(Guid locationId, SlotWish wish, VisitNeed need, CancellationToken stopping)
    {
        if (need.Kinds.Count == 0)
        {
            return [];
        }

        var kinds = need.Kinds.Select(kind => kind.Id).ToList();
        var rooms = await db.Resources.AsNoTracking().Where(room => kinds.Contains(room.KindId) && room.LocationId == locationId && !room.IsClosed).ToListAsync(stopping);
        var only = rooms.Find(room => room.Id == wish.RoomId);
        return [.. need.Kinds.Select(kind => new RoomsOfKind(
            kind.IsDevice, [.. rooms.Where(room => room.KindId == kind.Id && (only is null || only.KindId != kind.Id || room == only)).Select(room => (room.Id, room.Capacity))]))];
    }
}

/// <summary>What is looked for.</summary>
/// <param name="LocationIds">One or more; they need not be the user's, the caller sees to that.</param>
/// <param name="VisitTypeId">Null for a visit that takes its minutes and nothing else.</param>
/// <param name="Minutes">Instead of the type's own.</param>
/// <param name="From">No visit begins before.</param>
internal sealed record SlotWish(IReadOnlyList<Guid> LocationIds, Guid? VisitTypeId, int? Minutes, DateTimeOffset From, int Most)
{
    /// <summary>Empty for whoever works there.</summary>
    public IReadOnlyList<Guid> ProviderIds { get; init; } = [];

    /// <summary>This room or device of its kind and no other; null for any.</summary>
    public Guid? RoomId { get; init; }

    /// <summary>Empty for any.</summary>
    public IReadOnlyCollection<DayOfWeek> Weekdays { get; init; } = [];

    public PartOfDay Part { get; init; }

    /// <summary>The free times nearest to this instant rather than the earliest; they may overlap each other. For one provider and one day.</summary>
    public DateTimeOffset? Near { get; init; }

    /// <summary>No visit begins after this instant; null for any.</summary>
    public DateTimeOffset? LastStart { get; init; }

    /// <summary>The last day that is still in time: an authorization's, an order's. Null for as far as is looked.</summary>
    public DateOnly? Until { get; init; }
}

/// <summary>By the location's wall clock, when the visit begins.</summary>
internal enum PartOfDay
{
    Any,
    Morning,
    Afternoon,
}

internal sealed record FreeSlot(Guid ProviderId, DateTimeOffset StartsAt)
{
    public Guid LocationId { get; init; }
}

/// <summary>What the visit takes, in ticks.</summary>
/// <param name="Own">Capacities of providers who have one of their own for the type.</param>
internal sealed record VisitNeed(long Length, long Before, long BufferAfter, int Capacity, IReadOnlyDictionary<Guid, int> Own, IReadOnlyList<(Guid Id, bool IsDevice)> Kinds)
{
    /// <summary>From the start on: the visit and the buffer after it.</summary>
    public long After => Length + BufferAfter;

    public int CapacityOf(Guid provider) => Own.TryGetValue(provider, out var own) ? own : Capacity;
}

internal sealed record RoomsOfKind(bool IsDevice, IReadOnlyList<(Guid Id, int Capacity)> Rooms);

/// <param name="From">When the first of those who are open begins, and <paramref name="Until"/> when the last ends.</param>
internal sealed record OpenDay(DateTimeOffset Midnight, DateTimeOffset From, DateTimeOffset Until, IReadOnlyList<(ProviderHours Provider, StartTimes Starts)> Open);
