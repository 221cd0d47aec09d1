using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Documents.Quality;

/// <summary>What a clinic may set of how automatic filing is checked.</summary>
internal sealed class QualityOptions
{
    /// <summary>Most automatically filed documents of a week that are drawn to be checked again. 0: none.</summary>
    [Range(0, 1000)]
    public int WeeklySample { get; init; } = 30;
}
