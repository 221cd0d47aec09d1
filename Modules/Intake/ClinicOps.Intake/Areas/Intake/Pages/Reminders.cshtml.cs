using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Where the panel "Reminders" sends what a patient said; it shows nothing and goes back to the patient.</summary>
[Authorize(Policy = IntakeRights.EditPatients)]
internal sealed class RemindersModel(IntakeDb db, ModuleTransaction<IntakeDb> transaction, KnowPreferences preferences, CurrentActor actor, TimeProvider clock) : PageModel
{
    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) =>
        await db.Patients.AnyAsync(patient => patient.Id == id, stopping) ? Redirect($"/intake/patients/patient/{id}") : NotFound();

    public async Task<IActionResult> OnPost(Guid id, bool allowed, CancellationToken stopping)
    {
        if (!await db.Patients.AnyAsync(patient => patient.Id == id && patient.MergedIntoId == null, stopping))
        {
            return NotFound();
        }

        // Said twice, it is so already.
        if (await preferences.MayMail(id, stopping) is var before && before != allowed)
        {
            await transaction.Run(
                effects =>
                {
                    // Of this record alone: it counts before what was said of one merged into it.
                    db.ContactPreferences.Add(new ContactPreference { Id = Guid.CreateVersion7(), PatientId = id, MayMailReminders = allowed, At = clock.GetUtcNow(), By = actor.UserId });
                    effects.Audit(new AuditEntry("patient.reminders-said", "patient", id, Reason: allowed ? "allowed" : "not allowed"));
                    return Task.CompletedTask;
                },
                stopping);
            TempData["undo-url"] = before is { } said ? $"/intake/patients/patient/{id}/reminders?allowed={(said ? "true" : "false")}" : null;
        }

        TempData["toast"] = allowed ? "Reminders may be e-mailed." : "No reminders by e-mail.";
        return Redirect($"/intake/patients/patient/{id}");
    }
}
