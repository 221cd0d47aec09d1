using System.Globalization;
using System.Text;
using System.Text.Json;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Sorting;
using Xunit;
using ZXing;

namespace ClinicOps.Documents.Tests.Reading;

/// <summary>Separator sheets as a fax or scanner delivers them, through the real workers.</summary>
public sealed class BarCodeTests(ReadingPool pool) : IClassFixture<ReadingPool>
{
    private const string Shipping = "1Z999AA10123456784";

    /// <summary>A coarse fax, two degrees askew, with specks and holes all over.</summary>
    private static readonly Wear Coarse = new(204, 98, 2, OneIn: 250);

    private static readonly string[] GoesOn = ["Please see the page before.", "The swelling went down after a week.", "We will see her again in spring."];

    [Theory]
    [InlineData(BarcodeFormat.CODE_128, "SEPARATOR", 1.3, 0)]
    [InlineData(BarcodeFormat.CODE_128, "SEPARATOR", 1.3, 180)]
    [InlineData(BarcodeFormat.CODE_128, "SEPARATOR", 2.5, 90)]
    [InlineData(BarcodeFormat.CODE_39, "PATCHT", 1.3, 0)]
    [InlineData(BarcodeFormat.QR_CODE, "Document separator", 5.0, 0)]
    [InlineData(BarcodeFormat.QR_CODE, "Document separator", 4.0, 90)]
    [InlineData(BarcodeFormat.QR_CODE, "Document separator", 5.0, 180)]
    public async Task A_sheet_with_a_bar_code_parts_a_worn_fax_and_belongs_to_no_document(BarcodeFormat format, string text, double module, double lies)
    {
        var pages = await Read(Coarse, TestPages.Drawing(TestPages.Letter), Lying(lies, Code(format, text, module)), TestPages.Drawing(GoesOn));

        var code = Assert.Single(pages[1].BarCodes);
        Assert.Equal(($"{format}", text), (code.Format, code.Text));
        Assert.True(pages[1].OnlyBarCodes);
        Assert.True(code.Box is { X: > 0, Y: > 0 } && code.Box.Right < pages[1].Width && code.Box.Bottom < pages[1].Height);
        Assert.Equal([[1], [3]], Parts(pages).Documents);
        Assert.Equal([2], Parts(pages).Covers);
    }

    [Theory]
    [InlineData("wnnw", 0)]
    [InlineData("wnwn", 90)]
    [InlineData("nwnw", 180)]
    [InlineData("nwnw", 270)]
    public async Task A_patch_code_that_begins_a_document_parts_a_worn_fax(string bars, double lies)
    {
        var pages = await Read(Coarse, TestPages.Drawing(TestPages.Letter), Lying(lies, PatchCode(bars)), TestPages.Drawing(GoesOn));

        Assert.Equal(BarCode.Patch, Assert.Single(pages[1].BarCodes).Format);
        Assert.Equal([[1], [3]], Parts(pages).Documents);
        Assert.Equal([2], Parts(pages).Covers);
    }

    [Theory]
    [InlineData("wwnn", 1.0)]
    [InlineData("nnww", 1.0)]
    [InlineData("nwwn", 1.0)]
    [InlineData("nwnw", 0.5)]
    [InlineData("nwnw", 1.5)]
    public async Task Other_patch_codes_and_bars_of_other_sizes_part_nothing(string bars, double scale)
    {
        var pages = await Read(Coarse, PatchCode(bars, scale));

        Assert.Empty(pages[0].BarCodes);
    }

    [Fact]
    public async Task A_shipping_label_is_read_and_parts_nothing()
    {
        var label = Code(BarcodeFormat.CODE_128, Shipping) + TestPages.Drawing(["Ship to dock 4", "Box 2 of 3"]);
        var pages = await Read(Coarse, TestPages.Drawing(TestPages.Letter), label);

        Assert.Equal(Shipping, Assert.Single(pages[1].BarCodes).Text);
        Assert.Empty(Parts(pages).Covers);
    }

    [Theory]
    [InlineData("SEPARATOR\0")]
    [InlineData("SEP\u0007ARATOR")]
    public async Task Of_a_code_with_characters_that_cannot_be_stored_nothing_is_kept_and_the_words_stay(string text)
    {
        var label = Code(BarcodeFormat.QR_CODE, text, 5.0) + TestPages.Drawing(["Ship to dock 4", "Box 2 of 3"]);
        var page = Assert.Single(await Read(new Wear(204, 196, 0, OneIn: 1000), label));

        Assert.Empty(page.BarCodes);
        Assert.Contains(page.Words, word => word.Text == "dock");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_with_handwriting_beside_its_code_is_no_separator_and_begins_a_document(bool patch)
    {
        var code = patch ? PatchCode("nwnw") : Code(BarcodeFormat.CODE_128, "SEPARATOR");
        var pages = await Read(new Wear(204, 196, 0, OneIn: 1000), TestPages.Drawing(TestPages.Letter), code + Handwriting());

        Assert.Single(pages[1].BarCodes);
        Assert.False(pages[1].OnlyBarCodes);
        Assert.Equal([[1], [2]], Parts(pages).Documents);
        Assert.Empty(Parts(pages).Covers);
    }

    [Fact]
    public async Task A_page_of_many_dots_is_made_smaller_and_its_code_found_where_it_stands()
    {
        var page = Assert.Single(await Read(new Wear(600, 600, 0, OneIn: 4000), Code(BarcodeFormat.CODE_128, "SEPARATOR")));

        var code = Assert.Single(page.BarCodes);
        Assert.Equal("SEPARATOR", code.Text);

        // Drawn from 350 to 420 points above the lower edge of 792.
        Assert.InRange(code.Box.Y + (code.Box.Height / 2), page.Height * 0.46, page.Height * 0.57);
        Assert.InRange(code.Box.Height, page.Height * 0.06, page.Height * 0.12);
    }

    [Fact]
    public async Task A_page_of_a_patient_with_a_separators_bar_code_is_no_separator()
    {
        var label = Code(BarcodeFormat.CODE_128, "SEPARATOR") + TestPages.Drawing(["Patient: Marguerite Thornbury", "Date of birth: 04/17/1961"]);
        var pages = await Read(new Wear(204, 196, 0, OneIn: 1000), TestPages.Drawing(TestPages.Letter), label);

        Assert.Equal("SEPARATOR", Assert.Single(pages[1].BarCodes).Text);
        Assert.Empty(Parts(pages).Covers);
    }

    [Fact]
    public async Task Bar_codes_are_not_looked_for_on_a_page_of_text()
    {
        var page = Assert.Single(await Read(new Wear(204, 196, 0, OneIn: 1000), Code(BarcodeFormat.CODE_128, "SEPARATOR") + TestPages.Drawing(TestPages.Letter)));

        Assert.True(page.Words.Count >= PageText.FewWords);
        Assert.Empty(page.BarCodes);
    }

    [Fact]
    public async Task The_sheet_that_staff_prints_is_known_by_each_of_its_codes()
    {
        var page = (await pool.Read(await pool.Made(Coarse.Fax(SeparatorSheet.Pdf(), 1)))).Text;

        Assert.Equal([(BarCode.Patch, "T"), ("CODE_128", "SEPARATOR")], page.BarCodes.Select(code => (code.Format, code.Text)));
        Assert.Equal([1], Parts([page]).Covers);
    }

    [Fact]
    public async Task A_sheet_with_a_code_and_few_words_is_read_though_a_program_drew_it()
    {
        var made = await pool.Made(TestPages.Pdf([(612, 792, Code(BarcodeFormat.CODE_128, "SEPARATOR") + TestPages.Drawing(["Lay this between two papers and scan them"]))], ""));

        Assert.Null(made.TextLayer);
        Assert.Equal([1], Parts([(await pool.Read(made)).Text]).Covers);
    }

    [Fact]
    public void Readings_stored_before_there_were_bar_codes_are_still_read()
    {
        var page = new PageText(1, 1700, 2200, 200, [new Word("Glucose", new Box(1, 2, 3, 4), 90, 0, 0)], 90, 0, "ocr");
        var stored = JsonSerializer.SerializeToNode(page)!.AsObject();
        Assert.True(stored.Remove(nameof(PageText.BarCodes)));

        var read = stored.Deserialize<PageText>()!;

        Assert.Equal(("Glucose", 0), (Assert.Single(read.Words).Text, read.BarCodes.Count));
    }

    [Fact]
    public void Bar_codes_are_stored_and_come_back()
    {
        var page = new PageText(1, 1700, 2200, 200, [], 0, 0, "ocr") { BarCodes = [new("QR_CODE", "SEPARATOR", new Box(1, 2, 3, 4))] };

        Assert.Equal(page.BarCodes, JsonSerializer.Deserialize<PageText>(JsonSerializer.Serialize(page))!.BarCodes);
    }

    private static TransmissionParts Parts(IReadOnlyList<PageText> pages) => SplitTransmission.Of(pages, new DateOnly(2026, 3, 2), DocumentsOptions.UsualSeparatorCodes);

    private async Task<List<PageText>> Read(Wear wear, params string[] contents)
    {
        var made = await pool.Reader.Normalise(wear.Fax(contents), [.. Enumerable.Range(1, contents.Length)], TestContext.Current.CancellationToken);
        var pages = new List<PageText>();
        foreach (var page in made)
        {
            pages.Add((await pool.Read(Assert.IsType<PageNormalisation.Made>(page))).Text);
        }

        return pages;
    }

    /// <summary>The code as bars and squares, as ZXing's writer gives it; five inches from the top.</summary>
    /// <param name="module">Points of its narrowest part.</param>
    private static string Code(BarcodeFormat format, string text, double module = 1.3)
    {
        var bits = new MultiFormatWriter().encode(text, format, 0, 0);
        var height = format == BarcodeFormat.QR_CODE ? module : 70;
        var content = new StringBuilder();
        for (var y = 0; y < bits.Height; y++)
        {
            for (var x = 0; x < bits.Width; x++)
            {
                if (bits[x, y])
                {
                    content.Append(CultureInfo.InvariantCulture, $"{120 + (x * module):f2} {420 - (y * module) - height:f2} {module + 0.05:f2} {height + 0.05:f2} re ");
                }
            }
        }

        return content.Append("f ").ToString();
    }

    /// <summary>Three lines of joined strokes, as of somebody who writes in a hurry.</summary>
    private static string Handwriting()
    {
        var content = new StringBuilder("1.5 w ");
        foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(90, 280), (210, 275), (340, 282), (95, 240), (230, 236), (90, 200), (200, 203)])
        {
            content.Append(CultureInfo.InvariantCulture, $"{x} {y} m ");
            for (var stroke = 1; stroke <= 8; stroke++)
            {
                content.Append(CultureInfo.InvariantCulture, $"{x + (11 * stroke) - 9} {y + 14} {x + (11 * stroke)} {y + 10} {x + (11 * stroke)} {y - (stroke % 3 * 3)} c ");
            }

            content.Append("S ");
        }

        return content.ToString();
    }

    /// <param name="bars">From the top: w for wide, n for narrow.</param>
    private static string PatchCode(string bars, double scale = 1)
    {
        var content = new StringBuilder();
        var y = 640.0;
        foreach (var bar in bars)
        {
            var height = (bar == 'w' ? 0.20 : 0.08) * 72 * scale;
            y -= height;
            content.Append(CultureInfo.InvariantCulture, $"150 {y:f2} 300 {height:f2} re ");
            y -= 0.08 * 72 * scale;
        }

        return content.Append("f ").ToString();
    }

    private static string Lying(double degrees, string content)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        return string.Create(CultureInfo.InvariantCulture, $"q 1 0 0 1 306 396 cm {cos:f5} {sin:f5} {-sin:f5} {cos:f5} 0 0 cm 1 0 0 1 -306 -396 cm {content} Q ");
    }

    /// <summary>How a page suffers on its way.</summary>
    /// <param name="OneIn">So many pixels, one has the wrong colour.</param>
    private sealed record Wear(int X, int Y, double Degrees, int OneIn)
    {
        public byte[] Fax(IReadOnlyList<string> contents) =>
            Fax(TestPages.Pdf([.. contents.Select(content => (612, 792, Lying(Degrees, content)))], ""), contents.Count);

        /// <summary>As it lies: what is not drawn here is not turned.</summary>
        public byte[] Fax(byte[] pdf, int count)
        {
            var pages = Enumerable.Range(1, count).Select(page => TestPages.Raster(pdf, page, X, Y)).ToList();
            var random = new Random(7);
            foreach (var (_, _, bits) in pages)
            {
                for (var i = 0; i < bits.Length * 8 / OneIn; i++)
                {
                    bits[random.Next(bits.Length)] ^= (byte)(1 << random.Next(8));
                }
            }

            return TestPages.Tiff(pages, X, Y);
        }
    }
}
