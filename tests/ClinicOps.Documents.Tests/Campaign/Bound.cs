namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>How large a rate may be of which so few cases were seen: the exact (Clopper-Pearson) upper bound.</summary>
internal static class Bound
{
    /// <summary>The rate (0 to 1) at which so few cases, or fewer, would be seen in one of twenty campaigns; 1 for no trials.</summary>
    public static double Upper95(int cases, int trials)
    {
        if (trials == 0 || cases >= trials)
        {
            return 1;
        }

        var (low, high) = (0.0, 1.0);
        for (var step = 0; step < 60; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = AtMost(cases, trials, middle) > 0.05 ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The chance of at most so many cases among the trials at this rate.</summary>
    private static double AtMost(int cases, int trials, double rate)
    {
        var (chance, logarithm) = (0.0, trials * Math.Log(1 - rate));
        for (var k = 0; k <= cases; k++)
        {
            chance += Math.Exp(logarithm);
            logarithm += Math.Log(trials - k) - Math.Log(k + 1) + Math.Log(rate) - Math.Log(1 - rate);
        }

        return chance;
    }
}
