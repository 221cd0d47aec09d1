using System.Globalization;
using ClinicOps.Kernel.Access;

namespace ClinicOps.Kernel.Organization;

/// <summary>Who we are and where: owned by the host, asked by the modules for letterheads, time zones and names.</summary>
public interface IOrganization
{
    Task<OrganizationProfile> Profile(CancellationToken stopping = default);

    /// <summary>The display name of a user, "Ana Ruiz"; null for nobody known.</summary>
    Task<string?> NameOfUser(Guid userId, CancellationToken stopping = default);

    /// <summary>Who signs in and is not disabled, by name: for who work is given to. Nothing of it is for patients' eyes.</summary>
    Task<IReadOnlyList<Colleague>> Colleagues(CancellationToken stopping = default);

    /// <summary>"Ana Ruiz, 2 min ago": for who is told that something was changed meanwhile.</summary>
    /// <param name="machine">What is said where it was no user.</param>
    async Task<string> WhoAndWhen(Guid? userId, TimeSpan ago, string machine = "ClinicOps", CancellationToken stopping = default) =>
        $"{(userId is { } user ? await NameOfUser(user, stopping) ?? "somebody" : machine)}, {LocalTime.Ago(ago)}";
}

public sealed record OrganizationProfile(string Name, IReadOnlyList<string> Letterhead, IReadOnlyList<Location> Locations)
{
    /// <summary>Where new work may be put; the others are there for what they have.</summary>
    public IEnumerable<Location> OpenLocations => Locations.Where(location => !location.IsClosed);

    /// <summary>Which classes of records there are, the standard one first.</summary>
    public IReadOnlyList<AccessClass> AccessClasses { get; init; } = [new(AccessClass.Standard, "Standard")];

    /// <summary>What people call the class; its code where it is no longer known.</summary>
    public string NameOfClass(string code) => AccessClasses.FirstOrDefault(known => known.Code == code)?.Name ?? code;

    public Location? Find(Guid locationId) => Locations.FirstOrDefault(location => location.Id == locationId);
}

/// <summary>A user as work can be given to one.</summary>
/// <param name="Name">"Ana Ruiz".</param>
/// <param name="LocationIds">Where the user works; empty for everywhere.</param>
/// <param name="Classes">Codes of the access classes the user is cleared for, besides the standard one.</param>
/// <param name="Rights">Names of the rights the user holds.</param>
public sealed record Colleague(Guid Id, string Name, IReadOnlyList<Guid> LocationIds, IReadOnlyList<string> Classes, IReadOnlySet<string> Rights)
{
    public bool WorksAt(Guid locationId) => LocationIds.Count == 0 || LocationIds.Contains(locationId);

    public bool SeesClass(string code) => code == AccessClass.Standard || Classes.Contains(code);
}

/// <param name="TimeZone">IANA name, "America/New_York". Every local time of the location is reckoned in it.</param>
/// <param name="IsClosed">It keeps its records, and is offered for nothing new.</param>
public sealed record Location(Guid Id, string Name, string TimeZone, string Address, string Phone, string Fax, bool IsClosed = false);

/// <summary>The wall clock of a location. Where the location is not known any more, the clock of UTC.</summary>
public static class LocalTime
{
    public static DateTimeOffset At(Location? location, DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(location?.TimeZone ?? "Etc/UTC"));

    /// <summary>The day on the location's calendar.</summary>
    public static DateOnly DayAt(Location? location, DateTimeOffset instant) => DateOnly.FromDateTime(At(location, instant).DateTime);

    /// <summary>The instant at which a day begins there; where the clock is set forward at midnight, the first that it shows.</summary>
    public static DateTimeOffset StartOf(DateOnly day, Location? location)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(location?.TimeZone ?? "Etc/UTC");
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        // Where midnight happens twice, the first: the larger offset.
        var offset = zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
        return new DateTimeOffset(midnight, offset).ToUniversalTime();
    }

    /// <summary>A day as people here write it, "07/04/2026"; empty for none.</summary>
    public static string Us(DateOnly? day) => day?.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture) ?? "";

    /// <summary>How long ago, as people say it: "2 min ago".</summary>
    public static string Ago(TimeSpan since) => since switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalMinutes: < 60 } => $"{(int)since.TotalMinutes} min ago",
        { TotalHours: < 24 } => $"{(int)since.TotalHours} h ago",
        { TotalDays: < 2 } => "1 day ago",
        _ => $"{(int)since.TotalDays} days ago",
    };
}
