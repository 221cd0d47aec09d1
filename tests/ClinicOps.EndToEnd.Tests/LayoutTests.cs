using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

[Collection(nameof(MondayMorning))]
public sealed class LayoutTests(MondayMorning morning)
{
    private readonly ClinicInBrowser clinic = morning.Clinic;

    [Theory]
    [InlineData("FrontDesk")]
    [InlineData("Coordinator")]
    [InlineData("Clinician")]
    [InlineData("Manager")]
    [InlineData("Administrator")]
    public async Task Each_role_signs_in_and_finds_its_way(string role)
    {
        await using var user = await clinic.SignInByForm(role);

        await Expect(user.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeVisibleAsync();
        await Expect(user.Page.GetByText($"{role} Tester")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    /// <summary>The manager has the most entries.</summary>
    [Fact]
    public async Task The_head_stays_two_lines_and_its_sections_open_into_their_pages_by_the_keys()
    {
        await using var user = await clinic.SignIn("Manager");
        foreach (var path in new[] { "/", "/intake/check-in" })
        {
            await user.Open(path);
            Assert.InRange(await user.Page.Locator(".site-head").EvaluateAsync<int>("head => head.offsetHeight"), 30, 100);
        }

        await user.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Payers" }).FocusAsync();
        await user.Press("Enter");
        await user.Page.WaitForURLAsync("**/intake/coverage");
        var section = user.Page.GetByRole(AriaRole.Navigation, new() { Name = "Payers" });
        await Expect(section.GetByRole(AriaRole.Link, new() { Name = "Coverage" })).ToHaveAttributeAsync("aria-current", "page");
        await user.ExpectAccessible();
        await section.GetByRole(AriaRole.Link, new() { Name = "Authorizations" }).FocusAsync();
        await user.Press("Enter");
        await user.Page.WaitForURLAsync("**/intake/authorizations");

        // A section leads to the first of its pages that one may see, and shows no other.
        await using var clinician = await clinic.SignInByForm("Clinician");
        var main = clinician.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" });
        await main.GetByRole(AriaRole.Link, new() { Name = "Payers" }).ClickAsync();
        await clinician.Page.WaitForURLAsync("**/intake/authorizations");
        await Expect(clinician.Page.GetByRole(AriaRole.Navigation, new() { Name = "Payers" }).GetByRole(AriaRole.Link)).ToHaveTextAsync(["Authorizations", "Referrals"]);
    }

    [Fact]
    public async Task The_question_mark_shows_the_keys_and_escape_closes_them()
    {
        await using var user = await clinic.SignInByForm("Coordinator");
        await user.Press("?");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await user.Press("Escape");
        await Expect(user.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
    }

    /// <summary>On pages with scripts of their own, and on one without any.</summary>
    [Fact]
    public async Task U_presses_the_undo_of_the_message_wherever_one_is_shown_and_in_a_field_it_is_a_letter()
    {
        await using var user = await clinic.SignIn("Manager");
        await user.Open("/scheduling/settings/rooms");
        await user.Page.Locator("#kind").FillAsync("room of u");
        await user.Page.Locator("#name").FillAsync("Room of u");
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Expect(user.Page.Locator("#toasts .toast form button")).ToHaveCountAsync(1);
        await user.Page.Locator("#name").FocusAsync();
        await user.Press("u");
        await Expect(user.Page.Locator("#name")).ToHaveValueAsync("u");
        await Expect(user.Page.Locator("#toasts .toast form button")).ToHaveCountAsync(1);
        Assert.Equal([1L], await Rooms());

        await user.Page.Locator("#name").BlurAsync();
        await user.Press("u");

        // On the page that says so, not on the one before it, which has the same button.
        await user.ExpectToast("Undone: it is as it was.");
        Assert.Equal([0L], await Rooms());

        // Who has switched the keys off has none.
        await Expect(user.Page.Locator("#toasts .toast form button")).ToHaveCountAsync(1);
        await user.Page.EvaluateAsync("localStorage.setItem('documents-keys-off', 'yes')");
        await user.Press("u");
        await user.Page.GetByRole(AriaRole.Link, new() { Name = "Visit types" }).ClickAsync();
        await user.Page.WaitForURLAsync("**/scheduling/settings/visit-types");
        Assert.Equal([0L], await Rooms());

        Task<IReadOnlyList<object?>> Rooms() => clinic.Host.Sql("SELECT count(*) FROM scheduling.resources WHERE name = 'Room of u' AND NOT is_closed");
    }

    [Fact]
    public async Task A_form_sent_by_htmx_carries_its_token()
    {
        await using var user = await clinic.SignIn("Coordinator");
        await user.Open("/scheduling/visits/enter");
        var answer = user.Page.WaitForResponseAsync(response => response.Request.Method == "POST");

        await user.Page.GetByRole(AriaRole.Searchbox).PressSequentiallyAsync("Zebediah");

        Assert.Equal(200, (await answer).Status);
        await Expect(user.Page.GetByText("Nobody found")).ToBeVisibleAsync();
    }
}
