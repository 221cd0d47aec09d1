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

    /// <summary>In the search that opens over every page.</summary>
    private const int MostFoundAnywhere = 8;
    private const int LeastLettersAnywhere = 3;

    public string? Search { get; private set; }

    public PatientsFound Found { get; private set; } = PatientsFound.NotSearched;

    public bool MayEdit { get; private set; }

    public bool MayImport { get; private set; }

    public bool MayMerge { get; private set; }

    public async Task OnGet()
    {
        MayMerge = (await authorization.AuthorizeAsync(User, IntakeRights.MergePatients)).Succeeded;
        MayEdit = (await authorization.AuthorizeAsync(User, IntakeRights.EditPatients)).Succeeded;
        MayImport = (await authorization.AuthorizeAsync(User, IntakeRights.ImportPatients)).Succeeded;
    }

    /// <summary>By htmx as it is typed into; sent whole, a single patient found is opened.</summary>
    public async Task<IActionResult> OnPost(string? search, CancellationToken stopping)
    {
        await Look(search, leastLetters: 2, MostFound, stopping);
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

    /// <summary>The search that the layout opens over every page: always a fragment.</summary>
    public async Task<IActionResult> OnPostFind(string? search, CancellationToken stopping)
    {
        await Look(search, LeastLettersAnywhere, MostFoundAnywhere, stopping);
        return Partial("_PatientsFoundAnywhere", Found);
    }

    private async Task Look(string? search, int leastLetters, int most, CancellationToken stopping)
    {
        Search = search?.Trim() ?? "";
        if (Search.Length < leastLetters || Search.Length > 100)
        {
            return;
        }

        var found = await patients.Search(Search, most, stopping);
        Found = new PatientsFound(true, found)
        {
            // To everybody else a closed record is not there.
            Closed = (await authorization.AuthorizeAsync(User, IntakeRights.BreakGlass)).Succeeded ? await closed.Named(Search, stopping) : [],
            IsCut = found.Count == most,
        };
        await audit.Record(db, new AuditEntry("patients.searched", "patient", null, [.. found.Select(patient => patient.Id), .. Found.Closed]), stopping);
    }
}

internal sealed record PatientsFound(bool Searched, IReadOnlyList<PatientSummary> Patients)
{
    public static readonly PatientsFound NotSearched = new(false, []);

    /// <summary>Records closed to this user, who may break the glass, that an exact identifier names.</summary>
    public IReadOnlyList<Guid> Closed { get; init; } = [];

    /// <summary>There may be more than are shown.</summary>
    public bool IsCut { get; init; }
}
