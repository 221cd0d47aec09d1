namespace ClinicOps.Scheduling.Data;

/// <summary>Somebody patients have visits with.</summary>
internal sealed class Provider
{
    public required Guid Id { get; init; }

    /// <summary>"Amara Okafor", without credentials.</summary>
    public required string Name { get; set; }

    /// <summary>"MD", "NP"; null when not recorded.</summary>
    public string? Credentials { get; set; }

    /// <summary>Ten digits; null when not recorded.</summary>
    public string? Npi { get; set; }

    public string? Specialty { get; set; }

    /// <summary>Where this provider usually works. A visit may be at another location.</summary>
    public required Guid LocationId { get; set; }

    /// <summary>Has a room of their own, or needs none: types that need a room are booked without one.</summary>
    public bool NeedsNoRoom { get; set; }

    public uint Version { get; init; }

    /// <summary>"Amara Okafor, MD".</summary>
    public string DisplayName => Credentials is { Length: > 0 } ? $"{Name}, {Credentials}" : Name;
}
