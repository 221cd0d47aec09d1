using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Repeats;
using ClinicOps.Documents.Tests.Matching;
using Xunit;

namespace ClinicOps.Documents.Tests.Repeats;

/// <summary>What is the same paper sent again, and what only looks like it.</summary>
public sealed class SamePaperTests
{
    private static readonly string[] Lab =
    [
        "Harbor Laboratories", "9 Dock Rd, Ashford, OH 43096", "Tel: (614) 555-0107", "Final Laboratory Report", "Patient: Elena M Rossi", "DOB: 06/20/1990",
        "Specimen: serum   Accession: 8841207", "Collected: 02/26/2026   Reported: February 27, 2026", "Test  Result  Reference Range",
        "Glucose  92  70 - 99", "Sodium  140  136 - 145", "Creatinine  88  60 - 110", "Potassium reported within limits",
    ];

    private static readonly string[] Order =
    [
        "Lakeside Family Medicine", "Imaging order form", "Patient: Elena M Rossi   DOB: 06/20/1990", "Please perform the examination ticked below",
        "[X] MRI lumbar spine without contrast 72148", "[ ] MRI brain without contrast 70551", "Diagnosis: lumbar radiculopathy M54.16",
        "Ordering provider: Paul Winter, MD   NPI 1234567893", "Ordered on 03/01/2026", "Electronically signed by Paul Winter, MD",
    ];

    [Fact]
    public void The_same_page_with_another_machines_line_and_other_noise_is_the_same_paper()
    {
        var again = Page(Lab, top: "03/04/2026 09:12  FROM: HARBOR LAB  TO: 6145550142  P.1/1");
        Assert.True(SamePaper.Is(Page(Lab, top: "03/03/2026 16:55  FROM: HARBOR LAB  TO: 6145550142  P.1/1"), again));

        // One word in eight misread, and badly; a date and a number among them.
        string[] noisy = [.. Lab.Select(line => line
            .Replace("Laboratories", "Lahoratones", StringComparison.Ordinal).Replace("Sodium", "Sodiurn", StringComparison.Ordinal).Replace("8841207", "8B41201", StringComparison.Ordinal)
            .Replace("02/26/2026", "02/28/2026", StringComparison.Ordinal).Replace("limits", "lirnits", StringComparison.Ordinal))];
        Assert.True(SamePaper.Is(Page(Lab), Page(noisy, confidence: 60)));
        Assert.True(SamePaper.Is(Page(noisy, confidence: 60), Page(Lab)));
    }

    [Theory]
    [InlineData("02/26/2026", "03/26/2026")]
    [InlineData("February 27, 2026", "March 27, 2026")]
    [InlineData("8841207", "8841999")]
    [InlineData("DOB: 06/20/1990", "DOB: 06/20/1991")]
    [InlineData("Elena M Rossi", "Elina M Rossi")]
    [InlineData("Elena M Rossi", "Marco Winter")]
    public void The_next_report_on_the_same_form_is_another(string here, string there) =>
        Assert.False(SamePaper.Is(Page(Lab), Page(Changed(Lab, here, there))));

    [Fact]
    public void Another_examination_ordered_on_the_same_form_and_day_is_another_order()
    {
        Assert.True(SamePaper.Is(Page(Order), Page(Order)));
        Assert.False(SamePaper.Is(Page(Order), Page(Changed(Changed(Order, "[X] MRI lumbar", "[ ] MRI lumbar"), "[ ] MRI brain", "[X] MRI brain"))));
        Assert.False(SamePaper.Is(Page(Order), Page(Changed(Changed(Order, "lumbar spine without contrast 72148", "knee without contrast 73721"), "lumbar radiculopathy M54.16", "knee pain M25.569"))));
    }

    [Fact]
    public void Other_results_of_the_same_day_are_another_report()
    {
        string[] later = [.. Lab[..9], "Ferritin  31  13 - 150", "Iron  75  37 - 145", "Transferrin  265  200 - 360", "Saturation reported within limits"];

        Assert.False(SamePaper.Is(Page(Lab), Page(Changed(later, "8841207", "8841208"))));
    }

    [Fact]
    public void A_page_that_names_nobody_or_hardly_says_anything_is_compared_with_nothing()
    {
        string[] nobody = [.. Lab.Where(line => !line.StartsWith("Patient", StringComparison.Ordinal) && !line.StartsWith("DOB", StringComparison.Ordinal))];
        Assert.False(SamePaper.Is(Page(nobody), Page(nobody)));

        string[] card = ["Patient: Elena M Rossi", "DOB: 06/20/1990", "Group 4471"];
        Assert.False(SamePaper.Is(Page(card), Page(card)));
    }

    private static string[] Changed(string[] lines, string here, string there) => [.. lines.Select(line => line.Replace(here, there, StringComparison.Ordinal))];

    private static PaperPrint Page(string[] lines, string? top = null, float confidence = 95)
    {
        var page = new PageTextBuilder().Confidence(confidence);
        if (top is not null)
        {
            page.Line(top, top: 20);
        }

        PageText[] pages = [page.Lines(lines).Build()];
        return PaperPrint.Of(ReadPatientEvidence.From(pages, new DateOnly(2026, 3, 17)), pages);
    }
}
