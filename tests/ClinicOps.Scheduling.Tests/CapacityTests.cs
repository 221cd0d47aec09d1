using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>How many visits may stand at once: with a provider, in a room, on a device. Numbered lanes, and a database that refuses what goes beyond.</summary>
public sealed class CapacityTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Shots = Guid.Parse("0190d000-0000-7000-8000-00000000000a");
    private static readonly Guid Scan = Guid.Parse("0190d000-0000-7000-8000-00000000000b");
    private static readonly Guid ScanRoom = Guid.Parse("0190e000-0000-7000-8000-000000000001");
    private static readonly Guid Scanner = Guid.Parse("0190e000-0000-7000-8000-000000000002");

    private TestClinic clinic = null!;

    /// <summary>Shots may stand two at once; a scan needs a room and the scanner, and ten minutes of the room afterwards.</summary>
    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster);
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ResourceKinds.Add(new ResourceKind { Id = ScanRoom, Name = "scan room", IsDevice = false });
            db.ResourceKinds.Add(new ResourceKind { Id = Scanner, Name = "scanner", IsDevice = true });
            db.VisitTypes.Add(new VisitType { Id = Shots, Code = "shots", Name = "Shots", Minutes = 20, Capacity = 2 });
            db.VisitTypes.Add(new VisitType
            {
                Id = Scan,
                Code = "scan",
                Name = "Scan",
                Minutes = 30,
                BufferAfter = 10,
                Needs = [new VisitTypeNeed { VisitTypeId = Scan, KindId = ScanRoom }, new VisitTypeNeed { VisitTypeId = Scan, KindId = Scanner }],
            });
            await db.SaveChangesAsync();
        });
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task As_many_stand_at_once_as_the_type_allows_and_the_next_is_refused_with_one_that_stands()
    {
        var one = await clinic.Booked(OfType(Shots, "10:00"));
        var two = await clinic.Booked(OfType(Shots, "10:10"));

        var refused = Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(OfType(Shots, "10:10")));

        Assert.Equal((2, 1), (one.Lane, two.Lane));
        Assert.Equal(one.Id, refused.VisitId);
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(OfType(Shots, "10:20")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_not_double_booked_has_the_first_lane_beside_one_that_is_whoever_came_first(bool shotsFirst)
    {
        VisitToBook[] both = [OfType(Shots, "10:00"), ToBook("10:00")];
        foreach (var visit in shotsFirst ? both : [both[1], both[0]])
        {
            await clinic.Booked(visit);
        }

        Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(ToBook("10:00")));
        Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(OfType(Shots, "10:00")));
    }

    [Fact]
    public async Task A_provider_has_a_number_of_their_own_instead_of_the_types()
    {
        await clinic.Sql($"INSERT INTO scheduling.provider_capacities VALUES ('{Okafor}', '{Shots}', 3), ('{Lindqvist}', '{Shots}', 1)");

        for (var stands = 0; stands < 3; stands++)
        {
            await clinic.Booked(OfType(Shots, "10:00"));
        }

        Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(OfType(Shots, "10:00")));
        await clinic.Booked(OfType(Shots, "10:00") with { ProviderId = Lindqvist });
        Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(OfType(Shots, "10:00") with { ProviderId = Lindqvist }));
    }

    /// <summary>Not by waiting, and not by an exemption: the third lane is not there, and the first two are taken once.</summary>
    [Fact]
    public async Task The_database_itself_refuses_what_goes_beyond_capacity_also_between_two_open_transactions()
    {
        await clinic.Booked(OfType(Shots, "10:00"));
        await using var one = await OpenAsModule();
        await using var other = await OpenAsModule();
        await using var first = await one.BeginTransactionAsync();
        await using var second = await other.BeginTransactionAsync();
        await InsertRaw(one, lane: 1);

        var waiting = InsertRaw(other, lane: 1);
        await first.CommitAsync();

        Assert.Equal(SchedulingDb.NoOverlap, (await Assert.ThrowsAsync<PostgresException>(() => waiting)).ConstraintName);
        await second.RollbackAsync();
        Assert.Equal(SchedulingDb.WithinCapacity, (await Assert.ThrowsAsync<PostgresException>(() => InsertRaw(other, lane: 3))).ConstraintName);
    }

    [Fact]
    public async Task A_capacity_that_is_lowered_leaves_what_stands_and_lets_nothing_more_in()
    {
        var one = await clinic.Booked(OfType(Shots, "10:00"));
        var two = await clinic.Booked(OfType(Shots, "10:00"));
        await clinic.Sql($"UPDATE scheduling.visit_types SET capacity = 1 WHERE id = '{Shots}'");

        Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(OfType(Shots, "10:00")));
        Assert.Equal([2, 1], await clinic.Sql("SELECT lane FROM scheduling.visits ORDER BY id"));
        await clinic.Sql($"UPDATE scheduling.visits SET state = 'done' WHERE id = '{one.Id}'");

        // Cancelled and put back, it has to fit as things are now.
        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(two));
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(cancelled.ChangeId));
        Assert.Equal(1, (await clinic.Seen(two.Id)).Lane);
    }

    [Fact]
    public async Task A_visit_takes_a_free_room_and_a_free_device_with_its_buffer_and_is_refused_without()
    {
        Assert.Equal("scan room", Assert.IsType<Lanes.NoRoom>(Assert.IsType<VisitEntry.NotFree>(await clinic.Book(OfType(Scan, "10:00"))).Why).Kind);
        await AddRooms(("Scan 1", ScanRoom, 1), ("Scan 2", ScanRoom, 1), ("Scanner", Scanner, 1));

        var first = await clinic.Booked(OfType(Scan, "10:00"));
        var beside = OfType(Scan, "10:30") with { ProviderId = Lindqvist };
        Assert.Equal("scanner", Assert.IsType<Lanes.NoRoom>(Assert.IsType<VisitEntry.NotFree>(await clinic.Book(beside)).Why).Kind);
        var second = await clinic.Booked(beside with { StartsAt = At("10:40") });

        Assert.Equal(2, first.ResourceIds.Length);
        Assert.Equal(first.ResourceIds, second.ResourceIds);
        await clinic.Sql("UPDATE scheduling.resources SET capacity = 2 WHERE name = 'Scanner'");
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(OfType(Scan, "10:00") with { ProviderId = Lindqvist }));
        Assert.IsType<VisitEntry.NotFree>(await clinic.Book(OfType(Scan, "11:10") with { LocationId = TestOrganization.Mesa.Id }));
    }

    [Fact]
    public async Task Who_needs_no_room_is_booked_without_one_but_not_without_the_device()
    {
        await clinic.Sql($"UPDATE scheduling.providers SET needs_no_room = true WHERE id = '{Okafor}'");
        await AddRooms(("Scanner", Scanner, 1));

        Assert.Single((await clinic.Booked(OfType(Scan, "10:00"))).ResourceIds);
        Assert.IsType<VisitEntry.NotFree>(await clinic.Book(OfType(Scan, "10:00") with { ProviderId = Lindqvist }));
    }

    [Fact]
    public async Task A_move_takes_a_room_where_it_goes_and_gives_back_the_one_it_left()
    {
        await AddRooms(("Scan 1", ScanRoom, 1), ("Scanner", Scanner, 1));
        var visit = await clinic.Booked(OfType(Scan, "10:00"));
        await clinic.Booked(OfType(Scan, "12:00") with { ProviderId = Lindqvist });

        Assert.IsType<VisitChanged.NotFree>(await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("11:40"))));
        Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("10:10"))));
        var moved = Assert.IsType<VisitChanged.Done>(await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, At("14:00"))));

        await clinic.Booked(OfType(Scan, "10:00") with { ProviderId = Lindqvist });
        Assert.IsType<VisitChanged.NotFree>(await clinic.Undo(moved.ChangeId));
    }

    [Fact]
    public async Task What_is_blocked_is_taken_for_visits_and_says_why()
    {
        await clinic.Sql($"INSERT INTO scheduling.blocks (id, provider_id, starts_at, ends_at, reason, made_at) VALUES (gen_random_uuid(), '{Okafor}', '{At("10:00"):O}', '{At("11:00"):O}', 'staff meeting', now())");

        var refused = Assert.IsType<Lanes.Blocked>(Assert.IsType<VisitEntry.NotFree>(await clinic.Book(ToBook("10:50"))).Why);

        Assert.Equal("staff meeting", refused.Reason);
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(ToBook("11:00")));
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(ToBook("10:00") with { ProviderId = Lindqvist }));
    }

    [Fact]
    public async Task A_type_for_new_patients_is_refused_for_one_who_was_seen_until_somebody_insists()
    {
        await clinic.Sql($"UPDATE scheduling.visit_types SET for_whom = 'new' WHERE id = '{Shots}'");
        await clinic.Booked(OfType(Shots, "09:00"));
        await clinic.Booked(ToBook() with { StartsAt = At("10:00").AddYears(-2), State = VisitStates.Done });

        var refused = Assert.IsType<VisitEntry.ForOthers>(await clinic.Book(OfType(Shots, "10:00")));

        Assert.Equal(At("10:00").AddYears(-2), refused.LastSeen);
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(OfType(Shots, "10:00") with { AnyPatient = true }));
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(OfType(Shots, "11:00") with { PatientId = Tran.Id }));
        await clinic.Sql($"UPDATE scheduling.visit_types SET for_whom = 'established' WHERE id = '{Shots}'");
        Assert.IsType<VisitEntry.ForOthers>(await clinic.Book(OfType(Shots, "12:00") with { PatientId = Tran.Id }));

        // Who came and was seen here is established too, though no file ever said so.
        var here = await clinic.Booked(ToBook("13:00") with { PatientId = Tran.Id });
        var desk = clinic.Services.GetRequiredService<Desk>();
        await desk.Step(here.Id, VisitSteps.Arrived, undo: false, seen: null, CancellationToken.None);
        Assert.IsType<VisitEntry.ForOthers>(await clinic.Book(OfType(Shots, "14:00") with { PatientId = Tran.Id }));
        desk.Done.Add(here.Id);
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(OfType(Shots, "14:00") with { PatientId = Tran.Id }));
        await clinic.Sql($"UPDATE scheduling.visit_types SET for_whom = 'new' WHERE id = '{Shots}'");
        Assert.Equal(here.StartsAt, Assert.IsType<VisitEntry.ForOthers>(await clinic.Book(OfType(Shots, "15:00") with { PatientId = Tran.Id })).LastSeen);
    }

    /// <summary>Rooms are wanted by both providers, lanes by all: nobody fails, and SQL finds nothing beyond capacity.</summary>
    [Fact]
    public async Task Thirty_two_at_once_book_hold_move_and_cancel_with_rooms_and_capacity_without_a_deadlock_or_an_overlap()
    {
        await AddRooms(("Scan 1", ScanRoom, 1), ("Scan 2", ScanRoom, 2), ("Scanner", Scanner, 2));
        Guid[] providers = [Okafor, Lindqvist];
        Guid[] types = [Shots, Scan, FollowUp];
        await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(async () =>
        {
            var draw = new Random(number);
            DateTimeOffset Time() => At("08:00").AddMinutes(10 * draw.Next(60));
            for (var turn = 0; turn < 6; turn++)
            {
                var (hold, type, provider, start) = (Guid.CreateVersion7(), types[draw.Next(3)], providers[draw.Next(2)], Time());
                if (draw.Next(2) == 0)
                {
                    await clinic.In((HoldSlot slots) => slots.Take(new SlotToHold(hold, provider, TestOrganization.Harbor.Id, type, start, 30), CancellationToken.None));
                }

                var asked = OfType(type, "08:00") with { ProviderId = provider, StartsAt = start, HoldId = hold };
                if (await clinic.Book(asked) is VisitEntry.Entered)
                {
                    await clinic.Move(await clinic.Seen(asked.Id), new Place(providers[draw.Next(2)], TestOrganization.Harbor.Id, Time()));
                    if (draw.Next(2) == 0)
                    {
                        await clinic.Cancel(await clinic.Seen(asked.Id));
                    }
                }
            }
        })));

        Assert.Equal([0L], await clinic.Sql(
            $"""
            SELECT count(*) FROM scheduling.visits v
            WHERE v.state <> 'cancelled'
            AND (SELECT count(*) FROM scheduling.visits o WHERE o.state <> 'cancelled' AND o.provider_id = v.provider_id AND o.starts_at <= v.starts_at AND o.ends_at > v.starts_at) > 2
            """));
        Assert.Equal([0L], await clinic.Sql(
            """
            SELECT count(*) FROM scheduling.visits v CROSS JOIN unnest(v.resource_ids) AS mine (id) JOIN scheduling.resources r ON r.id = mine.id
            WHERE v.state <> 'cancelled'
            AND (SELECT count(*) FROM scheduling.visits o WHERE o.state <> 'cancelled' AND r.id = ANY (o.resource_ids) AND o.starts_at <= v.starts_at AND o.ends_at + o.buffer_after * interval '1 minute' > v.starts_at) > r.capacity
            """));
        Assert.Equal([0L], await clinic.Sql(
            """
            SELECT count(*) FROM scheduling.taken_lanes a JOIN scheduling.taken_lanes b ON a.resource_id = b.resource_id AND a.lane = b.lane AND a.taker_id < b.taker_id
            AND a.taken_from < b.taken_until AND b.taken_from < a.taken_until
            """));
        Assert.True(await clinic.In((SchedulingDb db) => db.VisitChanges.CountAsync(change => change.What == VisitChangeKind.Moved)) > 5);
    }

    private static VisitToBook OfType(Guid type, string start) =>
        ToBook(start, type == Scan ? 30 : 20) with { VisitTypeId = type, VisitType = type == Scan ? "Scan" : type == Shots ? "Shots" : "Follow-up" };

    private Task AddRooms(params (string Name, Guid Kind, int Capacity)[] rooms) => clinic.In(async (SchedulingDb db) =>
    {
        db.Resources.AddRange(rooms.Select(room => new Resource { Id = Guid.CreateVersion7(), KindId = room.Kind, LocationId = TestOrganization.Harbor.Id, Name = room.Name, Capacity = room.Capacity }));
        await db.SaveChangesAsync();
    });

    private async Task<NpgsqlConnection> OpenAsModule()
    {
        var connection = new NpgsqlConnection(clinic.ConnectionStringOf(DatabaseAccess.RoleOf("scheduling")));
        await connection.OpenAsync();
        return connection;
    }

    private static async Task InsertRaw(NpgsqlConnection connection, int lane)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO visits (id, patient_id, provider_id, location_id, visit_type, visit_type_id, starts_at, ends_at, lane, state, access_class, entered_at, legal_hold)
            VALUES (gen_random_uuid(), $1, $2, $3, 'Raw', $4, $5, $6, $7, 'booked', 'standard', now(), false)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = Tran.Id }, new() { Value = Okafor }, new() { Value = TestOrganization.Harbor.Id }, new() { Value = Shots },
                new() { Value = At("10:10").UtcDateTime }, new() { Value = At("10:30").UtcDateTime }, new() { Value = lane },
            },
        };
        await command.ExecuteNonQueryAsync();
    }
}
