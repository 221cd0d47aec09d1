using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Changes what is asked of whom.</summary>
[Authorize(Policy = IntakeRights.WorkReferrals)]
internal sealed class EditReferralModel(IntakeDb db, ListReferrals list, WorkOnReferral work, LoadChart chart, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    [BindProperty]
    public ReferralForm Form { get; set; } = new();

    public ReferralRow Row { get; private set; } = null!;

    public IReadOnlyList<ChartDocument> Chart { get; private set; } = [];

    public uint Version { get; private set; }

    public Guid StepId { get; private set; }

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = ReferralForm.Of(Row.Referral.Facts.Request);
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, uint version, Guid stepId, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        (Version, StepId) = (version, stepId);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await work.Run(id, version, stepId, new ReferralStep.Change(Asked()), stopping))
        {
            case ReferralWork.Done done:
                TempData["toast"] = "Saved.";
                TempData["undo-url"] = $"/intake/referrals/referral/{id}?handler=Undo&step={done.EventId}";
                return Redirect($"/intake/referrals/referral/{id}");
            case ReferralWork.WasDone:
                return Redirect($"/intake/referrals/referral/{id}");
            case ReferralWork.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping);
                Refusal = $"Changed by {last}, while this page was open. Nothing was saved: look at it, and send this again.";
                Version = Row.Referral.Version;
                ModelState.Remove("version");
                return Page();
            case ReferralWork.Refused refused:
                Refusal = $"{refused.Why} Nothing was saved.";
                return Page();
            default:
                return NotFound();
        }
    }

    /// <summary>What is typed; documents that go with it and that this user does not see go with it as before.</summary>
    private ReferralRequest Asked()
    {
        var seen = Chart.Select(document => document.Id).ToHashSet();
        var asked = Form.Request(seen);
        return asked with { Enclosed = [.. asked.Enclosed, .. Row.Referral.Enclosed.Where(document => !seen.Contains(document))] };
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await list.Find(id, stopping) is not { } row)
        {
            return false;
        }

        (Row, Version, StepId) = (row, row.Referral.Version, Guid.CreateVersion7());
        Chart = row.Referral.Direction == ReferralDirection.Out ? await chart.Of(row.Referral.PatientId, stopping) : [];
        await audit.Record(db, new AuditEntry("referral.viewed", "referral", id, [row.Referral.PatientId], LocationId: row.Referral.LocationId), stopping);
        return true;
    }
}
