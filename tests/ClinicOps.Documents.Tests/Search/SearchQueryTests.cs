using ClinicOps.Documents.Search;
using Xunit;

namespace ClinicOps.Documents.Tests.Search;

/// <summary>What is typed, taken apart, and held against what stands on pages.</summary>
public sealed class SearchQueryTests
{
    [Theory]
    [InlineData("García-López O'Brien", "garcia 1|lopez 2|garcialopez 1|obrien 3")]
    [InlineData("(614) 555-0107", "614 1|555 2|0107 3|5550107 2")]
    [InlineData("06/20/1990 M54.5", "6 1|20 2|1990 3|06201990 1|m54 4|5 5|m545 4")]
    [InlineData("Straße Łódź ﬁnding", "strasse 1|lodz 2|finding 3")]
    [InlineData("- … ☒ \u0301", "")]
    public void Words_are_compared_without_accents_signs_and_case(string text, string keys) =>
        Assert.Equal(keys, string.Join('|', SearchKeys.Of(text).Select(key => $"{key.Key} {key.Place}")));

    [Theory]
    [InlineData("knee pain", "knee|pain")]
    [InlineData("\"knee pain\" -referral", "knee pain!|-referral")]
    [InlineData("-\"knee pain\" left", "-knee pain!|left")]
    [InlineData("knee - pain", "knee|pain")]
    [InlineData("“knee pain” x-ray", "knee pain!|x ray/xray")]
    [InlineData("6145550107", "6145550107/614 555 0107")]
    [InlineData("\"knee", "knee!")]
    [InlineData("a\"b c\"d", "a|b c!|d")]
    public void Words_phrases_and_what_is_left_out_are_told_apart(string text, string terms) =>
        Assert.Equal(terms, string.Join('|', SearchQuery.Of(text).Terms.Select(term =>
            (term.IsExcluded ? "-" : "") + string.Join('/', term.Ways.Select(way => string.Join(' ', way))) + (term.IsPhrase ? "!" : ""))));

    [Theory]
    [InlineData("cardiology", "cardiolgy", false, nameof(Fit.Near))]
    [InlineData("cardiolgy", "cardiology", false, nameof(Fit.Near))]
    [InlineData("hematology", "hernatology", false, nameof(Fit.Near))]
    [InlineData("order", "orders", false, nameof(Fit.Exact))]
    [InlineData("biopsies", "biopsi", false, nameof(Fit.Exact))]
    [InlineData("left", "lift", false, nameof(Fit.None))]
    [InlineData("left", "lift", true, nameof(Fit.Near))]
    [InlineData("12345678", "12345679", true, nameof(Fit.None))]
    [InlineData("rad", "radiology", false, nameof(Fit.Near))]
    [InlineData("rossi", "winter", true, nameof(Fit.None))]
    public void A_slip_is_forgiven_in_long_words_and_never_in_numbers(string typed, string read, bool isWide, string fit)
    {
        var term = Assert.Single(SearchQuery.Of(typed).Terms);
        Assert.Equal(fit, SearchQuery.FitOf(term, term.Ways[0][0], read, isWide).ToString());
    }

    [Theory]
    [InlineData("\"knee pain\" left \"pain pain left\"", "'knee':1 'pain':2 'pain':4 'pain':5 'left':6 ")]
    [InlineData("-\"knee pain\" \"left\" x-ray", "")]
    public void Only_the_words_of_phrases_are_to_stand_side_by_side(string text, string phrases) =>
        Assert.Equal(phrases, SearchQuery.Of(text).SideBySide());

    [Theory]
    [InlineData("\"knee pain\" \"left leg\"", "'knee' & 'pain' & 'left' & 'leg'")]
    [InlineData("\"knee\" -\"back pain\" -left", "'knee' & !'left'")]
    public void What_the_index_is_asked_leaves_out_no_document_with_the_phrase_and_none_that_only_has_the_words_left_out(string text, string asked) =>
        Assert.Equal(asked, SearchQuery.Of(text).Loosely(Array.Empty<string>().ToLookup(word => word)).ToString());

    [Fact]
    public void The_line_shown_is_the_one_with_most_of_what_was_sought()
    {
        var text = string.Join(' ', Enumerable.Repeat("knee", 3)) + " " + string.Join(' ', Enumerable.Repeat("other", 100)) + "\fpain in the left knee\nsince May";

        var passage = Passage.Of(text, FindInText.Of(text, SearchQuery.Of("pain knee"), isWide: false));

        Assert.Equal(2, passage.Page);
        Assert.Equal(["pain", "knee"], passage.Parts.Where(part => part.IsFound).Select(part => part.Text));
        Assert.EndsWith(" in the left knee since May", string.Concat(passage.Parts.Select(part => part.Text)), StringComparison.Ordinal);
    }
}
