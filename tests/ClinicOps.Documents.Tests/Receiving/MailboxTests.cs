using ClinicOps.Documents.Data;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Kernel.Health;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using Xunit;
using static ClinicOps.Documents.Tests.Receiving.Letters;

namespace ClinicOps.Documents.Tests.Receiving;

/// <summary>Mail out of a real Dovecot: each attachment once, and nothing moved before it is safe.</summary>
public sealed class MailboxTests(TestCluster cluster, MailServers servers) : IAsyncLifetime
{
    private MailClinic mail = null!;

    public async ValueTask InitializeAsync() => mail = await MailClinic.Open(cluster, servers);

    public ValueTask DisposeAsync() => mail.DisposeAsync();

    [Fact]
    public async Task Each_attachment_becomes_a_transmission_of_the_accounts_location_and_kind()
    {
        await mail.Deliver(Mail("Results", With(Text("See attached."), File("lab.pdf", Pdf("a")), File("order.pdf", Pdf("b")))));

        await mail.TakeAll();

        Assert.Equal(["lab.pdf", "order.pdf"], await mail.Files());
        Assert.Equal(
            [$"mailbox email desk@lakeside.example {TestOrganization.Harbor.Id}"],
            await mail.Clinic.Sql("SELECT DISTINCT source || ' ' || channel || ' ' || received_from || ' ' || location_id FROM documents.transmissions"));
        Assert.Empty(await mail.Clinic.Problems());
    }

    [Fact]
    public async Task An_urgent_word_in_the_text_of_a_mail_is_told_of_its_first_attachment_at_once_and_of_its_document()
    {
        await mail.Deliver(Mail("Order for Monday", With(Text("Please do this STAT."), File("order.pdf", Pdf("Imaging Order\nPatient: Marco Winter")), File("notes.pdf", Pdf("b")))));
        await mail.Deliver(Mail("Nothing urgent", With(Text("See attached."), File("other.pdf", Pdf("c")))));

        await mail.TakeAll();

        Assert.Equal(
            ["order.pdf stat early", "order.pdf stat document"],
            await mail.Clinic.Sql("SELECT t.file_name || ' ' || e.detail || CASE WHEN e.document_id IS NULL THEN ' early' ELSE ' document' END FROM documents.events e JOIN documents.transmissions t ON t.id = e.transmission_id WHERE e.code = 'urgent-wording-read' ORDER BY e.at, e.id"));
        Assert.Equal(["stat"], await mail.Clinic.Sql("SELECT urgent_reason FROM documents.documents WHERE urgent_reason IS NOT NULL"));
    }

    [Fact]
    public async Task An_urgent_word_is_told_whatever_came_before_in_whichever_message_it_stands_and_without_an_attachment()
    {
        await mail.Deliver(Mail("Before", With(Text("See attached."), File("again.pdf", Pdf("a")))));
        await mail.TakeAll();

        // The first attachment came before; the words stand in the message that was forwarded.
        await mail.Deliver(Mail("Fwd", With(Text("FYI"), new MessagePart { Message = Message("Order", With(Text("Please do this STAT."), File("again.pdf", Pdf("a")), File("new.pdf", Pdf("b")))) })));

        // All of it came before: told when it is sorted, of what is as closed as the first.
        await mail.Deliver(Mail("STAT", With(File("both.pdf", Pdf("a")))));
        await mail.TakeAll();
        await mail.Clinic.DeliverAgain();
        Assert.Equal(
            ["new.pdf stat early", "new.pdf stat document", "both.pdf stat early", "both.pdf stat document"],
            (await mail.Clinic.Sql("SELECT t.file_name || ' ' || e.detail || CASE WHEN e.document_id IS NULL THEN ' early' ELSE ' document' END FROM documents.events e JOIN documents.transmissions t ON t.id = e.transmission_id WHERE e.code = 'urgent-wording-read' ORDER BY t.file_name DESC, e.document_id IS NOT NULL")));

        // Nothing in it can be received: the mail waits for a person, and is told itself.
        var content = MessageParts.Of(Mail("Hello", With(Text("Please call back STAT."), File("letter.docx", "PK something"u8.ToArray()))));
        Assert.Equal((0, "Please call back STAT."), (content.Parts.Count, Assert.Single(content.Beside).Text));
    }

    [Fact]
    public async Task A_message_stays_in_its_folder_until_it_is_stored_and_taken_apart()
    {
        await mail.Deliver(Mail("Results", File("lab.pdf", Pdf())));

        await mail.Look();
        Assert.Equal(["Results"], await mail.In("INBOX"));
        Assert.Equal(["stored"], await mail.Clinic.Sql("SELECT state FROM documents.mail_messages"));

        await mail.Clinic.RunJobs();
        await mail.Look();
        Assert.Empty(await mail.In("INBOX"));
        Assert.Equal(["Results"], await mail.In("Processed"));
    }

    [Fact]
    public async Task Looking_again_and_delivering_its_jobs_again_takes_nothing_twice()
    {
        await mail.Deliver(Mail("Results", With(File("lab.pdf", Pdf()), Text("words", "html"))));
        await mail.Look();
        await mail.Look();
        await mail.Clinic.RunJobs();
        await mail.Clinic.DeliverAgain();
        await mail.Look();
        await mail.Look();

        Assert.Equal(["lab.pdf"], await mail.Files());
        Assert.Equal([1L], await mail.Clinic.Sql("SELECT count(*) FROM documents.mail_messages"));
    }

    [Fact]
    public async Task A_mail_that_comes_twice_is_received_twice_and_the_second_is_known_as_a_repeat()
    {
        var raw = Mail("Results", File("lab.pdf", Pdf()));
        await mail.Deliver(raw);
        await mail.Deliver(raw);

        await mail.TakeAll();

        Assert.Equal(["lab.pdf", "lab.pdf"], await mail.Files());
        Assert.Equal([1L], await mail.Clinic.Sql("SELECT count(*) FROM documents.transmissions WHERE repeat_of IS NOT NULL"));
    }

    [Fact]
    public async Task After_a_crash_between_storing_and_moving_the_message_is_only_moved()
    {
        await mail.Deliver(Mail("Results", File("lab.pdf", Pdf())));
        await mail.Look();
        await mail.Clinic.RunJobs();

        await mail.Look();

        Assert.Equal(["lab.pdf"], await mail.Files());
        Assert.Equal(["Results"], await mail.In("Processed"));
    }

    [Fact]
    public async Task A_message_that_somebody_else_has_moved_meanwhile_is_as_good_as_moved()
    {
        await mail.Deliver(Mail("Results", File("lab.pdf", Pdf())));
        await mail.Look();
        await mail.MoveByHand("INBOX", "Elsewhere");
        await mail.Clinic.RunJobs();

        await mail.Look();

        Assert.Equal(["lab.pdf"], await mail.Files());
        Assert.Equal([true], await mail.Clinic.Sql("SELECT moved_at IS NOT NULL FROM documents.mail_messages"));
    }

    [Fact]
    public async Task A_session_that_is_cut_ends_in_a_failure_and_the_next_one_goes_on()
    {
        await mail.Deliver(Mail("One", File("one.pdf", Pdf("1"))));
        using (var session = await mail.Session())
        {
            await session.Look(CancellationToken.None);
            await mail.Deliver(Mail("Two", File("two.pdf", Pdf("2"))));
            await mail.Cut();
            Assert.Equal(MailFailure.ConnectionLost, MailServer.FailureOf(await Assert.ThrowsAnyAsync<Exception>(() => session.Look(CancellationToken.None))));
        }

        await mail.TakeAll();

        Assert.Equal(["one.pdf", "two.pdf"], (await mail.Files()).Order());
        Assert.Empty(await mail.In("INBOX"));
    }

    [Fact]
    public async Task When_the_server_counts_anew_what_was_taken_is_known_again_and_what_is_new_is_taken()
    {
        await mail.Deliver(Mail("Known", File("known.pdf", Pdf("1"))));
        await mail.Look();
        await mail.CountAnew();
        await mail.Deliver(Mail("New", File("new.pdf", Pdf("2"))));
        await mail.Deliver(Mail("Known", File("known.pdf", Pdf("1"))));

        await mail.TakeAll();

        // The third is a second delivery of the first, not the first found again.
        Assert.Equal(["known.pdf", "known.pdf", "new.pdf"], (await mail.Files()).Order());
        Assert.Equal(["seen-before", "taken-apart", "taken-apart", "taken-apart"], await mail.Clinic.Sql("SELECT state FROM documents.mail_messages ORDER BY state"));
        Assert.Empty(await mail.In("INBOX"));
        Assert.Equal(3, (await mail.In("Processed")).Count);
        Assert.Empty(await mail.Clinic.Problems());
    }

    [Fact]
    public async Task A_session_notices_that_the_server_counts_anew_before_it_takes_by_the_old_numbers()
    {
        await mail.Deliver(Mail("Known", File("known.pdf", Pdf("1"))));
        using var session = await mail.Session();
        await mail.CountAnew();

        await Assert.ThrowsAnyAsync<Exception>(() => session.Look(CancellationToken.None));

        Assert.Empty(await mail.Clinic.Sql("SELECT 1 FROM documents.mail_messages"));
    }

    [Fact]
    public async Task What_is_no_document_is_kept_whole_moved_to_rejected_and_counted()
    {
        await mail.Deliver(Mail("Program", With(Text("Run me"), File("setup.exe", "MZ"u8.ToArray()))));
        await mail.Deliver(Mail("Both", With(File("setup.exe", "MZ"u8.ToArray()), File("lab.pdf", Pdf()))));
        await mail.Look();
        Assert.Equal((2, 2), await Ledger(ledger => (ledger.Received, ledger.InProgress)));

        await mail.Clinic.RunJobs();
        await mail.Look();

        Assert.Equal(["Both", "Program"], (await mail.In("Rejected")).Order());
        Assert.Equal(["kept NoDocument 0 {setup.exe}", "kept SomeLeftOut 1 {setup.exe}"], await mail.Clinic.Sql(
            "SELECT state || ' ' || problem || ' ' || part_count || ' ' || left_out::text FROM documents.mail_messages ORDER BY 1"));
        Assert.Equal((3, 2), await Ledger(ledger => (ledger.Received, ledger.Failed)));
        Assert.Empty(await mail.Clinic.Problems());
    }

    [Fact]
    public async Task A_message_that_is_too_big_is_left_whole_in_rejected_and_told()
    {
        await mail.Deliver(Mail("Huge", File("lab.pdf", new byte[40_000])));

        await mail.Look(mostBytes: 10_000);

        Assert.Equal(["Huge"], await mail.In("Rejected"));
        Assert.Equal(["kept TooBig Huge"], await mail.Clinic.Sql("SELECT state || ' ' || problem || ' ' || subject FROM documents.mail_messages WHERE blob_hash IS NULL"));
        Assert.Empty(await mail.Clinic.Problems());
    }

    [Fact]
    public async Task A_message_of_25_MB_is_received_whole()
    {
        var big = new byte[18_500_000];
        new Random(3).NextBytes(big);
        "%PDF-1.4\n"u8.CopyTo(big);
        await mail.Deliver(Mail("Big", File("big.pdf", big)));

        await mail.Look();
        var id = (Guid)(await mail.Clinic.Sql("SELECT id FROM documents.mail_messages"))[0]!;
        await mail.Clinic.In((TakeMailApart take) => take.Run(new MailToTakeApart(id), new Kernel.Jobs.JobMessage(Guid.NewGuid(), "test"), CancellationToken.None));

        Assert.Equal([(long)big.Length], await mail.Clinic.Sql("SELECT byte_count FROM documents.transmissions"));
        Assert.InRange((long)(await mail.Clinic.Sql("SELECT byte_count FROM documents.mail_messages"))[0]!, 25_000_000, 27_000_000);
    }

    [Fact]
    public async Task A_mail_of_HylaFAX_is_a_fax_from_the_number_in_its_subject()
    {
        await mail.Deliver(Mail("Fax received from \"+1 503 555 0123\"", With(Text("recvq/fax000000001.tif (ftp)"), File("fax000000001.tif", Pdf(), "image/tiff"))));

        await mail.TakeAll();

        Assert.Equal(["fax (503) 555-0123"], await mail.Clinic.Sql("SELECT channel || ' ' || received_from FROM documents.transmissions"));
    }

    [Fact]
    public async Task Work_that_stands_still_is_taken_up_again_and_given_to_a_person_in_the_end()
    {
        await mail.Deliver(Mail("Results", File("lab.pdf", Pdf())));
        await mail.Look();
        await mail.Clinic.Sql("DELETE FROM hangfire.jobqueue");
        await mail.Clinic.Sql("UPDATE documents.mail_messages SET attempts = 1");
        mail.Clinic.Clock.Advance(TimeSpan.FromMinutes(20));

        await mail.Clinic.In((ResumeStalled resume) => resume.Run(new StalledToResume(), new Kernel.Jobs.JobMessage(Guid.NewGuid(), "test"), CancellationToken.None));
        Assert.Contains("documents.take-mail-apart", await mail.Clinic.RunJobs());
        Assert.Equal(["lab.pdf"], await mail.Files());

        await mail.Deliver(Mail("Stuck", File("stuck.pdf", Pdf())));
        await mail.Look();
        await mail.Clinic.Sql("UPDATE documents.mail_messages SET attempts = 10 WHERE state = 'stored'");
        mail.Clinic.Clock.Advance(TimeSpan.FromMinutes(20));
        await mail.Clinic.In((ResumeStalled resume) => resume.Run(new StalledToResume(), new Kernel.Jobs.JobMessage(Guid.NewGuid(), "test"), CancellationToken.None));
        Assert.Equal(["StepFailed"], await mail.Clinic.Sql("SELECT problem FROM documents.mail_messages WHERE state = 'kept'"));
    }

    [Fact]
    public async Task The_watch_is_told_of_new_mail_by_the_server_and_moves_what_was_taken_apart()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var watch = Watch(1500, stop.Token);
        await Until("SELECT last_success_at IS NOT NULL FROM documents.mail_account_health");

        await mail.Deliver(Mail("Results", File("lab.pdf", Pdf())));
        await Until("SELECT count(*) = 1 FROM documents.mail_messages");
        await mail.Clinic.RunJobs();
        await Until("SELECT count(*) = 1 FROM documents.mail_messages WHERE moved_at IS NOT NULL");

        // Cut, it comes back by itself.
        await mail.Cut();
        await mail.Deliver(Mail("More", File("more.pdf", Pdf("more"))));
        await Until("SELECT count(*) = 2 FROM documents.mail_messages");
        await stop.CancelAsync();
        await watch;
        Assert.Equal(["Results"], await mail.In("Processed"));
    }

    [Fact]
    public async Task A_failing_account_says_since_when_and_why_until_it_is_well_again()
    {
        mail.Account.SealedPassword = mail.Clinic.Services.GetRequiredService<MailPasswords>().Seal("wrong");
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var watch = Watch(1, stop.Token);
        await Until("SELECT failure = 'SignInRefused' FROM documents.mail_account_health WHERE failing_since IS NOT NULL");
        await stop.CancelAsync();
        await watch;

        mail.Account.SealedPassword = mail.Clinic.Services.GetRequiredService<MailPasswords>().Seal(MailServers.Password);
        using var again = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        watch = Watch(1, again.Token);
        await Until("SELECT failing_since IS NULL AND failure IS NULL FROM documents.mail_account_health WHERE last_success_at IS NOT NULL");
        await again.CancelAsync();
        await watch;
        Assert.DoesNotContain(mail.Clinic.Log.Lines, line => line.Text.Contains("wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mailbox_that_fails_longer_than_a_hiccup_is_said_on_every_page_unless_it_is_switched_off()
    {
        await mail.Clinic.Sql($"INSERT INTO documents.mail_account_health (account_id, failing_since) VALUES ('{mail.Account.Id}', '{mail.Clinic.Clock.GetUtcNow():O}')");
        Assert.Equal(HealthStatus.Healthy, (await Health()).Status);

        mail.Clinic.Clock.Advance(TimeSpan.FromMinutes(6));
        var late = await Health();
        Assert.Equal(HealthStatus.Degraded, late.Status);
        Assert.StartsWith("E-mail is late: 1 mailbox", Trouble.ForStaff(late), StringComparison.Ordinal);

        await mail.Clinic.Sql("UPDATE documents.mail_accounts SET enabled = false");
        Assert.Equal(HealthStatus.Healthy, (await Health()).Status);
    }

    private Task<HealthReportEntry> Health() =>
        mail.Clinic.In(async (HealthCheckService health) => (await health.CheckHealthAsync(check => check.Name == "mailboxes")).Entries["mailboxes"]);

    private Task Watch(int mailEverySeconds, CancellationToken stopping) => new MailboxWatch(
        mail.Account, mail.Server, mail.Clinic.Services.GetRequiredService<IServiceScopeFactory>(),
        new DocumentsOptions { MailEverySeconds = mailEverySeconds }, TimeProvider.System, NullLogger.Instance).Run(stopping);

    private async Task Until(string sql)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await mail.Clinic.Sql(sql) is not [true])
        {
            await again.WaitForNextTickAsync(limit.Token);
        }
    }

    private Task<T> Ledger<T>(Func<LedgerTotals, T> seen) => mail.Clinic.In(async (PageLedger ledger) =>
    {
        var totals = await ledger.Totals(CancellationToken.None);
        Assert.True(totals.Balances);
        return seen(totals);
    });
}
