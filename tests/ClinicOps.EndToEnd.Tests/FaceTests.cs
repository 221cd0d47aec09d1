using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>How the pages look and behave whatever they are about: in print, on a small screen, while a form is on its way.</summary>
[Collection(nameof(MondayMorning))]
public sealed class FaceTests(MondayMorning morning)
{
    /// <summary>What is over something else, or outside the window, is not seen.</summary>
    private const string IsSeen = """
        (element) => {
          const box = element.getBoundingClientRect();
          const points = [[box.left + 4, box.top + 4], [box.left + box.width / 2, box.top + box.height / 2], [box.left + 4, box.bottom - 4]];
          return points.every(([x, y]) => x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight && element.contains(document.elementFromPoint(x, y)));
        }
        """;

    [Theory]
    [InlineData("/scheduling/day")]
    [InlineData("/intake/patients/patient/{patient}")]
    [InlineData("/intake/tasks/task/{task}")]
    [InlineData("/audit?patient={patient}")]
    public async Task What_is_printed_is_the_page_without_what_can_be_clicked_and_black_on_white_in_the_dark_too(string path)
    {
        await using var user = await morning.Clinic.SignIn("Manager", ColorScheme.Dark);
        await user.Open(path.Replace("{patient}", $"{morning.Task.PatientId}", StringComparison.Ordinal).Replace("{task}", $"{morning.Task.Id}", StringComparison.Ordinal));

        await user.Page.EmulateMediaAsync(new() { Media = Media.Print, ColorScheme = ColorScheme.Dark });

        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        Assert.Contains("printed by Manager Tester", await user.Page.Locator(".print-head").EvaluateAsync<string>("head => head.checkVisibility() ? getComputedStyle(head, '::before').content : ''"), StringComparison.Ordinal);
        Assert.Empty(await user.Page.Locator("header, nav, button, input[type=search], .btn, .toasts, dialog").EvaluateAllAsync<string[]>(
            "elements => elements.filter(e => e.checkVisibility() && !e.matches('.slot')).map(e => e.outerHTML)"));
        Assert.Equal("rgb(255, 255, 255)", await user.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await user.ExpectAccessible();
    }

    [Fact]
    public async Task At_a_desk_the_page_what_was_read_two_candidates_and_the_decision_are_seen_at_once()
    {
        await using var user = await OpenReview();
        var candidates = user.Page.Locator(".candidate");

        Assert.True(await candidates.CountAsync() >= 2);
        Assert.True(await candidates.Nth(0).EvaluateAsync<bool>(IsSeen));
        Assert.True(await candidates.Nth(1).EvaluateAsync<bool>(IsSeen));
        Assert.True(await user.Page.Locator(".decide").EvaluateAsync<bool>(IsSeen));
        Assert.True(await user.Page.Locator("[data-viewer]").EvaluateAsync<bool>(IsSeen));
        Assert.True(await user.Page.GetByRole(AriaRole.Region, new() { Name = "Read on the page" }).EvaluateAsync<bool>(IsSeen));
    }

    [Fact]
    public async Task At_twice_the_size_each_candidate_is_reached_by_the_keys_and_not_hidden_by_the_decision()
    {
        await using var user = await OpenReview();
        await user.Page.SetViewportSizeAsync(640, 400);
        await user.Page.ReloadAsync();

        for (var number = 1; number <= Math.Min(await user.Page.Locator(".candidate").CountAsync(), 9); number++)
        {
            await user.Press($"{number}");
            Assert.True(await user.Page.Locator(".candidate").Nth(number - 1).Locator("input").EvaluateAsync<bool>(IsSeen));
            Assert.True(await user.Page.Locator(".decide .btn-primary").EvaluateAsync<bool>(IsSeen));
        }

        Assert.True(await user.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"));
    }

    [Fact]
    public async Task A_form_on_its_way_says_so_and_is_not_sent_twice_and_come_back_to_it_can_be_sent_again()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        await user.Open("/intake/patients/register");
        var form = user.Page.GetByRole(AriaRole.Main).Locator("form");

        // The last to hear of it keeps the page here, and notes whether the form would have been sent.
        await user.Page.EvaluateAsync("() => { window.sent = []; addEventListener('submit', event => { sent.push(!event.defaultPrevented); event.preventDefault(); }); }");
        await form.EvaluateAsync("form => { form.noValidate = true; }");
        await form.GetByLabel("Last name", new() { Exact = true }).FocusAsync();

        await user.Press("Enter");
        await user.Press("Enter");
        Assert.Equal("true,false", await user.Page.EvaluateAsync<string>("sent.join()"));
        await Expect(form).ToHaveAttributeAsync("aria-busy", "true");
        await Expect(form.GetByRole(AriaRole.Button, new() { Name = "Register" })).ToHaveAttributeAsync("aria-disabled", "true");
        await user.ExpectAccessible();

        await user.Page.EvaluateAsync("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }");
        await Expect(user.Page.Locator("[aria-busy], [aria-disabled]")).ToHaveCountAsync(0);
        await user.Press("Enter");
        Assert.Equal("true,false,true", await user.Page.EvaluateAsync<string>("sent.join()"));
    }

    private async Task<BrowserUser> OpenReview()
    {
        var user = await morning.Clinic.SignIn("Coordinator");
        await user.Open($"/documents/review/{(await morning.DocumentOf(MondayMorning.FatherOrSon)).DocumentId}");
        return user;
    }
}
