using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The payers that coverages name, and what is known of each.</summary>
[Authorize(Policy = IntakeRights.VerifyCoverage)]
internal sealed class PayersModel(IntakeDb db, ChangePayer change, IOrganization organization, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Payer> Payers { get; private set; } = [];

    public string? Refusal { get; private set; }

    public Task OnGet(CancellationToken stopping) => Show(stopping);

    public async Task<IActionResult> OnPostSave(Guid payerId, uint version, string? kind, string? electronicId, string? verifyBy, string? howTo, bool todayOnly, string? network, bool needsReferral, CancellationToken stopping)
    {
        var said = new PayerSaid(kind ?? "", PatientDetails.Text(electronicId), verifyBy ?? "", PatientDetails.Text(howTo), !todayOnly, network switch { "in" => true, "out" => false, _ => null }, needsReferral);
        switch (await change.Run(payerId, version, said, stopping))
        {
            case PayerChange.Done:
                TempData["toast"] = "The payer is saved.";
                return Redirect("/intake/settings/payers");
            case PayerChange.NotUnderstood wrong:
                Refusal = $"{wrong.Why} Nothing was saved.";
                break;
            case PayerChange.ChangedMeanwhile meanwhile:
                Refusal = $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping)}, while this page was open. Nothing was saved: this is how it is now.";
                break;
            default:
                return NotFound();
        }

        await Show(stopping);
        return Page();
    }

    private async Task Show(CancellationToken stopping) => Payers = await db.Payers.AsNoTracking().OrderBy(payer => payer.Name).ToListAsync(stopping);
}
