using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>
/// What the page that shows a message gives along with the form of its answer: that the second factor was said just now, for which link, and under which id the answer is added, so
/// that one sent twice is added once. Sealed with the house's keys, and kept nowhere.
/// </summary>
internal sealed class LinkPass(IDataProtectionProvider protection, TimeProvider clock)
{
    private const int LongestPass = 1000;
    private const int LengthOfId = 16;

    private static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(30);

    private readonly IDataProtector protector = protection.CreateProtector("ClinicOps.Correspondence.LinkPass");

    public string Of(Guid linkId)
    {
        var now = clock.GetUtcNow();
        var content = new byte[LengthOfId + LengthOfId + sizeof(long)];
        linkId.TryWriteBytes(content);
        Guid.CreateVersion7(now).TryWriteBytes(content.AsSpan(LengthOfId));
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(LengthOfId + LengthOfId), now.UtcTicks);
        return WebEncoders.Base64UrlEncode(protector.Protect(content));
    }

    /// <returns>Null for what this house did not make, or too long ago.</returns>
    public (Guid LinkId, Guid AnswerId)? Read(string? pass)
    {
        if (pass is null or "" || pass.Length > LongestPass)
        {
            return null;
        }

        try
        {
            var content = protector.Unprotect(WebEncoders.Base64UrlDecode(pass));
            return new DateTimeOffset(BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(LengthOfId + LengthOfId)), TimeSpan.Zero) + ValidFor > clock.GetUtcNow()
                ? (new Guid(content.AsSpan(0, LengthOfId)), new Guid(content.AsSpan(LengthOfId, LengthOfId)))
                : null;
        }
        catch (Exception made) when (made is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
