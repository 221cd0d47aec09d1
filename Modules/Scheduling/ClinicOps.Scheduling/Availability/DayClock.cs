using ClinicOps.Scheduling.Booking;

namespace ClinicOps.Scheduling.Availability;

/// <summary>One day of a location's wall clock: the instants of its minutes. Each is reckoned once, since the hours of many providers begin and end together.</summary>
internal sealed class DayClock(DateOnly date, string timeZone)
{
    private readonly Dictionary<(int Minute, bool Second), DateTimeOffset> edges = [];

    public DateOnly Date => date;

    /// <summary>The instant at which the day begins: what its lines are counted from.</summary>
    public DateTimeOffset Midnight { get; } = LocalTimes.Day(date, timeZone).From;

    /// <summary>Where the clocks go back over an edge, the stretch is the longer one; where they jump over it, it starts or ends with the jump.</summary>
    public Stretch Between(int fromMinute, int untilMinute) => new(Edge(fromMinute, second: false), Edge(untilMinute, second: true));

    private DateTimeOffset Edge(int minute, bool second)
    {
        if (edges.TryGetValue((minute, second), out var known))
        {
            return known;
        }

        for (var wall = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute); ; wall = wall.AddMinutes(1))
        {
            if (LocalTimes.Resolve(wall, timeZone, second) is LocalInstant.At at)
            {
                return edges[(minute, second)] = at.Instant;
            }
        }
    }
}
