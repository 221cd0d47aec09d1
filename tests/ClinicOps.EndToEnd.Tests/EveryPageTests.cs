using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// Every page of the endpoint table in four states: with something on it, with nothing on it, with a form that was refused, and at
/// twice the size in the dark. With CLINICOPS_SCREENSHOTS=DIR each is drawn into that folder, to be looked at.
/// </summary>
[Collection(nameof(MondayMorning))]
public sealed class EveryPageTests(MondayMorning morning, FullHouse house) : IClassFixture<FullHouse>
{
    private static readonly string? Screenshots = Environment.GetEnvironmentVariable("CLINICOPS_SCREENSHOTS");

    /// <summary>It ends the session it is asked in.</summary>
    private const string SignOut = "/sign-out";

    /// <summary>Forms that want something.</summary>
    private const string Wanting =
        "[...document.querySelectorAll('main form[method=post]')].filter(form => [...form.elements].some(field => field.required && field.type !== 'hidden' && field.offsetParent))";

    [Fact]
    public async Task Each_page_with_something_on_it_is_accessible_and_at_twice_the_size_in_the_dark_nothing_is_cut_off()
    {
        var pages = await Pages(FullHouse.Everything, ofRows: true);
        await using var user = await morning.Clinic.SignIn(FullHouse.Everything);
        var wrong = new List<string>();
        foreach (var page in pages)
        {
            await Show(user, page, ColorScheme.Light, 1280, 800);
            await Look(user, page, "full", wrong);

            // The same page, larger and darker: nothing of it is asked for again.
            await Wear(user, ColorScheme.Dark, 640, 400);
            await Look(user, page, "200-dark", wrong);
            if (!await user.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"))
            {
                wrong.Add($"{page} at twice the size: cut off sideways");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(pages.Count >= 40, $"Only {pages.Count} pages were found.");
    }

    [Fact]
    public async Task Each_page_with_nothing_on_it_is_accessible()
    {
        await using var user = await morning.Clinic.SignIn(FullHouse.Newcomer);
        var wrong = new List<string>();
        foreach (var page in await Pages(FullHouse.Newcomer, ofRows: false))
        {
            await Show(user, page, ColorScheme.Light, 1280, 800);
            await Look(user, page, "empty", wrong);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>Sent past the browser's own check: the page has to say what is missing.</summary>
    [Fact]
    public async Task Each_form_sent_without_what_it_needs_says_so_accessibly()
    {
        await using var user = await morning.Clinic.SignIn(FullHouse.Everything);

        // A refused form answers with its page again, some with the status that says so.
        user.Overlook("the server responded with a status of 4");
        var (wrong, refused) = (new List<string>(), 0);
        foreach (var page in await Pages(FullHouse.Everything, ofRows: true))
        {
            await Show(user, page, ColorScheme.Light, 1280, 800);
            var forms = await user.Page.EvaluateAsync<int>($"{Wanting}.length");
            for (var form = 0; form < forms; form++)
            {
                await Show(user, page, ColorScheme.Light, 1280, 800);
                var leaves = await user.Page.EvaluateAsync<bool>(
                    $$"""
                    number => {
                      document.documentElement.dataset.sent = 'true';
                      let leaves = true;
                      addEventListener('submit', event => { leaves = !event.defaultPrevented; }, { once: true });
                      const form = {{Wanting}}[number];
                      [...form.elements].filter(field => field.required && field.type !== 'hidden').forEach(field => { if (field.type === 'radio') field.checked = false; else field.value = ''; });
                      form.noValidate = true;
                      form.requestSubmit();
                      return leaves;
                    }
                    """,
                    form);
                if (!leaves)
                {
                    // A script sends it, and has tests of its own.
                    continue;
                }

                await Expect(user.Page.Locator("html[data-sent]")).ToHaveCountAsync(0);
                await user.Page.WaitForLoadStateAsync();
                await Look(user, page, $"refused-{form}", wrong);
                refused++;
                if (!await user.Page.EvaluateAsync<bool>("!!document.querySelector('main [role=alert]:not(:empty), main .field-validation-error, main [aria-invalid=true], main .notice')"))
                {
                    wrong.Add($"{page}, form {form}: nothing says what is missing");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(refused >= 5, $"Only {refused} forms were refused.");
    }

    [Fact]
    public async Task What_is_not_there_and_what_is_not_ones_own_is_said_accessibly()
    {
        await using var user = await morning.Clinic.SignIn("FrontDesk");
        user.Overlook("the server responded with a status of 4");
        var wrong = new List<string>();
        foreach (var (page, status) in new[] { ("/nowhere", 404), ($"/intake/patients/patient/{Guid.NewGuid()}", 404), ("/v/no-such-link", 404), ("/o/no-such-link", 404), ("/m/no-such-link", 404), ("/settings/users", 403) })
        {
            var answer = await user.Page.GotoAsync(page);
            Assert.Equal(status, answer!.Status);
            await Look(user, page.Contains("patient", StringComparison.Ordinal) ? "/no-such-patient" : page, $"{status}", wrong);
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task The_door_is_accessible_and_says_what_was_wrong()
    {
        await using var user = await morning.Clinic.Visit();
        var wrong = new List<string>();
        await Show(user, "/sign-in", ColorScheme.Dark, 640, 400);
        await Look(user, "/sign-in", "200-dark", wrong);
        await Show(user, "/sign-in", ColorScheme.Light, 1280, 800);
        await Look(user, "/sign-in", "full", wrong);
        await user.Page.GetByLabel("User name").FillAsync("nobody");
        await user.Page.GetByLabel("Password").FillAsync("wrong");
        await user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Look(user, "/sign-in", "refused", wrong);

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    /// <summary>The dashboard is Hangfire's: only that it works under the strict policy is ours.</summary>
    [Fact]
    public async Task The_jobs_dashboard_works_although_its_inline_style_is_blocked()
    {
        await using var user = await morning.Clinic.SignIn("Manager");
        user.Overlook("Applying inline style violates");
        await user.Open("/jobs");
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview" })).ToBeVisibleAsync();
    }

    private static async Task Show(BrowserUser user, string page, ColorScheme colors, int width, int height)
    {
        await Wear(user, colors, width, height);
        await user.Open(page);
    }

    private static async Task Wear(BrowserUser user, ColorScheme colors, int width, int height)
    {
        await user.Page.SetViewportSizeAsync(width, height);
        await user.Page.EmulateMediaAsync(new() { ColorScheme = colors, ReducedMotion = ReducedMotion.Reduce });
    }

    private static async Task Look(BrowserUser user, string page, string state, List<string> wrong)
    {
        if (Screenshots is { Length: > 0 } folder)
        {
            var name = string.Concat(page.Split('?')[0].Trim('/').Split('/').Select(part => Guid.TryParse(part, out _) ? "one-" : part + "-"));
            await user.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{(name.Length == 0 ? "home-" : name)}{state}.png") });
        }

        // What is scrolled half under a bar that stays is no smaller for that.
        await user.Page.EvaluateAsync("() => [...document.querySelectorAll('*')].filter(part => part.scrollTop > 0).forEach(part => part.scrollTo({ top: 0, behavior: 'instant' }))");
        try
        {
            await user.ExpectAccessible();
        }
        catch (Xunit.Sdk.XunitException violations)
        {
            wrong.Add($"{page} ({state}): {violations.Message}");
        }
    }

    /// <summary>The addresses of all whole pages that this user is given.</summary>
    /// <param name="ofRows">Also those whose address names a row.</param>
    private async Task<IReadOnlyList<string>> Pages(string userName, bool ofRows)
    {
        using var reader = await morning.Clinic.Host.SignedIn(userName);
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var endpoint in ((IEndpointRouteBuilder)morning.Clinic.Host.App).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>())
        {
            var route = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null || route is SignOut or "/error/{code:int}" || (!ofRows && endpoint.RoutePattern.Parameters.Any(part => !part.IsOptional)))
            {
                continue;
            }

            var address = ofRows ? await house.AddressOf(route) : FullHouse.Bare(route);
            using var answer = await reader.Get(address);
            if (answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()).Contains("<html", StringComparison.OrdinalIgnoreCase))
            {
                found.Add(address);
            }
            else
            {
                // Images, files, parts of pages, what only a form may be sent to, and, without a row, what is about one.
                Assert.True((int)answer.StatusCode is 200 or 204 or 302 or 400 or 405 || !ofRows, $"{address} answers {(int)answer.StatusCode}");
            }
        }

        return [.. found];
    }
}
