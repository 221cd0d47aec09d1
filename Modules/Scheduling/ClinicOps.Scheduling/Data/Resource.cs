namespace ClinicOps.Scheduling.Data;

/// <summary>What visits may need besides a provider: "exam room", "ultrasound".</summary>
internal sealed class ResourceKind
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>A device; else a room, which providers with a room of their own do not need.</summary>
    public required bool IsDevice { get; set; }
}

/// <summary>One room or device at a location.</summary>
internal sealed class Resource
{
    public required Guid Id { get; init; }

    public required Guid KindId { get; init; }

    public ResourceKind? Kind { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>"Exam 1".</summary>
    public required string Name { get; set; }

    /// <summary>How many visits it takes at once: chairs of an infusion room.</summary>
    public int Capacity { get; set; } = 1;

    /// <summary>Nothing new is put into it; what was booked stands.</summary>
    public bool IsClosed { get; set; }

    public uint Version { get; init; }
}
