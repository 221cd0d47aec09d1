using System.Globalization;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Scheduling.Booking;

/// <summary>Times that are near, as people say them.</summary>
internal static class SayTimes
{
    /// <summary>On the location's clock: "2:05 PM", "tomorrow 2:05 PM", "Fri 03/06 2:05 PM".</summary>
    public static string When(Location? location, DateTimeOffset instant, DateTimeOffset now)
    {
        var format = (LocalTime.DayAt(location, instant).DayNumber - LocalTime.DayAt(location, now).DayNumber) switch
        {
            0 => "h:mm tt",
            1 => "'tomorrow' h:mm tt",
            _ => "ddd MM/dd h:mm tt",
        };
        return LocalTime.At(location, instant).ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>"25 min", "23 h 59 min": of a minute that has begun, the whole of it.</summary>
    public static string Left(TimeSpan time)
    {
        var (hours, minutes) = Math.DivRem(Math.Max(1, (int)Math.Ceiling(time.TotalMinutes)), 60);
        string[] parts = [hours > 0 ? $"{hours} h" : "", minutes > 0 ? $"{minutes} min" : ""];
        return string.Join(' ', parts.Where(part => part.Length > 0));
    }
}
