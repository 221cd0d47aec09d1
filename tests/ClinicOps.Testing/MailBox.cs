using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MimeKit;

namespace ClinicOps.Testing;

/// <summary>What lies in somebody's mailbox on the real Dovecot.</summary>
public static class MailBox
{
    public static async Task<IReadOnlyList<MimeMessage>> Messages(this MailServers mail, string mailbox, string folder = "INBOX")
    {
        using var client = new ImapClient();
        var opened = await Open(client, mail, mailbox, folder);
        var messages = new List<MimeMessage>();
        foreach (var uid in await opened.SearchAsync(SearchQuery.All))
        {
            messages.Add(await opened.GetMessageAsync(uid));
        }

        return messages;
    }

    /// <summary>Exim hands mail on a moment after it took it.</summary>
    /// <exception cref="TimeoutException">It did not come within 20 seconds.</exception>
    public static async Task<IReadOnlyList<MimeMessage>> WaitForMail(this MailServers mail, string mailbox, int count = 1)
    {
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        for (var tries = 0; tries < 400; tries++)
        {
            if (await mail.Messages(mailbox) is { } messages && messages.Count >= count)
            {
                return messages;
            }

            await again.WaitForNextTickAsync();
        }

        throw new TimeoutException($"No mail came.\n{mail.Logs}");
    }

    /// <summary>Everything in a folder back into INBOX, unchanged, under numbers of its own there.</summary>
    public static async Task MoveBack(this MailServers mail, string mailbox, string folder)
    {
        using var client = new ImapClient();
        var opened = await Open(client, mail, mailbox, folder, FolderAccess.ReadWrite);
        await opened.MoveToAsync(await opened.SearchAsync(SearchQuery.All), client.Inbox);
    }

    private static async Task<IMailFolder> Open(ImapClient client, MailServers mail, string mailbox, string folder, FolderAccess access = FolderAccess.ReadOnly)
    {
        client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == mail.CertificateFingerprint;
        client.CheckCertificateRevocation = false;
        await client.ConnectAsync("127.0.0.1", mail.ImapsPort, MailKit.Security.SecureSocketOptions.SslOnConnect);
        await client.AuthenticateAsync(mailbox, MailServers.Password);
        var opened = await client.GetFolderAsync(folder);
        await opened.OpenAsync(access);
        return opened;
    }
}
