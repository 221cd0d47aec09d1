using System.ComponentModel.DataAnnotations;

namespace ClinicOps.Host.Health;

/// <summary>When the house counts as ill. Section "Health".</summary>
internal sealed class HealthOptions
{
    /// <summary>Free space, in megabytes, below which nothing can be received any more.</summary>
    [Range(1, 1_000_000)]
    public int LeastFreeMegabytes { get; init; } = 200;

    /// <summary>Free space, in megabytes, below which somebody should make room.</summary>
    [Range(1, 10_000_000)]
    public int LowFreeMegabytes { get; init; } = 2_000;

    /// <summary>Minutes for which a due job may wait before the house says that received documents are late.</summary>
    [Range(1, 1_440)]
    public int LateMinutes { get; init; } = 20;
}
