using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.SetUp;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Takes the latest change of a part of the set-up back; it shows nothing and goes back to the part's page.</summary>
[Authorize(Policy = SchedulingRights.SetUpSchedule)]
internal sealed class UndoSetUpModel(SchedulingDb db, ChangeSetUp change, IOrganization organization) : PageModel
{
    public IActionResult OnGet() => Redirect("/scheduling/settings/providers");

    public async Task<IActionResult> OnPost([FromQuery(Name = "change")] Guid changeId, CancellationToken stopping)
    {
        if (await db.SetUpChanges.AnyAsync(known => known.Id == changeId && db.Outages.Any(outage => outage.Id == known.PartId), stopping))
        {
            TempData["toast"] = "Nothing was undone: the absence of a provider is taken back on its own page.";
            return Redirect("/scheduling/provider-out");
        }

        if (await change.Undo(changeId, stopping) is not { } undone)
        {
            return NotFound();
        }

        var part = await db.SetUpChanges.AsNoTracking().SingleAsync(known => known.Id == changeId, stopping);
        TempData["toast"] = undone switch
        {
            SetUpChanged.ChangedMeanwhile by => $"Nothing was undone: it was changed since, by {await organization.WhoAndWhen(by.By, by.Ago, stopping: stopping)}.",
            SetUpChanged.NotUnderstood wrong => $"Nothing was undone. {wrong.Why}",
            _ => "Undone: it is as it was.",
        };
        if (undone is SetUpChanged.Done again)
        {
            TempData["undo-url"] = $"/scheduling/settings/undo?change={again.ChangeId}";
        }

        return Redirect(part.What switch
        {
            SetUpParts.Person => "/scheduling/settings/providers",
            SetUpParts.Room => "/scheduling/settings/rooms",
            SetUpParts.VisitType => "/scheduling/settings/visit-types",
            SetUpParts.Block or SetUpParts.Holiday => "/scheduling/settings/closed",
            _ => $"/scheduling/settings/provider?provider={part.PartId}",
        });
    }
}
