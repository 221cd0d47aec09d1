using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Acknowledging;

/// <summary>Hours that do not run on Saturdays, Sundays and the holidays of a location, on its calendar. Days, for which holidays can be left out.</summary>
internal static class WorkingTime
{
    /// <summary>The day so many working days after this one.</summary>
    /// <param name="isHoliday">Null where holidays are days like others.</param>
    public static DateOnly DaysAfter(DateOnly day, int days, Func<DateOnly, bool>? isHoliday = null)
    {
        while (days > 0)
        {
            day = day.AddDays(1);
            days -= day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || isHoliday?.Invoke(day) == true ? 0 : 1;
        }

        return day;
    }

    public static DateTimeOffset After(DateTimeOffset from, TimeSpan hours, Location? location, Holidays holidays)
    {
        var (at, day) = (from, LocalTime.DayAt(location, from));
        while (true)
        {
            var next = LocalTime.StartOf(day.AddDays(1), location);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.AreHereOn(day))
            {
                if (hours <= next - at)
                {
                    return at + hours;
                }

                hours -= next - at;
            }

            (at, day) = (next, day.AddDays(1));
        }
    }
}
