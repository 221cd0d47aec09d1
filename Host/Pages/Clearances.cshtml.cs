using System.Text.RegularExpressions;
using ClinicOps.Host.Access;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages;

/// <summary>Which access classes there are, and which user is cleared for which.</summary>
[Authorize(Policy = HostRights.ManageClearances)]
internal sealed partial class ClearancesModel(HostDb db, UserManager<User> users, LastChange lastChange, AuditTrail audit) : PageModel
{
    /// <summary>Besides the standard one, which everybody sees.</summary>
    public IReadOnlyList<AccessClassRow> Classes { get; private set; } = [];

    public IReadOnlyList<User> Users { get; private set; } = [];

    /// <summary>Why nothing was saved.</summary>
    public string? Problem { get; private set; }

    /// <summary>What was ticked for a user whose clearance was not saved.</summary>
    public (Guid User, IReadOnlyList<string> Cleared)? Ticked { get; private set; }

    /// <summary>What was typed for a class that could not be added.</summary>
    public string? NewName { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        Classes = await db.AccessClasses.AsNoTracking().Where(known => known.Code != AccessClass.Standard).OrderBy(known => known.Position).ThenBy(known => known.Code).ToListAsync(stopping);
        Users = await db.Users.AsNoTracking().Where(user => !user.Disabled).OrderBy(user => user.DisplayName).ToListAsync(stopping);
    }

    /// <param name="shown">Codes that were ticked when the page was shown, the standard class among them; empty from who did not look.</param>
    /// <param name="cleared">Codes of the classes ticked.</param>
    public async Task<IActionResult> OnPostClear(Guid userId, string[] shown, string[] cleared, CancellationToken stopping)
    {
        if (await users.FindByIdAsync(userId.ToString()) is not { } user)
        {
            return NotFound();
        }

        if (shown.Length > 0 && !shown.Order().SequenceEqual(user.ClearedClasses.Append(AccessClass.Standard).Order()))
        {
            return await Stale(user, cleared, stopping);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(stopping);
        user.ClearedClasses = await db.AccessClasses.Where(known => cleared.Contains(known.Code) && known.Code != AccessClass.Standard)
            .OrderBy(known => known.Position).Select(known => known.Code).ToListAsync(stopping);
        if (!(await users.UpdateAsync(user)).Succeeded)
        {
            await transaction.RollbackAsync(stopping);
            db.ChangeTracker.Clear();
            return await Stale(await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, stopping), cleared, stopping);
        }

        await audit.Record(db, new AuditEntry("user.cleared", "user", userId, Reason: user.ClearedClasses.Count == 0 ? "none" : string.Join(' ', user.ClearedClasses)), stopping);
        await transaction.CommitAsync(stopping);
        TempData["toast"] = $"{user.DisplayName}: saved.";
        return Redirect("/settings/clearances");
    }

    public async Task<IActionResult> OnPostAdd(string? name, CancellationToken stopping)
    {
        NewName = name?.Trim() ?? "";
        var code = NotPlain().Replace(NewName.ToLowerInvariant(), "-").Trim('-');
        if (code.Length is < 2 or > 40 || NewName.Length > 60)
        {
            ModelState.AddModelError("name", "Name the class in a few words with letters, like \"Reproductive health\".");
        }
        else if (await db.AccessClasses.AnyAsync(known => known.Code == code || known.Name == NewName, stopping))
        {
            ModelState.AddModelError("name", "There is such a class already.");
        }

        if (!ModelState.IsValid)
        {
            await OnGet(stopping);
            return Page();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(stopping);
        db.AccessClasses.Add(new AccessClassRow { Code = code, Name = NewName, Position = await db.AccessClasses.MaxAsync(known => known.Position, stopping) + 1 });
        await db.SaveChangesAsync(stopping);
        await audit.Record(db, new AuditEntry("access-class.added", "access-class", null, Reason: code), stopping);
        await transaction.CommitAsync(stopping);
        TempData["toast"] = $"{NewName} is there. Nobody is cleared for it yet.";
        return Redirect("/settings/clearances");
    }

    /// <summary>What was ticked stays ticked; saving once more puts it over the other change, knowingly.</summary>
    private async Task<PageResult> Stale(User user, string[] cleared, CancellationToken stopping)
    {
        await OnGet(stopping);
        var now = Classes.Where(known => user.ClearedClasses.Contains(known.Code)).Select(known => known.Name).ToList();
        Problem = LastChange.Refusal(
            await lastChange.Of(user.Id, ["user.cleared"], stopping), $"{user.DisplayName}, {(now.Count == 0 ? "cleared for nothing" : "cleared for " + string.Join(", ", now))}");
        Ticked = (user.Id, cleared);
        return Page();
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotPlain();
}
