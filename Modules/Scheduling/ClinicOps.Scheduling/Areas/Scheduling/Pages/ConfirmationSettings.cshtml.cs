using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>How visits of each kind are confirmed. A kind of which nothing is said goes by the line for every other kind.</summary>
[Authorize(Policy = SchedulingRights.SetUpConfirmation)]
internal sealed class ConfirmationSettingsModel(
    SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, IOptions<ConfirmationOptions> options, IOrganization organization, CurrentActor actor, TimeProvider clock) : PageModel
{
    private const int MostDays = 60;

    public IReadOnlyList<(VisitType? Type, ConfirmationRule? Rule)> Lines { get; private set; } = [];

    public bool MayMail => options.Value.MayMail;

    public string Refusal { get; private set; } = "";

    public async Task OnGet(CancellationToken stopping) => await Load(stopping);

    /// <param name="visitTypeId">Null for every other kind.</param>
    /// <param name="seen">The rule's version as it was shown, 0 for none.</param>
    /// <param name="mail">Days before the visit; null for no mail.</param>
    /// <param name="call">Days before the visit; null for no call.</param>
    public async Task<IActionResult> OnPost(Guid? visitTypeId, uint seen, int? mail, int? call, CancellationToken stopping)
    {
        if (visitTypeId is { } type && !await db.VisitTypes.AnyAsync(known => known.Id == type, stopping))
        {
            return NotFound();
        }

        if (!ModelState.IsValid || mail is < 0 or > MostDays || call is < 0 or > MostDays)
        {
            return await Refuse($"Days are numbers from 0 to {MostDays}, or empty. Nothing was saved.", stopping);
        }

        try
        {
            if (!await transaction.Run(effects => Save(visitTypeId, seen, mail, call, effects, stopping), stopping))
            {
                return await Refuse(await Overtaken(visitTypeId, stopping), stopping);
            }
        }
        catch (DbUpdateException lost) when (lost is DbUpdateConcurrencyException || lost.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            db.ChangeTracker.Clear();
            return await Refuse(await Overtaken(visitTypeId, stopping), stopping);
        }

        TempData["toast"] = "Saved.";
        return Redirect("/scheduling/settings/confirmation");
    }

    private async Task<bool> Save(Guid? visitTypeId, uint seen, int? mail, int? call, Effects effects, CancellationToken stopping)
    {
        var rule = await db.ConfirmationRules.SingleOrDefaultAsync(known => known.VisitTypeId == visitTypeId, stopping);
        if (rule is not null && (rule.MailDaysBefore, rule.CallDaysBefore) == (mail, call))
        {
            return true;
        }

        if (seen != (rule?.Version ?? 0))
        {
            return false;
        }

        rule ??= db.ConfirmationRules.Add(new ConfirmationRule { Id = Guid.CreateVersion7(), VisitTypeId = visitTypeId }).Entity;
        (rule.MailDaysBefore, rule.CallDaysBefore, rule.ChangedBy, rule.ChangedAt) = (mail, call, actor.UserId, clock.GetUtcNow());
        effects.Audit(new AuditEntry("confirmation-rule.changed", "confirmation-rule", rule.Id));
        return true;
    }

    private async Task<string> Overtaken(Guid? visitTypeId, CancellationToken stopping) =>
        await db.ConfirmationRules.AsNoTracking().SingleOrDefaultAsync(known => known.VisitTypeId == visitTypeId, stopping) is { } rule
            ? $"Nothing was saved: changed meanwhile by {await organization.WhoAndWhen(rule.ChangedBy, clock.GetUtcNow() - rule.ChangedAt, stopping: stopping)}. Look at it first."
            : "Nothing was saved: somebody has changed it meanwhile. Look at it first.";

    private async Task<IActionResult> Refuse(string why, CancellationToken stopping)
    {
        ModelState.Clear();
        Refusal = why;
        await Load(stopping);
        return Page();
    }

    private async Task Load(CancellationToken stopping)
    {
        var rules = await db.ConfirmationRules.AsNoTracking().ToListAsync(stopping);
        var types = await db.VisitTypes.AsNoTracking().OrderBy(type => type.Name).ToListAsync(stopping);
        Lines = [(null, rules.Find(rule => rule.VisitTypeId is null)), .. types.Select(type => ((VisitType?)type, rules.Find(rule => rule.VisitTypeId == type.Id)))];
    }
}
