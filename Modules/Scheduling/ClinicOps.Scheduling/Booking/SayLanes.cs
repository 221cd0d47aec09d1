using System.Globalization;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Scheduling.Booking;

/// <summary>Why a time is not free, as a receptionist says it. Nothing about a patient.</summary>
internal sealed class SayLanes(IOrganization organization)
{
    public async Task<string> Words(Lanes why, Guid locationId, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(locationId);
        string At(DateTimeOffset instant) => LocalTime.At(location, instant).ToString("h:mm tt", CultureInfo.InvariantCulture);
        return why switch
        {
            Lanes.Taken { Other: { } other } => $"there is a visit from {At(other.StartsAt)} to {At(other.EndsAt)}",
            Lanes.Held held => $"{(held.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps")} holds this time until {At(held.Until)}",
            Lanes.NoRoom room => $"no {room.Kind} is free at {location?.Name ?? "this location"} then",
            Lanes.Blocked block => $"{At(block.StartsAt)} to {At(block.EndsAt)} is blocked: {block.Reason}",
            _ => "somebody has just taken this time",
        };
    }
}
