using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Availability;

/// <summary>The stretches of a day in which a provider works: the hours of the weekday and those added, without those taken away.</summary>
internal static class WorkingDay
{
    /// <param name="hours">Of one provider at one location; other weekdays are left out here.</param>
    /// <param name="exceptions">Of the same; other dates are left out here.</param>
    /// <returns>In order, apart from each other.</returns>
    public static IReadOnlyList<Stretch> Of(DateOnly date, string timeZone, IEnumerable<WorkingHours> hours, IEnumerable<WorkingException> exceptions)
    {
        var today = exceptions.Where(exception => exception.Date == date).ToList();
        var worked = hours.Where(usual => usual.Weekday == date.DayOfWeek).Select(usual => At(date, timeZone, usual.FromMinute, usual.UntilMinute))
            .Concat(today.Where(added => added.Works).Select(added => At(date, timeZone, added.FromMinute, added.UntilMinute)));
        var away = today.Where(taken => !taken.Works).Select(taken => At(date, timeZone, taken.FromMinute, taken.UntilMinute));
        return Without(Joined(worked), away);
    }

    /// <summary>What is left of the stretches when others are taken out of them.</summary>
    public static IReadOnlyList<Stretch> Without(IEnumerable<Stretch> stretches, IEnumerable<Stretch> taken) =>
        taken.Aggregate(stretches, (left, one) => left.SelectMany(stretch => Cut(stretch, one))).ToList();

    private static IEnumerable<Stretch> Cut(Stretch stretch, Stretch taken)
    {
        if (taken.Until <= stretch.From || taken.From >= stretch.Until)
        {
            return [stretch];
        }

        return new[] { stretch with { Until = taken.From }, stretch with { From = taken.Until } }.Where(piece => piece.Until > piece.From);
    }

    private static List<Stretch> Joined(IEnumerable<Stretch> stretches)
    {
        var joined = new List<Stretch>();
        foreach (var next in stretches.Where(stretch => stretch.Until > stretch.From).OrderBy(stretch => stretch.From))
        {
            if (joined.Count > 0 && next.From <= joined[^1].Until)
            {
                joined[^1] = joined[^1] with { Until = next.Until > joined[^1].Until ? next.Until : joined[^1].Until };
            }
            else
            {
                joined.Add(next);
            }
        }

        return joined;
    }

    /// <summary>Where the clocks go back over an edge, the stretch is the longer one; where they jump over it, it starts or ends with the jump.</summary>
    private static Stretch At(DateOnly date, string timeZone, int fromMinute, int untilMinute) =>
        new(Edge(date, timeZone, fromMinute, second: false), Edge(date, timeZone, untilMinute, second: true));

    private static DateTimeOffset Edge(DateOnly date, string timeZone, int minute, bool second)
    {
        for (var wall = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute); ; wall = wall.AddMinutes(1))
        {
            if (LocalTimes.Resolve(wall, timeZone, second) is LocalInstant.At at)
            {
                return at.Instant;
            }
        }
    }
}

/// <param name="Until">The first instant that is no longer in it.</param>
internal sealed record Stretch(DateTimeOffset From, DateTimeOffset Until);
