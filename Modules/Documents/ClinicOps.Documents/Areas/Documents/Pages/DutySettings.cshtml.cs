using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What has to be acknowledged, by when, and which pool has those on which nobody of the clinic is named.</summary>
[Authorize(Policy = DocumentsRights.ManageDuties)]
internal sealed class DutySettingsModel(DocumentsDb db, DutyRules rules, SetDuties set) : PageModel
{
    public IReadOnlyList<DutyRule> Rules { get; private set; } = [];

    public IReadOnlyList<DutyPool> Pools { get; private set; } = [];

    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    /// <summary>Why nothing was saved; null when nothing was tried.</summary>
    public string? Problem { get; private set; }

    public Task<IActionResult> OnGet(CancellationToken stopping) => Show(stopping);

    public async Task<IActionResult> OnPostRule(string? type, bool isAsked, int hours, int urgentHours, Guid? poolId, CancellationToken stopping)
    {
        if (DocumentTypes.FromCode(type ?? "") is not { } of)
        {
            return NotFound();
        }

        Problem = await set.Rule(of, isAsked, hours, urgentHours, poolId, stopping);
        return Problem is null ? Toast($"{Wording.Of(of)}: saved. It holds for what is filed from now on.") : await Show(stopping);
    }

    public async Task<IActionResult> OnPostPool(Guid? poolId, string? name, Guid[] members, CancellationToken stopping)
    {
        Problem = await set.Pool(poolId, name, members, stopping);
        return Problem is null ? Toast($"{name?.Trim()}: saved.") : await Show(stopping);
    }

    private RedirectResult Toast(string said)
    {
        TempData["toast"] = said;
        return Redirect("/documents/settings/acknowledging");
    }

    private async Task<IActionResult> Show(CancellationToken stopping)
    {
        var all = new List<DutyRule>();
        foreach (var type in DutyRules.Types.OrderBy(Wording.Of, StringComparer.Ordinal))
        {
            all.Add(await rules.For(type, stopping));
        }

        Rules = [.. all.OrderByDescending(rule => rule.IsAsked)];
        Pools = await db.DutyPools.AsNoTracking().Where(pool => !pool.IsClosed).OrderBy(pool => pool.Name).ToListAsync(stopping);
        Colleagues = await set.Acknowledging(stopping);
        ModelState.Clear();
        return Page();
    }
}
