using ClinicOps.Documents.Receiving.Mail;
using UglyToad.PdfPig;
using Xunit;

namespace ClinicOps.Documents.Tests.Receiving;

public sealed class TypesetTextTests
{
    [Fact]
    public void The_words_stand_on_the_page_as_text_with_their_accents()
    {
        using var pdf = PdfDocument.Open(TypesetText.Run(new MailText(["From: José Müller <jm@example.org>"], "Patient: Elena M Rossi\nDOB: 06/20/1990\nŁódź, “quoted” – Привет")));

        var text = string.Join(' ', pdf.GetPage(1).GetWords().Select(word => word.Text));
        Assert.Contains("José Müller", text, StringComparison.Ordinal);
        Assert.Contains("DOB: 06/20/1990", text, StringComparison.Ordinal);
        Assert.Contains("Łódź, “quoted” – Привет", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_lines_are_broken_between_words_and_nothing_runs_off_the_page()
    {
        var words = string.Join(' ', Enumerable.Range(0, 3000).Select(n => $"word{n}")) + " " + new string('x', 400);
        using var pdf = PdfDocument.Open(TypesetText.Run(new MailText([], words)));

        var pages = pdf.GetPages().ToList();
        Assert.True(pages.Count > 1);
        Assert.All(pages.SelectMany(page => page.Letters), letter => Assert.InRange(letter.BoundingBox.Right, 0, 612 - 50));
        Assert.All(pages.SelectMany(page => page.Letters), letter => Assert.InRange(letter.BoundingBox.Bottom, 40, 792));
        var read = pages.SelectMany(page => page.GetWords()).Select(word => word.Text).ToHashSet();
        Assert.All(Enumerable.Range(0, 3000), n => Assert.Contains($"word{n}", read));
    }

    [Fact]
    public void A_letter_that_the_font_lacks_is_a_box_and_no_failure() =>
        Assert.NotEmpty(TypesetText.Run(new MailText([], "漢字 \U0001F600 \u0007 end")));

    [Fact]
    public void The_same_words_give_the_same_bytes() =>
        Assert.Equal(TypesetText.Run(new MailText(["a"], "b")), TypesetText.Run(new MailText(["a"], "b")));
}
