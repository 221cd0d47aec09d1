namespace ClinicOps.Kernel.Organization;

/// <summary>Who we are and where: owned by the host, asked by the modules for letterheads, time zones and names.</summary>
public interface IOrganization
{
    Task<OrganizationProfile> Profile(CancellationToken stopping = default);

    /// <summary>The display name of a user, "Ana Ruiz"; null for nobody known.</summary>
    Task<string?> NameOfUser(Guid userId, CancellationToken stopping = default);
}

public sealed record OrganizationProfile(string Name, IReadOnlyList<string> Letterhead, IReadOnlyList<Location> Locations)
{
    public Location? Find(Guid locationId) => Locations.FirstOrDefault(location => location.Id == locationId);
}

/// <param name="TimeZone">IANA name, "America/New_York". Every local time of the location is reckoned in it.</param>
public sealed record Location(Guid Id, string Name, string TimeZone, string Address, string Phone, string Fax);

/// <summary>The wall clock of a location. Where the location is not known any more, the clock of UTC.</summary>
public static class LocalTime
{
    public static DateTimeOffset At(Location? location, DateTimeOffset instant) =>
        TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(location?.TimeZone ?? "Etc/UTC"));

    /// <summary>The day on the location's calendar.</summary>
    public static DateOnly DayAt(Location? location, DateTimeOffset instant) => DateOnly.FromDateTime(At(location, instant).DateTime);
}
