using ClinicOps.Host.Data;
using ClinicOps.Host.Security;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Pages;

/// <summary>Everybody's own account: how one signs in, and where one is signed in. What changes the ways in asks for the password.</summary>
[Authorize(Policy = HostRights.OwnAccount)]
internal sealed class AccountModel(
    HostDb db,
    UserManager<User> users,
    SignInManager<User> signIn,
    SecondStepMethods methods,
    Sessions sessions,
    IOrganization organization,
    CurrentActor actor,
    AuditTrail audit,
    HostSettings settings,
    TimeProvider clock) : PageModel
{
    private const int MostPasskeys = 10;

    public User Me { get; private set; } = null!;

    public IReadOnlyList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    public int RecoveryCodesLeft { get; private set; }

    /// <summary>New ones, shown this once.</summary>
    public IReadOnlyList<string> NewRecoveryCodes { get; private set; } = [];

    public IReadOnlyList<Session> Open { get; private set; } = [];

    /// <summary>The role asks for a second step.</summary>
    public bool IsAsked { get; private set; }

    /// <summary>By when the missing second step has to be there.</summary>
    public DateTimeOffset? Due { get; private set; }

    public string? Problem { get; private set; }

    public Guid? ThisSession => Sessions.IdOf(User);

    public Location? Clock { get; private set; }

    public string When(DateTimeOffset instant) => LocalTime.At(Clock, instant).ToString("MM/dd/yyyy h:mm tt", System.Globalization.CultureInfo.InvariantCulture);

    public string Ago(DateTimeOffset instant) => LocalTime.Ago(clock.GetUtcNow() - instant);

    public Task OnGet(CancellationToken stopping) => Load(stopping);

    /// <summary>What the browser asks of a device for a new passkey; only for who knows the password.</summary>
    public async Task<IActionResult> OnPostPasskeyOptions(string? password, CancellationToken stopping)
    {
        await Load(stopping);
        if (!await IsPassword(password) || Passkeys.Count >= MostPasskeys)
        {
            return StatusCode(StatusCodes.Status403Forbidden);
        }

        var options = await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = Me.Id.ToString(), Name = Me.UserName!, DisplayName = Me.DisplayName });
        return Content(options, "application/json");
    }

    public async Task<IActionResult> OnPostAddPasskey(string? credential, string? name, CancellationToken stopping)
    {
        await Load(stopping);
        var hasOptions = (await HttpContext.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded;
        if (credential is not { Length: > 0 and < 20_000 } || !hasOptions || await signIn.PerformPasskeyAttestationAsync(credential) is not { Succeeded: true } proven || proven.UserEntity.Id != Me.Id.ToString())
        {
            Problem = "The passkey was not accepted, and nothing was saved. Try again.";
            return Page();
        }

        proven.Passkey.Name = name?.Trim() is { Length: > 0 } given ? given[..Math.Min(given.Length, 60)] : "Passkey";
        await users.AddOrUpdatePasskeyAsync(Me, proven.Passkey);
        await audit.Record(db, new AuditEntry("user.passkey-added", "user", Me.Id), stopping);
        TempData["toast"] = $"{proven.Passkey.Name} is added. From now on you can sign in with it alone.";
        return Redirect("/account");
    }

    public async Task<IActionResult> OnPostRemovePasskey(string? id, string? password, CancellationToken stopping)
    {
        await Load(stopping);
        var passkey = Passkeys.FirstOrDefault(key => WebEncoders.Base64UrlEncode(key.CredentialId) == id);
        if (passkey is null)
        {
            return NotFound();
        }

        if (await RefusesRemoval(password, hasOther: Me.TwoFactorEnabled || Passkeys.Count > 1) is { } problem)
        {
            Problem = problem;
            return Page();
        }

        await users.RemovePasskeyAsync(Me, passkey.CredentialId);
        await audit.Record(db, new AuditEntry("user.passkey-removed", "user", Me.Id), stopping);
        TempData["toast"] = $"{passkey.Name} is removed. Remove it on the device too.";
        return Redirect("/account");
    }

    public async Task<IActionResult> OnPostTurnOff(string? password, CancellationToken stopping)
    {
        await Load(stopping);
        if (await RefusesRemoval(password, hasOther: Passkeys.Count > 0) is { } problem)
        {
            Problem = problem;
            return Page();
        }

        await methods.RemoveAuthenticator(Me);
        await sessions.KeepOnly(HttpContext, Me, stopping);
        await audit.Record(db, new AuditEntry("user.authenticator-removed", "user", Me.Id), stopping);
        TempData["toast"] = "Your app is not asked for codes any more.";
        return Redirect("/account");
    }

    public async Task<IActionResult> OnPostRecoveryCodes(string? password, CancellationToken stopping)
    {
        await Load(stopping);
        if (!Me.TwoFactorEnabled || !await IsPassword(password))
        {
            Problem = "This is not your password. Nothing was changed.";
            return Page();
        }

        NewRecoveryCodes = await methods.NewRecoveryCodes(Me);
        await audit.Record(db, new AuditEntry("user.recovery-codes-made", "user", Me.Id), stopping);
        await Load(stopping);
        return Page();
    }

    public async Task<IActionResult> OnPostEndSession(Guid id, CancellationToken stopping)
    {
        if (await sessions.End(id, actor.UserId!.Value, "ended", stopping))
        {
            await audit.Record(db, new AuditEntry("user.session-ended", "user", actor.UserId), stopping);
            TempData["toast"] = "Signed out there.";
        }

        return Redirect("/account");
    }

    /// <returns>Why it may not be removed; null when it may.</returns>
    private async Task<string?> RefusesRemoval(string? password, bool hasOther) =>
        IsAsked && !hasOther ? "Your role needs a second step: add another one first. Nothing was changed."
        : await IsPassword(password) ? null
        : "This is not your password. Nothing was changed.";

    private async Task<bool> IsPassword(string? password) =>
        password is { Length: > 0 and <= 200 } && (await signIn.CheckPasswordSignInAsync(Me, password, lockoutOnFailure: true)).Succeeded;

    private async Task Load(CancellationToken stopping)
    {
        var rules = await db.SignInRules.AsNoTracking().SingleAsync(stopping);
        Me = await db.Users.SingleAsync(user => user.Id == actor.UserId, stopping);
        Passkeys = [.. await users.GetPasskeysAsync(Me)];
        RecoveryCodesLeft = await users.CountRecoveryCodesAsync(Me);
        Open = await sessions.Open(Me.Id, rules, stopping);
        IsAsked = SecondStep.IsAskedOf(Me, rules, settings);
        Due = AccountGuard.SecondStepDue(HttpContext);
        var locations = (await organization.Profile(stopping)).Locations;
        Clock = locations.FirstOrDefault(location => actor.SeesLocation(location.Id));
    }
}
