using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>A provider is out for a day with 24 visits: every one comes to an end, counted, and none is lost.</summary>
[Collection(nameof(MondayMorning))]
public sealed partial class ProviderOutTests(MondayMorning morning) : IAsyncLifetime
{
    private const int Visits = 24;
    private const int Written = 3;

    /// <summary>Somebody who works day and night at Harbor, and a colleague who stands in.</summary>
    private readonly (Guid Id, string Name) provider = (Guid.NewGuid(), $"{Guid.NewGuid().ToString()[..4]}-Ottoline");

    private readonly Guid colleague = Guid.NewGuid();

    private RunningHost Host => morning.Clinic.Host;

    public async ValueTask InitializeAsync()
    {
        await morning.Employ(provider.Id, provider.Name, "follow-up", "Follow-up");
        await morning.Employ(colleague, $"Quentin {colleague}", "follow-up", "Follow-up");
    }

    public async ValueTask DisposeAsync()
    {
        await morning.Retire(provider.Id);
        await morning.Retire(colleague);
        await morning.ForgetHealthByEmail();
        await Host.Sql($"UPDATE scheduling.visits SET state = 'cancelled' WHERE provider_id IN ('{provider.Id}', '{colleague}')");
    }

    [Fact]
    public async Task A_provider_is_out_for_a_day_with_24_visits_each_is_tracked_to_an_end_and_none_is_lost()
    {
        var day = LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.UtcNow).AddDays(2);
        await Book(day, Visits);
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");
        await user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Provider is out" }).ClickAsync();
        await user.Page.WaitForURLAsync("**/scheduling/provider-out");
        await user.ExpectAccessible();
        await user.Page.GetByLabel("Who", new() { Exact = true }).SelectOptionAsync(provider.Name);
        await user.Page.GetByLabel("First day").FillAsync(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await user.Page.GetByLabel("Last day").FillAsync(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Enter the absence" }).ClickAsync();
        await user.ExpectToast("24 visits are affected.");
        await user.ExpectAccessible();
        await ExpectCounts(user, moved: 0, cancelled: 0, told: 0, letters: 0, toCall: Visits);

        // Nine keep their time with the colleague, three come when the provider is back: one click each.
        for (var number = 1; number <= 12; number++)
        {
            await Rows(user).Nth(0).GetByRole(AriaRole.Button, new() { NameRegex = new Regex(": move ") }).Nth(number <= 9 ? 1 : 0).ClickAsync();
            await user.ExpectToast("Moved to ");
            await ExpectCounts(user, number, 0, 0, 0, Visits - number);
        }

        for (var number = 1; number <= 4; number++)
        {
            await Press(user, Rows(user).Nth(0), "Cancel the visit", "The visit is cancelled.");
            await ExpectCounts(user, 12, number, 0, 0, 12 - number);
        }

        // Undone by one key, the visit is back on the list; done again it is off it.
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await user.ExpectToast("stands again");
        await ExpectCounts(user, 12, 3, 0, 0, 9);
        await Press(user, Rows(user).Nth(0), "Cancel the visit", "The visit is cancelled.");

        // Three do not answer and are written to; the other five are to be called, by whoever takes the tasks.
        for (var number = 0; number < Written; number++)
        {
            await Press(user, Rows(user).Nth(number), "No answer", "No answer: noted.");
            await Press(user, Rows(user).Nth(number), "Write a letter", "1 letter is drafted");
        }

        await ExpectCounts(user, 12, 4, 0, Written, 5);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Make the calls tasks" }).ClickAsync();
        await user.ExpectToast("5 calls are tasks now.");
        await user.ExpectAccessible();
        await MondayMorning.Until(() => Calls("open"), calls => calls == 5);
        await user.Open("/");
        await Expect(user.Page.GetByRole(AriaRole.Link, new() { Name = provider.Name }).Last).ToBeVisibleAsync();

        // A colleague at another machine moves one and cancels four: the open page counts by itself, and its list does not move.
        await user.Open(await Address());
        var shown = await Rows(user).AllInnerTextsAsync();
        await using (var other = await morning.Clinic.SignIn("Coordinator"))
        {
            await other.Open(await Address());
            var open = Rows(other).Filter(new() { HasNotText = "a letter waits" });
            await open.Nth(0).GetByRole(AriaRole.Button, new() { NameRegex = new Regex(": move ") }).Nth(0).ClickAsync();
            await other.ExpectToast("Moved to ");
            await ExpectCounts(other, 13, 4, 0, Written, 4);
            for (var number = 1; number <= 4; number++)
            {
                await Press(other, open.Filter(new() { Has = other.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Write a letter") }) }).Nth(0), "Cancel the visit", "The visit is cancelled.");
                await ExpectCounts(other, 13, 4 + number, 0, Written, 4 - number);
            }
        }

        await ExpectCounts(user, 13, 8, 0, Written, 0);
        await Expect(user.Page.GetByText("The list has changed.")).ToBeVisibleAsync();
        Assert.Equal(shown, await Rows(user).AllInnerTextsAsync());
        Assert.Equal(0, await MondayMorning.Until(() => Calls("open"), calls => calls == 0));
        Assert.Equal(5, await Calls("done"));

        // The letters are approved and leave: then nobody is left, and the absence is over.
        await SendLetters();
        await ExpectCounts(user, 13, 8, Written, 0, 0);
        await user.Page.ReloadAsync();
        await Expect(user.Page.GetByText("Every visit has come to an end.")).ToBeVisibleAsync();
        await Expect(user.Page.Locator("tr[data-row]")).ToHaveCountAsync(Visits);
        await user.ExpectAccessible();
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.ExpectAccessible();
        Assert.Equal([(long)Visits], await Host.Sql($"SELECT count(DISTINCT visit_id) FROM scheduling.outage_visits v JOIN scheduling.provider_outages o ON o.id = v.outage_id WHERE o.provider_id = '{provider.Id}'"));
        Assert.Equal(["booked 13", "cancelled 8", "out 3"], await Host.Sql(
            $"""
            SELECT s || ' ' || count(*) FROM (
              SELECT CASE WHEN v.state = 'booked' AND v.provider_id = o.provider_id AND v.starts_at < o.ends_at AND v.ends_at > o.starts_at THEN 'out' ELSE v.state END AS s
              FROM scheduling.visits v JOIN scheduling.outage_visits l ON l.visit_id = v.id JOIN scheduling.provider_outages o ON o.id = l.outage_id WHERE o.provider_id = '{provider.Id}') t
            GROUP BY s ORDER BY s
            """));
    }

    [Fact]
    public async Task By_keys_alone_an_absence_is_entered_and_its_patients_are_called_moved_cancelled_written_to_and_put_back()
    {
        var day = LocalTime.DayAt(TestOrganization.Harbor, DateTimeOffset.UtcNow).AddDays(3);
        await Book(day, 3);
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/scheduling/provider-out");
        await user.Press("Tab");
        await user.Press("Enter");
        await GoTo("#out-provider");

        // As many letters as tell the name apart: a list begins anew with the letter that comes a second after the one before.
        await user.Page.Keyboard.TypeAsync(provider.Name[..4]);
        await Expect(user.Page.Locator("#out-provider option:checked")).ToHaveTextAsync(provider.Name);
        foreach (var field in new[] { "#out-first", "#out-last" })
        {
            await GoTo(field);
            await user.Page.Keyboard.TypeAsync(day.ToString("MMddyyyy", CultureInfo.InvariantCulture));
        }

        await GoTo("form[aria-label='Another absence'] button");
        await user.Press("Enter");
        await user.ExpectToast("3 visits are affected.");

        // The first line has the focus, also when the page comes back.
        foreach (var (key, toast) in new[] { ("n", "No answer: noted."), ("1", "Moved to "), ("u", "Moved to "), ("x", "The visit is cancelled."), ("u", "stands again") })
        {
            await Expect(user.Page.Locator("[data-row-link]:focus")).ToHaveCountAsync(1);
            await user.Page.EvaluateAsync("document.documentElement.dataset.before = 'yes'");
            await user.Press(key);
            await Expect(user.Page.Locator("html[data-before]")).ToHaveCountAsync(0);
            await user.ExpectToast(toast);
        }

        await user.Press("j");
        await user.Press("l");
        await user.ExpectToast("1 letter is drafted");
        await ExpectCounts(user, 3, moved: 0, cancelled: 0, told: 0, letters: 1, toCall: 2);
        await user.Press("Escape");
        await user.Page.WaitForURLAsync("**/scheduling/provider-out");

        async Task GoTo(string place)
        {
            for (var step = 0; step < 30 && await user.Page.Locator($"{place}:focus").CountAsync() == 0; step++)
            {
                await user.Press("Tab");
            }

            await Expect(user.Page.Locator($"{place}:focus")).ToHaveCountAsync(1);
        }
    }

    /// <summary>From eight on, every twenty minutes, each of another patient.</summary>
    private async Task Book(DateOnly day, int visits)
    {
        var patients = await Host.Sql($"SELECT id FROM intake.patients WHERE access_class = 'standard' ORDER BY mrn LIMIT {visits}");
        var type = (await Host.Sql("SELECT id FROM scheduling.visit_types WHERE code = 'follow-up'"))[0]!;
        foreach (var (number, patient) in patients.Index())
        {
            var at = LocalTime.StartOf(day, TestOrganization.Harbor).AddHours(8).AddMinutes(20 * number);
            await Host.Insert(
                "scheduling.visits", ("patient_id", patient!), ("provider_id", provider.Id), ("location_id", TestOrganization.Harbor.Id), ("visit_type_id", type), ("visit_type", "Follow-up"), ("state", "booked"), ("access_class", "standard"),
                ("entered_at", "now()"), ("starts_at", at.ToString("O", CultureInfo.InvariantCulture)), ("ends_at", at.AddMinutes(20).ToString("O", CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>By who may, and by e-mail to who said so.</summary>
    private async Task SendLetters()
    {
        var letters = await MondayMorning.Until(
            () => Host.Sql($"SELECT s.ask_id FROM scheduling.outage_steps s JOIN scheduling.outage_visits v ON v.id = s.listed_id JOIN scheduling.provider_outages o ON o.id = v.outage_id WHERE o.provider_id = '{provider.Id}' AND s.what = 'letter-drafted'"),
            found => found.Count == Written);
        await morning.WantHealthByEmail($"SELECT patient_id AS id FROM correspondence.letters WHERE id IN ({string.Join(',', letters.Select(letter => $"'{letter}'"))})");
        using var clinician = await Host.SignedIn("Clinician");
        using var coordinator = await Host.SignedIn("Coordinator");
        foreach (var letter in letters)
        {
            var at = $"/correspondence/letters/letter/{letter}";
            using var approved = await clinician.PostFrom(at, at + "/approval", ("version", VersionField().Match(await clinician.Read(at)).Groups[1].Value));
            using var sent = await coordinator.PostFrom(at, at + "/send?handler=Email", ("Address", "out-of-reach@example.com"), ("ReadBy", "patient"), ("Confirmed", "true"));
            Assert.Equal(at, sent.Headers.Location?.OriginalString);
        }
    }

    private async Task<string> Address() => $"/scheduling/provider-out/outage/{(await Host.Sql($"SELECT id FROM scheduling.provider_outages WHERE provider_id = '{provider.Id}'"))[0]}";

    private async Task<long> Calls(string state) => (long)(await Host.Sql(
        $"SELECT count(*) FROM intake.tasks t JOIN scheduling.outage_visits v ON v.visit_id = t.visit_id JOIN scheduling.provider_outages o ON o.id = v.outage_id WHERE o.provider_id = '{provider.Id}' AND t.state = '{state}' AND t.title LIKE '%provider is out'"))[0]!;

    /// <summary>What is still to be done something about.</summary>
    private static ILocator Rows(BrowserUser user) => user.Page.Locator("tr[data-row]").Filter(new() { Has = user.Page.GetByRole(AriaRole.Button) });

    private static async Task Press(BrowserUser user, ILocator row, string button, string toast)
    {
        await row.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^" + button) }).ClickAsync();
        await user.ExpectToast(toast);
    }

    private static Task ExpectCounts(BrowserUser user, int moved, int cancelled, int told, int letters, int toCall) =>
        ExpectCounts(user, Visits, moved, cancelled, told, letters, toCall);

    private static async Task ExpectCounts(BrowserUser user, int affected, int moved, int cancelled, int told, int letters, int toCall)
    {
        int[] expected = [affected, moved, cancelled, told, letters, toCall];
        await Expect(user.Page.Locator("#outage-counts strong")).ToHaveTextAsync(expected.Select(number => number.ToString(CultureInfo.InvariantCulture)), new() { Timeout = 60_000 });
    }

    [GeneratedRegex("""name="version" value="(\d+)""")]
    private static partial Regex VersionField();
}
