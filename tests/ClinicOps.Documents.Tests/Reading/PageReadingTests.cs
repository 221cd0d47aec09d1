using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Reading.Native;
using ClinicOps.Documents.Reading.Worker;
using Xunit;

namespace ClinicOps.Documents.Tests.Reading;

public sealed class PageReadingTests(ReadingPool pool) : IClassFixture<ReadingPool>
{
    [Fact]
    public async Task Words_come_with_place_line_and_confidence()
    {
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([TestPages.Letter]), 1, 200, 200));

        var text = (await pool.Read(page)).Text;

        Assert.Equal((page.Width, page.Height, page.Dpi, "ocr"), (text.Width, text.Height, text.Dpi, text.Source));
        Assert.InRange(ReadingPool.Found(text.Words), 0.95, 1);
        Assert.InRange(text.MeanConfidence, 85, 100);
        Assert.InRange(text.UncoveredInk, 0, 0.05);
        var name = text.Words.Single(word => word.Text == "Marguerite");
        Assert.InRange(name.Box.X, 325, 345);
        Assert.Equal(text.Words.Single(word => word.Text == "Thornbury").Line, name.Line);
        Assert.NotEqual(text.Words.Single(word => word.Text == "Diagnosis:").Line, name.Line);
    }

    [Theory]
    [InlineData(180)]
    [InlineData(90)]
    [InlineData(270)]
    public async Task A_page_that_lies_wrongly_ends_up_upright(double degrees)
    {
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([TestPages.Letter], degrees), 1, 200, 200));

        var reading = await pool.Read(page);

        Assert.InRange(ReadingPool.Found(reading.Text.Words), 0.9, 1);
        var title = reading.Text.Words.First(word => word.Text == "Bluewater").Box;
        Assert.True(title.Y < reading.Text.Height / 4 && title.Width > title.Height);
        using var image = Pix.ReadPng(reading.TurnedImage ?? page.Image)!;
        Assert.Equal((reading.Text.Width, reading.Text.Height), (image.Width, image.Height));
    }

    [Fact]
    public async Task The_boxes_of_a_form_are_read_as_ticked_or_empty_in_the_line_of_their_text()
    {
        const string Boxes = " 1.2 w 74 638 12 12 re S 74 614 12 12 re S 74 614 m 86 626 l S 74 626 m 86 614 l S";
        var form = TestPages.Drawing(["       Ferritin", "       Magnesium", "BOLD DOUBLE BOOKED 0800", "Ordering provider: Jonathan Whitfield"]) + Boxes;
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([(612, 792, form)], ""), 1, 204, 196));

        var words = (await pool.Read(page)).Text.Words;

        Assert.Equal(["☐", "☒"], words.Where(word => word.Text is "☐" or "☒").OrderBy(word => word.Box.Y).Select(word => word.Text));
        Assert.Equal(["☐ Ferritin", "☒ Magnesium"], words.GroupBy(word => word.Line).Select(line => string.Join(' ', line.Select(word => word.Text))).Where(line => line[0] is '☐' or '☒'));
    }

    [Fact]
    public async Task Drawn_boxes_of_a_form_become_words_that_say_whether_they_are_ticked()
    {
        var form = "1.2 w 72 600 11 11 re S 72 560 11 11 re S 72 560 m 83 571 l S 83 560 m 72 571 l S 300 560 11 11 re S 302 566 m 304 562 l 308 569 l S "
            + "BT /F 13 Tf 92 602 Td (Magnetic resonance imaging) Tj 0 -40 Td (Computed tomography) Tj 228 0 Td (Ultrasound BOD 00) Tj ET";
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([(612, 792, form)], ""), 1, 200, 200));

        var words = (await pool.Read(page)).Text.Words;

        Assert.Equal(3, words.Count(word => word.Text is "☒" or "☐"));
        Assert.Equal("☐", BoxBefore("Magnetic"));
        Assert.Equal("☒", BoxBefore("Computed"));
        Assert.Equal("☒", BoxBefore("Ultrasound"));

        string BoxBefore(string text)
        {
            var at = words.Index().Single(word => word.Item.Text == text);
            Assert.Equal(at.Item.Line, words[at.Index - 1].Line);
            return words[at.Index - 1].Text;
        }
    }

    [Fact]
    public async Task An_image_that_cannot_be_decoded_fails() =>
        Assert.Equal(
            new PageReading.Failed(PageProblem.Corrupt),
            await pool.Reader.Read("no picture"u8.ToArray(), 1, TestContext.Current.CancellationToken));

    [Fact]
    public async Task An_empty_page_has_no_words_and_no_ink()
    {
        var text = (await pool.Read(await pool.Made(TestPages.Fax(TestPages.Pdf([[]]), 1, 200, 200)))).Text;

        Assert.Empty(text.Words);
        Assert.Equal((0, 0), (text.MeanConfidence, text.UncoveredInk));
    }

    [Fact]
    public void Ink_without_words_is_noticed_and_ruling_lines_are_not()
    {
        const string lines = "2 w 50 100 m 560 100 l S 50 90 510 640 re S ";
        var (width, height, bits) = TestPages.Raster(TestPages.Pdf([(612, 792, lines + TestPages.Drawing(TestPages.Letter))], ""), 1, 200, 200);
        using var image = Pix.ReadTiff(TestPages.Tiff([(width, height, bits)], 200, 200), 0)!;
        var firstHalf = new Word("", new Box(0, 0, width, 500), 90, 0, 0);
        var secondHalf = new Word("", new Box(0, 500, width, 1400), 90, 0, 1);

        Assert.InRange(PageInk.Uncovered(image, 200, [firstHalf]), 0.5, 0.95);
        Assert.InRange(PageInk.Uncovered(image, 200, [firstHalf, secondHalf]), 0, 0.01);
        Assert.Equal(1, PageInk.Uncovered(image, 200, []));
    }
}
