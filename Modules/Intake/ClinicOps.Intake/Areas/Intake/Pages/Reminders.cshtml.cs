using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.People;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Where the panel "How to reach" sends whether reminders may be e-mailed; it shows nothing and goes back to the patient.</summary>
[Authorize(Policy = IntakeRights.EditPatients)]
internal sealed class RemindersModel(IntakeDb db, ChangePeople change) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) =>
        await db.Patients.AnyAsync(patient => patient.Id == id, stopping) ? Redirect($"/intake/patients/patient/{id}") : NotFound();

    public async Task<IActionResult> OnPost(Guid id, bool allowed, CancellationToken stopping)
    {
        var (isThere, written) = await change.Reminders(id, allowed, stopping);
        if (!isThere)
        {
            return NotFound();
        }

        // Said twice, it is so already.
        TempData["undo-url"] = written is { } row ? $"/intake/patients/patient/{id}/reminders?handler=Undo&written={row}" : null;
        TempData["toast"] = allowed ? "Reminders may be e-mailed." : "No reminders by e-mail.";
        return Redirect($"/intake/patients/patient/{id}");
    }

    public async Task<IActionResult> OnPostUndo(Guid id, Guid written, CancellationToken stopping)
    {
        var (isThere, row) = await change.TakeRemindersBack(id, written, stopping);
        if (!isThere)
        {
            return NotFound();
        }

        TempData["toast"] = row is null ? "Nothing was undone: how the patient is reached was changed since." : "Undone: the patient is reached as before.";
        return Redirect($"/intake/patients/patient/{id}");
    }
}
