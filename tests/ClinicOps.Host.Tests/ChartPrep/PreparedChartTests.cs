using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.ChartPrep;

/// <summary>What becomes of prepared charts when things change, and what of them nobody sees.</summary>
public sealed class PreparedChartTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly string Page = $"/intake/chart-prep?location={TestOrganization.Harbor.Id}";

    private RunningHost host = null!;
    private IReadOnlyList<DrawnVisit> drawn = [];

    public async ValueTask InitializeAsync()
    {
        host = await ChartCampaign.Open(cluster);
        drawn = await DrawnVisits.Draw(host, number: 5, count: 4, TimeProvider.System.GetUtcNow());
        await Prepare();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_chart_is_made_anew_when_what_it_rests_on_changed_and_only_then()
    {
        var first = drawn[0];
        var made = await MadeAt(first);
        await Prepare();
        Assert.Equal(made, await MadeAt(first));

        // A paper comes: the page says so at once, and the next run puts it in.
        using var user = await host.SignedIn("Coordinator");
        await host.Sql(
            $"""
            INSERT INTO documents.documents SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'ordinal', 2, 'type', 'consult_note', 'received_at', now()))).* FROM documents.documents d
            WHERE d.patient_id = '{first.Patient}' AND d.type = 'insurance_card'
            """);
        Assert.Contains("1 paper came since", await user.Read(Page), StringComparison.Ordinal);
        await Prepare();
        Assert.NotEqual(made, await MadeAt(first));
        Assert.DoesNotContain("came since.", await user.Read(Page), StringComparison.Ordinal);

        // Asked for by hand, and done at once where a visit is booked late.
        using var asked = await user.Post(Page.Split('?')[0] + "?handler=Make", ("visit", $"{first.Visit}"));
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM audit.entries WHERE action = 'chart-packet.asked'"));
        await host.Sql($"DELETE FROM intake.chart_packets WHERE visit_id = '{first.Visit}'");
        await ChartCampaign.Job(host, "intake.prepare-chart-of-late-visit", JsonSerializer.Serialize(new { AppointmentId = first.Visit, PatientId = first.Patient, LocationId = TestOrganization.Harbor.Id }));
        Assert.Single(await host.Sql($"SELECT 1 FROM intake.chart_packets WHERE visit_id = '{first.Visit}'"));

        // Cancelled: its chart goes, and that is audited; not that of a patient under legal hold.
        await host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id IN ('{first.Visit}', '{drawn[1].Visit}')");
        await host.Sql($"UPDATE intake.patients SET legal_hold = true WHERE id = '{drawn[1].Patient}'");
        await Prepare();
        Assert.Equal(drawn.Skip(1).Select(of => of.Visit).Order(), (await host.Sql("SELECT visit_id FROM intake.chart_packets")).Select(visit => (Guid)visit!).Order());
        Assert.Equal([first.Visit], await host.Sql("SELECT unnest(result_ids) FROM audit.entries WHERE action = 'chart-packets.removed'"));
    }

    [Fact]
    public async Task A_chart_is_removed_so_many_days_after_its_visit_but_not_under_legal_hold()
    {
        await host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE id IN ({string.Join(", ", drawn.Take(3).Select(of => $"'{of.Visit}'"))})");
        await host.Sql($"UPDATE intake.chart_packets SET day = current_date - 33 WHERE visit_id IN ('{drawn[0].Visit}', '{drawn[1].Visit}')");
        await host.Sql($"UPDATE intake.chart_packets SET day = current_date - 28 WHERE visit_id = '{drawn[2].Visit}'");
        await host.Sql($"UPDATE intake.patients SET legal_hold = true WHERE id = '{drawn[1].Patient}'");

        await Prepare();
        await Prepare();

        Assert.Equal(drawn.Skip(1).Select(of => of.Visit).Order(), (await host.Sql("SELECT visit_id FROM intake.chart_packets")).Select(visit => (Guid)visit!).Order());
        Assert.Equal([TestOrganization.Harbor.Id], await host.Sql("SELECT subject_id FROM audit.entries WHERE action = 'chart-packets.removed'"));
    }

    [Fact]
    public async Task A_location_whose_charts_cannot_be_loaded_keeps_no_other_from_its_schedule_and_its_charts()
    {
        var (here, elsewhere) = (drawn[0], drawn[1]);
        await host.Sql($"UPDATE scheduling.visits SET location_id = '{TestOrganization.Mesa.Id}' WHERE id = '{elsewhere.Visit}'");
        await host.Sql("DELETE FROM intake.chart_packets");
        await host.Insert(
            "intake.authorizations", ("patient_id", here.Patient), ("location_id", TestOrganization.Harbor.Id), ("payer", "Lake Mutual"), ("codes", "1"), ("urgency", "standard"), ("state", "draft"), ("access_class", "standard"));

        await Assert.ThrowsAsync<InvalidOperationException>(Prepare);

        Assert.Contains(elsewhere.Name, File.ReadAllText(Assert.Single(Directory.EnumerateFiles(Path.Combine(host.DataFolder, "schedule"), "mesa-*.csv"))), StringComparison.Ordinal);
        Assert.Equal([elsewhere.Visit], await host.Sql("SELECT visit_id FROM intake.chart_packets"));
    }

    [Fact]
    public async Task Closed_records_and_papers_are_left_out_everywhere_and_how_many_is_said()
    {
        var (closed, withClosedPaper, leaves) = (drawn[0], drawn[1], drawn[2]);
        await host.Sql($"UPDATE intake.patients SET access_class = 'restricted' WHERE id = '{closed.Patient}'");
        foreach (var module in new[] { "documents", "scheduling", "correspondence" })
        {
            await host.Sql($"INSERT INTO {module}.subject_classes (subject_id, access_class) VALUES ('{closed.Patient}', 'restricted')");
        }

        await host.Sql($"UPDATE documents.documents SET access_class = 'restricted' WHERE patient_id = '{withClosedPaper.Patient}' AND type = 'physician_order'");

        // A referral with a class of its own, of the visit's chain: the machine that prepares the chart sees it.
        var thread = (await host.Sql($"SELECT care_thread_id FROM scheduling.visits WHERE id = '{leaves.Visit}'"))[0];
        await host.Insert(
            "intake.referrals", ("direction", "in"), ("patient_id", leaves.Patient), ("care_thread_id", thread!), ("location_id", TestOrganization.Harbor.Id), ("provider", "Dr. Underhill"), ("urgency", "routine"), ("state", "needed"), ("access_class", "restricted"));
        await Prepare();
        using var user = await host.SignedIn("Coordinator");

        var page = await user.Read(Page);
        Assert.DoesNotContain(closed.Name, page, StringComparison.Ordinal);
        Assert.Contains("1 more visit is of a closed record.", page, StringComparison.Ordinal);
        using (var packet = await user.Get($"/intake/chart-prep/visit/{closed.Visit}/packet"))
        {
            Assert.Equal(404, (int)packet.StatusCode);
        }

        var print = await ChartCampaign.TextOf(await ChartCampaign.Pdf(user, Page.Replace("chart-prep", "chart-prep/print", StringComparison.Ordinal)));
        Assert.Contains("1 chart is of a closed record and is not in it.", print, StringComparison.Ordinal);
        Assert.Contains("3 charts are in this print.", print, StringComparison.Ordinal);
        Assert.DoesNotContain(closed.Name.Split(',')[0], print, StringComparison.Ordinal);
        Assert.Matches("paper.? of the chart ha(s|ve) an access class of (its|their) own", await Packet(user, withClosedPaper));
        Assert.DoesNotContain("Underhill", print, StringComparison.Ordinal);
        Assert.Contains("1 authorization or referral has an access class of its own", await Packet(user, leaves), StringComparison.Ordinal);

        // Who printed them, and which papers were in that.
        Assert.Equal([true], await host.Sql($"SELECT p.paper_ids <> '{{}}' AND p.paper_ids <@ a.result_ids FROM intake.chart_packets p, audit.entries a WHERE a.action = 'chart-packets.printed' AND p.visit_id = '{leaves.Visit}'"));

        // The files for a day without the machine: a time that is taken, and nothing else.
        var csv = File.ReadAllText(Assert.Single(Directory.EnumerateFiles(Path.Combine(host.DataFolder, "schedule"), $"harbor-*-{Tomorrow}.csv")));
        Assert.Contains("\"closed record\"", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(closed.Name.Split(',')[0], csv, StringComparison.Ordinal);
        Assert.Contains(leaves.Name, csv, StringComparison.Ordinal);
        Assert.DoesNotContain("Underhill", csv, StringComparison.Ordinal);
        Assert.Contains("closed record", await user.Read(Page.Replace("chart-prep", "chart-prep/schedule", StringComparison.Ordinal)), StringComparison.Ordinal);

        // Taken out of the chart after the chart was prepared: it is not behind the face sheet any more.
        await host.Sql($"UPDATE documents.documents SET state = 'review', patient_id = NULL, review_reason = 'SentBack' WHERE patient_id = '{leaves.Patient}' AND type = 'physician_order'");
        Assert.Matches("of these papers ha(s|ve) left the chart", await Packet(user, leaves));
    }

    [Fact]
    public async Task A_gap_is_said_not_to_be_needed_and_needed_after_all()
    {
        var (visit, gap) = drawn.SelectMany(of => of.Gaps.Select(gap => (of.Visit, gap))).First();
        using var user = await host.SignedIn("Coordinator");

        await Aside(undo: false);
        await Aside(undo: false);
        Assert.DoesNotContain(gap, ChartCampaign.GapsOn(await user.Read(Page)).GetValueOrDefault(visit) ?? []);
        await Aside(undo: true);
        Assert.Contains(gap, ChartCampaign.GapsOn(await user.Read(Page))[visit]);
        Assert.Equal(["gap.set-aside", "gap.taken-back"], await host.Sql("SELECT action FROM audit.entries WHERE action LIKE 'gap.%' ORDER BY at"));
        using var unknown = await user.Post("/intake/chart-prep?handler=Aside", ("visit", $"{visit}"), ("gap", "nothing:of-the-kind"));
        Assert.Equal(404, (int)unknown.StatusCode);

        async Task Aside(bool undo)
        {
            using var answer = await user.Post("/intake/chart-prep?handler=Aside", ("visit", $"{visit}"), ("gap", gap), ("undo", undo ? "true" : "false"));
            Assert.Equal(302, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task What_was_said_not_to_be_needed_is_needed_again_once_it_is_another_matter_or_stops_the_visit()
    {
        var of = drawn[0];
        await host.Sql($"DELETE FROM intake.visit_payer_cases; UPDATE intake.authorizations SET state = 'withdrawn'; UPDATE documents.documents SET type = 'lab_result' WHERE patient_id = '{of.Patient}' AND type = 'insurance_card'");
        var (thread, result) = ((await host.Sql($"SELECT care_thread_id FROM scheduling.visits WHERE id = '{of.Visit}'"))[0]!, (await host.Sql($"SELECT id FROM documents.documents WHERE patient_id = '{of.Patient}' AND type = 'lab_result' ORDER BY received_at LIMIT 1"))[0]!);
        var authorization = await host.Insert(
            "intake.authorizations", ("patient_id", of.Patient), ("care_thread_id", thread), ("location_id", TestOrganization.Harbor.Id), ("payer", ""), ("codes", "[]"), ("urgency", "standard"), ("state", "submitted"), ("access_class", "standard"));
        await host.Insert("documents.duties", ("document_id", result), ("kind", "acknowledge"), ("state", "open"), ("location_id", TestOrganization.Harbor.Id));
        using var user = await host.SignedIn("Coordinator");
        foreach (var gap in new[] { $"authorization-submitted-stops:{authorization}", $"unacknowledged:{result}" })
        {
            Assert.Contains(gap, await Gaps());
            using var aside = await user.Post("/intake/chart-prep?handler=Aside", ("visit", $"{of.Visit}"), ("gap", gap));
            Assert.DoesNotContain(gap, await Gaps());
        }

        await host.Sql("UPDATE intake.authorizations SET state = 'denied' WHERE state = 'submitted'; UPDATE documents.duties SET is_urgent = true");

        Assert.Superset(new HashSet<string> { $"authorization-denied-stops:{authorization}", $"unacknowledged-stops:{result}" }, await Gaps());

        async Task<HashSet<string>> Gaps() => ChartCampaign.GapsOn(await user.Read(Page)).GetValueOrDefault(of.Visit) ?? [];
    }

    [Fact]
    public async Task A_packet_for_a_payer_holds_the_request_and_the_chosen_papers_and_stays_as_it_was_given_out()
    {
        var of = drawn[0];
        var authorization = await host.Insert(
            "intake.authorizations", ("patient_id", of.Patient), ("location_id", TestOrganization.Harbor.Id), ("payer", "Lake Mutual"), ("codes", """[{"Code":"93306","Description":"Echocardiogram"}]"""), ("diagnoses", "{I10}"), ("urgency", "standard"),
            ("state", "draft"), ("provider_name", "Nadia Quill"), ("access_class", "standard"));
        var order = (Guid)(await host.Sql($"SELECT id FROM documents.documents WHERE patient_id = '{of.Patient}' AND type = 'physician_order' ORDER BY received_at LIMIT 1"))[0]!;
        var (at, packet) = ($"/intake/authorizations/authorization/{authorization}/packet", Guid.CreateVersion7());
        using var user = await host.SignedIn("Coordinator");

        // Where no coverage with the payer holds, the page says that the request names no member id.
        await host.Sql($"UPDATE intake.authorizations SET payer = 'Bay Plan' WHERE id = '{authorization}'");
        Assert.Contains("no coverage with Bay Plan that is valid today", await user.Read(at), StringComparison.Ordinal);
        await host.Insert("intake.patient_coverages", ("patient_id", of.Patient), ("payer", "Bay Plan"), ("member_id", "BAY7"), ("member_key", "BAY7"), ("rank", 3));
        Assert.Contains("BAY7", await user.Read(at), StringComparison.Ordinal);

        for (var twice = 0; twice < 2; twice++)
        {
            using var made = await user.Post(at, ("packetId", $"{packet}"), ("papers", $"{order}"));
            Assert.Equal(302, (int)made.StatusCode);
        }

        using var foreign = await user.Post(at, ("packetId", $"{Guid.CreateVersion7()}"), ("papers", $"{(await host.Sql($"SELECT id FROM documents.documents WHERE patient_id = '{drawn[1].Patient}' LIMIT 1"))[0]}"));
        Assert.Contains("not in the chart any more", await foreign.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var pdf = await ChartCampaign.Pdf(user, $"{at}?handler=Pdf&packet={packet}");
        Assert.Equal(2, await ChartCampaign.PagesOf(pdf));
        Assert.Contains("93306", await ChartCampaign.TextOf(pdf), StringComparison.Ordinal);
        Assert.Equal([2], await host.Sql("SELECT pages FROM intake.authorization_packets"));

        // A paper in it closed to the user closes it.
        await host.Sql($"UPDATE documents.documents SET access_class = 'restricted' WHERE id = '{order}'");
        using var refused = await user.Get($"{at}?handler=Pdf&packet={packet}");
        Assert.Equal(404, (int)refused.StatusCode);
        Assert.Contains("closed to you", await user.Read(at), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packet_of_a_referral_holds_its_letter_and_the_chosen_papers_and_is_recorded_as_sent()
    {
        var of = drawn[0];
        var order = (Guid)(await host.Sql($"SELECT id FROM documents.documents WHERE patient_id = '{of.Patient}' AND type = 'physician_order' ORDER BY received_at LIMIT 1"))[0]!;
        var referral = await host.Insert(
            "intake.referrals", ("direction", "out"), ("patient_id", of.Patient), ("location_id", TestOrganization.Harbor.Id), ("provider", "Martha Keller, MD"), ("practice", "Bay Heart"), ("specialty", "Cardiology"), ("reason", "Palpitations"),
            ("urgency", "urgent"), ("enclosed", $"{{{order}}}"), ("state", "draft"), ("access_class", "standard"));
        var (at, packet) = ($"/intake/referrals/referral/{referral}", Guid.CreateVersion7());
        using var user = await host.SignedIn("Coordinator");

        // What goes with the referral is ticked; what is not of this patient is refused; sent twice, one packet is made.
        Assert.Matches($"value=\"{order}\" checked", await user.Read($"{at}/packet"));
        using (var foreign = await user.Post($"{at}/packet", ("packetId", $"{Guid.CreateVersion7()}"), ("papers", $"{(await host.Sql($"SELECT id FROM documents.documents WHERE patient_id = '{drawn[1].Patient}' LIMIT 1"))[0]}")))
        {
            Assert.Contains("not in the chart any more", await foreign.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        for (var twice = 0; twice < 2; twice++)
        {
            using var made = await user.Post($"{at}/packet", ("packetId", $"{packet}"), ("papers", $"{order}"));
            Assert.Equal(302, (int)made.StatusCode);
        }

        // Opened and downloaded from the referral's page, each audited.
        Assert.Contains($"referralPacket={packet}", await user.Read(at), StringComparison.Ordinal);
        var pdf = await ChartCampaign.Pdf(user, $"{at}/packet?handler=Pdf&referralPacket={packet}");
        Assert.Equal(2, await ChartCampaign.PagesOf(pdf));
        var text = await ChartCampaign.TextOf(pdf);
        Assert.All((string[])["Martha Keller, MD, Bay Heart", "Referral, urgent", "Palpitations", "Enclosed: 1 page"], said => Assert.Contains(said, text, StringComparison.Ordinal));
        using (var saved = await user.Get($"{at}/packet?handler=Pdf&referralPacket={packet}&download=true"))
        {
            Assert.Equal(("attachment", "referral.pdf"), (saved.Content.Headers.ContentDisposition!.DispositionType, saved.Content.Headers.ContentDisposition.FileName));
        }

        Assert.Equal([2L], await host.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'referral.packet-viewed' AND subject_id = '{referral}'"));

        // By which way, where to, by which reference and which packet: the log says it.
        var version = Regex.Match(await user.Read(at), "name=\"Form.Version\" value=\"(\\d+)\"").Groups[1].Value;
        using (var sent = await user.Post(
            $"{at}?handler=Step", ("Form.Kind", "send"), ("Form.StepId", $"{Guid.CreateVersion7()}"), ("Form.Version", version), ("Form.How", "fax"), ("Form.SentTo", "(419) 555-0155"), ("Form.Reference", "report 17"), ("Form.PacketId", $"{packet}")))
        {
            Assert.Equal(302, (int)sent.StatusCode);
        }

        var log = await user.Read(at);
        Assert.All((string[])["to (419) 555-0155", "reference report 17", "a packet of 2 pages"], said => Assert.Contains(said, log, StringComparison.Ordinal));

        // A paper in it closed to the user closes it.
        await host.Sql($"UPDATE documents.documents SET access_class = 'restricted' WHERE id = '{order}'");
        using var refused = await user.Get($"{at}/packet?handler=Pdf&referralPacket={packet}");
        Assert.Equal(404, (int)refused.StatusCode);
        Assert.Contains("closed to you", await user.Read(at), StringComparison.Ordinal);
    }

    private static string Tomorrow => LocalTime.DayAt(TestOrganization.Harbor, TimeProvider.System.GetUtcNow()).AddDays(1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private Task Prepare() => ChartCampaign.Job(host, "intake.prepare-charts", "{}");

    private async Task<object?> MadeAt(DrawnVisit of) => (await host.Sql($"SELECT made_at FROM intake.chart_packets WHERE visit_id = '{of.Visit}'"))[0];

    private static async Task<string> Packet(WebVisitor user, DrawnVisit of) => await ChartCampaign.TextOf(await ChartCampaign.Pdf(user, $"/intake/chart-prep/visit/{of.Visit}/packet"));
}
