using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Series;

/// <summary>On which days, and at which instants, the visits of a series are wanted. By the wall clock: a series keeps its local time when the clocks change. Pure.</summary>
internal static class SeriesDays
{
    /// <summary>Of months, the same day of each; where a month has none such, its last: January 31st is followed by February 29th or 28th, and that by March 31st.</summary>
    /// <param name="unit">One of <see cref="SeriesUnit"/>.</param>
    public static IReadOnlyList<DateOnly> Of(DateOnly first, int every, string unit, int count) =>
        [.. Enumerable.Range(0, count).Select(number => number * every).Select(past => unit switch
        {
            SeriesUnit.Days => first.AddDays(past),
            SeriesUnit.Weeks => first.AddDays(7 * past),
            _ => first.AddMonths(past),
        })];

    /// <summary>A time that the clocks jump over on that day is the first after the jump; of one that happens twice, the first.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, string timeZone)
    {
        var minute = (time.Hour * 60) + time.Minute;
        return new DayClock(day, timeZone).Between(minute, minute).From;
    }
}
