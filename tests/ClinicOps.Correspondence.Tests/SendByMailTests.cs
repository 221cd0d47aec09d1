using System.Net;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Intake.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MimeKit;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>On the real Exim and Dovecot: what arrives is counted in the reader's mailbox.</summary>
public sealed class SendByMailTests(TestCluster cluster, MailServers mail)
{
    [Fact]
    public async Task A_letter_arrives_once_with_the_approved_bytes_and_says_nothing_outside_them()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var pages = MailClinic.Pages;
        var delivery = await clinic.Send(pdf: pages);

        await clinic.Clinic.RunJobs();
        await clinic.Clinic.DeliverAgain();

        var message = Assert.Single(await mail.WaitForMail(clinic.Reader.Split('@')[0]));
        var attached = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        using var bytes = new MemoryStream();
        await attached.Content!.DecodeToAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Equal(pages, bytes.ToArray());
        Assert.Equal($"letter.{delivery:N}@clinic.example", message.MessageId);
        Assert.Equal("A letter from Two Rivers Clinic", message.Subject);
        Assert.Contains("not watched for emergencies", message.TextBody, StringComparison.Ordinal);
        Assert.Contains("(207) 555-0110", message.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("Nguyễn", message.Subject + message.TextBody + attached.FileName, StringComparison.Ordinal);

        var sent = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Sent, 1, clinic.Clinic.Clock.GetUtcNow()), (sent.State, sent.Attempts, sent.LeftAt));
        Assert.Equal([DeliveryAct.Requested, DeliveryAct.Begun, DeliveryAct.Sent], await clinic.History(delivery));
        Assert.Equal(pages, Assert.Single(clinic.Clinic.Services.GetRequiredService<OtherModules>().Filed).Value.Pdf);
        Assert.DoesNotContain(clinic.Clinic.Log.Lines, line => line.Text.Contains(clinic.Reader, StringComparison.OrdinalIgnoreCase));

        // The second press of a button comes when the first has left: it is the same delivery. With another address in it, the form does not say that it goes there.
        Task<DeliveryRequest> Again(string address) =>
            clinic.Clinic.In((RequestDelivery request) => request.Email(sent.LetterId, address, AddressReader.Patient, CancellationToken.None, deliveryId: delivery));
        Assert.Equal(new DeliveryRequest.Requested(delivery), await Again(clinic.Reader));
        Assert.IsType<DeliveryRequest.SentBefore>(await Again("somebody@else.example"));
        await clinic.Clinic.RunJobs();
        Assert.Equal((DeliveryState.Sent, 1), await clinic.Clinic.Delivery(delivery) is var once ? (once.State, once.Attempts) : default);
        Assert.Equal([1L], await clinic.Clinic.Sql("SELECT count(*) FROM correspondence.deliveries"));
    }

    [Fact]
    public async Task A_letter_to_a_colleague_leaves_once_by_fax_behind_a_cover_sheet_that_names_no_patient_and_a_number_that_is_refused_fails_it()
    {
        var service = $"fax{Guid.NewGuid():N}"[..12];
        await using var clinic = await MailClinic.Open(cluster, mail, settings: [("Correspondence:Mail:FaxTo", $"{service}-{{number}}@patient.example")]);
        var renderer = clinic.Clinic.Services.GetRequiredService<ILetterRenderer>();
        var pages = Assert.IsType<RenderedLetter.Drawn>(
            await renderer.Render(new LetterContent("A referral", "en", [new LetterBlock.Paragraph("Ánh Nguyễn Thị, palpitations")]), TestContext.Current.CancellationToken)).Pdf;
        var letter = await clinic.Clinic.Approved(ToSchedule, pages);
        Task<DeliveryRequest> Fax(Guid delivery, string number = "(419) 555-0102", string? name = "Ana Maro, DO", string readBy = AddressReader.Colleague) =>
            clinic.Clinic.In((RequestDelivery request) => request.Fax(letter.Id, delivery, number, name, readBy, CancellationToken.None));

        // It lies open where it arrives: nothing to a patient goes there, and somebody answers for the number.
        await clinic.Clinic.Knows("14195550102", "Ana Maro, DO");
        var delivery = Guid.CreateVersion7();
        Assert.IsType<DeliveryRequest.LetterUnknown>(await Fax(delivery));
        await clinic.Clinic.Sql($"UPDATE correspondence.letters SET template_code = 'referral-request' WHERE id = '{letter.Id}'");
        Assert.IsType<DeliveryRequest.NoNumber>(await Fax(delivery, "555-0102"));
        Assert.IsType<DeliveryRequest.NobodyAnswersForIt>(await Fax(delivery, name: " "));
        Assert.IsType<DeliveryRequest.NobodyAnswersForIt>(await Fax(delivery, readBy: AddressReader.Patient));

        Assert.Equal(new DeliveryRequest.Requested(delivery), await Fax(delivery));
        Assert.Equal(new DeliveryRequest.Requested(delivery), await Fax(delivery));
        Assert.IsType<DeliveryRequest.OnItsWay>(await Fax(Guid.CreateVersion7(), "+1 419-555-0102"));
        await clinic.Clinic.RunJobs();
        await clinic.Clinic.DeliverAgain();
        Assert.Equal(new DeliveryRequest.Requested(delivery), await Fax(delivery));
        await clinic.Clinic.RunJobs();

        var message = Assert.Single(await mail.WaitForMail($"{service}-14195550102"));
        Assert.Equal("Fax from Two Rivers Clinic", message.Subject);
        using var bytes = new MemoryStream();
        await Assert.IsType<MimePart>(Assert.Single(message.Attachments)).Content!.DecodeToAsync(bytes, TestContext.Current.CancellationToken);
        var words = await PdfTools.Words(bytes.ToArray());
        var cover = words[..words.IndexOf("keep them.", StringComparison.Ordinal)];
        Assert.Contains("Ana Maro, DO", cover, StringComparison.Ordinal);
        Assert.Contains("(419) 555-0102", cover, StringComparison.Ordinal);
        Assert.DoesNotContain("Nguyễn", cover, StringComparison.Ordinal);
        Assert.DoesNotContain("palpitations", message.Subject + message.TextBody + cover, StringComparison.Ordinal);
        Assert.Contains("palpitations", words[cover.Length..], StringComparison.Ordinal);

        // The chart has the approved pages, without the sheet; and nothing is missing.
        Assert.Equal((DeliveryState.Sent, 1), ((await clinic.Clinic.Delivery(delivery)).State, (await clinic.Clinic.Delivery(delivery)).Attempts));
        Assert.Equal(pages, Assert.Single(clinic.Clinic.Services.GetRequiredService<OtherModules>().Filed).Value.Pdf);
        clinic.Clinic.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await clinic.Clinic.Problems());

        // A number that the service knows nothing of.
        await using var other = await MailClinic.Open(cluster, mail, settings: [("Correspondence:Mail:FaxTo", "refused@fax{number}.example")]);
        await other.Clinic.Knows("14195550102", "Ana Maro, DO");
        letter = await other.Clinic.Approved(ToSchedule, pages);
        await other.Clinic.Sql($"UPDATE correspondence.letters SET template_code = 'order-query' WHERE id = '{letter.Id}'");
        Assert.IsType<DeliveryRequest.Requested>(await other.Clinic.In((RequestDelivery request) => request.Fax(letter.Id, delivery, "(419) 555-0102", "Ana Maro, DO", AddressReader.Payer, CancellationToken.None)));
        await other.Clinic.RunJobs();
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.MailboxUnknown, 1), await other.Clinic.Delivery(delivery) is var failed ? (failed.State, failed.Problem, failed.Attempts) : default);
    }

    [Fact]
    public async Task A_letter_to_a_patient_whose_death_was_told_while_it_waited_does_not_leave()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();
        clinic.Clinic.Services.GetRequiredService<OtherModules>().Deceased.Add(Nguyen.Id);

        await clinic.Clinic.RunJobs();

        var failed = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.PatientDeceased, 0), (failed.State, failed.Problem, failed.Attempts));
        Assert.Empty(clinic.Clinic.Services.GetRequiredService<OtherModules>().Filed);
    }

    [Fact]
    public async Task A_mailbox_that_is_refused_fails_the_letter_with_the_reason_at_once()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send("refused@patient.example");

        await clinic.Clinic.RunJobs();

        var failed = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.MailboxUnknown, "550"), (failed.State, failed.Problem, failed.ServerCode));
        Assert.Null(failed.LeftAt);
        Assert.Equal(["mailbox_unknown"], await clinic.Clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'delivery.failed'"));
        Assert.Empty(clinic.Clinic.Services.GetRequiredService<OtherModules>().Filed);
    }

    [Fact]
    public async Task A_server_that_puts_a_letter_off_is_asked_again_ever_later_and_given_up_after_days()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send("later@patient.example");
        var pauses = new List<double>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await clinic.Run(delivery);
            var waiting = await clinic.Clinic.Delivery(delivery);
            Assert.Equal((DeliveryState.Pending, DeliveryProblem.PutOff, "451"), (waiting.State, waiting.Problem, waiting.ServerCode));
            pauses.Add((waiting.NextAttemptAt!.Value - clinic.Clinic.Clock.GetUtcNow()).TotalSeconds);

            // Before its time a job that comes anyway does nothing.
            await clinic.Run(delivery);
            Assert.Equal(attempt + 1, (await clinic.Clinic.Delivery(delivery)).Attempts);
            clinic.Clinic.Clock.Advance(waiting.NextAttemptAt.Value - clinic.Clinic.Clock.GetUtcNow());
        }

        Assert.Equal([30.0, 60.0, 120.0, 240.0], pauses);
        clinic.Clinic.Clock.Advance(TimeSpan.FromDays(3));
        await clinic.Run(delivery);
        var over = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.GaveUp), (over.State, over.Problem));

        // What waited for days before anybody could try, as for its number to be looked at, is tried for days from then on.
        var held = await clinic.Send("later@patient.example");
        clinic.Clinic.Clock.Advance(TimeSpan.FromDays(4));
        await clinic.Run(held);
        Assert.Equal((DeliveryState.Pending, DeliveryProblem.PutOff), await clinic.Clinic.Delivery(held) is var tried ? (tried.State, tried.Problem!) : default);
    }

    [Fact]
    public async Task While_the_server_is_down_letters_wait_and_say_since_when_and_leave_by_themselves_when_it_is_back()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        clinic.Line.IsClosed = true;
        var first = await clinic.Send();
        await clinic.Send();
        var since = clinic.Clinic.Clock.GetUtcNow();
        await clinic.Clinic.RunJobs();
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.Run(first);

        var waiting = Assert.Single((await clinic.Clinic.In((MailTrouble trouble) => trouble.Now(CancellationToken.None))).Waiting);
        Assert.Equal(new WaitingMail(2, since, DeliveryProblem.ServerUnreachable), waiting);
        Assert.Equal(0, (await clinic.Clinic.Delivery(first)).Attempts);

        // A minute is a hiccup; six are said on every page.
        Assert.Equal(HealthStatus.Healthy, await Health(clinic));
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HealthStatus.Degraded, await Health(clinic));

        clinic.Line.IsClosed = false;
        await clinic.Clinic.RunJobs(includeDelayed: true);

        Assert.Equal(2, (await mail.WaitForMail(clinic.Reader.Split('@')[0], 2)).Count);
        Assert.Empty((await clinic.Clinic.In((MailTrouble trouble) => trouble.Now(CancellationToken.None))).Waiting);
        Assert.Equal(HealthStatus.Healthy, await Health(clinic));
    }

    private static Task<HealthStatus> Health(MailClinic clinic) =>
        clinic.Clinic.In(async (HealthCheckService health) => (await health.CheckHealthAsync(check => check.Name == "letters-by-mail")).Status);

    [Fact]
    public async Task What_a_lost_job_left_waiting_is_resumed_by_the_clock()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();
        await clinic.Clinic.Sql("DELETE FROM hangfire.jobqueue");
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(3));

        await clinic.Clinic.In((ResumeDeliveries resume) => resume.Run(new DeliveriesToResume(), null!, CancellationToken.None));
        await clinic.Clinic.RunJobs();

        Assert.Equal(DeliveryState.Sent, (await clinic.Clinic.Delivery(delivery)).State);
    }

    [Fact]
    public async Task A_server_whose_certificate_is_not_trusted_gets_nothing()
    {
        await using var stranger = await MailClinic.Open(cluster, mail, null, ("Correspondence:Mail:CertificateAuthority", null));
        await AssertNotTrusted(stranger);

        // The right authority, but the certificate has not this name.
        var otherName = new MailLine(mail.SmtpPort, IPAddress.Parse("127.0.0.2"));
        await using var renamed = await MailClinic.Open(cluster, mail, otherName, ("Correspondence:Mail:Host", "127.0.0.2"));
        await AssertNotTrusted(renamed);
    }

    [Fact]
    public async Task A_password_that_is_refused_leaves_the_letter_waiting()
    {
        var wrong = Path.GetTempFileName();
        await File.WriteAllTextAsync(wrong, "wrong", TestContext.Current.CancellationToken);
        await using var clinic = await MailClinic.Open(cluster, mail, null, ("Correspondence:Mail:PasswordFile", wrong));
        var delivery = await clinic.Send();

        await clinic.Clinic.RunJobs();

        var waiting = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Pending, DeliveryProblem.SignInRefused, 0), (waiting.State, waiting.Problem, waiting.Attempts));
        File.Delete(wrong);
    }

    [Fact]
    public async Task A_line_that_breaks_in_the_middle_of_a_message_is_tried_again_and_one_arrives()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send(pdf: MailClinic.ManyPages);
        clinic.Line.CutAfter = MailClinic.InTheMessage;
        await clinic.Clinic.RunJobs();
        var waiting = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Pending, DeliveryProblem.PutOff, 1), (waiting.State, waiting.Problem, waiting.Attempts));

        clinic.Line.CutAfter = null;
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await clinic.Clinic.RunJobs(includeDelayed: true);

        var sent = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Sent, null, 2), (sent.State, sent.ServerCode, sent.Attempts));
        Assert.Single(await mail.WaitForMail(clinic.Reader.Split('@')[0]));
    }

    [Fact]
    public async Task A_line_that_breaks_before_the_answer_leaves_it_unknown_and_no_machine_sends_it_again()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();
        clinic.Line.CutAnswerAfter = MailClinic.InTheMessage;
        await clinic.Clinic.RunJobs();
        clinic.Line.CutAnswerAfter = null;

        var unknown = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Unknown, DeliveryProblem.OutcomeUnknown), (unknown.State, unknown.Problem));
        Assert.Single(await mail.WaitForMail(clinic.Reader.Split('@')[0]));
        clinic.Clinic.Clock.Advance(TimeSpan.FromDays(1));
        await clinic.Clinic.In((ResumeDeliveries resume) => resume.Run(new DeliveriesToResume(), null!, CancellationToken.None));
        await clinic.Clinic.RunJobs(includeDelayed: true);
        await clinic.Clinic.DeliverAgain();
        Assert.Single(await mail.Messages(clinic.Reader.Split('@')[0]));

        // A person decides: it is the same message once more.
        Assert.IsType<DeliveryDecision.Done>(await clinic.Clinic.In((DecideDelivery decide) => decide.SendAgain(delivery, CancellationToken.None)));
        await clinic.Clinic.RunJobs();
        var both = await mail.WaitForMail(clinic.Reader.Split('@')[0], 2);
        Assert.Single(both.Select(message => message.MessageId).Distinct());
        Assert.Equal(DeliveryState.Sent, (await clinic.Clinic.Delivery(delivery)).State);
    }

    [Fact]
    public async Task Of_an_unknown_letter_a_person_may_say_that_it_arrived_and_then_it_is_filed()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();
        await Set(clinic, delivery, DeliveryState.Sending);
        await clinic.Run(delivery);

        Assert.IsType<DeliveryDecision.Done>(await clinic.Clinic.In((DecideDelivery decide) => decide.Arrived(delivery, CancellationToken.None)));
        await clinic.Clinic.RunJobs();

        Assert.Equal(DeliveryState.Sent, (await clinic.Clinic.Delivery(delivery)).State);
        Assert.Single(clinic.Clinic.Services.GetRequiredService<OtherModules>().Filed);
        Assert.IsType<DeliveryDecision.ChangedMeanwhile>(await clinic.Clinic.In((DecideDelivery decide) => decide.SendAgain(delivery, CancellationToken.None)));
    }

    [Fact]
    public async Task Sending_is_unknown_when_its_sender_is_dead_and_left_alone_while_it_lives()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();
        await Set(clinic, delivery, DeliveryState.Sending);
        await using (await SenderLock.TryTake(clinic.Clinic.Access, delivery, CancellationToken.None))
        {
            await clinic.Run(delivery);
            Assert.Equal(DeliveryState.Sending, (await clinic.Clinic.Delivery(delivery)).State);
        }

        await clinic.Run(delivery);

        Assert.Equal(DeliveryState.Unknown, (await clinic.Clinic.Delivery(delivery)).State);
        Assert.Empty(await mail.Messages(clinic.Reader.Split('@')[0]));
    }

    [Fact]
    public async Task Five_senders_at_once_send_one_message()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => clinic.Run(delivery)));

        Assert.Equal((DeliveryState.Sent, 1), ((await clinic.Clinic.Delivery(delivery)).State, (await clinic.Clinic.Delivery(delivery)).Attempts));
        Assert.Single(await mail.WaitForMail(clinic.Reader.Split('@')[0]));
    }

    [Fact]
    public async Task A_letter_taken_back_before_it_is_sent_does_not_leave()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var delivery = await clinic.Send();
        var letterId = (await clinic.Clinic.Delivery(delivery)).LetterId;
        await clinic.Clinic.In((Approval.ApproveLetter approve) => approve.TakeBack(letterId, CancellationToken.None));

        await clinic.Clinic.RunJobs();

        Assert.Equal((DeliveryState.Cancelled, 0), ((await clinic.Clinic.Delivery(delivery)).State, (await clinic.Clinic.Delivery(delivery)).Attempts));
    }

    [Fact]
    public async Task Without_a_server_or_somebody_who_answers_for_the_address_nothing_is_sent()
    {
        await using var none = await Open(cluster);
        var letter = await none.Approved(ToSchedule, MailClinic.Pages);
        Assert.IsType<DeliveryRequest.NoMailServer>(await none.In((RequestDelivery request) => request.Email(letter.Id, "a@b.example", AddressReader.Patient, CancellationToken.None)));

        await using var clinic = await MailClinic.Open(cluster, mail);
        var other = await clinic.Clinic.Approved(ToSchedule, MailClinic.Pages);
        Assert.IsType<DeliveryRequest.NoAddress>(await clinic.Clinic.In((RequestDelivery request) => request.Email(other.Id, "nobody", AddressReader.Patient, CancellationToken.None)));
        Assert.IsType<DeliveryRequest.NobodyAnswersForIt>(await clinic.Clinic.In((RequestDelivery request) => request.Email(other.Id, "a@b.example", null, CancellationToken.None)));

        // A letter to the patient is read by no colleague and no plan, whatever is said.
        foreach (var reader in new[] { AddressReader.Colleague, AddressReader.Payer })
        {
            Assert.IsType<DeliveryRequest.NobodyAnswersForIt>(await clinic.Clinic.In((RequestDelivery request) => request.Email(other.Id, "a@b.example", reader, CancellationToken.None)));
        }

        // Who wants no e-mail is sent none; a colleague is, and who says once more that it goes answers for it.
        clinic.Clinic.Services.GetRequiredService<NoticeTests.StandingReminders>().Reach = new HowToReach(["No e-mail."], NoCalls: false) { NoEmail = true };
        foreach (var reader in new[] { AddressReader.Patient, AddressReader.Family })
        {
            Assert.Equal(new DeliveryRequest.NotWanted("no e-mail"), await clinic.Clinic.In((RequestDelivery request) => request.Email(other.Id, "a@b.example", reader, CancellationToken.None)));
        }

        var query = await clinic.Clinic.Approved(ToSchedule with { Id = Guid.CreateVersion7() }, MailClinic.Pages);
        await clinic.Clinic.Sql($"UPDATE correspondence.letters SET template_code = 'order-query' WHERE id = '{query.Id}' RETURNING id");
        Assert.IsType<DeliveryRequest.Requested>(await clinic.Clinic.In((RequestDelivery request) => request.Email(query.Id, "a@b.example", AddressReader.Colleague, CancellationToken.None)));
        Assert.IsType<DeliveryRequest.Requested>(await clinic.Clinic.In((RequestDelivery request) => request.Email(other.Id, "c@b.example", AddressReader.Patient, CancellationToken.None, nevertheless: true)));
    }

    private static async Task AssertNotTrusted(MailClinic clinic)
    {
        var delivery = await clinic.Send();
        await clinic.Clinic.RunJobs();
        var waiting = await clinic.Clinic.Delivery(delivery);
        Assert.Equal((DeliveryState.Pending, DeliveryProblem.ServerNotTrusted, 0), (waiting.State, waiting.Problem, waiting.Attempts));
    }

    private static Task Set(MailClinic clinic, Guid delivery, string state) =>
        clinic.Clinic.In((CorrespondenceDb db) => db.Deliveries.Where(d => d.Id == delivery).ExecuteUpdateAsync(set => set.SetProperty(d => d.State, state)));
}
