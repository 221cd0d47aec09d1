namespace ClinicOps.Documents.Quality;

/// <summary>
/// How high the share of wrong ones can be, judged by a sample: the one-sided upper limit of Clopper and Pearson (1934), which is exact.
/// Were the share higher, so few wrong ones (or fewer) would be found in less than one sample of twenty.
/// </summary>
internal static class UpperBound
{
    private const double Doubt = 0.05;

    /// <returns>0 to 1; 1 where nothing was checked.</returns>
    public static double Of(int wrong, int outOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(wrong);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(wrong, outOf);
        if (wrong == outOf)
        {
            return 1;
        }

        var (low, high) = ((double)wrong / outOf, 1.0);
        while (high - low > 1e-10)
        {
            var middle = (low + high) / 2;
            (low, high) = AtMost(wrong, outOf, middle) > Doubt ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The chance of so many or fewer among <paramref name="outOf"/>, each with this chance; summed in logarithms, so that none is too small.</summary>
    private static double AtMost(int many, int outOf, double chance)
    {
        var (sum, ways) = (0.0, 0.0);
        for (var i = 0; i <= many; i++)
        {
            sum += Math.Exp(ways + (i * Math.Log(chance)) + ((outOf - i) * Math.Log(1 - chance)));
            ways += Math.Log(outOf - i) - Math.Log(i + 1);
        }

        return sum;
    }
}
