using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Which types of visits owe nothing, whatever their payer says, and why.</summary>
[Authorize(Policy = IntakeRights.SetUpCharges)]
internal sealed class VisitTypeDuesModel(VisitTypeDues dues, IVisitTypes types, IOrganization organization, TimeProvider clock) : PageModel
{
    public IReadOnlyList<VisitTypeRow> Rows { get; private set; } = [];

    public string? Refusal { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    /// <param name="type">The type's code.</param>
    /// <param name="number">Of the version that the page showed; 0 for none.</param>
    /// <param name="owesNothing">A code; empty: such visits owe what their payer says.</param>
    public async Task<IActionResult> OnPost(string? type, int number, string? owesNothing, CancellationToken stopping)
    {
        var why = owesNothing ?? "";
        if ((await types.All(stopping)).FirstOrDefault(one => one.Code == type) is not { } known || (why.Length > 0 && OwesNothing.All.All(one => one.Code != why)))
        {
            Refusal = "Choose a type of visits, and why it owes nothing. Nothing was saved.";
        }
        else if (await dues.Say(known.Code, number, why, stopping) is { } meanwhile)
        {
            Refusal = $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping)}, while this page was open. Nothing was saved: this is how it is now.";
        }
        else
        {
            TempData["toast"] = why.Length > 0 ? $"Saved: visits of the type {known.Name} owe nothing." : $"Saved: visits of the type {known.Name} owe what their payer says.";
            return Redirect("/intake/settings/visit-type-dues");
        }

        ModelState.Clear();
        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping)
    {
        var (inForce, rows) = (await dues.InForce(stopping), new List<VisitTypeRow>());
        foreach (var type in await types.All(stopping))
        {
            var due = inForce.GetValueOrDefault(type.Code);
            if (type.IsRetired && due is not { OwesNothing.Length: > 0 })
            {
                continue;
            }

            rows.Add(new VisitTypeRow(type, due, due is null ? "" : await organization.WhoAndWhen(due.By, clock.GetUtcNow() - due.At, stopping: stopping)));
        }

        Rows = rows;
    }
}

/// <param name="Due">The version in force; null while nothing was said.</param>
/// <param name="Changed">By whom, and how long ago; empty while nothing was said.</param>
internal sealed record VisitTypeRow(KnownVisitType Type, VisitTypeDue? Due, string Changed);
