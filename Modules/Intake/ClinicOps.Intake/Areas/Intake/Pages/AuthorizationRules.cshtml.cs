using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>When an authorization is needed, by payer, plan, code and site: shown, changed line by line, undone.</summary>
[Authorize(Policy = IntakeRights.SetUpAuthorizations)]
internal sealed class AuthorizationRulesModel(IntakeDb db, ChangeAuthorizationRules change, IOrganization organization, TimeProvider clock) : PageModel
{
    /// <summary>Each line in force, with by whom and when it was changed.</summary>
    public IReadOnlyList<(AuthorizationRule Line, string Changed)> Lines { get; private set; } = [];

    /// <summary>Kinds of payers and the payers of patients in sight, to choose from.</summary>
    public IReadOnlyList<string> Payers { get; private set; } = [];

    /// <summary>The plans that the clinic keeps, each with its payer.</summary>
    public IReadOnlyList<(string Plan, string Payer)> Plans { get; private set; } = [];

    /// <summary>What was typed for a line that was not saved; null when nobody tried.</summary>
    public RuleLine? Typed { get; private set; }

    public string? Refusal { get; private set; }

    public DateOnly Today => DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    /// <param name="number">Of the version that the page showed; null from the form for another line.</param>
    public async Task<IActionResult> OnPostSave(string? payer, string? plan, string? codes, string? site, int? number, bool isNeeded, string? saidBy, DateOnly? saidOn, bool remove, CancellationToken stopping)
    {
        var line = new RuleLine(payer, plan, codes, site, isNeeded, saidBy, saidOn);
        switch (await change.Save(line, number, remove, stopping))
        {
            case RuleChange.Done done:
                TempData["toast"] = remove ? "The line is taken out." : "Saved: authorizations follow it from now on.";
                TempData["undo-url"] = $"/intake/settings/authorization-rules?handler=Undo&version={done.Id}";
                return Redirect("/intake/settings/authorization-rules");
            case RuleChange.NotUnderstood wrong:
                return await Refused($"{wrong.Why} Nothing was saved.", line, stopping);
            case RuleChange.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping);
                return await Refused($"Changed by {last}, while this page was open. Nothing was saved: this is how it is now.", line, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostUndo(Guid version, CancellationToken stopping)
    {
        if (await db.AuthorizationRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Id == version, stopping) is not { } made)
        {
            return NotFound();
        }

        TempData["toast"] = await change.Undo(made, stopping) is RuleChange.Done ? "Undone: the line is as it was." : "Nothing was undone: the line was changed since.";
        return Redirect("/intake/settings/authorization-rules");
    }

    public static string InWords(string text) => text == AuthorizationRuleTable.Any ? "any" : text;

    private async Task<IActionResult> Refused(string why, RuleLine line, CancellationToken stopping)
    {
        (Refusal, Typed) = (why, line);
        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping)
    {
        var shown = new List<(AuthorizationRule, string)>();
        foreach (var line in await AuthorizationRuleTable.InForce(db, stopping))
        {
            shown.Add((line, await organization.WhoAndWhen(line.By, clock.GetUtcNow() - line.At, stopping: stopping)));
        }

        Lines = shown;
        Plans = [.. (await db.PayerPlans.Where(plan => plan.IsActive).Join(db.Payers, plan => plan.PayerId, payer => payer.Id, (plan, payer) => new { plan.Name, Payer = payer.Name }).OrderBy(plan => plan.Name).Take(500).ToListAsync(stopping)).Select(plan => (plan.Name, plan.Payer))];
        Payers = [.. PayerClass.All, .. (await db.Patients.SelectMany(patient => patient.Coverages).Select(coverage => coverage.Payer).Distinct().OrderBy(payer => payer).Take(200).ToListAsync(stopping)).Except(PayerClass.All)];
    }
}
