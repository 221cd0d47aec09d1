using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// The whole chain on one fax: document, order, tasks, authorization, appointment, coverage, referral, letter, and the consult note that closes it, each on
/// the page of its care thread and each leading back to it.
/// </summary>
[Collection(nameof(MondayMorning))]
public sealed class ChainTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>An order for physical therapy, of somebody whose plan is asked through the clearinghouse.</summary>
    private const string Fax = "04-therapy-order-narrative.tif";
    private const string Payer = "Cumberland Gap Mutual";
    private const string Member = "CGM429183576";
    private const string Answer = "answer-of-the-therapist.pdf";
    private const string Colleague = "Ingrid Solheim, DPT";
    private const string Practice = "Cedar Bluff Physical Therapy";

    private readonly Guid provider = Guid.NewGuid();
    private readonly string folder = Directory.CreateTempSubdirectory("chain-").FullName;

    private RunningHost Host => morning.Clinic.Host;

    private string ProviderName => $"Thea {provider}";

    public async ValueTask InitializeAsync()
    {
        await morning.Employ(provider, ProviderName, "shoulder", "Shoulder");
        await Host.Sql($"UPDATE scheduling.providers SET npi = '2111704286' WHERE id = '{provider}'");
        await Host.Sql($"UPDATE intake.payers SET electronic_id = 'CGM1', in_network = true WHERE name = '{Payer}'");
        await SayTasks("{authorize:1,schedule:2,refer:2}", removed: false);
        File.Copy(MondayMorning.FaxFile(Fax), Path.Combine(folder, Fax));
        Assert.Equal(0, await Host.Verb("ingest", folder, "--location", "Harbor"));
        await MondayMorning.Until(() => morning.DocumentOf(Fax), order => order.Disposition != "working");
    }

    public async ValueTask DisposeAsync()
    {
        await SayTasks("{}", removed: true);
        await Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE provider_id = '{provider}'");
        await morning.Retire(provider);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Each_link_of_the_chain_from_the_fax_to_the_consult_note_that_closes_it_is_on_the_page_of_its_care_thread_and_leads_back()
    {
        await using var user = await morning.Clinic.SignIn("Coordinator");
        var tasks = await morning.TasksOf(Fax, 3);
        Guid Of(string kind) => tasks.Single(task => task.Kind == kind).Id;
        var (thread, document) = (tasks[0].CareThreadId, tasks[0].DocumentId);

        var authorization = await Authorize(user, Of("authorize"));
        var visit = await Book(user, Of("schedule"));
        await Cover(user, visit);
        var letter = await Draft(user, Of("refer"));
        var referral = await Refer(user, Of("refer"));
        var note = await Answered(user, referral);

        await user.Open($"/intake/threads/{thread}");
        await user.ExpectAccessible();
        string[] links =
        [
            $"/documents/document/{document}", $"/intake/tasks/task/{Of("authorize")}", $"/intake/tasks/task/{Of("schedule")}", $"/intake/tasks/task/{Of("refer")}",
            $"/intake/coverage/visit/{visit}", $"/intake/authorizations/authorization/{authorization}", $"/scheduling/visits/visit/{visit}", $"/correspondence/letters/letter/{letter}",
            $"/intake/referrals/referral/{referral}",
        ];
        foreach (var link in links)
        {
            await Expect(user.Page.Locator($"main a[href^='{link}']").First).ToBeVisibleAsync();
        }

        await Expect(Panel(user, "Coverage")).ToContainTextAsync("verified");
        await Expect(Panel(user, "Authorizations")).ToContainTextAsync("PA-13");
        await Expect(Panel(user, "Appointments")).ToContainTextAsync(ProviderName);
        await Expect(Panel(user, "Referrals").Locator($"a[href='/documents/document/{note.DocumentId}']")).ToBeVisibleAsync();
        await Expect(Panel(user, "Referrals")).ToContainTextAsync("closed");
        await Expect(user.Page.GetByText("Every task of it that you can see is done.")).ToBeVisibleAsync();
        foreach (var link in links)
        {
            await user.Open(link);
            await Expect(user.Page.Locator($"a[href='/intake/threads/{thread}']").First).ToBeVisibleAsync();
        }

        // The note came as a document of its own, whose thread leads to the referral that it closed.
        await user.Open($"/documents/document/{note.DocumentId}");
        await user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Care thread" }).ClickAsync();
        await Expect(user.Page.Locator($"main a[href='/intake/referrals/referral/{referral}']")).ToBeVisibleAsync();
    }

    /// <returns>The authorization: started from its task, submitted and approved.</returns>
    private static async Task<Guid> Authorize(BrowserUser user, Guid task)
    {
        var page = user.Page;
        await user.Open($"/intake/tasks/task/{task}");
        await user.Press("g");
        await page.WaitForURLAsync("**/intake/authorizations/start?*");
        await page.GetByLabel("What is asked for").FillAsync("97161 Physical therapy evaluation");
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
        await page.WaitForURLAsync("**&date=*");
        await page.GetByRole(AriaRole.Link, new() { Name = $"11:00 AM, free, {ProviderName}" }).ClickAsync();
        await page.GetByLabel("Visit type", new() { Exact = true }).SelectOptionAsync("Shoulder, 20 min");
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
            "ST*271*0042*005010X279A1", $"BHT*0022*11*{Said("BHT", 3)}*{day}*1400", "HL*1**20*1", "NM1*PR*2*RIVERSTONE*****PI*CGM1", "HL*2*1*21*1", "NM1*1P*2*TWO RIVERS CLINIC*****XX*2111704286", "HL*3*2*22*0",
            $"TRN*2*{Said("TRN", 2)}*{Said("TRN", 3)}", $"NM1*IL*1*VENKATARAMAN*PRIYA****MI*{Member}", "DMG*D8*19830827*F", "EB*1*IND*30", "EB*B*IND*98***27*25*****Y",
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

    /// <returns>The referral: started from its task, and sent.</returns>
    private static async Task<Guid> Refer(BrowserUser user, Guid task)
    {
        var page = user.Page;
        await user.Open($"/intake/tasks/task/{task}");
        await user.Press("g");
        await page.WaitForURLAsync("**/intake/referrals/start?*");
        await page.GetByLabel("To whom").FillAsync(Colleague);
        await page.GetByLabel("Practice").FillAsync(Practice);
        await page.GetByRole(AriaRole.Button, new() { Name = "Start", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/intake/referrals/referral/*");
        await user.Press("s");
        await Expect(page.Locator(".toast:not(#session-warning)")).ToBeVisibleAsync();
        return Guid.Parse(new Uri(page.Url).Segments[^1]);
    }

    /// <summary>The colleague's note of today comes by fax, is filed by the machine, and closes the referral by itself.</summary>
    private async Task<DocumentOutcome> Answered(BrowserUser user, Guid referral)
    {
        var came = Directory.CreateDirectory(Path.Combine(folder, "came")).FullName;
        var sheet = await user.Page.Context.NewPageAsync();
        await sheet.SetContentAsync(Note(LocalTime.Us(LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.UtcNow))));
        await sheet.PdfAsync(new() { Path = Path.Combine(came, Answer), Format = "Letter" });
        await sheet.CloseAsync();
        Assert.Equal(0, await Host.Verb("ingest", came, "--location", "Harbor"));
        var note = await MondayMorning.Until(() => morning.DocumentOf(Answer), one => one.Disposition != "working");
        Assert.Equal(("auto", "consult_note"), (note.Disposition, note.Type));
        Assert.Equal(["closed"], await MondayMorning.Until(() => Host.Sql($"SELECT state FROM intake.referrals WHERE id = '{referral}'"), states => states is ["closed"]));
        await user.Open($"/intake/referrals/referral/{referral}");
        await Expect(user.Page.GetByRole(AriaRole.Link, new() { Name = "See the consult note" })).ToHaveAttributeAsync("href", $"/documents/document/{note.DocumentId}");
        return note;
    }

    private static string Note(string day) =>
        $"""
        <!doctype html><title>Note</title><body style="font: 12pt serif; margin: 2cm">
        <p><b>{Practice}</b><br>12 Orchard Row, Bellwether, KY 42993<br>Phone (502) 555-0162 &nbsp; Fax (502) 555-0163</p>
        <h1>Consultation Note</h1>
        <p>Patient: Priya Venkataraman<br>Date of birth: 08/27/1983<br>Date of visit: {day}<br>Requested by: Two Rivers Clinic</p>
        <p>Thank you for referring this patient for an opinion about her right shoulder.</p>
        <h2>Chief complaint</h2><p>Pain in the right shoulder for six weeks, worse at night.</p>
        <h2>History of present illness</h2>
        <p>It began after the painting of a ceiling. Reaching behind hurts most. No numbness and no weakness of the hand. Over-the-counter naproxen helps a little.
        She works at a desk and has stopped swimming.</p>
        <h2>Past medical history</h2><p>None of note. No allergies.</p>
        <h2>Physical examination</h2><p>Abduction painful between 70 and 120 degrees, full passive range, strength normal. The neck moves freely.</p>
        <h2>Assessment and plan</h2>
        <p>Impingement of the right shoulder. A home program was shown and written down. I will see her twice a week for six weeks and write again then.</p>
        <p>Sincerely,<br>Electronically signed by {Colleague} on {day}</p></body>
        """;

    /// <summary>The clinic's table for therapy: one more version of its line.</summary>
    private Task SayTasks(string wanted, bool removed) => Host.Sql(
        $"""
        INSERT INTO intake.order_task_rules (id, kind, payer, number, wanted, is_removed, at)
        SELECT gen_random_uuid(), 'pt', '*', coalesce(max(number), 0) + 1, '{wanted}', {removed}, now() FROM intake.order_task_rules WHERE kind = 'pt' AND payer = '*'
        """);

    private static ILocator Panel(BrowserUser user, string title) => user.Page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });
}
