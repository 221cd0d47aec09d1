using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Availability;

/// <summary>
/// The stretches of a day in which a provider works: the hours that hold on it without lunch, those added, without those taken away. On a
/// holiday only what was added.
/// </summary>
internal static class WorkingDay
{
    /// <param name="hours">Of one provider at one location; those that do not hold on the day are left out here.</param>
    /// <param name="exceptions">Of the same; other dates are left out here.</param>
    /// <param name="holiday">Nobody has the usual hours.</param>
    /// <returns>In order, apart from each other.</returns>
    public static IReadOnlyList<Stretch> Of(DateOnly date, string timeZone, IEnumerable<WorkingHours> hours, IEnumerable<WorkingException> exceptions, bool holiday = false) =>
        Of(new DayClock(date, timeZone), hours, exceptions, holiday);

    public static IReadOnlyList<Stretch> Of(DayClock day, IEnumerable<WorkingHours> hours, IEnumerable<WorkingException> exceptions, bool holiday)
    {
        var usual = holiday ? [] : hours.Where(stretch => stretch.HoldsOn(day.Date)).ToList();
        var today = exceptions.Where(exception => exception.Date == day.Date).ToList();
        var worked = Without(Joined(usual.Select(stretch => day.Between(stretch.FromMinute, stretch.UntilMinute))), usual.Where(stretch => stretch.BreakFrom is not null).Select(stretch => day.Between(stretch.BreakFrom!.Value, stretch.BreakUntil!.Value)));
        var added = today.Where(exception => exception.Works).Select(exception => day.Between(exception.FromMinute, exception.UntilMinute));
        var away = today.Where(exception => !exception.Works).Select(exception => day.Between(exception.FromMinute, exception.UntilMinute));
        return Without(Joined(worked.Concat(added)), away);
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
}

/// <param name="Until">The first instant that is no longer in it.</param>
internal sealed record Stretch(DateTimeOffset From, DateTimeOffset Until);
