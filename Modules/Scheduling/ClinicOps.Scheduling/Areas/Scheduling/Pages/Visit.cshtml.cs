using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Series;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>One visit: for whom, what for, what happened to it, and what other modules say of it.</summary>
[Authorize(Policy = SchedulingRights.ViewVisits)]
internal sealed class VisitModel(
    SchedulingDb db,
    VisibleToActor visible,
    IPatients patients,
    IAppointmentTasks tasks,
    IOrganization organization,
    PanelBoard board,
    LoadTogether together,
    AuditTrail audit,
    IAuthorizationService authorization) : PageModel
{
    public Visit Visit { get; private set; } = null!;

    public Location? Location { get; private set; }

    /// <summary>On the location's wall clock.</summary>
    public DateTimeOffset Start { get; private set; }

    public PatientSummary? Patient { get; private set; }

    public AppointmentWish? Wish { get; private set; }

    public IReadOnlyList<VisitHistoryLine> History { get; private set; } = [];

    /// <summary>The change that cancelled it, or said that nobody came: what putting it back undoes.</summary>
    public Guid? CancelledBy { get; private set; }

    public bool MayChange { get; private set; }

    /// <summary>The rooms and devices it stands in, by name.</summary>
    public IReadOnlyList<string> Rooms { get; private set; } = [];

    /// <summary>What its type tells patients beforehand.</summary>
    public string Instructions { get; private set; } = "";

    /// <summary>Its series, and visits that belong with it.</summary>
    public VisitsTogether Together { get; private set; } = null!;

    /// <summary>What other modules say of it.</summary>
    public IReadOnlyList<LoadedPanel> Panels { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await visible.Visits.AsNoTracking().Include(visit => visit.Provider).Include(visit => visit.Request).SingleOrDefaultAsync(visit => visit.Id == id, stopping) is not { } found)
        {
            return NotFound();
        }

        Visit = found;
        Location = (await organization.Profile(stopping)).Find(found.LocationId);
        Start = LocalTime.At(Location, found.StartsAt);
        Patient = await patients.Find(found.PatientId, stopping);
        Wish = found.Request is { } request ? await tasks.Find(request.TaskId, stopping) : null;
        MayChange = (await authorization.AuthorizeAsync(User, SchedulingRights.EnterVisits)).Succeeded;
        Panels = await board.Load(PanelPages.Visit, id, async right => (await authorization.AuthorizeAsync(User, right)).Succeeded, stopping);
        Rooms = found.State == VisitStates.Cancelled ? [] : await db.Resources.Where(room => found.ResourceIds.Contains(room.Id)).OrderBy(room => room.Name).Select(room => room.Name).ToListAsync(stopping);
        Instructions = await db.VisitTypes.Where(type => type.Id == found.VisitTypeId).Select(type => type.Instructions).SingleOrDefaultAsync(stopping) ?? "";
        Together = await together.Of(found, stopping);
        await LoadHistory(stopping);
        await audit.Record(db, new AuditEntry("visit.viewed", "visit", id, [found.PatientId], LocationId: found.LocationId), stopping);
        return Page();
    }

    private async Task LoadHistory(CancellationToken stopping)
    {
        var changes = await db.VisitChanges.AsNoTracking().Where(change => change.VisitId == Visit.Id).OrderBy(change => change.At).ThenBy(change => change.Id).ToListAsync(stopping);
        CancelledBy = Visit.State is VisitStates.Cancelled or VisitStates.Missed && changes is [.., { What: VisitChangeKind.Cancelled or VisitChangeKind.Missed } last] ? last.Id : null;
        var profile = await organization.Profile(stopping);
        var providers = await db.Providers.AsNoTracking().ToDictionaryAsync(provider => provider.Id, provider => provider.DisplayName, stopping);
        var roomIds = changes.SelectMany(change => (change.FromResourceIds ?? []).Concat(change.ResourceIds ?? [])).Distinct().ToList();
        var rooms = await db.Resources.AsNoTracking().Where(room => roomIds.Contains(room.Id)).ToDictionaryAsync(room => room.Id, room => room.Name, stopping);
        var lines = new List<VisitHistoryLine>();
        foreach (var change in changes)
        {
            var who = change.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "ClinicOps";
            var places = change.FromLocationId is { } from && from != change.LocationId;
            var what = change.What switch
            {
                VisitChangeKind.Moved => $"moved from {At(change.FromStartsAt!.Value, change.FromProviderId!.Value, change.FromLocationId!.Value, places)} to {At(change.StartsAt, change.ProviderId, change.LocationId, places)}{Length(change)}{Room(change, rooms)}",
                VisitChangeKind.Resized => $"made {(change.EndsAt > change.FromEndsAt ? "longer" : "shorter")}{Length(change)},",
                VisitChangeKind.RoomChanged => $"put{Room(change, rooms)}",
                VisitChangeKind.RoomGiven => $"given a room:{Room(change, rooms)}",
                VisitChangeKind.Missed => "said to be a no-show",
                _ => change.What,
            };
            lines.Add(new VisitHistoryLine(LocalTime.At(Location, change.At), what, who));
        }

        History = lines;
        static string Length(VisitChange change) => change.FromEndsAt - change.FromStartsAt is { } before && change.EndsAt - change.StartsAt is { } after && before != after
            ? $" from {before.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} to {after.TotalMinutes.ToString("0", CultureInfo.InvariantCulture)} minutes"
            : "";
        string At(DateTimeOffset start, Guid provider, Guid at, bool withPlace) =>
            $"{LocalTime.At(profile.Find(at), start).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture)}, {providers.GetValueOrDefault(provider, "somebody")},{(withPlace ? $" {profile.Find(at)?.Name ?? "a closed location"}," : "")}";
    }

    /// <summary>" from Exam 1 into Exam 2": what it left, and what it stands in instead. Empty where it stands in the same.</summary>
    private static string Room(VisitChange change, Dictionary<Guid, string> names)
    {
        if (change is not { FromResourceIds: { } from, ResourceIds: { } to })
        {
            return "";
        }

        var (left, taken) = (Names(from.Except(to)), Names(to.Except(from)));
        return $"{(left.Length > 0 ? $" from {left}" : "")}{(taken.Length > 0 ? $" into {taken}" : "")}";
        string Names(IEnumerable<Guid> rooms) => string.Join(" and ", rooms.Select(room => names.GetValueOrDefault(room, "a room that is gone")));
    }
}

/// <param name="At">On the location's wall clock.</param>
internal sealed record VisitHistoryLine(DateTimeOffset At, string What, string Who);
