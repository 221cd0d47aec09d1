using ClinicOps.Documents.Data;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Testing;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(MailServers))]

namespace ClinicOps.Documents.Tests.Receiving;

/// <summary>A clinic with one account at the real Dovecot, in a mailbox of its own.</summary>
internal sealed class MailClinic : IAsyncDisposable
{
    private readonly MailServers servers;
    private readonly string user = "box" + Guid.NewGuid().ToString("N")[..8];

    private MailClinic(MailServers servers, TestClinic clinic) => (this.servers, Clinic) = (servers, clinic);

    public TestClinic Clinic { get; }

    public MailAccount Account { get; private set; } = null!;

    public MailServer Server => Clinic.Services.GetRequiredService<MailServer>();

    public static async Task<MailClinic> Open(TestCluster cluster, MailServers servers)
    {
        var (clinic, _, _) = await PipelineClinic.Open(cluster);
        var mail = new MailClinic(servers, clinic);
        mail.Account = await mail.Add(mail.Entry());
        return mail;
    }

    public MailAccountEntry Entry(Func<MailAccountEntry, MailAccountEntry>? change = null)
    {
        var entry = new MailAccountEntry(
            "localhost", servers.ImapsPort, MailSecurity.Tls, user, MailServers.Password, servers.CertificateFingerprint, null,
            "INBOX", "Processed", "Rejected", TestOrganization.Harbor.Id, TransmissionChannel.Email, Enabled: true);
        return change is null ? entry : change(entry);
    }

    public async Task<MailAccount> Add(MailAccountEntry entry)
    {
        var saved = Assert.IsType<MailAccountSaving.Saved>(await Clinic.In((SaveMailAccount save) => save.Run(null, 0, entry, CancellationToken.None)));
        return await Clinic.In(async (DocumentsDb db) => (await db.MailAccounts.FindAsync(saved.AccountId))!);
    }

    public Task Deliver(byte[] message) => servers.Deliver(user, message);

    public Task Cut() => servers.CutImapSessions(user);

    public Task CountAnew() => servers.ChangeUidValidity(user);

    /// <summary>One look, in a session of its own.</summary>
    public async Task Look(long mostBytes = 50_000_000)
    {
        using var mailbox = await Session(mostBytes);
        await mailbox.Look(CancellationToken.None);
    }

    public async Task<Mailbox> Session(long mostBytes = 50_000_000) => await Mailbox.Open(
        Account, await Server.SignIn(Account, CancellationToken.None), Clinic.Services.GetRequiredService<IServiceScopeFactory>(), mostBytes, CancellationToken.None);

    /// <summary>Looks, takes apart, looks again: what a running host does.</summary>
    public async Task TakeAll()
    {
        await Look();
        await Clinic.RunJobs();
        await Look();
    }

    /// <summary>Subjects of what lies in a folder, in order.</summary>
    public async Task<IReadOnlyList<string>> In(string folder)
    {
        using var client = await Server.SignIn(Account, CancellationToken.None);
        var opened = (await MailFolders.Find(client, folder, CancellationToken.None))!;
        await opened.OpenAsync(FolderAccess.ReadOnly);
        return [.. (await opened.FetchAsync(0, -1, MessageSummaryItems.Envelope)).Select(summary => summary.Envelope!.Subject ?? "")];
    }

    /// <summary>As a person with another mail program does.</summary>
    public async Task MoveByHand(string from, string to)
    {
        using var client = await Server.SignIn(Account, CancellationToken.None);
        var opened = (await MailFolders.Find(client, from, CancellationToken.None))!;
        await opened.OpenAsync(FolderAccess.ReadWrite);
        await opened.MoveToAsync(await opened.SearchAsync(SearchQuery.All), await MailFolders.FindOrMake(client, to, CancellationToken.None));
    }

    public Task<IReadOnlyList<object?>> Files() => Clinic.Sql("SELECT file_name FROM documents.transmissions ORDER BY received_at, file_name");

    public ValueTask DisposeAsync() => Clinic.DisposeAsync();
}
