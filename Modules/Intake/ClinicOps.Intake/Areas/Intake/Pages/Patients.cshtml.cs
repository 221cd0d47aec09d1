using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Finds a patient as one types. What is typed is patient text: it is posted, and stands in no address.</summary>
[Authorize(Policy = IntakeRights.ViewPatients)]
internal sealed class PatientsModel(IntakeDb db, IPatients patients, AuditTrail audit, IAuthorizationService authorization) : PageModel
{
    private const int MostFound = 25;

    public string? Search { get; private set; }

    public PatientsFound Found { get; private set; } = PatientsFound.NotSearched;

    public bool MayEdit { get; private set; }

    public async Task OnGet() => MayEdit = (await authorization.AuthorizeAsync(User, IntakeRights.EditPatients)).Succeeded;

    /// <summary>By htmx as it is typed into; sent whole, a single patient found is opened.</summary>
    public async Task<IActionResult> OnPost(string? search, CancellationToken stopping)
    {
        Search = search?.Trim() ?? "";
        if (Search.Length is > 1 and <= 100)
        {
            Found = new PatientsFound(true, await patients.Search(Search, MostFound, stopping));
            await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. Found.Patients.Select(patient => patient.Id)]), stopping);
        }

        if (Request.Headers.ContainsKey("HX-Request"))
        {
            return Partial("_PatientsFound", Found);
        }

        if (Found.Patients is [var only])
        {
            return Redirect($"/intake/patients/patient/{only.Id}");
        }

        await OnGet();
        return Page();
    }
}

internal sealed record PatientsFound(bool Searched, IReadOnlyList<PatientSummary> Patients)
{
    public static readonly PatientsFound NotSearched = new(false, []);
}
