using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Registers a patient by hand. People who look alike are shown before anything is saved; sent again, it is saved beside them. Who came from a booking goes back to it with the patient.</summary>
[Authorize(Policy = IntakeRights.EditPatients)]
internal sealed class RegisterModel(IntakeDb db, RegisterPatient register, AuditTrail audit) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Enter the MRN."), StringLength(30), RegularExpression(".*[A-Za-z0-9].*", ErrorMessage = "An MRN has letters or digits.")]
    public string? Mrn { get; set; }

    [BindProperty]
    public PatientForm Form { get; set; } = new();

    /// <summary>The page of this host that somebody came from, in passing; null for none.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    public Guid PatientId { get; private set; }

    public Guid? MrnHolder { get; private set; }

    public IReadOnlyList<PatientSummary> LookAlikes { get; private set; } = [];

    /// <summary>How many more look-alikes there are whose records are closed to this user.</summary>
    public int ClosedLookAlikes { get; private set; }

    /// <summary>Where they came from, with this patient; null for nowhere.</summary>
    public string? BackWith(Guid patientId) => Url.IsLocalUrl(Back) ? $"{Back}{(Back!.Contains('?', StringComparison.Ordinal) ? '&' : '?')}patient={patientId}" : null;

    public void OnGet() => PatientId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPost(Guid id, Guid[] known, int knownClosed, CancellationToken stopping)
    {
        PatientId = id;
        if (id == Guid.Empty)
        {
            return BadRequest();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await register.Run(id, PatientDetails.Text(Mrn), Form.Details(), known, knownClosed, stopping))
        {
            case Registration.Registered registered:
                TempData["toast"] = "The patient is registered.";
                return Redirect(BackWith(registered.PatientId) ?? $"/intake/patients/patient/{registered.PatientId}");
            case Registration.MrnTaken taken:
                MrnHolder = taken.PatientId;
                ModelState.AddModelError(nameof(Mrn), "Another patient has this MRN.");
                return Page();
            case Registration.LooksLike alike:
                (LookAlikes, ClosedLookAlikes) = (alike.Patients, alike.Closed);
                await audit.Record(db, new AuditEntry("patients.look-alikes-shown", "patient", null, [.. alike.Patients.Select(patient => patient.Id)]), stopping);
                return Page();
            case var other:
                throw new InvalidOperationException($"{other.GetType().Name} is no answer to a registration.");
        }
    }
}
