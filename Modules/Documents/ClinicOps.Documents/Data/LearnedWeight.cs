namespace ClinicOps.Documents.Data;

/// <summary>How often a field stood so for the patient to whom people filed a document. Numbers only; estimated anew every night.</summary>
internal sealed class LearnedWeight
{
    /// <summary>One of <see cref="Matching.MatchLevel"/>.</summary>
    public required string Level { get; init; }

    /// <summary>In how many filings by people.</summary>
    public required int Filings { get; set; }

    /// <summary>Its share among the right persons (0 to 1), eked out by what is usual.</summary>
    public required double OfRight { get; set; }

    public required DateTimeOffset EstimatedAt { get; set; }
}
