using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

/// <summary>The flow board and the screen of the waiting room, over the desk's own rows.</summary>
public sealed partial class BoardPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Provider = Guid.Parse("0190b000-0000-7000-8000-000000000001");

    private RunningHost host = null!;
    private Location place = null!;
    private Guid patient;

    private string Board => $"/scheduling/board?location={place.Id}";

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);

        // Where today is not about to end while this runs.
        place = LocalTime.At(TestOrganization.Harbor, DateTimeOffset.UtcNow) is { Hour: 23 } or { Hour: 0 } ? TestOrganization.Mesa : TestOrganization.Harbor;
        await host.Sql($"UPDATE host.users SET location_ids = ARRAY['{place.Id}'::uuid] WHERE user_name = 'frontdesk'");
        await File.WriteAllTextAsync(
            Path.Combine(host.DataFolder, "patients.csv"),
            """
            mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language
            A-1001,Núñez,José,,1961-04-09,M,,,,,,,,,,,
            A-1002,Tran,Mai,,1988-12-02,F,,,,,,,,,,,

            """);
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(host.DataFolder, "patients.csv")));
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'A-1001'"))[0]!;
        await host.Sql($"INSERT INTO scheduling.providers (id, name, location_id) VALUES ('{Provider}', 'Amara Okafor', '{place.Id}')");
        for (var weekday = 0; weekday < 7; weekday++)
        {
            await host.Insert("scheduling.working_hours", ("provider_id", Provider), ("location_id", place.Id), ("weekday", weekday.ToString(CultureInfo.InvariantCulture)), ("from_minute", "0"), ("until_minute", "1440"));
        }
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_visit_goes_its_way_on_the_board_over_the_desks_own_rows_each_step_once_and_back()
    {
        var visit = await Visit(patient);
        using var desk = await host.SignedIn("FrontDesk");
        using var clinician = await host.SignedIn("Clinician");
        Assert.Contains("Expected", await desk.Read(Board), StringComparison.Ordinal);

        await Step(desk, visit, "arrived", "");
        await Step(clinician, visit, "arrived", "");
        Assert.Contains("it was so already", await clinician.Read(Board), StringComparison.Ordinal);
        Assert.Equal(["arrived"], await Steps(visit));

        // Who has not seen that yet is told who was faster, and nothing happens.
        await Step(clinician, visit, "roomed", "");
        Assert.Contains("somebody was faster", await clinician.Read(Board), StringComparison.Ordinal);
        await Step(clinician, visit, "roomed", "arrived");
        Assert.Contains("&quot;checked in&quot; comes first", await clinician.Read(Board), StringComparison.Ordinal);

        // Check-in is the desk's: who may not check in there may not here.
        using var refused = await clinician.PostFrom(Board, $"/scheduling/board?handler=Step&visit={visit}", ("code", "checked-in"), ("reached", "arrived"));
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

        // Checked in at the desk: the board shows it, and goes on from there.
        using var checkedIn = await desk.PostFrom($"/intake/check-in/visit/{visit}", $"/intake/check-in/visit/{visit}?handler=Step&code=checked-in");
        await Step(clinician, visit, "roomed", "checked-in");
        await Step(clinician, visit, "with-provider", "roomed");
        Assert.Contains("with the provider", await desk.Read($"/intake/check-in?location={place.Id}"), StringComparison.Ordinal);
        var undo = WebUtility.HtmlDecode(Undo().Match(await clinician.Read(Board)).Groups[1].Value);
        using var undone = await clinician.PostFrom(Board, undo);
        await Step(clinician, visit, "done", "roomed");
        Assert.Equal(["arrived", "checked-in", "roomed", "with-provider", "with-provider back", "done"], await Steps(visit));

        // A step that others rest on stays.
        await Step(clinician, visit, "roomed", "", undo: true);
        Assert.Contains("take &quot;done&quot; back first", await clinician.Read(Board), StringComparison.Ordinal);
        Assert.Equal(6, (await Steps(visit)).Count);
    }

    [Fact]
    public async Task A_proposed_no_show_is_a_persons_to_confirm_or_to_set_aside_and_who_comes_late_is_there_with_one_click()
    {
        var (first, second) = (await Visit(patient), await Visit(patient, "40 minutes"));
        await host.Insert("scheduling.missed_proposals", ("visit_id", first), ("starts_at", $"(SELECT starts_at FROM scheduling.visits WHERE id = '{first}')"), ("proposed_at", "now()"));
        using var desk = await host.SignedIn("FrontDesk");
        Assert.Contains("looks like a no-show", await desk.Read(Board), StringComparison.Ordinal);
        Assert.Equal(["booked"], await host.Sql($"SELECT state FROM scheduling.visits WHERE id = '{first}'"));

        using var aside = await desk.PostFrom(Board, $"/scheduling/board?handler=Expected&visit={first}");
        Assert.DoesNotContain("looks like a no-show", await desk.Read(Board), StringComparison.Ordinal);
        using var missed = await desk.PostFrom(Board, $"/scheduling/board?handler=Missed&visit={first}", ("version", await Version(first)));
        Assert.Equal(["missed"], await host.Sql($"SELECT state FROM scheduling.visits WHERE id = '{first}'"));
        var undo = WebUtility.HtmlDecode(Undo().Match(await desk.Read(Board)).Groups[1].Value);
        using var undone = await desk.PostFrom(Board, undo);
        Assert.Equal(["booked"], await host.Sql($"SELECT state FROM scheduling.visits WHERE id = '{first}'"));
        using var again = await desk.PostFrom(Board, $"/scheduling/board?handler=Missed&visit={first}", ("version", await Version(first)));

        await Step(desk, first, "arrived", "");
        Assert.Equal(["arrived"], await Steps(first));
        Assert.Contains("Take back: N", await desk.Read(Board), StringComparison.Ordinal);

        // Not before its time, and not of who is here.
        using var early = await desk.PostFrom(Board, $"/scheduling/board?handler=Missed&visit={second}", ("version", await Version(second)));
        using var present = await desk.PostFrom(Board, $"/scheduling/board?handler=Missed&visit={first}", ("version", await Version(first)));
        Assert.Equal(["booked"], await host.Sql($"SELECT state FROM scheduling.visits WHERE id = '{second}'"));
    }

    [Fact]
    public async Task The_waiting_room_shows_initials_only_and_nobody_whose_record_is_closed()
    {
        var visit = await Visit(patient);
        var closed = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'A-1002'"))[0]!;
        await host.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{closed}'");
        var hidden = await Visit(closed, "1 hour");
        foreach (var one in (Guid[])[visit, hidden])
        {
            await host.Insert("intake.check_ins", ("visit_id", one), ("patient_id", one == visit ? patient : closed), ("location_id", place.Id), ("arrived_at", "now()"));
        }

        using var desk = await host.SignedIn("FrontDesk");
        var screen = WebUtility.HtmlDecode(await desk.Read($"/scheduling/waiting-room?location={place.Id}"));
        Assert.Contains("<li>J. N.</li>", screen, StringComparison.Ordinal);
        foreach (var word in (string[])["Núñez", "José", "M. T.", "Tran", "Follow-up", "A-1001", "1961", "Okafor"])
        {
            Assert.DoesNotContain(word, screen, StringComparison.Ordinal);
        }

        var stamp = Stamp().Match(screen).Groups[1].Value;
        using var same = await desk.Get($"/scheduling/waiting-room?handler=Live&location={place.Id}&stamp={stamp}");
        Assert.Equal(HttpStatusCode.NoContent, same.StatusCode);
        await host.Sql($"UPDATE intake.check_ins SET checked_in_at = now(), roomed_at = now() WHERE visit_id = '{visit}'");
        Assert.Contains("J. N.", await desk.Read($"/scheduling/waiting-room?handler=Live&location={place.Id}&stamp={stamp}"), StringComparison.Ordinal);

        // A right of its own: who may not put a screen up does not get one.
        using var clinician = await host.SignedIn("Clinician");
        using var refused = await clinician.Get($"/scheduling/waiting-room?location={place.Id}");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task Today_names_who_comes_next_with_a_way_to_move_them_and_not_who_is_here_closed_or_elsewhere_and_that_is_audited()
    {
        var (next, here) = (await Visit(patient, "1 hour"), await Visit(patient, "2 hours"));
        await host.Insert("intake.check_ins", ("visit_id", here), ("patient_id", patient), ("location_id", place.Id), ("arrived_at", "now()"));
        var other = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'A-1002'"))[0]!;
        var (elsewhere, closed, later) = (await Visit(other, "3 hours"), await Visit(other, "4 hours"), await Visit(other, "25 hours"));
        var otherPlace = place == TestOrganization.Mesa ? TestOrganization.Harbor : TestOrganization.Mesa;
        await host.Sql($"UPDATE scheduling.visits SET location_id = '{otherPlace.Id}' WHERE id = '{elsewhere}'; UPDATE scheduling.visits SET access_class = 'restricted' WHERE id = '{closed}'");
        using var desk = await host.SignedIn("FrontDesk");

        var page = WebUtility.HtmlDecode(await desk.Read("/"));

        Assert.Contains($"href=\"/scheduling/visits/visit/{next}/move\" data-row-key=\"m\"", page, StringComparison.Ordinal);
        Assert.Contains("Núñez, José", page, StringComparison.Ordinal);
        Assert.All([here, elsewhere, closed, later], visit => Assert.DoesNotContain($"{visit}", page, StringComparison.Ordinal));
        Assert.DoesNotContain("Tran", page, StringComparison.Ordinal);
        Assert.Equal([patient], (Guid[])Assert.Single(await host.Sql("SELECT result_ids FROM audit.entries WHERE action = 'visits.day-viewed'"))!);
    }

    [Fact]
    public async Task A_walk_in_is_found_booked_and_arrived_with_one_form_and_what_was_chosen_stays_when_it_is_refused()
    {
        var type = await host.Insert("scheduling.visit_types", ("code", "quick"), ("name", "Quick look"), ("minutes", "5"));
        using var desk = await host.SignedIn("FrontDesk");
        Assert.Contains("Walk-in", await desk.Read("/"), StringComparison.Ordinal);
        using var found = await desk.PostFrom("/scheduling/walk-in", "/scheduling/walk-in?handler=Search", ("Form.PatientSearch", "nun"), ("Form.LocationId", $"{place.Id}"));
        Assert.Contains("Núñez, José", WebUtility.HtmlDecode(await found.Content.ReadAsStringAsync()), StringComparison.Ordinal);

        var visit = Guid.CreateVersion7();
        using var without = await desk.PostFrom("/scheduling/walk-in", "/scheduling/walk-in", ("Form.VisitId", $"{visit}"), ("Form.LocationId", $"{place.Id}"), ("Form.PatientId", $"{patient}"));
        var refused = WebUtility.HtmlDecode(await without.Content.ReadAsStringAsync());
        Assert.Contains("Choose the visit type.", refused, StringComparison.Ordinal);
        Assert.Contains("Núñez, José", refused, StringComparison.Ordinal);
        for (var time = 0; time < 2; time++)
        {
            using var booked = await desk.PostFrom(
                "/scheduling/walk-in", "/scheduling/walk-in",
                ("Form.VisitId", $"{visit}"), ("Form.LocationId", $"{place.Id}"), ("Form.PatientId", $"{patient}"), ("Form.VisitTypeId", $"{type}"));
            Assert.Equal($"{Board}#visit-{visit}", booked.Headers.Location?.OriginalString);
        }

        Assert.Equal([visit], await host.Sql("SELECT id FROM scheduling.visits"));
        Assert.Equal(["arrived"], await Steps(visit));
    }

    private async Task Step(WebVisitor who, Guid visit, string code, string reached, bool undo = false)
    {
        using var answer = await who.PostFrom(Board, $"/scheduling/board?handler=Step&visit={visit}", ("code", code), ("reached", reached), ("undo", undo ? "true" : "false"));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    private Task<Guid> Visit(Guid of, string after = "0 minutes") => host.Insert(
        "scheduling.visits", ("patient_id", of), ("provider_id", Provider), ("location_id", place.Id), ("visit_type", "Follow-up"),
        ("starts_at", $"now() + interval '{after}'"), ("ends_at", $"now() + interval '{after}' + interval '20 minutes'"), ("state", "booked"), ("access_class", "standard"), ("entered_at", "now()"));

    private async Task<string> Version(Guid visit) => Convert.ToString((await host.Sql($"SELECT xmin::text FROM scheduling.visits WHERE id = '{visit}'"))[0], CultureInfo.InvariantCulture)!;

    private Task<IReadOnlyList<object?>> Steps(Guid visit) =>
        host.Sql($"SELECT step || CASE WHEN is_undo THEN ' back' ELSE '' END FROM intake.check_in_events WHERE visit_id = '{visit}' ORDER BY at, id");

    [GeneratedRegex("""<form method="post" action="(/scheduling/board\?handler=[^"]*)"[^>]*>\s*<button class="btn btn-quiet" type="submit">Undo""")]
    private static partial Regex Undo();

    [GeneratedRegex("stamp=([0-9A-F]{16})")]
    private static partial Regex Stamp();
}
