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

    [Fact]
    public async Task A_word_that_is_scribbled_over_is_told_on_a_fax_and_signatures_bars_and_bold_words_are_none()
    {
        string Scribble(double left, double right, double foot, double head, int turns) => $" 1.2 w {left} {foot} m "
            + string.Join(' ', Enumerable.Range(1, turns).Select(turn => FormattableString.Invariant($"{left + ((right - left) * turn / turns) + (turn % 3)} {(turn % 2 == 0 ? foot - (turn % 5 * 0.4) : head + (turn % 4 * 0.4))} l"))) + " S";
        string Rubbed(double left, double right, double foot, double head, int turns) => $" 1.2 w {left} {foot} m "
            + string.Join(' ', Enumerable.Range(1, turns).Select(turn => FormattableString.Invariant($"{(turn % 2 == 0 ? left : right) + (turn % 3)} {foot + ((head - foot) * turn / turns)} l"))) + " S";
        var drawing = TestPages.Drawing(Lines)
            + Scribble(150, 245, Foot(1) - 2, Foot(1) + 11, 40) + Rubbed(72, 118, Foot(3) - 1, Foot(3) + 10, 9) + Scribble(240, 290, Foot(7) - 2, Foot(7) + 11, 24)
            // Not: a signature, a black bar, a word in heavy letters, a frame around a word.
            + $" 1.2 w 320 {Foot(6)} m 340 {Foot(6) + 22} 345 {Foot(6) - 8} 352 {Foot(6) + 8} c 360 {Foot(6) + 14} 366 {Foot(6) - 6} 380 {Foot(6) + 6} c 396 {Foot(6) + 12} 410 {Foot(6) - 2} 440 {Foot(6) + 4} c S"
            + $" 66 {Foot(11) - 5} 300 18 re f 1 g BT /F 13 Tf 72 {Foot(11)} Td (White letters on black ground) Tj ET 0 g"
            + $" BT 2 Tr 1.6 w /F 13 Tf 72 {Foot(13)} Td (Heavy letters that run together) Tj ET 0 Tr 1 w 66 {Foot(2) - 5} 60 18 re S";
        var page = await pool.Made(TestPages.Fax(TestPages.Pdf([(612, 792, drawing)], ""), 1, 204, 196));

        var (words, scale) = ((await pool.Read(page)).Text.Words, page.Height / 792.0);
        var struck = Enumerable.Range(0, 14).Where(line => words.Any(word => word.Struck && word.Box.Y < (792 - Foot(line) - 4) * scale && word.Box.Bottom > (792 - Foot(line) - 4) * scale));
        Assert.Equal([1, 3, 7], struck);
        Assert.DoesNotContain(words, word => word.Struck && word.Text is "Lumbar" or "72148" or "pelvis" or "74177" or "Carotid" or "duplex");
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
