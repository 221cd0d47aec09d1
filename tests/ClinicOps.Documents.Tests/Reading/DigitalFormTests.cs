using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Reading.Worker;
using Xunit;

namespace ClinicOps.Documents.Tests.Reading;

/// <summary>Boxes of forms that were never on paper: drawn as lines, or letters of a font of signs.</summary>
public sealed class DigitalFormTests(ReadingPool pool) : IClassFixture<ReadingPool>
{
    [Fact]
    public async Task Boxes_of_a_born_digital_form_are_read_drawn_or_as_letters_with_what_is_drawn_into_them()
    {
        string[] choices = ["Ferritin level", "Magnesium level", "Thyroid panel", "Vitamin level", "Bilirubin level", "Glucose level"];
        var form = TestPages.Drawing(["Laboratory requisition of the Bluewater practice", .. choices.Select(choice => "         " + choice), "Ordering provider: Jonathan Whitfield for Marguerite Thornbury"])
            + Square(1) + Square(2) + Cross(2) + Sign(3, "o") + Sign(4, "o") + Cross(4) + Sign(5, "8") + Square(6) + Sign(6, "4");
        var page = await pool.Made(TestPages.Pdf([(612, 792, form)], ""));

        Assert.NotNull(page.TextLayer);
        var read = page.TextLayer.GroupBy(word => word.Line).Select(line => string.Join(' ', line.Select(word => word.Text))).ToList();
        Assert.Equal(
            ["☐ Ferritin level", "☒ Magnesium level", "☐ Thyroid panel", "☒ Vitamin level", "✓ Bilirubin level", "☒ Glucose level"],
            choices.Select(choice => read.Single(line => line.EndsWith(choice, StringComparison.Ordinal))));

        static int Foot(int line) => 640 - (24 * line);
        static string Square(int line) => $" 1.2 w 80 {Foot(line) - 1} 12 12 re S";
        static string Cross(int line) => $" 1.2 w 80 {Foot(line) - 1} m 92 {Foot(line) + 11} l S 80 {Foot(line) + 11} m 92 {Foot(line) - 1} l S";
        static string Sign(int line, string letter) => $" BT /Z 12 Tf 81 {Foot(line)} Td ({letter}) Tj ET";
    }

    [Theory]
    [InlineData("☐", "Helvetica", "☐")]
    [InlineData("☑", "SegoeUISymbol", "☒")]
    [InlineData("✔", "ZapfDingbats", "✓")]
    [InlineData("o", "ABCDEF+Wingdings-Regular", "☐")]
    [InlineData("\uF0A8", "Wingdings", "☐")]
    [InlineData("\uF0FE", "Wingdings", "☒")]
    [InlineData("x", "Wingdings", "☒")]
    [InlineData("R", "Wingdings 2", "☒")]
    [InlineData("£", "XYZABC+Wingdings2", "☐")]
    [InlineData("x", "Helvetica", null)]
    [InlineData("o", "TimesNewRoman", null)]
    [InlineData("n", "Wingdings", null)]
    public void A_letter_of_a_font_of_signs_is_the_box_it_shows(string letter, string font, string? sign) => Assert.Equal(sign, PdfSigns.Of(letter, font));
}
