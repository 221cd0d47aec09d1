using System.Net;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Access;

/// <summary>A closed record is opened to one user, for a time, with a reason; everything of it is told.</summary>
public sealed class BreakGlassTests(TestCluster cluster) : IAsyncLifetime
{
    private RunningHost host = null!;
    private AccessWorld world = null!;

    private Guid Patient => world.Id(Thing.Patient, Whose.Closed);

    private string Record => $"/intake/patients/patient/{Patient}";

    private string Door => $"/break-glass/{Patient}";

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        world = await AccessWorld.In(host);
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Who_may_is_asked_for_a_reason_and_to_everybody_else_the_record_is_not_there()
    {
        using var desk = await host.SignedIn(Roles.FrontDesk);
        Assert.Equal(HttpStatusCode.NotFound, (await desk.Get(Record)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Get(Door)).StatusCode);

        using var coordinator = await host.SignedIn(Roles.Coordinator);
        using var sent = await coordinator.Get(Record);
        Assert.Equal(Door, sent.Headers.Location?.ToString());
        using var unreasoned = await coordinator.Post(Door, ("Form.Reason", "  "));
        Assert.Contains("Say why you need this record now.", await unreasoned.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([0L], await host.Sql("SELECT count(*) FROM host.glass_breaks"));
        using var nobodys = await coordinator.Get($"/break-glass/{world.Id(Thing.Patient, Whose.Own)}");
        Assert.Equal(HttpStatusCode.NotFound, nobodys.StatusCode);
    }

    [Fact]
    public async Task The_record_opens_in_every_module_at_once_to_that_user_alone_and_closes_again()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        string[] pages =
        [
            Record, $"/documents/document/{world.Id(Thing.FiledDocument, Whose.Closed)}", $"/documents/pages/{world.Id(Thing.Page, Whose.Closed)}/image",
            $"/documents/transmissions/{world.Id(Thing.Transmission, Whose.Closed)}/original", $"/intake/tasks/task/{world.Id(Thing.Task, Whose.Closed)}",
            $"/correspondence/letters/letter/{world.Id(Thing.Letter, Whose.Closed)}", "/scheduling/visits", "/intake/tasks?show=open", "/documents/inbox", "/correspondence/letters",
        ];
        Assert.Empty(await Showing(coordinator, pages));

        await Break(coordinator);
        await Break(coordinator);

        Assert.Equal(pages, await Showing(coordinator, pages));
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM host.glass_breaks"));
        Assert.Contains("min left", await coordinator.Read("/"), StringComparison.Ordinal);
        using var clinician = await host.SignedIn(Roles.Clinician);
        Assert.Empty(await Showing(clinician, pages));

        var opened = (Guid)(await host.Sql("SELECT id FROM host.glass_breaks"))[0]!;
        using var others = await clinician.PostFrom("/", $"{Door}?handler=End", ("opened", opened.ToString()));
        Assert.Equal([null], await host.Sql("SELECT ended_at FROM host.glass_breaks"));
        using var ended = await coordinator.PostFrom("/", $"{Door}?handler=End", ("opened", opened.ToString()));
        Assert.Empty(await Showing(coordinator, pages));
    }

    [Fact]
    public async Task A_form_sent_many_times_at_once_opens_the_record_once_and_one_end_closes_it()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        var form = Guid.CreateVersion7();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            coordinator.Post(Door, ("Form.Id", form.ToString()), ("Form.Reason", "has collapsed at the desk"))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode));
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM host.glass_breaks"));
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM audit.entries WHERE action = 'glass.broken'"));

        // Broken twice all the same, by two forms that did not know of each other: one end closes the record.
        await host.Sql("INSERT INTO host.glass_breaks SELECT gen_random_uuid(), user_id, patient_id, reason, broken_at, until FROM host.glass_breaks");
        using var ended = await coordinator.PostFrom("/", $"{Door}?handler=End", ("opened", form.ToString()));
        Assert.Empty(await Showing(coordinator, Record));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task It_closes_by_itself_when_its_time_is_over()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        await Break(coordinator);
        await host.Sql("UPDATE host.glass_breaks SET until = now()");

        Assert.Empty(await Showing(coordinator, Record));
        Assert.DoesNotContain("min left", await coordinator.Read("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_use_is_reported_with_its_reason_and_what_was_looked_at_until_somebody_else_has_looked_at_it()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        await Break(coordinator);
        await coordinator.Get(Record);
        await coordinator.Get($"/documents/document/{world.Id(Thing.FiledDocument, Whose.Closed)}");
        using var manager = await host.SignedIn(Roles.Manager);
        await Break(manager);

        Assert.Contains("2 uses of break-glass have not yet been looked at", WebUtility.HtmlDecode(await manager.Read("/")), StringComparison.Ordinal);
        var report = await manager.Read("/break-glass");
        foreach (var said in (string[])["Coordinator Tester", "has collapsed at the desk", "patient.viewed", "document.viewed", "nobody yet; somebody else has to"])
        {
            Assert.Contains(said, report, StringComparison.Ordinal);
        }

        foreach (var use in await host.Sql("SELECT id::text FROM host.glass_breaks"))
        {
            using var looked = await manager.PostFrom("/", "/break-glass?handler=Reviewed", ("opened", (string)use!));
        }

        // The manager's own use waits for another manager.
        Assert.Equal(["coordinator"], await host.Sql("SELECT user_name FROM host.glass_breaks g JOIN host.users u ON u.id = g.user_id WHERE reviewed_at IS NOT NULL"));
        Assert.Equal(
            ["glass.broken", "glass.broken", "glass.report-viewed", "glass.reviewed"], (await host.Sql("SELECT action FROM audit.entries WHERE action LIKE 'glass.%'")).Cast<string>().Order());
        using var desk = await host.SignedIn(Roles.FrontDesk);
        Assert.Equal(HttpStatusCode.Forbidden, (await desk.Get("/break-glass")).StatusCode);
    }

    [Fact]
    public async Task A_search_says_that_there_is_a_closed_record_only_to_who_names_it_exactly()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        async Task<bool> Offers(string typed)
        {
            using var answer = await coordinator.Post("/intake/patients", ("search", typed));
            var body = await answer.Content.ReadAsStringAsync();
            Assert.DoesNotContain(Record, body, StringComparison.Ordinal);
            return body.Contains(Door, StringComparison.Ordinal);
        }

        Assert.True(await Offers($"M{AccessWorld.ClosedWord}1"));
        Assert.True(await Offers($"Ada {AccessWorld.ClosedWord} 02/03/80"));
        Assert.False(await Offers($"Ada {AccessWorld.ClosedWord}"));
        Assert.False(await Offers($"{AccessWorld.ClosedWord}"));
    }

    [Fact]
    public async Task A_clearance_takes_effect_at_the_next_click_and_is_given_by_administrators()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        using var administrator = await host.SignedIn(Roles.Administrator);
        var id = (string)(await host.Sql("SELECT id::text FROM host.users WHERE user_name = 'coordinator'"))[0]!;
        Task<HttpResponseMessage> Clear(WebVisitor who, params string[] classes) =>
            who.PostFrom("/", "/settings/clearances?handler=Clear", [("userId", id), .. classes.Select(code => ("cleared", code))]);

        using var refused = await Clear(coordinator, "restricted");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Empty(await Showing(coordinator, Record));
        using var given = await Clear(administrator, "restricted", "no-such-class");
        Assert.Equal([Record], await Showing(coordinator, Record));
        using var taken = await Clear(administrator);
        Assert.Empty(await Showing(coordinator, Record));
        Assert.Equal(["none", "restricted"], (await host.Sql("SELECT reason FROM audit.entries WHERE action = 'user.cleared'")).Cast<string>().Order());
    }

    [Fact]
    public async Task A_class_is_set_by_managers_with_a_reason()
    {
        var own = $"/intake/patients/patient/{world.Id(Thing.Patient, Whose.Own)}";
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        Assert.Equal(HttpStatusCode.Forbidden, (await coordinator.Get(own + "/access")).StatusCode);
        using var manager = await host.SignedIn(Roles.Manager);
        var version = ((uint)(await host.Sql($"SELECT xmin FROM intake.patients WHERE id = '{world.Id(Thing.Patient, Whose.Own)}'"))[0]!).ToString(System.Globalization.CultureInfo.InvariantCulture);

        using var unreasoned = await manager.Post(own + "/access", ("Form.Version", version), ("Form.AccessClass", "employee"), ("Form.Reason", ""));
        Assert.Contains("Say why", await unreasoned.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var set = await manager.Post(own + "/access", ("Form.Version", version), ("Form.AccessClass", "employee"), ("Form.Reason", "works here"));

        Assert.Equal("/intake/patients", set.Headers.Location?.ToString());
        Assert.Equal(["employee"], await host.Sql($"SELECT access_class FROM intake.patients WHERE id = '{world.Id(Thing.Patient, Whose.Own)}'"));
        Assert.Equal([3L], await host.Sql("SELECT count(*) FROM hangfire.job WHERE invocationdata::text LIKE '%follow-patient-class%' OR arguments::text LIKE '%follow-patient-class%'"));
    }

    private async Task Break(WebVisitor visitor)
    {
        using var broken = await visitor.PostFrom("/", Door, ("Form.Id", Guid.CreateVersion7().ToString()), ("Form.Reason", "The patient has collapsed at the desk."));
        Assert.Equal(Record, broken.Headers.Location?.ToString());
    }

    /// <summary>Those of the pages that show something of the closed record.</summary>
    private static async Task<IReadOnlyList<string>> Showing(WebVisitor visitor, params string[] pages)
    {
        var showing = new List<string>();
        foreach (var page in pages)
        {
            if ((await visitor.Read(page)).Contains(AccessWorld.ClosedWord, StringComparison.OrdinalIgnoreCase))
            {
                showing.Add(page);
            }
        }

        return showing;
    }
}
