using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Who is away from when to when, and who covers: oneself, and for everybody the managers.</summary>
[Authorize(Policy = DocumentsRights.Acknowledge)]
internal sealed class AwayModel(DocumentsDb db, SetDuties set, DutyList list, Covers covers, IOrganization organization, CurrentActor actor) : PageModel
{
    [BindProperty]
    public AwayForm Form { get; set; } = new();

    public IReadOnlyList<AwayRow> Rows { get; private set; } = [];

    public IReadOnlyList<Colleague> Colleagues { get; private set; } = [];

    public bool IsManager { get; private set; }

    public DateOnly Today { get; private set; }

    public Guid Me => actor.UserId!.Value;

    /// <summary>Why nothing was saved; null when nothing was tried.</summary>
    public string? Problem { get; private set; }

    public Task<IActionResult> OnGet(CancellationToken stopping) => Show(stopping);

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        Problem = await set.Away(Form.UserId ?? Me, Form.FirstDay, Form.LastDay, Form.CoverId, stopping);
        if (Problem is not null)
        {
            return await Show(stopping);
        }

        TempData["toast"] = "Saved. On these days the cover has what would be theirs.";
        return Redirect("/documents/acknowledge/away");
    }

    public async Task<IActionResult> OnPostEnd(Guid id, CancellationToken stopping)
    {
        if (!await set.EndAbsence(id, stopping))
        {
            return NotFound();
        }

        TempData["toast"] = "Taken back.";
        return Redirect("/documents/acknowledge/away");
    }

    private async Task<IActionResult> Show(CancellationToken stopping)
    {
        (Today, IsManager, Colleagues) = (await covers.Today(stopping), await list.IsManager(stopping), await set.Acknowledging(stopping));
        var rows = new List<AwayRow>();
        foreach (var absence in await db.Absences.AsNoTracking().Where(a => a.EndedAt == null && a.LastDay >= Today).OrderBy(a => a.FirstDay).ThenBy(a => a.Id).ToListAsync(stopping))
        {
            rows.Add(new AwayRow(
                absence.Id,
                await organization.NameOfUser(absence.UserId, stopping) ?? "somebody no longer known",
                absence.FirstDay,
                absence.LastDay,
                await organization.NameOfUser(absence.CoverId, stopping) ?? "somebody no longer known",
                absence.FirstDay <= Today,
                IsManager || absence.UserId == actor.UserId));
        }

        Rows = rows;
        ModelState.Clear();
        return Page();
    }
}

internal sealed record AwayRow(Guid Id, string Who, DateOnly FirstDay, DateOnly LastDay, string Cover, bool IsNow, bool MayEnd);

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class AwayForm
{
    public Guid? UserId { get; set; }

    public DateOnly? FirstDay { get; set; }

    public DateOnly? LastDay { get; set; }

    public Guid? CoverId { get; set; }
}
