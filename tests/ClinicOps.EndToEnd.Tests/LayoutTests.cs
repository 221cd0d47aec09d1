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
        await using var user = await clinic.SignIn(role);

        await Expect(user.Page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeVisibleAsync();
        await Expect(user.Page.GetByText($"{role} Tester")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("/account/password", ColorScheme.Light)]
    [InlineData("/account/password", ColorScheme.Dark)]
    [InlineData("/settings/users", ColorScheme.Light)]
    [InlineData("/settings/users", ColorScheme.Dark)]
    [InlineData("/account", ColorScheme.Light)]
    [InlineData("/account", ColorScheme.Dark)]
    [InlineData("/account/authenticator", ColorScheme.Light)]
    [InlineData("/account/authenticator", ColorScheme.Dark)]
    [InlineData("/audit", ColorScheme.Light)]
    [InlineData("/audit", ColorScheme.Dark)]
    [InlineData("/settings", ColorScheme.Light)]
    [InlineData("/settings", ColorScheme.Dark)]
    [InlineData("/settings/roles", ColorScheme.Light)]
    [InlineData("/settings/roles", ColorScheme.Dark)]
    [InlineData("/settings/locations", ColorScheme.Light)]
    [InlineData("/settings/locations", ColorScheme.Dark)]
    [InlineData("/settings/locations/location", ColorScheme.Light)]
    [InlineData("/settings/locations/location", ColorScheme.Dark)]
    [InlineData("/settings/sign-in", ColorScheme.Light)]
    [InlineData("/settings/sign-in", ColorScheme.Dark)]
    [InlineData("/settings/users/add", ColorScheme.Light)]
    [InlineData("/settings/users/add", ColorScheme.Dark)]
    [InlineData("/settings/users/user/{clinician}", ColorScheme.Light)]
    [InlineData("/settings/users/user/{clinician}", ColorScheme.Dark)]
    public async Task The_houses_pages_are_accessible_in_both_colours(string path, ColorScheme colors)
    {
        await using var user = await clinic.SignIn("Administrator", colors);
        var clinician = (await clinic.Host.Sql("SELECT id::text FROM host.users WHERE user_name = 'clinician'"))[0];
        await user.Open(path.Replace("{clinician}", $"{clinician}", StringComparison.Ordinal));
        await user.ExpectAccessible();
    }

    [Fact]
    public async Task At_twice_the_size_nothing_is_cut_off_sideways()
    {
        await using var user = await clinic.SignIn("Coordinator");
        await user.Page.SetViewportSizeAsync(640, 400);
        await user.Open("/");

        Assert.True(await user.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
    }

    [Fact]
    public async Task The_question_mark_shows_the_keys_and_escape_closes_them()
    {
        await using var user = await clinic.SignIn("Coordinator");
        await user.Page.Keyboard.PressAsync("?");
        await Expect(user.Page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" })).ToBeVisibleAsync();
        await user.Page.Keyboard.PressAsync("Escape");
        await Expect(user.Page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
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
