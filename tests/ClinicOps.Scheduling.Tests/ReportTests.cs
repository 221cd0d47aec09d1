using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Reports;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The figures of the reports beside data made by hand, and beside a plain reckoning over some thousands of visits.</summary>
public sealed class ReportTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Location Harbor = TestOrganization.Harbor;

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Utilisation_is_booked_of_available_minutes_through_a_changed_week_exceptions_holidays_blocks_and_the_night_the_clocks_change()
    {
        await clinic.In(async (SchedulingDb db) =>
        {
            // Monday to Friday eight to five until the 8th; then nine to twelve with half an hour of lunch. And the night to Sunday the 8th, which has one hour less.
            await db.WorkingHours.ExecuteUpdateAsync(set => set.SetProperty(hours => hours.ValidUntil, new DateOnly(2026, 3, 8)));
            for (var weekday = DayOfWeek.Monday; weekday <= DayOfWeek.Friday; weekday++)
            {
                db.WorkingHours.Add(new WorkingHours { Id = Guid.CreateVersion7(), ProviderId = Okafor, LocationId = Harbor.Id, Weekday = weekday, FromMinute = 540, UntilMinute = 720, BreakFrom = 600, BreakUntil = 630, ValidFrom = new DateOnly(2026, 3, 9) });
            }

            db.WorkingHours.Add(new WorkingHours { Id = Guid.CreateVersion7(), ProviderId = Okafor, LocationId = Harbor.Id, Weekday = DayOfWeek.Sunday, FromMinute = 0, UntilMinute = 360, ValidUntil = new DateOnly(2026, 3, 8) });
            db.WorkingExceptions.Add(new WorkingException { Id = Guid.CreateVersion7(), ProviderId = Okafor, LocationId = Harbor.Id, Date = new DateOnly(2026, 3, 3), Works = false, FromMinute = 0, UntilMinute = 1440 });
            db.WorkingExceptions.Add(new WorkingException { Id = Guid.CreateVersion7(), ProviderId = Lindqvist, LocationId = Harbor.Id, Date = new DateOnly(2026, 3, 7), Works = true, FromMinute = 600, UntilMinute = 660 });
            db.Holidays.Add(new Holiday { Id = Guid.CreateVersion7(), LocationId = Harbor.Id, Date = new DateOnly(2026, 3, 4), Name = "Founders' Day" });
            db.Blocks.Add(new Block { Id = Guid.CreateVersion7(), ProviderId = Okafor, StartsAt = At("3.07:30"), EndsAt = At("3.09:00"), Reason = "meeting", MadeAt = At("07:00") });
            await db.SaveChangesAsync();
        });
        await Put(Nunez.Id, At("10:00"), 30);
        await Put(Nunez.Id, At("11:00"), 20, "missed");
        await Put(Tran.Id, At("12:00"), 60, "cancelled");
        await Put(Nunez.Id, At("6.01:30"), 60, "done");
        await Put(Nunez.Id, At("7.09:00"), 45);
        await Put(Nunez.Id, At("14.09:00"), 45);
        await Put(Nunez.Id, At("10:00"), 15, provider: Lindqvist, location: TestOrganization.Mesa.Id);
        await clinic.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{Nunez.Id}', 'behavioural')");

        var weeks = await AsUser((MeasureUtilisation measure) => measure.Run(Period("2026-03-02", "2026-03-15"), CancellationToken.None));

        // 540 on Monday, nothing on Tuesday and Wednesday, 480 and 540, five hours of the short night.
        Assert.Equal(
            [
                ("Amara Okafor, MD", new DateOnly(2026, 3, 2), 110L, 1860L),
                ("Amara Okafor, MD", new DateOnly(2026, 3, 9), 45L, 750L),
                ("Per Lindqvist", new DateOnly(2026, 3, 2), 0L, 60L),
            ],
            weeks.Select(week => (week.Provider, week.Week, week.Booked, week.Available)));

        var report = await clinic.In((LoadReports load) => load.Utilisation(Period("2026-03-02", "2026-03-15"), CancellationToken.None));
        Assert.Equal(["All providers", "03/02/2026", "110", "1920", "6 %"], report.Table.Rows[0]);
        Assert.Equal(["All providers", "03/09/2026", "45", "750", "6 %"], report.Table.Rows[1]);
        Assert.Equal("03/02/2026: 6 %; 03/09/2026: 6 %.", report.Chart!.Said);
        Assert.Null((await clinic.In((LoadReports load) => load.Utilisation(Period("2026-03-14", "2026-03-15"), CancellationToken.None))).Chart);
    }

    [Fact]
    public async Task Who_came_who_did_not_and_who_had_confirmed_are_counted_by_hand_and_few_are_not_made_a_rate()
    {
        clinic.Clock.SetUtcNow(At("11.12:00"));
        var came = await Put(Nunez.Id, At("10:00"), 20, entered: At("-1.10:00"));
        await clinic.In((IVisitProgress desk) => desk.Step(came, VisitSteps.Arrived, undo: false, seen: null));
        await Put(Nunez.Id, At("10:30"), 20, "done", entered: At("08:00"));
        var missed = await Put(Nunez.Id, At("11:00"), 20, "missed", entered: At("-20.10:00"));
        await Put(Nunez.Id, At("11:30"), 20, "cancelled", entered: At("-20.10:00"));
        await Put(Nunez.Id, At("12:00"), 20, entered: At("-8.10:00"));
        await Put(Nunez.Id, At("13.10:00"), 20, entered: At("-8.10:00"));

        // Confirmed; confirmed and taken back; confirmed for another time; confirmed after it began.
        await Confirm(came, At("10:00"), At("-1.12:00"));
        var wrong = await Confirm(missed, At("11:00"), At("-1.12:00"));
        await clinic.Insert("scheduling.contact_attempts", ("visit_id", missed), ("starts_at", Iso(At("11:00"))), ("at", Iso(At("-1.13:00"))), ("outcome", "taken-back"), ("takes_back_id", wrong));
        await Confirm(missed, At("12:00"), At("-1.12:00"));
        await Confirm(missed, At("11:00"), At("11:05"));
        await clinic.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{Nunez.Id}', 'behavioural')");

        var figures = await AsUser((MeasureAttendance measure) => measure.Run(Period("2026-03-01", "2026-03-31"), CancellationToken.None));

        Assert.Equal(new Attendance(Came: 2, Missed: 1, Unsaid: 1, Due: 3, Confirmed: 1), figures.All);
        Assert.Equal(("1 of 3", "1 of 3"), (figures.All.NoShows.Said, figures.All.Confirmations.Said));
        Assert.Equal([("Amara Okafor, MD", figures.All)], figures.ByProvider);
        Assert.Equal([("Follow-up", figures.All)], figures.ByType);
        Assert.Equal(figures.All, Assert.Single(figures.ByWeekday, day => day.Key == 1).Value);
        Assert.Equal([(0, 1L, 0L), (1, 1L, 0L), (2, 0L, 0L), (3, 0L, 1L)], figures.ByLead.OrderBy(lead => lead.Key).Select(lead => (lead.Key, lead.Value.Came, lead.Value.Missed)));

        Assert.Equal(("–", "3 of 4", "75 %", "67 %", 150.0), (new Share(0, 0).Said, new Share(3, 4).Said, new Share(30, 40).Said, new Share(8, 12).Said, new Share(3, 2).Percent!.Value));
        var report = await clinic.In((LoadReports load) => load.Attendance(Period("2026-03-01", "2026-03-31"), CancellationToken.None));
        Assert.Equal(["Monday", "1", "3", "1 of 3", "1"], report.NoShows.Single(table => table.Key == "no-shows-by-weekday").Rows[1]);
        Assert.Equal(["15 to 30 days", "1", "1", "1 of 1", "0"], report.NoShows.Single(table => table.Key == "no-shows-by-lead-time").Rows[4]);
        Assert.Equal(["All", "1", "3", "1 of 3"], report.Confirmations[0].Rows[0]);
        Assert.Null((await clinic.In((LoadReports load) => load.Attendance(Period("2026-04-01", "2026-04-30"), CancellationToken.None))).Confirmed);
    }

    /// <summary>Two providers day and night for two months, over the night the clocks change.</summary>
    [Fact]
    public async Task Over_some_thousands_of_visits_the_statement_counts_as_a_plain_reckoning_does()
    {
        clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 20, 3, 0, 0, TimeSpan.Zero));
        await clinic.Sql(
            $"""
            INSERT INTO scheduling.visits (id, patient_id, provider_id, location_id, visit_type, visit_type_id, starts_at, ends_at, state, access_class, entered_at, legal_hold)
            SELECT gen_random_uuid(), '{Nunez.Id}', CASE WHEN n % 2 = 0 THEN '{Okafor}'::uuid ELSE '{Lindqvist}'::uuid END, '{Harbor.Id}', 'Follow-up', CASE WHEN n % 3 = 0 THEN '{FollowUp}'::uuid END,
                timestamptz '2026-02-15 05:00Z' + n * interval '35 minutes', timestamptz '2026-02-15 05:00Z' + n * interval '35 minutes' + interval '20 minutes',
                (ARRAY['booked', 'done', 'done', 'missed', 'cancelled'])[1 + (n * 7 + n / 11) % 5], 'standard', timestamptz '2026-02-15 05:00Z' + n * interval '35 minutes' - (n % 40) * interval '23 hours', false
            FROM generate_series(0, 1999) n
            """);
        await clinic.Sql(
            """
            INSERT INTO scheduling.contact_attempts (id, visit_id, starts_at, location_id, at, outcome)
            SELECT gen_random_uuid(), id, starts_at, location_id, starts_at - interval '1 hour' + (ascii(right(id::text, 1)) % 3) * interval '50 minutes', CASE WHEN ascii(left(id::text, 1)) % 2 = 0 THEN 'confirmed' ELSE 'no-answer' END FROM scheduling.visits
            """);
        var visits = await clinic.In((SchedulingDb db) => db.Visits.AsNoTracking().ToListAsync());
        var attempts = (await clinic.In((SchedulingDb db) => db.ContactAttempts.AsNoTracking().ToListAsync())).ToLookup(attempt => attempt.VisitId);
        await clinic.In(async (IVisitProgress desk) =>
        {
            foreach (var visit in visits.Where(visit => visit.State == "booked" && visit.Id.ToByteArray()[0] % 2 == 0))
            {
                await desk.Step(visit.Id, VisitSteps.Arrived, undo: false, seen: null);
            }
        });
        var here = (await clinic.In((IVisitProgress desk) => desk.Of([.. visits.Select(visit => visit.Id)]))).Select(taken => taken.VisitId).ToHashSet();
        var period = Period("2026-02-20", "2026-03-31");

        var figures = await clinic.In((MeasureAttendance measure) => measure.Run(period, CancellationToken.None));
        var weeks = await clinic.In((MeasureUtilisation measure) => measure.Run(period, CancellationToken.None));

        DateOnly Day(DateTimeOffset at) => LocalTime.DayAt(Harbor, at);
        int Lead(Visit visit) => (Day(visit.StartsAt).DayNumber - Day(visit.EnteredAt).DayNumber) switch { <= 0 => 0, <= 7 => 1, <= 14 => 2, <= 30 => 3, _ => 4 };
        var standing = visits.FindAll(visit => Day(visit.StartsAt) >= period.From && Day(visit.StartsAt) <= period.Until && visit.State != "cancelled");
        var past = standing.FindAll(visit => visit.StartsAt <= clinic.Clock.GetUtcNow());
        Attendance Count(IEnumerable<Visit> some)
        {
            var (came, missed, unsaid, due, confirmed) = (0, 0, 0, 0, 0);
            foreach (var visit in some)
            {
                var isHere = visit.State == "done" || (visit.State == "booked" && here.Contains(visit.Id));
                came += isHere ? 1 : 0;
                missed += visit.State == "missed" ? 1 : 0;
                unsaid += isHere || visit.State == "missed" ? 0 : 1;
                var isDue = Day(visit.StartsAt) > Day(visit.EnteredAt);
                due += isDue ? 1 : 0;
                confirmed += isDue && attempts[visit.Id].Any(attempt => attempt.Outcome == ContactOutcome.Confirmed && attempt.At < visit.StartsAt) ? 1 : 0;
            }

            return new Attendance(came, missed, unsaid, due, confirmed);
        }

        Assert.InRange(past.Count, 500, 1500);
        Assert.Equal(Count(past), figures.All);
        Assert.Equal(past.GroupBy(visit => visit.ProviderId == Okafor ? "Amara Okafor, MD" : "Per Lindqvist").OrderBy(of => of.Key, StringComparer.Ordinal).Select(of => (of.Key, Count(of))), figures.ByProvider);
        Assert.Equal(past.GroupBy(visit => visit.VisitTypeId is null ? "Of no known kind" : "Follow-up").OrderBy(of => of.Key, StringComparer.Ordinal).Select(of => (of.Key, Count(of))), figures.ByType);
        Assert.Equal(past.GroupBy(visit => ((int)Day(visit.StartsAt).DayOfWeek + 6) % 7 + 1).OrderBy(of => of.Key).Select(of => (of.Key, Count(of))), figures.ByWeekday.OrderBy(of => of.Key).Select(of => (of.Key, of.Value)));
        Assert.Equal(past.GroupBy(Lead).OrderBy(of => of.Key).Select(of => (of.Key, Count(of))), figures.ByLead.OrderBy(of => of.Key).Select(of => (of.Key, of.Value)));
        Assert.Equal(past.GroupBy(visit => ReportPeriod.Monday(Day(visit.StartsAt))).OrderBy(of => of.Key).Select(of => (of.Key, Count(of))), figures.ByWeek.OrderBy(of => of.Key).Select(of => (of.Key, of.Value)));
        Assert.Equal(5, figures.ByLead.Count);
        Assert.Equal(
            standing.GroupBy(visit => (visit.ProviderId, Week: ReportPeriod.Monday(Day(visit.StartsAt)))).Select(of => (of.Key.ProviderId, of.Key.Week, of.Count() * 20L)).Order(),
            weeks.Where(week => week.Booked > 0).Select(week => (week.ProviderId, week.Week, week.Booked)).Order());
    }

    [Fact]
    public async Task The_third_next_free_time_is_found_as_for_a_booking_and_noted_once_each_morning()
    {
        // It is Monday, nine o'clock. Of Tuesday two times are left, so the third is on Wednesday.
        await Put(Nunez.Id, At("09:00"), 480);
        await Put(Nunez.Id, At("1.08:00"), 500);
        var nowhere = await clinic.Insert("scheduling.visit_types", ("code", "scan"), ("name", "Scan"), ("minutes", 20));
        await clinic.Insert("scheduling.visit_type_needs", ("visit_type_id", nowhere), ("kind_id", await clinic.Insert("scheduling.resource_kinds", ("name", "scanner"))));
        await clinic.Insert("scheduling.visit_types", ("code", "old"), ("name", "Retired"), ("minutes", 20), ("is_retired", true));

        var found = await clinic.In((FindThirdNext find) => find.Run(Harbor, null, CancellationToken.None));
        Assert.Equal([(Okafor, FollowUp, At("2.08:00"), 2), (Okafor, nowhere, (DateTimeOffset?)null, (int?)null)], found.OrderBy(one => one.VisitTypeId == nowhere).Select(one => (one.ProviderId, one.VisitTypeId, one.StartsAt, one.Days)));

        await Task.WhenAll(Note(), Note());
        await clinic.Sql("UPDATE scheduling.visits SET state = 'cancelled'");
        await Note();
        Assert.Equal(["2026-03-02 2", "2026-03-02 none"], await clinic.Sql("SELECT day || ' ' || coalesce(days::text, 'none') FROM scheduling.third_next_available ORDER BY days"));

        // Not before the morning of the next day.
        clinic.Clock.SetUtcNow(new DateTimeOffset(2026, 3, 3, 10, 59, 0, TimeSpan.Zero));
        await Note();
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM scheduling.third_next_available"));
        clinic.Clock.SetUtcNow(At("1.09:00"));
        await Note();
        await clinic.Sql($"INSERT INTO scheduling.third_next_available (day, location_id, provider_id, visit_type_id, days) VALUES ('2026-03-03', '{Harbor.Id}', '{Lindqvist}', '{FollowUp}', NULL)");
        clinic.Clock.SetUtcNow(At("8.09:00"));

        var report = await clinic.In((LoadReports load) => load.ThirdNext(Period("2026-03-01", "2026-03-31"), FollowUp, CancellationToken.None));
        Assert.Equal(["Amara Okafor, MD", "0", "03/10/2026 10:40 AM", "0", "–"], Assert.Single(report.Table.Rows));
        Assert.Equal([["03/02/2026", "2", "1"], ["03/03/2026", "0", "2"]], report.Trend.Rows);
        Assert.Equal("03/02/2026: 2; 03/03/2026: 0.", report.Chart!.Said);
        var none = await clinic.In((LoadReports load) => load.ThirdNext(Period("2026-03-01", "2026-03-31"), nowhere, CancellationToken.None));
        Assert.Equal(["Amara Okafor, MD", "more than 90", "–", "more than 90", "–"], Assert.Single(none.Table.Rows));
    }

    private static ReportPeriod Period(string from, string until) =>
        new(Harbor, DateOnly.Parse(from, CultureInfo.InvariantCulture), DateOnly.Parse(until, CultureInfo.InvariantCulture), LocalTime.DayAt(Harbor, At("8.09:00")));

    /// <summary>Cleared for nothing: what is counted does not depend on who looks.</summary>
    private async Task<TResult> AsUser<T, TResult>(Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    private Task<Guid> Put(Guid patient, DateTimeOffset start, int minutes, string state = "booked", Guid? provider = null, Guid? location = null, DateTimeOffset? entered = null) => clinic.Insert(
        "scheduling.visits",
        ("patient_id", patient), ("provider_id", provider ?? Okafor), ("location_id", location ?? Harbor.Id), ("visit_type", "Follow-up"), ("visit_type_id", FollowUp), ("state", state), ("access_class", AccessClass.Standard),
        ("starts_at", Iso(start)), ("ends_at", Iso(start.AddMinutes(minutes))), ("entered_at", Iso(entered ?? start.AddDays(-1))));

    private Task<Guid> Confirm(Guid visit, DateTimeOffset of, DateTimeOffset at) =>
        clinic.Insert("scheduling.contact_attempts", ("visit_id", visit), ("starts_at", Iso(of)), ("location_id", Harbor.Id), ("at", Iso(at)), ("outcome", "confirmed"));

    private Task Note() =>
        clinic.In((NoteAvailability note) => note.Run(new AvailabilityToNote(), new JobMessage(Guid.CreateVersion7(), "scheduling.note-availability"), CancellationToken.None));

    private static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
