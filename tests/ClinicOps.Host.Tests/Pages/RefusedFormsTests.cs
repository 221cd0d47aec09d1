using System.Net;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace ClinicOps.Host.Tests.Pages;

/// <summary>Forms of money, payers and letters that are refused: what was typed stands there again, in a section that is open.</summary>
public sealed class RefusedFormsTests(TestCluster cluster)
{
    /// <summary>Nothing is sent here.</summary>
    private static readonly Dictionary<string, string?> Mail = new()
    {
        ["Correspondence:Mail:Host"] = "127.0.0.1",
        ["Correspondence:Mail:Tls"] = "none",
        ["Correspondence:Mail:From"] = "letters@clinic.example",
        ["Correspondence:Mail:FaxTo"] = "{number}@fax.example",
    };

    [Fact]
    public async Task What_was_typed_stays_where_a_payer_a_plan_a_correction_that_an_estimate_was_given_or_a_fax_is_refused()
    {
        await using var host = await RunningHost.Start(cluster, build: builder => builder.Configuration.AddInMemoryCollection(Mail));
        using var manager = await host.SignedIn(Roles.Manager);

        const string payers = "/intake/settings/payers";
        var payer = await host.Insert("intake.payers", ("name", "Lake Mutual"), ("name_key", "LAKEMUTUAL"), ("kind", "commercial"), ("verify_by", "clearinghouse"));
        var (refused, _) = await Post(payers, "Save", ("payerId", $"{payer}"), ("version", "1"), ("kind", "medicare"), ("electronicId", "not an id!"), ("verifyBy", "phone"), ("howTo", "Ask for Kim"), ("network", "out"));
        Holds(refused, "The payer id has letters, digits and hyphens only", "value=\"not an id!\"", "value=\"Ask for Kim\"", "value=\"medicare\" selected", "value=\"phone\" selected", "value=\"out\" selected", "<details open");
        (refused, _) = await Post(payers, "Save", ("payerId", $"{payer}"), ("version", "1"), ("kind", "commercial"), ("electronicId", "LAKE7"), ("verifyBy", "phone"));
        Holds(refused, "what you typed stands below", "value=\"LAKE7\"");

        var plan = Guid.CreateVersion7();
        Assert.Equal(HttpStatusCode.Redirect, (await Post(payers, "Plan", ("payerId", $"{payer}"), ("planId", $"{plan}"), ("name", "Gold"), ("kind", "hmo"))).Status);
        (refused, _) = await Post(payers, "Plan", ("payerId", $"{payer}"), ("planId", $"{plan}"), ("version", "1"), ("name", "Gold"), ("kind", "ppo"), ("notes", "As the book of 2026 says"));
        Holds(refused, "what you typed stands below", "value=\"As the book of 2026 says\"", "value=\"ppo\" selected");

        const string drawers = "/intake/day-close";
        var (drawer, session) = (await host.Insert("intake.drawers", ("location_id", TestOrganization.Harbor.Id), ("name", "Window 9")), Guid.CreateVersion7());
        Assert.Equal(HttpStatusCode.Redirect, (await Post(drawers, "Open", ("drawer", $"{drawer}"), ("sessionId", $"{session}"), ("start", "100.00"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await Post(drawers, "Close", ("Form.SessionId", $"{session}"), ("Form.ShownCash", "10000"), ("Form.Cash", "100.00"))).Status);
        (refused, _) = await Post(drawers, "Correct", ("correctionId", $"{Guid.CreateVersion7()}"), ("sessionId", $"{session}"), ("method", "check"), ("amount", "five"), ("reason", "Under the tray"));
        Holds(refused, "role=\"alert\"", "value=\"check\" selected", "value=\"five\"", "value=\"Under the tray\"", "<details open");

        var patient = await host.Insert("intake.patients", ("mrn", "RF1"), ("mrn_key", "RF1"), ("access_class", "standard"), ("birth_date", "1990-06-20"));
        await host.Insert("intake.patient_names", ("patient_id", patient), ("kind", "current"), ("first", "Elena"), ("last", "Rossi"));
        var provider = await host.Insert("scheduling.providers", ("name", "Ella Roy MD"), ("location_id", TestOrganization.Harbor.Id));
        var visit = await host.Insert(
            "scheduling.visits", ("patient_id", patient), ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
            ("starts_at", "now()"), ("ends_at", "now() + interval '1 hour'"));
        await host.Insert("intake.estimates", ("visit_id", visit), ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("number", 1), ("content", """{"Lines":[],"Diagnoses":[],"Provider":"Ella Roy MD","ProviderNpi":"","From":"2026-03-02","To":"2026-03-02","Note":""}"""), ("total_cents", 100), ("first_day", "now()"), ("last_day", "now()"), ("made_on", "now()"), ("valid_to", "now()"));
        (refused, _) = await Post($"/intake/coverage/visit/{visit}/estimate", "Give", ("givingId", $"{Guid.CreateVersion7()}"), ("number", "1"), ("way", "fax"), ("givenOn", "2001-02-03"), ("whom", "Rosa Rossi"));
        Holds(refused, "it cannot have been given before", "value=\"fax\" selected", "value=\"2001-02-03\"", "value=\"Rosa Rossi\"");

        // The co-pay was corrected by a colleague meanwhile: the right one, as it was typed, stands beside it.
        await host.Insert(
            "intake.ledger_entries", ("patient_id", patient), ("visit_id", visit), ("location_id", TestOrganization.Harbor.Id), ("kind", "charge-copay"), ("counts_as", "charge-copay"), ("cents", 3000), ("evidence", "The card"), ("at", "now()"));
        (refused, _) = await Post(
            $"/intake/check-in/visit/{visit}", "Correct", ("Form.WrongId", $"{Guid.CreateVersion7()}"), ("Form.EntryId", $"{Guid.CreateVersion7()}"), ("Form.ChargeId", $"{Guid.CreateVersion7()}"), ("Form.CoPay", "25.00"), ("Form.Evidence", "Her new card"));
        Holds(refused, "The co-pay was changed meanwhile", "<details open", "value=\"25.00\"", "value=\"Her new card\"");

        // Of the letter to the PCP the number of the record is offered, and nothing leaves before somebody has made sure of it.
        await host.Sql($"UPDATE intake.patients SET pcp = 'Ana Maro, DO', pcp_practice = 'Lake Clinic', pcp_fax = '(419) 555-0102' WHERE id = '{patient}'");
        var letter = await host.Insert(
            "correspondence.letters", ("patient_id", patient), ("location_id", TestOrganization.Harbor.Id), ("template_code", "referral-request"), ("template_version", 1), ("state", "approved"), ("language", "en"), ("subject", "A referral"),
            ("blocks", "[]"), ("values", "[]"), ("access_class", "standard"));
        await host.Insert(
            "correspondence.approvals", ("letter_id", letter), ("number", 1), ("subject", "A referral"), ("blocks", "[]"), ("pdf_hash", "00"), ("page_count", 1),
            ("values", """[{"Field":"referral.pcp","Value":"Ana Maro, DO\nLake Clinic\nFax (419) 555-0102","Source":"patient","SourceId":null}]"""));
        var send = $"/correspondence/letters/letter/{letter}/send";
        Holds(await manager.Read(send), "value=\"(419) 555-0102\"", "value=\"Ana Maro, DO\"");
        (refused, _) = await Post(send, "Fax", ("DeliveryId", $"{Guid.CreateVersion7()}"), ("Number", "(419) 555-0199"), ("Name", "Ms. Lee"), ("ReadBy", "payer"));
        Holds(refused, "tick that you made sure of the number", "value=\"(419) 555-0199\"", "value=\"Ms. Lee\"", "value=\"payer\" selected");
        (refused, _) = await Post(send, "Fax", ("DeliveryId", $"{Guid.CreateVersion7()}"), ("Number", "555-0199"), ("Name", "Ms. Lee"), ("ReadBy", "payer"), ("Confirmed", "true"));
        Holds(refused, "This is no fax number", "value=\"555-0199\"");
        Assert.Empty(await host.Sql("SELECT id FROM correspondence.deliveries"));

        async Task<(string Page, HttpStatusCode Status)> Post(string page, string handler, params (string, string)[] fields)
        {
            using var answer = await manager.PostFrom(page, $"{page}?handler={handler}", fields);
            return (await answer.Content.ReadAsStringAsync(), answer.StatusCode);
        }

        static void Holds(string page, params string[] texts) => Assert.All(texts, text => Assert.Contains(text, page, StringComparison.Ordinal));
    }
}
