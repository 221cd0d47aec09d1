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
internal sealed class ChangeModel(ChangeVisit change, LoadTogether together, SayChanged say, IOrganization organization) : PageModel
{
    public IActionResult OnGet() => Redirect("/scheduling/day");

    /// <param name="slot">See <see cref="Slot.Value"/>.</param>
    /// <param name="drop">The view on which it was dropped, to which the answer goes back; of a time chosen with the visit in hand there is none.</param>
    public async Task<IActionResult> OnPostMove(Guid visit, uint version, Guid location, string? slot, DropForm drop, CancellationToken stopping)
    {
        if (Slot.Parse(slot) is not { } to)
        {
            return BadRequest();
        }

        var moved = await change.Move(visit, version, new Place(to.ProviderId, location, to.At), stopping);
        if (drop.Back(location, visit) is { } dropped)
        {
            return await Say(moved, dropped, drop.View, " The visit is where it was. Choose a free time, or look for the next free ones.", stopping);
        }

        // A time that somebody else took: the visit is still in hand, and the day shows what is free.
        return moved is VisitChanged.Overlaps or VisitChanged.NotFree
            ? await Say(moved, $"/scheduling/day?location={location}&date={DayModel.Iso(await DayAt(location, to.At, stopping))}&moving={visit}", stopping)
            : await Say(moved, back: null, stopping);
    }

    /// <summary>The lower edge of a visit was drawn, or its length changed by keys.</summary>
    public async Task<IActionResult> OnPostResize(Guid visit, uint version, Guid location, int minutes, DropForm drop, CancellationToken stopping) =>
        await Say(
            await change.Resize(visit, version, minutes, stopping), drop.Back(location, visit) ?? $"/scheduling/visits/visit/{visit}", drop.View,
            " The visit is as long as it was. Make room first, or move it to where there is more.", stopping);

    /// <summary>A visit was put into another room or device in the view of the rooms.</summary>
    public async Task<IActionResult> OnPostToRoom(Guid visit, uint version, Guid roomId, Guid location, DropForm drop, CancellationToken stopping) =>
        await Say(await change.ToRoom(visit, version, roomId, stopping), drop.Back(location, visit), CalendarView.Rooms, advice: "", stopping);

    /// <param name="visit">"id|version".</param>
    public async Task<IActionResult> OnPostCancel(string? visit, CancellationToken stopping) =>
        visit?.Split('|') is [var id, var version] && Guid.TryParse(id, out var visitId) && uint.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen)
            ? await Say(await change.Cancel(visitId, seen, stopping), $"/scheduling/visits/visit/{visitId}", stopping)
            : BadRequest();

    /// <summary>For a visit that was booked before its type came to need one; then to the list of all that do not fit, where the next one waits.</summary>
    public async Task<IActionResult> OnPostRoom(Guid visit, CancellationToken stopping)
    {
        var given = await change.GiveRooms(visit, stopping);
        if (given is VisitChanged.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = await say.Words(given, stopping);
        return Redirect("/scheduling/settings/providers");
    }

    /// <param name="view">The view that the user was on, one of <see cref="CalendarView"/>.</param>
    public async Task<IActionResult> OnPostUndo([FromQuery(Name = "change")] Guid changeId, [FromQuery] string? view, CancellationToken stopping) =>
        await Say(await change.Undo(changeId, stopping), back: null, view, advice: "", stopping);

    private Task<IActionResult> Say(VisitChanged changed, string? back, CancellationToken stopping) => Say(changed, back, view: null, advice: "", stopping);

    /// <param name="back">Where a refusal goes; null for the day of today.</param>
    /// <param name="view">Where a change is shown.</param>
    /// <param name="advice">What can be done where the time was not free.</param>
    private async Task<IActionResult> Say(VisitChanged changed, string? back, string? view, string advice, CancellationToken stopping)
    {
        switch (changed)
        {
            case VisitChanged.Unknown:
                return NotFound();
            case VisitChanged.Done { What: not VisitChangeKind.RoomGiven } done:
                TempData["undo-url"] = $"/scheduling/change?handler=Undo&change={done.ChangeId}{(view is null ? "" : $"&view={CalendarView.Of(view)}")}";
                break;
        }

        var words = await say.Words(changed, stopping) + (changed is VisitChanged.Overlaps or VisitChanged.NotFree ? advice : "");
        TempData["toast"] = words;
        if (changed is VisitChanged.Done { What: not (VisitChangeKind.RoomChanged or VisitChangeKind.RoomGiven), Visit: var left } && await together.IsAnyApart(left, stopping))
        {
            // What becomes of the visit that belongs with it is for a person to say.
            TempData["toast"] = words + SayChanged.StandsApart;
            return Redirect($"/scheduling/visits/visit/{left.Id}#together");
        }

        return Redirect(changed switch
        {
            VisitChanged.Done { Visit: var visit } => await DayOf(visit, view, stopping),
            VisitChanged.WasSo { Visit: var visit } => await DayOf(visit, view, stopping),
            VisitChanged.Overtaken { By: { } by } => $"/scheduling/visits/visit/{by.VisitId}",
            _ => back ?? "/scheduling/day",
        });
    }

    private async Task<string> DayOf(Visit visit, string? view, CancellationToken stopping) =>
        $"{CalendarView.Address(visit.LocationId, await DayAt(visit.LocationId, visit.StartsAt, stopping), view, visit.ProviderId)}#visit-{visit.Id}";

    private async Task<DateOnly> DayAt(Guid locationId, DateTimeOffset instant, CancellationToken stopping) =>
        LocalTime.DayAt((await organization.Profile(stopping)).Find(locationId), instant);
}

/// <summary>The view on which a visit was dropped. Public setters for the model binder alone.</summary>
internal sealed class DropForm
{
    /// <summary>One of <see cref="CalendarView"/>; null for what was not dropped.</summary>
    public string? View { get; set; }

    public DateOnly? Date { get; set; }

    /// <summary>Whose week was shown.</summary>
    public Guid? Provider { get; set; }

    /// <returns>Null for what was not dropped.</returns>
    public string? Back(Guid location, Guid visit) => View is not null && Date is { } day ? $"{CalendarView.Address(location, day, View, Provider)}#visit-{visit}" : null;
}
