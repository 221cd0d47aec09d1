using System.ComponentModel.DataAnnotations;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>How long a session lasts, and who needs a second step. What is saved holds for the next request of everybody.</summary>
[Authorize(Policy = HostRights.ManageUsers)]
internal sealed class SignInRulesModel(HostDb db, LastChange lastChange, AuditTrail audit) : PageModel
{
    [BindProperty]
    public SignInRulesForm Form { get; set; } = new();

    /// <summary>"Ana Ruiz, 2 min ago".</summary>
    public string? Changed { get; private set; }

    public string? Problem { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        Form = SignInRulesForm.Of(await db.SignInRules.AsNoTracking().SingleAsync(stopping));
        Changed = await WhoChanged(stopping);
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        Changed = await WhoChanged(stopping);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var rules = await db.SignInRules.SingleAsync(stopping);
        var before = SignInRulesForm.Of(rules).ToString();
        db.Entry(rules).Property(r => r.Version).OriginalValue = Form.Version;
        (rules.IdleSeconds, rules.LimitSeconds, rules.GraceDays) = (Form.IdleMinutes * 60, Form.LimitHours * 3600, Form.GraceDays);
        rules.SecondStepRoles = [.. Roles.All.Intersect(Form.SecondStepRoles)];
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(stopping);
            await db.SaveChangesAsync(stopping);
            await audit.Record(db, new AuditEntry("sign-in-rules.changed", "settings", null, Reason: $"{before} → {SignInRulesForm.Of(rules)}"), stopping);
            await transaction.CommitAsync(stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            var now = SignInRulesForm.Of(await db.SignInRules.AsNoTracking().SingleAsync(stopping));
            ModelState.Clear();
            Form.Version = now.Version;
            Problem = LastChange.Refusal(Changed, $"{now}");
            return Page();
        }

        TempData["toast"] = "Saved. It holds from now on, for everybody.";
        return Redirect("/settings/sign-in");
    }

    private Task<string?> WhoChanged(CancellationToken stopping) => lastChange.Of(null, ["sign-in-rules.changed"], stopping);
}

internal sealed class SignInRulesForm
{
    [Range(2, 120, ErrorMessage = "Between 2 minutes and 2 hours.")]
    public int IdleMinutes { get; set; }

    [Range(1, 24, ErrorMessage = "Between 1 and 24 hours.")]
    public int LimitHours { get; set; }

    [Range(0, 30, ErrorMessage = "Between none and 30 days.")]
    public int GraceDays { get; set; }

    public List<string> SecondStepRoles { get; set; } = [];

    public uint Version { get; set; }

    public static SignInRulesForm Of(SignInRules rules) => new()
    {
        IdleMinutes = rules.IdleSeconds / 60,
        LimitHours = rules.LimitSeconds / 3600,
        GraceDays = rules.GraceDays,
        SecondStepRoles = [.. rules.SecondStepRoles],
        Version = rules.Version,
    };

    public override string ToString() =>
        $"covered after {IdleMinutes} min, at most {LimitHours} h, second step for {(SecondStepRoles.Count == 0 ? "nobody" : string.Join(", ", SecondStepRoles.Select(Roles.TextOf)))} after {GraceDays} days";
}
