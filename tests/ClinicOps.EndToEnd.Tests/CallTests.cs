using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The phone, in a browser. Actions are counted as in <see cref="EffortTests"/>.</summary>
[Collection(nameof(MondayMorning))]
public sealed class CallTests(MondayMorning morning) : IAsyncLifetime
{
    private int actions;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>No other story finds a call of this one on its lists.</summary>
    public async ValueTask DisposeAsync() =>
        await morning.Clinic.Host.Sql("UPDATE correspondence.conversations SET state = 'closed', outcome = 'answered', closed_at = now() WHERE subject LIKE 'Browser call%' AND state <> 'closed'");

    [Fact]
    public async Task A_call_is_logged_from_anywhere_with_five_actions_and_undone_with_one_key()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/intake/tasks");

        await Act(() => user.Press("q"));
        await user.Arrive("**/correspondence/calls/log");
        await Expect(user.Page.Locator("#caller:focus")).ToHaveCountAsync(1);
        await Act(() => user.Search("har"));
        var patient = user.Page.GetByRole(AriaRole.Radio, new() { Name = "The patient: full name and date of birth asked, and right" }).First;
        await Expect(patient).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await Act(() => patient.ClickAsync());
        await Act(() => user.Page.GetByLabel("What it was about").FillAsync("Browser call about parking"));
        await Act(() => user.Press("Enter"));
        await user.Arrive("**/intake/tasks");
        await Expect(user.Toast).ToContainTextAsync("Call logged.");
        Assert.InRange(actions, 1, 5);
        Assert.Equal(
            ["patient in reached closed"],
            await morning.Clinic.Host.Sql("SELECT e.caller_check || ' ' || e.direction || ' ' || e.call_outcome || ' ' || c.state FROM correspondence.conversation_entries e JOIN correspondence.conversations c ON c.id = e.conversation_id WHERE c.subject = 'Browser call about parking'"));

        await user.Press("u");
        await Expect(user.Toast).ToContainTextAsync("Taken back");
        await user.Arrive("**/intake/tasks");
        Assert.Equal([1L], await morning.Clinic.Host.Sql("SELECT count(*) FROM correspondence.conversation_entries WHERE words = 'Browser call about parking' AND taken_back_at IS NOT NULL"));

        // In a field it is a letter, and what was typed is kept where something is missing.
        await user.Open("/correspondence/calls/log");
        await user.Page.Locator("#caller").FillAsync("An uncle");
        await user.Page.Locator("#caller").FocusAsync();
        await user.Press("End");
        await user.Press("q");
        await Expect(user.Page.Locator("#caller")).ToHaveValueAsync("An uncleq");
        await user.Page.Locator("#about").EvaluateAsync("field => { field.required = false; field.form.requestSubmit(); }");
        await Expect(user.Page.GetByText("Say in a line what it was about.")).ToBeVisibleAsync();
        await Expect(user.Page.Locator("#caller")).ToHaveValueAsync("An uncleq");
        await user.ExpectAccessible();

        // On a page that is half filled in, the call is logged beside it.
        await user.Page.Locator("#about").FillAsync("Half of it");
        await user.Page.Locator("h1").ClickAsync();
        var beside = await user.Page.Context.RunAndWaitForPageAsync(() => user.Press("q"));
        await beside.CloseAsync();
        await Expect(user.Page.Locator("#about")).ToHaveValueAsync("Half of it");

        // Meant after all, it stands on the page of its patient.
        var whose = (await morning.Clinic.Host.Sql("SELECT patient_id FROM correspondence.conversations WHERE subject = 'Browser call about parking'"))[0];
        await morning.Clinic.Host.Sql("UPDATE correspondence.conversation_entries SET taken_back_at = NULL, taken_back_by = NULL WHERE words = 'Browser call about parking'");
        await user.Open($"/intake/patients/patient/{whose}");
        await Expect(user.Page.GetByRole(AriaRole.Region, new() { Name = "Calls", Exact = true })).ToContainTextAsync("Browser call about parking");
    }

    [Fact]
    public async Task A_promised_call_back_stands_on_the_list_until_one_key_says_that_they_were_reached()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/correspondence/calls/log");
        await user.Page.Locator("#caller").FillAsync("(207) 555-0188");
        await user.Page.GetByLabel("What it was about").FillAsync("Browser call to be answered");
        await user.Page.GetByRole(AriaRole.Radio, new() { Name = "Call back", Exact = true }).CheckAsync();
        await user.Page.GetByLabel("When to call back").FillAsync("2026-01-05T09:00");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Log the call", Exact = true }).ClickAsync();
        await user.Arrive("**/correspondence/calls");
        await Expect(user.Toast).ToContainTextAsync("Not verified: nothing was told.");

        var row = user.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Browser call to be answered" });
        await Expect(row).ToContainTextAsync("(207) 555-0188");
        await Expect(row).ToContainTextAsync("late");
        await user.ExpectAccessible();

        await row.Locator("a[data-row-link]").FocusAsync();
        await user.Press("n");
        await Expect(user.Toast).ToContainTextAsync("No answer: logged.");
        await user.Arrive("**/correspondence/calls");
        await Expect(row).ToContainTextAsync("1 logged");
        await row.Locator("a[data-row-link]").FocusAsync();
        await user.Press("r");
        await Expect(user.Toast).ToContainTextAsync("Spoke with them: logged.");
        await Expect(row).ToHaveCountAsync(0);
    }

    private async Task Act(Func<Task> act)
    {
        actions++;
        await act();
    }
}
