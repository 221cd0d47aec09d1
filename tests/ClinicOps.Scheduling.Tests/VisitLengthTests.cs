using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>A visit becomes longer or shorter like it is moved: by one operation, refused for the same reasons, kept as a change, undone.</summary>
public sealed class VisitLengthTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Room = Guid.CreateVersion7();
    private TestClinic clinic = null!;

    /// <summary>Follow-ups need the one exam room, ten minutes after them too.</summary>
    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster);
        var kind = Guid.CreateVersion7();
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ResourceKinds.Add(new ResourceKind { Id = kind, Name = "exam room", IsDevice = false });
            db.Resources.Add(new Resource { Id = Room, KindId = kind, LocationId = TestOrganization.Harbor.Id, Name = "Exam 1" });
            var type = await db.VisitTypes.SingleAsync();
            type.BufferAfter = 10;
            type.Needs.Add(new VisitTypeNeed { VisitTypeId = FollowUp, KindId = kind });
            await db.SaveChangesAsync();
        });
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_longer_visit_begins_when_it_did_takes_provider_and_room_for_as_long_is_kept_as_a_change_and_undone()
    {
        var visit = await clinic.Booked(ToBook("10:00", 30));

        var longer = Assert.IsType<VisitChanged.Done>(await Resize(visit, 50));

        Assert.Equal(VisitChangeKind.Resized, longer.What);
        var seen = await clinic.Seen(visit.Id);
        Assert.Equal((Place.Of(visit), At("10:50")), (Place.Of(seen), seen.EndsAt));
        Assert.Equal([At("11:00"), At("11:00")], await TakenUntil(visit.Id));
        var change = await clinic.In((SchedulingDb db) => db.VisitChanges.AsNoTracking().SingleAsync(known => known.Id == longer.ChangeId));
        Assert.Equal((At("10:00"), At("10:30"), At("10:00"), At("10:50")), (change.FromStartsAt, change.FromEndsAt, change.StartsAt, change.EndsAt));

        // What it takes now is taken: for the provider and for the room.
        Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(ToBook("10:50")));
        var back = Assert.IsType<VisitChanged.Done>(await clinic.Undo(longer.ChangeId));
        Assert.Equal(At("10:30"), (await clinic.Seen(visit.Id)).EndsAt);
        Assert.Equal([At("10:40"), At("10:40")], await TakenUntil(visit.Id));

        // The undoing is a change like others, and only the latest is undone.
        Assert.IsType<VisitChanged.Overtaken>(await clinic.Undo(longer.ChangeId));
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(back.ChangeId));
        var shorter = Assert.IsType<VisitChanged.Done>(await Resize(await clinic.Seen(visit.Id), 20));
        Assert.Equal(At("10:20"), shorter.Visit.EndsAt);
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(ToBook("10:30")));
        Assert.IsType<VisitChanged.Overlaps>(await clinic.Undo(shorter.ChangeId));
        await clinic.ExpectNoOverlap();

        await clinic.RunJobs();
        Assert.Equal(4, clinic.Services.GetRequiredService<Heard>().OfType<AppointmentMoved>().Count(moved => moved.AppointmentId == visit.Id));
        Assert.Equal(
            ["visit.entered", "visit.resized", "visit.resized", "visit.resized", "visit.resized"], await clinic.Sql($"SELECT action FROM audit.entries WHERE subject_id = '{visit.Id}' ORDER BY id"));
    }

    [Fact]
    public async Task A_visit_is_not_made_longer_over_another_into_a_block_or_out_of_its_room()
    {
        var visit = await clinic.Booked(ToBook("10:00", 30));
        var next = await clinic.Booked(ToBook("11:00", 30));
        await clinic.Sql($"INSERT INTO scheduling.blocks (id, provider_id, starts_at, ends_at, reason, made_at) VALUES (gen_random_uuid(), '{Okafor}', '{At("12:00"):O}', '{At("13:00"):O}', 'staff meeting', now())");
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(ToBook("14:30", 30) with { ProviderId = Lindqvist }));
        var last = await clinic.Booked(ToBook("13:50", 30));

        var overlaps = Assert.IsType<VisitChanged.Overlaps>(await Resize(visit, 60));
        var blocked = Assert.IsType<VisitChanged.NotFree>(await Resize(next, 60));
        var withoutRoom = Assert.IsType<VisitChanged.NotFree>(await Resize(last, 40));

        Assert.Equal(next.Id, overlaps.Other!.VisitId);
        Assert.Equal("staff meeting", Assert.IsType<Lanes.Blocked>(blocked.Why).Reason);
        Assert.Equal("exam room", Assert.IsType<Lanes.NoRoom>(withoutRoom.Why).Kind);
        foreach (var before in new[] { visit, next, last })
        {
            Assert.Equal((before.EndsAt, before.Version), ((await clinic.Seen(before.Id)).EndsAt, (await clinic.Seen(before.Id)).Version));
        }
    }

    [Fact]
    public async Task Who_saw_an_older_state_no_length_and_what_is_not_booked_change_nothing_and_twice_changes_once()
    {
        var visit = await clinic.Booked(ToBook("10:00", 30));

        Assert.IsType<VisitChanged.NotALength>(await Resize(visit, 4));
        Assert.IsType<VisitChanged.NotALength>(await Resize(visit, 721));
        var both = await Task.WhenAll(Resize(visit, 40), Resize(visit, 40));
        Assert.Single(both, changed => changed is VisitChanged.Done);
        Assert.Single(both, changed => changed is VisitChanged.WasSo);

        var overtaken = Assert.IsType<VisitChanged.Overtaken>(await Resize(visit, 50));
        Assert.Equal(VisitChangeKind.Resized, overtaken.By!.What);
        await using (var scope = clinic.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Mesa.Id]);
            Assert.IsType<VisitChanged.Unknown>(await scope.ServiceProvider.GetRequiredService<ChangeVisit>().Resize(visit.Id, (await clinic.Seen(visit.Id)).Version, 50, CancellationToken.None));
        }

        await clinic.Cancel(await clinic.Seen(visit.Id));
        Assert.IsType<VisitChanged.NotBooked>(await Resize(await clinic.Seen(visit.Id), 50));
        Assert.Equal(At("10:40"), (await clinic.Seen(visit.Id)).EndsAt);
    }

    [Fact]
    public async Task Moved_and_made_longer_at_once_is_one_change_and_one_undo()
    {
        var visit = await clinic.Booked(ToBook("10:00", 30));
        var to = new Place(Lindqvist, TestOrganization.Harbor.Id, At("1.15:00"));

        var moved = Assert.IsType<VisitChanged.Done>(await clinic.In((ChangeVisit change) => change.Move(visit.Id, visit.Version, to, 45, null, CancellationToken.None)));

        Assert.Equal((VisitChangeKind.Moved, to, At("1.15:45")), (moved.What, Place.Of(moved.Visit), moved.Visit.EndsAt));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM scheduling.visit_changes"));
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(moved.ChangeId));
        var seen = await clinic.Seen(visit.Id);
        Assert.Equal((Place.Of(visit), visit.EndsAt), (Place.Of(seen), seen.EndsAt));
    }

    /// <summary>What was kept before visits could be made longer says nothing of ends.</summary>
    [Fact]
    public async Task A_move_kept_without_its_ends_is_undone_with_the_length_as_it_is()
    {
        var visit = await clinic.Booked(ToBook("10:00", 30));
        var moved = Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("11:00"))));
        await clinic.Sql("UPDATE scheduling.visit_changes SET from_ends_at = NULL, ends_at = NULL");

        Assert.IsType<VisitChanged.Done>(await clinic.Undo(moved.ChangeId));

        Assert.Equal((visit.StartsAt, visit.EndsAt), ((await clinic.Seen(visit.Id)).StartsAt, (await clinic.Seen(visit.Id)).EndsAt));
    }

    /// <summary>The hour from one o'clock comes twice on November 1st: what lasts ninety minutes ends ninety minutes later, whatever the wall shows.</summary>
    [Fact]
    public async Task On_the_day_the_clocks_go_back_a_longer_visit_ends_as_many_minutes_later()
    {
        var first = new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero);
        var visit = await clinic.Booked(ToBook() with { StartsAt = first });

        Assert.IsType<VisitChanged.Done>(await Resize(visit, 90));

        Assert.Equal((first, first.AddMinutes(90)), ((await clinic.Seen(visit.Id)).StartsAt, (await clinic.Seen(visit.Id)).EndsAt));
        Assert.Equal("1:30 AM", LocalTimes.InZone(first, "America/New_York").ToString("h:mm tt", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("2:00 AM", LocalTimes.InZone(first.AddMinutes(90), "America/New_York").ToString("h:mm tt", System.Globalization.CultureInfo.InvariantCulture));
    }

    private Task<VisitChanged> Resize(Visit seen, int minutes) => clinic.In((ChangeVisit change) => change.Resize(seen.Id, seen.Version, minutes, CancellationToken.None));

    private async Task<List<DateTimeOffset>> TakenUntil(Guid visit) =>
        await clinic.In((SchedulingDb db) => db.TakenLanes.AsNoTracking().Where(lane => lane.TakerId == visit).Select(lane => lane.TakenUntil).ToListAsync());
}
