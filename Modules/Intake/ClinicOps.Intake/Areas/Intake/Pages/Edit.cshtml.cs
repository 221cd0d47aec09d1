using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Changes a patient. Who was overtaken keeps what was typed, is told by whom and what differs, and decides.</summary>
[Authorize(Policy = IntakeRights.EditPatients)]
internal sealed class EditModel(IntakeDb db, ChangePatient change, AuditTrail audit, IOrganization organization, TimeProvider clock) : PageModel
{
    [BindProperty]
    public PatientForm Form { get; set; } = new();

    public PatientSummary Shown { get; private set; } = null!;

    public uint RowVersion { get; private set; }

    public bool KeepsOldName { get; private set; } = true;

    /// <summary>Why it is changed, as it was typed.</summary>
    public string? Why { get; private set; } = ChangeReasons.Usual;

    /// <summary>"Ana Ruiz, 2 min ago"; null while nobody came between.</summary>
    public string? Meanwhile { get; private set; }

    public IReadOnlyList<string> Differing { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await Load(id, stopping) is not { } patient)
        {
            return NotFound();
        }

        if (patient.MergedIntoId is { } leadsTo)
        {
            return Redirect($"/intake/patients/patient/{leadsTo}");
        }

        Form = PatientForm.Of(PatientDetails.Of(patient));
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, uint version, string? oldName, string? why, CancellationToken stopping)
    {
        (KeepsOldName, Why) = (oldName != "mistake", why);
        if (!ModelState.IsValid)
        {
            return await Load(id, stopping) is null ? NotFound() : PageWith(version);
        }

        switch (await change.Run(id, version, Form.Details(), KeepsOldName, ChangeReasons.Of(why), stopping))
        {
            case PatientEdit.Changed changed:
                TempData["toast"] = changed.Fields.Count == 0 ? "Nothing was changed." : $"Saved: {string.Join(", ", changed.Fields)}.";
                return Redirect($"/intake/patients/patient/{id}");
            case PatientEdit.Merged merged:
                TempData["toast"] = "This record was merged into another meanwhile: nothing was saved.";
                return Redirect($"/intake/patients/patient/{merged.IntoId}");
            case PatientEdit.ChangedMeanwhile meanwhile:
                if (await Load(id, stopping) is not { } now)
                {
                    return NotFound();
                }

                Meanwhile = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping);
                var (mine, registered) = (Form.Details(), PatientDetails.Of(now));
                Differing = [.. PatientDetails.Fields.Where(field => (field.Text(mine) ?? "") != (field.Text(registered) ?? "")).Select(field => field.Name)];
                return Page();
            default:
                return NotFound();
        }
    }

    private PageResult PageWith(uint version)
    {
        RowVersion = version;
        return Page();
    }

    private async Task<Patient?> Load(Guid id, CancellationToken stopping)
    {
        var patient = await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, stopping);
        if (patient is not null)
        {
            Shown = RegisteredPatients.Summary(patient);
            RowVersion = patient.Version;
            await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        }

        return patient;
    }
}
