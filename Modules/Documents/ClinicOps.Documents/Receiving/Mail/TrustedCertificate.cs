using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>
/// Which certificate of a server is accepted: the pinned one and no other; else what a private authority vouches for; else what
/// the system trusts. Nothing is ever accepted unseen.
/// </summary>
internal sealed class TrustedCertificate(string? fingerprint, string? authority)
{
    /// <summary>SHA-256 of the last one refused, for a person to compare and pin.</summary>
    public string? Refused { get; private set; }

    public bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
        {
            return false;
        }

        var offered = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        var accepted = fingerprint is { } pinned ? offered.Equals(pinned, StringComparison.OrdinalIgnoreCase)
            : authority is { } pem ? !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && IsVouchedFor(certificate, chain, pem)
            : errors == SslPolicyErrors.None;
        Refused = accepted ? null : offered;
        return accepted;
    }

    private static bool IsVouchedFor(X509Certificate certificate, X509Chain? sent, string pem)
    {
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        own.ChainPolicy.CustomTrustStore.ImportFromPem(pem);
        foreach (var between in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            own.ChainPolicy.ExtraStore.Add(between.Certificate);
        }

        using var offered = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(offered);
    }

    /// <summary>"AB:CD ..." as programs print it, or 64 digits; null when it is no SHA-256.</summary>
    public static string? Fingerprint(string typed)
    {
        var digits = string.Concat(typed.Where(c => c is not (':' or ' ' or '-'))).ToUpperInvariant();
        return digits.Length == 64 && digits.All(char.IsAsciiHexDigit) ? digits : null;
    }

    /// <summary>Whether the text holds at least one certificate in PEM form.</summary>
    public static bool IsAuthority(string pem)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPem(pem);
            return found.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
