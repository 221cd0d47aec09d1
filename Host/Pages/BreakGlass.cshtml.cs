using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Access;
using ClinicOps.Intake.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Host.Pages;

/// <summary>Asks why a closed record is to be opened, and opens it for a time. It shows nothing of the record.</summary>
[Authorize(Policy = IntakeRights.BreakGlass)]
internal sealed class BreakGlassModel(BreakGlass glass) : PageModel
{
    [BindProperty]
    public BreakGlassForm Form { get; set; } = new();

    public Guid PatientId { get; private set; }

    public int Minutes => glass.Minutes;

    public async Task<IActionResult> OnGet(Guid patientId, CancellationToken stopping)
    {
        PatientId = patientId;
        Form.Id = Guid.CreateVersion7();
        return await glass.IsClosed(patientId, stopping) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost(Guid patientId, CancellationToken stopping)
    {
        PatientId = patientId;
        if (!ModelState.IsValid)
        {
            return await glass.IsClosed(patientId, stopping) ? Page() : NotFound();
        }

        // Sent twice, the record is open already: it is no longer closed to this user, and its page answers.
        await glass.Break(Form.Id == Guid.Empty ? Guid.CreateVersion7() : Form.Id, patientId, Form.Reason!.Trim(), stopping);
        return Redirect($"/intake/patients/patient/{patientId}");
    }

    /// <param name="opened">Which breaking is ended, before its time.</param>
    public async Task<IActionResult> OnPostEnd(Guid patientId, Guid opened, CancellationToken stopping)
    {
        TempData["toast"] = await glass.End(opened, stopping) ? "The record is closed again." : "It was closed already.";
        return Redirect("/");
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class BreakGlassForm
{
    public Guid Id { get; set; }

    [Required(ErrorMessage = "Say why you need this record now."), StringLength(500, MinimumLength = 5, ErrorMessage = "Say in a few words why you need this record now.")]
    public string? Reason { get; set; }
}
