using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The waitlist and recalls in a browser: what they cost in actions, and that they work by keys alone.</summary>
[Collection(nameof(MondayMorning))]
public sealed class WaitlistTests(MondayMorning morning) : IAsyncLifetime
{
    private readonly Guid provider = Guid.NewGuid();

    public async ValueTask InitializeAsync() => await morning.Employ(provider, $"Wanda {provider}", "follow-up", "Follow-up");

    public async ValueTask DisposeAsync()
    {
        await morning.Clinic.Host.Sql($"DELETE FROM scheduling.slot_offers WHERE provider_id = '{provider}'; DELETE FROM scheduling.freed_slots WHERE provider_id = '{provider}'; DELETE FROM scheduling.holds WHERE provider_id = '{provider}'");
        await morning.Retire(provider);
    }

    [Fact]
    public async Task Somebody_is_on_the_waitlist_with_four_actions_from_Today_and_is_offered_and_booked_into_a_freed_time_by_keys()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/");
        var actions = 0;
        async Task Act(Func<Task> act)
        {
            actions++;
            await act();
        }

        await Act(() => user.Page.GetByRole(AriaRole.Link, new() { Name = "Add to the waitlist", Exact = true }).ClickAsync());
        await user.Page.WaitForURLAsync("**/scheduling/waitlist/entry");
        await user.ExpectAccessible();
        await Act(() => user.Search("hartsf"));
        await Expect(user.Page.Locator("#found input[type=radio]").First).ToBeVisibleAsync();
        await Act(() => user.Press("ArrowDown"));
        await Act(() => user.Page.GetByRole(AriaRole.Button, new() { Name = "Add to the waitlist" }).ClickAsync());
        await user.Page.WaitForURLAsync("**/scheduling/waitlist");
        await user.ExpectToast("On the waitlist.");
        Assert.InRange(actions, 1, 4);
        await user.ExpectAccessible();

        // A visit of tomorrow is cancelled: its time comes to the list with whom it suits, and nothing moves before it is asked for.
        var entry = (await morning.Clinic.Host.Sql("SELECT id FROM scheduling.waitlist_entries WHERE state = 'waiting' ORDER BY entered_at DESC LIMIT 1"))[0];
        var patient = (Guid)(await morning.Clinic.Host.Sql($"SELECT patient_id FROM scheduling.waitlist_entries WHERE id = '{entry}'"))[0]!;
        await morning.Clinic.Host.Insert("intake.contact_preferences", ("patient_id", patient), ("phone", true), ("voicemail", "none"), ("at", "now()"));
        var freed = await morning.Clinic.Host.Insert(
            "scheduling.freed_slots", ("provider_id", provider), ("location_id", TestOrganization.Harbor.Id), ("starts_at", "(date_trunc('day', now()) + interval '1 day 18 hours')"), ("ends_at", "(date_trunc('day', now()) + interval '1 day 18 hours 30 minutes')"));
        await Expect(user.Page.GetByText("The waitlist has changed.")).ToBeVisibleAsync();
        await user.Press("r");
        var offer = user.Page.Locator($"form[action*='freed={freed}'][action*='entry={entry}'] button");
        await Expect(offer).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await Expect(user.Page.Locator("li[data-row]").Filter(new() { Has = offer })).ToContainTextAsync("No voicemail.");
        await user.Page.Locator("li[data-row]").Filter(new() { Has = offer }).Locator("[data-row-link]").FocusAsync();
        await user.Page.WaitForLoadStateAsync();
        await user.Press("o");
        await user.ExpectToast("Call the patient.");
        await user.ExpectAccessible();
        await user.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await user.ExpectAccessible();

        await Expect(user.Page.Locator("div[data-row]").Filter(new() { Has = user.Page.Locator($"[href$='{entry}']") })).ToContainTextAsync("No voicemail.");
        await user.Page.Locator($"div[data-row] [data-row-link][href$='{entry}']").FocusAsync();
        await user.Press("y");
        await user.ExpectToast("Booked: ");
        Assert.Equal(["booked"], await morning.Clinic.Host.Sql($"SELECT state FROM scheduling.visits WHERE provider_id = '{provider}'"));
        await user.Press("u");
        await user.ExpectToast("they wait again.");
        Assert.Equal(["cancelled"], await morning.Clinic.Host.Sql($"SELECT state FROM scheduling.visits WHERE provider_id = '{provider}'"));
        await morning.Clinic.Host.Sql($"UPDATE scheduling.waitlist_entries SET state = 'withdrawn' WHERE id = '{entry}'");
    }

    [Fact]
    public async Task A_recall_is_entered_called_and_written_to_by_keys()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/scheduling/recalls/recall");
        await user.Search("hartsf");
        await Expect(user.Page.Locator("#found input[type=radio]").First).ToBeVisibleAsync();
        await user.Press("ArrowDown");
        await user.Page.GetByLabel("Or on the day").FillAsync("2026-01-05");
        await user.ExpectAccessible();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Add the recall" }).ClickAsync();
        await user.Page.WaitForURLAsync("**/scheduling/recalls*");

        await user.Open("/scheduling/recalls");
        var row = user.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "01/05/2026" });
        await row.Locator("[data-row-link]").FocusAsync();
        await user.ExpectAccessible();
        await user.Press("n");
        await user.ExpectToast("No answer: noted.");
        await row.Locator("[data-row-link]").FocusAsync();
        await user.Press("c");
        await Expect(row.GetByRole(AriaRole.Checkbox)).ToBeCheckedAsync();
        await user.Press("l");
        await user.ExpectToast("1 letter is being written.");
        await Expect(row).ToContainTextAsync("and a letter");
        await user.ExpectAccessible();
        await morning.Clinic.Host.Sql("UPDATE scheduling.recalls SET state = 'given-up' WHERE due = '2026-01-05'");
    }
}
