using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Documents.Orders;

/// <summary>When an order may become work, under "Documents:Orders".</summary>
internal sealed class OrderOptions
{
    /// <summary>Days after its date for which an order may be acted on, where it does not say itself until when. Counted to the day it was received.</summary>
    [Range(1, 3660)]
    public int ValidDays { get; init; } = 365;

    /// <summary>Mean confidence (0 to 100) of an order's words below which a person must read them.</summary>
    [Range(0, 100)]
    public int LeastLegibility { get; init; } = 50;
}
