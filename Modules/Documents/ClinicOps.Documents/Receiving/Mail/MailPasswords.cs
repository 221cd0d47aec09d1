using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>Seals the passwords of mail accounts with the house's Data Protection keys, for this one purpose.</summary>
internal sealed class MailPasswords(IDataProtectionProvider protection)
{
    private readonly IDataProtector protector = protection.CreateProtector("ClinicOps.Documents.MailAccounts.v1");

    public string Seal(string password) => protector.Protect(password);

    /// <returns>Null when it was sealed with keys that this house no longer has: then it has to be entered again.</returns>
    public string? Open(string sealedPassword)
    {
        try
        {
            return protector.Unprotect(sealedPassword);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
