using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Finished visits of the user's locations by how far their coding is.</summary>
[Authorize(Policy = IntakeRights.CodeVisits)]
internal sealed class CodingsModel(IntakeDb db, LoadCoding load, AuditTrail audit) : PageModel
{
    /// <summary>What is to be done first.</summary>
    public IReadOnlyList<CodingRow> Rows { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping)
    {
        Rows = await load.List(stopping);
        await audit.Record(db, new AuditEntry("codings.listed", "visit", null, [.. Rows.Select(row => row.Visit.Id)]), stopping);
    }
}
