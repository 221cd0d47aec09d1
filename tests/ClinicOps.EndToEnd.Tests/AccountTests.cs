using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>What only a browser can show of signing in: the cover that keeps what was typed, an app's QR code, a passkey of Chromium's virtual authenticator.</summary>
[Collection(nameof(MondayMorning))]
public sealed class AccountTests(MondayMorning morning)
{
    private const int IdleSeconds = 6;

    private readonly ClinicInBrowser clinic = morning.Clinic;

    [Fact]
    public async Task Who_was_away_signs_in_on_top_of_the_page_and_sends_the_form_that_was_begun()
    {
        await using var user = await clinic.SignIn("Coordinator");
        user.Overlook("401");
        await using var rules = await ShortIdle.Begin(clinic.Host);
        await user.Open("/intake/patients/register");
        await user.Page.GetByLabel("Last name", new() { Exact = true }).FillAsync("Zettelkasten");
        await Expect(user.Page.GetByText("this page will be covered")).ToBeVisibleAsync();

        var cover = user.Page.GetByRole(AriaRole.Dialog);
        await Expect(cover.GetByText("what you typed is still on the page")).ToBeVisibleAsync();
        await Expect(user.Page.GetByLabel("Last name", new() { Exact = true })).ToBeHiddenAsync();
        await user.Press("Escape");
        await user.Press("Escape");
        await Expect(cover.GetByLabel("Password")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await cover.GetByLabel("Password").FillAsync("wrong");
        await cover.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(cover.GetByText("is not right")).ToBeVisibleAsync();
        await cover.GetByLabel("Password").FillAsync(RunningHost.Password);
        await cover.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        // From here on nobody is away too long, however long the machine takes.
        await rules.End();

        await Expect(cover).ToBeHiddenAsync();
        await Expect(user.Page.GetByLabel("Last name", new() { Exact = true })).ToHaveValueAsync("Zettelkasten");
        var answer = user.Page.WaitForResponseAsync(response => response.Request.Method == "POST" && response.Url.EndsWith("/register", StringComparison.Ordinal));
        await user.Page.GetByLabel("Last name", new() { Exact = true }).PressAsync("Enter");
        Assert.Equal(200, (await answer).Status);
        await Expect(user.Page.GetByLabel("Last name", new() { Exact = true })).ToHaveValueAsync("Zettelkasten");
    }

    [Fact]
    public async Task Another_user_on_the_cover_gets_a_fresh_page()
    {
        await using var user = await clinic.SignIn("Coordinator");
        user.Overlook("401");
        await using var rules = await ShortIdle.Begin(clinic.Host);
        await user.Open("/intake/patients/register");
        await user.Page.GetByLabel("Last name", new() { Exact = true }).FillAsync("Zettelkasten");

        var cover = user.Page.GetByRole(AriaRole.Dialog);
        await cover.GetByLabel("User name").FillAsync("clinician");
        await cover.GetByLabel("Password").FillAsync(RunningHost.Password);
        await cover.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await rules.End();

        await user.Page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await Expect(user.Page.GetByText("Clinician Tester")).ToBeVisibleAsync();
        await Expect(cover).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_page_that_renews_itself_is_covered_and_one_that_is_typed_on_is_not()
    {
        await using var typist = await clinic.SignIn("Coordinator");
        await using var absent = await clinic.SignIn("Manager");
        absent.Overlook("401");
        await using var rules = await ShortIdle.Begin(clinic.Host);
        await absent.Open("/documents/inbox");
        await typist.Open("/intake/patients/register");

        await typist.Page.GetByLabel("Last name", new() { Exact = true }).PressSequentiallyAsync("Zettelkasten", new() { Delay = 750 });

        await Expect(absent.Page.GetByRole(AriaRole.Dialog).GetByLabel("Password")).ToBeVisibleAsync();
        await Expect(typist.Page.GetByLabel("Last name", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(typist.Page.GetByLabel("Last name", new() { Exact = true })).ToHaveValueAsync("Zettelkasten");
    }

    [Fact]
    public async Task An_app_is_set_up_from_the_page_and_asked_for_at_the_next_sign_in()
    {
        await using var user = await clinic.SignIn("FrontDesk");
        await user.Open("/account/authenticator");
        await Expect(user.Page.GetByRole(AriaRole.Img, new() { Name = "QR code" })).ToBeVisibleAsync();
        await user.Page.GetByText("Or type the key").ClickAsync();
        var key = (await user.Page.Locator("#authenticator-key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        var step = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;
        await user.Page.GetByLabel("Code of your app").FillAsync(Totp.CodeAt(key, step));
        await user.Page.GetByLabel("Your password").FillAsync(RunningHost.Password);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Use this app" }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Your app is set up" })).ToBeVisibleAsync();
        Assert.Equal(10, await user.Page.Locator(".recovery-codes li").CountAsync());
        await user.ExpectAccessible();

        await SignOut(user);
        await user.Page.GetByLabel("User name").FillAsync("frontdesk");
        await user.Page.GetByLabel("Password").FillAsync(RunningHost.Password);
        await user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await user.ExpectAccessible();

        // A code is good once, so that it is the next one, or that of the moment where the machine took longer.
        await user.Page.GetByLabel("Code of your app").FillAsync(Totp.CodeAt(key, Math.Max(step + 1, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30)));
        await user.Press("Enter");
        await Expect(user.Page.GetByText("FrontDesk Tester")).ToBeVisibleAsync();

        await user.Open("/account");
        await user.Page.GetByRole(AriaRole.Region, new() { Name = "Codes from an app" }).GetByLabel("Your password").FillAsync(RunningHost.Password);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Turn off" }).ClickAsync();
        await Expect(user.Page.GetByText("not asked for codes any more")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_passkey_is_added_signs_in_alone_and_is_removed()
    {
        await using var user = await clinic.Visit();
        var home = new UriBuilder(clinic.Host.Address) { Host = "localhost" }.Uri;
        var devices = await user.Page.Context.NewCDPSessionAsync(user.Page);
        await devices.SendAsync("WebAuthn.enable");
        await devices.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await user.Open(new Uri(home, "/sign-in?returnUrl=/account").ToString());
        await user.Page.GetByLabel("User name").FillAsync("clinician");
        await user.Page.GetByLabel("Password").FillAsync(RunningHost.Password);
        await user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();

        var passkeys = user.Page.GetByRole(AriaRole.Region, new() { Name = "Passkeys" });
        await passkeys.GetByLabel("What you call the device").FillAsync("Desk 3");
        await passkeys.GetByLabel("Your password").FillAsync(RunningHost.Password);
        await passkeys.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(user.Page.GetByText("Desk 3 is added")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await SignOut(user);
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Expect(user.Page.GetByText("Clinician Tester")).ToBeVisibleAsync();
        Assert.Equal(["passkey"], await clinic.Host.Sql("SELECT how FROM host.sessions WHERE how = 'passkey'"));

        await user.Open(new Uri(home, "/account").ToString());
        await passkeys.GetByLabel("Your password").First.FillAsync(RunningHost.Password);
        await passkeys.GetByRole(AriaRole.Button, new() { Name = "Remove Desk 3" }).ClickAsync();
        await Expect(user.Page.GetByText("Desk 3 is removed")).ToBeVisibleAsync();
    }

    private static async Task SignOut(BrowserUser user)
    {
        await user.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" })).ToBeVisibleAsync();
    }

    /// <summary>The clinic's own setting, short for one story.</summary>
    private sealed class ShortIdle : IAsyncDisposable
    {
        private readonly RunningHost host;

        private ShortIdle(RunningHost host) => this.host = host;

        public static async Task<ShortIdle> Begin(RunningHost host)
        {
            // Nobody who is signed in has been away yet.
            await host.Sql($"UPDATE host.sessions SET seen_at = now() WHERE ended_at IS NULL; UPDATE host.sign_in_rules SET idle_seconds = {IdleSeconds}");
            return new ShortIdle(host);
        }

        public Task End() => host.Sql("UPDATE host.sign_in_rules SET idle_seconds = 900");

        public async ValueTask DisposeAsync() => await End();
    }
}
