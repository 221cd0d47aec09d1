using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>
/// The links in reminders: the id of one mail, sealed for this purpose alone with the house's keys, which nobody else can make. What a link is good for, and how
/// long, the rows say: the visit at the time and the place the mail was about, until then, once. It is kept nowhere.
/// </summary>
internal sealed class VisitLinks(IDataProtectionProvider protection, IOptions<ConfirmationOptions> options)
{
    private const int LongestToken = 1000;

    private readonly IDataProtector protector = protection.CreateProtector("ClinicOps.Scheduling.VisitLink");

    public string Of(Guid reminderId) => $"{options.Value.PublicAddress.TrimEnd('/')}/v/{Token(reminderId)}";

    public string Token(Guid reminderId) => WebEncoders.Base64UrlEncode(protector.Protect(reminderId.ToByteArray()));

    /// <returns>Null for what this house did not make, for this purpose, whole.</returns>
    public Guid? Read(string? token)
    {
        if (token is null or "" || token.Length > LongestToken)
        {
            return null;
        }

        try
        {
            return protector.Unprotect(WebEncoders.Base64UrlDecode(token)) is { Length: 16 } id ? new Guid(id) : null;
        }
        catch (Exception made) when (made is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
