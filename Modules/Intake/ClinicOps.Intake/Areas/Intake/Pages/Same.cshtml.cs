using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Who may be the same person as a patient; and where a merge is taken back.</summary>
[Authorize(Policy = IntakeRights.MergePatients)]
internal sealed class SameModel(IntakeDb db, IPatients patients, SuggestDuplicates suggest, UnmergePatients unmerge, AuditTrail audit) : PageModel
{
    private const int MostFound = 10;

    public PatientSummary Shown { get; private set; } = null!;

    public Duplicates Suggested { get; private set; } = null!;

    public SameFound Found { get; private set; } = null!;

    /// <summary>Why a merge was not taken back; null where none was asked for.</summary>
    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Load(id, stopping) ? Page() : NotFound();

    /// <summary>The suggestions alone, as a notice on the patient's own page: nothing where there are none.</summary>
    public async Task<IActionResult> OnGetSuggested(Guid id, CancellationToken stopping)
    {
        if (await suggest.Of(id, stopping) is not { } found)
        {
            return NotFound();
        }

        if (found.Found.Count > 0)
        {
            await Tell(found, stopping);
        }

        return Partial("_DuplicatesNotice", found);
    }

    public async Task<IActionResult> OnPostSearch(Guid id, string? search, CancellationToken stopping)
    {
        if (!await db.Patients.AnyAsync(patient => patient.Id == id && patient.MergedIntoId == null, stopping))
        {
            return NotFound();
        }

        var typed = search?.Trim() ?? "";
        var found = typed.Length is < 2 or > 100 ? new SameFound(id, typed, false, []) : new SameFound(id, typed, true, [.. (await patients.Search(typed, MostFound, stopping)).Where(patient => patient.Id != id)]);
        await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. found.Patients.Select(patient => patient.Id)]), stopping);
        if (Request.Headers.ContainsKey("HX-Request"))
        {
            return Partial("_SameFound", found);
        }

        await Load(id, stopping);
        Found = found;
        return Page();
    }

    public async Task<IActionResult> OnPostUnmerge(Guid id, Guid mergeId, string? reason, CancellationToken stopping)
    {
        if (!await Load(id, stopping) || !await db.PatientMerges.AnyAsync(merge => merge.Id == mergeId && merge.SurvivorId == id, stopping))
        {
            return NotFound();
        }

        if (reason?.Trim() is not { Length: >= 3 and <= 300 } why)
        {
            Refusal = "Say in a few words why they are two people: it is kept with your name. The merge still stands.";
            return Page();
        }

        switch (await unmerge.Run(mergeId, why, stopping))
        {
            case PatientUnmerged.Done:
                TempData["toast"] = "The merge is taken back: the two records stand by themselves again. Look at what came meanwhile.";
                return Redirect($"/intake/patients/patient/{id}/parted");
            case PatientUnmerged.MoneyIsMixed:
                Refusal = "A prepayment of the one was used for a visit of the other. Make that line void first, then take the merge back. The merge still stands.";
                return Page();
            case PatientUnmerged.NotCleared:
                Refusal = "You see this record by break-glass, and are not cleared for its class: only who is can do this. The merge still stands.";
                return Page();
            default:
                return NotFound();
        }
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await patients.Find(id, stopping) is not { } found || await suggest.Of(id, stopping) is not { } suggested)
        {
            return false;
        }

        (Shown, Suggested, Found) = (found, suggested, new SameFound(id, "", false, []));
        await Tell(suggested, stopping);
        return true;
    }

    private Task Tell(Duplicates shown, CancellationToken stopping) =>
        audit.Record(db, new AuditEntry("patients.look-alikes-shown", "patient", shown.OfId, [.. shown.Found.Select(duplicate => duplicate.Patient.Id)]), stopping);
}

internal sealed record SameFound(Guid OfId, string Typed, bool Searched, IReadOnlyList<PatientSummary> Patients);
