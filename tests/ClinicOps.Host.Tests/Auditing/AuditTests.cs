using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ClinicOps.Host.Auditing;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Auditing;

/// <summary>Who did what, when, where: to read, to go through, to take along.</summary>
public sealed partial class AuditTests(TestCluster cluster) : IAsyncLifetime
{
    private const string Nothing = ",,,,,,,,,,,";

    private RunningHost host = null!;
    private Guid patient;

    public async ValueTask InitializeAsync()
    {
        host = await RunningHost.Start(cluster);
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file,
            $"mrn,last,first,middle,dob,sex,phone,email,address,city,state,zip,payer,member_id,group,pcp,primary_language\nM-1,Quarrington,Odalys,,1980-02-03,F{Nothing}\nM-2,Other,Bo,,1990-01-01,M{Nothing}\n");
        Assert.Equal(0, await host.Verb("import patients", file));
        File.Delete(file);
        patient = (Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'M-1'"))[0]!;
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_row_says_in_plain_words_who_did_what_to_which_record_from_which_page()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        await coordinator.Read($"/intake/patients/patient/{patient}");
        using var manager = await host.SignedIn(Roles.Manager);

        var row = RowWith(await manager.Read($"/audit?patient={patient}"), "looked at a patient ");

        Assert.Contains("Coordinator Tester", row, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"/intake/patients/patient/{patient}\">Quarrington, Odalys</a>", row, StringComparison.Ordinal);
        Assert.Contains("Patients page", row, StringComparison.Ordinal);
        Assert.Equal(["user:/intake/patients/patient/{id:guid}"], await host.Sql("SELECT DISTINCT via FROM audit.entries WHERE action = 'patient.viewed'"));
    }

    [Fact]
    public async Task A_patients_part_holds_searches_that_showed_the_patient_and_no_other_patients()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        using var found = await coordinator.Post("/intake/patients", ("search", "Quarrington"));
        await coordinator.Read($"/intake/patients/patient/{(Guid)(await host.Sql("SELECT id FROM intake.patients WHERE mrn = 'M-2'"))[0]!}");
        using var manager = await host.SignedIn(Roles.Manager);

        var page = await manager.Read($"/audit?patient={patient}");

        Assert.Contains("searched for patients", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Other, Bo", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_users_part_holds_what_the_user_did_and_what_was_done_to_the_account_and_nothing_else()
    {
        using var clinician = await host.SignedIn(Roles.Clinician);
        using var manager = await host.SignedIn(Roles.Manager);
        var id = (await host.Sql("SELECT id::text FROM host.users WHERE user_name = 'clinician'"))[0];

        var rows = Rows(await manager.Read($"/audit?user={id}"));

        // ClinicOps itself added the account, from the clinic's file.
        Assert.Equal(["ClinicOps", "Clinician Tester"], rows.Select(row => Cell().Matches(row)[1].Groups[1].Value.Trim()).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Looking_and_exporting_are_entries_of_the_same_patients_part()
    {
        using var manager = await host.SignedIn(Roles.Manager);
        await manager.Read($"/audit?patient={patient}");
        using var file = await manager.Post("/audit?handler=Export", ("patient", patient.ToString()));

        Assert.Equal(
            ["audit.viewed", "audit.exported"],
            await host.Sql($"SELECT action FROM audit.entries WHERE subject_id = '{patient}' AND action LIKE 'audit.%' ORDER BY at"));
    }

    [Fact]
    public async Task Time_and_kind_narrow_it_and_a_day_is_that_of_the_readers_clock()
    {
        // 03:30 UTC on the 2nd is 22:30 on the 1st in New York.
        await Add(new DateTimeOffset(2026, 3, 2, 3, 30, 0, TimeSpan.Zero), "letter.viewed", "letter");
        await Add(new DateTimeOffset(2026, 3, 2, 18, 0, 0, TimeSpan.Zero), "task.viewed", "task");
        using var manager = await host.SignedIn(Roles.Manager);

        Assert.Contains("looked at a letter", Assert.Single(Rows(await manager.Read("/audit?from=2026-03-01&to=2026-03-01"))), StringComparison.Ordinal);
        Assert.Contains("looked at a task", Assert.Single(Rows(await manager.Read("/audit?from=2026-03-02&to=2026-03-02"))), StringComparison.Ordinal);
        Assert.Contains("looked at a letter", Assert.Single(Rows(await manager.Read("/audit?kind=letter"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_through_the_pages_shows_each_entry_once_although_more_are_written_meanwhile()
    {
        var at = new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
        for (var entry = 0; entry < 120; entry++)
        {
            // Many of one instant: the id decides then.
            await Add(at.AddSeconds(entry / 40), "letter.viewed", "letter");
        }

        using var manager = await host.SignedIn(Roles.Manager);
        var seen = new List<string>();
        for (var address = "/audit?kind=letter"; address.Length > 0;)
        {
            var page = await manager.Read(address);
            seen.AddRange(Rows(page).Select(row => ShortId().Match(row).Value));
            address = Older().Match(page).Groups[1].Value.Replace("&amp;", "&", StringComparison.Ordinal);
            await Add(at.AddHours(1), "letter.viewed", "letter");
        }

        Assert.Equal(120, seen.Count);
        Assert.Equal(120, seen.Distinct().Count());
    }

    [Fact]
    public async Task An_administrator_reads_the_trail_without_the_names_of_patients()
    {
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        await coordinator.Read($"/intake/patients/patient/{patient}");
        using var administrator = await host.SignedIn(Roles.Administrator);

        var page = await administrator.Read("/audit");
        using var file = await administrator.Post("/audit?handler=Export");
        using var search = await administrator.Post("/audit?handler=Find", ("search", "Quarrington"));

        Assert.Contains("looked at a patient", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Quarrington", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Quarrington", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, search.StatusCode);
    }

    [Fact]
    public async Task A_patient_is_found_by_a_form_and_chosen_by_an_id_in_the_address()
    {
        using var manager = await host.SignedIn(Roles.Manager);
        using var found = await manager.Post("/audit?handler=Find", ("search", "quarr oda"));

        Assert.Contains($"href=\"/audit?patient={patient}\">Quarrington, Odalys</a>", await found.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([1L], await host.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'patients.searched' AND '{patient}' = ANY(result_ids)"));
    }

    [Fact]
    public async Task A_manager_of_one_location_does_not_see_what_was_done_at_another()
    {
        await host.Sql($"UPDATE host.users SET location_ids = ARRAY['{TestOrganization.Harbor.Id}'::uuid] WHERE user_name = 'manager'");
        await Add(DateTimeOffset.UnixEpoch.AddYears(56), "letter.viewed", "letter", TestOrganization.Mesa.Id);
        await Add(DateTimeOffset.UnixEpoch.AddYears(56), "task.viewed", "task", TestOrganization.Harbor.Id);
        using var manager = await host.SignedIn(Roles.Manager);

        var page = await manager.Read("/audit");
        using var file = await manager.Post("/audit?handler=Export");

        Assert.Contains("looked at a task", page, StringComparison.Ordinal);
        Assert.DoesNotContain("looked at a letter", page, StringComparison.Ordinal);
        Assert.DoesNotContain("looked at a letter", await file.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_holds_every_entry_of_the_part_and_no_cell_is_a_formula()
    {
        await host.Sql("UPDATE host.users SET display_name = '=HYPERLINK(\"http://evil.example\")' WHERE user_name = 'clinician'");
        using var clinician = await host.SignedIn(Roles.Clinician);
        for (var entry = 0; entry < 600; entry++)
        {
            await Add(DateTimeOffset.UnixEpoch.AddYears(56).AddSeconds(entry), "letter.viewed", "letter");
        }

        using var manager = await host.SignedIn(Roles.Manager);
        using var answer = await manager.Post("/audit?handler=Export");
        var lines = (await answer.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal("text/csv", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(600, lines.Count(line => line.Contains("\"letter.viewed\"", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_user_wrote_about_a_patient_is_told_where_that_patient_is_named_and_may_be_seen_by_the_reader()
    {
        foreach (var named in (string[])["ARRAY[]::uuid[]", $"ARRAY['{patient}'::uuid]", "ARRAY[gen_random_uuid()]"])
        {
            await host.Sql(
                $"""
                INSERT INTO audit.entries (id, at, via, action, subject_kind, subject_id, result_ids, reason)
                VALUES (gen_random_uuid(), now(), 'system', 'document.classified', 'document', gen_random_uuid(), {named}, 'programme letter')
                """);
        }

        using var manager = await host.SignedIn(Roles.Manager);
        var rows = Rows(await manager.Read("/audit")).Where(row => row.Contains("programme letter", StringComparison.Ordinal));

        Assert.Contains("Quarrington, Odalys", Assert.Single(rows), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+1", "\"'+1\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("  =1", "\"'  =1\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("＝1", "\"'＝1\"")]
    [InlineData("a \"b\"", "\"a \"\"b\"\"\"")]
    [InlineData(null, "\"\"")]
    public void A_cell_is_text_to_a_spreadsheet(string? text, string cell) => Assert.Equal(cell, AuditCsv.Cell(text));

    private Task Add(DateTimeOffset at, string action, string kind, Guid? location = null) =>
        host.Sql(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO audit.entries (id, at, user_id, via, action, subject_kind, subject_id, result_ids, location_id)
            VALUES (gen_random_uuid(), '{at:O}', NULL, 'system', '{action}', '{kind}', gen_random_uuid(), ARRAY[]::uuid[], {(location is null ? "NULL" : $"'{location}'")})
            """));

    private static List<string> Rows(string page) => [.. Row().Matches(page).Select(match => match.Value).Where(row => row.Contains("<td", StringComparison.Ordinal))];

    private static string RowWith(string page, string words) => Rows(page).First(row => row.Contains(words, StringComparison.Ordinal));

    [GeneratedRegex("<tr>.*?</tr>", RegexOptions.Singleline)]
    private static partial Regex Row();

    [GeneratedRegex("<td[^>]*>(.*?)</td>", RegexOptions.Singleline)]
    private static partial Regex Cell();

    [GeneratedRegex("letter [0-9a-f]{8}")]
    private static partial Regex ShortId();

    [GeneratedRegex("""href="([^"]+)" rel="next">Older""")]
    private static partial Regex Older();
}
