using ClinicOps.Documents.Data;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;
using static ClinicOps.Documents.Tests.Receiving.Letters;

namespace ClinicOps.Documents.Tests.Receiving;

/// <summary>Accounts as an administrator enters them, and what the test of a connection says.</summary>
public sealed class MailAccountTests(TestCluster cluster, MailServers servers) : IAsyncLifetime
{
    private MailClinic mail = null!;

    public async ValueTask InitializeAsync() => mail = await MailClinic.Open(cluster, servers);

    public ValueTask DisposeAsync() => mail.DisposeAsync();

    [Fact]
    public async Task A_mailbox_that_can_be_read_says_how_much_lies_in_it_and_what_will_be_made()
    {
        await mail.Deliver(Mail("One", Text("words")));

        var well = Assert.IsType<MailTest.Well>(await Test(entry => entry with { RejectedFolder = "Not for us" }));

        Assert.Equal(1, well.Messages);
        Assert.Equal(["Not for us"], well.ToMake);
    }

    [Fact]
    public async Task STARTTLS_and_a_private_authority_will_do_as_well() =>
        Assert.IsType<MailTest.Well>(await Test(entry => entry with
        {
            Port = servers.ImapPort,
            Security = MailSecurity.StartTls,
            CertificateFingerprint = null,
            CertificateAuthority = servers.CertificatePem,
        }));

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_and_its_fingerprint_told()
    {
        var wrong = Assert.IsType<MailTest.Wrong>(await Test(entry => entry with { CertificateFingerprint = null }));

        Assert.Equal((MailFailure.CertificateNotTrusted, servers.CertificateFingerprint), (wrong.Failure, wrong.Detail));
    }

    [Fact]
    public async Task A_certificate_other_than_the_pinned_one_is_refused() =>
        Assert.Equal(MailFailure.CertificateNotPinned, Assert.IsType<MailTest.Wrong>(await Test(entry => entry with { CertificateFingerprint = new string('A', 64) })).Failure);

    [Fact]
    public async Task An_authority_does_not_vouch_for_another_name() =>
        Assert.Equal(MailFailure.CertificateNotTrusted, Assert.IsType<MailTest.Wrong>(
            await Test(entry => entry with { Host = "127.0.0.2", CertificateFingerprint = null, CertificateAuthority = servers.CertificatePem })).Failure);

    [Fact]
    public async Task What_else_is_wrong_is_told_apart()
    {
        Assert.Equal(MailFailure.SignInRefused, await Failure(entry => entry with { Password = "not it" }));
        Assert.Equal(MailFailure.FolderMissing, await Failure(entry => entry with { Folder = "Faxes" }));
        Assert.Equal(MailFailure.Unreachable, await Failure(entry => entry with { Port = 1 }));
        Assert.Equal(MailFailure.HostUnknown, await Failure(entry => entry with { Host = "no-such-host.invalid" }));
        Assert.Equal(MailFailure.NoTls, await Failure(entry => entry with { Port = servers.ImapPort }));
    }

    [Fact]
    public async Task The_password_is_sealed_and_kept_only_where_it_still_goes_to_the_same_server()
    {
        Assert.DoesNotContain(MailServers.Password, (string)(await mail.Clinic.Sql("SELECT to_jsonb(a)::text FROM documents.mail_accounts a"))[0]!, StringComparison.Ordinal);

        Assert.IsType<MailAccountSaving.Saved>(await Save(mail.Entry(entry => entry with { Password = null, Channel = TransmissionChannel.Fax })));
        Assert.IsType<MailTest.Well>(await Test(entry => entry with { Password = null }));
        Assert.IsType<MailAccountSaving.PasswordNeeded>(await Save(mail.Entry(entry => entry with { Password = null, Host = "evil.example" })));
        Assert.IsType<MailAccountSaving.PasswordNeeded>(await Save(mail.Entry(entry => entry with { Password = null, CertificateFingerprint = null })));
    }

    [Fact]
    public async Task A_mailbox_that_mail_was_taken_from_keeps_its_address()
    {
        Assert.IsType<MailAccountSaving.Saved>(await Save(mail.Entry(entry => entry with { Host = "127.0.0.1" })));
        Assert.IsType<MailAccountSaving.Saved>(await Save(mail.Entry()));
        await mail.Deliver(Mail("One", Text("words")));
        await mail.Look();

        Assert.IsType<MailAccountSaving.InUse>(await Save(mail.Entry(entry => entry with { Host = "127.0.0.1" })));
    }

    [Fact]
    public async Task Who_was_overtaken_is_told_and_one_folder_is_read_by_one_account()
    {
        var version = (await Stored()).Version;
        Assert.IsType<MailAccountSaving.Saved>(await Save(mail.Entry(entry => entry with { Enabled = false })));

        Assert.IsType<MailAccountSaving.ChangedMeanwhile>(await mail.Clinic.In((SaveMailAccount save) => save.Run(mail.Account.Id, version, mail.Entry(), CancellationToken.None)));
        Assert.IsType<MailAccountSaving.ReadAlready>(await mail.Clinic.In((SaveMailAccount save) => save.Run(null, 0, mail.Entry(), CancellationToken.None)));
    }

    private Task<MailAccount> Stored() => mail.Clinic.In((DocumentsDb db) => db.MailAccounts.AsNoTracking().SingleAsync(a => a.Id == mail.Account.Id));

    private async Task<MailAccountSaving> Save(MailAccountEntry entry)
    {
        var version = (await Stored()).Version;
        return await mail.Clinic.In((SaveMailAccount save) => save.Run(mail.Account.Id, version, entry, CancellationToken.None));
    }

    private async Task<MailFailure> Failure(Func<MailAccountEntry, MailAccountEntry> change) => Assert.IsType<MailTest.Wrong>(await Test(change)).Failure;

    private async Task<MailTest> Test(Func<MailAccountEntry, MailAccountEntry> change)
    {
        var draft = await mail.Clinic.In((SaveMailAccount save) => save.Draft(mail.Account.Id, mail.Entry(change), CancellationToken.None));
        return await mail.Clinic.In((TestMailAccount test) => test.Run(draft!, CancellationToken.None));
    }
}
