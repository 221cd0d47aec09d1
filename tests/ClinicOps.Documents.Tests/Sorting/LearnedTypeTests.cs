using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Sorting.Training;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Sorting;

/// <summary>What was learned from invented papers, on papers that it was not learned from.</summary>
public sealed class LearnedTypeTests
{
    [Fact]
    public void Papers_of_offices_never_learned_from_are_told_apart_and_certainty_is_earned()
    {
        var said = CampaignPapers.Drawn(40, 7).Select(paper => (paper.Kind.Type, Said: ClassifyDocument.Of(paper.Pages))).ToList();

        var right = said.Count(s => s.Said.Type == s.Type) / (double)said.Count;
        var sure = said.Where(s => s.Said.Confidence >= 0.9).ToList();
        Assert.True(right >= 0.95, $"right: {right:0.000}");
        Assert.True(sure.Count(s => s.Said.Type == s.Type) >= 0.96 * sure.Count, $"of {sure.Count} said to be sure, right: {sure.Count(s => s.Said.Type == s.Type)}");
        Assert.True(sure.Count >= 0.8 * said.Count, $"sure: {sure.Count} of {said.Count}");
    }

    [Theory]
    [InlineData("qzx trn wf|lll1 rnn oo|8831 20 77|tt vv mn")]
    [InlineData("Ask Ben about the garden party|bring chairs and lemonade|rain date Sunday")]
    [InlineData("Harbor Clinic|see attached")]
    public void Nonsense_and_next_to_nothing_are_called_unsure(string lines) =>
        Assert.Equal(DocumentType.Unsure, ClassifyDocument.Of([Page(lines.Split('|'))]).Type);

    [Fact]
    public void What_decided_is_shown_where_it_stands_each_place_once_and_strongest_first()
    {
        var found = ClassifyDocument.Of([Page("Harbor Clinic", "Discharge Summary", "Date of Admission: 03/01/2025", "Hospital Course: treated with antibiotics", "Discharge Medications: amoxicillin")]);

        Assert.Equal(found.Evidence.OrderByDescending(e => e.Weight), found.Evidence);
        Assert.All(found.Evidence, e => Assert.True(e is { Type: DocumentType.DischargeSummary, Weight: > 0, Box.Width: > 0 }));
        Assert.Contains(found.Evidence, e => e.Words.Contains("Hospital", StringComparison.Ordinal));
        Assert.Equal(found.Evidence.Count, found.Evidence.Select(e => e.Box).Distinct().Count());
    }

    [Theory]
    [InlineData("authorized", "authorization")]
    [InlineData("radiologist", "radiology")]
    [InlineData("pharmacies", "pharmacy")]
    [InlineData("labs", "lab")]
    public void Words_of_one_stem_are_one(string one, string other) => Assert.Equal(TypeFeatures.Stem(other), TypeFeatures.Stem(one));

    [Theory]
    [InlineData("06201990")]
    [InlineData("scx129984556")]
    public void A_value_is_no_word(string key) => Assert.Equal("", TypeFeatures.Stem(key));
}
