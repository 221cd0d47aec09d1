using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Makes a line of an account void, with a reason.</summary>
[Authorize(Policy = IntakeRights.CollectMoney)]
internal sealed class VoidEntryModel(LoadAccount load, VoidEntry makeVoid) : PageModel
{
    public AccountLine Line { get; private set; } = null!;

    /// <summary>Of the reversal; made with the form.</summary>
    public Guid EntryId { get; private set; }

    public string? Reason { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Show(id, Guid.CreateVersion7(), stopping);

    public async Task<IActionResult> OnPost(Guid id, Guid entryId, string? reason, CancellationToken stopping)
    {
        if (await load.Line(id, stopping) is not { } line)
        {
            return NotFound();
        }

        Reason = (reason ?? "").Trim();
        switch (await makeVoid.Run(entryId, id, Reason, stopping))
        {
            case MoneyMoved.Done:
                TempData["toast"] = $"Void: {line.What.ToLowerInvariant()} of {Money.Text(Math.Abs(line.Entry.Cents))}.";
                return Redirect(line.Entry.VisitId is { } visit ? $"/intake/check-in/visit/{visit}" : $"/intake/patients/patient/{line.Entry.PatientId}");
            case var refused:
                Refusal = refused.Sentence;
                return await Show(id, entryId, stopping);
        }
    }

    private async Task<IActionResult> Show(Guid id, Guid entryId, CancellationToken stopping)
    {
        if (await load.Line(id, stopping) is not { } line)
        {
            return NotFound();
        }

        (Line, EntryId) = (line, entryId);
        ModelState.Clear();
        return Page();
    }
}
