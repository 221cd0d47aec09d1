using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The teams that share tasks, and what becomes of a task that is overdue or that nobody takes.</summary>
[Authorize(Policy = IntakeRights.SetUpTasks)]
internal sealed class TaskTeamsModel(IntakeDb db, ChangeTaskTeams teams, ChangeTaskAges ages, TaskReceivers receivers, IOrganization organization, TimeProvider clock) : PageModel
{
    private const string Address = "/intake/settings/task-teams";

    public IReadOnlyList<TaskTeam> Teams { get; private set; } = [];

    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    public IReadOnlyList<(TaskAge Line, string Gives, string Changed)> Lines { get; private set; } = [];

    /// <summary>What was typed for a team that was not saved; null when nobody tried.</summary>
    public (Guid Id, string Name, IReadOnlyCollection<Guid> Members)? TypedTeam { get; private set; }

    /// <summary>What was typed for a line that was not saved; null when nobody tried.</summary>
    public TaskAge? TypedLine { get; private set; }

    public string? Refusal { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    /// <param name="team">Made by the form for a new one.</param>
    /// <param name="version">Null for a new one.</param>
    public async Task<IActionResult> OnPostTeam(Guid team, uint? version, string? name, Guid[] members, CancellationToken stopping)
    {
        TypedTeam = (team, name ?? "", members);
        return await After(await teams.Save(team, version, name, members, stopping), $"{name?.Trim()}: saved.", null, stopping);
    }

    public async Task<IActionResult> OnPostClose(Guid team, uint version, CancellationToken stopping)
    {
        var done = await teams.Close(team, version, stopping);
        return await After(done, "The team is closed.", $"{Address}?handler=Open&team={team}", stopping);
    }

    /// <summary>Takes the closing back.</summary>
    public async Task<IActionResult> OnPostOpen(Guid team, CancellationToken stopping) =>
        await db.TaskTeams.AsNoTracking().SingleOrDefaultAsync(t => t.Id == team && t.IsClosed, stopping) is { } closed
            ? await After(await teams.Open(team, closed.Version, stopping), "The team is there again.", null, stopping)
            : NotFound();

    /// <param name="number">Of the version that the page showed; 0 for a line that was not there.</param>
    /// <param name="gives">"user:ID" or "team:ID"; empty for nobody.</param>
    public async Task<IActionResult> OnPostLine(string? kind, string? measure, int days, int number, bool raises, string? gives, bool remove, CancellationToken stopping)
    {
        var given = new TaskActForm { To = gives }.Act(WorkOnTask.HandOver);
        var line = new TaskAge(kind ?? "", measure ?? "", days, raises, given.ToTeam, given.ToUser, number, default, null);
        if (number == 0)
        {
            // A line that was taken out begins again where it ended.
            var latest = await db.TaskAgeRules.Where(r => r.Kind == kind && r.Measure == measure && r.Days == days).OrderByDescending(r => r.Number).FirstOrDefaultAsync(stopping);
            line = line with { Number = latest is { IsRemoved: true } ? latest.Number : 0 };
            TypedLine = line;
        }

        var done = await ages.Save(line, remove, stopping);
        return await After(done, remove ? "The line is taken out." : "Saved: it holds for tasks that wait so long from now on.", done is TaskDeskChange.Done { Id: var made } ? $"{Address}?handler=UndoLine&version={made}" : null, stopping);
    }

    public async Task<IActionResult> OnPostUndoLine(Guid version, CancellationToken stopping)
    {
        if (await ages.Undo(version, stopping) is not { } undone)
        {
            return NotFound();
        }

        TempData["toast"] = undone is TaskDeskChange.Done ? "Undone: the line is as it was." : "Nothing was undone: the line was changed since.";
        return Redirect(Address);
    }

    public static string KindInWords(string kind) => kind == TaskAges.Any ? "any other" : kind;

    public static string MeasureInWords(string measure) => measure == TaskAges.Overdue ? "after the day it is due" : "after it is with nobody";

    private async Task<IActionResult> After(TaskDeskChange change, string toast, string? undo, CancellationToken stopping)
    {
        switch (change)
        {
            case TaskDeskChange.Done:
                TempData["toast"] = toast;
                TempData["undo-url"] = undo;
                return Redirect(Address);
            case TaskDeskChange.ChangedMeanwhile meanwhile:
                Refusal = $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping)}, while this page was open. Nothing was saved: this is how it is now.";
                TypedLine = TypedTeam is null ? TypedLine : null;
                break;
            case TaskDeskChange.NotUnderstood wrong:
                Refusal = $"{wrong.Why} Nothing was saved.";
                break;
        }

        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping)
    {
        (Teams, Colleagues) = (await receivers.Teams(stopping), await receivers.People(stopping));
        var lines = new List<(TaskAge, string, string)>();
        foreach (var line in TaskAges.InForce(await db.TaskAgeRules.AsNoTracking().ToListAsync(stopping)))
        {
            var gives = line.TeamId is { } team ? $"team {Teams.FirstOrDefault(known => known.Id == team)?.Name ?? "that is closed"}"
                : line.UserId is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody who left" : "";
            lines.Add((line, gives, line.Number == 0 ? "as it came" : await organization.WhoAndWhen(line.By, clock.GetUtcNow() - line.At, stopping: stopping)));
        }

        Lines = lines;
    }
}
