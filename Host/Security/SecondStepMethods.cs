using ClinicOps.Host.Data;
using Microsoft.AspNetCore.Identity;

namespace ClinicOps.Host.Security;

/// <summary>The authenticator app of a user and its recovery codes, as Identity keeps them.</summary>
internal sealed class SecondStepMethods(UserManager<User> users, IUserStore<User> store)
{
    private const string Provider = "[AspNetUserStore]";
    private const int RecoveryCodes = 10;

    /// <summary>Takes the key into use once a code of it was shown. Every other browser of the user is signed out.</summary>
    /// <returns>False when the code is not one of the key at the moment.</returns>
    public async Task<bool> UseAuthenticator(User user, string key, string code, DateTimeOffset now)
    {
        if (Totp.StepOf(key, code.Replace(" ", "", StringComparison.Ordinal), now) is not { } step)
        {
            return false;
        }

        await ((IUserAuthenticatorKeyStore<User>)store).SetAuthenticatorKeyAsync(user, key, CancellationToken.None);
        (user.LastCodeStep, user.SecondStepDue) = (step, null);
        return (await users.SetTwoFactorEnabledAsync(user, true)).Succeeded;
    }

    public async Task<IReadOnlyList<string>> NewRecoveryCodes(User user) =>
        [.. await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes) ?? []];

    public async Task RemoveAuthenticator(User user)
    {
        await users.SetTwoFactorEnabledAsync(user, false);
        await users.RemoveAuthenticationTokenAsync(user, Provider, "AuthenticatorKey");
        await users.RemoveAuthenticationTokenAsync(user, Provider, "RecoveryCodes");
    }

    /// <summary>For somebody who lost phone and keys: back to the password alone, with the time of grace anew.</summary>
    public async Task RemoveAll(User user)
    {
        await RemoveAuthenticator(user);
        foreach (var passkey in await users.GetPasskeysAsync(user))
        {
            await users.RemovePasskeyAsync(user, passkey.CredentialId);
        }

        user.SecondStepDue = null;
        await users.UpdateSecurityStampAsync(user);
    }
}
