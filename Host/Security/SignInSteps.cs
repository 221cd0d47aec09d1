using System.Security.Claims;
using ClinicOps.Host.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Host.Security;

/// <summary>The ways in: a password, then a code where the user has an authenticator; or a passkey, which is both.</summary>
internal sealed class SignInSteps(
    HostDb db,
    UserManager<User> users,
    SignInManager<User> signIn,
    Sessions sessions,
    SignInTries tries,
    AuditTrail audit,
    CurrentActor actor,
    HostSettings settings,
    TimeProvider clock)
{
    /// <summary>A password that is compared when there is no such user, so that both answers take as long.</summary>
    private static readonly string NobodysHash = new PasswordHasher<object>().HashPassword(new object(), Guid.NewGuid().ToString());

    public async Task<SignInStep> WithPassword(HttpContext http, string name, string password, CancellationToken stopping)
    {
        if (tries.Rest(http) is { } rest)
        {
            return new SignInStep.TooManyTries(rest);
        }

        if (await users.FindByNameAsync(name) is not { } user)
        {
            new PasswordHasher<object>().VerifyHashedPassword(new object(), NobodysHash, password);
            tries.Failed(http);
            return new SignInStep.Wrong();
        }

        if (!(await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true)).Succeeded || user.Disabled)
        {
            return await Refuse(http, user, "password", stopping);
        }

        if (user.TwoFactorEnabled)
        {
            await RememberFirstStep(http, user);
            return new SignInStep.NeedsCode();
        }

        var rules = await db.SignInRules.AsNoTracking().SingleAsync(stopping);
        if (SecondStep.IsAskedOf(user, rules, settings))
        {
            if ((await users.GetPasskeysAsync(user)).Count > 0)
            {
                return new SignInStep.NeedsPasskey();
            }

            if (user.SecondStepDue is null)
            {
                user.SecondStepDue = clock.GetUtcNow() + TimeSpan.FromDays(rules.GraceDays);
                await users.UpdateAsync(user);
            }
        }

        await sessions.Begin(http, user, SignInHow.Password, stopping);
        return new SignInStep.Done();
    }

    /// <summary>Who gave the right password a moment ago in this browser; null when nobody did.</summary>
    public Task<User?> AfterPassword() => signIn.GetTwoFactorAuthenticationUserAsync();

    /// <param name="code">Six digits of the app, or a recovery code.</param>
    public async Task<SignInStep> WithCode(HttpContext http, User user, string code, CancellationToken stopping)
    {
        if (tries.Rest(http) is { } rest)
        {
            return new SignInStep.TooManyTries(rest);
        }

        if (user.Disabled || !user.TwoFactorEnabled || await users.IsLockedOutAsync(user))
        {
            return await Refuse(http, user, "code", stopping);
        }

        var digits = code.Replace(" ", "", StringComparison.Ordinal);
        var isCode = digits.Length == 6 && digits.All(char.IsAsciiDigit);
        var isRight = isCode
            ? await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, digits)
            : (await users.RedeemTwoFactorRecoveryCodeAsync(user, digits.ToUpperInvariant())).Succeeded;
        if (!isRight)
        {
            await users.AccessFailedAsync(user);
            return await Refuse(http, user, "code", stopping);
        }

        await users.ResetAccessFailedCountAsync(user);
        await http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        await sessions.Begin(http, user, isCode ? SignInHow.Code : SignInHow.RecoveryCode, stopping);
        return new SignInStep.Done();
    }

    /// <param name="credential">What the browser made of the options, as JSON.</param>
    public async Task<SignInStep> WithPasskey(HttpContext http, string credential, CancellationToken stopping)
    {
        if (tries.Rest(http) is { } rest)
        {
            return new SignInStep.TooManyTries(rest);
        }

        // Without the cookie of the options there is nothing to compare with.
        if (!(await http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded)
        {
            return new SignInStep.Wrong();
        }

        var proven = await signIn.PerformPasskeyAssertionAsync(credential);
        if (!proven.Succeeded)
        {
            tries.Failed(http);
            return new SignInStep.Wrong();
        }

        if (proven.User.Disabled || await users.IsLockedOutAsync(proven.User))
        {
            return await Refuse(http, proven.User, "passkey", stopping);
        }

        await users.AddOrUpdatePasskeyAsync(proven.User, proven.Passkey);
        await sessions.Begin(http, proven.User, SignInHow.Passkey, stopping);
        return new SignInStep.Done();
    }

    private async Task<SignInStep> Refuse(HttpContext http, User user, string what, CancellationToken stopping)
    {
        tries.Failed(http);
        actor.ActAsUser(user.Id, user.LocationIds, "/sign-in");
        await audit.Record(db, new AuditEntry("user.refused", "user", user.Id, Reason: what), stopping);
        return new SignInStep.Wrong();
    }

    /// <summary>A cookie of five minutes that says who gave the password: Identity reads it in the next step.</summary>
    private static Task RememberFirstStep(HttpContext http, User user) =>
        http.SignInAsync(
            IdentityConstants.TwoFactorUserIdScheme,
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user.Id.ToString())], IdentityConstants.TwoFactorUserIdScheme)));
}

internal abstract record SignInStep
{
    internal sealed record Done : SignInStep;

    internal sealed record NeedsCode : SignInStep;

    /// <summary>The role asks for a second step, and the user's is a passkey.</summary>
    internal sealed record NeedsPasskey : SignInStep;

    /// <summary>One answer to whatever is wrong: unknown, disabled, locked out or the wrong password or code.</summary>
    internal sealed record Wrong : SignInStep;

    internal sealed record TooManyTries(TimeSpan Rest) : SignInStep;
}
