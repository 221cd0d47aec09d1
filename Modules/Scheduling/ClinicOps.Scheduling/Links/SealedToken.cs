using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicOps.Scheduling.Links;

/// <summary>What stands in the address of a page for who is not signed in: a few bytes, sealed for one purpose with the house's keys, which nobody else can make.</summary>
internal sealed class SealedToken(IDataProtectionProvider protection, string purpose)
{
    private const int LongestToken = 1000;

    private readonly IDataProtector protector = protection.CreateProtector(purpose);

    public string Of(byte[] content) => WebEncoders.Base64UrlEncode(protector.Protect(content));

    /// <returns>Null for what this house did not make, for this purpose, whole.</returns>
    public byte[]? Read(string? token, int length)
    {
        if (token is null or "" || token.Length > LongestToken)
        {
            return null;
        }

        try
        {
            return protector.Unprotect(WebEncoders.Base64UrlDecode(token)) is { } content && content.Length == length ? content : null;
        }
        catch (Exception made) when (made is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
