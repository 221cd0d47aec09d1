using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using MailKit;
using MailKit.Security;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>Connects and signs in, to the server that sends and to those that hold the mailboxes which are read, with the certificate verified.</summary>
internal sealed class MailConnection(IOptions<MailOptions> options)
{
    public Task Open(MailService client, CancellationToken stopping) =>
        Open(client, options.Value.Host, options.Value.Port, options.Value.Tls, options.Value.User, options.Value.PasswordFile, stopping);

    public Task Open(MailService client, MailboxOptions mailbox, CancellationToken stopping) =>
        Open(client, mailbox.Host, mailbox.Port, mailbox.Tls, mailbox.User, mailbox.PasswordFile, stopping);

    /// <summary>Whether a failure is the server's or the network's doing: it is tried again, and is no fault of ours.</summary>
    public static bool IsOfTheServer(Exception problem) =>
        problem is ProtocolException or CommandException or IOException or SocketException or SslHandshakeException or AuthenticationException or SaslException
            or NotSupportedException or UnauthorizedAccessException or OperationCanceledException or TimeoutException or FolderNotFoundException or ServiceNotConnectedException;

    private async Task Open(MailService client, string host, int port, string tls, string? user, string? passwordFile, CancellationToken stopping)
    {
        // Many a clinic's server may not reach the lists of revoked certificates: asking for them would stop all mail.
        client.CheckCertificateRevocation = false;
        if (options.Value.CertificateAuthority is { Length: > 0 } file)
        {
            client.ServerCertificateValidationCallback = (_, certificate, sent, errors) => IsOfOurAuthority(file, certificate, sent, errors);
        }

        await client.ConnectAsync(
            host,
            port,
            tls switch
            {
                MailTls.StartTls => SecureSocketOptions.StartTls,
                MailTls.FromTheStart => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.None,
            },
            stopping);
        if (!string.IsNullOrEmpty(user))
        {
            await client.AuthenticateAsync(user, (await File.ReadAllTextAsync(passwordFile!, stopping)).Trim(), stopping);
        }
    }

    /// <summary>The name must fit and the chain must end at one of the clinic's own authorities; everything else is as the system says.</summary>
    private static bool IsOfOurAuthority(string file, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(MailTls.Authorities(file));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        foreach (var between in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(between.Certificate);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }
}
