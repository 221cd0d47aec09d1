using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The pages as a browser without scripts meets them: forms, redirects, refusals.</summary>
public sealed partial class DayPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Provider = Guid.Parse("0190b000-0000-7000-8000-000000000001");
    private static readonly Guid Elsewhere = Guid.Parse("0190b000-0000-7000-8000-000000000002");
    private static readonly string Day = $"/scheduling/day?location={TestOrganization.Harbor.Id}&date=2031-03-03";

    private RunningHost host = null!;
    private Guid patient;
    private Guid type;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        var folder = host.DataFolder;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,,,,,,,,,,,

            """);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "schedule.json"),
            $$"""
            {"providers": [{"id": "{{Provider}}", "name": "Amara Okafor", "credentials": "MD", "locationId": "{{TestOrganization.Harbor.Id}}"},
                           {"id": "{{Elsewhere}}", "name": "Per Lindqvist", "locationId": "{{TestOrganization.Mesa.Id}}"}],
             "visits": [], "visitTypes": [{"code": "follow-up", "name": "Follow-up", "minutes": 20}]}
            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(folder, "patients.csv")));
        Assert.Equal(0, await host.Verb("import-schedule", Path.Combine(folder, "schedule.json")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients"))[0]!;
        type = (Guid)(await host.Sql("SELECT id FROM scheduling.visit_types"))[0]!;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_free_time_is_booked_shown_moved_cancelled_and_undone()
    {
        using var desk = await host.SignedIn("FrontDesk");
        var free = await desk.Read(Day);
        Assert.Contains("9:00 AM, free, Amara Okafor, MD", free, StringComparison.Ordinal);
        Assert.DoesNotContain("Lindqvist", free, StringComparison.Ordinal);

        var visit = Guid.CreateVersion7();
        using var booked = await Book(desk, visit, "2031-03-03T14:00Z");
        Assert.Equal($"{Day}#visit-{visit}", booked.Headers.Location?.OriginalString);
        var shown = await desk.Read(Day);
        Assert.Contains("Núñez, José", WebUtility.HtmlDecode(shown), StringComparison.Ordinal);
        Assert.DoesNotContain("9:00 AM, free", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("9:10 AM, free", shown, StringComparison.Ordinal);
        Assert.Contains("9:20 AM, free", shown, StringComparison.Ordinal);

        using var moved = await desk.PostFrom(
            Day, "/scheduling/change?handler=Move",
            ("visit", $"{visit}"), ("version", await Version(visit)), ("location", $"{TestOrganization.Harbor.Id}"), ("slot", $"{Provider}|2031-03-03T15:00Z"));
        Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
        Assert.Contains("9:00 AM, free", await desk.Read(Day), StringComparison.Ordinal);

        using var cancelled = await desk.PostFrom(Day, "/scheduling/change?handler=Cancel", ("visit", $"{visit}|{await Version(visit)}"));
        var undo = Undo().Match(await desk.Read(Day)).Groups[1].Value;
        Assert.Equal(["cancelled"], await host.Sql("SELECT state FROM scheduling.visits"));
        using var restored = await desk.PostFrom(Day, WebUtility.HtmlDecode(undo));
        Assert.Equal(["booked"], await host.Sql("SELECT state FROM scheduling.visits"));
    }

    [Fact]
    public async Task Who_comes_too_late_keeps_what_was_typed_and_takes_one_of_the_next_free_times()
    {
        using var desk = await host.SignedIn("FrontDesk");
        using var first = await Book(desk, Guid.CreateVersion7(), "2031-03-03T14:00Z");
        var late = Guid.CreateVersion7();

        using var refused = await Book(desk, late, "2031-03-03T14:10Z");
        var page = await refused.Content.ReadAsStringAsync();
        Assert.Contains("has a visit from 9:00 AM to 9:20 AM", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{Provider}|2031-03-03T14:20Z\"", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{patient}\"", page, StringComparison.Ordinal);

        using var taken = await Book(desk, late, "2031-03-03T14:10Z", ("take", $"{Provider}|2031-03-03T14:20Z"));
        Assert.Equal(HttpStatusCode.Redirect, taken.StatusCode);
        Assert.Equal([2L], await host.Sql("SELECT count(*) FROM scheduling.visits WHERE state = 'booked'"));
    }

    [Fact]
    public async Task A_form_sent_twice_books_once()
    {
        using var desk = await host.SignedIn("FrontDesk");
        var visit = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Book(desk, visit, "2031-03-03T14:00Z"), Book(desk, visit, "2031-03-03T14:00Z"));

        Assert.All(answers, answer => Assert.Equal($"{Day}#visit-{visit}", answer.Headers.Location?.OriginalString));
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM scheduling.visits"));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task A_visit_of_a_patient_out_of_sight_shows_that_its_time_is_taken_and_nothing_else()
    {
        using var desk = await host.SignedIn("FrontDesk");
        var visit = Guid.CreateVersion7();
        using var booked = await Book(desk, visit, "2031-03-03T14:00Z");
        // The next page tells of the booking and offers to undo it, to whom has just made it.
        await desk.Read(Day);
        await host.Sql("UPDATE intake.patients SET access_class = 'restricted'");
        await host.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{patient}', 'restricted')");

        var shown = WebUtility.HtmlDecode(await desk.Read(Day));

        Assert.DoesNotContain("9:00 AM, free", shown, StringComparison.Ordinal);
        Assert.Contains("9:20 AM, free", shown, StringComparison.Ordinal);
        Assert.Contains("<span class=\"num\">9:00 – 9:20 AM</span> taken", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Núñez", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Follow-up", shown, StringComparison.Ordinal);
        Assert.DoesNotContain($"{visit}", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/scheduling/visits/visit/{visit}")).StatusCode);
        using var undone = await desk.PostFrom(Day, $"/scheduling/change?handler=Undo&change={visit}");
        Assert.Equal(HttpStatusCode.NotFound, undone.StatusCode);
        Assert.Equal(["booked"], await host.Sql("SELECT state FROM scheduling.visits"));
    }

    [Fact]
    public async Task A_clinician_sees_the_day_and_books_nothing_and_the_desk_sees_its_own_location_only()
    {
        using var desk = await host.SignedIn("FrontDesk");
        using var coordinator = await host.SignedIn("Coordinator");
        using var clinician = await host.SignedIn("Clinician");
        var visit = Guid.CreateVersion7();
        using var booked = await Book(coordinator, visit, "2031-03-03T17:00Z", ("Form.LocationId", $"{TestOrganization.Mesa.Id}"), ("Form.Slot", $"{Elsewhere}|2031-03-03T17:00Z"));
        Assert.Equal(HttpStatusCode.Redirect, booked.StatusCode);

        Assert.DoesNotContain("/scheduling/book", await clinician.Read(Day), StringComparison.Ordinal);
        using var refused = await clinician.PostFrom(Day, "/scheduling/change?handler=Cancel", ("visit", $"{visit}|{await Version(visit)}"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        using var day = await desk.Get($"/scheduling/day?location={TestOrganization.Mesa.Id}&date=2031-03-03");
        using var page = await desk.Get($"/scheduling/visits/visit/{visit}");
        using var cancelled = await desk.PostFrom(Day, "/scheduling/change?handler=Cancel", ("visit", $"{visit}|{await Version(visit)}"));
        using var undone = await desk.PostFrom(Day, $"/scheduling/change?handler=Undo&change={visit}");
        Assert.All([day, page, cancelled, undone], answer => Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode));
        Assert.Equal(["booked"], await host.Sql("SELECT state FROM scheduling.visits"));
    }

    [Fact]
    public async Task The_open_page_asks_within_two_seconds_is_told_that_the_day_has_changed_and_otherwise_nothing()
    {
        using var desk = await host.SignedIn("FrontDesk");
        var page = await desk.Read(Day);
        Assert.Matches("handler=Live[^>]* hx-trigger=\"every 1500ms\"", page);
        var live = WebUtility.HtmlDecode(Live().Match(page).Groups[1].Value);
        using var same = await desk.Get(live);
        Assert.Equal(HttpStatusCode.NoContent, same.StatusCode);

        using var booked = await Book(desk, Guid.CreateVersion7(), "2031-03-03T14:00Z");

        Assert.Contains("The day has changed", await desk.Read(live), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slot", "nonsense")]
    [InlineData("slot", "0190b000-0000-7000-8000-000000000001|0001-01-01T00:00Z")]
    public async Task Nonsense_in_a_form_is_refused_and_changes_nothing(string field, string value)
    {
        using var desk = await host.SignedIn("FrontDesk");

        using var answer = await desk.PostFrom(Day, "/scheduling/change?handler=Move", ("visit", $"{Guid.CreateVersion7()}"), (field, value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    /// <param name="other">Fields instead of the usual ones.</param>
    private Task<HttpResponseMessage> Book(WebVisitor desk, Guid visit, string at, params (string Name, string Value)[] other)
    {
        (string Name, string Value)[] usual =
        [
            ("Form.VisitId", $"{visit}"), ("Form.LocationId", $"{TestOrganization.Harbor.Id}"), ("Form.Slot", $"{Provider}|{at}"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}"),
        ];
        return desk.PostFrom(Day, "/scheduling/book", [.. usual.Where(field => !other.Any(given => given.Name == field.Name)), .. other]);
    }

    private async Task<string> Version(Guid visit) => (string)(await host.Sql($"SELECT xmin::text FROM scheduling.visits WHERE id = '{visit}'"))[0]!;

    [GeneratedRegex("action=\"([^\"]*handler=Undo[^\"]*)\"")]
    private static partial Regex Undo();

    [GeneratedRegex("hx-get=\"([^\"]*handler=Live[^\"]*)\"")]
    private static partial Regex Live();
}
