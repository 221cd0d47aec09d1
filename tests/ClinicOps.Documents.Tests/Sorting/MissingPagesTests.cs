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

    private static int[] Missing(string document, string transmission)
    {
        var all = transmission.Replace("| ", "", StringComparison.Ordinal).Split(' ');
        var first = string.Join(' ', all).IndexOf(document, StringComparison.Ordinal);
        var from = string.Join(' ', all)[..first].Count(c => c == ' ') + 1;
        var counts = MissingPages.CountsOn(all.Select((count, at) => PageTextBuilder.Page(at + 1, "Harbor Imaging", "some words on a page", count == "-" ? "more words" : $"Page {count.Replace("/", " of ", StringComparison.Ordinal)}")));
        return MissingPages.In([.. Enumerable.Range(from, document.Split(' ').Length)], counts).Numbers;
    }
}
