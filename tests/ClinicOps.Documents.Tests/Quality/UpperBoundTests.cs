using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Quality;
using Xunit;

namespace ClinicOps.Documents.Tests.Quality;

public sealed class UpperBoundTests
{
    /// <summary>From the tables of the beta distribution: its 95 % point with (wrong + 1, outOf - wrong).</summary>
    [Theory]
    [InlineData(0, 30, 0.095034)]
    [InlineData(0, 412, 0.007245)]
    [InlineData(1, 100, 0.046560)]
    [InlineData(5, 20, 0.455582)]
    [InlineData(0, 100_000, 0.000030)]
    public void It_is_the_limit_of_clopper_and_pearson(int wrong, int outOf, double bound) =>
        Assert.Equal(bound, UpperBound.Of(wrong, outOf), 5);

    [Fact]
    public void Where_nothing_was_checked_or_all_is_wrong_it_says_nothing_better_than_all() =>
        Assert.Equal((1, 1), (UpperBound.Of(0, 0), UpperBound.Of(7, 7)));

    /// <summary>Asked of every share of wrong ones: how likely is a sample whose bound lies below it?</summary>
    [Fact]
    public void Whatever_the_true_share_it_is_too_low_in_less_than_one_sample_of_twenty()
    {
        const int size = 40;
        for (var share = 0.005; share < 1; share += 0.005)
        {
            var tooLow = Enumerable.Range(0, size + 1).Where(wrong => UpperBound.Of(wrong, size) < share).Sum(wrong => Chance(wrong, size, share));
            Assert.True(tooLow <= 0.05 + 1e-9, $"{share}: {tooLow}");
        }
    }

    [Fact]
    public void Thousands_of_wrong_ones_are_reckoned_too() => Assert.InRange(UpperBound.Of(30_000, 60_000), 0.5033, 0.5035);

    /// <summary>"0 wrong of 412" means fewer than 0.73 %, not fewer than 0.72 %.</summary>
    [Fact]
    public void What_is_told_is_rounded_up() => Assert.Equal("0.73 %", QualityModel.Percent(UpperBound.Of(0, 412)));

    private static double Chance(int wrong, int size, double share)
    {
        var chance = Math.Pow(1 - share, size - wrong);
        for (var i = 1; i <= wrong; i++)
        {
            chance *= share * (size - wrong + i) / i;
        }

        return chance;
    }
}
