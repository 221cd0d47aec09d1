using System.Text;
using ClinicOps.Correspondence.Bounces;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Xunit;

namespace ClinicOps.Correspondence.Tests;

public sealed class BounceTests(TestCluster cluster, MailServers mail)
{
    private static readonly Guid Letter = Guid.Parse("0190d000-0000-7000-8000-00000000000d");

    [Fact]
    public async Task A_letter_that_comes_back_fails_once_and_its_report_is_put_away()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send("bounces@patient.example");
        await clinic.Clinic.RunJobs();
        Assert.Equal(DeliveryState.Sent, (await clinic.Clinic.Delivery(delivery)).State);
        await mail.WaitForMail(clinic.Bounces);

        await Read(clinic);
        await Read(clinic);

        var failed = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.Bounced, true), (failed.State, failed.Problem, failed.LeftAt is not null));
        Assert.Equal([DeliveryAct.Requested, DeliveryAct.Begun, DeliveryAct.Sent, DeliveryAct.Bounced], await clinic.History(delivery));
        Assert.Empty(await mail.Messages(clinic.Bounces));
        Assert.Single(await mail.Messages(clinic.Bounces, "Processed"));
        Assert.Equal([1L], await clinic.Clinic.Sql("SELECT count(*) FROM correspondence.returned_mails"));
        Assert.Empty(await clinic.Clinic.Problems());
    }

    [Fact]
    public async Task The_same_report_under_another_number_has_no_second_effect()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();
        await clinic.Clinic.RunJobs();
        await mail.Deliver(clinic.Bounces, Report(delivery, "failed", "5.1.1"));
        await Read(clinic);
        Assert.Equal(DeliveryState.Failed, (await clinic.Clinic.Delivery(delivery)).State);

        // As after a move that the server forgot, or when it counts its messages anew.
        await mail.MoveBack(clinic.Bounces, "Processed");
        await clinic.Clinic.Sql("UPDATE correspondence.deliveries SET state = 'sent'");
        await Read(clinic);

        Assert.Equal(DeliveryState.Sent, (await clinic.Clinic.Delivery(delivery)).State);
        Assert.Empty(await mail.Messages(clinic.Bounces));
        Assert.Equal([2L], await clinic.Clinic.Sql("SELECT count(*) FROM correspondence.returned_mails"));
    }

    [Fact]
    public async Task A_notice_that_comes_back_fails_once_is_told_and_its_report_is_put_away()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var reminders = clinic.Clinic.Services.GetRequiredService<NoticeTests.StandingReminders>();
        reminders.Reader = new ReminderReader("bounces@patient.example", null);
        var notice = Guid.CreateVersion7();
        await clinic.Clinic.Tell<CorrespondenceDb>(new VisitReminderDue(notice, Guid.CreateVersion7(), LettersClinic.Nguyen.Id, TestOrganization.Harbor.Id));
        await clinic.Clinic.RunJobs();
        Assert.Equal(["sent"], await clinic.Clinic.Sql("SELECT state FROM correspondence.notices"));
        await mail.WaitForMail(clinic.Bounces);

        await Read(clinic);
        await Read(clinic);

        Assert.Equal(["failed bounced"], await clinic.Clinic.Sql("SELECT state || ' ' || problem FROM correspondence.notices WHERE left_at IS NOT NULL"));
        Assert.Equal(["failed"], await clinic.Clinic.Sql($"SELECT kind FROM correspondence.returned_mails WHERE notice_id = '{notice}' AND delivery_id IS NULL"));
        Assert.Empty(await mail.Messages(clinic.Bounces));
        Assert.Equal([1L], await clinic.Clinic.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'notice.failed' AND subject_id = '{notice}'"));

        // Another report on it, of a delay or once more of the failure, changes nothing; one on a notice of nobody's is left for a person.
        await mail.Deliver(clinic.Bounces, Report(notice, "delayed", "4.4.1", "notice"));
        await mail.Deliver(clinic.Bounces, Report(notice, "failed", "5.1.1", "notice"));
        await mail.Deliver(clinic.Bounces, Report(Guid.CreateVersion7(), "failed", "5.1.1", "notice"));
        await Read(clinic);
        Assert.Equal(["failed bounced"], await clinic.Clinic.Sql("SELECT state || ' ' || problem FROM correspondence.notices"));
        Assert.Single(await mail.Messages(clinic.Bounces));
        Assert.Equal([1L], await clinic.Clinic.Sql($"SELECT count(*) FROM audit.entries WHERE action = 'notice.failed' AND subject_id = '{notice}'"));
    }

    [Fact]
    public async Task Mail_of_a_person_stays_where_it_is_and_is_counted()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        await mail.Deliver(clinic.Bounces, "From: a@b.example\nTo: letters@clinic.example\nSubject: Re: A letter\nMessage-ID: <1@b.example>\n\nMy chest hurts.\n"u8.ToArray());

        await Read(clinic);
        await Read(clinic);

        Assert.Single(await mail.Messages(clinic.Bounces));
        Assert.Equal(1, (await clinic.Clinic.In((MailTrouble trouble) => trouble.Now(CancellationToken.None))).MailOfPeople);
        Assert.Equal(["other"], await clinic.Clinic.Sql("SELECT kind FROM correspondence.returned_mails"));
    }

    [Fact]
    public async Task A_mailbox_that_cannot_be_read_is_said_since_when_and_breaks_nothing()
    {
        await using var clinic = await MailClinic.Open(cluster, mail, null, ("Correspondence:Mail:Bounces:Port", "1"));
        var since = clinic.Clinic.Clock.GetUtcNow();
        await Read(clinic);
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await Read(clinic);

        Assert.Equal(since, (await clinic.Clinic.In((MailTrouble trouble) => trouble.Now(CancellationToken.None))).BouncesUnreadSince);
    }

    [Theory]
    [InlineData("failed", "5.1.1", ReturnedKind.Failed, "mailbox_unknown")]
    [InlineData("failed", "5.2.2", ReturnedKind.Failed, "mailbox_full")]
    [InlineData("failed", "5.0.0", ReturnedKind.Failed, "bounced")]
    [InlineData("delayed", "4.4.1", ReturnedKind.Delayed, "bounced")]
    [InlineData("relayed", "2.0.0", ReturnedKind.Delivered, "bounced")]
    public void A_report_says_what_became_of_which_letter(string action, string status, string kind, string problem)
    {
        var report = MailReport.Of(Parse(Report(Letter, action, status)));

        Assert.Equal(new MailReport(kind, Letter, problem, status), report);
    }

    [Fact]
    public void A_letter_is_known_by_the_envelopes_id_the_returned_headers_or_the_address_it_came_back_to()
    {
        var bare = Encoding.ASCII.GetString(Report(Guid.Empty, "failed", "5.1.1")).Replace("letter.00000000000000000000000000000000@", "other@", StringComparison.Ordinal);

        Assert.Null(MailReport.Of(Parse(Encoding.ASCII.GetBytes(bare))).MailId);
        Assert.Equal(Letter, MailReport.Of(Parse(Encoding.ASCII.GetBytes(bare.Replace("Reporting-MTA", $"Original-Envelope-Id: {Letter:N}\r\nReporting-MTA", StringComparison.Ordinal)))).MailId);
        Assert.Equal(Letter, MailReport.Of(Parse(Encoding.ASCII.GetBytes(bare.Replace("To: letters@", $"To: letters+{Letter:N}@", StringComparison.Ordinal)))).MailId);
        Assert.Equal(Letter, MailReport.Of(Parse(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(Report(Letter, "failed", "5.1.1")).Replace("message/rfc822", "text/rfc822-headers", StringComparison.Ordinal)))).MailId);
    }

    private static Task Read(MailClinic clinic) => clinic.Clinic.In((ReadBounces read) => read.Run(new BouncesToRead(), null!, CancellationToken.None));

    private static MimeMessage Parse(byte[] raw) => MimeMessage.Load(new MemoryStream(raw));

    /// <param name="mail">What our Message-ID begins with.</param>
    private static byte[] Report(Guid delivery, string action, string status, string mail = "letter") => Encoding.ASCII.GetBytes(
        $"""
        From: Mail Delivery System <mailer-daemon@mx.example>
        To: letters@clinic.example
        Subject: Undelivered Mail Returned to Sender
        Message-ID: <report-{delivery:N}-{status}@mx.example>
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="part"

        --part
        Content-Type: text/plain

        It could not be delivered.

        --part
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mx.example

        Final-Recipient: rfc822; reader@patient.example
        Action: {action}
        Status: {status}
        Diagnostic-Code: smtp; 550 {status} No such user

        --part
        Content-Type: message/rfc822

        From: letters@clinic.example
        To: reader@patient.example
        Subject: A letter
        Message-ID: <{mail}.{delivery:N}@clinic.example>

        Attached.

        --part--
        """.ReplaceLineEndings("\r\n"));
}
