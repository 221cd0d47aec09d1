using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Recall;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Patients who are due to come again, the longest due first: a call is one click and counted, letters are written to those ticked.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class RecallsModel(SchedulingDb db, ListRecalls list, StepRecall step, AskForLetters letters, KeepRecall keep, IContactPreferences preferences, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const string Here = "/scheduling/recalls";

    public bool All { get; private set; }

    public IReadOnlyList<RecallLine> Lines { get; private set; } = [];

    /// <summary>How these patients want to be reached; of whom nobody said anything is left out.</summary>
    public IReadOnlyDictionary<Guid, HowToReach> Reach { get; private set; } = new Dictionary<Guid, HowToReach>();

    /// <summary>Of the letters that this page asks for.</summary>
    public Guid Batch { get; } = Guid.CreateVersion7();

    public async Task<IActionResult> OnGet(bool all, CancellationToken stopping)
    {
        All = all;
        var lines = new List<RecallLine>();
        foreach (var recall in await list.Run(all, stopping))
        {
            var last = recall.Attempts is [.., var attempt]
                ? $"{RecallOutcome.InWords(attempt.Outcome)}, {await organization.WhoAndWhen(attempt.By, clock.GetUtcNow() - attempt.At, stopping: stopping)}"
                : "";
            lines.Add(new RecallLine(recall, last));
        }

        Lines = lines;
        Reach = await preferences.HowToReach([.. lines.Select(line => line.Of.Patient?.Id).OfType<Guid>().Distinct()], stopping);
        await audit.Record(db, new AuditEntry("recalls.viewed", "recall", null, [.. lines.Select(line => line.Of.Recall.PatientId).Distinct()]), stopping);
        return Page();
    }

    /// <param name="attemptId">Made by the form.</param>
    public async Task<IActionResult> OnPostAttempt([FromQuery] Guid recall, Guid attemptId, string? outcome, CancellationToken stopping)
    {
        if (attemptId == Guid.Empty)
        {
            return BadRequest();
        }

        switch (await step.Run(attemptId, recall, outcome ?? "", stopping))
        {
            case RecallStepped.Unknown:
                return NotFound();
            case RecallStepped.Done done:
                TempData["toast"] = $"{RecallOutcome.InWords(outcome!)}: noted.";
                TempData["undo-url"] = $"{Here}?handler=TakeBack&done={done.Id}";
                break;
            case RecallStepped.WasSo:
                TempData["toast"] = "Nothing was changed: it was so already.";
                break;
            case RecallStepped.Ended ended:
                TempData["toast"] = $"Nothing was noted: this recall is {ended.State.Replace('-', ' ')} by now.";
                break;
        }

        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostTakeBack([FromQuery(Name = "done")] Guid attemptId, CancellationToken stopping)
    {
        var stepped = await step.TakeBack(attemptId, stopping);
        if (stepped is RecallStepped.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = stepped is RecallStepped.Done ? "Taken back." : "Nothing was changed: it was taken back already.";
        return Redirect(Here);
    }

    /// <summary>What was booked was another matter.</summary>
    public async Task<IActionResult> OnPostReopen([FromQuery] Guid recall, CancellationToken stopping)
    {
        var stepped = await step.Reopen(recall, stopping);
        if (stepped is RecallStepped.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = stepped is RecallStepped.Done ? "Still to come: on the list again." : "Nothing was changed: it was so already.";
        return Redirect(Here);
    }

    /// <param name="batch">Made by the form.</param>
    /// <param name="recalls">Those that are ticked.</param>
    public async Task<IActionResult> OnPostLetters(Guid batch, Guid[] recalls, CancellationToken stopping)
    {
        if (batch == Guid.Empty)
        {
            return BadRequest();
        }

        foreach (var id in recalls)
        {
            if (await keep.Find(id, stopping) is null)
            {
                return NotFound();
            }
        }

        var asked = await letters.Run(batch, [.. recalls.Distinct()], stopping);
        TempData["toast"] = asked switch
        {
            0 when recalls.Length == 0 => "Nothing was asked for: tick those who are to get a letter.",
            0 => "Nothing was asked for: it was so already, or they have died.",
            1 => "1 letter is being written. It waits among the letters to be approved.",
            _ => $"{asked} letters are being written. They wait among the letters to be approved.",
        };
        return Redirect(Here);
    }
}

/// <param name="Last">The latest attempt, in words; empty before the first.</param>
internal sealed record RecallLine(ListedRecall Of, string Last)
{
    public Guid AttemptId { get; } = Guid.CreateVersion7();
}
