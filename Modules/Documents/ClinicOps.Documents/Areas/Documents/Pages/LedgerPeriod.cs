using System.Globalization;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The days a ledger page is about, both counted.</summary>
internal sealed record LedgerPeriod(DateOnly From, DateOnly Until)
{
    private const int Usual = 7;
    private const int Most = 92;

    public string Query => string.Create(CultureInfo.InvariantCulture, $"from={From:yyyy-MM-dd}&until={Until:yyyy-MM-dd}");

    /// <summary>What was asked for; without it the last week up to today, on the calendar of the user's first location. Never more than a quarter.</summary>
    public static LedgerPeriod Of(DateOnly? from, DateOnly? until, OrganizationProfile profile, VisibleToActor visible, DateTimeOffset now)
    {
        var today = LocalTime.DayAt(profile.Locations.FirstOrDefault(location => visible.Location(location.Id)), now);
        var last = until is { } said && said < today ? said : today;
        var first = from is { } asked && asked <= last ? asked : from is null ? last.AddDays(1 - Usual) : last;
        return new LedgerPeriod(last.DayNumber - first.DayNumber < Most ? first : last.AddDays(1 - Most), last);
    }
}
