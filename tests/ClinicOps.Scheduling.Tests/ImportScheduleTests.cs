using System.Text;
using System.Text.Json;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class ImportScheduleTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Visit1 = Guid.Parse("0190d000-0000-7000-8000-000000000001");

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
        await Import(await ScheduleFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(Said)), CancellationToken.None));

        Assert.Equal(["6 1200-1440"], await clinic.Sql("SELECT weekday || ' ' || from_minute || '-' || until_minute FROM scheduling.working_hours"));
        Assert.Equal(["2026-03-03 false 600-720"], await clinic.Sql("SELECT date || ' ' || works || ' ' || from_minute || '-' || until_minute FROM scheduling.working_exceptions"));
        Assert.Equal(["Follow-up visit 25"], await clinic.Sql("SELECT name || ' ' || minutes FROM scheduling.visit_types"));
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

    private Task<ScheduleImported> Import(ScheduleFile file) => clinic.In((ImportSchedule import) => import.Run(file, CancellationToken.None));

    private static string Line(Guid id, string mrn, int dayOffset, string start, string status = "scheduled") =>
        $$"""{"id": "{{id}}", "mrn": "{{mrn}}", "providerId": "0190b000-0000-7000-8000-000000000003", "locationId": "{{TestOrganization.Harbor.Id}}", "dayOffset": {{dayOffset}}, "start": "{{start}}", "minutes": 30, "visitType": "Follow-up", "status": "{{status}}"}""";

    private static Task<ScheduleFile> Parse(params string[] visits)
    {
        var json = $$"""
            {"name": "A clinic", "providers": [{"id": "0190b000-0000-7000-8000-000000000003", "name": "Noor Haddad", "credentials": "NP", "locationId": "{{TestOrganization.Harbor.Id}}"}],
             "visits": [{{string.Join(",", visits)}}]}
            """;
        return ScheduleFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), CancellationToken.None);
    }
}
