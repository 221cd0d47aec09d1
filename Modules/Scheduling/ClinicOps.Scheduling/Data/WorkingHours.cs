namespace ClinicOps.Scheduling.Data;

/// <summary>When a provider usually works at a location: one stretch of one weekday, on the location's wall clock.</summary>
internal sealed class WorkingHours
{
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    public required Guid LocationId { get; init; }

    public required DayOfWeek Weekday { get; init; }

    /// <summary>Minutes after midnight, 0 to 1439.</summary>
    public required int FromMinute { get; init; }

    /// <summary>Minutes after midnight, up to 1440: the end of the day.</summary>
    public required int UntilMinute { get; init; }
}

/// <summary>One day that is not as usual: away (leave, a meeting), or working where the week has nothing.</summary>
internal sealed class WorkingException
{
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    public required Guid LocationId { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>True adds hours to the day, false takes them away.</summary>
    public required bool Works { get; init; }

    /// <summary>Minutes after midnight; 0 with <see cref="UntilMinute"/> 1440 for the whole day.</summary>
    public required int FromMinute { get; init; }

    public required int UntilMinute { get; init; }
}

/// <summary>A kind of visit with its usual length.</summary>
internal sealed class VisitType
{
    public required Guid Id { get; init; }

    /// <summary>Short and lasting, "new-patient".</summary>
    public required string Code { get; init; }

    public required string Name { get; set; }

    /// <summary>5 to 720.</summary>
    public required int Minutes { get; set; }
}
