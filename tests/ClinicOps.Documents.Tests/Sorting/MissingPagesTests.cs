using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Matching;
using Xunit;

namespace ClinicOps.Documents.Tests.Sorting;

/// <summary>Which pages never came, by what the others say.</summary>
public sealed class MissingPagesTests
{
    [Theory]
    [InlineData("1/5 2/5 4/5 5/5", "3")]
    [InlineData("1/3", "2,3")]
    [InlineData("1/2 2/2", "")]
    [InlineData("1/3 - 3/3", "")]
    [InlineData("- 2/3 3/3", "")]
    [InlineData("1/4 - 4/4", "3")]
    [InlineData("1/2 1/3", "")]
    [InlineData("- -", "")]
    public void Pages_between_and_behind_those_that_came_are_missing_unless_one_without_a_number_fills_the_gap(string pages, string missing) =>
        Assert.Equal(missing, string.Join(',', Missing(pages, pages)));

    [Theory]
    [InlineData("3/5 4/5 5/5", "1/5 2/5 | 3/5 4/5 5/5", "")]
    [InlineData("1/5 2/5 4/5 5/5", "1/5 2/5 4/5 5/5 | 1/5 2/5 3/5 4/5 5/5", "3")]
    public void A_count_of_the_whole_call_misses_nothing_that_lies_in_another_document(string pages, string transmission, string missing) =>
        Assert.Equal(missing, string.Join(',', Missing(pages, transmission)));

    [Theory]
    [InlineData(new[] { 3 }, 5, "Page 3 of 5 never came.")]
    [InlineData(new[] { 2, 3, 4 }, 4, "Pages 2, 3 and 4 of 4 never came.")]
    public void It_is_said_in_words(int[] numbers, int said, string words) => Assert.Equal(words, MissingPages.Words(numbers, said));

    [Theory]
    [InlineData("Page 2 of 5")]
    [InlineData("Page 2/5")]
    [InlineData("Page 2 / 5")]
    [InlineData("Pg 2 of 5")]
    [InlineData("Pg. 2/5")]
    [InlineData("Page: 2 (5)")]
    [InlineData("Page 2 (of 5)")]
    [InlineData("Page no. 2 of 5")]
    [InlineData("p. 2 of 5")]
    [InlineData("Sheet 2 out of 5")]
    [InlineData("2/5")]
    [InlineData("- 2 of 5 -")]
    public void A_page_says_its_number_in_many_forms(string written)
    {
        Assert.Equal((2, 5), SplitTransmission.PageCountOf(PageTextBuilder.Page("Harbor Imaging", written, "some words on a page")));
        Assert.Equal((2, 5), SplitTransmission.PageCountOf(new PageTextBuilder().Lines("Harbor Imaging", "some words on a page").Line(written, top: 2100).Build()));
    }

    [Theory]
    [InlineData("Visit  2 of 6")]
    [InlineData("BP 110/120")]
    [InlineData("Collected 02/05")]
    [InlineData("Date 2/5/2026")]
    [InlineData("Box 5 of 2")]
    [InlineData("Step 2 of 5")]
    public void What_else_is_counted_at_the_head_is_no_page(string written) =>
        Assert.Null(SplitTransmission.PageCountOf(PageTextBuilder.Page("Harbor Imaging", written, "some words on a page")));

    /// <summary>It counts all pages of the call.</summary>
    [Theory]
    [InlineData("P. 2/5")]
    [InlineData("2/5")]
    [InlineData("03/01/2026 09:12 FROM: 6145550107  P. 002/005")]
    public void What_the_sending_machine_counts_above_the_page_is_not_the_documents_own(string written) =>
        Assert.Null(SplitTransmission.PageCountOf(new PageTextBuilder().Line(written, top: 40).Lines("Harbor Imaging", "some words on a page").Build()));

    [Theory]
    [InlineData(5, "3 4 5", 5, "1 2", true)]
    [InlineData(5, "3 4 5", 5, "2", false)]
    [InlineData(5, "3 4 5", 4, "1 2", false)]
    [InlineData(3, "3", 3, "3", false)]
    public void Two_are_the_parts_of_one_where_both_count_as_many_and_no_page_came_twice(int said, string missing, int otherSaid, string otherMissing, bool isRest)
    {
        int[] keys = [1, 2];
        var document = new Document
        {
            Id = Guid.CreateVersion7(),
            TransmissionId = Guid.CreateVersion7(),
            Ordinal = 1,
            Type = DocumentType.LabResult,
            TypeConfidence = 1,
            PatientEvidence = ReadPatientEvidence.From([], new DateOnly(2026, 3, 2)),
            MatchKeys = keys,
            LocationId = Guid.Empty,
            CareThreadId = Guid.Empty,
            ReceivedAt = default,
            ProgressAt = default,
            PagesSaid = said,
            MissingPages = Split(missing),
        };

        Assert.Equal(isRest, FindPagesElsewhere.Completes(document, otherSaid, Split(otherMissing), keys));
        Assert.Equal(isRest, FindPagesElsewhere.Completes(document, otherSaid, Split(otherMissing), []));

        // Each speaks of somebody, and of nobody in common.
        Assert.False(FindPagesElsewhere.Completes(document, otherSaid, Split(otherMissing), [3]));
    }

    private static int[] Split(string numbers) => [.. numbers.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];

    private static int[] Missing(string document, string transmission)
    {
        var all = transmission.Replace("| ", "", StringComparison.Ordinal).Split(' ');
        var first = string.Join(' ', all).IndexOf(document, StringComparison.Ordinal);
        var from = string.Join(' ', all)[..first].Count(c => c == ' ') + 1;
        var counts = MissingPages.CountsOn(all.Select((count, at) => PageTextBuilder.Page(at + 1, "Harbor Imaging", "some words on a page", count == "-" ? "more words" : $"Page {count.Replace("/", " of ", StringComparison.Ordinal)}")));
        return MissingPages.In([.. Enumerable.Range(from, document.Split(' ').Length)], counts).Numbers;
    }
}
