using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>Windows, series, linked visits and requests, as a browser without scripts meets them.</summary>
public sealed partial class TogetherPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Provider = Guid.Parse("0190b000-0000-7000-8000-000000000001");
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
            {"providers": [{"id": "{{Provider}}", "name": "Amara Okafor", "credentials": "MD", "locationId": "{{TestOrganization.Harbor.Id}}"}],
             "visits": [], "visitTypes": [{"code": "follow-up", "name": "Follow-up", "minutes": 20}]}
            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(folder, "patients.csv")));
        Assert.Equal(0, await host.Verb("import-schedule", Path.Combine(folder, "schedule.json")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients"))[0]!;
        type = (Guid)(await host.Sql("SELECT id FROM scheduling.visit_types"))[0]!;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task From_a_request_days_of_its_window_are_offered_those_beyond_with_one_click_and_booked_once_that_is_said()
    {
        var thread = Guid.CreateVersion7();
        var task = await Ask(thread);
        var today = LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.UtcNow);
        await host.Insert(
            "intake.authorizations", ("patient_id", patient), ("care_thread_id", thread), ("location_id", TestOrganization.Harbor.Id), ("payer", "Ohio Medicaid"), ("codes", "[]"), ("urgency", "standard"), ("state", "approved"), ("number", "PA-1"),
            ("access_class", "standard"), ("unit_basis", "visits"), ("units_approved", "6"), ("valid_from", Iso(today)), ("valid_to", Iso(today.AddDays(9))));
        using var desk = await host.SignedIn("FrontDesk");
        var search = $"/scheduling/next-free?task={task}&visitTypeId={type}";

        var within = await desk.Read(search);
        Assert.Contains($"Authorized from {LocalTime.Us(today)} to {LocalTime.Us(today.AddDays(9))}, 6 of 6 visits left.", within, StringComparison.Ordinal);
        Assert.All(Offered(within), day => Assert.InRange(day, today, today.AddDays(9)));
        Assert.NotEmpty(Offered(within));
        var later = $"{search}&from={Iso(today.AddDays(10))}";
        Assert.Contains("Nothing is free for this on the days within", await desk.Read(later), StringComparison.Ordinal);
        var link = WebUtility.HtmlDecode(Beyond().Match(await desk.Read(later)).Groups[1].Value);
        var beyond = await desk.Read(link);
        Assert.Contains("beyond: the authorization must be extended first", beyond, StringComparison.Ordinal);
        var book = WebUtility.HtmlDecode(BookLink().Match(beyond).Groups[1].Value);

        var page = await desk.Read(book);
        Assert.Contains("This day is beyond.", page, StringComparison.Ordinal);
        Assert.Contains($"name=\"Form.BeyondFor\" value=\"{patient}\"", page, StringComparison.Ordinal);
        var slot = WebUtility.HtmlDecode(SlotField().Match(page).Groups[1].Value);
        var visit = Guid.CreateVersion7();
        (string, string)[] form = [("Form.VisitId", $"{visit}"), ("Form.LocationId", $"{TestOrganization.Harbor.Id}"), ("Form.Slot", slot), ("Form.TaskId", $"{task}"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}")];
        using var unsaid = await desk.PostFrom(Day, "/scheduling/book", form);
        Assert.Contains("Not booked yet: this day is beyond.", await unsaid.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM scheduling.visits"));
        using var said = await desk.PostFrom(Day, "/scheduling/book", [.. form, ("Form.BeyondFor", $"{patient}")]);
        Assert.Equal(HttpStatusCode.Redirect, said.StatusCode);
        Assert.Equal(["booked"], await host.Sql($"SELECT state FROM scheduling.visits WHERE id = '{visit}'"));
        Assert.NotEqual([0L], await host.Sql("SELECT count(*) FROM audit.entries WHERE action = 'visits.window-viewed'"));
    }

    [Fact]
    public async Task A_series_is_proposed_booked_seen_at_each_visit_cancelled_from_one_on_and_undone()
    {
        using var desk = await host.SignedIn("FrontDesk");
        using var proposed = await Propose(desk);
        var page = WebUtility.HtmlDecode(await proposed.Content.ReadAsStringAsync());
        Assert.Contains("Núñez, José", page, StringComparison.Ordinal);
        var slots = Chosen().Matches(page).Select(match => match.Groups[1].Value).ToList();

        // Nine by the wall clock, before and after the clocks go forward on March 9th.
        Assert.Equal([$"{Provider}|2031-03-03T14:00Z", $"{Provider}|2031-03-10T13:00Z", $"{Provider}|2031-03-17T13:00Z", $"{Provider}|2031-03-24T13:00Z"], slots);
        var form = Form(page, slots);
        using var booked = await desk.PostFrom(Day, "/scheduling/series", form);
        using var twice = await desk.PostFrom(Day, "/scheduling/series", form);
        Assert.Equal(booked.Headers.Location?.OriginalString, twice.Headers.Location?.OriginalString);
        Assert.Equal([4L], await host.Sql("SELECT count(*) FROM scheduling.visits"));
        var first = booked.Headers.Location!.OriginalString;
        Assert.Contains("1 of 4", await desk.Read(first), StringComparison.Ordinal);

        var second = (Guid)(await host.Sql("SELECT visit_id FROM scheduling.series_visits WHERE number = 2"))[0]!;
        var visitPage = await desk.Read($"/scheduling/visits/visit/{second}");
        Assert.Contains("Cancel this and the following 2", visitPage, StringComparison.Ordinal);
        var versions = (await host.Sql("SELECT v.id || '|' || v.xmin FROM scheduling.series_visits of JOIN scheduling.visits v ON v.id = of.visit_id WHERE of.number > 1 ORDER BY of.number")).Cast<string>().ToList();
        using var cancelled = await desk.PostFrom(
            first, "/scheduling/series?handler=Cancel", ("actId", $"{Guid.CreateVersion7()}"), ("visit", versions[0]), ("following", versions[1]), ("following", versions[2]));
        Assert.Equal(["booked", "cancelled", "cancelled", "cancelled"], await States());
        var undo = WebUtility.HtmlDecode(Undo().Match(await desk.Read(cancelled.Headers.Location!.OriginalString)).Groups[1].Value);
        using var undone = await desk.PostFrom(first, undo);
        Assert.Equal(["booked", "booked", "booked", "booked"], await States());

        Task<IReadOnlyList<object?>> States() => host.Sql("SELECT v.state FROM scheduling.series_visits of JOIN scheduling.visits v ON v.id = of.visit_id ORDER BY of.number");
    }

    [Fact]
    public async Task What_is_taken_meanwhile_is_said_at_its_line_with_what_is_free_instead_and_what_was_chosen_stays()
    {
        using var desk = await host.SignedIn("FrontDesk");
        using var proposed = await Propose(desk);
        var page = WebUtility.HtmlDecode(await proposed.Content.ReadAsStringAsync());
        var slots = Chosen().Matches(page).Select(match => match.Groups[1].Value).ToList();
        await host.Insert(
            "scheduling.visits", ("patient_id", patient), ("provider_id", Provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("starts_at", "2031-03-10T13:00Z"), ("ends_at", "2031-03-10T13:20Z"), ("state", "booked"), ("access_class", "standard"));
        slots[2] = $"{Provider}|2031-03-17T15:00Z";

        using var refused = await desk.PostFrom(Day, "/scheduling/series", Form(page, slots));
        var again = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
        Assert.Contains("Nothing was booked: one of the visits cannot be.", again, StringComparison.Ordinal);
        Assert.Contains("Somebody has this time by now", again, StringComparison.Ordinal);
        Assert.Equal([$"{Provider}|2031-03-03T14:00Z", $"{Provider}|2031-03-10T12:40Z", $"{Provider}|2031-03-17T15:00Z", $"{Provider}|2031-03-24T13:00Z"], Chosen().Matches(again).Select(match => match.Groups[1].Value));
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM scheduling.visits"));

        // Left out, the others are booked.
        (string Name, string Value)[] without = [.. Form(again, slots).Where(field => field.Name != "Form.Lines[1].Ticked")];
        using var booked = await desk.PostFrom(Day, "/scheduling/series", without);
        Assert.Equal(HttpStatusCode.Redirect, booked.StatusCode);
        Assert.Equal([4L], await host.Sql("SELECT count(*) FROM scheduling.visits"));
    }

    [Fact]
    public async Task Nonsense_in_the_form_of_a_series_books_nothing_and_is_no_error()
    {
        const string nobody = "0190b000-0000-7000-8000-00000000ffff";
        (string Field, string Value, HttpStatusCode Status)[] cases =
        [
            ("Form.Slot", "nonsense", HttpStatusCode.NotFound), ("Form.LocationId", nobody, HttpStatusCode.NotFound), ("Form.TaskId", nobody, HttpStatusCode.NotFound),
            ("Form.PatientId", nobody, HttpStatusCode.OK), ("Form.PatientId", "", HttpStatusCode.OK), ("Form.VisitTypeId", "x", HttpStatusCode.OK), ("Form.Count", "0", HttpStatusCode.OK),
            ("Form.Count", "999999999999", HttpStatusCode.OK), ("Form.Every", "-1", HttpStatusCode.OK), ("Form.Every", "99", HttpStatusCode.OK), ("Form.Unit", "fortnights", HttpStatusCode.OK),
            ("Form.Minutes", "100000", HttpStatusCode.OK), ("Form.Lines[0].Slot", $"{nobody}|2031-03-03T14:00Z", HttpStatusCode.OK),
        ];
        using var desk = await host.SignedIn("FrontDesk");
        foreach (var (field, value, status) in cases)
        {
            (string Name, string Value)[] usual =
            [
                ("Form.LocationId", $"{TestOrganization.Harbor.Id}"), ("Form.Slot", $"{Provider}|2031-03-03T14:00Z"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}"), ("Form.Count", "4"), ("Form.Every", "1"), ("Form.Unit", value == "99" ? "months" : "weeks"),
            ];
            (string, string)[] fields = [.. usual.Where(one => one.Name != field), (field, value)];
            foreach (var handler in (string[])["?handler=Propose", ""])
            {
                using var answer = await desk.PostFrom(Day, $"/scheduling/series{handler}", [.. fields, ("Form.SeriesId", $"{Guid.CreateVersion7()}"), ("Form.Lines[0].VisitId", $"{Guid.CreateVersion7()}"), ("Form.Lines[0].Ticked", "true")]);
                Assert.Equal((field, value, handler, status), (field, value, handler, answer.StatusCode));
            }
        }

        using var empty = await desk.PostFrom(Day, "/scheduling/series?handler=Cancel", ("actId", $"{Guid.CreateVersion7()}"), ("visit", "x|y"));
        using var unknown = await desk.PostFrom(Day, "/scheduling/series?handler=Cancel", ("actId", $"{Guid.CreateVersion7()}"), ("visit", $"{Guid.CreateVersion7()}|1"));
        using var none = await desk.PostFrom(Day, $"/scheduling/series?handler=Undo&act={Guid.CreateVersion7()}");
        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.NotFound, HttpStatusCode.NotFound], [empty.StatusCode, unknown.StatusCode, none.StatusCode]);
        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM scheduling.visits"));
    }

    [Fact]
    public async Task Another_visit_is_booked_with_one_and_a_cancellation_asks_what_becomes_of_it()
    {
        using var desk = await host.SignedIn("FrontDesk");
        var visit = Guid.CreateVersion7();
        using var booked = await Book(desk, visit, "2031-03-03T14:00Z");
        var search = $"/scheduling/next-free?beside={visit}&visitTypeId={type}";
        var after = WebUtility.HtmlDecode(await desk.Read(search));
        Assert.Contains("Another visit with it:", after, StringComparison.Ordinal);
        Assert.StartsWith($"/scheduling/book?location={TestOrganization.Harbor.Id}&provider={Provider}&at=2031-03-03T14:20Z&visitTypeId={type}&beside={visit}&before=False&gap=120", BookLink().Match(after).Groups[1].Value, StringComparison.Ordinal);
        Assert.DoesNotContain("2031-03-03T16:30Z", after, StringComparison.Ordinal);
        Assert.Contains("at=2031-03-03T13:40Z", WebUtility.HtmlDecode(await desk.Read($"{search}&before=true&gap=20")), StringComparison.Ordinal);
        Assert.Contains("Nothing is free for this before the visit within 0 minutes", await desk.Read($"{search}&before=true&gap=0&part=Afternoon"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/scheduling/next-free?beside={Guid.CreateVersion7()}")).StatusCode);

        var other = Guid.CreateVersion7();
        (string, string)[] beside = [("Form.BesideId", $"{visit}"), ("Form.Before", "false"), ("Form.Gap", "60")];
        using var far = await Book(desk, other, "2031-03-03T17:00Z", beside);
        Assert.Contains("the visit that this one belongs with was moved or cancelled meanwhile", await far.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var wrong = await Book(desk, other, "2031-03-03T15:00Z", ("Form.BesideId", $"{visit}"), ("Form.Gap", "-5"));
        Assert.Equal(HttpStatusCode.OK, wrong.StatusCode);
        using var second = await Book(desk, other, "2031-03-03T15:00Z", beside);
        Assert.Equal(HttpStatusCode.Redirect, second.StatusCode);
        Assert.Contains("after this one, within 60 minutes", await desk.Read($"/scheduling/visits/visit/{visit}"), StringComparison.Ordinal);

        // Typed to a later time it is asked as well, and back it is not.
        var move = $"/scheduling/visits/visit/{visit}/move";
        using var apart = await Typed("15:00");
        Assert.Equal($"/scheduling/visits/visit/{visit}#together", apart.Headers.Location?.OriginalString);
        Assert.Contains("A visit that belongs with it stands apart now: see below.", await desk.Read($"/scheduling/visits/visit/{visit}"), StringComparison.Ordinal);
        using var back = await Typed("09:00");
        Assert.StartsWith("/scheduling/day?", back.Headers.Location?.OriginalString, StringComparison.Ordinal);

        using var cancelled = await desk.PostFrom(Day, "/scheduling/change?handler=Cancel", ("visit", (string)(await host.Sql($"SELECT id || '|' || xmin FROM scheduling.visits WHERE id = '{visit}'"))[0]!));
        Assert.Equal($"/scheduling/visits/visit/{visit}#together", cancelled.Headers.Location?.OriginalString);
        var asked = await desk.Read($"/scheduling/visits/visit/{visit}");
        Assert.Contains("the one that belongs with it still stands", asked, StringComparison.Ordinal);
        Assert.Contains("Cancel that one too", asked, StringComparison.Ordinal);
        Assert.Equal(["booked"], await host.Sql($"SELECT state FROM scheduling.visits WHERE id = '{other}'"));

        async Task<HttpResponseMessage> Typed(string start) => await desk.PostFrom(
            move, move, ("Form.Version", (string)(await host.Sql($"SELECT xmin::text FROM scheduling.visits WHERE id = '{visit}'"))[0]!), ("Form.Date", "2031-03-03"), ("Form.Start", start), ("Form.Minutes", "20"), ("Form.ProviderId", $"{Provider}"));
    }

    [Fact]
    public async Task A_request_is_tried_ended_and_opened_again_on_its_page()
    {
        var task = await Ask(Guid.CreateVersion7());
        var request = await host.Insert(
            "scheduling.appointment_requests", ("task_id", task), ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("urgency", "urgent"), ("earliest", "2030-01-01"), ("latest", "2030-01-05"), ("state", "open"), ("access_class", "standard"));
        using var desk = await host.SignedIn("FrontDesk");
        const string page = "/scheduling/requests";
        Assert.Contains("0 of 3", await desk.Read(page), StringComparison.Ordinal);
        Assert.DoesNotContain("Could not be reached", await desk.Read(page), StringComparison.Ordinal);
        var attempt = Guid.CreateVersion7();
        using var early = await Note(desk, request, "unreachable");
        Assert.Contains("tried 0 times, and is to be tried 3 times", await desk.Read(page), StringComparison.Ordinal);
        foreach (var id in (Guid[])[attempt, attempt, Guid.CreateVersion7(), Guid.CreateVersion7()])
        {
            using var noted = await Note(desk, request, "no-answer", id);
        }

        Assert.Contains("3 of 3", await desk.Read(page), StringComparison.Ordinal);
        Assert.Contains("3 attempts to reach the patient", await desk.Read($"/intake/patients/patient/{patient}"), StringComparison.Ordinal);
        using var ended = await Note(desk, request, "unreachable");
        Assert.Equal(["unreachable"], await host.Sql("SELECT state FROM scheduling.appointment_requests"));
        var shown = await desk.Read(page);
        Assert.Contains("Ended without an appointment", shown, StringComparison.Ordinal);
        Assert.Contains("No appointment is wanted that is not booked.", shown, StringComparison.Ordinal);
        using var opened = await desk.PostFrom(page, WebUtility.HtmlDecode(TakeBack().Match(shown).Groups[1].Value));
        Assert.Equal(["open"], await host.Sql("SELECT state FROM scheduling.appointment_requests"));

        using var nothing = await Note(desk, request, "nothing");
        using var nobody = await Note(desk, Guid.CreateVersion7(), "no-answer");
        using var empty = await Note(desk, request, "no-answer", Guid.Empty);
        Assert.Equal([HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.BadRequest], [nothing.StatusCode, nobody.StatusCode, empty.StatusCode]);
        using var clinician = await host.SignedIn("Clinician");
        Assert.Equal(HttpStatusCode.Forbidden, (await clinician.Get(page)).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await desk.Get("/scheduling/series")).StatusCode);
    }

    private Task<Guid> Ask(Guid thread) => host.Insert(
        "intake.tasks", ("kind", "schedule"), ("title", "Schedule: MRI of the knee"), ("state", "open"), ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("care_thread_id", thread), ("urgency", "routine"), ("access_class", "standard"));

    private static Task<HttpResponseMessage> Note(WebVisitor desk, Guid request, string outcome, Guid? id = null) =>
        desk.PostFrom("/scheduling/requests", $"/scheduling/requests?request={request}", ("attemptId", $"{id ?? Guid.CreateVersion7()}"), ("outcome", outcome));

    private Task<HttpResponseMessage> Propose(WebVisitor desk) => desk.PostFrom(
        Day, "/scheduling/series?handler=Propose", ("Form.LocationId", $"{TestOrganization.Harbor.Id}"), ("Form.Slot", $"{Provider}|2031-03-03T14:00Z"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}"));

    /// <summary>As the page would send it, with these times chosen.</summary>
    private (string Name, string Value)[] Form(string page, IReadOnlyList<string> slots) =>
    [
        .. Hidden().Matches(page).Select(field => (field.Groups[1].Value, field.Groups[2].Value)).Where(field => field.Item2.Length > 0),
        ("Form.Count", "4"), ("Form.Every", "1"), ("Form.Unit", "weeks"), ("Form.VisitTypeId", $"{type}"),
        .. slots.SelectMany((slot, index) => ((string, string)[])[($"Form.Lines[{index}].Ticked", "true"), ($"Form.Lines[{index}].Slot", slot)]),
    ];

    private Task<HttpResponseMessage> Book(WebVisitor desk, Guid visit, string at, params (string Name, string Value)[] other) => desk.PostFrom(
        Day, "/scheduling/book",
        [
            ("Form.VisitId", $"{visit}"), ("Form.LocationId", $"{TestOrganization.Harbor.Id}"), ("Form.Slot", $"{Provider}|{at}"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}"), .. other,
        ]);

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static List<DateOnly> Offered(string page) =>
        [.. BookLink().Matches(WebUtility.HtmlDecode(page)).Select(link => LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.Parse(At().Match(link.Groups[1].Value).Groups[1].Value, CultureInfo.InvariantCulture)))];

    [GeneratedRegex("href=\"(/scheduling/next-free\\?[^\"]*beyond=true[^\"]*)\"")]
    private static partial Regex Beyond();

    [GeneratedRegex("href=\"(/scheduling/book\\?[^\"]*)\"")]
    private static partial Regex BookLink();

    [GeneratedRegex("at=([0-9TZ:-]*)")]
    private static partial Regex At();

    [GeneratedRegex("name=\"Form.Slot\" value=\"([^\"]*)\"")]
    private static partial Regex SlotField();

    [GeneratedRegex("<option value=\"([^\"|]*\\|[^\"]*)\" selected")]
    private static partial Regex Chosen();

    [GeneratedRegex("<input type=\"hidden\" name=\"(Form\\.[^\"]*)\" value=\"([^\"]*)\"")]
    private static partial Regex Hidden();

    [GeneratedRegex("action=\"(/scheduling/series\\?handler=Undo[^\"]*)\"")]
    private static partial Regex Undo();

    [GeneratedRegex("action=\"([^\"]*handler=TakeBack[^\"]*)\"")]
    private static partial Regex TakeBack();
}
