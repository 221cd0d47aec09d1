using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Series;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>Several visits at once: proposed by the wall clock, booked all or none, cancelled from one on, and taken back.</summary>
public sealed class SeriesTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public void Months_keep_the_day_of_the_month_as_far_as_there_is_one_and_a_leap_day_comes_back()
    {
        static string Days(string first, int every, string unit, int count) =>
            string.Join(' ', SeriesDays.Of(DateOnly.Parse(first, CultureInfo.InvariantCulture), every, unit, count).Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));

        Assert.Equal("2028-02-29 2028-03-29 2028-04-29", Days("2028-02-29", 1, SeriesUnit.Months, 3));
        Assert.Equal("2028-02-29 2029-02-28 2030-02-28 2031-02-28 2032-02-29", Days("2028-02-29", 12, SeriesUnit.Months, 5));
        Assert.Equal("2028-01-31 2028-02-29 2028-03-31", Days("2028-01-31", 1, SeriesUnit.Months, 3));
        Assert.Equal("2028-02-28 2028-02-29 2028-03-01", Days("2028-02-28", 1, SeriesUnit.Days, 3));
        Assert.Equal("2026-03-02 2026-03-16 2026-03-30", Days("2026-03-02", 2, SeriesUnit.Weeks, 3));
    }

    [Fact]
    public async Task A_series_keeps_its_wall_clock_time_over_the_days_the_clocks_change_and_takes_what_is_next_best()
    {
        // Forward on March 8th: ten o'clock is an hour earlier in UTC from then on.
        Assert.Equal(["03/02 10:00", "03/09 10:00", "03/16 10:00"], (await Propose(At("10:00"), 3)).Select(First));
        Assert.Equal(["10/26 10:00", "11/02 10:00"], (await Propose(new DateTimeOffset(2026, 10, 26, 14, 0, 0, TimeSpan.Zero), 2)).Select(First));

        // Half past two is jumped over on that Sunday, and half past one happens twice on the other: the first after the jump, and the first of the two.
        Assert.Equal(At("6.02:00"), SeriesDays.At(new DateOnly(2026, 3, 8), new TimeOnly(2, 30), TestOrganization.Harbor.TimeZone));
        Assert.Equal(new DateTimeOffset(2026, 11, 1, 5, 30, 0, TimeSpan.Zero), SeriesDays.At(new DateOnly(2026, 11, 1), new TimeOnly(1, 30), TestOrganization.Harbor.TimeZone));

        // Taken at ten for half an hour; nobody there on the Monday after; a daily one has no visit on the weekend.
        await clinic.Booked(ToBook("10:00", 30) with { StartsAt = At("7.09:00") });
        await clinic.In(async (SchedulingDb db) =>
        {
            db.Holidays.Add(new Holiday { Id = Guid.CreateVersion7(), Date = new DateOnly(2026, 3, 16), Name = "Spring day" });
            await db.SaveChangesAsync();
        });
        var lines = await Propose(At("10:00"), 3);
        Assert.Equal(["03/02 10:00", "03/09 09:40", "03/17 10:00"], lines.Select(First));
        Assert.Equal(["09:40", "09:30", "10:30", "10:40"], lines[1].Offers.Select(start => Local(start).ToString("HH:mm", CultureInfo.InvariantCulture)));
        Assert.Equal(["03/06 10:00", "", "", "03/09 09:40"], (await Propose(At("4.10:00"), 4, SeriesUnit.Days)).Select(First));
    }

    [Fact]
    public async Task The_visits_of_a_series_are_booked_all_or_none_and_once_however_often_the_form_is_sent()
    {
        var wish = clinic.Services.GetRequiredService<Wishes>().Put(clinic.Services.GetRequiredService<Wishes>().Add() with { AccessClass = "restricted" });
        var series = Series(Okafor, "10:00", 4) with { TaskId = wish.TaskId };
        var taken = await clinic.Booked(ToBook("10:10") with { StartsAt = series.Visits[2].StartsAt.AddMinutes(10), PatientId = Tran.Id });

        var refused = Assert.IsType<SeriesEntry.Refused>(await Book(series));
        Assert.Equal((series.Visits[2].Id, taken.Id), (Assert.Single(refused.Why).Key, Assert.IsType<VisitEntry.Overlaps>(refused.Why.Values.Single()).VisitId));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.visit_series"));

        // Two that meet each other are no series, and none has no end.
        Assert.Single(Assert.IsType<SeriesEntry.Refused>(await Book(series with { Visits = [series.Visits[0], series.Visits[1] with { StartsAt = At("10:15") }] })).Why);
        Assert.IsType<SeriesEntry.Refused>(await Book(series with { Visits = [] }));
        Assert.IsType<SeriesEntry.Refused>(await Book(series with { Visits = [.. Enumerable.Range(0, 53).Select(day => ToBook("10:00") with { StartsAt = At("10:00").AddDays(day) })] }));

        await clinic.Cancel(taken);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Book(series))));
        Assert.Single(answers, answer => answer is SeriesEntry.Booked);
        Assert.Equal(3, answers.Count(answer => answer is SeriesEntry.BookedBefore));
        await clinic.RunJobs();
        Assert.Equal(4, clinic.Services.GetRequiredService<Heard>().OfType<AppointmentBooked>().Count(booked => booked.CareThreadId == wish.CareThreadId));
        Assert.Equal(["1 restricted true", "2 restricted false", "3 restricted false", "4 restricted false"], await clinic.Sql(
            "SELECT of.number || ' ' || v.access_class || ' ' || (v.request_id IS NOT NULL) FROM scheduling.series_visits of JOIN scheduling.visits v ON v.id = of.visit_id ORDER BY v.starts_at"));

        // Whoever may see what the first was booked for may see the others.
        clinic.Services.GetRequiredService<Wishes>().Put(wish with { AccessClass = "part2" });
        await clinic.In((Requests.OnAppointmentTaskChanged follow) => follow.Run(new(wish.TaskId, wish.CareThreadId), new(Guid.CreateVersion7(), "scheduling.follow-task"), CancellationToken.None));
        Assert.Equal([4L], await clinic.Sql("SELECT count(*) FROM scheduling.visits WHERE access_class = 'part2'"));
        Assert.IsType<SeriesEntry.Refused>(await Book(Series(Okafor, "14:00", 2) with { TaskId = wish.TaskId }));
    }

    /// <summary>Each wants both providers in turns, in either order, and the one room: the locks are taken in one order whatever the order of the visits.</summary>
    [Fact]
    public async Task Sixteen_who_book_cancel_and_put_back_series_of_the_same_two_providers_and_a_room_neither_overlap_nor_deadlock()
    {
        var (kind, type) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ResourceKinds.Add(new ResourceKind { Id = kind, Name = "room", IsDevice = false });
            db.Resources.Add(new Resource { Id = Guid.CreateVersion7(), KindId = kind, LocationId = TestOrganization.Harbor.Id, Name = "Room 1" });
            db.VisitTypes.Add(new VisitType { Id = type, Code = "roomed", Name = "Roomed", Minutes = 20, BufferAfter = 10, Needs = [new VisitTypeNeed { VisitTypeId = type, KindId = kind }] });
            await db.SaveChangesAsync();
        });

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(client => Task.Run(async () =>
        {
            var booked = 0;
            for (var turn = 0; turn < 3; turn++)
            {
                var start = At("08:00").AddMinutes(10 * (((client * 7) + (turn * 3)) % 12));
                var series = new SeriesToBook(Guid.CreateVersion7(), 1, SeriesUnit.Weeks, null, [.. Enumerable.Range(0, 4).Select(number => ToBook() with
                {
                    ProviderId = (number + client) % 2 == 0 ? Okafor : Lindqvist, StartsAt = start.AddDays(7 * number), Minutes = 20, VisitTypeId = type,
                })]);
                if (await Book(series) is not SeriesEntry.Booked)
                {
                    continue;
                }

                booked++;
                if (client % 4 == 0)
                {
                    var cancelled = Assert.IsType<SeveralChanged.Done>(await CancelAll(Guid.CreateVersion7(), [.. series.Visits.Skip(1).Select(visit => visit.Id)]));
                    Assert.Equal(3, cancelled.Changed.Count);
                    Assert.IsType<SeveralChanged.Done>(await UndoAll(cancelled.ActId));
                }
            }

            return booked;
        })));

        Assert.True(answers.Sum() > 0);
        await clinic.ExpectNoOverlap();
        Assert.Equal([4L * answers.Sum()], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));
        Assert.Equal([0L], await clinic.Sql("""
            SELECT count(*) FROM scheduling.visits a JOIN scheduling.visits b ON a.id < b.id AND a.resource_ids && b.resource_ids AND a.state = 'booked' AND b.state = 'booked'
            AND a.starts_at < b.ends_at + interval '10 minutes' AND b.starts_at < a.ends_at + interval '10 minutes'
            """));
        Assert.Equal([0L], await clinic.Sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    [Fact]
    public async Task This_and_the_following_are_cancelled_at_once_and_put_back_as_far_as_they_still_fit()
    {
        var wish = clinic.Services.GetRequiredService<Wishes>().Add();
        var series = Series(Okafor, "10:00", 4) with { TaskId = wish.TaskId };
        Assert.IsType<SeriesEntry.Booked>(await Book(series));
        Assert.Equal(series.Visits[0].Id, await StandsFor(wish.TaskId));
        Guid[] following = [.. series.Visits.Skip(1).Select(visit => visit.Id)];
        var seen = await Versions(following);
        var third = await clinic.Seen(following[1]);
        await clinic.Move(third, new Place(Okafor, third.LocationId, third.StartsAt.AddHours(1)));

        // What somebody moved since is left where it is.
        var act = Guid.CreateVersion7();
        var answers = await Task.WhenAll(clinic.In((ChangeVisit change) => change.CancelAll(act, seen, CancellationToken.None)), clinic.In((ChangeVisit change) => change.CancelAll(act, seen, CancellationToken.None)));
        var cancelled = Assert.Single(answers.OfType<SeveralChanged.Done>());
        Assert.Single(answers, answer => answer is SeveralChanged.WasSo);
        Assert.Equal(2, cancelled.Changed.Count);
        Assert.IsType<VisitChanged.Overtaken>(Assert.Single(cancelled.Left).Why);
        Assert.Equal(["booked", "cancelled", "booked", "cancelled"], await States());

        // Somebody takes the time of the fourth.
        await clinic.Booked(ToBook() with { PatientId = Tran.Id, StartsAt = series.Visits[3].StartsAt });
        var undone = Assert.IsType<SeveralChanged.Done>(await UndoAll(act));
        Assert.Equal(following[0], Assert.Single(undone.Changed).Visit.Id);
        Assert.IsType<VisitChanged.Overlaps>(Assert.Single(undone.Left).Why);
        Assert.Empty(Assert.IsType<SeveralChanged.Done>(await UndoAll(act)).Changed);
        Assert.Equal(["booked", "booked", "booked", "cancelled"], await States());

        // The booking of all is one act too: to which nothing happened since goes.
        Assert.Single(Assert.IsType<SeveralChanged.Done>(await UndoAll(series.Id)).Changed);
        Assert.Equal(["cancelled", "booked", "booked", "cancelled"], await States());

        // What it was booked for is not asked for again while another of it stands; with all of them gone it is.
        Assert.Equal(following[0], await StandsFor(wish.TaskId));
        var all = Assert.IsType<SeveralChanged.Done>(await CancelAll(Guid.CreateVersion7(), following));
        Assert.Equal(2, all.Changed.Count);
        Assert.Null(await StandsFor(wish.TaskId));
        Assert.Equal([RequestState.Open], await clinic.Sql("SELECT state FROM scheduling.appointment_requests"));

        // Put back, the earliest stands for it again, whichever was put back first.
        await UndoAll(all.ActId);
        Assert.Equal(following[0], await StandsFor(wish.TaskId));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visits WHERE request_id IS NOT NULL"));
        all = Assert.IsType<SeveralChanged.Done>(await CancelAll(Guid.CreateVersion7(), following));
        foreach (var change in all.Changed.Reverse())
        {
            Assert.IsType<VisitChanged.Done>(await clinic.Undo(change.ChangeId));
            Assert.Equal(change.Visit.Id, await StandsFor(wish.TaskId));
        }

        Assert.Equal([RequestState.Booked], await clinic.Sql("SELECT state FROM scheduling.appointment_requests"));
        Assert.IsType<SeveralChanged.Unknown>(await UndoAll(Guid.CreateVersion7()));
        Assert.IsType<SeveralChanged.Unknown>(await CancelAll(Guid.CreateVersion7(), []));

        var together = await clinic.In(async (LoadTogether load) => await load.Of(await clinic.Seen(following[0]), CancellationToken.None));
        Assert.Equal((2, 4, 4), (together.Number, together.Count, together.Series.Count));
        Assert.Equal([following[1]], together.FollowingOf(await clinic.Seen(following[0])).Select(line => line.Visit.Id));

        Task<IReadOnlyList<object?>> States() => clinic.Sql("SELECT v.state FROM scheduling.series_visits of JOIN scheduling.visits v ON v.id = of.visit_id ORDER BY of.number");
    }

    private static SeriesToBook Series(Guid provider, string start, int count) => new(
        Guid.CreateVersion7(), 1, SeriesUnit.Weeks, null,
        [.. Enumerable.Range(0, count).Select(number => ToBook(start) with { ProviderId = provider, StartsAt = SeriesDays.At(new DateOnly(2026, 3, 2).AddDays(7 * number), TimeOnly.Parse(start, CultureInfo.InvariantCulture), TestOrganization.Harbor.TimeZone) })]);

    private static DateTimeOffset Local(DateTimeOffset start) => LocalTime.At(TestOrganization.Harbor, start);

    private static string First(SeriesLine line) => line.Offers is [var first, ..] ? Local(first).ToString("MM/dd HH:mm", CultureInfo.InvariantCulture) : "";

    private Task<IReadOnlyList<SeriesLine>> Propose(DateTimeOffset first, int count, string unit = SeriesUnit.Weeks) =>
        clinic.In((ProposeSeries propose) => propose.Run(new SeriesWish(TestOrganization.Harbor, Okafor, FollowUp, null, first, count, 1, unit), CancellationToken.None));

    private Task<SeriesEntry> Book(SeriesToBook series) => clinic.In((BookVisit book) => book.RunAll(series, CancellationToken.None));

    private Task<SeveralChanged> UndoAll(Guid act) => clinic.In((ChangeVisit change) => change.UndoAll(act, CancellationToken.None));

    private async Task<Guid?> StandsFor(Guid task) => (await clinic.In((IAppointmentRequests requests) => requests.AppointmentOf(task)))?.Id;

    private async Task<SeveralChanged> CancelAll(Guid act, Guid[] visits)
    {
        var seen = await Versions(visits);
        return await clinic.In((ChangeVisit change) => change.CancelAll(act, seen, CancellationToken.None));
    }

    private Task<Dictionary<Guid, uint>> Versions(Guid[] visits) =>
        clinic.In((SchedulingDb db) => db.Visits.AsNoTracking().Where(visit => visits.Contains(visit.Id)).ToDictionaryAsync(visit => visit.Id, visit => visit.Version));
}
