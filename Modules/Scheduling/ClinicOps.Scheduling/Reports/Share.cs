using System.Globalization;

namespace ClinicOps.Scheduling.Reports;

/// <summary>A part of a whole. Of few, no rate is said: "3 of 4" is what it is, and "75 %" would be more than is known.</summary>
internal readonly record struct Share(long Part, long Whole)
{
    private const int Few = 10;

    /// <summary>0 for none, 100 for all, and above where more was done than there was room for; null of nothing.</summary>
    public double? Percent => Whole == 0 ? null : 100.0 * Part / Whole;

    /// <summary>"75 %", of few "3 of 4", of nothing a dash.</summary>
    public string Said => this switch
    {
        { Whole: 0 } => "–",
        { Whole: < Few } => string.Create(CultureInfo.InvariantCulture, $"{Part} of {Whole}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(100m * Part / Whole, MidpointRounding.AwayFromZero)} %"),
    };
}
