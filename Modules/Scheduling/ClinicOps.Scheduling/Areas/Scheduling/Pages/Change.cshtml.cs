using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Series;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Where the day view and the visit's page send what is to be changed; it shows nothing and goes back to the day.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class ChangeModel(ChangeVisit change, LoadTogether together, SayLanes say, IOrganization organization, TimeProvider clock) : PageModel
{
    public IActionResult OnGet() => Redirect("/scheduling/day");

    /// <param name="slot">See <see cref="Slot.Value"/>.</param>
    public async Task<IActionResult> OnPostMove(Guid visit, uint version, Guid location, string? slot, CancellationToken stopping)
    {
        if (Slot.Parse(slot) is not { } to)
        {
            return BadRequest();
        }

        var moved = await change.Move(visit, version, new Place(to.ProviderId, location, to.At), stopping);

        // A time that somebody else took: the visit is still in hand, and the day shows what is free.
        return moved is VisitChanged.Overlaps or VisitChanged.NotFree
            ? await Say(moved, $"/scheduling/day?location={location}&date={DayModel.Iso(await DayAt(location, to.At, stopping))}&moving={visit}", stopping)
            : await Say(moved, back: null, stopping);
    }

    /// <param name="visit">"id|version".</param>
    public async Task<IActionResult> OnPostCancel(string? visit, CancellationToken stopping) =>
        visit?.Split('|') is [var id, var version] && Guid.TryParse(id, out var visitId) && uint.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? await Say(await change.Cancel(visitId, seen, stopping), $"/scheduling/visits/visit/{visitId}", stopping)
            : BadRequest();

    public async Task<IActionResult> OnPostUndo([FromQuery(Name = "change")] Guid changeId, CancellationToken stopping) =>
        await Say(await change.Undo(changeId, stopping), back: null, stopping);

    /// <param name="back">Where a refusal goes; null for the day of today.</param>
    private async Task<IActionResult> Say(VisitChanged changed, string? back, CancellationToken stopping)
    {
        switch (changed)
        {
            case VisitChanged.Unknown:
                return NotFound();
            case VisitChanged.Done done:
                TempData["undo-url"] = $"/scheduling/change?handler=Undo&change={done.ChangeId}";
                break;
        }

        var words = await Words(changed, stopping);
        TempData["toast"] = words;
        if (changed is VisitChanged.Done { Visit: var left } && await together.IsAnyApart(left, stopping))
        {
            // What becomes of the visit that belongs with it is for a person to say.
            TempData["toast"] = $"{words} A visit that belongs with it stands apart now: see below.";
            return Redirect($"/scheduling/visits/visit/{left.Id}#together");
        }

        return Redirect(changed switch
        {
            VisitChanged.Done { Visit: var visit } => await DayOf(visit, stopping),
            VisitChanged.WasSo { Visit: var visit } => await DayOf(visit, stopping),
            VisitChanged.Overtaken { By: { } by } => $"/scheduling/visits/visit/{by.VisitId}",
            _ => back ?? "/scheduling/day",
        });
    }

    private async Task<string> Words(VisitChanged changed, CancellationToken stopping) => changed switch
    {
        VisitChanged.Done { What: VisitChangeKind.Moved, Visit: var visit } => $"Moved to {await When(visit.LocationId, visit.StartsAt, stopping)}.",
        VisitChanged.Done { What: VisitChangeKind.Cancelled, Visit: var visit } => $"The visit of {await When(visit.LocationId, visit.StartsAt, stopping)} is cancelled.",
        VisitChanged.Done { Visit: var visit } => $"The visit of {await When(visit.LocationId, visit.StartsAt, stopping)} stands again.",
        VisitChanged.WasSo => "Nothing was changed: it was so already.",
        VisitChanged.Overlaps { Other: { } other } =>
            $"Somebody has that time already: there is a visit at {await When(other.LocationId, other.StartsAt, stopping)}. Nothing was changed.",
        VisitChanged.Overlaps => "Somebody has just taken that time. Nothing was changed.",
        VisitChanged.Overtaken { By: { } by } => $"Nothing was changed: {by.What} by {await organization.WhoAndWhen(by.By, clock.GetUtcNow() - by.At, stopping: stopping)}. Look at it first.",
        VisitChanged.NotFree free => $"Nothing was changed: {await say.Words(free.Why, free.LocationId, stopping)}.",
        VisitChanged.RequestTaken => "Another appointment stands for the same request, or the request is void. Nothing was changed.",
        VisitChanged.NotBooked { State: var state } => $"This visit is {state}: only one that is booked can be moved or cancelled.",
        _ => "Somebody has changed this visit meanwhile. Nothing was changed.",
    };

    private async Task<string> DayOf(Visit visit, CancellationToken stopping) =>
        $"/scheduling/day?location={visit.LocationId}&date={DayModel.Iso(await DayAt(visit.LocationId, visit.StartsAt, stopping))}#visit-{visit.Id}";

    private async Task<DateOnly> DayAt(Guid locationId, DateTimeOffset instant, CancellationToken stopping) =>
        LocalTime.DayAt((await organization.Profile(stopping)).Find(locationId), instant);

    private async Task<string> When(Guid locationId, DateTimeOffset instant, CancellationToken stopping) =>
        LocalTime.At((await organization.Profile(stopping)).Find(locationId), instant).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture);
}
