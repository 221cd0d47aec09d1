using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>What became of a change of a visit, as a receptionist says it. Nothing about a patient.</summary>
internal sealed class SayChanged(SayLanes say, OutsideHours hours, IOrganization organization, TimeProvider clock)
{
    /// <summary>Said after it, where that is what came of it.</summary>
    public const string StandsApart = " A visit that belongs with it stands apart now: see below.";

    public async Task<string> Words(VisitChanged changed, CancellationToken stopping) => changed switch
    {
        VisitChanged.Done { What: VisitChangeKind.Moved, Visit: var visit } => $"Moved to {await When(visit.LocationId, visit.StartsAt, stopping)}{(In(changed) is { Length: > 0 } room ? $", in {room}" : "")}.{await Outside(visit, stopping)}",
        VisitChanged.Done { What: VisitChangeKind.Resized, Visit: var visit } =>
            $"{await When(visit.LocationId, visit.StartsAt, stopping)}: now {Minutes(visit)} minutes, until {await Clock(visit.LocationId, visit.EndsAt, stopping)}.{await Outside(visit, stopping)}",
        VisitChanged.Done { What: VisitChangeKind.Cancelled, Visit: var visit } => $"The visit of {await When(visit.LocationId, visit.StartsAt, stopping)} is cancelled.",
        VisitChanged.Done { What: VisitChangeKind.RoomChanged or VisitChangeKind.RoomGiven, Visit: var visit, Room: "" } => $"The visit of {await When(visit.LocationId, visit.StartsAt, stopping)} has its room.",
        VisitChanged.Done { What: VisitChangeKind.RoomChanged or VisitChangeKind.RoomGiven, Visit: var visit, Room: var room } => $"The visit of {await When(visit.LocationId, visit.StartsAt, stopping)} is in {room} now.",
        VisitChanged.Done { Visit: var visit } => $"The visit of {await When(visit.LocationId, visit.StartsAt, stopping)} stands again.",
        VisitChanged.NotThisRoom { IsTaken: true, Room: var room } => $"{room} is not free then. Nothing was changed.",
        VisitChanged.NotThisRoom { Room: var room } => $"{room} is closed, or none that visits of this kind stand in. Nothing was changed.",
        VisitChanged.WasSo => "Nothing was changed: it was so already.",
        VisitChanged.Overlaps { Other: { } other } =>
            $"Somebody has that time already: there is a visit at {await When(other.LocationId, other.StartsAt, stopping)}. Nothing was changed.",
        VisitChanged.Overlaps => "Somebody has just taken that time. Nothing was changed.",
        VisitChanged.Overtaken { By: { } by } => $"Nothing was changed: {What(by)} by {await organization.WhoAndWhen(by.By, clock.GetUtcNow() - by.At, stopping: stopping)}. Look at it first.",
        VisitChanged.NotFree free => $"Nothing was changed: {await say.Words(free.Why, free.LocationId, stopping)}.",
        VisitChanged.RequestTaken => "Another appointment stands for the same request, or the request is void. Nothing was changed.",
        VisitChanged.NotBooked { State: var state } => $"This visit is {state}: only one that is booked can be moved or cancelled.",
        VisitChanged.NotALength => $"A visit lasts {BookVisit.LeastMinutes} to {BookVisit.MostMinutes} minutes. Nothing was changed.",
        _ => "Somebody has changed this visit meanwhile. Nothing was changed.",
    };

    /// <summary>"moved", "put into another room".</summary>
    public static string What(VisitChange change) => change.What switch
    {
        VisitChangeKind.RoomChanged => "put into another room",
        VisitChangeKind.RoomGiven => "given a room",
        VisitChangeKind.Resized => "made longer or shorter",
        VisitChangeKind.Missed => "said to be a no-show",
        VisitChangeKind.Restored => "put back",
        _ => change.What,
    };

    private static string In(VisitChanged changed) => (changed as VisitChanged.Done)?.Room ?? "";

    private static string Minutes(Visit visit) => (visit.EndsAt - visit.StartsAt).TotalMinutes.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>It is allowed, and said.</summary>
    private async Task<string> Outside(Visit visit, CancellationToken stopping) =>
        (await organization.Profile(stopping)).Find(visit.LocationId) is { } location && await hours.Is(visit, location, stopping) ? " That is outside the provider's hours." : "";

    private async Task<string> When(Guid locationId, DateTimeOffset instant, CancellationToken stopping) =>
        LocalTime.At((await organization.Profile(stopping)).Find(locationId), instant).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture);

    private async Task<string> Clock(Guid locationId, DateTimeOffset instant, CancellationToken stopping) =>
        LocalTime.At((await organization.Profile(stopping)).Find(locationId), instant).ToString("h:mm tt", CultureInfo.InvariantCulture);
}
