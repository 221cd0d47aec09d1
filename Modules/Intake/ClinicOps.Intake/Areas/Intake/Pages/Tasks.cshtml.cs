using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The work there is, most pressing first.</summary>
[Authorize(Policy = IntakeRights.WorkTasks)]
internal sealed class TasksModel(IntakeDb db, ListTasks list, AuditTrail audit, IAuthorizationService authorization) : PageModel
{
    public bool MaySeeCoverage { get; private set; }

    public bool MaySeeAuthorizations { get; private set; }

    public string Show { get; private set; } = "";

    public IReadOnlyList<TaskFilter> Filters { get; private set; } = [];

    public IReadOnlyList<TaskRow> Rows { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task<IActionResult> OnGet(string? show, CancellationToken stopping)
    {
        Filters = await list.Filters(stopping);
        Show = show ?? (Filters.First(filter => filter.Code == ListTasks.Mine).Count > 0 ? ListTasks.Mine : ListTasks.Open);
        if (Filters.All(filter => filter.Code != Show))
        {
            return NotFound();
        }

        Rows = await list.Of(Show, stopping);
        IsCut = Rows.Count == ListTasks.Most;
        MaySeeCoverage = (await authorization.AuthorizeAsync(User, IntakeRights.ViewCoverage)).Succeeded;
        MaySeeAuthorizations = (await authorization.AuthorizeAsync(User, IntakeRights.ViewAuthorizations)).Succeeded;
        await audit.Record(
            db, new AuditEntry("tasks.listed", "task", null, [.. Rows.Select(row => row.Task.PatientId).OfType<Guid>().Distinct()], Reason: Show), stopping);
        return Page();
    }
}

/// <param name="Back">Code of the list to come back to after a step; null shows no steps.</param>
internal sealed record TaskTable(IReadOnlyList<TaskRow> Rows, bool ShowsPatient, string? Back);
