using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The week of a provider, the rooms, what is dropped there, and the sheet of a day, as a browser without scripts meets them.</summary>
public sealed partial class CalendarPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Provider = Guid.Parse("0190b000-0000-7000-8000-000000000001");
    private static readonly Guid Other = Guid.Parse("0190b000-0000-7000-8000-000000000002");
    private static readonly Guid Harbor = TestOrganization.Harbor.Id;

    /// <summary>Tuesday, March 4th.</summary>
    private static readonly string Week = $"/scheduling/day?location={Harbor}&date=2031-03-04&view=week&provider={Provider}";
    private static readonly string Rooms = $"/scheduling/day?location={Harbor}&date=2031-03-04&view=rooms";

    private RunningHost host = null!;
    private Guid patient;
    private Guid hidden;
    private Guid room;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,(207) 555-0142,,,,,,,,,,
            A-1002,Tran,Mai,,1988-12-02,F,,,,,,,,,,,

            """);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "schedule.json"),
            $$"""
            {"providers": [{"id": "{{Provider}}", "name": "Amara Okafor", "credentials": "MD", "locationId": "{{Harbor}}"}, {"id": "{{Other}}", "name": "Per Lindqvist", "locationId": "{{Harbor}}"}],
             "visits": [], "visitTypes": [{"code": "follow-up", "name": "Follow-up", "minutes": 20}]}
            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        Assert.Equal(0, await host.Verb("import-schedule", Path.Combine(host.DataFolder, "schedule.json")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'A-1001'"))[0]!;
        hidden = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'A-1002'"))[0]!;
        var kind = await host.Insert("scheduling.resource_kinds", ("name", "exam room"));
        room = await host.Insert("scheduling.resources", ("kind_id", kind), ("location_id", Harbor), ("name", "Exam 1"), ("capacity", 1));
        await host.Insert("scheduling.resources", ("kind_id", kind), ("location_id", Harbor), ("name", "Exam 2"), ("capacity", 1));
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task In_the_week_a_visit_goes_to_another_day_and_becomes_longer_with_undo_and_a_refused_drop_says_why_and_leaves_it()
    {
        var visit = await Visit(patient, "2031-03-04 15:00Z", "2031-03-04 15:20Z");
        var other = await Visit(patient, "2031-03-05 15:00Z", "2031-03-05 15:20Z");
        await host.Insert("scheduling.working_exceptions", ("provider_id", Provider), ("location_id", Harbor), ("date", "2031-03-07"), ("works", "false"), ("from_minute", 0), ("until_minute", 1440), ("reason", "conference"));
        await host.Insert("scheduling.blocks", ("provider_id", Provider), ("starts_at", "2031-03-06 15:00Z"), ("ends_at", "2031-03-06 16:00Z"), ("reason", "staff meeting"));
        using var desk = await host.SignedIn("FrontDesk");

        var page = WebUtility.HtmlDecode(await desk.Read(Week));
        Assert.All(["Mon 03/03", "Tue 03/04", "Wed 03/05", "Thu 03/06", "Fri 03/07"], day => Assert.Contains($"data-name=\"{day}\"", page, StringComparison.Ordinal));
        Assert.DoesNotContain("Sun 03/02", page, StringComparison.Ordinal);
        Assert.Contains("conference", page, StringComparison.Ordinal);
        Assert.Contains("blocked: staff meeting", page, StringComparison.Ordinal);
        Assert.Contains("9:00 AM, free, Mon 03/03", page, StringComparison.Ordinal);
        Assert.Contains($"date=2031-03-11&view=week&provider={Provider}\" rel=\"next\"", page, StringComparison.Ordinal);
        Assert.Equal(2, Open().Count(page));

        // To Wednesday at nine, and back.
        using var moved = await Drop(desk, "Move", visit, ("slot", $"{Provider}|2031-03-05T14:00Z"));
        Assert.Equal($"/scheduling/day?location={Harbor}&date=2031-03-05&view=week&provider={Provider}#visit-{visit}", moved.Headers.Location?.OriginalString);
        page = await desk.Read(Week);
        Assert.Contains("Moved to Wed 03/05 9:00 AM.", page, StringComparison.Ordinal);
        using var back = await desk.PostFrom(Week, WebUtility.HtmlDecode(Undo().Match(page).Groups[1].Value));
        Assert.EndsWith($"&date=2031-03-04&view=week&provider={Provider}#visit-{visit}", back.Headers.Location?.OriginalString, StringComparison.Ordinal);
        Assert.Equal(["2031-03-04 15:00"], await Starts(visit));

        // Onto another visit: it stays, and what to do is said. Outside the hours: it goes there, and that is said.
        using var refused = await Drop(desk, "Move", visit, ("slot", $"{Provider}|2031-03-05T15:10Z"));
        Assert.Equal($"{Week}#visit-{visit}", refused.Headers.Location?.OriginalString);
        Assert.Contains("there is a visit at Wed 03/05 10:00 AM. Nothing was changed. The visit is where it was. Choose a free time", await desk.Read(Week), StringComparison.Ordinal);
        using var blocked = await Drop(desk, "Move", visit, ("slot", $"{Provider}|2031-03-06T15:30Z"));
        Assert.Contains("is blocked: staff meeting", await desk.Read(Week), StringComparison.Ordinal);
        Assert.Equal(["2031-03-04 15:00"], await Starts(visit));
        using var late = await Drop(desk, "Move", visit, ("slot", $"{Provider}|2031-03-04T23:00Z"));
        Assert.Contains("That is outside the provider&#x27;s hours.", await desk.Read(Week), StringComparison.Ordinal);

        using var longer = await Drop(desk, "Resize", other, ("minutes", "40"));
        Assert.Equal($"/scheduling/day?location={Harbor}&date=2031-03-05&view=week&provider={Provider}#visit-{other}", longer.Headers.Location?.OriginalString);
        page = await desk.Read(Week);
        Assert.Contains("now 40 minutes, until 10:40 AM.", page, StringComparison.Ordinal);
        using var shorter = await desk.PostFrom(Week, WebUtility.HtmlDecode(Undo().Match(page).Groups[1].Value));
        Assert.Contains("made longer from 20 to 40 minutes", await desk.Read($"/scheduling/visits/visit/{other}"), StringComparison.Ordinal);
        Assert.Equal([20.0], await host.Sql($"SELECT extract(epoch FROM ends_at - starts_at)::float8 / 60 FROM scheduling.visits WHERE id = '{other}'"));

        // The open page is told of what others change in the week, not of another provider's.
        var live = WebUtility.HtmlDecode(Live().Match(await desk.Read(Week)).Groups[1].Value);
        await Visit(patient, "2031-03-03 15:00Z", "2031-03-03 15:20Z", provider: Other);
        Assert.Equal(HttpStatusCode.NoContent, (await desk.Get(live)).StatusCode);
        await Visit(patient, "2031-03-03 15:00Z", "2031-03-03 15:20Z");
        Assert.Contains("has changed", await desk.Read(live), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/scheduling/day?location={Harbor}&view=week&provider={Guid.NewGuid()}")).StatusCode);
    }

    [Fact]
    public async Task A_visit_is_in_each_of_its_rooms_a_blocked_room_says_why_and_a_free_time_of_one_is_blocked_by_who_may()
    {
        var both = await Visit(patient, "2031-03-04 15:00Z", "2031-03-04 15:20Z", rooms: "SELECT array_agg(id) FROM scheduling.resources");
        var closed = await Visit(hidden, "2031-03-04 16:00Z", "2031-03-04 16:20Z", rooms: $"SELECT array['{room}'::uuid]");
        await Visit(patient, "2031-03-04 17:00Z", "2031-03-04 17:20Z");
        await host.Insert("scheduling.blocks", ("resource_id", room), ("starts_at", "2031-03-04 18:00Z"), ("ends_at", "2031-03-04 19:00Z"), ("reason", "painting"));
        await Hide();
        using var desk = await host.SignedIn("FrontDesk");
        using var manager = await host.SignedIn("Manager");

        var page = WebUtility.HtmlDecode(await desk.Read(Rooms));
        Assert.Equal(2, page.Split($"/scheduling/visits/visit/{both}\"").Length - 1);
        Assert.Single(Named().Matches(page), match => match.Groups[1].Value == $"{both}");
        Assert.Contains("Amara Okafor, MD", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"num\">1:00 – 2:00 PM</span> blocked: painting", page, StringComparison.Ordinal);
        Assert.Contains("1 visit stands in no room or device", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"{closed}", page, StringComparison.Ordinal);
        Assert.Contains("<span class=\"num\">11:00 – 11:20 AM</span> taken", page, StringComparison.Ordinal);
        Assert.DoesNotContain("/scheduling/settings/closed", page, StringComparison.Ordinal);
        Assert.Contains("Exam 1, 1:00 PM to 2:00 PM, is blocked: painting.", await desk.Read($"/scheduling/day?location={Harbor}&date=2031-03-04"), StringComparison.Ordinal);

        // In the rooms and in the hours of a provider: the form has what was chosen.
        var link = WebUtility.HtmlDecode(Block().Match(await manager.Read(Rooms)).Groups[1].Value);
        Assert.Equal($"/scheduling/settings/closed?of=room:{room}&at=2031-03-04T13:00Z", link);
        var form = await manager.Read(link);
        Assert.Contains($"<option value=\"room:{room}\" selected=\"selected\">Exam 1</option>", form, StringComparison.Ordinal);
        Assert.Contains("name=\"Form.Date\" value=\"2031-03-04\"", form, StringComparison.Ordinal);
        Assert.Contains("name=\"Form.From\" value=\"08:00\"", form, StringComparison.Ordinal);
        Assert.Contains("name=\"Form.Until\" value=\"09:00\"", form, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"provider:{Provider}\" selected", await manager.Read($"/scheduling/settings/closed?of=provider:{Provider}&at=2031-03-05T04:30Z"), StringComparison.Ordinal);
        Assert.DoesNotContain("selected", Choices().Match(await manager.Read($"/scheduling/settings/closed?of=provider:{Guid.NewGuid()}&at=2031-03-04T15:00Z")).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_provider_and_length_are_typed_and_refused_with_the_next_free_times_and_what_was_typed_is_kept()
    {
        var visit = await Visit(patient, "2031-03-04 15:00Z", "2031-03-04 15:20Z");
        await Visit(patient, "2031-03-04 16:00Z", "2031-03-04 16:20Z");
        using var desk = await host.SignedIn("FrontDesk");
        using var clinician = await host.SignedIn("Clinician");
        var page = $"/scheduling/visits/visit/{visit}/move";
        Assert.Contains("value=\"10:00\"", await desk.Read(page), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await clinician.Get(page)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/scheduling/visits/visit/{Guid.NewGuid()}/move")).StatusCode);

        using var overlapping = await Save("2031-03-04", "10:30", "40", Provider);
        var refused = await overlapping.Content.ReadAsStringAsync();
        Assert.Contains("there is a visit at Tue 03/04 11:00 AM", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"10:30\"", refused, StringComparison.Ordinal);
        Assert.Contains("value=\"40\"", refused, StringComparison.Ordinal);
        var offered = Offered().Match(refused).Groups[1].Value;
        Assert.Equal($"{Provider}|2031-03-04T13:00Z", offered);
        using var skipped = await Save("2031-03-09", "02:30", "20", Provider);
        Assert.Contains("The clocks go forward on this day and skip this time.", await skipped.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var twice = await Save("2031-11-02", "01:30", "20", Provider);
        Assert.Contains("this time happens twice", await twice.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var nobody = await Save("2031-03-04", "15:00", "20", Guid.NewGuid());
        Assert.Contains("Choose the provider.", await nobody.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var endless = await Save("2031-03-04", "15:00", "721", Provider);
        Assert.Contains("A visit lasts 5 to 720 minutes.", await endless.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(["2031-03-04 15:00"], await Starts(visit));

        using var taken = await Save("2031-03-04", "10:30", "40", Provider, ("Form.Take", offered));
        Assert.Equal($"/scheduling/day?location={Harbor}&date=2031-03-04#visit-{visit}", taken.Headers.Location?.OriginalString);
        Assert.Equal(["2031-03-04 13:00 40"], await host.Sql($"SELECT to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI ') || extract(epoch FROM ends_at - starts_at)::int / 60 FROM scheduling.visits WHERE id = '{visit}'"));
        using var second = await Save("2031-11-02", "01:30", "20", Other, ("Form.SecondOccurrence", "true"));
        Assert.Equal(["2031-11-02 06:30"], await Starts(visit));

        async Task<HttpResponseMessage> Save(string date, string start, string minutes, Guid provider, params (string, string)[] more) => await desk.PostFrom(
            page, page,
            [("Form.Version", await Version(visit)), ("Form.Date", date), ("Form.Start", start), ("Form.Minutes", minutes), ("Form.ProviderId", $"{provider}"), .. more]);
    }

    [Fact]
    public async Task The_next_free_times_and_the_rooms_that_suit_are_chosen_from_and_another_room_is_a_line_of_the_history_with_undo()
    {
        var type = await host.Insert("scheduling.visit_types", ("code", "exam"), ("name", "Exam"), ("minutes", "20"));
        await host.Sql($"INSERT INTO scheduling.visit_type_needs (visit_type_id, kind_id) SELECT '{type}', kind_id FROM scheduling.resources WHERE id = '{room}'");
        var second = (Guid)(await host.Sql("SELECT id FROM scheduling.resources WHERE name = 'Exam 2'"))[0]!;
        var lab = await host.Insert("scheduling.resources", ("kind_id", await host.Insert("scheduling.resource_kinds", ("name", "lab"))), ("location_id", Harbor), ("name", "Lab 1"), ("capacity", 1));
        var visit = await Visit(patient, "2031-03-04 15:00Z", "2031-03-04 15:20Z", rooms: $"SELECT array['{room}'::uuid]");
        var other = await Visit(patient, "2031-03-04 16:00Z", "2031-03-04 16:20Z", provider: Other, rooms: $"SELECT array['{second}'::uuid]");
        await host.Sql($"UPDATE scheduling.visits SET visit_type_id = '{type}'");
        using var desk = await host.SignedIn("FrontDesk");
        var page = $"/scheduling/visits/visit/{visit}/move";

        // From its day on, each by a digit; the room it stands in, and those it may stand in.
        var form = WebUtility.HtmlDecode(await desk.Read(page));
        Assert.Equal($"{Provider}|2031-03-04T13:00Z", Offered().Match(form).Groups[1].Value);
        Assert.Contains("data-key=\"1\"", form, StringComparison.Ordinal);
        Assert.Contains("Exam 1 as now, or another that is free", form, StringComparison.Ordinal);
        Assert.Contains($"<option value=\"{second}\">Exam 2, exam room</option>", form, StringComparison.Ordinal);
        Assert.DoesNotContain("Lab 1", form, StringComparison.Ordinal);

        using var foreign = await Save("10:00", lab);
        Assert.Contains("Choose one of these rooms.", await foreign.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var busy = await Save("11:00", second);
        var refused = await busy.Content.ReadAsStringAsync();
        Assert.Contains("Exam 2 is not free then. Nothing was changed.", refused, StringComparison.Ordinal);
        Assert.Matches($"<option[^>]*{second}[^>]* selected", refused);
        Assert.Equal($"{Provider}|2031-03-04T13:00Z", Offered().Match(refused).Groups[1].Value);
        Assert.Equal(["2031-03-04 15:00"], await Starts(visit));

        // At its time it is a line of its own, with undo; with another time it is part of that.
        using var changed = await Save("10:00", second);
        Assert.Equal($"/scheduling/day?location={Harbor}&date=2031-03-04#visit-{visit}", changed.Headers.Location?.OriginalString);
        var day = WebUtility.HtmlDecode(await desk.Read($"/scheduling/day?location={Harbor}&date=2031-03-04"));
        Assert.Contains("The visit of Tue 03/04 10:00 AM is in Exam 2 now.", day, StringComparison.Ordinal);
        Assert.Contains("put from Exam 1 into Exam 2 by FrontDesk Tester", await History(), StringComparison.Ordinal);
        using var back = await desk.PostFrom(Week, Undo().Match(day).Groups[1].Value);
        Assert.Contains("put from Exam 2 into Exam 1 by FrontDesk Tester", await History(), StringComparison.Ordinal);
        using var both = await Save("09:00", second);
        Assert.Contains("Moved to Tue 03/04 9:00 AM, in Exam 2.", await desk.Read($"/scheduling/day?location={Harbor}&date=2031-03-04"), StringComparison.Ordinal);
        Assert.Contains("to Tue 03/04 9:00 AM, Amara Okafor, MD, from Exam 1 into Exam 2 by FrontDesk Tester", await History(), StringComparison.Ordinal);

        async Task<string> History() => WebUtility.HtmlDecode(await desk.Read($"/scheduling/visits/visit/{visit}"));

        async Task<HttpResponseMessage> Save(string start, Guid wanted) => await desk.PostFrom(
            page, page, ("Form.Version", await Version(visit)), ("Form.Date", "2031-03-04"), ("Form.Start", start), ("Form.Minutes", "20"), ("Form.ProviderId", $"{Provider}"), ("Form.RoomId", $"{wanted}"));
    }

    [Fact]
    public async Task The_day_sheet_has_what_the_desk_needs_leaves_closed_and_restricted_records_out_says_so_and_is_audited()
    {
        await Visit(patient, "2031-03-04 15:00Z", "2031-03-04 15:20Z", rooms: $"SELECT array['{room}'::uuid]");
        await Visit(hidden, "2031-03-04 16:00Z", "2031-03-04 16:20Z");
        await host.Sql($"UPDATE scheduling.visits SET access_class = 'behavioural' WHERE id = '{await Visit(patient, "2031-03-04 17:00Z", "2031-03-04 17:20Z")}'");
        await host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id = '{await Visit(patient, "2031-03-04 18:00Z", "2031-03-04 18:20Z")}'");
        await Hide();
        var sheet = $"/scheduling/day/sheet?location={Harbor}&date=2031-03-04";
        foreach (var role in new[] { "FrontDesk", "Manager" })
        {
            using var user = await host.SignedIn(role);

            var page = WebUtility.HtmlDecode(await user.Read(sheet));

            Assert.Matches(@"10:00 – 10:20 AM</th>\s*<td>Núñez, José</td>\s*<td class=""num"">04/09/1961</td>\s*<td class=""mono"">A-1001</td>\s*<td class=""num"">[^<]*555[^<]*</td>\s*<td>Follow-up</td>\s*<td>Exam 1</td>\s*<td>booked</td>", page);
            Assert.DoesNotContain("Tran", page, StringComparison.Ordinal);
            Assert.Equal(2, page.Split("taken, not on this sheet").Length - 1);
            Assert.Contains("2 visits are not on this sheet but for the time", page, StringComparison.Ordinal);
            Assert.DoesNotContain("1:00 – 1:20 PM", page, StringComparison.Ordinal);
            Assert.Contains($"printed by {role}", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Núñez", WebUtility.HtmlDecode(await user.Read($"{sheet}&provider={Other}")), StringComparison.Ordinal);
        }

        Assert.Equal([4L], await host.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'visits.day-sheet-made' AND subject_id = '{Harbor}'"));
        using var desk = await host.SignedIn("FrontDesk");
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get($"/scheduling/day/sheet?location={TestOrganization.Mesa.Id}")).StatusCode);
    }

    /// <param name="rooms">A query of the rooms' ids; none without.</param>
    private async Task<Guid> Visit(Guid whose, string from, string until, Guid? provider = null, string? rooms = null) => await host.Insert(
        "scheduling.visits",
        ("patient_id", whose), ("provider_id", provider ?? Provider), ("location_id", Harbor), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"), ("starts_at", from), ("ends_at", until),
        ("resource_ids", rooms is null ? "{}" : $"({rooms})"), ("resource_lanes", rooms is null ? "{}" : $"(SELECT array_fill(1, array[cardinality(({rooms}))]))"));

    private async Task Hide()
    {
        await host.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{hidden}'");
        await host.Sql($"INSERT INTO scheduling.subject_classes VALUES ('{hidden}', 'restricted')");
    }

    private async Task<HttpResponseMessage> Drop(WebVisitor desk, string handler, Guid visit, params (string, string)[] fields) => await desk.PostFrom(
        Week, $"/scheduling/change?handler={handler}",
        [("visit", $"{visit}"), ("version", await Version(visit)), ("location", $"{Harbor}"), ("view", "week"), ("date", "2031-03-04"), ("provider", $"{Provider}"), .. fields]);

    private async Task<string> Version(Guid visit) => (string)(await host.Sql($"SELECT xmin::text FROM scheduling.visits WHERE id = '{visit}'"))[0]!;

    private Task<IReadOnlyList<object?>> Starts(Guid visit) => host.Sql($"SELECT to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') FROM scheduling.visits WHERE id = '{visit}'");

    [GeneratedRegex("action=\"([^\"]*handler=Undo[^\"]*)\"")]
    private static partial Regex Undo();

    [GeneratedRegex("hx-get=\"([^\"]*handler=Live[^\"]*)\"")]
    private static partial Regex Live();

    [GeneratedRegex("class=\"visit-open\"")]
    private static partial Regex Open();

    [GeneratedRegex("id=\"visit-([^\"]*)\"")]
    private static partial Regex Named();

    [GeneratedRegex("class=\"slot slot-block\"[^>]*href=\"([^\"]*)\"")]
    private static partial Regex Block();

    [GeneratedRegex("name=\"Form.Take\" value=\"([^\"]*)\"")]
    private static partial Regex Offered();

    [GeneratedRegex("<select id=\"of\".*?</select>", RegexOptions.Singleline)]
    private static partial Regex Choices();
}
