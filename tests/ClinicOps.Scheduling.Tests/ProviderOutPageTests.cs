using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The page of an absence as a browser without scripts meets it, for a receptionist of Harbor.</summary>
public sealed partial class ProviderOutPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Provider = Guid.Parse("0190b000-0000-7000-8000-000000000001");
    private static readonly Guid Colleague = Guid.Parse("0190b000-0000-7000-8000-000000000002");
    private static readonly Guid AtMesa = Guid.Parse("0190b000-0000-7000-8000-000000000003");
    private static readonly DateOnly Day = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(3);

    private RunningHost host = null!;
    private Guid[] patients = [];

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
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        patients = [.. (await host.Sql("SELECT id FROM intake.patients ORDER BY mrn")).Cast<Guid>()];
        foreach (var (id, name, location) in new[] { (Provider, "Amara Okafor", TestOrganization.Harbor.Id), (Colleague, "Per Lindqvist", TestOrganization.Harbor.Id), (AtMesa, "Ilse Brandt", TestOrganization.Mesa.Id) })
        {
            await host.Sql($"INSERT INTO scheduling.providers (id, name, location_id) VALUES ('{id}', '{name}', '{location}')");
            for (var weekday = 0; weekday < 7; weekday++)
            {
                await host.Insert("scheduling.working_hours", ("provider_id", id), ("location_id", location), ("weekday", weekday.ToString(CultureInfo.InvariantCulture)), ("from_minute", "480"), ("until_minute", "1020"));
            }
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_receptionist_enters_an_absence_moves_cancels_writes_and_is_done_when_nobody_is_left_to_reach()
    {
        var (first, second, third) = (await Visit(patients[0], 10), await Visit(patients[1], 11), await Visit(patients[0], 14));
        using var desk = await host.SignedIn("FrontDesk");
        Assert.Contains("Nobody is out with patients to reach.", await desk.Read("/"), StringComparison.Ordinal);
        var absence = Guid.CreateVersion7();
        using var wrong = await Enter(desk, absence, Provider, until: "07:00", from: "09:00");
        Assert.Contains("An absence ends after it begins. Nothing was entered.", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var elsewhere = await Enter(desk, absence, AtMesa);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        for (var time = 0; time < 2; time++)
        {
            using var entered = await Enter(desk, absence, Provider);
            Assert.Equal(At(absence), entered.Headers.Location?.OriginalString);
        }

        Assert.Contains("Amara Okafor", await desk.Read("/"), StringComparison.Ordinal);
        var shown = WebUtility.HtmlDecode(await desk.Read(At(absence)));
        Assert.Contains("Núñez, José", shown, StringComparison.Ordinal);
        Assert.Contains("(207) 555-0142", shown, StringComparison.Ordinal);
        Assert.Equal([3, 0, 0, 0, 0, 3], Counts(shown));
        Assert.Contains("Same time, Per Lindqvist", shown, StringComparison.Ordinal);

        // One click moves, another takes it back; the list is shown again each time.
        var slot = Slot().Matches(shown).Select(match => match.Groups[1].Value).First(value => value.StartsWith(Colleague.ToString(), StringComparison.Ordinal));
        await Done(desk, absence, $"handler=Move&visit={first}", ("version", await Version(first)), ("slot", slot));
        shown = WebUtility.HtmlDecode(await desk.Read(At(absence)));
        Assert.Contains("kept, with another provider", shown, StringComparison.Ordinal);
        Assert.Equal([3, 1, 0, 0, 0, 2], Counts(shown));
        var undo = Undo().Match(shown).Groups[1].Value;
        Assert.Contains("handler=Undo", undo, StringComparison.Ordinal);
        using (var undone = await desk.PostFrom(At(absence), undo))
        {
            Assert.Equal(At(absence), undone.Headers.Location?.OriginalString);
        }

        Assert.Equal([3, 0, 0, 0, 0, 3], Counts(await desk.Read(At(absence))));
        await Done(desk, absence, $"handler=Move&visit={first}", ("version", "0"), ("slot", slot));
        Assert.Contains("Nothing was changed: moved by", await desk.Read(At(absence)), StringComparison.Ordinal);
        await Done(desk, absence, $"handler=Move&visit={first}", ("version", await Version(first)), ("slot", slot));

        var attempt = ("attemptId", $"{Guid.CreateVersion7()}");
        var ticks = ("at", new DateTimeOffset(((DateTime)(await host.Sql($"SELECT starts_at FROM scheduling.visits WHERE id = '{second}'"))[0]!).ToUniversalTime()).UtcTicks.ToString(CultureInfo.InvariantCulture));
        await Done(desk, absence, $"handler=Attempt&visit={second}", attempt, ticks, ("locationId", $"{TestOrganization.Harbor.Id}"), ("outcome", "no-answer"));
        await Done(desk, absence, $"handler=Attempt&visit={second}", attempt, ticks, ("locationId", $"{TestOrganization.Harbor.Id}"), ("outcome", "no-answer"));
        using (var confirmed = await desk.PostFrom(At(absence), $"{At(absence)}?handler=Attempt&visit={second}", ("attemptId", $"{Guid.CreateVersion7()}"), ticks, ("locationId", $"{TestOrganization.Harbor.Id}"), ("outcome", "confirmed")))
        {
            Assert.Equal(HttpStatusCode.BadRequest, confirmed.StatusCode);
        }

        Assert.Contains("1 attempt: No answer", await desk.Read(At(absence)), StringComparison.Ordinal);
        await Done(desk, absence, "handler=Letters");
        Assert.Equal([3, 1, 0, 0, 2, 0], Counts(await desk.Read(At(absence))));
        Assert.Equal([2L], await host.Sql("SELECT count(*) FROM hangfire.job WHERE arguments::text LIKE '%visit-changed%'"));

        // Moved on the day page: the list knows.
        using (var moved = await desk.PostFrom("/scheduling/day", "/scheduling/change?handler=Move", ("visit", $"{second}"), ("version", await Version(second)), ("location", $"{TestOrganization.Harbor.Id}"), ("slot", $"{Colleague}|{Local(11):yyyy-MM-dd'T'HH:mm'Z'}")))
        {
            Assert.Equal(HttpStatusCode.Redirect, moved.StatusCode);
        }

        await Done(desk, absence, $"handler=Cancel&visit={third}", ("version", await Version(third)));
        shown = await desk.Read(At(absence));
        Assert.Equal([3, 2, 1, 0, 0, 0], Counts(shown));
        Assert.Contains("Nobody is left to reach.", shown, StringComparison.Ordinal);
        Assert.Contains("all reached", await desk.Read("/scheduling/provider-out"), StringComparison.Ordinal);
        Assert.Contains("Nobody is out with patients to reach.", await desk.Read("/"), StringComparison.Ordinal);

        // The open page learns the numbers, and that its list is an older one.
        var stamp = Stamp().Match(shown).Groups[1].Value;
        using (var same = await desk.Get($"{At(absence)}?handler=Live&stamp={stamp}&shown={stamp}"))
        {
            Assert.Equal(HttpStatusCode.NoContent, same.StatusCode);
        }

        Assert.Contains("The list has changed.", await desk.Read($"{At(absence)}?handler=Live&stamp=older&shown=older"), StringComparison.Ordinal);

        // What names an absence goes through its own page alone.
        using var manager = await host.SignedIn("Manager");
        using var removed = await manager.PostFrom("/scheduling/settings/closed", "/scheduling/settings/closed?handler=RemoveBlock", ("blockId", $"{absence}"));
        Assert.Contains("This is the absence of a provider", await removed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await Done(desk, absence, "handler=TakeBack");
        Assert.Contains("Taken back by FrontDesk Tester", await desk.Read(At(absence)), StringComparison.Ordinal);
        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM scheduling.blocks"));
        using var clinician = await host.SignedIn("Clinician");
        using var refused = await clinician.Get(At(absence));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(["outage.entered", "outage.letters-asked", "outage.taken-back"], await host.Sql("SELECT DISTINCT action FROM audit.entries WHERE action LIKE 'outage.%' AND action <> 'outage.viewed' ORDER BY action"));
    }

    private static string At(Guid absence) => $"/scheduling/provider-out/outage/{absence}";

    /// <summary>Affected, moved, cancelled, told, letters to send, to call.</summary>
    private static IReadOnlyList<int> Counts(string page) => [.. Number().Matches(page).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    private static Task<HttpResponseMessage> Enter(WebVisitor desk, Guid absence, Guid provider, string until = "", string from = "") => desk.PostFrom(
        "/scheduling/provider-out", "/scheduling/provider-out",
        ("Form.OutageId", $"{absence}"), ("Form.ProviderId", $"{provider}"), ("Form.First", Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("Form.Last", Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("Form.From", from), ("Form.Until", until), ("Form.Reason", "sick"));

    private static async Task Done(WebVisitor desk, Guid absence, string what, params (string Name, string Value)[] fields)
    {
        using var answer = await desk.PostFrom(At(absence), $"{At(absence)}?{what}", fields);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private static DateTimeOffset Local(int hour) => LocalTime.StartOf(Day, TestOrganization.Harbor).AddHours(hour);

    private Task<Guid> Visit(Guid patient, int hour) => host.Insert(
        "scheduling.visits", ("patient_id", patient), ("provider_id", Provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"), ("entered_at", "now()"),
        ("starts_at", Local(hour).ToString("O", CultureInfo.InvariantCulture)), ("ends_at", Local(hour).AddMinutes(20).ToString("O", CultureInfo.InvariantCulture)));

    private async Task<string> Version(Guid visit) => Convert.ToString((await host.Sql($"SELECT xmin::text FROM scheduling.visits WHERE id = '{visit}'"))[0], CultureInfo.InvariantCulture)!;

    [GeneratedRegex("""<span><strong class="num">(\d+)</strong>""")]
    private static partial Regex Number();

    [GeneratedRegex("""name="slot" value="([^"]+)" """)]
    private static partial Regex Slot();

    [GeneratedRegex("""<form method="post" action="(/scheduling/provider-out/[^"]*)"[^>]*>\s*<button class="btn btn-quiet" type="submit">Undo""")]
    private static partial Regex Undo();

    [GeneratedRegex("stamp=([0-9A-F]{16})")]
    private static partial Regex Stamp();
}
