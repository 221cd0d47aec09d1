using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The coverage desk: the visits of the next days, and how the coverage of each stands.</summary>
[Authorize(Policy = IntakeRights.ViewCoverage)]
internal sealed class CoverageModel(IntakeDb db, LoadDesk desk, AskCoverage ask, AuditTrail audit, IAuthorizationService authorization) : PageModel
{
    public IReadOnlyList<DeskRow> Rows { get; private set; } = [];

    public bool MayVerify { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        Rows = await desk.Run(stopping);
        MayVerify = (await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded;
        await audit.Record(db, new AuditEntry("coverage.listed", "visit", null, [.. Rows.Select(row => row.Patient.Id).Distinct()]), stopping);
    }

    /// <summary>Asks about every coverage of the visits of the list that nobody asked about.</summary>
    public async Task<IActionResult> OnPostAskAll(CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded)
        {
            return Forbid();
        }

        var (asked, refused) = (0, 0);
        foreach (var (visit, coverage) in (await desk.Run(stopping)).SelectMany(row => row.NotAsked.Select(coverage => (row.Visit.Id, coverage))))
        {
            db.ChangeTracker.Clear();
            _ = await ask.Run(Guid.CreateVersion7(), visit, coverage, null, stopping) is CoverageAsked.Asked ? asked++ : refused++;
        }

        TempData["toast"] = (asked, refused) switch
        {
            (0, 0) => "Everything was asked already.",
            (_, 0) => asked == 1 ? "Asked about 1 coverage. The answer comes by itself." : $"Asked about {asked} coverages. The answers come by themselves.",
            _ => $"Asked about {asked}; {refused} could not be asked about: open them to see why.",
        };
        return Redirect("/intake/coverage");
    }
}
