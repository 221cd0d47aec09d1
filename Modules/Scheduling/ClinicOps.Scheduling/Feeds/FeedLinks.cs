using System.Buffers.Binary;
using ClinicOps.Scheduling.Links;
using Microsoft.AspNetCore.DataProtection;

namespace ClinicOps.Scheduling.Feeds;

/// <summary>The secret addresses of calendars: a subscription's id and revision, sealed. Whether an address is good, the row says; it is kept nowhere.</summary>
internal sealed class FeedLinks(IDataProtectionProvider protection)
{
    private const int LengthOfId = 16;

    private readonly SealedToken sealedToken = new(protection, "ClinicOps.Scheduling.CalendarFeed");

    public string Token(Guid subscriptionId, int revision)
    {
        var content = new byte[LengthOfId + sizeof(int)];
        subscriptionId.TryWriteBytes(content);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(LengthOfId), revision);
        return sealedToken.Of(content);
    }

    /// <returns>Null for what this house did not make, for this purpose, whole.</returns>
    public (Guid SubscriptionId, int Revision)? Read(string? token) =>
        sealedToken.Read(token, LengthOfId + sizeof(int)) is { } content
            ? (new Guid(content.AsSpan(0, LengthOfId)), BinaryPrimitives.ReadInt32BigEndian(content.AsSpan(LengthOfId)))
            : null;
}
