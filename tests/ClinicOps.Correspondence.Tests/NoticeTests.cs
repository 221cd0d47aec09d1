using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Short mails of fixed words, on the real Exim and Dovecot.</summary>
public sealed class NoticeTests(TestCluster cluster, MailServers mail)
{
    private const string Link = "https://visits.clinic.example/v/secret-of-this-mail";

    [Fact]
    public async Task A_reminder_is_sent_once_however_often_it_is_told_and_says_nothing_clinical()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        Reminders(clinic).Reader = new ReminderReader(clinic.Reader, null);
        var id = await Due(clinic);
        await Tell(clinic, id);
        await clinic.Clinic.RunJobs();
        await clinic.Clinic.DeliverAgain();

        var message = Assert.Single(await mail.WaitForMail(clinic.Reader.Split('@')[0]));
        Assert.Equal("A reminder from Two Rivers Clinic", message.Subject);
        foreach (var words in (string[])["Wednesday, March 4, 2026, 10:00", Link, "not watched for emergencies", "call 911", "(207) 555-0110", "12 Harbor Street"])
        {
            Assert.Contains(words, message.TextBody!.Replace('\u202f', ' '), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Nguyễn", message.Subject + message.TextBody, StringComparison.Ordinal);
        Assert.Empty(message.Attachments);
        var sent = await Notice(clinic, id);
        Assert.Equal((DeliveryState.Sent, 1, clinic.Reader), (sent.State, sent.Attempts, sent.Address));
        Assert.DoesNotContain(clinic.Clinic.Log.Lines, line => line.Text.Contains("secret-of-this-mail", StringComparison.Ordinal) || line.Text.Contains(clinic.Reader, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(await clinic.Clinic.Sql("SELECT arguments FROM hangfire.job WHERE arguments::text LIKE '%secret-of%' OR arguments::text LIKE '%patient.example%'"));
    }

    [Fact]
    public async Task An_offered_time_is_mailed_once_in_the_readers_language_until_when_it_is_kept_and_nothing_clinical()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        foreach (var language in (string?[])[null, "es"])
        {
            (Reminders(clinic).StartsAt, Reminders(clinic).Reader) = (null, new ReminderReader(clinic.Reader, language));
            Reminders(clinic).Offer = new SlotOfferContent(new DateTimeOffset(2026, 3, 4, 15, 0, 0, TimeSpan.Zero), TestOrganization.Harbor.Id, new DateTimeOffset(2026, 3, 2, 14, 30, 0, TimeSpan.Zero), TakesPlace: language is not null, Link);
            var id = await Offered(clinic);
            await clinic.Clinic.Tell<CorrespondenceDb>(new SlotOfferDue(id, Nguyen.Id, TestOrganization.Harbor.Id));
            await clinic.Clinic.RunJobs();
            await clinic.Clinic.DeliverAgain();
            Assert.Equal((DeliveryState.Sent, 1), ((await Notice(clinic, id)).State, (await Notice(clinic, id)).Attempts));
        }

        var messages = (await mail.WaitForMail(clinic.Reader.Split('@')[0], 2)).ToDictionary(message => message.Subject!, message => message.TextBody!.Replace('\u202f', ' ').Replace('\u00a0', ' '));
        foreach (var (subject, words) in new[]
        {
            ("A time has become free at Two Rivers Clinic", (string[])["Wednesday, March 4, 2026, 10:00", "kept for you until Monday, March 2, 2026, 9:30", Link, "not watched for emergencies", "please call (207) 555-0110"]),
            ("Una hora ha quedado libre en Two Rivers Clinic", ["miércoles 4 de marzo de 2026, 10:00", "hasta el lunes 2 de marzo de 2026, 9:30", Link, "la cita que usted quería adelantar", "Nadie vigila esta dirección para emergencias", "llame al (207) 555-0110"]),
        })
        {
            Assert.All(words, word => Assert.Contains(word, messages[subject], StringComparison.Ordinal));
            Assert.DoesNotContain("Nguyễn", messages[subject], StringComparison.Ordinal);
        }

        Assert.DoesNotContain("wanted earlier", messages["A time has become free at Two Rivers Clinic"], StringComparison.Ordinal);

        // Answered by the phone before it left: none is sent, and that is told.
        Reminders(clinic).Offer = null;
        var answered = await Offered(clinic);
        await clinic.Clinic.RunJobs();
        Assert.Equal((DeliveryState.Cancelled, NoticeProblem.NotWanted), ((await Notice(clinic, answered)).State, (await Notice(clinic, answered)).Problem));
    }

    [Fact]
    public async Task Who_does_not_allow_mail_gets_none_nor_of_a_visit_that_stands_no_more_and_both_are_told()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        var notAllowed = await Due(clinic);
        await clinic.Clinic.RunJobs();
        Reminders(clinic).Reader = new ReminderReader(clinic.Reader, null);
        Reminders(clinic).StartsAt = null;
        var notWanted = await Due(clinic);
        await clinic.Clinic.RunJobs();

        Assert.Equal((DeliveryState.Cancelled, NoticeProblem.NotAllowed), ((await Notice(clinic, notAllowed)).State, (await Notice(clinic, notAllowed)).Problem));
        Assert.Equal((DeliveryState.Cancelled, NoticeProblem.NotWanted), ((await Notice(clinic, notWanted)).State, (await Notice(clinic, notWanted)).Problem));
        Assert.Empty(await mail.Messages(clinic.Reader.Split('@')[0]));
    }

    [Fact]
    public async Task A_refused_notice_fails_one_put_off_waits_and_one_whose_sender_died_is_unknown_and_never_sent_again()
    {
        await using var clinic = await MailClinic.Open(cluster, mail);
        Reminders(clinic).Reader = new ReminderReader("refused@patient.example", null);
        var refused = await Due(clinic);
        await clinic.Clinic.RunJobs();
        Assert.Equal((DeliveryState.Failed, DeliveryProblem.MailboxUnknown), ((await Notice(clinic, refused)).State, (await Notice(clinic, refused)).Problem));

        Reminders(clinic).Reader = new ReminderReader("later@patient.example", null);
        var later = await Due(clinic);
        await clinic.Clinic.RunJobs();
        var waiting = await Notice(clinic, later);
        Assert.Equal((DeliveryState.Pending, DeliveryProblem.PutOff, clinic.Clinic.Clock.GetUtcNow() + TimeSpan.FromSeconds(30)), (waiting.State, waiting.Problem, waiting.NextAttemptAt));

        Reminders(clinic).Reader = new ReminderReader(clinic.Reader, null);
        clinic.Clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await clinic.Clinic.In((NoticeStates states) => states.Begin(later, clinic.Reader, CancellationToken.None)));
        await clinic.Clinic.RunJobs();
        await clinic.Clinic.DeliverAgain();
        Assert.Equal(DeliveryState.Unknown, (await Notice(clinic, later)).State);
        Assert.Empty(await mail.Messages(clinic.Reader.Split('@')[0]));
    }

    private static StandingReminders Reminders(MailClinic clinic) => clinic.Clinic.Services.GetRequiredService<StandingReminders>();

    private static async Task<Guid> Due(MailClinic clinic)
    {
        var id = Guid.CreateVersion7();
        await Tell(clinic, id);
        return id;
    }

    private static async Task<Guid> Offered(MailClinic clinic)
    {
        var id = Guid.CreateVersion7();
        await clinic.Clinic.Tell<CorrespondenceDb>(new SlotOfferDue(id, Nguyen.Id, TestOrganization.Harbor.Id));
        return id;
    }

    private static Task Tell(MailClinic clinic, Guid id) => clinic.Clinic.Tell<CorrespondenceDb>(new VisitReminderDue(id, Guid.CreateVersion7(), Nguyen.Id, TestOrganization.Harbor.Id));

    private static Task<Notice> Notice(MailClinic clinic, Guid id) => clinic.Clinic.In((CorrespondenceDb db) => db.Notices.AsNoTracking().SingleAsync(notice => notice.Id == id));

    /// <summary>Stands in for the schedule and the register.</summary>
    internal sealed class StandingReminders : IVisitReminders, ISlotOffers, IContactPreferences
    {
        public SlotOfferContent? Offer { get; set; }

        public DateTimeOffset? StartsAt { get; set; } = new(2026, 3, 4, 15, 0, 0, TimeSpan.Zero);

        public ReminderReader? Reader { get; set; }

        public Task<VisitReminderContent?> ToSend(Guid reminderId, CancellationToken stopping = default) => Task.FromResult(StartsAt is { } at ? new VisitReminderContent(at, TestOrganization.Harbor.Id, Link) : null);

        Task<SlotOfferContent?> ISlotOffers.ToSend(Guid offerId, CancellationToken stopping) => Task.FromResult(Offer);

        public Task<bool> NeedsCall(Guid visitId, CancellationToken stopping = default) => Task.FromResult(false);

        public HowToReach? Reach { get; set; }

        /// <summary>Letters to patients leave by e-mail only where the record says that they want words about health so: here it does, until a test says otherwise.</summary>
        public bool? HealthByEmail { get; set; } = true;

        public Task<bool?> WantsHealthByEmail(Guid patientId, CancellationToken stopping = default) => Task.FromResult(HealthByEmail);

        public Task<IReadOnlyDictionary<Guid, HowToReach>> HowToReach(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
            Task.FromResult<IReadOnlyDictionary<Guid, HowToReach>>(patientIds.Where(_ => Reach is not null).ToDictionary(id => id, _ => Reach!));

        public Task<ReminderReader?> ReminderReader(Guid patientId, CancellationToken stopping = default) => Task.FromResult(Reader);
    }
}
