using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>
/// The next free times on drawn calendars, beside a reference that knows nothing of stretches: it tries every line of every day, minute by
/// minute on the wall clock, against every row.
/// </summary>
public sealed class AvailabilityTests(TestCluster cluster)
{
    private const int LooksAhead = 13;
    private static readonly Guid Harbor = TestOrganization.Harbor.Id;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_free_times_are_those_that_every_line_tried_against_every_row_finds(int seed)
    {
        await using var clinic = await Open(cluster);
        var draw = new Random(seed);
        var world = await Draw(clinic, draw);
        var rows = await clinic.In((SchedulingDb db) => Rows.Of(db));
        var some = 0;
        for (var number = 0; number < 24; number++)
        {
            var wish = new SlotWish([Harbor], draw.Next(8) == 0 ? null : world.Types[draw.Next(world.Types.Count)].Id, draw.Next(3) == 0 ? 10 * draw.Next(1, 7) : null, At("00:00").AddMinutes(7 * draw.Next(1500)), draw.Next(1, 30))
            {
                ProviderIds = draw.Next(2) == 0 ? [] : [.. world.Providers.Where(_ => draw.Next(2) == 0)],
                RoomId = draw.Next(4) == 0 ? world.Rooms[draw.Next(world.Rooms.Count)] : null,
                Weekdays = draw.Next(3) == 0 ? [(DayOfWeek)draw.Next(7), (DayOfWeek)draw.Next(7)] : [],
                Part = (PartOfDay)draw.Next(3),
                Until = new DateOnly(2026, 3, 2).AddDays(draw.Next(3, LooksAhead)),
            };

            var found = await clinic.In((FindFreeSlots find) => find.Run(wish, CancellationToken.None));

            Assert.Equal(rows.Free(wish, clinic.Clock.GetUtcNow()), found.Select(slot => (slot.StartsAt.ToUniversalTime(), slot.ProviderId)));
            some += found.Count;

            // What is offered can be booked, and is then no longer offered.
            if (found is [var first, ..] && wish.VisitTypeId is { } type)
            {
                var minutes = wish.Minutes ?? world.Types.First(known => known.Id == type).Minutes;
                await clinic.Booked(ToBook() with { VisitTypeId = type, ProviderId = first.ProviderId, StartsAt = first.StartsAt, Minutes = minutes, RoomId = wish.RoomId });
                rows = await clinic.In((SchedulingDb db) => Rows.Of(db));
            }
        }

        Assert.True(some > 50, $"Only {some} free times were found: the drawn calendars are too full to say anything.");
    }

    [Fact]
    public async Task A_stretch_over_the_change_of_the_clocks_is_an_hour_shorter_in_spring_and_longer_in_autumn()
    {
        await using var clinic = await Open(cluster);
        await clinic.In(async (SchedulingDb db) =>
        {
            db.WorkingHours.Add(Hours(Okafor, DayOfWeek.Sunday, 60, 180));
            await db.SaveChangesAsync();
        });

        Assert.Equal(
            [new DateTimeOffset(2026, 3, 8, 6, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 8, 6, 30, 0, TimeSpan.Zero)],
            await Free(clinic, 30, new DateTimeOffset(2026, 3, 8, 5, 0, 0, TimeSpan.Zero), until: new DateOnly(2026, 3, 8)));
        Assert.Equal(
            Enumerable.Range(0, 6).Select(half => new DateTimeOffset(2026, 11, 1, 5, 0, 0, TimeSpan.Zero).AddMinutes(30 * half)),
            await Free(clinic, 30, new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero), until: new DateOnly(2026, 11, 1)));
    }

    [Fact]
    public async Task A_day_ends_at_midnight_and_what_reaches_over_it_takes_time_on_both_days()
    {
        await using var clinic = await Open(cluster);
        await clinic.In(async (SchedulingDb db) =>
        {
            await db.WorkingHours.ExecuteDeleteAsync();
            db.WorkingHours.AddRange(Hours(Okafor, DayOfWeek.Monday, 23 * 60, 24 * 60), Hours(Okafor, DayOfWeek.Tuesday, 0, 60));
            await db.SaveChangesAsync();
        });

        Assert.Equal([At("23:00"), At("23:30"), At("1.00:00"), At("1.00:30")], await Free(clinic, 30, At("22:00"), until: new DateOnly(2026, 3, 3)));
        await clinic.Booked(ToBook("23:50", 30));
        Assert.Equal([At("23:00"), At("1.00:20")], await Free(clinic, 30, At("22:00"), until: new DateOnly(2026, 3, 3)));
    }

    [Fact]
    public async Task The_29th_of_February_is_a_day_like_others_for_hours_exceptions_and_a_week_that_ends_with_it()
    {
        await using var clinic = await Open(cluster);
        var leap = new DateOnly(2028, 2, 29);
        await clinic.In(async (SchedulingDb db) =>
        {
            await db.WorkingHours.ExecuteUpdateAsync(set => set.SetProperty(usual => usual.ValidUntil, leap));
            db.WorkingExceptions.Add(new WorkingException { Id = Guid.CreateVersion7(), ProviderId = Okafor, LocationId = Harbor, Date = leap, Works = false, FromMinute = 0, UntilMinute = 16 * 60 });
            await db.SaveChangesAsync();
        });

        var day = new DateTimeOffset(2028, 2, 29, 5, 0, 0, TimeSpan.Zero);
        Assert.Equal([day.AddHours(16), day.AddHours(16.5)], await Free(clinic, 30, day, until: leap.AddDays(9)));
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("16:00", 30, "2028-02-29")));
        Assert.Equal([day.AddHours(16.5)], await Free(clinic, 30, day, until: leap.AddDays(9)));
    }

    [Fact]
    public async Task A_holiday_closes_the_usual_hours_and_leaves_those_that_were_added_to_the_day()
    {
        await using var clinic = await Open(cluster);
        await clinic.In(async (SchedulingDb db) =>
        {
            db.Holidays.Add(new Holiday { Id = Guid.CreateVersion7(), Date = new DateOnly(2026, 3, 3), Name = "Founders' Day" });
            db.Holidays.Add(new Holiday { Id = Guid.CreateVersion7(), Date = new DateOnly(2026, 3, 4), Name = "Fair", LocationId = TestOrganization.Mesa.Id });
            db.WorkingExceptions.Add(new WorkingException { Id = Guid.CreateVersion7(), ProviderId = Okafor, LocationId = Harbor, Date = new DateOnly(2026, 3, 3), Works = true, FromMinute = 600, UntilMinute = 660 });
            await db.SaveChangesAsync();
        });

        Assert.Equal([At("1.10:00"), At("2.08:00")], (await Free(clinic, 60, At("23:00"), until: null)).Take(2));

        // The other modules go by the same days.
        var closed = await clinic.In((IClosedDays days) => days.All());
        Assert.Equal(["03/03/2026 Founders' Day True True", "03/04/2026 Fair False True"], closed.Select(day => $"{LocalTime.Us(day.Date)} {day.Name} {day.Closes(Harbor)} {day.Closes(TestOrganization.Mesa.Id)}"));
    }

    private static async Task<List<DateTimeOffset>> Free(TestClinic clinic, int minutes, DateTimeOffset from, DateOnly? until) =>
        [.. (await clinic.In((FindFreeSlots find) => find.Run(new SlotWish([Harbor], null, minutes, from, 20) { ProviderIds = [Okafor], Until = until }, CancellationToken.None))).Select(slot => slot.StartsAt)];

    private static async Task<World> Draw(TestClinic clinic, Random draw)
    {
        Guid[] providers = [Okafor, Lindqvist, Guid.CreateVersion7(), Guid.CreateVersion7()];
        Guid[] kinds = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        var types = new List<VisitType>();
        var rooms = new List<Guid>();
        int Ten(int least, int most) => 10 * draw.Next(least, most);
        await clinic.In(async (SchedulingDb db) =>
        {
            await db.WorkingHours.ExecuteDeleteAsync();
            db.Providers.AddRange(providers[2..].Select(id => new Provider { Id = id, Name = $"Drawn {id}", LocationId = Harbor, NeedsNoRoom = draw.Next(2) == 0 }));
            db.ResourceKinds.AddRange(kinds.Select((id, number) => new ResourceKind { Id = id, Name = $"kind {number}", IsDevice = number == 1 }));
            for (var number = 0; number < 5; number++)
            {
                var room = new Resource { Id = Guid.CreateVersion7(), KindId = kinds[number % 2], LocationId = Harbor, Name = $"Room {number}", Capacity = draw.Next(1, 3), IsClosed = number == 4 };
                db.Resources.Add(room);
                rooms.Add(room.Id);
            }

            for (var number = 0; number < 5; number++)
            {
                var id = Guid.CreateVersion7();
                var type = new VisitType { Id = id, Code = $"drawn-{number}", Name = $"Drawn {number}", Minutes = Ten(1, 7), BufferBefore = 5 * draw.Next(3), BufferAfter = 5 * draw.Next(4), Capacity = draw.Next(1, 4) };
                type.Needs.AddRange(kinds.Where(_ => draw.Next(2) == 0).Select(kind => new VisitTypeNeed { VisitTypeId = id, KindId = kind }));
                types.Add(type);
                db.VisitTypes.Add(type);
            }

            db.ProviderCapacities.Add(new ProviderCapacity { ProviderId = providers[draw.Next(4)], VisitTypeId = types[0].Id, Capacity = draw.Next(1, 4) });
            foreach (var provider in providers)
            {
                for (var weekday = DayOfWeek.Sunday; weekday <= DayOfWeek.Saturday; weekday++)
                {
                    if (draw.Next(5) > 0)
                    {
                        var (from, until) = (420 + Ten(0, 12), 720 + Ten(6, 48));
                        var lunch = draw.Next(2) == 0 ? 660 + Ten(0, 6) : (int?)null;
                        var change = new DateOnly(2026, 3, 2).AddDays(draw.Next(14));
                        var changes = draw.Next(3) == 0;
                        db.WorkingHours.Add(Drawn(provider, weekday, from, until, lunch, null, changes ? change.AddDays(-1) : null));
                        if (changes)
                        {
                            db.WorkingHours.Add(Drawn(provider, weekday, 540, 600 + Ten(0, 20), null, change, null));
                        }
                    }
                }

                db.WorkingExceptions.AddRange(Enumerable.Range(0, 3).Select(_ => (From: Ten(42, 100), Length: Ten(6, 30))).Select(off => new WorkingException
                {
                    Id = Guid.CreateVersion7(),
                    ProviderId = provider,
                    LocationId = Harbor,
                    Date = new DateOnly(2026, 3, 2).AddDays(draw.Next(LooksAhead)),
                    Works = draw.Next(2) == 0,
                    FromMinute = off.From,
                    UntilMinute = off.From + off.Length,
                }));
            }

            db.Holidays.Add(new Holiday { Id = Guid.CreateVersion7(), LocationId = draw.Next(2) == 0 ? Harbor : null, Date = new DateOnly(2026, 3, 2).AddDays(draw.Next(LooksAhead)), Name = "Drawn" });
            for (var number = 0; number < 6; number++)
            {
                var start = At("07:00").AddDays(draw.Next(LooksAhead)).AddMinutes(Ten(0, 50));
                db.Blocks.Add(new Block
                {
                    Id = Guid.CreateVersion7(),
                    ProviderId = number % 3 == 0 ? providers[draw.Next(4)] : null,
                    ResourceId = number % 3 == 1 ? rooms[draw.Next(5)] : null,
                    LocationId = number % 3 == 2 ? Harbor : null,
                    StartsAt = start,
                    EndsAt = start.AddMinutes(Ten(3, 20)),
                    Reason = "drawn",
                    MadeAt = start,
                });
            }

            await db.SaveChangesAsync();
        });
        for (var number = 0; number < 160; number++)
        {
            var type = types[draw.Next(5)];
            var (provider, start) = (providers[draw.Next(4)], At("07:00").AddDays(draw.Next(LooksAhead)).AddMinutes(5 * draw.Next(120)));
            if (draw.Next(8) == 0)
            {
                await clinic.In((HoldSlot hold) => hold.Take(new SlotToHold(Guid.CreateVersion7(), provider, Harbor, type.Id, start, type.Minutes), CancellationToken.None));
                clinic.Clock.Advance(TimeSpan.FromMinutes(draw.Next(3)));
            }
            else
            {
                await clinic.Book(ToBook() with { VisitTypeId = type.Id, ProviderId = provider, StartsAt = start, Minutes = type.Minutes });
            }
        }

        return new World(providers, rooms, types);
    }

    private static WorkingHours Drawn(Guid provider, DayOfWeek weekday, int from, int until, int? lunch, DateOnly? validFrom, DateOnly? validUntil) => new()
    {
        Id = Guid.CreateVersion7(),
        ProviderId = provider,
        LocationId = Harbor,
        Weekday = weekday,
        FromMinute = from,
        UntilMinute = until,
        BreakFrom = lunch,
        BreakUntil = lunch + 30,
        ValidFrom = validFrom,
        ValidUntil = validUntil,
    };

    private sealed record World(IReadOnlyList<Guid> Providers, IReadOnlyList<Guid> Rooms, IReadOnlyList<VisitType> Types);

    /// <summary>Everything there is, and the reference that goes through it.</summary>
    private sealed record Rows(
        List<Provider> Providers, List<WorkingHours> Hours, List<WorkingException> Exceptions, List<Holiday> Holidays, List<Block> Blocks, List<Resource> Rooms, List<VisitType> Types,
        List<ProviderCapacity> Capacities, List<Visit> Visits, List<Hold> Holds)
    {
        private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById(TestOrganization.Harbor.TimeZone);

        public static async Task<Rows> Of(SchedulingDb db) => new(
            await db.Providers.AsNoTracking().ToListAsync(),
            await db.WorkingHours.AsNoTracking().ToListAsync(),
            await db.WorkingExceptions.AsNoTracking().ToListAsync(),
            await db.Holidays.AsNoTracking().ToListAsync(),
            await db.Blocks.AsNoTracking().ToListAsync(),
            await db.Resources.AsNoTracking().Include(room => room.Kind).ToListAsync(),
            await db.VisitTypes.AsNoTracking().Include(type => type.Needs).ToListAsync(),
            await db.ProviderCapacities.AsNoTracking().ToListAsync(),
            await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking().Where(visit => visit.State != VisitStates.Cancelled).ToListAsync(),
            await db.Holds.AsNoTracking().ToListAsync());

        public List<(DateTimeOffset StartsAt, Guid ProviderId)> Free(SlotWish wish, DateTimeOffset now)
        {
            var type = Types.Find(known => known.Id == wish.VisitTypeId);
            var length = TimeSpan.FromMinutes(wish.Minutes ?? type?.Minutes ?? 0);
            if (length <= TimeSpan.Zero)
            {
                return [];
            }

            var free = new List<(DateTimeOffset, Guid)>();
            foreach (var provider in Providers.Where(known => wish.ProviderIds.Count == 0 || wish.ProviderIds.Contains(known.Id)))
            {
                var next = wish.From;
                for (var start = new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero); ; start = start.AddMinutes(10))
                {
                    var wall = TimeZoneInfo.ConvertTime(start, Zone);
                    if (DateOnly.FromDateTime(wall.DateTime) > wish.Until)
                    {
                        break;
                    }

                    if (start >= next && (wish.Weekdays.Count == 0 || wish.Weekdays.Contains(wall.DayOfWeek)) && (wish.Part == PartOfDay.Any || wish.Part == PartOfDay.Morning == wall.Hour < 12)
                        && Works(provider.Id, start, start + length) && Fits(provider, type, wish.RoomId, start, start + length, now))
                    {
                        free.Add((start, provider.Id));
                        next = start + length;
                    }
                }
            }

            return [.. free.OrderBy(slot => slot.Item1).ThenBy(slot => slot.Item2).Take(wish.Most)];
        }

        private bool Works(Guid provider, DateTimeOffset from, DateTimeOffset until)
        {
            for (var minute = from; minute < until; minute = minute.AddMinutes(5))
            {
                var wall = TimeZoneInfo.ConvertTime(minute, Zone);
                var (day, at) = (DateOnly.FromDateTime(wall.DateTime), (wall.Hour * 60) + wall.Minute);
                bool Says(bool works) => Exceptions.Exists(other => other.ProviderId == provider && other.Date == day && other.Works == works && other.FromMinute <= at && at < other.UntilMinute);
                var usual = !Holidays.Exists(holiday => holiday.Date == day) && Hours.Exists(hours =>
                    hours.ProviderId == provider && hours.Weekday == wall.DayOfWeek && hours.FromMinute <= at && at < hours.UntilMinute
                    && !(hours.ValidFrom > day) && !(hours.ValidUntil < day) && !(hours.BreakFrom <= at && at < hours.BreakUntil));
                if (Says(works: false) || !(usual || Says(works: true)))
                {
                    return false;
                }
            }

            return true;
        }

        private bool Fits(Provider provider, VisitType? type, Guid? roomId, DateTimeOffset start, DateTimeOffset end, DateTimeOffset now)
        {
            var (from, until) = (start.AddMinutes(-(type?.BufferBefore ?? 0)), end.AddMinutes(type?.BufferAfter ?? 0));
            if (Blocks.Exists(block => (block.ProviderId == provider.Id || block.LocationId == Harbor) && block.StartsAt < until && block.EndsAt > from))
            {
                return false;
            }

            var capacity = Capacities.Find(own => own.ProviderId == provider.Id && own.VisitTypeId == type?.Id)?.Capacity ?? type?.Capacity ?? 1;
            return HasLane(provider.Id, capacity, from, until, now) && (type?.Needs ?? []).All(need =>
            {
                var rooms = Rooms.FindAll(room => room.KindId == need.KindId && !room.IsClosed);
                var isDevice = Rooms.Exists(room => room.KindId == need.KindId && room.Kind!.IsDevice);
                return (provider.NeedsNoRoom && !isDevice) || rooms.Exists(room =>
                    (!rooms.Exists(wished => wished.Id == roomId) || room.Id == roomId)
                    && !Blocks.Exists(block => block.ResourceId == room.Id && block.StartsAt < until && block.EndsAt > from)
                    && HasLane(room.Id, room.Capacity, from, until, now));
            });
        }

        private bool HasLane(Guid resource, int capacity, DateTimeOffset from, DateTimeOffset until, DateTimeOffset now) =>
            Enumerable.Range(1, capacity).Any(lane =>
                !Visits.Exists(visit => Takes(visit.ProviderId, visit.Lane, visit.ResourceIds, visit.ResourceLanes, resource, lane)
                    && visit.StartsAt.AddMinutes(-visit.BufferBefore) < until && visit.EndsAt.AddMinutes(visit.BufferAfter) > from)
                && !Holds.Exists(hold => hold.Until > now && Takes(hold.ProviderId, hold.Lane, hold.ResourceIds, hold.ResourceLanes, resource, lane)
                    && hold.StartsAt.AddMinutes(-hold.BufferBefore) < until && hold.EndsAt.AddMinutes(hold.BufferAfter) > from));

        private static bool Takes(Guid provider, int providerLane, Guid[] ids, int[] lanes, Guid resource, int lane) =>
            (provider == resource && providerLane == lane) || ids.Select((id, at) => id == resource && lanes[at] == lane).Any(same => same);
    }
}
