using System.Globalization;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Mvc;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>A visit of a series and those after it, cancelled at once and put back at once.</summary>
internal sealed partial class SeriesModel
{
    /// <summary>Cancels a visit of a series and those after it, as the page showed them.</summary>
    /// <param name="actId">Made by the form.</param>
    /// <param name="visit">"id|version" of the visit.</param>
    /// <param name="following">The same of those after it.</param>
    public async Task<IActionResult> OnPostCancel(Guid actId, string? visit, string[] following, CancellationToken stopping)
    {
        ModelState.Clear();
        var seen = following.Take(BookVisit.MostOfSeries).Prepend(visit).Select(Seen).ToList();
        return actId == Guid.Empty || seen.Contains(null)
            ? BadRequest()
            : await Say(await change.CancelAll(actId, seen.OfType<(Guid Id, uint Version)>().DistinctBy(one => one.Id).ToDictionary(one => one.Id, one => one.Version), stopping), seen[0]!.Value.Id, "cancelled", stopping);
    }

    /// <param name="act">What was done at once.</param>
    /// <param name="visit">Where to go back to.</param>
    public async Task<IActionResult> OnPostUndo([FromQuery] Guid act, [FromQuery(Name = "back")] Guid visit, CancellationToken stopping)
    {
        ModelState.Clear();
        return await Say(await change.UndoAll(act, stopping), visit, "as before", stopping);
    }

    private static (Guid Id, uint Version)? Seen(string? value) =>
        value?.Split('|') is [var id, var version] && Guid.TryParse(id, out var visit) && uint.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? (visit, seen) : null;

    private async Task<IActionResult> Say(SeveralChanged changed, Guid visit, string became, CancellationToken stopping)
    {
        switch (changed)
        {
            case SeveralChanged.Unknown:
                return NotFound();
            case SeveralChanged.WasSo or SeveralChanged.Done { Changed.Count: 0 }:
                TempData["toast"] = "Nothing was changed: somebody changed the visits meanwhile, or it was so already.";
                break;
            case SeveralChanged.Done done:
                var left = new List<string>();
                foreach (var (one, why) in done.Left)
                {
                    left.Add($"{await When(one, stopping)} ({await Words(why, stopping)})");
                }

                TempData["toast"] = $"{(done.Changed.Count == 1 ? "1 visit is" : $"{done.Changed.Count} visits are")} {became}.{(left.Count == 0 ? "" : $" Left as they were: {string.Join(", ", left)}.")}";
                TempData["undo-url"] = $"/scheduling/series?handler=Undo&act={done.ActId}&back={visit}";
                break;
        }

        return Redirect($"/scheduling/visits/visit/{visit}");
    }

    private async Task<string> Words(VisitChanged why, CancellationToken stopping) => why switch
    {
        VisitChanged.Overlaps => "the time is taken",
        VisitChanged.NotFree free => await say.Words(free.Why, free.LocationId, stopping),
        VisitChanged.RequestTaken => "its request has another appointment",
        VisitChanged.NotBooked other => $"it is {other.State}",
        VisitChanged.WasSo => "it was so already",
        _ => "somebody changed it since",
    };

    private async Task<string> When(Visit visit, CancellationToken stopping) =>
        LocalTime.At((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture);
}
