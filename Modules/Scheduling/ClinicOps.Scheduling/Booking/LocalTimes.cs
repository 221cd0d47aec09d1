namespace ClinicOps.Scheduling.Booking;

/// <summary>From a clock on the wall to an instant. Twice a year a wall clock shows a time never, or twice.</summary>
internal static class LocalTimes
{
    /// <param name="second">Of a time that happens twice, the second; null when nobody has chosen.</param>
    public static LocalInstant Resolve(DateTime local, string timeZone, bool? second = null)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var wall = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(wall))
        {
            return new LocalInstant.NeverHappens();
        }

        if (!zone.IsAmbiguousTime(wall))
        {
            return new LocalInstant.At(new DateTimeOffset(wall, zone.GetUtcOffset(wall)).ToUniversalTime());
        }

        // The larger offset is the summer one, which comes first.
        var offsets = zone.GetAmbiguousTimeOffsets(wall);
        return second is { } chosen
            ? new LocalInstant.At(new DateTimeOffset(wall, chosen ? offsets.Min() : offsets.Max()).ToUniversalTime())
            : new LocalInstant.HappensTwice();
    }

    public static DateTimeOffset InZone(DateTimeOffset instant, string timeZone) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(timeZone));

    /// <summary>The instants at which a local day begins and ends; 23 or 25 hours apart on the days the clocks change.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Day(DateOnly date, string timeZone) =>
        (StartOf(date, timeZone), StartOf(date.AddDays(1), timeZone));

    private static DateTimeOffset StartOf(DateOnly date, string timeZone)
    {
        // Where the clocks change at midnight, the day begins with the first time that exists.
        var wall = date.ToDateTime(TimeOnly.MinValue);
        for (; ; wall = wall.AddMinutes(15))
        {
            if (Resolve(wall, timeZone, second: false) is LocalInstant.At start)
            {
                return start.Instant;
            }
        }
    }
}

internal abstract record LocalInstant
{
    private LocalInstant()
    {
    }

    public sealed record At(DateTimeOffset Instant) : LocalInstant;

    /// <summary>The clocks jump over it.</summary>
    public sealed record NeverHappens : LocalInstant;

    /// <summary>The clocks go back over it, and nobody said which one is meant.</summary>
    public sealed record HappensTwice : LocalInstant;
}
