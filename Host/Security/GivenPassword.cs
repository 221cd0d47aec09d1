using System.Security.Cryptography;

namespace ClinicOps.Host.Security;

/// <summary>A password that one person gives another, for one sign-in: easy to say and type.</summary>
internal static class GivenPassword
{
    // Without letters and digits that are mistaken for one another.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Four groups of four, about 79 bits.</summary>
    public static string New() => string.Join('-', Enumerable.Range(0, 4).Select(_ => RandomNumberGenerator.GetString(Letters, 4)));
}
