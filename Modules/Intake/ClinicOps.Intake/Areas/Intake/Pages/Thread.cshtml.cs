using ClinicOps.Intake.CareThread;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Panels;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>
/// The care thread: what came in, the work it became, the appointment, the letters, each module's part by its own panel, and what is next.
/// Nothing of it in sight is no page, so that an id says nothing to whom it does not concern.
/// </summary>
[Authorize(Policy = IntakeRights.ViewPatients)]
internal sealed class ThreadModel(IntakeDb db, PanelBoard board, AuditTrail audit, IAuthorizationService authorization) : PageModel
{
    public IReadOnlyList<LoadedPanel> Panels { get; private set; } = [];

    /// <summary>Whom its tasks are about.</summary>
    public IReadOnlyList<PatientSummary> Patients { get; private set; } = [];

    /// <summary>The open task to be done first, one that is snoozed only where there is no other; null when none is open.</summary>
    public TaskRow? Next { get; private set; }

    /// <summary>Something was done, and nothing in sight is open or waited for.</summary>
    public bool IsDone { get; private set; }

    /// <summary>What others than the clinic have to do, and since when it is waited for.</summary>
    public IReadOnlyList<WaitedFor> Waiting { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        Panels = await board.Load(PanelPages.Thread, id, May, stopping);
        if (Panels.Count == 0)
        {
            return NotFound();
        }

        var tasks = Panels.Select(panel => panel.Model).OfType<PatientTasksView>().SingleOrDefault()?.Rows ?? [];
        Next = tasks.FirstOrDefault(row => row is { Task.State: TaskState.Open, IsSnoozed: false }) ?? tasks.FirstOrDefault(row => row.Task.State == TaskState.Open);
        Waiting =
        [
            .. (Panels.Select(panel => panel.Model).OfType<ThreadAuthorizationsView>().SingleOrDefault()?.Rows ?? []).Select(WaitedFor.Of).OfType<WaitedFor>(),
            .. (Panels.Select(panel => panel.Model).OfType<ThreadReferralsView>().SingleOrDefault()?.Rows ?? []).Select(WaitedFor.Of).OfType<WaitedFor>(),
        ];
        IsDone = Next is null && Waiting.Count == 0 && tasks.Any(row => row.Task.State == TaskState.Done);
        Patients = [.. tasks.Select(row => row.Patient).OfType<PatientSummary>().DistinctBy(patient => patient.Id)];
        await audit.Record(db, new AuditEntry("care-thread.viewed", "care-thread", id, [.. Patients.Select(patient => patient.Id)]), stopping);
        return Page();
    }

    private async Task<bool> May(string right) => (await authorization.AuthorizeAsync(User, right)).Succeeded;
}
