using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>
/// The work there is, in the views that people work by, put together by visit or thread, most pressing first, and what is done with one task or
/// several. What is new is counted and shown when the user asks for it, so that the list never moves under the cursor.
/// </summary>
[Authorize(Policy = IntakeRights.WorkTasks)]
internal sealed class TasksModel(IntakeDb db, ListTasks list, GroupTasks groups, WorkOnTask work, TaskReceivers receivers, TaskActWords words, AuditTrail audit) : PageModel
{
    public const int AskAgainSeconds = 15;

    /// <summary>What was typed for an act that was refused.</summary>
    public TaskActForm Form { get; private set; } = new();

    public string Show { get; private set; } = "";

    /// <summary>One of the ways to group; null for none.</summary>
    public string? Group { get; private set; }

    public IReadOnlyList<TaskFilter> Filters { get; private set; } = [];

    public IReadOnlyList<TaskGroup> Groups { get; private set; } = [];

    public int Count { get; private set; }

    public bool IsCut => Count == ListTasks.Most;

    /// <summary>What is in this view and not shown; only of a live answer.</summary>
    public int Arrived { get; private set; }

    public IReadOnlyList<TaskTeam> Teams { get; private set; } = [];

    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    /// <summary>The act that was refused, and why; null when none was.</summary>
    public (string Step, string Why)? Refused { get; private set; }

    public async Task<IActionResult> OnGet(string? show, string? group, CancellationToken stopping)
    {
        Filters = await list.Filters(stopping);
        var chosen = show ?? (Filters.First(filter => filter.Code == ListTasks.Mine).Count > 0 ? ListTasks.Mine : ListTasks.Open);
        return ListTasks.Known(chosen) is null ? NotFound() : await Shown(chosen, group, stopping);
    }

    /// <summary>The counts, and how much there is that is not shown.</summary>
    /// <param name="shown">The ids of the list.</param>
    public async Task<IActionResult> OnPostLive(string? show, string? group, Guid[]? shown, CancellationToken stopping)
    {
        Show = ListTasks.Known(show) ?? ListTasks.Open;
        Group = GroupTasks.Known(group);
        Filters = await list.Filters(stopping);
        Arrived = await list.Beside(Show, [.. (shown ?? []).Take(ListTasks.Most)], stopping);
        return Partial("_TasksLive", this);
    }

    /// <param name="step">One of the codes of <see cref="WorkOnTask"/>.</param>
    public async Task<IActionResult> OnPostAct(string step, TaskActForm form, CancellationToken stopping)
    {
        Form = form;
        if (Form.TaskIds.Length == 0)
        {
            return Said("Choose tasks first.");
        }

        var batch = await work.RunAll(Form.TaskIds, Form.Act(step), stopping);
        if (batch.Done.Count == 0 && batch.Left.All(left => left.Step is TaskStep.Unknown))
        {
            return NotFound();
        }

        if (batch.Done.Count > 0 && step != WorkOnTask.Comment)
        {
            TempData["undo-url"] = $"/intake/tasks?handler=Undo&batch={batch.Id}&back={Uri.EscapeDataString(Form.Back)}";
        }

        var said = await words.Of(batch, stopping);
        var mended = batch.Left.Where(left => TaskActWords.Mend(left.Step) is not null).ToList();
        if (mended.Count == 0)
        {
            return Said(said);
        }

        (Form.TaskIds, Refused) = ([.. mended.Select(left => left.TaskId)], (step, batch.Done.Count == 0 ? TaskActWords.Mend(mended[0].Step)! : said));
        ModelState.Clear();
        Filters = await list.Filters(stopping);
        return await Shown(ListTasks.Known(Form.Show) ?? ListTasks.Open, Form.Group, stopping);
    }

    /// <param name="back">The address of the page where it was done.</param>
    public async Task<IActionResult> OnPostUndo(Guid batch, string? back, CancellationToken stopping)
    {
        var undone = await work.Undo(batch, stopping);
        TempData["toast"] = undone switch { 0 => "Nothing was undone: something else happened since.", 1 => "Undone.", _ => $"Undone for {undone} tasks." };
        return Redirect(Url.IsLocalUrl(back) && back.StartsWith("/intake/tasks", StringComparison.Ordinal) ? back : "/intake/tasks");
    }

    private RedirectResult Said(string toast)
    {
        TempData["toast"] = toast;
        return Redirect(Form.Back);
    }

    private async Task<IActionResult> Shown(string show, string? group, CancellationToken stopping)
    {
        (Show, Group) = (show, GroupTasks.Known(group));
        var rows = await list.Of(show, stopping);
        (Groups, Count) = (rows.Count == 0 ? [] : await groups.By(Group, rows, stopping), rows.Count);
        (Teams, Colleagues) = (await receivers.Teams(stopping), await receivers.Here(stopping));
        await audit.Record(
            db, new AuditEntry("tasks.listed", "task", null, [.. rows.Select(row => row.Task.PatientId).OfType<Guid>().Distinct()], Reason: show), stopping);
        return Page();
    }
}

/// <summary>Tasks as a panel of another page shows them.</summary>
internal sealed record TaskTable(IReadOnlyList<TaskRow> Rows, bool ShowsPatient);
