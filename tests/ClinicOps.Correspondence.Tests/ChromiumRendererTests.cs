using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>The default renderer with the real Chromium: what any must do, and what a browser must not.</summary>
public sealed class ChromiumRendererTests(ChromiumUnderTest warm) : RendererTests, IClassFixture<ChromiumUnderTest>
{
    internal override ILetterRenderer Renderer => warm.Renderer;

    [Fact]
    public async Task Not_even_the_printed_page_itself_reaches_the_network_or_a_file()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        using var browser = await ChromiumBrowser.Start(new ChromiumOptions(), CancellationToken.None);

        // As if the encoder had let everything through. The stylesheet stands last: what follows one is not drawn until it has failed.
        var pdf = await browser.PrintToPdf(
            $"<title>t</title><img src=http://{address}/a.png><script src=http://{address}/a.js></script>"
            + $"<iframe src=file:///etc/passwd></iframe><iframe src=http://{address}/></iframe><script>document.body.append('ran')</script>"
            + $"<p>shown</p><link rel=stylesheet href=http://{address}/a.css>",
            CancellationToken.None);

        Assert.False(listener.Pending());
        var words = await PdfTools.Words(pdf);
        Assert.Contains("shown", words, StringComparison.Ordinal);
        Assert.DoesNotContain("ran", words, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chromium_is_sandboxed_and_never_runs_as_root()
    {
        using var browser = await ChromiumBrowser.Start(new ChromiumOptions(), CancellationToken.None);

        var status = await File.ReadAllLinesAsync($"/proc/{browser.ProcessId}/status");
        Assert.DoesNotContain(status, line => line.StartsWith("Uid:", StringComparison.Ordinal) && line.Split('\t').Contains("0"));
        Assert.Contains("NoNewPrivs:\t1", status);
        var arguments = await File.ReadAllTextAsync($"/proc/{browser.ProcessId}/cmdline");
        Assert.DoesNotContain("--no-sandbox", arguments, StringComparison.Ordinal);
        Assert.DoesNotContain("--remote-debugging-port", arguments, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_browser_that_is_killed_costs_no_letter()
    {
        await Draw(Letter("warm it up"));
        var long1 = Letter(string.Join("\n\n", Enumerable.Repeat("A long letter, so that it is still being drawn. ", 3000)));
        var drawing = Renderer.Render(long1, CancellationToken.None);
        Process.GetProcessById(warm.Renderer.BrowserProcessId!.Value).Kill();

        Assert.IsType<RenderedLetter.Drawn>(await drawing);
        Assert.IsType<RenderedLetter.Drawn>(await Renderer.Render(Letter("and the next one"), CancellationToken.None));
    }

    [Fact]
    public async Task A_browser_that_cannot_start_is_said_so_and_the_host_lives()
    {
        using var broken = ChromiumUnderTest.With(new ChromiumOptions { Program = "/bin/false" });

        Assert.IsType<RenderedLetter.Unavailable>(await broken.Render(Letter("anything"), CancellationToken.None));
    }

    [Fact]
    public async Task A_browser_that_hangs_is_given_up_after_its_time()
    {
        using var hanging = ChromiumUnderTest.With(new ChromiumOptions { Program = "/usr/bin/yes", TimeLimit = TimeSpan.FromSeconds(1) });

        Assert.IsType<RenderedLetter.Unavailable>(await hanging.Render(Letter("anything"), CancellationToken.None));
    }

    [Fact]
    public async Task A_browser_is_exchanged_after_its_number_of_letters()
    {
        using var renderer = ChromiumUnderTest.With(new ChromiumOptions { LettersPerBrowser = 2 });

        await renderer.Render(Letter("one"), CancellationToken.None);
        Assert.NotNull(renderer.BrowserProcessId);
        await renderer.Render(Letter("two"), CancellationToken.None);
        Assert.Null(renderer.BrowserProcessId);
        Assert.IsType<RenderedLetter.Drawn>(await renderer.Render(Letter("three"), CancellationToken.None));
    }
}

/// <summary>One renderer for all tests of a class: starting a browser takes a second.</summary>
public sealed class ChromiumUnderTest : IDisposable
{
    internal ChromiumRenderer Renderer { get; } = With(new ChromiumOptions());

    internal static ChromiumRenderer With(ChromiumOptions options) =>
        new(new FontCoverage(), Options.Create(options), TimeProvider.System, NullLogger<ChromiumRenderer>.Instance);

    public void Dispose() => Renderer.Dispose();
}
