using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

/// <summary>What any renderer must do, tried on the default one with the real Chromium.</summary>
public sealed class RendererTests(WarmRenderer warm) : IClassFixture<WarmRenderer>
{
    [Fact]
    public async Task A_letter_is_a_tagged_pdf_on_letter_paper_with_title_language_and_its_fonts_inside()
    {
        var pdf = await Draw(Letter("Hello."));

        var info = await PdfTools.Info(pdf);
        Assert.Matches(@"Title:\s+A question about an order", info);
        Assert.Matches(@"Tagged:\s+yes", info);
        Assert.Matches(@"Page size:\s+612 x 792 pts \(letter\)", info);
        Assert.Contains("/Lang (es)", System.Text.Encoding.Latin1.GetString(await Draw(Letter("Hola.") with { Language = "es" })), StringComparison.Ordinal);
        Assert.All(await PdfTools.Fonts(pdf), font => Assert.Matches(@" yes yes yes ", font));
    }

    [Fact]
    public async Task Its_text_is_the_text_of_the_blocks_in_their_order()
    {
        var letter = new LetterContent("A letter", "en",
        [
            new LetterBlock.Letterhead("Two Rivers Clinic", ["12 Harbor Street, Portland", "Phone (207) 555-0110"]),
            new LetterBlock.DateLine("March 2, 2026"),
            new LetterBlock.AddressBlock(["Mai Tran", "9 Elm Street\nBath, ME 04530"]),
            new LetterBlock.Paragraph("First line\nsecond line.\n\nNext paragraph."),
            new LetterBlock.ItemList(["one", "two"]),
            new LetterBlock.Table(["Day", "Visit"], [["Monday", "Follow-up"]]),
            new LetterBlock.Table([], [["Born", "04/09/1961"]]),
            new LetterBlock.Signature("Sincerely,", "Ana Ruiz", "Two Rivers Clinic"),
            new LetterBlock.PageBreak(),
            new LetterBlock.Paragraph("On the second page."),
        ]);

        var pdf = await Draw(letter);

        var structure = string.Join(' ', (await PdfTools.Structure(pdf)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var at = 0;
        foreach (var words in letter.Blocks.SelectMany(block => block.Texts).SelectMany(text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var next = structure.IndexOf(words, at, StringComparison.Ordinal);
            Assert.True(next >= 0, $"\"{words}\" is missing or out of order in: {structure}");
            at = next;
        }

        Assert.Contains(" TH ", structure.Replace('(', ' ').Replace('"', ' '), StringComparison.Ordinal);
        Assert.Matches(@"Pages:\s+2", await PdfTools.Info(pdf));
    }

    [Fact]
    public async Task The_address_stands_in_the_window_of_a_number_10_envelope_and_nothing_else_does()
    {
        var pdf = await Draw(new LetterContent("A letter", "en",
        [
            new LetterBlock.Letterhead("Clinicname", ["12 Harbor Street", "Portland", "Phone (207) 555-0110", "Headend"]),
            new LetterBlock.DateLine("Dateline"),
            new LetterBlock.AddressBlock(["Firstline", "two", "three", "four", "Lastline"]),
            new LetterBlock.Paragraph("Bodytext"),
        ]));

        // Folded in three, the sheet rests on the envelope's lower edge: the window shows 2.04 to 3.17 in of it, 0.88 to 4.38 in wherever it slides.
        var (first, last) = ((await PdfTools.Place(pdf, "Firstline"))!.Value, (await PdfTools.Place(pdf, "Lastline"))!.Value);
        Assert.InRange(first.Top, 2.04, 3.17);
        Assert.InRange(last.Bottom, 2.04, 3.17);
        Assert.InRange(first.Left, 0.88, 4.38);
        Assert.True((await PdfTools.Place(pdf, "Dateline"))!.Value.Bottom < 2.04);
        Assert.True((await PdfTools.Place(pdf, "Bodytext"))!.Value.Top > 3.17);
    }

    [Theory]
    [InlineData("Nguyễn Thị Ánh Đặng")]
    [InlineData("José Núñez y Muñoz")]
    [InlineData("Łukasz Żółć-Gęślą")]
    [InlineData("Øyvind Þór Ægisson")]
    [InlineData("Ξένια Παπαδοπούλου")]
    [InlineData("Юрий Щербаков")]
    public async Task Names_are_drawn_letter_by_letter_and_can_be_read_back(string name)
    {
        Assert.Contains(name, await PdfTools.Words(await Draw(Letter(name))), StringComparison.Ordinal);

        // A hole is an empty box, the same for every character that is missing: no two letters of the name may look the same.
        var letters = name.EnumerateRunes().Where(System.Text.Rune.IsLetter).Distinct().ToList();
        var pictures = new List<string>();
        foreach (var rune in letters.Where(rune => rune.Value > 0x7F))
        {
            pictures.Add(Convert.ToHexString(await PdfTools.Raster(await Draw(Letter(rune.ToString())))));
        }

        Assert.Equal(pictures.Count, pictures.Distinct().Count());
        Assert.DoesNotContain(Convert.ToHexString(await PdfTools.Raster(await Draw(Letter(" ")))), pictures);
    }

    [Fact]
    public async Task A_mark_written_apart_is_drawn_like_the_letter_with_the_mark() =>
        Assert.Contains("Nguyễn", await PdfTools.Words(await Draw(Letter("Nguyễn".Normalize(System.Text.NormalizationForm.FormD)))), StringComparison.Ordinal);

    [Fact]
    public async Task A_character_that_no_font_has_is_refused_by_name_and_never_left_out()
    {
        var refused = Assert.IsType<RenderedLetter.CannotDraw>(await warm.Renderer.Render(Letter("Before \U0001F98B\u0007 and \uE777 after"), CancellationToken.None));

        Assert.Equal(["\u0007", "\uE777"], refused.Characters.Where(character => character != "\U0001F98B"));
    }

    [Theory]
    [InlineData("<script>document.title='x'</script>")]
    [InlineData("</p></body></html><h1>over")]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("<style>*{display:none}</style>")]
    [InlineData("&lt;b&gt; &amp; \" ' {{patient.full_name}}")]
    [InlineData("javascript:alert(1) --><!-- ]]> \\u003c")]
    public async Task Markup_in_a_text_is_just_text(string text)
    {
        var pdf = await Draw(Letter("before " + text + " after"));

        Assert.Contains("before " + text + " after", await PdfTools.Words(pdf), StringComparison.Ordinal);
        Assert.Matches(@"Title:\s+A question about an order", await PdfTools.Info(pdf));
    }

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
        var drawing = warm.Renderer.Render(long1, CancellationToken.None);
        Process.GetProcessById(warm.Renderer.BrowserProcessId!.Value).Kill();

        Assert.IsType<RenderedLetter.Drawn>(await drawing);
        Assert.IsType<RenderedLetter.Drawn>(await warm.Renderer.Render(Letter("and the next one"), CancellationToken.None));
    }

    [Fact]
    public async Task A_browser_that_cannot_start_is_said_so_and_the_host_lives()
    {
        using var broken = WarmRenderer.With(new ChromiumOptions { Program = "/bin/false" });

        Assert.IsType<RenderedLetter.Unavailable>(await broken.Render(Letter("anything"), CancellationToken.None));
    }

    [Fact]
    public async Task A_browser_that_hangs_is_given_up_after_its_time()
    {
        using var hanging = WarmRenderer.With(new ChromiumOptions { Program = "/usr/bin/yes", TimeLimit = TimeSpan.FromSeconds(1) });

        Assert.IsType<RenderedLetter.Unavailable>(await hanging.Render(Letter("anything"), CancellationToken.None));
    }

    [Fact]
    public async Task A_browser_is_exchanged_after_its_number_of_letters()
    {
        using var renderer = WarmRenderer.With(new ChromiumOptions { LettersPerBrowser = 2 });

        await renderer.Render(Letter("one"), CancellationToken.None);
        Assert.NotNull(renderer.BrowserProcessId);
        await renderer.Render(Letter("two"), CancellationToken.None);
        Assert.Null(renderer.BrowserProcessId);
        Assert.IsType<RenderedLetter.Drawn>(await renderer.Render(Letter("three"), CancellationToken.None));
    }

    [Fact]
    public async Task A_letter_leaves_nothing_in_the_next()
    {
        await Draw(Letter("Confidential words about somebody else"));

        Assert.DoesNotContain("Confidential", await PdfTools.Words(await Draw(Letter("Hello."))), StringComparison.Ordinal);
    }

    private static LetterContent Letter(string text) => new("A question about an order", "en", [new LetterBlock.Paragraph(text)]);

    private async Task<byte[]> Draw(LetterContent letter) => Assert.IsType<RenderedLetter.Drawn>(await warm.Renderer.Render(letter, CancellationToken.None)).Pdf;
}

/// <summary>One renderer for all tests of a class: starting a browser takes a second.</summary>
public sealed class WarmRenderer : IDisposable
{
    internal ChromiumRenderer Renderer { get; } = With(new ChromiumOptions());

    internal static ChromiumRenderer With(ChromiumOptions options) =>
        new(new FontCoverage(), Options.Create(options), TimeProvider.System, NullLogger<ChromiumRenderer>.Instance);

    public void Dispose() => Renderer.Dispose();
}
