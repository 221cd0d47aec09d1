using ClinicOps.Documents.Exporting;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Tests.Matching;
using ClinicOps.Documents.Tests.Reading;
using UglyToad.PdfPig;
using Xunit;

namespace ClinicOps.Documents.Tests.Exporting;

/// <summary>The PDF that goes out: the page as it was read, and its words where they stand, without ink.</summary>
public sealed class SearchablePdfTests(ReadingPool pool) : IClassFixture<ReadingPool>
{
    [Fact]
    public async Task Of_a_fax_the_words_that_were_read_are_found_where_they_stand()
    {
        var (page, read) = await Fax();

        using var pdf = PdfDocument.Open(Pdf((page.Image, page.Dpi, read.Words)));

        var drawn = pdf.GetPage(1);
        Assert.Equal(page.Width * 72.0 / page.Dpi, drawn.Width, 2);
        Assert.Equal(page.Height * 72.0 / page.Dpi, drawn.Height, 2);
        Assert.Equal(string.Concat(read.Words.Select(word => word.Text)), string.Concat(drawn.Letters.Select(letter => letter.Value)));
        var name = read.Words.Single(word => word.Text == "Marguerite");
        var letters = drawn.Letters.SkipWhile(letter => letter.Value != "M" || !IsWithin(letter.StartBaseLine.X, name.Box.X)).Take(10).ToList();
        Assert.Equal("Marguerite", string.Concat(letters.Select(letter => letter.Value)));
        Assert.InRange(letters[^1].EndBaseLine.X, Points(name.Box.Right) - 1, Points(name.Box.Right) + 1);
        Assert.InRange(letters[0].StartBaseLine.Y, drawn.Height - Points(name.Box.Bottom) - 1, drawn.Height - Points(name.Box.Bottom) + 1);

        double Points(int pixels) => pixels * 72.0 / page.Dpi;
        bool IsWithin(double x, int pixels) => Math.Abs(x - Points(pixels)) < 1;
    }

    [Fact]
    public async Task The_words_leave_no_ink_and_the_image_is_the_pages()
    {
        var (page, read) = await Fax();

        var withWords = TestPages.Raster(Pdf((page.Image, page.Dpi, read.Words)), 1, page.Dpi, page.Dpi);
        var without = TestPages.Raster(Pdf((page.Image, page.Dpi, [])), 1, page.Dpi, page.Dpi);

        Assert.NotEmpty(read.Words);
        Assert.Equal((page.Width, page.Height), (withWords.Width, withWords.Height));
        Assert.Equal(without.Bits, withWords.Bits);
        Assert.InRange(withWords.Bits.Sum(row => System.Numerics.BitOperations.PopCount(row)), 5_000, 500_000);
    }

    [Fact]
    public void Every_script_is_found_also_when_there_are_more_letters_than_a_font_holds()
    {
        var all = string.Concat(Enumerable.Range(0x4E00, 600).Select(letter => (char)letter));
        var words = new[] { "Núñez", "Łódź", "Привет", "漢字", "☒", "(a\\b)", "\U0001F600", all }.Select((text, i) => new Word(text, new Box(100, 100 + (i * 60), 900, 40), 90, 0, i)).ToList();

        using var pdf = PdfDocument.Open(Pdf((Png(), 200, words)));

        Assert.Equal(words.Select(word => word.Text), pdf.GetPage(1).Letters.GroupBy(letter => letter.StartBaseLine.Y).Select(line => string.Concat(line.Select(letter => letter.Value))));
    }

    [Fact]
    public void A_page_without_an_image_says_so_and_the_others_are_there()
    {
        using var pdf = PdfDocument.Open(Pdf((null, 0, []), ("no picture"u8.ToArray(), 200, []), (Png(), 200, PageTextBuilder.Page("Elena Rossi").Words)));

        var texts = pdf.GetPages().Select(page => string.Concat(page.Letters.Select(letter => letter.Value))).ToList();
        Assert.Equal(["Page 1 could not be read. The original holds what was received of it.", "Page 2 could not be read. The original holds what was received of it.", "ElenaRossi"], texts);
    }

    [Fact]
    public void The_same_pages_give_the_same_bytes() =>
        Assert.Equal(Pdf((Png(), 200, PageTextBuilder.Page("Elena Rossi").Words)), Pdf((Png(), 200, PageTextBuilder.Page("Elena Rossi").Words)));

    [Theory]
    [InlineData(20)]
    [InlineData(60)]
    public void A_png_that_is_cut_off_is_no_picture(int length) => Assert.Null(PngPicture.Of(Png().AsSpan(0, length)));

    private async Task<(PageNormalisation.Made Page, PageText Read)> Fax()
    {
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([TestPages.Letter]), 1));
        return (page, (await pool.Read(page)).Text);
    }

    private static byte[] Pdf(params (byte[]? Image, int Dpi, IReadOnlyList<Word> Words)[] pages)
    {
        using var file = new MemoryStream();
        var pdf = new SearchablePdf(file, "Lab result");
        pdf.Begin();
        for (var i = 0; i < pages.Length; i++)
        {
            pdf.AddPage(pages[i].Image, pages[i].Dpi, pages[i].Words, i + 1);
        }

        pdf.End();
        return file.ToArray();
    }

    /// <summary>An empty sheet of 1700 x 2200 grey pixels.</summary>
    internal static byte[] Png()
    {
        using var rows = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(rows, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < 2200; y++)
            {
                zlib.Write([0, .. Enumerable.Repeat((byte)255, 1700)]);
            }
        }

        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR", [0, 0, 6, 164, 0, 0, 8, 152, 8, 0, 0, 0, 0]), .. Chunk("IDAT", rows.ToArray()), .. Chunk("IEND", [])];

        // The check sum is nobody's business here.
        static byte[] Chunk(string kind, byte[] body) => [.. BitConverter.GetBytes(body.Length).Reverse(), .. System.Text.Encoding.ASCII.GetBytes(kind), .. body, 0, 0, 0, 0];
    }
}
