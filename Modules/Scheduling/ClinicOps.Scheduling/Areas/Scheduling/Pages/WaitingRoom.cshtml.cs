using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.FlowBoard;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>A screen that everybody in the waiting room can read: who is here, by initials alone, and who may go in. Nothing else of anybody, and nobody whose record has an access class.</summary>
[Authorize(Policy = SchedulingRights.ShowWaitingRoom)]
internal sealed class WaitingRoomModel(SchedulingDb db, LoadBoard load, VisibleToActor visible, IOrganization organization, AuditTrail audit) : PageModel
{
    public Location Location { get; private set; } = null!;

    public WaitingRoom Room { get; private set; } = null!;

    public async Task<IActionResult> OnGet(Guid? location, CancellationToken stopping) => await Load(location, stamp: null, stopping) switch
    {
        null => NotFound(),
        _ => Page(),
    };

    /// <summary>Nobody's cursor is on this screen: it shows by itself what has changed.</summary>
    public async Task<IActionResult> OnGetLive(Guid location, string? stamp, CancellationToken stopping) => await Load(location, stamp, stopping) switch
    {
        null => NotFound(),
        { IsAsShown: true } => StatusCode(StatusCodes.Status204NoContent),
        var room => Partial("_WaitingRoom", room),
    };

    private async Task<WaitingRoom?> Load(Guid? location, string? stamp, CancellationToken stopping)
    {
        if ((await organization.Profile(stopping)).Locations.FirstOrDefault(place => visible.Location(place.Id) && (location is null || place.Id == location)) is not { } chosen)
        {
            return null;
        }

        Location = chosen;
        if (stamp is not null && await load.Stamp(chosen, stopping) == stamp)
        {
            return new WaitingRoom(chosen.Id, stamp, [], []) { IsAsShown = true };
        }

        var board = await load.Run(chosen, stopping);
        string[] Initials(params string[] states) => [.. board.Rows.Where(row => states.Contains(row.State) && row.Initials is not null).OrderBy(row => row.Since).Select(row => row.Initials!)];
        Room = new WaitingRoom(chosen.Id, board.Stamp, Initials(VisitSteps.Arrived, VisitSteps.CheckedIn), Initials(VisitSteps.Roomed));
        await audit.Record(db, new AuditEntry("visits.waiting-room-shown", "location", chosen.Id, [.. board.Rows.Where(row => row.Reached.Length > 0).Select(row => row.Visit.PatientId).Distinct()], LocationId: chosen.Id), stopping);
        return Room;
    }
}

/// <param name="Waiting">Initials, who came first first.</param>
/// <param name="GoIn">Initials of who may go to the room.</param>
internal sealed record WaitingRoom(Guid LocationId, string Stamp, IReadOnlyList<string> Waiting, IReadOnlyList<string> GoIn)
{
    public bool IsAsShown { get; init; }
}
