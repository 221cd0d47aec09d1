using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>Search from anywhere, on the keyboard.</summary>
[Collection(nameof(MondayMorning))]
public sealed class FindTests(MondayMorning morning)
{
    private readonly ClinicInBrowser clinic = morning.Clinic;

    [Theory]
    [InlineData("Coordinator", "/documents/inbox", "har", ColorScheme.Light)]
    [InlineData("Clinician", "/correspondence/letters", "05/14/1958", ColorScheme.Dark)]
    public async Task From_a_page_of_another_module_the_keys_alone_open_a_chart_and_the_search_is_audited_once(string role, string from, string typed, ColorScheme colors)
    {
        await using var user = await clinic.SignIn(role, colors);
        await user.Open(from);
        var before = await Searches(role);

        await user.Press("/");
        var dialog = user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Find a patient, a document or a page" });
        await Expect(dialog.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await user.ExpectAccessible();
        await user.Page.Keyboard.InsertTextAsync(typed);
        var first = dialog.GetByRole(AriaRole.List, new() { Name = "Patients" }).GetByRole(AriaRole.Link).First;
        await Expect(first).ToBeVisibleAsync();
        await user.ExpectAccessible();
        var name = await first.Locator("strong").InnerTextAsync();
        await user.Press("ArrowDown");
        await Expect(first).ToBeFocusedAsync();
        Assert.EndsWith(from, user.Page.Url, StringComparison.Ordinal);
        await user.Press("Enter");

        await user.Page.WaitForURLAsync("**/intake/patients/patient/*");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync(name.Split(',')[0]);
        Assert.Equal(before + 1, await Searches(role));
    }

    [Fact]
    public async Task A_page_is_opened_by_its_name_and_a_patients_name_leaves_no_page_to_choose()
    {
        await using var user = await clinic.SignIn("Manager");
        await user.Open("/scheduling/day");
        await user.Press("/");
        var pages = user.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.List, new() { Name = "Pages" });

        await user.Page.Keyboard.TypeAsync("hartsfield");
        await Expect(pages).ToBeHiddenAsync();
        await user.Press("Control+A");
        await user.Page.Keyboard.TypeAsync("aud");
        await Expect(pages.GetByRole(AriaRole.Link)).ToHaveTextAsync(["Audit Page"]);
        await user.Page.Keyboard.TypeAsync("it");
        await user.Press("Enter");

        await user.Page.WaitForURLAsync("**/audit");
    }

    [Fact]
    public async Task Closed_by_escape_it_keeps_nobodys_name_and_the_page_has_its_keys_again()
    {
        await using var user = await clinic.SignIn("Coordinator");
        await user.Open($"/documents/document/{morning.Task.DocumentId}");
        await user.Press("/");
        await user.Search("har");
        await Expect(user.Page.Locator("#find-patients a").First).ToBeVisibleAsync();

        await user.Press("Escape");

        await Expect(user.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        Assert.Equal(0, await user.Page.Locator("#find-patients a").CountAsync());
        await user.Press("?");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToContainTextAsync("Find a patient, a document by its words, or a page by its name");
    }

    [Fact]
    public async Task A_page_with_a_search_of_its_own_keeps_the_key_and_the_link_opens_the_other()
    {
        await using var user = await clinic.SignIn("FrontDesk");
        await user.Open("/scheduling/visits/enter");
        await user.Page.GetByRole(AriaRole.Searchbox).BlurAsync();
        await user.Press("/");
        await Expect(user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();

        // Without a script it leads to the patients.
        var link = user.Page.GetByRole(AriaRole.Link, new() { Name = "Find a patient" });
        await Expect(link).ToHaveAttributeAsync("href", "/intake/patients");
        await link.ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_may_not_see_patients_has_no_search()
    {
        await using var user = await clinic.SignIn("Administrator");
        await user.Open("/settings");

        await user.Press("/");

        await Expect(user.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        Assert.Equal(0, await user.Page.Locator("#find, #search-link").CountAsync());
        Assert.EndsWith("/settings", user.Page.Url, StringComparison.Ordinal);
    }

    private async Task<long> Searches(string role) => (long)(await clinic.Host.Sql(
        $"SELECT count(*) FROM audit.entries WHERE action = 'patients.searched' AND user_id = (SELECT id FROM host.users WHERE user_name = '{role.ToLowerInvariant()}')"))[0]!;
}
