using ClinicOps.Intake.Access;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Finds a patient as one types. What is typed is patient text: it is posted, and stands in no address.</summary>
[Authorize(Policy = IntakeRights.ViewPatients)]
internal sealed class PatientsModel(IntakeDb db, IPatients patients, ClosedRecords closed, AuditTrail audit, IAuthorizationService authorization) : PageModel
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
            Found = new PatientsFound(true, await patients.Search(Search, MostFound, stopping))
            {
                Closed = await closed.Named(Search, stopping),
                MayBreakGlass = (await authorization.AuthorizeAsync(User, IntakeRights.BreakGlass)).Succeeded,
            };
            await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. Found.Patients.Select(patient => patient.Id), .. Found.Closed]), stopping);
        }

        if (Request.Headers.ContainsKey("HX-Request"))
        {
            return Partial("_PatientsFound", Found);
        }

        if (Found is { Patients: [var only], Closed: [] })
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

    /// <summary>Records closed to this user that an exact identifier names.</summary>
    public IReadOnlyList<Guid> Closed { get; init; } = [];

    public bool MayBreakGlass { get; init; }
}
