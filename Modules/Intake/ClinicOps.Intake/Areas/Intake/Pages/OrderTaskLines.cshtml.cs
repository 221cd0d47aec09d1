using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Which tasks an order makes, by what is ordered and who pays: shown, changed line by line, undone.</summary>
[Authorize(Policy = IntakeRights.SetUpTasks)]
internal sealed class OrderTaskLinesModel(IntakeDb db, ChangeOrderTasks change, IOrganization organization, TimeProvider clock) : PageModel
{
    /// <param name="Changed">By whom and when, in words; empty for a line that nobody changed.</param>
    internal sealed record ShownLine(OrderTaskLine Line, string Changed);

    public IReadOnlyList<ShownLine> Lines { get; private set; } = [];

    /// <summary>Kinds of payers and the payers of patients in sight, to choose from.</summary>
    public IReadOnlyList<string> Payers { get; private set; } = [];

    /// <summary>What was typed for a line that was not saved; null when nobody tried.</summary>
    public OrderTaskLine? Typed { get; private set; }

    public string? Refusal { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    /// <param name="days">Of every task, ticked or not.</param>
    /// <param name="isNew">From the form for another line, which knows of no version.</param>
    public async Task<IActionResult> OnPostSave(string? kind, string? payer, int number, string[] tasks, Dictionary<string, int> days, bool remove, bool isNew, CancellationToken stopping)
    {
        var wanted = tasks.Distinct().Select(task => new WantedTask(task, days.GetValueOrDefault(task, -1))).ToList();
        number = isNew ? await Latest(kind, payer, stopping) : number;
        if (isNew && (await InForce(stopping)).Any(line => line.Kind == kind && line.Number > 0 && string.Equals(line.Payer, payer?.Trim(), StringComparison.OrdinalIgnoreCase)))
        {
            return await Refused("There is a line for that already: change it in the table.", kind, payer, wanted, stopping);
        }

        switch (await change.Save(kind, payer, number, remove ? null : wanted, stopping))
        {
            case OrderTaskChange.Done done:
                TempData["toast"] = remove ? "The line is taken out." : "Saved: orders that arrive from now on follow it.";
                TempData["undo-url"] = $"/intake/settings/order-tasks?handler=Undo&version={done.Id}";
                return Redirect("/intake/settings/order-tasks");
            case OrderTaskChange.NotUnderstood wrong:
                return await Refused($"{wrong.Why} Nothing was saved.", kind, payer, wanted, stopping);
            case OrderTaskChange.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping);
                return await Refused($"Changed by {last}, while this page was open. Nothing was saved: this is how it is now.", kind, payer, wanted, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostUndo(Guid version, CancellationToken stopping)
    {
        if (await db.OrderTaskRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Id == version, stopping) is not { } made)
        {
            return NotFound();
        }

        TempData["toast"] = await change.Undo(made.Kind, made.Payer, made.Number, stopping) is OrderTaskChange.Done ? "Undone: the line is as it was." : "Nothing was undone: the line was changed since.";
        return Redirect("/intake/settings/order-tasks");
    }

    public static string KindInWords(string kind) => kind switch
    {
        "imaging" => "Imaging",
        "lab" => "Laboratory",
        "procedure" => "Procedure",
        "pt" => "Therapy",
        "dme" => "Equipment",
        "medication" => "Medication",
        "referral" => "Referral",
        _ => "Anything else",
    };

    public static string PayerInWords(string payer) => payer == OrderTaskTable.Any ? "any" : payer;

    public static string TaskInWords(string task) => task switch
    {
        TaskKinds.Authorize => "Authorize",
        TaskKinds.Schedule => "Schedule",
        TaskKinds.Call => "Call",
        _ => "Refer",
    };

    public static string TasksInWords(IReadOnlyList<WantedTask> tasks) =>
        tasks.Count == 0 ? "no task" : string.Join(", ", tasks.Select(task => $"{TaskInWords(task.Kind)} ({(task.Days == 1 ? "1 day" : $"{task.Days} days")})"));

    private async Task<IActionResult> Refused(string why, string? kind, string? payer, IReadOnlyList<WantedTask> wanted, CancellationToken stopping)
    {
        (Refusal, Typed) = (why, new OrderTaskLine(kind ?? "", payer ?? "", wanted, 0, null, null));
        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task<IReadOnlyList<OrderTaskLine>> InForce(CancellationToken stopping) => OrderTaskTable.InForce(await db.OrderTaskRules.AsNoTracking().ToListAsync(stopping));

    private async Task<int> Latest(string? kind, string? payer, CancellationToken stopping) =>
        await db.OrderTaskRules.Where(rule => rule.Kind == kind && rule.Payer == (payer ?? "").Trim()).MaxAsync(rule => (int?)rule.Number, stopping) ?? 0;

    private async Task Show(CancellationToken stopping)
    {
        var shown = new List<ShownLine>();
        foreach (var line in await InForce(stopping))
        {
            shown.Add(new(line, line.At is { } at ? await organization.WhoAndWhen(line.By, clock.GetUtcNow() - at, stopping: stopping) : ""));
        }

        Lines = shown;
        Payers = [.. PayerClass.All, .. (await db.Patients.SelectMany(patient => patient.Coverages).Select(coverage => coverage.Payer).Distinct().OrderBy(payer => payer).Take(200).ToListAsync(stopping)).Except(PayerClass.All)];
    }
}
