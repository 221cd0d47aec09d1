using ClinicOps.Host.Data;

namespace ClinicOps.Host.Security;

/// <summary>Who needs more than a password to sign in.</summary>
internal static class SecondStep
{
    /// <summary>By the rules for the user's roles; demo accounts under `serve --demo` are let off.</summary>
    public static bool IsAskedOf(User user, SignInRules rules, HostSettings settings) =>
        user.Roles.Intersect(rules.SecondStepRoles).Any() && !(user.IsDemo && settings.Demo);
}
