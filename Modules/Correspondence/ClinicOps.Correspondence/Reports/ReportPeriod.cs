using ClinicOps.Kernel.Organization;

namespace ClinicOps.Correspondence.Reports;

/// <summary>What a report is about: a location, from a first day to a last on its calendar.</summary>
internal sealed record ReportPeriod(Location Location, DateOnly From, DateOnly Until)
{
    public const int MostDays = 184;

    /// <summary>What is shown at first: the last four whole weeks, and this one until today.</summary>
    private const int WeeksAtFirst = 4;

    public DateTimeOffset FirstInstant => LocalTime.StartOf(From, Location);

    /// <summary>The first that is no longer in it.</summary>
    public DateTimeOffset LastInstant => LocalTime.StartOf(Until.AddDays(1), Location);

    public bool IsValid => From <= Until && Until.DayNumber - From.DayNumber < MostDays && From.Year >= 2000 && Until.Year < 2200;

    /// <summary>The Mondays of its weeks, in order.</summary>
    public IEnumerable<DateOnly> Weeks
    {
        get
        {
            for (var week = Monday(From); week <= Until; week = week.AddDays(7))
            {
                yield return week;
            }
        }
    }

    public static ReportPeriod AtFirst(Location location, DateTimeOffset now)
    {
        var today = LocalTime.DayAt(location, now);
        return new ReportPeriod(location, Monday(today).AddDays(-7 * WeeksAtFirst), today);
    }

    /// <summary>The Monday of the week that an instant lies in there.</summary>
    public DateOnly WeekOf(DateTimeOffset at) => Monday(LocalTime.DayAt(Location, at));

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
