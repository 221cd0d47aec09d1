using System.Globalization;
using System.Net;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The reports with their files, and visits as a file, as staff ask for them.</summary>
public sealed class ReportPageTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Export = "/scheduling/visits/export";

    private readonly Guid harbor = TestOrganization.Harbor.Id;
    private RunningHost host = null!;
    private Guid patient;
    private Guid closed;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,,,,,,,,,,,
            A-1002,Tran,Mai,,1988-12-02,F,,,,,,,,,,,

            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'A-1001'"))[0]!;
        closed = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'A-1002'"))[0]!;
        await host.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{closed}'; INSERT INTO scheduling.subject_classes VALUES ('{closed}', 'restricted')");
        var provider = await host.Insert("scheduling.providers", ("name", "Amara Okafor"), ("npi", "1234567893"), ("location_id", harbor));
        await host.Insert("scheduling.working_hours", ("provider_id", provider), ("location_id", harbor), ("weekday", 1), ("from_minute", 480), ("until_minute", 1020));
        var type = await host.Insert("scheduling.visit_types", ("code", "follow-up"), ("name", "Follow-up"), ("minutes", 20));
        async Task<Guid> Visit(Guid of, string start, string state, string words = "Follow-up") => await host.Insert(
            "scheduling.visits", ("patient_id", of), ("provider_id", provider), ("location_id", harbor), ("visit_type", words), ("visit_type_id", type), ("state", state), ("access_class", "standard"),
            ("starts_at", start), ("ends_at", $"(timestamptz '{start}' + interval '20 minutes')"), ("entered_at", "2026-02-20 12:00Z"));

        // Monday the 9th, after the clocks went forward; a step of the desk for the first.
        var came = await Visit(patient, "2026-03-09 14:00Z", "booked", " =1+1");
        await host.Insert("intake.check_ins", ("visit_id", came), ("patient_id", patient), ("location_id", harbor), ("arrived_at", "2026-03-09 13:55Z"));
        await host.Insert("scheduling.contact_attempts", ("visit_id", came), ("starts_at", "2026-03-09 14:00Z"), ("location_id", harbor), ("at", "2026-03-08 14:00Z"), ("outcome", "confirmed"));
        await Visit(closed, "2026-03-09 15:00Z", "missed");
        var doneAndClosed = await Visit(closed, "2026-03-09 16:00Z", "booked");
        await host.Insert("intake.check_ins", ("visit_id", doneAndClosed), ("patient_id", closed), ("location_id", harbor), ("arrived_at", "2026-03-09 15:55Z"));
        await Visit(patient, "2026-03-09 17:00Z", "cancelled");
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_reports_count_everybody_and_name_nobody_and_each_table_is_a_file()
    {
        var page = $"/scheduling/reports?location={harbor}&from=2026-03-09&until=2026-03-15";
        using var manager = await host.SignedIn("Manager");
        var shown = WebUtility.HtmlDecode(await manager.Read(page));
        Assert.Contains("No-shows <span class=\"muted\">1 of 3</span>", shown, StringComparison.Ordinal);
        Assert.Contains("Confirmed <span class=\"muted\">1 of 3</span>", shown, StringComparison.Ordinal);
        Assert.Contains("03/09/2026: 11 %.", shown, StringComparison.Ordinal);
        Assert.Equal(4, shown.Split("<svg viewBox=\"0 0 720 220\" role=\"img\"").Length - 1);
        Assert.DoesNotContain("style=", shown, StringComparison.Ordinal);
        foreach (var word in (string[])["Núñez", "José", "Tran", "A-1001", $"{patient}", $"{closed}", "=1+1"])
        {
            Assert.DoesNotContain(word, shown, StringComparison.Ordinal);
        }

        using var file = await manager.Get($"{page}&handler=Csv&table=no-shows-by-weekday");
        Assert.Equal("text/csv", file.Content.Headers.ContentType!.MediaType);
        var csv = await file.Content.ReadAsStringAsync();
        Assert.StartsWith("\"Weekday\",\"No-shows\",\"Came or no-show\",\"No-show rate\",\"Not said\"\r\n\"All\",\"1\",\"3\",\"1 of 3\",\"0\"\r\n\"Monday\",\"1\",\"3\",\"1 of 3\",\"0\"\r\n", csv.TrimStart('\uFEFF'), StringComparison.Ordinal);
        using var utilisation = await manager.Get($"{page}&handler=Csv");
        Assert.Contains("\"Amara Okafor\",\"03/09/2026\",\"60\",\"540\",\"11 %\"\r\n", await utilisation.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var unknown = await manager.Get($"{page}&handler=Csv&table=no-such");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);

        Assert.Contains("at most 184 days", await manager.Read($"/scheduling/reports?location={harbor}&from=2026-03-09&until=2025-03-09"), StringComparison.Ordinal);
        Assert.Contains("at most 184 days", await manager.Read($"/scheduling/reports?location={harbor}&from=2020-03-09&until=2026-03-09"), StringComparison.Ordinal);
        Assert.Contains("Nobody works here", await manager.Read($"/scheduling/reports?location={TestOrganization.Mesa.Id}"), StringComparison.Ordinal);
        using var coordinator = await host.SignedIn("Coordinator");
        using var refused = await coordinator.Get(page);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await host.AddUser("Mesa", TestOrganization.Mesa.Name);
        using var elsewhere = await host.SignedIn("Mesa");
        using var hidden = await elsewhere.Get(page);
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal([2L], await host.Sql("SELECT count(*) FROM audit.entries WHERE action = 'visits.report-exported' AND cardinality(result_ids) = 0"));
    }

    [Fact]
    public async Task Visits_are_saved_as_a_file_of_those_in_sight_without_formulas_and_that_is_in_the_trail()
    {
        using var coordinator = await host.SignedIn("Coordinator");
        Assert.Contains(Export, await coordinator.Read("/scheduling/visits"), StringComparison.Ordinal);
        using var saved = await Save(coordinator, "2026-03-09", "2026-03-09");
        var bytes = await saved.Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        var lines = (await saved.Content.ReadAsStringAsync()).Split("\r\n");
        Assert.Equal("\"id\",\"mrn\",\"patient\",\"born\",\"provider\",\"npi\",\"visit type\",\"start\",\"minutes\",\"state\",\"confirmed\",\"room\"", lines[0].TrimStart('\uFEFF'));
        Assert.EndsWith("\"A-1001\",\"Núñez, José\",\"1961-04-09\",\"Amara Okafor\",\"1234567893\",\"'=1+1\",\"2026-03-09T10:00:00-04:00\",\"20\",\"arrived\",\"yes\",\"\"", lines[1], StringComparison.Ordinal);
        Assert.EndsWith("\"2026-03-09T13:00:00-04:00\",\"20\",\"cancelled\",\"no\",\"\"", lines[2], StringComparison.Ordinal);
        Assert.Equal(("", 4), (lines[^1], lines.Length));

        Assert.Equal(
            [string.Create(CultureInfo.InvariantCulture, $"2 visits, 2026-03-09 to 2026-03-09 {patient}")],
            await host.Sql("SELECT reason || ' ' || array_to_string(result_ids, ',') FROM audit.entries WHERE action = 'visits.exported'"));

        foreach (var (from, until) in new[] { ("2026-03-09", "2026-03-08"), ("2026-01-01", "2026-04-03"), ("", "2026-03-09") })
        {
            using var refused = await Save(coordinator, from, until);
            Assert.Contains("at most 92 days", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var most = await Save(coordinator, "2026-01-01", "2026-04-02");
        Assert.Equal("text/csv", most.Content.Headers.ContentType!.MediaType);
        using var desk = await host.SignedIn("FrontDesk");
        using var forbidden = await desk.PostFrom("/", Export, ("location", $"{harbor}"), ("from", "2026-03-09"), ("until", "2026-03-09"));
        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal([2L], await host.Sql("SELECT count(*) FROM audit.entries WHERE action = 'visits.exported'"));
    }

    private Task<HttpResponseMessage> Save(WebVisitor who, string from, string until) => who.Post(Export, ("location", $"{harbor}"), ("from", from), ("until", until));
}
