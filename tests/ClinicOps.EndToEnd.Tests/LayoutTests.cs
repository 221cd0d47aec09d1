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
