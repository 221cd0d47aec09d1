using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Visits to confirm by phone, the next first: one key each, and every attempt counts.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class ConfirmModel(SchedulingDb db, ListToConfirm list, RecordContact record, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public IReadOnlyList<ToConfirmLine> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGet(CancellationToken stopping)
    {
        var lines = new List<ToConfirmLine>();
        foreach (var visit in await list.Run(stopping))
        {
            var last = visit.Attempts is [.., var attempt]
                ? $"{ContactOutcome.InWords(attempt.Outcome)}, {await organization.WhoAndWhen(attempt.By, clock.GetUtcNow() - attempt.At, "the patient", stopping)}"
                : "";
            lines.Add(new ToConfirmLine(visit, last));
        }

        Lines = lines;
        await audit.Record(db, new AuditEntry("visits.to-confirm-viewed", "visit", null, [.. lines.Select(line => line.Of.Visit.PatientId).Distinct()]), stopping);
        return Page();
    }

    /// <param name="attemptId">Made by the form.</param>
    /// <param name="at">When the visit was, as the page showed it: ticks of UTC.</param>
    /// <param name="locationId">And at which location.</param>
    public async Task<IActionResult> OnPost([FromQuery] Guid visit, Guid attemptId, string? outcome, long at, Guid locationId, CancellationToken stopping)
    {
        if (attemptId == Guid.Empty || at < 0 || at > DateTimeOffset.MaxValue.Ticks)
        {
            return BadRequest();
        }

        switch (await record.Run(attemptId, visit, outcome ?? "", new DateTimeOffset(at, TimeSpan.Zero), locationId, stopping))
        {
            case ContactNoted.Unknown:
                return NotFound();
            case ContactNoted.ChangedMeanwhile:
                TempData["toast"] = "Nothing was noted: the visit was moved or cancelled meanwhile.";
                break;
            case ContactNoted.WasSo:
                TempData["toast"] = "Nothing was changed: it was so already.";
                break;
            case ContactNoted.Done done:
                TempData["toast"] = $"{ContactOutcome.InWords(outcome!)}: noted.";
                TempData["undo-url"] = $"/scheduling/confirm?handler=TakeBack&done={done.AttemptId}";
                break;
        }

        return Redirect("/scheduling/confirm");
    }

    public async Task<IActionResult> OnPostTakeBack([FromQuery(Name = "done")] Guid attemptId, CancellationToken stopping)
    {
        TempData["toast"] = await record.TakeBack(attemptId, stopping) is ContactNoted.Done ? "Taken back." : "Nothing was changed: it was taken back already.";
        return Redirect("/scheduling/confirm");
    }
}

/// <param name="Last">The latest attempt, in words; empty before the first.</param>
internal sealed record ToConfirmLine(ToConfirm Of, string Last)
{
    public Guid AttemptId { get; } = Guid.CreateVersion7();
}
