using System.Globalization;

namespace ClinicOps.Intake.Contracts;

/// <summary>Which birth dates are so alike that a slip of the pen or of the reading turns one into the other.</summary>
public static class BirthDates
{
    /// <summary>
    /// The other valid dates that differ in one digit of the form yyyyMMdd, have day and month exchanged, or have two
    /// neighbouring digits exchanged. Without the date itself; about forty.
    /// </summary>
    public static IReadOnlyList<DateOnly> Near(DateOnly date)
    {
        var digits = date.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var near = new SortedSet<DateOnly>();
        for (var i = 0; i < digits.Length; i++)
        {
            for (var d = '0'; d <= '9'; d++)
            {
                Add(near, string.Concat(digits.AsSpan(0, i), d.ToString(), digits.AsSpan(i + 1)));
            }

            if (i + 1 < digits.Length)
            {
                Add(near, string.Concat(digits.AsSpan(0, i), digits.AsSpan(i + 1, 1), digits.AsSpan(i, 1), digits.AsSpan(i + 2)));
            }
        }

        Add(near, string.Concat(digits.AsSpan(0, 4), digits.AsSpan(6, 2), digits.AsSpan(4, 2)));
        near.Remove(date);
        return [.. near];
    }

    /// <summary>Whether the two are different but alike in the sense of <see cref="Near"/>.</summary>
    public static bool AreNear(DateOnly a, DateOnly b) => a != b && Near(a).Contains(b);

    private static void Add(SortedSet<DateOnly> near, string digits)
    {
        if (DateOnly.TryParseExact(digits, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            && date.Year is >= 1880 and <= 2099)
        {
            near.Add(date);
        }
    }
}
