using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Reading.Native;
using Xunit;

namespace ClinicOps.Documents.Tests.Reading;

public sealed class NormalisationTests(ReadingPool pool) : IClassFixture<ReadingPool>
{
    private static readonly byte[] LetterPdf = TestPages.Pdf([TestPages.Letter]);

    [Fact]
    public async Task Pixels_of_a_standard_fax_are_made_square()
    {
        var page = await pool.Made(TestPages.Fax(LetterPdf, 1, 204, 98));

        Assert.Equal(204, page.Dpi);
        Assert.InRange(page.Height / (double)page.Width, 1.25, 1.33);
        Assert.InRange(ReadingPool.Found((await pool.Read(page)).Text.Words), 0.9, 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-6)]
    public async Task A_skewed_page_is_made_level(double degrees)
    {
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([TestPages.Letter], degrees), 1));

        using var image = Pix.ReadPng(page.Image)!;
        Assert.InRange(image.FindSkew(10)!.Value.Degrees, -0.4, 0.4);
        Assert.InRange(ReadingPool.Found((await pool.Read(page)).Text.Words), 0.9, 1);
    }

    [Fact]
    public async Task Specks_are_taken_off()
    {
        var (width, height, bits) = TestPages.Raster(TestPages.Pdf([[]]), 1, 200, 200);
        for (var i = 0; i < bits.Length; i += 997)
        {
            bits[i] |= 0x10;
        }

        var page = await pool.Made(TestPages.Tiff([(width, height, bits)], 200, 200));

        using var image = Pix.ReadPng(page.Image)!;
        Assert.Equal(0, image.CountInk());
    }

    [Fact]
    public async Task The_words_of_a_drawn_pdf_are_taken_over_and_lie_on_its_ink()
    {
        var page = await pool.Made(LetterPdf);

        Assert.NotNull(page.TextLayer);
        Assert.Equal(1, ReadingPool.Found(page.TextLayer));
        using var image = Pix.ReadPng(page.Image)!;
        Assert.All(page.TextLayer, word => Assert.True(image.CountInk(word.Box) > 0));
        Assert.Equal(TestPages.Letter.Length, page.TextLayer.Select(word => word.Line).Distinct().Count());
    }

    [Fact]
    public async Task The_hidden_words_of_a_scan_are_not_believed()
    {
        var page = await pool.Made(TestPages.ScannedPdf(TestPages.Letter, ["lorem ipsum dolor sit amet", "consectetur adipiscing elit sed do"]));

        Assert.Null(page.TextLayer);
        Assert.InRange(ReadingPool.Found((await pool.Read(page)).Text.Words), 0.9, 1);
    }

    [Fact]
    public async Task A_text_layer_that_leaves_most_of_the_ink_uncovered_is_not_believed()
    {
        var curves = string.Concat(Enumerable.Range(0, 600).Select(i => $"{60 + (i % 30 * 16)} {60 + (i / 30 * 24)} 7 9 re f "));
        var page = await pool.Made(TestPages.Pdf([(612, 792, curves + TestPages.Drawing(["one two three four five six seven", "eight nine ten eleven twelve thirteen fourteen"]))], ""));

        Assert.Null(page.TextLayer);
    }

    /// <summary>A form that was used before keeps the patient of that time in white.</summary>
    [Fact]
    public async Task Words_that_nobody_can_see_on_the_page_are_not_believed()
    {
        const string white = "BT 1 1 1 rg /F 12 Tf 72 90 Td (Patient Marco Winter born 01/05/1961 member W445566) Tj ET 0 g ";

        var page = await pool.Made(TestPages.Pdf([(612, 792, white + TestPages.Drawing(TestPages.Letter))], ""));

        Assert.Null(page.TextLayer);
        Assert.DoesNotContain((await pool.Read(page)).Text.Words, word => word.Text == "Marco");
    }

    /// <summary>The database takes no zero in a text: one such word would hold up its page for ever.</summary>
    [Fact]
    public async Task Control_characters_of_a_text_layer_are_dropped()
    {
        var page = await pool.Made(TestPages.Pdf([(612, 792, TestPages.Drawing([.. TestPages.Letter, "a bell\\000 and a\\007 zero"]))], ""));

        Assert.NotNull(page.TextLayer);
        Assert.DoesNotContain(page.TextLayer, word => word.Text.Any(char.IsControl));
    }

    [Fact]
    public async Task A_photo_is_read()
    {
        var page = await pool.Made(TestPages.Photo(LetterPdf));

        Assert.InRange(ReadingPool.Found((await pool.Read(page)).Text.Words), 0.9, 1);
    }

    [Fact]
    public async Task Of_a_damaged_fax_the_good_pages_are_made_and_the_others_fail_alone()
    {
        var whole = TestPages.Fax(TestPages.Pdf([TestPages.Letter, TestPages.Letter, TestPages.Letter]), 3);
        var cut = whole[..(whole.Length * 5 / 6)];

        var pages = await pool.Reader.Normalise(cut, [1, 2, 3], TestContext.Current.CancellationToken);

        Assert.Equal(new FileInspection.Readable("tiff", 3), await pool.Inspect(cut));
        Assert.IsType<PageNormalisation.Made>(pages[0]);
        Assert.IsType<PageNormalisation.Made>(pages[1]);
        Assert.Equal(new PageNormalisation.Failed(3, PageProblem.MissingPage), pages[2]);
    }

    [Fact]
    public async Task A_photo_cut_off_in_its_header_is_corrupt() =>
        Assert.Equal(new PageNormalisation.Failed(1, PageProblem.Corrupt), await pool.Normalise(TestPages.Photo(LetterPdf)[..100]));

    [Fact]
    public async Task Pages_come_in_the_order_asked()
    {
        var file = TestPages.Pdf([["one"], ["two"], ["three"]]);

        var pages = await pool.Reader.Normalise(file, [3, 1, 7], TestContext.Current.CancellationToken);

        Assert.Equal([3, 1, 7], pages.Select(page => page.Page));
        Assert.Equal(new PageNormalisation.Failed(7, PageProblem.MissingPage), pages[2]);
    }

    [Fact]
    public async Task A_thumbnail_is_small_and_of_what_is_no_picture_there_is_none()
    {
        var page = await pool.Made(LetterPdf);

        var small = await pool.Reader.Thumbnail(page.Image, 160, TestContext.Current.CancellationToken);

        using var image = Pix.ReadPng(small)!;
        Assert.InRange(image.Width, 158, 162);
        Assert.Null(await pool.Reader.Thumbnail("no picture"u8.ToArray(), 160, TestContext.Current.CancellationToken));
    }
}
