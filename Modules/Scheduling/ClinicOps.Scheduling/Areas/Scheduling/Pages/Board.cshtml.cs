using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.FlowBoard;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Today's visits of a location by how far they have come, with the next step of each. Steps are Intake's; that nobody came is the schedule's own.</summary>
[Authorize(Policy = SchedulingRights.RunFlow)]
internal sealed class BoardModel(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    LoadBoard load,
    ChangeVisit change,
    VisibleToActor visible,
    IVisitProgress progress,
    IOrganization organization,
    IAuthorizationService authorization,
    CurrentActor actor,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    public Location Location { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Board Board { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; }

    public bool MayCheckIn { get; private set; }

    public bool MayBook { get; private set; }

    public bool MayShowWaitingRoom { get; private set; }

    public async Task<IActionResult> OnGet(Guid? location, CancellationToken stopping)
    {
        if (!await Choose(location, stopping))
        {
            return NotFound();
        }

        MayCheckIn = (await authorization.AuthorizeAsync(User, IntakeRights.CheckIn)).Succeeded;
        MayBook = (await authorization.AuthorizeAsync(User, SchedulingRights.EnterVisits)).Succeeded;
        MayShowWaitingRoom = (await authorization.AuthorizeAsync(User, SchedulingRights.ShowWaitingRoom)).Succeeded;
        Board = await load.Run(Location, stopping);
        await audit.Record(db, new AuditEntry("visits.board-viewed", "location", Location.Id, [.. Board.Rows.Select(row => row.Visit.PatientId).Distinct()], LocationId: Location.Id), stopping);
        return Page();
    }

    /// <summary>Asked by the open page now and then: whether the board is still as shown. The page itself stays as it is.</summary>
    public async Task<IActionResult> OnGetLive(Guid location, string? stamp, CancellationToken stopping) =>
        !await Choose(location, stopping) ? NotFound()
        : await load.Stamp(Location, stopping) == stamp ? StatusCode(StatusCodes.Status204NoContent)
        : Partial("_BoardChanged");

    /// <param name="code">One of <see cref="VisitSteps"/>.</param>
    /// <param name="reached">How far the visit had come on the page; not sent by an undo, which goes by what stands.</param>
    public async Task<IActionResult> OnPostStep([FromQuery] Guid visit, string? code, string? reached, bool undo, CancellationToken stopping)
    {
        if (await Seen(visit, stopping) is not { } seen)
        {
            return NotFound();
        }

        // The desk's own step is the desk's to take and to take back.
        if (code == VisitSteps.CheckedIn && !(await authorization.AuthorizeAsync(User, IntakeRights.CheckIn)).Succeeded)
        {
            return Forbid();
        }

        var taken = await progress.Step(visit, code ?? "", undo, undo ? null : reached ?? "", stopping);
        TempData["toast"] = taken switch
        {
            ProgressStep.Taken { Changed: false } => "Nothing was changed: it was so already.",
            ProgressStep.Taken when undo => "Taken back.",
            ProgressStep.Taken => $"{FlowState.InWords(code!)}: noted.",
            ProgressStep.EarlierMissing earlier => $"Nothing was done: \"{FlowState.InWords(earlier.Step).ToLowerInvariant()}\" comes first.",
            ProgressStep.LaterStands later => $"Nothing was done: take \"{FlowState.InWords(later.Step).ToLowerInvariant()}\" back first.",
            ProgressStep.Overtaken by => $"Nothing was changed: somebody was faster ({await organization.WhoAndWhen(by.By, clock.GetUtcNow() - by.At, stopping: stopping)}). The board shows how it is now.",
            ProgressStep.Cancelled => "This visit was cancelled: nothing was done.",
            _ => "Nothing was done.",
        };
        if (taken is ProgressStep.Taken { Changed: true } && !undo)
        {
            TempData["undo-url"] = $"/scheduling/board?handler=Step&visit={visit}&code={code}&undo=true";
        }

        return taken is ProgressStep.Unknown ? NotFound() : Back(seen);
    }

    /// <summary>A person says that the patient did not come.</summary>
    public async Task<IActionResult> OnPostMissed([FromQuery] Guid visit, uint version, CancellationToken stopping)
    {
        if (await Seen(visit, stopping) is not { } seen)
        {
            return NotFound();
        }

        if (await progress.Of([visit], stopping) is [{ Reached: not null }])
        {
            TempData["toast"] = "Nothing was changed: the patient is here.";
            return Back(seen);
        }

        var missed = await change.Miss(visit, version, stopping);
        if (missed is VisitChanged.Done && await progress.Of([visit], stopping) is [{ Reached: not null }])
        {
            // The patient came in between, and that was told before there was anything to take back.
            await change.TakesPlace(visit, stopping);
            TempData["toast"] = "The patient has just come: the visit takes place.";
            return Back(seen);
        }

        TempData["toast"] = missed switch
        {
            VisitChanged.Done => "No-show: noted.",
            VisitChanged.WasSo => "Nothing was changed: it was so already.",
            VisitChanged.NotBooked { State: VisitStates.Booked } => "Nothing was changed: this visit has not begun yet.",
            VisitChanged.NotBooked other => $"Nothing was changed: this visit is {other.State}.",
            _ => "Somebody has changed this visit meanwhile. Nothing was changed.",
        };
        if (missed is VisitChanged.Done done)
        {
            TempData["undo-url"] = $"/scheduling/board?handler=UndoMissed&change={done.ChangeId}";
        }

        return Back(seen);
    }

    public async Task<IActionResult> OnPostUndoMissed([FromQuery(Name = "change")] Guid changeId, CancellationToken stopping)
    {
        if (await db.VisitChanges.AsNoTracking().SingleOrDefaultAsync(known => known.Id == changeId && known.What == VisitChangeKind.Missed, stopping) is not { } missed
            || await Seen(missed.VisitId, stopping) is not { } seen)
        {
            return NotFound();
        }

        TempData["toast"] = await change.Undo(changeId, stopping) switch
        {
            VisitChanged.Done => "Taken back: the patient is expected.",
            VisitChanged.RequestTaken => "Another appointment stands for the same request by now. Nothing was changed.",
            _ => "Nothing was changed: something happened to this visit since.",
        };
        return Back(seen);
    }

    /// <summary>What looked like a no-show is none: the patient is on the way.</summary>
    public async Task<IActionResult> OnPostExpected([FromQuery] Guid visit, CancellationToken stopping)
    {
        if (await Seen(visit, stopping) is not { } seen)
        {
            return NotFound();
        }

        await transaction.Run(
            async effects =>
            {
                var now = clock.GetUtcNow();
                if (await db.MissedProposals.Where(proposal => proposal.VisitId == visit && proposal.SetAsideAt == null)
                        .ExecuteUpdateAsync(set => set.SetProperty(proposal => proposal.SetAsideAt, now).SetProperty(proposal => proposal.SetAsideBy, actor.UserId), stopping) > 0)
                {
                    effects.Audit(new AuditEntry("visit.expected", "visit", visit, [seen.PatientId], LocationId: seen.LocationId));
                }
            },
            stopping);
        TempData["toast"] = "Still expected: it is not asked again.";
        return Back(seen);
    }

    private Task<Visit?> Seen(Guid visitId, CancellationToken stopping) => visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping);

    private RedirectResult Back(Visit visit) => Redirect($"/scheduling/board?location={visit.LocationId}#visit-{visit.Id}");

    private async Task<bool> Choose(Guid? location, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id))];
        if (Locations.FirstOrDefault(place => location is null || place.Id == location) is not { } chosen)
        {
            return false;
        }

        (Location, Now) = (chosen, clock.GetUtcNow());
        return true;
    }
}
