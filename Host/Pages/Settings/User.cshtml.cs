using ClinicOps.Host.Clinic;
using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages.Settings;

/// <summary>One user: roles, locations, and the switch that keeps somebody out.</summary>
[Authorize(Policy = HostRights.ManageUsers)]
internal sealed class UserModel(HostDb db, ChangeUser change, LastChange lastChange, SecondStepMethods methods, Sessions sessions, AuditTrail audit, IOrganization organization, CurrentActor actor, TimeProvider clock) : PageModel
{
    private static readonly string[] Changes = ["user.added", "user.imported", "user.changed", "user.disabled", "user.enabled", "user.password-reset", "user.second-step-removed"];

    [BindProperty]
    public UserForm Form { get; set; } = new();

    public User Shown { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>"Ana Ruiz, 2 min ago".</summary>
    public string? Changed { get; private set; }

    /// <summary>A password just given.</summary>
    public string? Given { get; private set; }

    /// <summary>Why nothing was saved.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where the user is signed in.</summary>
    public IReadOnlyList<Session> Open { get; private set; } = [];

    public bool HasSecondStep { get; private set; }

    public string Ago(DateTimeOffset instant) => LocalTime.Ago(clock.GetUtcNow() - instant);

    public UserState State => UserState.Of(Shown, clock.GetUtcNow());

    public bool IsMyself => Shown.Id == actor.UserId;

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Form = UserForm.Of(Shown);
        return Page();
    }

    public async Task<IActionResult> OnPostSave(Guid id, CancellationToken stopping)
    {
        if (await db.Users.FindAsync([id], stopping) is not { } user)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            await Load(id, stopping);
            return Page();
        }

        if (Form.Stamp != user.ConcurrencyStamp)
        {
            return await Stale(id, stopping);
        }

        var profile = await organization.Profile(stopping);
        var (before, locations) = (UserForm.Of(user), Form.Locations.Where(place => profile.Find(place) is not null).ToList());
        (user.DisplayName, user.Roles, user.LocationIds) = (Form.DisplayName!.Trim(), [.. Form.Roles], locations);
        return await After(user, await change.Save(user, "user.changed", Differences(before, user, profile), stopping), $"{user.DisplayName} is changed.", stopping);
    }

    public Task<IActionResult> OnPostDisable(Guid id, CancellationToken stopping) => Switch(id, disabled: true, stopping);

    public Task<IActionResult> OnPostEnable(Guid id, CancellationToken stopping) => Switch(id, disabled: false, stopping);

    public async Task<IActionResult> OnPostGivePassword(Guid id, CancellationToken stopping)
    {
        if (id == actor.UserId || await db.Users.FindAsync([id], stopping) is not { } user)
        {
            return NotFound();
        }

        var password = GivenPassword.New();
        if (await change.GivePassword(user, password, stopping) is not UserChange.Saved)
        {
            return await Stale(id, stopping);
        }

        // Shown here and kept nowhere: not in a cookie, not in an address.
        Given = password;
        await Load(id, stopping);
        Form = UserForm.Of(Shown);
        ModelState.Clear();
        return Page();
    }

    public async Task<IActionResult> OnPostRemoveSecondStep(Guid id, CancellationToken stopping)
    {
        if (id == actor.UserId || await db.Users.FindAsync([id], stopping) is not { } user)
        {
            return NotFound();
        }

        await methods.RemoveAll(user);
        await audit.Record(db, new AuditEntry("user.second-step-removed", "user", id), stopping);
        TempData["toast"] = $"{user.DisplayName} signs in with the password alone.";
        return Redirect($"/settings/users/user/{id}");
    }

    public async Task<IActionResult> OnPostSignOut(Guid id, CancellationToken stopping)
    {
        if (!await db.Users.AnyAsync(user => user.Id == id, stopping))
        {
            return NotFound();
        }

        if (await sessions.EndAll(id, "ended", except: null, stopping) > 0)
        {
            await audit.Record(db, new AuditEntry("user.session-ended", "user", id), stopping);
        }

        TempData["toast"] = "Signed out everywhere.";
        return Redirect($"/settings/users/user/{id}");
    }

    private async Task<IActionResult> Switch(Guid id, bool disabled, CancellationToken stopping)
    {
        if (id == actor.UserId || await db.Users.FindAsync([id], stopping) is not { } user)
        {
            return NotFound();
        }

        user.Disabled = disabled;
        var said = disabled ? $"{user.DisplayName} is disabled." : $"{user.DisplayName} may sign in again.";
        return await After(user, await change.Save(user, disabled ? "user.disabled" : "user.enabled", null, stopping), said, stopping);
    }

    private async Task<IActionResult> After(User user, UserChange changed, string said, CancellationToken stopping)
    {
        switch (changed)
        {
            case UserChange.Saved:
                TempData["toast"] = said;
                return Redirect($"/settings/users/user/{user.Id}");
            case UserChange.Stale:
                return await Stale(user.Id, stopping);
            default:
                Problem = changed is UserChange.LastAdministrator
                    ? "Nothing was saved: nobody would be left who may let people in. Make somebody else an administrator first."
                    : "Nothing was saved. " + string.Join(' ', ((UserChange.Refused)changed).Problems);
                await Load(user.Id, stopping);
                Form = UserForm.Of(Shown);
                ModelState.Clear();
                return Page();
        }
    }

    /// <summary>What was typed stays in the fields; saving once more puts it over the other change, knowingly.</summary>
    private async Task<IActionResult> Stale(Guid id, CancellationToken stopping)
    {
        await Load(id, stopping);
        ModelState.Clear();
        var profile = await organization.Profile(stopping);
        Problem = LastChange.Refusal(
            Changed, $"{Shown.DisplayName}, {string.Join(", ", Shown.Roles.Select(Roles.TextOf))}, {UserState.LocationsOf(Shown.LocationIds, profile)}");
        Form = Form.DisplayName is null ? UserForm.Of(Shown) : Form;
        Form.Stamp = Shown.ConcurrencyStamp;
        return Page();
    }

    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, stopping) is not { } user)
        {
            return false;
        }

        Shown = user;
        Locations = (await organization.Profile(stopping)).Locations;
        Changed = await lastChange.Of(id, Changes, stopping);
        Open = await sessions.Open(id, await db.SignInRules.AsNoTracking().SingleAsync(stopping), stopping);
        HasSecondStep = user.TwoFactorEnabled || await db.UserPasskeys.AnyAsync(passkey => passkey.UserId == id, stopping);
        return true;
    }

    /// <summary>For the audit trail: which roles and locations became which.</summary>
    private static string Differences(UserForm before, User now, OrganizationProfile profile)
    {
        var differences = new List<string>();
        if (before.DisplayName != now.DisplayName)
        {
            differences.Add($"name: {before.DisplayName} → {now.DisplayName}");
        }

        if (!before.Roles.Order().SequenceEqual(now.Roles.Order()))
        {
            differences.Add($"roles: {string.Join(", ", before.Roles)} → {string.Join(", ", now.Roles)}");
        }

        if (!before.Locations.Order().SequenceEqual(now.LocationIds.Order()))
        {
            differences.Add($"works at: {UserState.LocationsOf(before.Locations, profile)} → {UserState.LocationsOf(now.LocationIds, profile)}");
        }

        return differences.Count == 0 ? "nothing differs" : string.Join("; ", differences);
    }
}
