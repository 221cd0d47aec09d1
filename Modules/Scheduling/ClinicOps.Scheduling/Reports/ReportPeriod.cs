using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;

namespace ClinicOps.Scheduling.Reports;

/// <summary>What a report is about: a location, from a first day to a last on its calendar.</summary>
/// <param name="Today">On that calendar.</param>
internal sealed record ReportPeriod(Location Location, DateOnly From, DateOnly Until, DateOnly Today)
{
    public const int MostDays = 184;

    /// <summary>What is shown at first: the last four whole weeks, and this one until today.</summary>
    private const int WeeksAtFirst = 4;

    public IEnumerable<DateOnly> Days => Enumerable.Range(0, Until.DayNumber - From.DayNumber + 1).Select(From.AddDays);

    public DateTimeOffset FirstInstant => LocalTimes.Day(From, Location.TimeZone).From;

    /// <summary>The first that is no longer in it.</summary>
    public DateTimeOffset LastInstant => LocalTimes.Day(Until, Location.TimeZone).Until;

    public bool IsValid => From <= Until && Until.DayNumber - From.DayNumber < MostDays && From.Year >= 2000 && Until.Year < 2200;

    public static ReportPeriod AtFirst(Location location, DateTimeOffset now)
    {
        var today = LocalTime.DayAt(location, now);
        return new ReportPeriod(location, Monday(today).AddDays(-7 * WeeksAtFirst), today, today);
    }

    /// <summary>The Monday of a day's week.</summary>
    public static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
