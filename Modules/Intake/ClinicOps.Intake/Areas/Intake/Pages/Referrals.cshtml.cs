using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The referrals there are, both ways, what has waited longest above.</summary>
[Authorize(Policy = IntakeRights.ViewReferrals)]
internal sealed class ReferralsModel(IntakeDb db, ListReferrals list, AuditTrail audit) : PageModel
{
    public string Show { get; private set; } = "";

    /// <summary>One of <see cref="ReferralDirection"/>; null for both.</summary>
    public string? Way { get; private set; }

    public IReadOnlyList<ReferralList> Lists { get; private set; } = [];

    public IReadOnlyList<ReferralRow> Rows { get; private set; } = [];

    public bool IsCut { get; private set; }

    public async Task<IActionResult> OnGet(string? show, string? way, CancellationToken stopping)
    {
        Way = way is ReferralDirection.In or ReferralDirection.Out ? way : null;
        Lists = await list.Counts(Way, stopping);
        Show = show ?? ListReferrals.Open;
        if (Lists.All(of => of.Code != Show))
        {
            return NotFound();
        }

        Rows = await list.Rows(Show, Way, stopping);
        IsCut = Rows.Count == ListReferrals.Most;
        await audit.Record(db, new AuditEntry("referrals.listed", "referral", null, [.. Rows.Select(row => row.Referral.PatientId).Distinct()], Reason: Show), stopping);
        return Page();
    }

    /// <summary>The address of a list, with the way that is chosen.</summary>
    public static string Address(string show, string? way) => $"/intake/referrals?show={show}{(way is null ? "" : $"&way={way}")}";
}

/// <param name="ShowsPatient">False on a patient's own page.</param>
internal sealed record ReferralTable(IReadOnlyList<ReferralRow> Rows, bool ShowsPatient);
