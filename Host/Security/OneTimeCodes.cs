using ClinicOps.Host.Data;
using Microsoft.AspNetCore.Identity;

namespace ClinicOps.Host.Security;

/// <summary>Identity's authenticator, with a code accepted once: somebody who looked over a shoulder cannot use it again.</summary>
internal sealed class OneTimeCodes(TimeProvider clock) : IUserTwoFactorTokenProvider<User>
{
    /// <summary>The app makes the codes, not we.</summary>
    public Task<string> GenerateAsync(string purpose, UserManager<User> manager, User user) => Task.FromResult("");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<User> manager, User user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key
            || Totp.StepOf(key, token, clock.GetUtcNow()) is not { } step
            || step <= user.LastCodeStep)
        {
            return false;
        }

        // Of two requests with one code the second finds the user changed.
        user.LastCodeStep = step;
        return (await manager.UpdateAsync(user)).Succeeded;
    }

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<User> manager, User user) => await manager.GetAuthenticatorKeyAsync(user) is { Length: > 0 };
}
