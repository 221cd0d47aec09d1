using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Rooms and devices of the user's locations: what visits stand in.</summary>
[Authorize(Policy = SchedulingRights.SetUpSchedule)]
internal sealed class RoomsModel(SchedulingDb db, ChangeSetUp change, FindUnfitVisits unfit, VisibleToActor visible, IPatients patients, IOrganization organization, AuditTrail audit)
    : SetUpPage(unfit, patients, organization, audit, db)
{
    private const string Address = "/scheduling/settings/rooms";

    public IReadOnlyList<(Resource Room, string Location)> Rooms { get; private set; } = [];

    public IReadOnlyList<ResourceKind> Kinds { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>The latest change of each that has any.</summary>
    public IReadOnlyDictionary<Guid, Guid?> Seen { get; private set; } = new Dictionary<Guid, Guid?>();

    /// <summary>What was typed for a new one that was not saved.</summary>
    public TypedRoom? Typed { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    /// <param name="roomId">Made by the form for a new one.</param>
    public async Task<IActionResult> OnPost(Guid roomId, Guid locationId, string? kind, string? name, int capacity, bool device, bool closed, Guid? seen, CancellationToken stopping)
    {
        if (!visible.Location(locationId) || (await Organization.Profile(stopping)).Find(locationId) is null)
        {
            return NotFound();
        }

        var (named, ofKind) = (name?.Trim() ?? "", kind?.Trim() ?? "");
        if (named.Length is 0 or > 60 || ofKind.Length is 0 or > 60 || capacity is < 1 or > VisitType.MostCapacity)
        {
            Refuse($"It needs a name, a kind, and takes 1 to {VisitType.MostCapacity} visits at once.");
            Typed = new TypedRoom(roomId, locationId, ofKind, named, capacity, device);
            ModelState.Clear();
            await Show(stopping);
            return Page();
        }

        var changed = await change.Run(
            SetUpParts.Room,
            roomId,
            seen,
            async () =>
            {
                if (await Db.Resources.SingleOrDefaultAsync(room => room.Id == roomId, stopping) is { } known)
                {
                    if (known.LocationId != locationId)
                    {
                        return "It stands at another location.";
                    }

                    (known.Name, known.Capacity, known.IsClosed) = (named, capacity, closed);
                    return null;
                }

                // Words differ by their letters' case alone: the same kind.
                var kinds = await Db.ResourceKinds.ToListAsync(stopping);
                var its = kinds.Find(one => one.Name.Equals(ofKind, StringComparison.OrdinalIgnoreCase)) ?? Db.ResourceKinds.Add(new ResourceKind { Id = Guid.CreateVersion7(), Name = ofKind, IsDevice = device }).Entity;
                Db.Resources.Add(new Resource { Id = roomId, KindId = its.Id, LocationId = locationId, Name = named, Capacity = capacity });
                return null;
            },
            stopping);
        Typed = changed is SetUpChanged.NotUnderstood ? new TypedRoom(roomId, locationId, ofKind, named, capacity, device) : null;
        return await After(changed, $"{named}: saved.", Address, () => Show(stopping));
    }

    private async Task Show(CancellationToken stopping)
    {
        var profile = await Organization.Profile(stopping);
        Locations = [.. profile.OpenLocations.Where(place => visible.Location(place.Id))];
        Kinds = await Db.ResourceKinds.AsNoTracking().OrderBy(kind => kind.Name).ToListAsync(stopping);
        Rooms = [.. (await Db.Resources.AsNoTracking().Include(room => room.Kind).OrderBy(room => room.IsClosed).ThenBy(room => room.Kind!.Name).ThenBy(room => room.Name).ToListAsync(stopping))
            .Where(room => visible.Location(room.LocationId)).Select(room => (room, profile.Find(room.LocationId)?.Name ?? "a closed location"))];
        Seen = (await Db.SetUpChanges.AsNoTracking().Where(known => known.What == SetUpParts.Room).ToListAsync(stopping))
            .GroupBy(known => known.PartId).ToDictionary(of => of.Key, of => (Guid?)of.OrderBy(known => known.At).ThenBy(known => known.Id).Last().Id);
        await LoadUnfit(null, stopping);
    }
}

internal sealed record TypedRoom(Guid Id, Guid LocationId, string Kind, string Name, int Capacity, bool Device);
