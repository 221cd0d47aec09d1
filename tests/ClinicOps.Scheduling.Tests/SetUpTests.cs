using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>A changed set-up holds for what is booked from then on; what is booked stands, and is named where it no longer fits.</summary>
public sealed class SetUpTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly Moved place = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster, services => services.AddSingleton<IOrganization>(place));

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_template_changed_under_booked_visits_moves_none_and_names_those_that_no_longer_fit()
    {
        // After the clocks have gone forward, nine o'clock of winter is ten.
        var before = await clinic.Booked(ToBook("1.15:00"));
        var fits = await clinic.Booked(ToBook("7.09:00"));
        var lunch = await clinic.Booked(ToBook("7.11:10"));
        var late = await clinic.Booked(ToBook("7.14:00"));

        // From the second Monday on mornings, and two hours after lunch.
        var changed = Assert.IsType<SetUpChanged.Done>(await SetWeek("2026-03-09", null, new WeekStretch(DayOfWeek.Monday, 480, 840, 720, 780)));

        Assert.Equal([(lunch.Id, "outside the hours"), (late.Id, "outside the hours")], await Unfit());
        foreach (var visit in new[] { before, fits, lunch, late })
        {
            var seen = await clinic.Seen(visit.Id);
            Assert.Equal((Place.Of(visit), visit.Version), (Place.Of(seen), seen.Version));
        }

        Assert.Equal([At("7.07:00"), At("7.07:30")], (await Free("7.00:00")).Take(2));
        Assert.Equal(At("4.08:00"), (await Free("4.00:00"))[0]);

        // Taken back, everything fits again; and only once.
        Assert.IsType<SetUpChanged.Done>(await clinic.In((ChangeSetUp change) => change.Undo(changed.ChangeId, CancellationToken.None)));
        Assert.Empty(await Unfit());
        Assert.IsType<SetUpChanged.ChangedMeanwhile>(await clinic.In((ChangeSetUp change) => change.Undo(changed.ChangeId, CancellationToken.None)));
    }

    [Fact]
    public async Task Who_saw_an_older_week_is_told_and_a_week_that_cannot_be_changes_nothing()
    {
        var first = Assert.IsType<SetUpChanged.Done>(await SetWeek("2026-03-09", null, new WeekStretch(DayOfWeek.Monday, 480, 720)));

        Assert.IsType<SetUpChanged.ChangedMeanwhile>(await SetWeek("2026-03-09", null, new WeekStretch(DayOfWeek.Monday, 480, 600)));
        foreach (var wrong in (WeekStretch[])[new(DayOfWeek.Monday, 480, 480), new(DayOfWeek.Monday, 480, 720, 700, 730), new(DayOfWeek.Monday, 480, 720, 600)])
        {
            Assert.IsType<SetUpChanged.NotUnderstood>(await SetWeek("2026-03-09", first.ChangeId, wrong));
        }

        Assert.IsType<SetUpChanged.NotUnderstood>(await SetWeek("2026-03-09", first.ChangeId, new(DayOfWeek.Monday, 480, 720), new(DayOfWeek.Monday, 700, 800)));
        Assert.Equal([720], await clinic.Sql("SELECT until_minute FROM scheduling.working_hours WHERE valid_from IS NOT NULL"));
    }

    [Fact]
    public async Task A_locations_zone_changed_moves_no_visit_and_the_hours_go_with_the_clock_on_the_wall()
    {
        var early = await clinic.Booked(ToBook("08:00") with { StartsAt = At("1.08:00") });
        var noon = await clinic.Booked(ToBook() with { StartsAt = At("1.12:00") });

        place.Zone = "America/Chicago";

        Assert.Equal(early.StartsAt, (await clinic.Seen(early.Id)).StartsAt);
        Assert.Equal([(early.Id, "outside the hours")], await Unfit());
        Assert.Equal(At("1.09:00"), (await Free("1.02:00"))[0]);
        Assert.DoesNotContain(noon.StartsAt, await Free("1.12:00"));
    }

    /// <summary>An undo goes by instants too: what the wall shows by then does not matter.</summary>
    [Fact]
    public async Task A_longer_visit_keeps_its_length_when_the_template_its_type_and_the_zone_change_and_its_undo_brings_the_old_instants_back()
    {
        var visit = await clinic.Booked(ToBook("1.10:00", 30));
        var longer = Assert.IsType<VisitChanged.Done>(await clinic.In((ChangeVisit change) => change.Resize(visit.Id, visit.Version, 50, CancellationToken.None)));

        Assert.IsType<SetUpChanged.Done>(await SetWeek("2026-03-02", null, new WeekStretch(DayOfWeek.Monday, 480, 540)));
        await clinic.Sql("UPDATE scheduling.visit_types SET minutes = 90");
        place.Zone = "America/Chicago";

        var seen = await clinic.Seen(visit.Id);
        Assert.Equal((visit.StartsAt, At("1.10:50"), longer.Visit.Version), (seen.StartsAt, seen.EndsAt, seen.Version));
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(longer.ChangeId));
        seen = await clinic.Seen(visit.Id);
        Assert.Equal((visit.StartsAt, visit.EndsAt), (seen.StartsAt, seen.EndsAt));
    }

    [Fact]
    public async Task A_block_a_holiday_a_lowered_capacity_and_a_closed_room_name_the_visits_they_come_upon()
    {
        var (kind, room) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ResourceKinds.Add(new ResourceKind { Id = kind, Name = "exam room", IsDevice = false });
            db.Resources.Add(new Resource { Id = room, KindId = kind, LocationId = TestOrganization.Harbor.Id, Name = "Exam 1", Capacity = 2 });
            var type = await db.VisitTypes.SingleAsync();
            type.Capacity = 2;
            type.Needs.Add(new VisitTypeNeed { VisitTypeId = FollowUp, KindId = kind });
            await db.SaveChangesAsync();
        });
        var one = await clinic.Booked(ToBook("1.10:00"));
        var two = await clinic.Booked(ToBook("1.10:00"));
        var closed = await clinic.Booked(ToBook("2.10:00"));
        var meeting = await clinic.Booked(ToBook("3.10:00"));
        Assert.Empty(await Unfit());

        await clinic.Sql("UPDATE scheduling.visit_types SET capacity = 1");
        await clinic.Sql("INSERT INTO scheduling.holidays (id, date, name) VALUES (gen_random_uuid(), '2026-03-04', 'Fair')");
        await clinic.Sql($"INSERT INTO scheduling.blocks (id, location_id, starts_at, ends_at, reason, made_at) VALUES (gen_random_uuid(), '{TestOrganization.Harbor.Id}', '{At("3.09:00"):O}', '{At("3.11:00"):O}', 'staff meeting', now())");
        Assert.Equal([(one.Id, "one too many at once: 1 may stand"), (closed.Id, "on a holiday: Fair"), (meeting.Id, "blocked: staff meeting")], await Unfit());

        await clinic.Sql("UPDATE scheduling.resources SET is_closed = true");
        Assert.Contains((two.Id, "no place in Exam 1"), await Unfit());
        Assert.Equal([4L], await clinic.Sql("SELECT count(*) FROM scheduling.visits WHERE state = 'booked'"));
    }

    [Fact]
    public async Task A_visit_booked_before_its_type_needed_a_room_is_named_and_given_a_free_one_where_it_stands()
    {
        var (first, second, none) = (await clinic.Booked(ToBook("1.10:00")), await clinic.Booked(ToBook("1.10:00") with { ProviderId = Lindqvist }), await clinic.Booked(ToBook("1.11:00")));
        var (kind, room) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ResourceKinds.Add(new ResourceKind { Id = kind, Name = "exam room", IsDevice = false });
            db.Resources.Add(new Resource { Id = room, KindId = kind, LocationId = TestOrganization.Harbor.Id, Name = "Exam 1" });
            (await db.VisitTypes.SingleAsync()).Needs.Add(new VisitTypeNeed { VisitTypeId = FollowUp, KindId = kind });
            await db.SaveChangesAsync();
        });
        const string Lacks = "has no exam room, which its type needs";
        Assert.Equal([(first.Id, Lacks), (none.Id, Lacks)], await Unfit());
        await clinic.Sql($"UPDATE scheduling.providers SET needs_no_room = true WHERE id = '{Okafor}'");
        Assert.Empty(await Unfit());
        await clinic.Sql("UPDATE scheduling.providers SET needs_no_room = false");

        // Twice is once; its time and its provider stay, its history says it, and the room is taken for others.
        var given = await Task.WhenAll(GiveRooms(first.Id), GiveRooms(first.Id));
        var gave = Assert.Single(given.OfType<VisitChanged.Done>());
        Assert.Single(given.OfType<VisitChanged.WasSo>());
        var seen = await clinic.Seen(first.Id);
        Assert.Equal((Place.Of(first), first.Lane, first.EndsAt), (Place.Of(seen), seen.Lane, seen.EndsAt));
        Assert.Equal(room, Assert.Single(seen.ResourceIds));
        Assert.Equal([1L], await clinic.Sql($"SELECT count(*) FROM scheduling.taken_lanes WHERE taker_id = '{first.Id}' AND resource_id = '{room}' AND lane = 1"));
        Assert.Equal(["booked", "room-given"], await clinic.Sql($"SELECT what FROM scheduling.visit_changes WHERE visit_id = '{first.Id}' ORDER BY at, id"));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'visit.room-given'"));

        // None is left at that time; at another there is one.
        Assert.Equal("exam room", Assert.IsType<Lanes.NoRoom>(Assert.IsType<VisitChanged.NotFree>(await GiveRooms(second.Id)).Why).Kind);
        Assert.IsType<VisitChanged.Done>(await GiveRooms(none.Id));
        Assert.Empty(await Unfit());

        // What was closed meanwhile is exchanged for another. There is no going back from either, and what was booked is still undone as before.
        await clinic.Sql($"UPDATE scheduling.resources SET is_closed = true WHERE id = '{room}'");
        Assert.Contains((first.Id, "no place in Exam 1"), await Unfit());
        await clinic.Insert("scheduling.resources", ("kind_id", kind), ("location_id", TestOrganization.Harbor.Id), ("name", "Exam 2"), ("capacity", 1));
        Assert.IsType<VisitChanged.Done>(await GiveRooms(first.Id));
        Assert.IsType<VisitChanged.Overtaken>(await clinic.Undo(gave.ChangeId));
        Assert.NotEqual(room, Assert.Single((await clinic.Seen(first.Id)).ResourceIds));
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(first.Id));
        Assert.IsType<VisitChanged.NotBooked>(await GiveRooms(first.Id));
        Assert.IsType<VisitChanged.Unknown>(await GiveRooms(Guid.CreateVersion7()));
        await clinic.ExpectNoOverlap();
    }

    [Fact]
    public async Task A_visit_goes_into_a_room_of_the_kind_that_is_free_then_as_it_was_seen_is_a_step_of_its_history_and_is_taken_back()
    {
        var (kind, other) = (await clinic.Insert("scheduling.resource_kinds", ("name", "exam room")), await clinic.Insert("scheduling.resource_kinds", ("name", "lab")));
        var rooms = new List<Guid>();
        foreach (var (of, name) in new[] { (kind, "Exam 1"), (kind, "Exam 2"), (kind, "Exam 3"), (other, "Lab 1") })
        {
            rooms.Add(await clinic.Insert("scheduling.resources", ("kind_id", of), ("location_id", TestOrganization.Harbor.Id), ("name", name), ("capacity", 1)));
        }

        await clinic.Sql($"INSERT INTO scheduling.visit_type_needs (visit_type_id, kind_id) VALUES ('{FollowUp}', '{kind}')");
        var (first, second) = (await clinic.Booked(ToBook("1.10:00")), await clinic.Booked(ToBook("1.10:00") with { ProviderId = Lindqvist }));
        Assert.Equal((rooms[0], rooms[1]), (Assert.Single(first.ResourceIds), Assert.Single(second.ResourceIds)));
        Task<VisitChanged> ToRoom(Visit seen, Guid room) => clinic.In((ChangeVisit change) => change.ToRoom(seen.Id, seen.Version, room, CancellationToken.None));

        Assert.True(Assert.IsType<VisitChanged.NotThisRoom>(await ToRoom(first, rooms[1])).IsTaken);
        Assert.False(Assert.IsType<VisitChanged.NotThisRoom>(await ToRoom(first, rooms[3])).IsTaken);
        Assert.IsType<VisitChanged.WasSo>(await ToRoom(first, rooms[0]));
        var answers = await Task.WhenAll(ToRoom(first, rooms[2]), ToRoom(second, rooms[2]));
        var moved = Assert.Single(answers.OfType<VisitChanged.Done>());
        Assert.Equal((VisitChangeKind.RoomChanged, "Exam 3"), (moved.What, moved.Room));
        Assert.True(Assert.Single(answers.OfType<VisitChanged.NotThisRoom>()).IsTaken);
        Assert.IsType<VisitChanged.Overtaken>(await ToRoom(moved.Visit.Id == first.Id ? first : second, rooms[0]));

        // What was before it waits for it; taken back, it is in the room it came from, and that is taken back too.
        var from = moved.Visit.Id == first.Id ? rooms[0] : rooms[1];
        Assert.Equal(VisitChangeKind.RoomChanged, Assert.IsType<VisitChanged.Overtaken>(await clinic.Undo(moved.Visit.Id)).By!.What);
        var back = Assert.IsType<VisitChanged.Done>(await clinic.Undo(moved.ChangeId));
        Assert.Equal((VisitChangeKind.RoomChanged, from), (back.What, Assert.Single(back.Visit.ResourceIds)));
        var again = Assert.IsType<VisitChanged.Done>(await clinic.Undo(back.ChangeId));
        Assert.Equal(rooms[2], Assert.Single(again.Visit.ResourceIds));
        Assert.Equal(
            ["booked", "room-changed", "room-changed", "room-changed"], await clinic.Sql($"SELECT what FROM scheduling.visit_changes WHERE visit_id = '{moved.Visit.Id}' ORDER BY at, id"));

        // Where somebody else has it by now, it stays.
        var beside = moved.Visit.Id == first.Id ? second : first;
        Assert.IsType<VisitChanged.Done>(await ToRoom(await clinic.Seen(beside.Id), from));
        Assert.True(Assert.IsType<VisitChanged.NotThisRoom>(await clinic.Undo(again.ChangeId)).IsTaken);

        // A move comes back into the room that it left, though the one it went to is free there as well.
        var third = await clinic.Booked(ToBook("1.14:00"));
        var away = Assert.IsType<VisitChanged.Done>(await clinic.In((ChangeVisit change) => change.Move(third.Id, third.Version, Place.Of(third) with { StartsAt = At("1.15:00") }, null, rooms[1], CancellationToken.None)));
        Assert.Equal((VisitChangeKind.Moved, "Exam 2"), (away.What, away.Room));
        Assert.Equal(rooms[0], Assert.Single(Assert.IsType<VisitChanged.Done>(await clinic.Undo(away.ChangeId)).Visit.ResourceIds));
        await clinic.ExpectNoOverlap();
    }

    [Fact]
    public async Task A_change_is_taken_back_by_who_works_where_it_holds_and_a_name_that_is_taken_by_now_is_a_refusal_in_words()
    {
        var mesa = TestOrganization.Mesa.Id;
        var (kind, room) = (await clinic.Insert("scheduling.resource_kinds", ("name", "exam room")), Guid.CreateVersion7());
        async Task<Guid> Changed(string part, Guid id, Func<SchedulingDb, Task> change) => Assert.IsType<SetUpChanged.Done>(await clinic.In(async (IServiceProvider scope) =>
        {
            var (set, db) = (scope.GetRequiredService<ChangeSetUp>(), scope.GetRequiredService<SchedulingDb>());
            return await set.Run(
                part,
                id,
                (await set.Latest(part, id, CancellationToken.None))?.Id,
                async () =>
                {
                    await change(db);
                    return null;
                },
                CancellationToken.None);
        })).ChangeId;
        Task<Guid> Added(string part, Guid id, object row) => Changed(part, id, db => Task.FromResult(db.Add(row)));

        var (everywhere, there, block) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        List<Guid> ofMesa =
        [
            Assert.IsType<SetUpChanged.Done>(await SetWeekAt(Lindqvist, mesa, "2026-03-09", new WeekStretch(DayOfWeek.Monday, 480, 720))).ChangeId,
            await Added(SetUpParts.Exceptions, Lindqvist, new WorkingException { Id = Guid.CreateVersion7(), ProviderId = Lindqvist, LocationId = mesa, Date = new DateOnly(2026, 3, 9), Works = false, FromMinute = 0, UntilMinute = 1440 }),
            await Changed(SetUpParts.Provider, Lindqvist, async db => (await db.Providers.SingleAsync(provider => provider.Id == Lindqvist)).NeedsNoRoom = true),
            await Added(SetUpParts.Room, room, new Resource { Id = room, KindId = kind, LocationId = mesa, Name = "Exam 1" }),
            await Added(SetUpParts.Block, block, new Block { Id = block, ResourceId = room, StartsAt = At("1.10:00"), EndsAt = At("1.11:00"), Reason = "paint", MadeAt = At("09:00") }),
            await Added(SetUpParts.Holiday, there, new Holiday { Id = there, LocationId = mesa, Date = new DateOnly(2026, 3, 10), Name = "Fair" }),
            await Added(SetUpParts.Holiday, everywhere, new Holiday { Id = everywhere, LocationId = null, Date = new DateOnly(2026, 3, 11), Name = "Eve" }),
        ];

        // A week at Mesa of somebody who usually works at Harbor is Mesa's too.
        ofMesa.Add(Assert.IsType<SetUpChanged.Done>(await SetWeekAt(Okafor, mesa, "2026-03-09", new WeekStretch(DayOfWeek.Friday, 480, 720))).ChangeId);
        foreach (var change in ofMesa)
        {
            Assert.Null(await Undone(change, TestOrganization.Harbor.Id));
        }

        Assert.Null(await Undone(ofMesa[6], mesa));
        Assert.Null(await Undone(ofMesa[7], mesa));
        foreach (var change in ofMesa.Take(6).Reverse())
        {
            Assert.IsType<SetUpChanged.Done>(await Undone(change, mesa));
        }

        Assert.IsType<SetUpChanged.Done>(await Undone(ofMesa[7], mesa, TestOrganization.Harbor.Id));
        Assert.IsType<SetUpChanged.Done>(await Undone(ofMesa[6]));
        Assert.Equal([0L], await clinic.Sql("SELECT (SELECT count(*) FROM scheduling.blocks) + (SELECT count(*) FROM scheduling.holidays) + (SELECT count(*) FROM scheduling.working_exceptions)"));

        // Renamed, and somebody gave the old name to another.
        var renamed = await Changed(SetUpParts.Room, room, async db => (await db.Resources.SingleAsync()).Name = "Exam 9");
        await clinic.Insert("scheduling.resources", ("kind_id", kind), ("location_id", mesa), ("name", "Exam 1"), ("capacity", 1));
        Assert.Equal("There is one of that name already.", Assert.IsType<SetUpChanged.NotUnderstood>(await Undone(renamed)).Why);
    }

    private Task<VisitChanged> GiveRooms(Guid visit) => clinic.In((ChangeVisit change) => change.GiveRooms(visit, CancellationToken.None));

    /// <summary>By somebody who works at these locations; at all when none is named.</summary>
    private async Task<SetUpChanged?> Undone(Guid change, params Guid[] locations)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), locations);
        return await scope.ServiceProvider.GetRequiredService<ChangeSetUp>().Undo(change, CancellationToken.None);
    }

    private Task<SetUpChanged> SetWeekAt(Guid provider, Guid location, string from, params WeekStretch[] week) =>
        clinic.In((SetWeek set) => set.Run(provider, location, DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), week, null, CancellationToken.None));

    private Task<SetUpChanged> SetWeek(string from, Guid? seen, params WeekStretch[] week) =>
        clinic.In((SetWeek set) => set.Run(Okafor, TestOrganization.Harbor.Id, DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), week, seen, CancellationToken.None));

    private async Task<List<(Guid, string)>> Unfit() =>
        [.. (await clinic.In((FindUnfitVisits find) => find.Run(Okafor, CancellationToken.None))).Select(unfit => (unfit.Visit.Id, unfit.Why))];

    private async Task<IReadOnlyList<DateTimeOffset>> Free(string from) =>
        [.. (await clinic.In((FindFreeSlots find) => find.Run(TestOrganization.Harbor.Id, Okafor, 30, At(from), 10, CancellationToken.None))).Select(slot => slot.StartsAt)];

    /// <summary>The clinic, with a clock at Harbor that can be another.</summary>
    private sealed class Moved : IOrganization
    {
        public string Zone { get; set; } = TestOrganization.Harbor.TimeZone;

        public Task<OrganizationProfile> Profile(CancellationToken stopping = default) =>
            Task.FromResult(new OrganizationProfile("Two Rivers Clinic", [], [TestOrganization.Harbor with { TimeZone = Zone }, TestOrganization.Mesa]));

        public Task<string?> NameOfUser(Guid userId, CancellationToken stopping = default) => Task.FromResult<string?>(null);

        public Task<IReadOnlyList<Colleague>> Colleagues(CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<Colleague>>([]);
    }
}
