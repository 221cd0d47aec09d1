using ClinicOps.Scheduling.Links;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>
/// The links in reminders: the id of one mail, sealed. What a link is good for, and how long, the rows say: the visit at the time and the place the mail was
/// about, until then, once. It is kept nowhere.
/// </summary>
internal sealed class VisitLinks(IDataProtectionProvider protection, IOptions<ConfirmationOptions> options)
{
    private const int LengthOfId = 16;

    private readonly SealedToken sealedToken = new(protection, "ClinicOps.Scheduling.VisitLink");

    public string Of(Guid reminderId) => $"{options.Value.PublicAddress.TrimEnd('/')}/v/{Token(reminderId)}";

    public string Token(Guid reminderId) => sealedToken.Of(reminderId.ToByteArray());

    /// <returns>Null for what this house did not make, for this purpose, whole.</returns>
    public Guid? Read(string? token) => sealedToken.Read(token, LengthOfId) is { } id ? new Guid(id) : null;
}
