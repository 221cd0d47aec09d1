using System.Security.Cryptography;
using System.Text;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Data;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>
/// Makes the links in mails about a message that waits. What stands in the address is 256 random bits, of which only the hash is kept: each attempt to send has its own,
/// committed before the first byte leaves, and takes the place of that of an attempt which left nothing.
/// </summary>
internal sealed class MessageLinks(CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, IOptions<LinkOptions> options, TimeProvider clock)
{
    private const int Bytes = 32;
    private const int LengthOfToken = 43;

    public async Task<string> Make(Guid entryId, Guid patientId, string address, CancellationToken stopping)
    {
        var token = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(Bytes));
        var now = clock.GetUtcNow();
        db.ChangeTracker.Clear();
        await transaction.Run(
            async effects =>
            {
                var link = await db.MessageLinks.SingleOrDefaultAsync(known => known.Id == entryId, stopping);
                if (link is null)
                {
                    db.MessageLinks.Add(new MessageLink { Id = entryId, TokenHash = HashOf(token), PatientId = patientId, Address = address, MadeAt = now, ExpiresAt = now + options.Value.ValidFor });
                }
                else
                {
                    (link.TokenHash, link.PatientId, link.Address, link.MadeAt, link.ExpiresAt) = (HashOf(token), patientId, address, now, now + options.Value.ValidFor);
                }
            },
            stopping);
        return $"{options.Value.PublicAddress.TrimEnd('/')}/m/{token}";
    }

    /// <returns>Null for what cannot be one.</returns>
    public static string? Known(string? token) => token is { Length: LengthOfToken } ? HashOf(token) : null;

    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
