using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Links;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>The links in mails that offer a freed time: the offer's id, sealed. What a link is good for, and how long, the offer says. It is kept nowhere.</summary>
internal sealed class OfferLinks(IDataProtectionProvider protection, IOptions<ConfirmationOptions> options)
{
    private const int LengthOfId = 16;

    private readonly SealedToken sealedToken = new(protection, "ClinicOps.Scheduling.OfferLink");

    public string Of(Guid offerId) => $"{options.Value.PublicAddress.TrimEnd('/')}/o/{Token(offerId)}";

    public string Token(Guid offerId) => sealedToken.Of(offerId.ToByteArray());

    /// <returns>Null for what this house did not make, for this purpose, whole.</returns>
    public Guid? Read(string? token) => sealedToken.Read(token, LengthOfId) is { } id ? new Guid(id) : null;
}
