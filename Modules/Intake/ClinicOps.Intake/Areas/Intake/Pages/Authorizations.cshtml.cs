using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The authorizations there are, what is due first above.</summary>
[Authorize(Policy = IntakeRights.ViewAuthorizations)]
internal sealed class AuthorizationsModel(IntakeDb db, ListAuthorizations list, AuditTrail audit) : PageModel
{
    public string Show { get; private set; } = "";

    public IReadOnlyList<AuthorizationList> Lists { get; private set; } = [];

    public IReadOnlyList<AuthorizationRow> Rows { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task<IActionResult> OnGet(string? show, CancellationToken stopping)
    {
        Lists = await list.Counts(stopping);
        Show = show ?? ListAuthorizations.Open;
        if (Lists.All(of => of.Code != Show))
        {
            return NotFound();
        }

        Rows = await list.Rows(Show, stopping);
        IsCut = Rows.Count == ListAuthorizations.Most;
        await audit.Record(db, new AuditEntry("authorizations.listed", "authorization", null, [.. Rows.Select(row => row.Authorization.PatientId).Distinct()], Reason: Show), stopping);
        return Page();
    }
}

/// <param name="ShowsPatient">False on a patient's own page.</param>
internal sealed record AuthorizationTable(IReadOnlyList<AuthorizationRow> Rows, bool ShowsPatient);
