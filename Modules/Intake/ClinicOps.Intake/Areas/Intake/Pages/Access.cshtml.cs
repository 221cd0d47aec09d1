using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Access;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Which access class a patient's record has, and why it is changed.</summary>
[Authorize(Policy = IntakeRights.ClassifyPatients)]
internal sealed class AccessModel(IntakeDb db, ClassifyPatient classify, CurrentActor actor, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    [BindProperty]
    public AccessForm Form { get; set; } = new();

    public PatientSummary Shown { get; private set; } = null!;

    public IReadOnlyList<AccessClass> Classes { get; private set; } = [];

    /// <summary>Whether who sets this class goes on seeing the record.</summary>
    public bool Sees(AccessClass accessClass) => actor.SeesClass(accessClass.Code);

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form.AccessClass = Shown.AccessClass;
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        var chosen = Classes.FirstOrDefault(known => known.Code == Form.AccessClass);
        if (chosen is null)
        {
            ModelState.AddModelError("Form.AccessClass", "Choose one of the classes.");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await classify.Run(id, Form.Version, chosen!.Code, Form.Reason!.Trim(), stopping))
        {
            case Classification.Done:
                TempData["toast"] = $"The record's access is now: {chosen.Name}.";
                return Redirect(Sees(chosen) ? $"/intake/patients/patient/{id}" : "/intake/patients");
            case Classification.NotCleared:
                ModelState.AddModelError("", "You see this record by break-glass, and are not cleared for its class: only who is can change it. Nothing was done.");
                return Page();
            case Classification.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping);
                ModelState.Clear();
                ModelState.AddModelError("", $"Changed by {last}. Nothing was done: look at the record, and send this again.");
                if (!await Load(id, stopping))
                {
                    return NotFound();
                }

                Form.Version = RowVersion;
                return Page();
            default:
                return NotFound();
        }
    }

    private uint RowVersion { get; set; }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(patient => patient.Id == id && patient.MergedIntoId == null, stopping) is not { } found)
        {
            return false;
        }

        (Shown, RowVersion) = (RegisteredPatients.Summary(found), found.Version);
        Form.Version = Form.Version == 0 ? found.Version : Form.Version;
        Classes = (await organization.Profile(stopping)).AccessClasses;
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        return true;
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class AccessForm
{
    public uint Version { get; set; }

    public string? AccessClass { get; set; }

    [Required(ErrorMessage = "Say why: it is kept with your name."), StringLength(300, MinimumLength = 3, ErrorMessage = "Say why in a few words.")]
    public string? Reason { get; set; }
}
