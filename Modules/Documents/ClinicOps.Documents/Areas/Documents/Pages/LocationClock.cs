using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>People read the wall clock of the location where something was received.</summary>
internal static class LocationClock
{
    /// <summary>"today 9:14 AM" there.</summary>
    public static string Words(DateTimeOffset instant, DateTimeOffset now, Location? location) =>
        Wording.Of(At(instant, location), At(now, location));

    public static DateTimeOffset At(DateTimeOffset instant, Location? location) =>
        LocalTime.At(location, instant);
}
