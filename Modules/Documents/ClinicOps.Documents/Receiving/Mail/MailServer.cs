using System.Net.Sockets;
using ClinicOps.Documents.Data;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;

namespace ClinicOps.Documents.Receiving.Mail;

/// <summary>A mailbox cannot be read: the code says why.</summary>
/// <param name="detail">For the person who tests the connection: a fingerprint, the names of the folders there are. Never logged.</param>
internal sealed class MailServerProblem(MailFailure failure, string? detail = null, Exception? inner = null) : Exception(failure.ToString(), inner)
{
    public MailFailure Failure => failure;

    public string? Detail => detail;
}

/// <summary>Connects to an account's server and signs in, TLS verified, and says in one code what is in the way.</summary>
internal sealed class MailServer(MailPasswords passwords)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>A client that is signed in; the caller disposes of it.</returns>
    /// <exception cref="MailServerProblem">It cannot be had.</exception>
    public async Task<ImapClient> SignIn(MailAccount account, CancellationToken stopping)
    {
        var password = passwords.Open(account.SealedPassword) ?? throw new MailServerProblem(MailFailure.PasswordUnreadable);
        var trusted = new TrustedCertificate(account.CertificateFingerprint, account.CertificateAuthority);

        // Lists of revoked certificates are often out of a clinic's reach, and mail would stop with them.
        var client = new ImapClient
        {
            Timeout = (int)Patience.TotalMilliseconds,
            CheckCertificateRevocation = false,
            ServerCertificateValidationCallback = (_, certificate, chain, errors) => trusted.Accepts(certificate, chain, errors),
        };
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            limited.CancelAfter(Patience);
            await client.ConnectAsync(
                account.Host, account.Port, account.Security == MailSecurity.Tls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls, limited.Token);
            await client.AuthenticateAsync(account.UserName, password, limited.Token);
            return client;
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            client.Dispose();
            throw Named(failure, trusted, account);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>What any failure in a session means.</summary>
    public static MailFailure FailureOf(Exception failure) => failure switch
    {
        MailServerProblem problem => problem.Failure,
        OperationCanceledException or TimeoutException => MailFailure.TimedOut,
        FolderNotFoundException => MailFailure.FolderMissing,
        ImapProtocolException or IOException or SocketException or ServiceNotConnectedException => MailFailure.ConnectionLost,
        CommandException => MailFailure.ServerProblem,
        _ => MailFailure.OwnProblem,
    };

    private static MailServerProblem Named(Exception failure, TrustedCertificate trusted, MailAccount account) => failure switch
    {
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => new(MailFailure.HostUnknown, null, failure),
        SocketException => new(MailFailure.Unreachable, null, failure),
        SslHandshakeException when trusted.Refused is { } offered =>
            new(account.CertificateFingerprint is null ? MailFailure.CertificateNotTrusted : MailFailure.CertificateNotPinned, offered, failure),
        SslHandshakeException or NotSupportedException => new(MailFailure.NoTls, null, failure),
        AuthenticationException or SaslException => new(MailFailure.SignInRefused, null, failure),
        ImapCommandException => new(MailFailure.SignInRefused, null, failure),
        _ => new(FailureOf(failure), null, failure),
    };
}
