namespace ClinicOps.Scheduling.Data;

/// <summary>
/// When a provider usually works at a location: one stretch of one weekday, on the location's wall clock, with its lunch break. A week that
/// is changed from a day on ends the day before and goes on as another: what was booked under it stays where it is.
/// </summary>
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

    /// <summary>Lunch, in minutes after midnight, inside the stretch; null for none.</summary>
    public int? BreakFrom { get; init; }

    public int? BreakUntil { get; init; }

    /// <summary>The first day it holds; null for ever since.</summary>
    public DateOnly? ValidFrom { get; init; }

    /// <summary>The last day it holds; null until it is changed.</summary>
    public DateOnly? ValidUntil { get; set; }

    public bool HoldsOn(DateOnly day) => day.DayOfWeek == Weekday && (ValidFrom is null || ValidFrom <= day) && (ValidUntil is null || day <= ValidUntil);
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

    /// <summary>Why, for who looks at the day: "leave"; null when nobody said.</summary>
    public string? Reason { get; init; }
}

/// <summary>A day on which nobody has the usual hours, at one location or in the whole clinic. Hours that an exception adds to the day stand.</summary>
internal sealed class Holiday
{
    public required Guid Id { get; init; }

    /// <summary>Null for the whole clinic.</summary>
    public Guid? LocationId { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>"Independence Day".</summary>
    public required string Name { get; init; }

    public bool Closes(Guid locationId, DateOnly day) => Date == day && (LocationId is null || LocationId == locationId);
}

/// <summary>A stretch of time in which a provider, a room or device, or a whole location is taken for a reason that is no visit.</summary>
internal sealed class Block
{
    public required Guid Id { get; init; }

    /// <summary>One of the three is set.</summary>
    public Guid? ProviderId { get; init; }

    public Guid? ResourceId { get; init; }

    public Guid? LocationId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>The first instant that is free again.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>"staff meeting"; nothing about a patient.</summary>
    public required string Reason { get; init; }

    public Guid? MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }
}
