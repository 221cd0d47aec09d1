using System.Text;
using System.Text.Json;
using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using ClinicOps.Scheduling.SetUp;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class ImportScheduleTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Visit1 = Guid.Parse("0190d000-0000-7000-8000-000000000001");

    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Providers_and_visits_of_a_file_are_entered_on_the_day_reckoned_from_today()
    {
        var imported = await Import(await Parse(Line(Visit1, Nunez.Mrn, dayOffset: 1, "09:30")));

        Assert.Equal((1, 1, 0), (imported.Providers, imported.Entered, imported.EnteredBefore));
        Assert.Empty(imported.Refused);
        var visit = Assert.Single(await clinic.In((IVisits visits) => visits.OfPatient(Nunez.Id)));
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 14, 30, 0, TimeSpan.Zero), visit.StartsAt);
        Assert.Equal("Noor Haddad, NP", visit.ProviderName);
    }

    [Fact]
    public async Task A_second_import_enters_nothing_twice_and_leaves_what_staff_changed()
    {
        var file = await Parse(Line(Visit1, Nunez.Mrn, dayOffset: 1, "09:30"));
        await Import(file);
        await clinic.In((SchedulingDb db) => db.Visits.ExecuteUpdateAsync(set => set.SetProperty(v => v.State, VisitStates.Cancelled)));
        clinic.Clock.Advance(TimeSpan.FromDays(1));

        var again = await Import(file);

        Assert.Equal((0, 1), (again.Entered, again.EnteredBefore));
        Assert.Equal(["cancelled"], await clinic.Sql("SELECT state FROM scheduling.visits"));
    }

    [Fact]
    public async Task A_line_that_cannot_be_entered_is_reported_by_position_and_the_rest_goes_in()
    {
        var file = await Parse(
            Line(Guid.CreateVersion7(), "A-9999", 0, "09:00"),
            Line(Guid.CreateVersion7(), Nunez.Mrn, 0, "10:00"),
            Line(Guid.CreateVersion7(), Tran.Mrn, 0, "10:15"),
            Line(Guid.CreateVersion7(), Tran.Mrn, 0, "11:00", status: "perhaps"));

        var imported = await Import(file);

        Assert.Equal(1, imported.Entered);
        Assert.Collection(
            imported.Refused,
            line => Assert.StartsWith("visit 1 ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("visit 3 ", line, StringComparison.Ordinal),
            line => Assert.StartsWith("visit 4 ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(imported.Refused, line => line.Contains("A-9999", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_new_provider_works_the_usual_week_and_the_kinds_of_visits_get_the_length_most_of_them_have()
    {
        await Import(await Parse(Line(Visit1, Nunez.Mrn, 1, "09:30")));

        Assert.Equal([5L], await clinic.Sql("SELECT count(*) FROM scheduling.working_hours WHERE provider_id = '0190b000-0000-7000-8000-000000000003' AND from_minute = 480 AND until_minute = 1020"));
        Assert.Equal([FollowUp], await clinic.Sql("SELECT visit_type_id FROM scheduling.visits"));
    }

    [Fact]
    public async Task Hours_exceptions_and_visit_types_of_a_file_replace_those_that_were()
    {
        const string Said = """
            {"providers": [{"id": "0190b000-0000-7000-8000-000000000001", "name": "Amara Okafor", "locationId": "0190a000-0000-7000-8000-000000000001",
              "hours": [{"weekdays": ["Saturday"], "from": "20:00", "until": "00:00"}], "exceptions": [{"dayOffset": 1, "from": "10:00", "until": "12:00"}]}],
             "visits": [], "visitTypes": [{"code": "follow-up", "name": "Follow-up visit", "minutes": 25}]}
            """;

        // Ten in the evening at Harbor: tomorrow there is not what it is in Greenwich.
        clinic.Clock.SetUtcNow(At("22:00"));
        await Import(await ScheduleFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(Said)), CancellationToken.None));

        Assert.Equal(["6 1200-1440"], await clinic.Sql("SELECT weekday || ' ' || from_minute || '-' || until_minute FROM scheduling.working_hours"));
        Assert.Equal(["2026-03-03 false 600-720"], await clinic.Sql("SELECT date || ' ' || works || ' ' || from_minute || '-' || until_minute FROM scheduling.working_exceptions"));
        Assert.Equal(["Follow-up visit 25"], await clinic.Sql("SELECT name || ' ' || minutes FROM scheduling.visit_types"));
    }

    [Fact]
    public async Task What_differs_is_shown_and_nothing_written_and_taken_on_request_as_a_step_that_can_be_undone()
    {
        Guid[] id = [.. Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7())];
        await Import(await Parse(
            Moved(id[0], Nunez.Mrn, "2026-03-03", "09:00"), Moved(id[1], Tran.Mrn, "2026-03-03", "10:00"), Moved(id[2], Nunez.Mrn, "2026-03-03", "11:00"),
            Moved(id[3], Tran.Mrn, "2026-03-03", "12:00"), Moved(id[4], Nunez.Mrn, "2026-03-03", "13:00")));
        await clinic.RunJobs();
        await clinic.Cancel(await clinic.Seen(id[4]));

        // To the other's time, who goes elsewhere; with another provider; cancelled; of another kind; put back there; new.
        var file = await Parse(
            Moved(id[0], Nunez.Mrn, "2026-03-03", "10:00"), Moved(id[1], Tran.Mrn, "2026-03-04", "10:00", provider: Okafor.ToString()), Moved(id[2], Nunez.Mrn, "2026-03-03", "11:00", "cancelled"),
            Moved(id[3], Tran.Mrn, "2026-03-03", "12:00", type: "Procedure", minutes: 60), Moved(id[4], Nunez.Mrn, "2026-03-03", "13:00"), Moved(id[5], Tran.Mrn, "2026-03-03", "11:00"));
        var before = await Schedule();
        var shown = new StringWriter();
        var lines = await Compare(file);
        await ImportScheduleVerb.Print(lines, shown);

        Assert.Equal(before, await Schedule());
        Assert.Equal(["Moved", "Moved", "Cancelled", "ByHand", "ByHand", "New"], lines.Select(line => line.GetType().Name));
        Assert.Contains($"visit 1 ({id[0]}): moved from Tue 03/03/2026 9:00 AM, Noor Haddad, NP, Harbor to Tue 03/03/2026 10:00 AM, Noor Haddad", shown.ToString(), StringComparison.Ordinal);
        Assert.Contains("its type is Follow-up here and Procedure in the EHR", shown.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 new, 2 moved, 1 cancelled, 2 to see to by hand, 0 the same, 0 that cannot be used. Nothing was taken.", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Tran", shown.ToString(), StringComparison.Ordinal);

        // Without being asked to, what is there stays.
        var kept = await Import(file);
        Assert.Equal((0, 5, 0), (kept.Entered, kept.EnteredBefore, kept.Changed));
        Assert.Single(kept.Refused, line => line.StartsWith("visit 6 ", StringComparison.Ordinal));

        var taken = await Import(file, takesChanges: true);
        Assert.Equal((1, 3), (taken.Entered, taken.Changed));
        Assert.Empty(taken.Refused);
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 15, 0, 0, TimeSpan.Zero), (await clinic.Seen(id[0])).StartsAt);
        Assert.Equal((Okafor, VisitStates.Cancelled), ((await clinic.Seen(id[1])).ProviderId, (await clinic.Seen(id[2])).State));
        Assert.Equal((VisitStates.Cancelled, "Follow-up"), ((await clinic.Seen(id[4])).State, (await clinic.Seen(id[3])).VisitType));
        await clinic.RunJobs();
        Assert.Equal(2, clinic.Services.GetRequiredService<Heard>().OfType<AppointmentMoved>().Count());
        Assert.DoesNotContain(await Compare(file), line => line is VisitDifference.Moved or VisitDifference.Cancelled or VisitDifference.New);

        var change = (Guid)(await clinic.Sql($"SELECT id FROM scheduling.visit_changes WHERE visit_id = '{id[0]}' AND what = 'moved'"))[0]!;
        Assert.IsType<VisitChanged.Done>(await clinic.Undo(change));
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 14, 0, 0, TimeSpan.Zero), (await clinic.Seen(id[0])).StartsAt);
        await clinic.ExpectNoOverlap();
    }

    [Fact]
    public async Task A_change_that_the_schedule_refuses_is_reported_by_line_and_the_others_are_taken()
    {
        Guid[] id = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
        await Import(await Parse(
            Moved(id[0], Nunez.Mrn, "2026-03-03", "09:00"), Moved(id[1], Tran.Mrn, "2026-03-03", "10:00"), Moved(id[2], Nunez.Mrn, "2026-03-03", "11:00"), Moved(id[3], Tran.Mrn, "2026-03-03", "12:00")));

        // Two that want each other's time; one onto a visit that stays; one whose clocks change; one that is another patient's there; a day that goes on.
        var taken = await Import(
            await Parse(
                Moved(id[0], Nunez.Mrn, "2026-03-03", "10:00"), Moved(id[1], Tran.Mrn, "2026-03-03", "09:00"), Moved(id[2], Nunez.Mrn, "2026-03-08", "02:30"), Moved(id[3], Nunez.Mrn, "2026-03-03", "13:00"),
                Moved(id[3], Tran.Mrn, "2026-03-03", "12:00")),
            takesChanges: true);

        Assert.Equal(0, taken.Changed);
        Assert.Equal(["visit 1 ", "visit 2 ", "visit 3 ", "visit 5 "], taken.Refused.Select(line => line[..8]));
        Assert.Contains($"visit {id[1]} then", taken.Refused[0], StringComparison.Ordinal);
        Assert.Contains("clocks change", taken.Refused[2], StringComparison.Ordinal);
        Assert.Contains("another patient's", Assert.Single(Assert.Single(taken.Differing.OfType<VisitDifference.ByHand>()).Reasons), StringComparison.Ordinal);

        // A seed says its day from today: the day after it moves nothing.
        await Import(await Parse(Line(Visit1, Nunez.Mrn, dayOffset: 3, "09:30")));
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<VisitDifference.Same>(Assert.Single(await Compare(await Parse(Line(Visit1, Nunez.Mrn, dayOffset: 3, "15:30")))));
        Assert.Equal("it names no day.", Assert.IsType<VisitDifference.Refused>(Assert.Single(await Compare(await Parse(Line(Guid.CreateVersion7(), Nunez.Mrn, 3, "15:30").Replace("\"dayOffset\": 3, ", "", StringComparison.Ordinal))))).Why);
    }

    [Fact]
    public async Task An_uploaded_file_is_taken_line_by_line_as_it_was_shown_by_who_works_there()
    {
        Guid[] id = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
        await Import(await Parse(Moved(id[0], Nunez.Mrn, "2026-03-03", "09:00"), Moved(id[1], Tran.Mrn, "2026-03-03", "10:00"), Moved(id[2], Nunez.Mrn, "2026-03-03", "11:00")));
        var json = Json(
            Moved(id[0], Nunez.Mrn, "2026-03-03", "13:00"), Moved(id[1], Tran.Mrn, "2026-03-03", "14:00"), Moved(id[2], Nunez.Mrn, "2026-03-03", "11:00", "cancelled"),
            Moved(id[3], Tran.Mrn, "2026-03-03", "16:00"));
        var form = Guid.CreateVersion7();
        Assert.IsType<ScheduleKept.Kept>(await AsAna((KeepSchedule keep) => keep.Run(form, "visits.json", Encoding.UTF8.GetBytes(json), CancellationToken.None)));
        Assert.IsType<ScheduleKept.Kept>(await AsAna((KeepSchedule keep) => keep.Run(form, "visits.json", Encoding.UTF8.GetBytes(json), CancellationToken.None)));
        Assert.Contains("it needs", Assert.IsType<ScheduleKept.NotUsable>(await AsAna((KeepSchedule keep) => keep.Run(Guid.CreateVersion7(), "x", "[]"u8.ToArray(), CancellationToken.None))).Why, StringComparison.Ordinal);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.schedule_files"));

        // Shown to Ana, then somebody moves the first elsewhere; the third she does not tick.
        var before = await Schedule();
        var shown = (await AsAna((OpenSchedule open) => open.Lines(form, CancellationToken.None)))!;
        Assert.Equal(before, await Schedule());
        Assert.IsType<VisitChanged.Done>(await clinic.Move(await clinic.Seen(id[0]), new Place(Okafor, TestOrganization.Harbor.Id, At("15:00"))));
        string[] ticked = [shown[0].Seen, shown[1].Seen, shown[3].Seen];
        var taken = (await AsAna((OpenSchedule open) => open.Take(form, ticked, CancellationToken.None)))!;

        Assert.Equal((1, 1, "visit 1"), (taken.Entered, taken.Changed, $"visit {Assert.Single(taken.Refused).Position}"));
        Assert.Equal((Okafor, VisitStates.Booked), ((await clinic.Seen(id[0])).ProviderId, (await clinic.Seen(id[2])).State));
        Assert.Equal([Ana], (await clinic.Sql($"SELECT by FROM scheduling.visit_changes WHERE visit_id = '{id[1]}' AND what = 'moved'")).Cast<Guid>());

        // The same click again changes nothing; where Ana does not work she is shown nothing of it.
        Assert.Equal((0, 0), await AsAna((OpenSchedule open) => open.Take(form, ticked[1..], CancellationToken.None)) is { Refused: [] } again ? (again.Entered, again.Changed) : (-1, -1));
        var elsewhere = await AsAna((OpenSchedule open) => open.Lines(form, CancellationToken.None), TestOrganization.Mesa.Id);
        Assert.All(elsewhere!, line => Assert.IsType<VisitDifference.Elsewhere>(line));
        Assert.Null(await AsAna((OpenSchedule open) => open.Lines(Guid.CreateVersion7(), CancellationToken.None)));
    }

    [Fact]
    public async Task Of_a_visit_that_one_may_not_see_a_file_says_that_it_is_there_and_nothing_else_and_takes_nothing()
    {
        var (closed, open) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Import(await Parse(Moved(closed, Nunez.Mrn, "2026-03-03", "09:00"), Moved(open, Tran.Mrn, "2026-03-03", "10:00")));
        await clinic.Sql($"UPDATE scheduling.visits SET access_class = 'restricted' WHERE id = '{closed}'");
        var file = Guid.CreateVersion7();
        var json = Json(Moved(closed, Nunez.Mrn, "2026-03-03", "13:00"), Moved(open, Tran.Mrn, "2026-03-03", "14:00"));
        await AsAna((KeepSchedule keep) => keep.Run(file, "visits.json", Encoding.UTF8.GetBytes(json), CancellationToken.None));

        var lines = (await AsAna((OpenSchedule look) => look.Lines(file, CancellationToken.None)))!;

        var unseen = Assert.IsType<VisitDifference.Closed>(lines[0]);
        Assert.Null(unseen.There);
        Assert.Null(unseen.Whose);
        Assert.IsType<VisitDifference.Moved>(lines[1]);
        var taken = (await AsAna((OpenSchedule look) => look.Take(file, [.. lines.Select(line => line.Seen)], CancellationToken.None)))!;
        Assert.Equal((0, 1, 0), (taken.Entered, taken.Changed, taken.Refused.Count));
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 14, 0, 0, TimeSpan.Zero), (await clinic.Seen(closed)).StartsAt);

        // The machine sees it and says how it differs.
        Assert.IsType<VisitDifference.Moved>((await Compare(await Parse(Moved(closed, Nunez.Mrn, "2026-03-03", "13:00"))))[0]);
    }

    [Fact]
    public async Task What_staff_set_up_a_file_writes_over_only_when_asked_and_says_how_it_differs_and_it_can_be_taken_back()
    {
        const string Said = """
            {"providers": [{"id": "0190b000-0000-7000-8000-000000000001", "name": "Amara Okafor", "locationId": "0190a000-0000-7000-8000-000000000001",
              "hours": [{"weekdays": ["Saturday"], "from": "20:00", "until": "00:00"}], "exceptions": [{"date": "2026-03-03", "from": "10:00", "until": "12:00"}]}],
             "visits": [], "visitTypes": [{"code": "follow-up", "name": "Follow-up visit", "minutes": 25}]}
            """;
        var file = await ScheduleFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(Said)), CancellationToken.None);
        Assert.IsType<SetUpChanged.Done>(await AsAna((SetWeek set) => set.Run(
            Okafor, TestOrganization.Harbor.Id, new DateOnly(2026, 3, 9), [new WeekStretch(DayOfWeek.Monday, 480, 720)], null, CancellationToken.None)));
        await Import(await Parse(Line(Visit1, Nunez.Mrn, 1, "09:30")));
        var before = await clinic.Sql("SELECT w::text FROM scheduling.working_hours w WHERE provider_id = '0190b000-0000-7000-8000-000000000001' ORDER BY 1");

        // The week is staff's; the day off and the kind nobody touched follow the file.
        var kept = await Import(file);
        Assert.Equal(new SetUpDifference(SetUpParts.Hours, Okafor, ByStaff: true), Assert.Single(kept.KeptSetUp));
        Assert.Equal(before, await clinic.Sql("SELECT w::text FROM scheduling.working_hours w WHERE provider_id = '0190b000-0000-7000-8000-000000000001' ORDER BY 1"));
        Assert.Equal(["2026-03-03"], await clinic.Sql("SELECT date::text FROM scheduling.working_exceptions"));
        Assert.Equal(["Follow-up visit 25"], await clinic.Sql("SELECT name || ' ' || minutes FROM scheduling.visit_types"));
        var said = new StringWriter();
        await ImportScheduleVerb.Print(kept, takesChanges: false, said);
        Assert.Contains($"provider {Okafor}: its hours differ from the file's, and staff set it up so: it stays", said.ToString(), StringComparison.Ordinal);

        var taken = await Import(file, takesChanges: true);
        Assert.Empty(taken.KeptSetUp);
        Assert.Equal(["6 1200-1440"], await clinic.Sql("SELECT weekday || ' ' || from_minute || '-' || until_minute FROM scheduling.working_hours WHERE provider_id = '0190b000-0000-7000-8000-000000000001'"));
        var changes = await clinic.Sql("SELECT count(*) FROM scheduling.setup_changes");
        await Import(file);
        Assert.Equal(changes, await clinic.Sql("SELECT count(*) FROM scheduling.setup_changes"));

        var last = await clinic.In((ChangeSetUp change) => change.Latest(SetUpParts.Hours, Okafor, CancellationToken.None));
        Assert.IsType<SetUpChanged.Done>(await AsAna((ChangeSetUp change) => change.Undo(last!.Id, CancellationToken.None)));
        Assert.Equal(before, await clinic.Sql("SELECT w::text FROM scheduling.working_hours w WHERE provider_id = '0190b000-0000-7000-8000-000000000001' ORDER BY 1"));
        Assert.Single((await Import(file)).KeptSetUp);
    }

    [Fact]
    public async Task A_file_of_another_shape_is_said_to_be_none() =>
        await Assert.ThrowsAsync<JsonException>(() => ScheduleFile.Read(new MemoryStream("""{"providers": []}"""u8.ToArray()), CancellationToken.None));

    [Fact]
    public async Task The_patient_panel_shows_coming_visits_next_first_and_audits_what_it_showed()
    {
        await Import(await Parse(Line(Guid.CreateVersion7(), Nunez.Mrn, 5, "09:30"), Line(Visit1, Nunez.Mrn, 2, "09:30"), Line(Guid.CreateVersion7(), Nunez.Mrn, -9, "09:30")));

        var view = Assert.IsType<PatientVisitsView>(await clinic.In((PatientVisitsPanel panel) => panel.Load(Nunez.Id, CancellationToken.None)));

        Assert.Equal(Visit1, view.Coming[0].Visit.Id);
        Assert.Equal(new TimeOnly(9, 30), TimeOnly.FromDateTime(view.Coming[0].LocalStart.DateTime));
        Assert.Equal((2, 1), (view.Coming.Count, view.Past.Count));
        Assert.Equal([3], await clinic.Sql("SELECT cardinality(result_ids) FROM audit.entries WHERE action = 'visits.viewed'"));
    }

    private static string Moved(Guid id, string mrn, string date, string start, string status = "booked", string type = "Follow-up", int minutes = 30, string? provider = null) =>
        $$"""{"id": "{{id}}", "mrn": "{{mrn}}", "providerId": "{{provider ?? "0190b000-0000-7000-8000-000000000003"}}", "locationId": "{{TestOrganization.Harbor.Id}}", "date": "{{date}}", "start": "{{start}}", "minutes": {{minutes}}, "visitType": "{{type}}", "status": "{{status}}"}""";

    private Task<ScheduleImported> Import(ScheduleFile file, bool takesChanges = false) => clinic.In((ImportSchedule import) => import.Run(file, takesChanges, CancellationToken.None));

    private Task<IReadOnlyList<VisitDifference>> Compare(ScheduleFile file) => clinic.In((CompareSchedule compare) => compare.Run(file, CancellationToken.None));

    /// <summary>Every row of the schedule, in a line.</summary>
    private async Task<string> Schedule()
    {
        var rows = new List<string>();
        foreach (var table in (string[])["providers", "working_hours", "visit_types", "visits", "visit_changes"])
        {
            rows.AddRange((await clinic.Sql($"SELECT t::text || t.xmin::text FROM scheduling.{table} t ORDER BY 1")).Cast<string>());
        }

        return string.Join('\n', rows);
    }

    private static string Line(Guid id, string mrn, int dayOffset, string start, string status = "scheduled") =>
        $$"""{"id": "{{id}}", "mrn": "{{mrn}}", "providerId": "0190b000-0000-7000-8000-000000000003", "locationId": "{{TestOrganization.Harbor.Id}}", "dayOffset": {{dayOffset}}, "start": "{{start}}", "minutes": 30, "visitType": "Follow-up", "status": "{{status}}"}""";

    private static Task<ScheduleFile> Parse(params string[] visits) => ScheduleFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(Json(visits))), CancellationToken.None);

    private static string Json(params string[] visits) =>
        $$"""
            {"name": "A clinic", "providers": [{"id": "0190b000-0000-7000-8000-000000000003", "name": "Noor Haddad", "credentials": "NP", "locationId": "{{TestOrganization.Harbor.Id}}"}],
             "visits": [{{string.Join(",", visits)}}]}
            """;

    private async Task<TResult> AsAna<T, TResult>(Func<T, Task<TResult>> act, params Guid[] locations)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, locations);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
