using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The pages of the waitlist and of recalls, without scripts.</summary>
public sealed partial class WaitlistPageTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Waitlist = "/scheduling/waitlist";
    private const string EntryPage = "/scheduling/waitlist/entry";
    private const string Recalls = "/scheduling/recalls";
    private const string RecallPage = "/scheduling/recalls/recall";
    private const string Soon = "(date_trunc('day', now()) + interval '2 days 15 hours')";

    private static readonly Guid Provider = Guid.Parse("0190b000-0000-7000-8000-000000000001");

    private RunningHost host = null!;
    private WebVisitor desk = null!;
    private Guid patient;
    private Guid type;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,,,,,,,Lake Mutual,LM1001,,,

            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients"))[0]!;
        type = await host.Insert("scheduling.visit_types", ("code", "follow-up"), ("name", "Follow-up"), ("minutes", "20"));
        await host.Sql($"INSERT INTO scheduling.providers (id, name, location_id) VALUES ('{Provider}', 'Amara Okafor', '{TestOrganization.Harbor.Id}')");
        for (var weekday = 0; weekday < 7; weekday++)
        {
            await host.Insert("scheduling.working_hours", ("provider_id", Provider), ("location_id", TestOrganization.Harbor.Id), ("weekday", weekday.ToString(CultureInfo.InvariantCulture)), ("from_minute", "0"), ("until_minute", "1440"));
        }

        desk = await host.SignedIn("FrontDesk");
    }

    public async ValueTask DisposeAsync()
    {
        desk.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Somebody_is_entered_offered_a_freed_time_and_booked_and_each_form_counts_once()
    {
        Assert.Contains("Nobody waits.", await desk.Read(Waitlist), StringComparison.Ordinal);
        Assert.Contains("Add to the waitlist", await desk.Read("/"), StringComparison.Ordinal);
        using var found = await desk.PostFrom(EntryPage, $"{EntryPage}?handler=Search", ("Form.PatientSearch", "nun"));
        Assert.Contains("Núñez, José", WebUtility.HtmlDecode(await found.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        var entry = Guid.CreateVersion7();
        for (var time = 0; time < 2; time++)
        {
            using var entered = await Enter(entry);
            Assert.Equal(Waitlist, entered.Headers.Location?.OriginalString);
        }

        Assert.Equal([entry], await host.Sql("SELECT id FROM scheduling.waitlist_entries WHERE state = 'waiting'"));
        var freed = await host.Insert("scheduling.freed_slots", ("provider_id", Provider), ("location_id", TestOrganization.Harbor.Id), ("starts_at", Soon), ("ends_at", $"({Soon} + interval '30 minutes')"));
        var page = WebUtility.HtmlDecode(await desk.Read(Waitlist));
        Assert.Contains("waits since today", page, StringComparison.Ordinal);
        var stamp = Stamp().Match(page).Groups[1].Value;
        using var same = await desk.Get($"{Waitlist}?handler=Live&stamp={stamp}");
        Assert.Equal(HttpStatusCode.NoContent, same.StatusCode);

        var offer = Guid.CreateVersion7();
        for (var time = 0; time < 2; time++)
        {
            using var offered = await desk.PostFrom(Waitlist, $"{Waitlist}?handler=Offer&freed={freed}&entry={entry}", ("offerId", $"{offer}"));
            Assert.Equal(HttpStatusCode.Redirect, offered.StatusCode);
        }

        page = WebUtility.HtmlDecode(await desk.Read(Waitlist));
        Assert.Contains("Call the patient.", page, StringComparison.Ordinal);
        Assert.Contains("30 min left", page, StringComparison.Ordinal);
        Assert.Contains("has changed", await desk.Read($"{Waitlist}?handler=Live&stamp={stamp}"), StringComparison.Ordinal);

        for (var time = 0; time < 2; time++)
        {
            using var accepted = await desk.PostFrom(Waitlist, $"{Waitlist}?handler=Accept&offer={offer}");
            Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
        }

        Assert.Equal(["booked"], await host.Sql($"SELECT state FROM scheduling.visits WHERE id = '{offer}' AND patient_id = '{patient}'"));
        Assert.Contains("it was so already", await desk.Read(Waitlist), StringComparison.Ordinal);
        using var undone = await desk.PostFrom(Waitlist, $"{Waitlist}?handler=UndoAccept&offer={offer}&change={offer}");
        Assert.Equal(["cancelled"], await host.Sql("SELECT state FROM scheduling.visits"));
        Assert.Equal([entry], await host.Sql("SELECT id FROM scheduling.waitlist_entries WHERE state = 'waiting'"));

        using var withdrawn = await desk.PostFrom(Waitlist, $"{Waitlist}?handler=Withdraw&entry={entry}");
        using var back = await desk.PostFrom(Waitlist, WebUtility.HtmlDecode(Undo().Match(await desk.Read(Waitlist)).Groups[1].Value));
        Assert.Equal(["waiting"], await host.Sql("SELECT state FROM scheduling.waitlist_entries"));
        using var aside = await desk.PostFrom(Waitlist, $"{Waitlist}?handler=SetAside&freed={freed}");
        Assert.Contains("No time was freed", await desk.Read(Waitlist), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_input_is_refused_kindly_what_was_typed_stays_and_nothing_is_entered()
    {
        foreach (var (field, value, says) in new[]
        {
            ("Form.PatientId", "", "Choose the patient"),
            ("Form.PatientId", "nobody", "nobody"),
            ("Form.VisitTypeId", "", "Choose the visit type."),
            ("Form.Earliest", "", "Say from which day on they can come."),
            ("Form.Earliest", "0001-01-01", "A day is between 2000 and 2100."),
            ("Form.Latest", "2001-01-01", "The last day is before the first."),
            ("Form.NoticeHours", "9999", "Hours are a number from 0 to 336."),
            ("Form.Urgency", "whenever", "Choose how urgent it is."),
            ("Form.Part", "77", "'77'"),
            ("Form.VisitTypeId", $"{Guid.NewGuid()}", "no longer there"),
            ("Form.PatientId", $"{Guid.NewGuid()}", "no longer there"),
        })
        {
            using var refused = await Enter(Guid.CreateVersion7(), (field, value));
            var page = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
            Assert.True(refused.StatusCode == HttpStatusCode.OK && page.Contains(says, StringComparison.Ordinal), $"{field}={value}: {(int)refused.StatusCode}");
        }

        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM scheduling.waitlist_entries"));
        foreach (var address in new[]
        {
            $"{EntryPage}?entry={Guid.NewGuid()}", $"{EntryPage}?visit={Guid.NewGuid()}", $"{EntryPage}?task={Guid.NewGuid()}", $"{RecallPage}?recall={Guid.NewGuid()}", $"{RecallPage}?visit={Guid.NewGuid()}",
        })
        {
            using var none = await desk.Get(address);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }

        foreach (var (address, status) in new[]
        {
            ($"{Waitlist}?handler=Offer&freed={Guid.NewGuid()}&entry={Guid.NewGuid()}", HttpStatusCode.NotFound),
            ($"{Waitlist}?handler=Accept&offer=what", HttpStatusCode.NotFound),
            ($"{Waitlist}?handler=End&offer={Guid.NewGuid()}&outcome=declined", HttpStatusCode.NotFound),
            ($"{Waitlist}?handler=Withdraw&entry={Guid.NewGuid()}", HttpStatusCode.NotFound),
            ($"{Waitlist}?handler=SetAside&freed={Guid.NewGuid()}", HttpStatusCode.NotFound),
            ($"{EntryPage}?handler=Earlier&visit={Guid.NewGuid()}", HttpStatusCode.NotFound),
            ($"{Recalls}?handler=Attempt&recall={Guid.NewGuid()}", HttpStatusCode.BadRequest),
            ($"{Recalls}?handler=TakeBack&done={Guid.NewGuid()}", HttpStatusCode.NotFound),
            ($"{Recalls}?handler=Letters", HttpStatusCode.BadRequest),
        })
        {
            using var answer = await desk.PostFrom(Waitlist, address);
            Assert.True(answer.StatusCode == status, $"{address}: {(int)answer.StatusCode}");
        }
    }

    [Fact]
    public async Task At_a_visit_one_click_says_that_an_earlier_time_is_wanted_and_when_the_patient_is_to_come_again()
    {
        var visit = await host.Insert(
            "scheduling.visits", ("patient_id", patient), ("provider_id", Provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("visit_type_id", type),
            ("starts_at", Soon), ("ends_at", $"({Soon} + interval '20 minutes')"), ("state", "booked"), ("access_class", "standard"), ("entered_at", "now()"));
        var at = $"/scheduling/visits/visit/{visit}";
        Assert.Contains("Wants an earlier time", await desk.Read(at), StringComparison.Ordinal);
        for (var time = 0; time < 2; time++)
        {
            using var earlier = await desk.PostFrom(at, $"{EntryPage}?handler=Earlier&visit={visit}", ("entryId", $"{Guid.CreateVersion7()}"));
            Assert.Equal(at, earlier.Headers.Location?.OriginalString);
        }

        Assert.Equal([visit], await host.Sql("SELECT visit_id FROM scheduling.waitlist_entries"));
        Assert.Contains("On the waitlist for an earlier time", await desk.Read(at), StringComparison.Ordinal);
        Assert.Contains("Waits for Follow-up", await desk.Read($"/intake/patients/patient/{patient}"), StringComparison.Ordinal);

        // Changed meanwhile by somebody else: told, and what was typed stays.
        var entry = (Guid)(await host.Sql("SELECT id FROM scheduling.waitlist_entries"))[0]!;
        using var overtaken = await desk.PostFrom($"{EntryPage}?entry={entry}", $"{EntryPage}?entry={entry}", ("Form.Version", "1"), ("Form.VisitTypeId", $"{type}"), ("Form.Earliest", "2026-01-01"), ("Form.NoticeHours", "77"), ("Form.Urgency", "urgent"));
        var page = WebUtility.HtmlDecode(await overtaken.Content.ReadAsStringAsync());
        Assert.Contains("while this page was open", page, StringComparison.Ordinal);
        Assert.Contains("value=\"77\"", page, StringComparison.Ordinal);

        Assert.Contains("Amara Okafor", await desk.Read($"{RecallPage}?visit={visit}"), StringComparison.Ordinal);
        using var nothing = await desk.PostFrom(RecallPage, RecallPage, ("Form.Visit", $"{visit}"), ("Form.VisitTypeId", $"{type}"), ("Form.DueMonth", "soon"), ("Form.Note", "follow-up"));
        Assert.Contains("Say in which month", await nothing.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var recalled = await desk.PostFrom(RecallPage, RecallPage, ("Form.RecallId", $"{Guid.CreateVersion7()}"), ("Form.Visit", $"{visit}"), ("Form.VisitTypeId", $"{type}"), ("Form.DueMonth", "2026-01"), ("Form.Note", "annual"));
        Assert.Equal(at, recalled.Headers.Location?.OriginalString);
        Assert.Equal([visit], await host.Sql("SELECT from_visit_id FROM scheduling.recalls"));

        var recall = (Guid)(await host.Sql("SELECT id FROM scheduling.recalls"))[0]!;
        Assert.Contains("January 2026", await desk.Read(Recalls), StringComparison.Ordinal);
        var attempt = Guid.CreateVersion7();
        for (var time = 0; time < 2; time++)
        {
            using var called = await desk.PostFrom(Recalls, $"{Recalls}?handler=Attempt&recall={recall}", ("attemptId", $"{attempt}"), ("outcome", "no-answer"));
        }

        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM scheduling.recall_attempts"));
        using var unticked = await desk.PostFrom(Recalls, $"{Recalls}?handler=Letters", ("batch", $"{Guid.CreateVersion7()}"));
        Assert.Contains("tick those", await desk.Read(Recalls), StringComparison.Ordinal);
        using var letters = await desk.PostFrom(Recalls, $"{Recalls}?handler=Letters", ("batch", $"{Guid.CreateVersion7()}"), ("recalls", $"{recall}"));
        Assert.Equal([1L], await host.Sql($"SELECT count(*) FROM scheduling.recall_letters WHERE recall_id = '{recall}'"));
        Assert.Contains("and a letter", await desk.Read(Recalls), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> Enter(Guid id, params (string Name, string Value)[] instead)
    {
        (string Name, string Value)[] usual =
        [
            ("Form.EntryId", $"{id}"), ("Form.LocationId", $"{TestOrganization.Harbor.Id}"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}"), ("Form.Earliest", "2026-01-01"),
            ("Form.NoticeHours", "2"), ("Form.Urgency", "routine"), ("Form.Part", "Any"),
        ];
        return desk.PostFrom(EntryPage, EntryPage, [.. usual.Where(field => instead.All(other => other.Name != field.Name)), .. instead]);
    }

    [GeneratedRegex("""<form method="post" action="(/scheduling/[^"]*)"[^>]*>\s*<button class="btn btn-quiet" type="submit">Undo""")]
    private static partial Regex Undo();

    [GeneratedRegex("stamp=([0-9A-F]{16})")]
    private static partial Regex Stamp();
}
