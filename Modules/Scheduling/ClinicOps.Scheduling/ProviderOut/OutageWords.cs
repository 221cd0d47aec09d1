using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.ProviderOut;

/// <summary>How pages say when somebody is out.</summary>
internal static class OutageWords
{
    /// <summary>Whole days without their hours: "Mon 03/02", "Mon 03/02 to Wed 03/04"; else with them.</summary>
    public static string When(ProviderOutage outage, Location? location)
    {
        var (from, until) = (LocalTime.At(location, outage.StartsAt), LocalTime.At(location, outage.EndsAt));
        var isWhole = from.TimeOfDay == TimeSpan.Zero && until.TimeOfDay == TimeSpan.Zero;
        var last = isWhole ? until.AddDays(-1) : until;
        var isOneDay = from.Date == last.Date;
        return isWhole ? isOneDay ? Day(from) : $"{Day(from)} to {Day(last)}"
            : isOneDay ? $"{Day(from)}, {Clock(from)} to {Clock(until)}"
            : $"{Day(from)}, {Clock(from)} to {Day(until)}, {Clock(until)}";
    }

    private static string Day(DateTimeOffset at) => at.ToString("ddd MM/dd/yyyy", CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset at) => at.ToString("h:mm tt", CultureInfo.InvariantCulture);
}
