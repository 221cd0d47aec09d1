using ClinicOps.Documents.Reading;
using Xunit;

namespace ClinicOps.Documents.Tests.Reading;

/// <summary>Lines that somebody crossed out by hand, beside all that looks alike: underlines, rulings, frames, streaks, white letters on black.</summary>
public sealed class PenStrokesTests(ReadingPool pool) : IClassFixture<ReadingPool>
{
    private static readonly string[] Lines =
    [
        "Imaging order for Marguerite Thornbury",
        "Lumbar spine without contrast 72148",
        "Knee three views left side 73562",
        "Abdomen and pelvis with contrast 74177",
        "Ultrasound of the thyroid gland 76536",
        "Therapy evaluation and treatment 97161",
        "Ordering provider Jonathan Whitfield",
        "Carotid duplex study bilateral 93880",
        "Schedule and send the report to us",
        "Sleeping pages and gypsy jargon",
    ];

    /// <summary>Where the letters of a line stand, in points from the bottom.</summary>
    private static int Foot(int line) => 640 - (24 * line);

    private static string Page { get; } = TestPages.Drawing(Lines)
        // Crossed out: by a slanting stroke, by a wavy one, a word of three only, by a thick pen.
        + $" 1.3 w 66 {Foot(1) + 2} m 300 {Foot(1) + 6} l S"
        + $" 1 w 70 {Foot(3) + 4} m 140 {Foot(3) + 8} 220 {Foot(3) + 0} 318 {Foot(3) + 5} c S"
        + $" 1.3 w 119 {Foot(5) + 4} m 181 {Foot(5) + 5} l S"
        + $" 3 w 68 {Foot(7) + 4} m 292 {Foot(7) + 5} l S"
        // Not: an underline, a streak over all the paper, a frame, a line that one writes on and the letters hang through, a black bar.
        + $" 1 w 72 {Foot(2) - 2} m 265 {Foot(2) - 2} l S"
        + $" 0.7 w 20 {Foot(4) + 4} m 600 {Foot(4) + 4} l S"
        + $" 1 w 66 {Foot(6) - 5} 400 18 re S"
        + $" 1 w 60 {Foot(8) - 1} m 480 {Foot(8) - 1} l S 60 {Foot(8) + 11} m 480 {Foot(8) + 11} l S"
        + $" 0.8 w 72 {Foot(9) - 1} m 262 {Foot(9) - 1} l S"
        + $" 66 {Foot(11) - 5} 300 18 re f 1 g BT /F 13 Tf 72 {Foot(11)} Td (White letters on black ground) Tj ET 0 g";

    [Fact]
    public async Task What_is_crossed_out_is_told_on_a_fax_and_nothing_else_is()
    {
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([(612, 792, Page)], ""), 1, 204, 196));

        Check((await pool.Read(page)).Text.Words, page.Height / 792.0, least: 0.6);
    }

    [Fact]
    public async Task What_is_crossed_out_is_told_on_a_born_digital_page_and_nothing_else_is()
    {
        var page = await pool.Made(TestPages.Pdf([(612, 792, Page)], ""));

        Check(page.TextLayer!, page.Height / 792.0, least: 0.8);
    }

    /// <param name="least">Share of the words of a line that must be known as crossed out: what reads as no word is none.</param>
    private static void Check(IReadOnlyList<Word> words, double scale, double least)
    {
        foreach (var line in Enumerable.Range(0, Lines.Length).Append(11))
        {
            var middle = (792 - Foot(line) - 4) * scale;
            var own = words.Where(word => word.Box.Y < middle && word.Box.Bottom > middle).ToList();
            var struck = own.Where(word => word.Struck).ToList();
            switch (line)
            {
                case 1 or 3 or 7:
                    Assert.True(own.Count > 0 && struck.Count >= least * own.Count, $"Line {line}: {struck.Count} of {own.Count} words are known as crossed out.");
                    break;
                case 5:
                    Assert.Contains("valua", Assert.Single(struck).Text, StringComparison.Ordinal);
                    break;
                default:
                    Assert.True(struck.Count == 0, $"Line {line}: {string.Join(' ', struck.Select(word => word.Text))} is taken for crossed out.");
                    break;
            }
        }
    }
}
