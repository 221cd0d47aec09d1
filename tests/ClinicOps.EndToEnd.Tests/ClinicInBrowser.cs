using System.Text.RegularExpressions;
using ClinicOps.Testing;
using Deque.AxeCore.Commons;
using Microsoft.Extensions.Configuration;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]
[assembly: AssemblyFixture(typeof(MailServers))]

// Usage:
//
//   public sealed class InboxTests(ClinicInBrowser clinic) : IClassFixture<ClinicInBrowser>
//   {
//       [Fact]
//       public async Task A_fax_appears()
//       {
//           await clinic.Host.Verb("import patients", "tools/demo/patients.csv");   // seeds, by the verbs of the command line
//           await using var user = await clinic.SignIn("Coordinator");              // a browser window of its own
//           await user.Open("/documents/inbox");                                    // fails on a status >= 400
//           await Assertions.Expect(user.Page.GetByRole(AriaRole.Heading, new() { Name = "Inbox" })).ToBeVisibleAsync();
//           await user.ExpectAccessible();                                          // axe-core, WCAG 2.2 A and AA
//       }                                                                           // fails when the console complained (CSP, scripts)
//   }

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The product as `serve` runs it, jobs included, and one Chromium.</summary>
public sealed class ClinicInBrowser(TestCluster cluster) : IAsyncLifetime
{
    private static readonly string[] Arguments =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private IPlaywright playwright = null!;
    private IBrowser browser = null!;

    public RunningHost Host { get; private set; } = null!;

    /// <summary>As in appsettings.json, "Correspondence:Mail:Host".</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    public async ValueTask InitializeAsync()
    {
        Host = await RunningHost.Start(cluster, role: "all", build: builder => builder.Configuration.AddInMemoryCollection(Settings));
        playwright = await Playwright.CreateAsync();

        // What is not there by then is not there: on a busy build server a page may take longer than the usual five seconds.
        Assertions.SetDefaultExpectTimeout(30_000);
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
        await Host.DisposeAsync();
    }

    /// <summary>A new window of somebody who is not signed in.</summary>
    public async Task<BrowserUser> Visit(ColorScheme colors = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Host.Address.ToString(),
            ColorScheme = colors,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        });
        context.SetDefaultTimeout(60_000);
        return new BrowserUser(context, await context.NewPageAsync());
    }

    /// <summary>A new window of the user of that role, "Coordinator", who is signed in and has no page open yet.</summary>
    public async Task<BrowserUser> SignIn(string role, ColorScheme colors = ColorScheme.Light)
    {
        var user = await Visit(colors);
        using var visitor = await Host.SignedIn(role);
        await user.Page.Context.AddCookiesAsync(visitor.Cookies.Select(cookie => new Cookie { Name = cookie.Name, Value = cookie.Value, Url = Host.Address.ToString(), HttpOnly = cookie.HttpOnly }));
        return user;
    }

    /// <summary>A new window in which somebody signs in as people do, and sees the page Today.</summary>
    public async Task<BrowserUser> SignInByForm(string role, ColorScheme colors = ColorScheme.Light)
    {
        var user = await Visit(colors);
        await user.Open("/sign-in");
        await user.Page.GetByLabel("User name").FillAsync(role.ToLowerInvariant());
        await user.Page.GetByLabel("Password").FillAsync(RunningHost.Password);
        await user.Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Assertions.Expect(user.Page).Not.ToHaveURLAsync(new Regex("/sign-in"));
        return user;
    }
}

/// <summary>One window and what its console said. Closing it fails the test when the console complained.</summary>
public sealed class BrowserUser : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private static readonly string[] Rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private string? overlooked;

    internal BrowserUser(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning" && (overlooked is null || !message.Text.Contains(overlooked, StringComparison.Ordinal)))
            {
                complaints.Add($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => complaints.Add(error);
    }

    public IPage Page { get; }

    public ILocator Toast => Page.Locator(".toast:not(#session-warning)");

    /// <summary>Complaints with these words are known, and not ours to mend.</summary>
    public void Overlook(string words) => overlooked = words;

    public async Task Open(string path)
    {
        IResponse? answer;
        try
        {
            answer = await Page.GotoAsync(path);
        }
        catch (PlaywrightException aborted) when (aborted.Message.Contains("ERR_ABORTED", StringComparison.Ordinal) || aborted.Message.Contains("interrupted by another navigation", StringComparison.Ordinal))
        {
            // The page before it showed itself anew at that moment: a person clicks once more.
            answer = await Page.GotoAsync(path);
        }

        Assert.True(answer is { Ok: true }, $"{path} answers {answer?.Status}");
    }

    /// <summary>On another page, with its scripts.</summary>
    public async Task Arrive(string address)
    {
        await Page.WaitForURLAsync(address);
        await Page.WaitForLoadStateAsync();
    }

    /// <summary>A key, as somebody presses it who sees the whole page: once its scripts are there to hear it.</summary>
    public async Task Press(string key)
    {
        await Page.WaitForLoadStateAsync();
        await Page.Keyboard.PressAsync(key);
    }

    /// <summary>
    /// Letters into the focused box of a search, in one go: what is found comes once. Key by key, a machine that holds its breath between two of them shows what
    /// the first ones find, and the list would change under the next act.
    /// </summary>
    public async Task Search(string letters)
    {
        await Page.WaitForLoadStateAsync();
        await Page.Keyboard.InsertTextAsync(letters);
    }

    /// <summary>The message in passing says so, and the page that says it is whole.</summary>
    public async Task ExpectToast(string words)
    {
        await Assertions.Expect(Toast.GetByText(words)).ToBeVisibleAsync();
        await Page.WaitForLoadStateAsync();
    }

    /// <summary>No violation of WCAG 2.2 A or AA that axe-core can see.</summary>
    public async Task ExpectAccessible()
    {
        string[] violations;
        try
        {
            violations = await Violations();
        }
        catch (PlaywrightException left) when (left.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            // The page before was still there: the one that it led to is meant.
            await Page.WaitForLoadStateAsync();
            violations = await Violations();
        }

        Assert.True(violations.Length == 0, string.Join('\n', violations));
    }

    public async ValueTask DisposeAsync()
    {
        await context.DisposeAsync();
        Assert.Empty(complaints);
    }

    private async Task<string[]> Violations()
    {
        // What is still fading in has too little contrast only for as long as it fades.
        await Page.EvaluateAsync("Promise.allSettled(document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime < 5000).map(a => a.finished))");

        // Run in the page itself, once loaded for as long as the page stands: the library's own way opens another page for each look, which takes as long again.
        if (!await Page.EvaluateAsync<bool>("!!window.axe"))
        {
            await Page.EvaluateAsync(Axe);
        }

        return await Page.EvaluateAsync<string[]>(
            "tags => axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })"
            + ".then(found => found.violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(node => node.html).join('; ')}`))",
            Rules);
    }
}
