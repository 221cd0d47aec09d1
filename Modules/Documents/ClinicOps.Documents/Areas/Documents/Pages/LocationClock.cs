using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>People read the wall clock of the location where something was received.</summary>
internal static class LocationClock
{
    /// <summary>"today 9:14 AM" there.</summary>
    public static string Words(DateTimeOffset instant, DateTimeOffset now, Location? location) =>
        Wording.Of(LocalTime.At(location, instant), LocalTime.At(location, now));
}
