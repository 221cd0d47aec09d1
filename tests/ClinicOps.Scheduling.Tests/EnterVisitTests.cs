using ClinicOps.Kernel.Audit;
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

public sealed class EnterVisitTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task An_entered_visit_is_stored_as_instants_and_audited_with_ids_alone()
    {
        var visit = Visit("10:00", 45);

        Assert.Equal(new VisitEntry.Entered(visit.Id), await clinic.Enter(visit));

        await clinic.In(async (SchedulingDb db) =>
        {
            var stored = await db.Visits.SingleAsync(v => v.Id == visit.Id);
            Assert.Equal(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero), stored.StartsAt);
            Assert.Equal(TimeSpan.FromMinutes(45), stored.EndsAt - stored.StartsAt);
            Assert.Equal(VisitStates.Booked, stored.State);
        });
        Assert.Equal([visit.Id], await clinic.Sql("SELECT subject_id FROM audit.entries WHERE action = 'visit.entered'"));
    }

    [Theory]
    [InlineData("09:45", 30)]
    [InlineData("10:15", 30)]
    [InlineData("10:05", 5)]
    [InlineData("09:00", 180)]
    public async Task A_visit_that_overlaps_another_of_its_provider_is_refused_with_the_other_named(string start, int minutes)
    {
        var first = Visit("10:00", 30);
        await clinic.Enter(first);

        var refused = Assert.IsType<VisitEntry.Overlaps>(await clinic.Enter(Visit(start, minutes)));

        Assert.Equal(first.Id, refused.VisitId);
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 15, 0, 0, TimeSpan.Zero), refused.StartsAt);
    }

    [Fact]
    public async Task Visits_back_to_back_and_of_other_providers_do_not_overlap()
    {
        await clinic.Enter(Visit("10:00", 30));

        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("10:30", 30)));
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("09:30", 30)));
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("10:00", 30) with { ProviderId = Lindqvist }));
    }

    [Fact]
    public async Task A_provider_at_another_location_in_another_time_zone_is_still_one_person()
    {
        await clinic.Enter(Visit("12:00", 30));

        // 10:00 in Arizona is 12:00 in New York in winter.
        Assert.IsType<VisitEntry.Overlaps>(await clinic.Enter(Visit("10:00", 30) with { LocationId = TestOrganization.Mesa.Id }));
    }

    [Fact]
    public async Task A_cancelled_visit_frees_its_time()
    {
        var first = Visit("10:00", 30);
        await clinic.Enter(first);
        await clinic.In((SchedulingDb db) => db.Visits.Where(v => v.Id == first.Id).ExecuteUpdateAsync(set => set.SetProperty(v => v.State, VisitStates.Cancelled)));

        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("10:00", 30)));
    }

    [Fact]
    public async Task Of_many_who_want_the_same_time_at_once_exactly_one_gets_it_and_none_fails()
    {
        var entries = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(() => clinic.Enter(Visit("10:00", 30)))));

        Assert.Single(entries, entry => entry is VisitEntry.Entered);
        Assert.Equal(11, entries.Count(entry => entry is VisitEntry.Overlaps));
    }

    [Fact]
    public async Task The_database_itself_refuses_an_overlap_also_between_two_open_transactions()
    {
        await using var one = await OpenAsModule();
        await using var other = await OpenAsModule();
        await using var first = await one.BeginTransactionAsync();
        await using var second = await other.BeginTransactionAsync();
        await InsertRaw(one, "2026-03-02T15:00Z", "2026-03-02T15:30Z");

        var waiting = InsertRaw(other, "2026-03-02T15:15Z", "2026-03-02T15:45Z");
        await first.CommitAsync();

        var refused = await Assert.ThrowsAsync<PostgresException>(() => waiting);
        Assert.Equal(SchedulingDb.NoOverlap, refused.ConstraintName);
    }

    [Fact]
    public async Task A_visit_written_past_the_lock_is_refused_as_an_overlap_not_as_an_error()
    {
        await using var past = await OpenAsModule();
        await using var open = await past.BeginTransactionAsync();
        await InsertRaw(past, "2026-03-02T15:00Z", "2026-03-02T15:30Z");

        // The operation looks, sees nothing (the other has not committed), and waits at the constraint.
        var entering = clinic.Enter(Visit("10:00", 30));
        await UntilSomebodyWaits();
        await open.CommitAsync();

        Assert.IsType<VisitEntry.Overlaps>(await entering);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'visit.entered'"));
    }

    [Fact]
    public async Task The_same_form_sent_twice_enters_one_visit()
    {
        var visit = Visit();
        await clinic.Enter(visit);

        Assert.Equal(new VisitEntry.EnteredBefore(visit.Id), await clinic.Enter(visit));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));
    }

    [Fact]
    public async Task Nobody_registered_no_such_provider_and_no_such_location_are_said_apart()
    {
        Assert.IsType<VisitEntry.PatientUnknown>(await clinic.Enter(Visit() with { PatientId = Guid.CreateVersion7() }));
        Assert.IsType<VisitEntry.ProviderUnknown>(await clinic.Enter(Visit() with { ProviderId = Guid.CreateVersion7() }));
        Assert.IsType<VisitEntry.LocationUnknown>(await clinic.Enter(Visit() with { LocationId = Guid.CreateVersion7() }));
    }

    [Fact]
    public async Task Nothing_is_booked_for_who_has_died_and_what_was_is_written_down()
    {
        Assert.Equal(new VisitEntry.PatientDeceased(Vega.Id), await clinic.Enter(Visit() with { PatientId = Vega.Id }));
        Assert.Equal(new VisitEntry.PatientDeceased(Vega.Id), await clinic.Book(ToBook() with { PatientId = Vega.Id }));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));

        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("10:00", date: "2026-02-27") with { PatientId = Vega.Id, State = VisitStates.Done }));
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("11:00", date: "2026-02-27") with { PatientId = Vega.Id }));
    }

    [Fact]
    public async Task For_a_record_that_was_merged_away_the_one_that_stands_is_booked()
    {
        var wish = clinic.Services.GetRequiredService<Wishes>().Add();

        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(Visit("12:00") with { PatientId = Twice.Id }));
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(ToBook("14:00", task: wish.TaskId) with { PatientId = Twice.Id }));

        Assert.Equal([Nunez.Id, Nunez.Id], await clinic.Sql("SELECT patient_id FROM scheduling.visits"));
    }

    [Fact]
    public async Task A_user_enters_visits_at_the_users_own_locations_only()
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Mesa.Id]);
        var enter = scope.ServiceProvider.GetRequiredService<EnterVisit>();

        Assert.IsType<VisitEntry.LocationUnknown>(await enter.Run(Visit(), CancellationToken.None));
        Assert.IsType<VisitEntry.Entered>(await enter.Run(Visit() with { LocationId = TestOrganization.Mesa.Id }, CancellationToken.None));
    }

    [Fact]
    public async Task The_time_of_a_visit_out_of_sight_is_taken_and_nothing_but_the_time_is_said()
    {
        await clinic.Enter(Visit("10:00"));
        var known = Assert.Single(await clinic.In((IVisits visits) => visits.OfPatient(Nunez.Id)));
        await clinic.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{Nunez.Id}', 'behavioural')");
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);

        var visits = scope.ServiceProvider.GetRequiredService<IVisits>();
        Assert.Empty(await visits.OfPatient(Nunez.Id));
        Assert.Null(await visits.Find(known.Id));
        Assert.Empty(await visits.Starting(known.LocationId, known.StartsAt, known.EndsAt));
        Assert.IsType<VisitEntry.Overlaps>(await scope.ServiceProvider.GetRequiredService<EnterVisit>().Run(Visit("10:15"), CancellationToken.None));
        scope.ServiceProvider.GetRequiredService<CurrentActor>().See(["behavioural"], []);
        Assert.Single(await visits.OfPatient(Nunez.Id));
        Assert.Equal(known, await visits.Find(known.Id));
        Assert.Equal([known], await visits.Starting(known.LocationId, known.StartsAt, known.EndsAt));
        Assert.Empty(await visits.Starting(known.LocationId, known.EndsAt, known.EndsAt.AddDays(1)));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(721)]
    [InlineData(-30)]
    public async Task A_visit_of_an_impossible_length_is_refused(int minutes) =>
        Assert.Equal(new VisitEntry.InvalidTime(InvalidTimeReason.Length), await clinic.Enter(Visit("10:00", minutes)));

    [Fact]
    public async Task A_start_that_the_clocks_jump_over_is_refused_where_they_do()
    {
        var missing = Visit("02:30", 30, "2026-03-08");

        Assert.Equal(new VisitEntry.InvalidTime(InvalidTimeReason.NeverHappens), await clinic.Enter(missing));
        // Arizona does not change its clocks.
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(missing with { LocationId = TestOrganization.Mesa.Id }));
    }

    [Fact]
    public async Task A_start_that_happens_twice_must_be_said_which_and_the_two_do_not_overlap()
    {
        var twice = Visit("01:30", 30, "2026-11-01");

        Assert.Equal(new VisitEntry.InvalidTime(InvalidTimeReason.HappensTwice), await clinic.Enter(twice));
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(twice with { SecondOccurrence = false }));
        Assert.IsType<VisitEntry.Entered>(await clinic.Enter(twice with { Id = Guid.CreateVersion7(), SecondOccurrence = true }));
        Assert.Equal(
            [new DateTime(2026, 11, 1, 5, 30, 0, DateTimeKind.Utc), new DateTime(2026, 11, 1, 6, 30, 0, DateTimeKind.Utc)],
            await clinic.Sql("SELECT starts_at FROM scheduling.visits ORDER BY starts_at"));
    }

    private async Task<NpgsqlConnection> OpenAsModule()
    {
        var connection = new NpgsqlConnection(clinic.ConnectionStringOf(DatabaseAccess.RoleOf("scheduling")));
        await connection.OpenAsync();
        return connection;
    }

    private static async Task InsertRaw(NpgsqlConnection connection, string from, string until)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO visits (id, patient_id, provider_id, location_id, visit_type, starts_at, ends_at, state, access_class, entered_at, legal_hold)
            VALUES (gen_random_uuid(), $1, $2, $3, 'Raw', $4::timestamptz, $5::timestamptz, 'booked', 'standard', now(), false)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = Tran.Id }, new() { Value = Okafor }, new() { Value = TestOrganization.Harbor.Id }, new() { Value = from }, new() { Value = until },
            },
        };
        await command.ExecuteNonQueryAsync();
    }

    private async Task UntilSomebodyWaits()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((long)(await clinic.Sql("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"))[0]! == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
        }
    }
}
