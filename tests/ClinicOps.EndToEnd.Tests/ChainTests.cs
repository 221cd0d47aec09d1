using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ClinicOps.Intake.Contracts;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// The whole chain on one fax: document, order, tasks, authorization, appointment, coverage, letter, each on the page of its care thread and each
/// leading back to it.
/// </summary>
[Collection(nameof(MondayMorning))]
public sealed class ChainTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>A referral to cardiology, of somebody whose plan is asked through the clearinghouse.</summary>
    private const string Fax = "13-referral-coarse.tif";
    private const string Payer = "Riverstone Advantage";
    private const string Member = "RVA284090878";

    private readonly Guid provider = Guid.NewGuid();
    private readonly string folder = Directory.CreateTempSubdirectory("chain-").FullName;

    private RunningHost Host => morning.Clinic.Host;

    private string ProviderName => $"Thea {provider}";

    public async ValueTask InitializeAsync()
    {
        await morning.Employ(provider, ProviderName, "cardiology", "Cardiology");
        await Host.Sql($"UPDATE scheduling.providers SET npi = '2111704286' WHERE id = '{provider}'");
        await Host.Sql($"UPDATE intake.payers SET electronic_id = 'RVA1', in_network = true WHERE name = '{Payer}'");
        await SayTasks("{authorize:1,schedule:2,refer:2}", removed: false);
        File.Copy(MondayMorning.FaxFile(Fax), Path.Combine(folder, Fax));
        Assert.Equal(0, await Host.Verb("ingest", folder, "--location", "Harbor"));
        await MondayMorning.Until(() => morning.DocumentOf(Fax), referral => referral.Disposition != "working");
    }

    public async ValueTask DisposeAsync()
    {
        await SayTasks("{}", removed: true);
        await Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE provider_id = '{provider}'");
        await morning.Retire(provider);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Each_link_of_the_chain_from_the_fax_to_the_letter_is_on_the_page_of_its_care_thread_and_leads_back()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        if (await morning.DocumentOf(Fax) is { Disposition: "review" } waits)
        {
            // A coarse fax that the machine may leave to a person.
            await user.Open($"/documents/review/{waits.DocumentId}");
            await user.Page.Keyboard.PressAsync("1");
            await Expect(user.Page.GetByRole(AriaRole.Button, new() { Name = "File to Whitcomb, Dolores" })).ToBeVisibleAsync();
            await user.Page.Keyboard.PressAsync("a");
            await Expect(user.Page.Locator(".toast").GetByText("Filed to Whitcomb, Dolores")).ToBeVisibleAsync();
        }

        var tasks = await morning.TasksOf(Fax, 3);
        Guid Of(string kind) => tasks.Single(task => task.Kind == kind).Id;
        var (thread, document) = (tasks[0].CareThreadId, tasks[0].DocumentId);

        var authorization = await Authorize(user, Of("authorize"));
        var visit = await Book(user, Of("schedule"));
        await Cover(user, visit);
        var letter = await Draft(user, Of("refer"));

        await user.Open($"/intake/threads/{thread}");
        await user.ExpectAccessible();
        string[] links =
        [
            $"/documents/document/{document}", $"/intake/tasks/task/{Of("authorize")}", $"/intake/tasks/task/{Of("schedule")}", $"/intake/tasks/task/{Of("refer")}",
            $"/intake/coverage/visit/{visit}", $"/intake/authorizations/authorization/{authorization}", $"/scheduling/visits/visit/{visit}", $"/correspondence/letters/letter/{letter}",
        ];
        foreach (var link in links)
        {
            await Expect(user.Page.Locator($"main a[href^='{link}']").First).ToBeVisibleAsync();
        }

        await Expect(Panel(user, "Coverage")).ToContainTextAsync("verified");
        await Expect(Panel(user, "Authorizations")).ToContainTextAsync("PA-13");
        await Expect(Panel(user, "Appointments")).ToContainTextAsync(ProviderName);
        await Expect(user.Page.GetByText("Next:")).ToContainTextAsync("Nobody has it yet.");
        foreach (var link in links)
        {
            await user.Open(link);
            await Expect(user.Page.Locator($"a[href='/intake/threads/{thread}']").First).ToBeVisibleAsync();
        }

        // The end of the chain, the consult note that closes the referral, goes on from here.
    }

    /// <returns>The authorization: started from its task, submitted and approved.</returns>
    private static async Task<Guid> Authorize(BrowserUser user, Guid task)
    {
        var page = user.Page;
        await user.Open($"/intake/tasks/task/{task}");
        await page.Keyboard.PressAsync("g");
        await page.WaitForURLAsync("**/intake/authorizations/start?*");
        await page.GetByLabel("What is asked for").FillAsync("99243 Cardiology consultation");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/intake/authorizations/authorization/*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Submitted", Exact = true }).ClickAsync();
        await Expect(page.Locator(".toast:not(#session-warning)")).ToBeVisibleAsync();
        await page.GetByLabel("Number", new() { Exact = true }).FillAsync("PA-13");
        await page.GetByLabel("Units", new() { Exact = true }).FillAsync("2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record the decision" }).ClickAsync();
        await Expect(page.GetByText("Approved: recorded.")).ToBeVisibleAsync();
        return Guid.Parse(new Uri(page.Url).Segments[^1]);
    }

    /// <returns>The visit, for which its task is done by itself.</returns>
    private async Task<Guid> Book(BrowserUser user, Guid task)
    {
        var page = user.Page;
        await user.Open($"/intake/tasks/task/{task}");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Book b" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next day" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = $"11:00 AM, free, {ProviderName}" }).ClickAsync();
        await page.GetByLabel("Visit type", new() { Exact = true }).SelectOptionAsync("Cardiology, 20 min");
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Book", Exact = true }).ClickAsync();
        await Expect(page.Locator(".toast").GetByText("Booked: ")).ToBeVisibleAsync();
        await MondayMorning.Until(() => Host.In((ITasks all) => all.Find(task)), found => found?.State == "done");
        return (Guid)(await Host.Sql($"SELECT id FROM scheduling.visits WHERE provider_id = '{provider}' AND state = 'booked'"))[0]!;
    }

    /// <summary>The payer is asked through the clearinghouse's folder, and its answer taken from there.</summary>
    private async Task Cover(BrowserUser user, Guid visit)
    {
        await user.Open($"/intake/coverage/visit/{visit}");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Expect(user.Page.GetByText("Asked. The answer comes by itself")).ToBeVisibleAsync();
        var (outgoing, incoming) = (Path.Combine(Host.DataFolder, "clearinghouse", "out"), Path.Combine(Host.DataFolder, "clearinghouse", "in"));
        var question = await MondayMorning.Until(
            async () => Directory.Exists(outgoing) ? (await Task.WhenAll(Directory.GetFiles(outgoing, "*.270").Select(file => File.ReadAllTextAsync(file)))).FirstOrDefault(text => text.Contains(Member, StringComparison.Ordinal)) : null,
            text => text is not null);
        Directory.CreateDirectory(incoming);
        var answer = Path.Combine(incoming, "answer.271");
        await File.WriteAllTextAsync(answer, AnswerTo(question!));

        // Quiet for long enough, it is taken by the job of the minute.
        File.SetLastWriteTimeUtc(answer, DateTime.UtcNow.AddMinutes(-1));
        using var visitor = await Host.SignedIn("Manager");
        using var triggered = await visitor.PostFrom("/", "/jobs/recurring/trigger", ("jobs[]", "intake.collect-coverage-answers"));
        Assert.True(triggered.IsSuccessStatusCode, $"{(int)triggered.StatusCode}");
        await MondayMorning.Until(
            () => Host.Sql($"SELECT s.state FROM intake.eligibility_states s JOIN intake.eligibility_checks c ON c.id = s.check_id WHERE c.visit_id = '{visit}'"),
            states => states is ["answered"]);
        await user.Open($"/intake/coverage/visit/{visit}");
        await Expect(user.Page.GetByText("Co-payment for this visit: $25.00")).ToBeVisibleAsync();
    }

    /// <summary>Active, and a co-pay of 25 dollars for an office visit.</summary>
    private static string AnswerTo(string question)
    {
        string Said(string segment, int at) => Regex.Match(question, $@"{segment}\*(?:[^*~]*\*){{{at - 1}}}([^*~]*)").Groups[1].Value;
        var day = DateTime.UtcNow.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        string[] body =
        [
            "ST*271*0042*005010X279A1", $"BHT*0022*11*{Said("BHT", 3)}*{day}*1400", "HL*1**20*1", "NM1*PR*2*RIVERSTONE*****PI*RVA1", "HL*2*1*21*1", "NM1*1P*2*TWO RIVERS CLINIC*****XX*2111704286", "HL*3*2*22*0",
            $"TRN*2*{Said("TRN", 2)}*{Said("TRN", 3)}", $"NM1*IL*1*WHITCOMB*DOLORES*M***MI*{Member}", "DMG*D8*19410219*F", "EB*1*IND*30", "EB*B*IND*98***27*25*****Y",
        ];
        var text = new StringBuilder("ISA*00*          *00*          *ZZ*RIVERSTONE     *ZZ*CLINICOPS      *")
            .Append(day[2..]).Append("*1400*^*00501*000000042*0*P*:~").Append("GS*HB*RIVERSTONE*CLINICOPS*").Append(day).Append("*1400*42*X*005010X279A1~");
        foreach (var segment in body)
        {
            text.Append(segment).Append('~');
        }

        return text.Append(CultureInfo.InvariantCulture, $"SE*{body.Length + 1}*0042~GE*1*42~IEA*1*000000042~").ToString();
    }

    private static async Task<Guid> Draft(BrowserUser user, Guid task)
    {
        await user.Open($"/intake/tasks/task/{task}");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Draft a letter" }).ClickAsync();
        await user.Page.WaitForURLAsync("**/correspondence/letters/letter/*");
        return Guid.Parse(new Uri(user.Page.Url).Segments[^1].TrimEnd('/'));
    }

    /// <summary>The clinic's table for referrals: one more version of its line.</summary>
    private Task SayTasks(string wanted, bool removed) => Host.Sql(
        $"""
        INSERT INTO intake.order_task_rules (id, kind, payer, number, wanted, is_removed, at)
        SELECT gen_random_uuid(), 'referral', '*', coalesce(max(number), 0) + 1, '{wanted}', {removed}, now() FROM intake.order_task_rules WHERE kind = 'referral' AND payer = '*'
        """);

    private static ILocator Panel(BrowserUser user, string title) => user.Page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });
}
