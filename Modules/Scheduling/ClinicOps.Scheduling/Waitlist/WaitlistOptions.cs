using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>Section "Scheduling:Waitlist".</summary>
internal sealed class WaitlistOptions
{
    /// <summary>For how many minutes an offer keeps its time.</summary>
    [Range(1, 240, ErrorMessage = "Scheduling:Waitlist:OfferMinutes is 1 to 240.")]
    public int OfferMinutes { get; init; } = 30;

    /// <summary>So many days before a recall is due it is on the list.</summary>
    [Range(0, 365, ErrorMessage = "Scheduling:Waitlist:RecallDaysAhead is 0 to 365.")]
    public int RecallDaysAhead { get; init; } = 14;
}
