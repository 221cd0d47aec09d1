using ClinicOps.Correspondence.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class ConfirmationTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    private Heard Told => clinic.Services.GetRequiredService<Heard>();

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_reminder_is_asked_for_once_though_the_job_runs_twice_and_only_of_who_allows_mail()
    {
        var (allowed, not) = (await Wednesday("10:00"), await Wednesday("11:00", Tran.Id));
        clinic.Services.GetRequiredService<MailAllowed>().Add(Nunez.Id);
        await Rule(mail: 2, call: 1);
        await Remind();
        await clinic.RunJobs();
        Assert.Empty(Told.OfType<VisitReminderDue>());

        // Not on the day it was booked; two days before.
        await Rule(mail: 1, call: 0);
        clinic.Clock.SetUtcNow(At("09:00").AddDays(1));
        await Task.WhenAll(Remind(), Remind());
        await Remind();
        await clinic.RunJobs();

        var reminder = Assert.Single(Told.OfType<VisitReminderDue>());
        Assert.Equal((allowed.Id, Nunez.Id), (reminder.VisitId, reminder.PatientId));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visit_reminders"));
        Assert.Empty(Told.OfType<VisitToCall>());

        // On its day who has not said yes is called, each once; the confirmed one is left alone.
        await Note(allowed, ContactOutcome.Confirmed);
        clinic.Clock.SetUtcNow(At("09:00").AddDays(2));
        await Remind();
        await Remind();
        await clinic.RunJobs();
        Assert.Equal((not.Id, VisitToCall.Unconfirmed), Assert.Single(Told.OfType<VisitToCall>()) is var call ? (call.VisitId, call.Reason) : default);
        Assert.True(await NeedsCall(not));
        Assert.False(await NeedsCall(allowed));
    }

    [Fact]
    public async Task What_a_reminder_says_holds_while_its_visit_stands_as_it_was_and_a_mail_that_fails_becomes_a_call()
    {
        var (visit, reminder) = await Reminded("10:00");
        Assert.Equal(visit.StartsAt, (await ToSend(reminder))!.StartsAt);

        await Ended(reminder, NoticeEnded.Sent);
        Assert.Empty(Told.OfType<VisitToCall>());
        await Ended(reminder, NoticeEnded.Failed);
        await Ended(reminder, NoticeEnded.Unknown);
        Assert.All(Told.OfType<VisitToCall>(), call => Assert.Equal(VisitToCall.NotReached, call.Reason));
        Assert.True(await NeedsCall(visit));

        await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, visit.StartsAt.AddHours(2)));
        Assert.Null(await ToSend(reminder));
        Assert.False(await NeedsCall(visit));
    }

    [Fact]
    public async Task A_call_counts_once_however_often_its_form_is_sent_and_a_confirmation_is_of_the_time_that_was_told()
    {
        var visit = await Wednesday("10:00");
        var id = Guid.CreateVersion7();
        var noted = await Task.WhenAll(Note(visit, ContactOutcome.Confirmed, id), Note(visit, ContactOutcome.Confirmed, id));
        Assert.Single(noted.OfType<ContactNoted.Done>());
        Assert.Single(noted.OfType<ContactNoted.WasSo>());
        await clinic.RunJobs();
        Assert.Equal(new AppointmentConfirmed(visit.Id, Nunez.Id, TestOrganization.Harbor.Id), Assert.Single(Told.OfType<AppointmentConfirmed>()));
        Assert.Empty(await ToConfirm());

        Assert.IsType<ContactNoted.Done>(await TakeBack(id));
        Assert.IsType<ContactNoted.Unknown>(await TakeBack(id));
        clinic.Clock.SetUtcNow(At("09:00").AddDays(1));
        await Note(visit, ContactOutcome.NoAnswer);
        await Note(visit, ContactOutcome.LeftMessage);
        Assert.Equal([ContactOutcome.NoAnswer, ContactOutcome.LeftMessage], Assert.Single(await ToConfirm()).Attempts.Select(attempt => attempt.Outcome));

        await Note(visit, ContactOutcome.Confirmed);
        Assert.Empty(await ToConfirm());
        await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, visit.StartsAt.AddHours(1)));
        Assert.Empty(Assert.Single(await ToConfirm()).Attempts);
        Assert.IsType<ContactNoted.ChangedMeanwhile>(await Note(visit, ContactOutcome.Confirmed));
        Assert.IsType<ContactNoted.Unknown>(await Note(visit, "said nothing"));
    }

    [Fact]
    public async Task A_visit_moved_to_another_place_at_the_same_time_is_a_question_again_and_back_where_it_was_the_answer_holds()
    {
        var (visit, reminder) = await Reminded("10:00");
        var token = await Token(reminder);
        clinic.Clock.SetUtcNow(At("09:00").AddDays(1));
        await Note(visit, ContactOutcome.Confirmed);
        Assert.Empty(await ToConfirm());

        // Another building, the same hour: who said yes said so of the other one, and the link leads to nothing.
        await clinic.Move(await clinic.Seen(visit.Id), new Place(Lindqvist, TestOrganization.Mesa.Id, visit.StartsAt));
        Assert.Empty(Assert.Single(await ToConfirm()).Attempts);
        Assert.Null(await Look(token));
        Assert.Null(await ToSend(reminder));
        Assert.False(await NeedsCall(visit));
        Assert.IsType<ContactNoted.ChangedMeanwhile>(await Note(visit, ContactOutcome.Confirmed));

        // It is asked for anew, by each way once; and what failed of the first mail calls nobody about the second place.
        await Rule(mail: null, call: 1);
        await Remind();
        await Remind();
        await Ended(reminder, NoticeEnded.Failed);
        Assert.True(await NeedsCall(visit));
        Assert.Equal((TestOrganization.Mesa.Id, VisitToCall.Unconfirmed), Assert.Single(Told.OfType<VisitToCall>()) is var call ? (call.LocationId, call.Reason) : default);

        await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, visit.StartsAt));
        Assert.Empty(await ToConfirm());
        Assert.False(await NeedsCall(visit));
    }

    [Fact]
    public async Task Who_has_come_early_is_neither_called_nor_listed_and_only_a_yes_that_is_taken_back_asks_for_a_call()
    {
        var (here, coming) = (await Wednesday("10:00"), await Wednesday("11:00", Tran.Id));
        await Rule(mail: null, call: 1);
        clinic.Clock.SetUtcNow(At("09:00").AddDays(2));
        await clinic.In((IVisitProgress desk) => desk.Step(here.Id, VisitSteps.Arrived, undo: false, seen: null));
        await Remind();
        await clinic.RunJobs();
        Assert.Equal(coming.Id, Assert.Single(await ToConfirm()).Visit.Id);
        Assert.Equal(coming.Id, Assert.Single(Told.OfType<VisitToCall>()).VisitId);

        var (silent, yes) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Note(coming, ContactOutcome.NoAnswer, silent);
        await TakeBack(silent);
        await clinic.RunJobs();
        Assert.Single(Told.OfType<VisitToCall>());
        await Note(coming, ContactOutcome.Confirmed, yes);
        await TakeBack(yes);
        await clinic.RunJobs();
        Assert.Equal(2, Told.OfType<VisitToCall>().Count());
    }

    [Fact]
    public async Task A_mail_that_comes_back_is_told_of_whether_its_sending_was_heard_of_before_or_after()
    {
        var (visit, reminder) = await Reminded("10:00");
        await Ended(reminder, NoticeEnded.Failed);
        await Ended(reminder, NoticeEnded.Sent);

        Assert.Equal([NoticeEnded.Failed], await clinic.Sql("SELECT outcome FROM scheduling.visit_reminders WHERE way = 'mail'"));
        Assert.Equal((visit.Id, VisitToCall.NotReached), Assert.Single(Told.OfType<VisitToCall>()) is var call ? (call.VisitId, call.Reason) : default);
        Assert.True(await NeedsCall(visit));
    }

    [Fact]
    public async Task A_link_confirms_once_and_looking_at_it_changes_nothing()
    {
        var (visit, reminder) = await Reminded("10:00");
        var token = await Token(reminder);
        for (var scan = 0; scan < 3; scan++)
        {
            Assert.Equal(new LinkedVisit(TestOrganization.Harbor.Id, visit.StartsAt, visit.PatientId), await Look(token));
        }

        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.contact_attempts"));
        Assert.Null(await Answer(token, "delete"));

        var answers = await Task.WhenAll(Answer(token, ContactOutcome.Confirmed), Answer(token, ContactOutcome.Cancels));
        Assert.Single(answers, answer => answer is not null);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.contact_attempts"));
        Assert.Null(await Look(token));
        Assert.Null(await Answer(token, ContactOutcome.Cancels));
    }

    [Fact]
    public async Task A_link_cancels_or_asks_for_another_time()
    {
        var (visit, reminder) = await Reminded("10:00");
        Assert.NotNull(await Answer(await Token(reminder), ContactOutcome.Cancels));
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal(VisitStates.Cancelled, (await clinic.Seen(visit.Id)).State);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visit_changes WHERE what = 'cancelled'"));

        var (other, asked) = await Reminded("14:00");
        Assert.NotNull(await Answer(await Token(asked), ContactOutcome.OtherTime));
        await clinic.RunJobs();
        Assert.Equal((VisitStates.Booked, true), ((await clinic.Seen(other.Id)).State, await NeedsCall(other)));
        Assert.Equal(VisitToCall.WantsOtherTime, Assert.Single(Told.OfType<VisitToCall>()).Reason);
    }

    [Fact]
    public async Task Of_what_a_patient_answers_the_latest_counts_and_who_wants_another_time_after_a_yes_is_called()
    {
        var (visit, reminder) = await Reminded("10:00");
        var token = await Token(reminder);
        clinic.Clock.SetUtcNow(At("09:00").AddDays(1));
        await Note(visit, ContactOutcome.Confirmed);
        Assert.Empty(await ToConfirm());

        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.NotNull(await Answer(token, ContactOutcome.OtherTime));
        await clinic.RunJobs();
        Assert.Equal((visit.Id, VisitToCall.WantsOtherTime), Assert.Single(Told.OfType<VisitToCall>()) is var call ? (call.VisitId, call.Reason) : default);
        Assert.True(await NeedsCall(visit));
        Assert.Equal(visit.Id, Assert.Single(await ToConfirm()).Visit.Id);

        // That nobody was reached is no answer; a yes is one again.
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Note(visit, ContactOutcome.NoAnswer);
        Assert.True(await NeedsCall(visit));
        await Note(visit, ContactOutcome.Confirmed);
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        await Note(visit, ContactOutcome.LeftMessage);
        Assert.False(await NeedsCall(visit));
        Assert.Empty(await ToConfirm());
    }

    [Fact]
    public async Task A_link_that_is_tampered_with_foreign_expired_or_of_a_moved_visit_is_nothing()
    {
        var (visit, reminder) = await Reminded("10:00");
        var token = await Token(reminder);
        var foreign = clinic.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("another purpose").Protect(reminder.ToByteArray());
        string[] bad =
        [
            "", "x", reminder.ToString(), new string('A', 5000), token[..^2], (token[0] == 'C' ? 'D' : 'C') + token[1..], WebEncoders.Base64UrlEncode(foreign), await Token(visit.Id), await Token(Guid.CreateVersion7()),
        ];
        foreach (var one in bad)
        {
            Assert.Null(await Look(one));
            Assert.Null(await Answer(one, ContactOutcome.Cancels));
        }

        await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, visit.StartsAt.AddHours(1)));
        Assert.Null(await Answer(token, ContactOutcome.Confirmed));
        await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, visit.StartsAt));
        Assert.NotNull(await Look(token));
        clinic.Clock.SetUtcNow(visit.StartsAt);
        Assert.Null(await Answer(token, ContactOutcome.Confirmed));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.contact_attempts"));
    }

    /// <summary>Booked on Monday.</summary>
    private Task<Visit> Wednesday(string time, Guid? patient = null) => clinic.Booked(ToBook() with { Id = Guid.CreateVersion7(), PatientId = patient ?? Nunez.Id, StartsAt = At(time).AddDays(2) });

    private async Task<(Visit Visit, Guid Reminder)> Reminded(string time)
    {
        var visit = await Wednesday(time);
        await clinic.In((AskPatient ask) => ask.Run(visit, ReminderWay.Mail, "", CancellationToken.None));
        return (visit, (Guid)(await clinic.Sql($"SELECT id FROM scheduling.visit_reminders WHERE visit_id = '{visit.Id}'"))[0]!);
    }

    private async Task Rule(int? mail, int? call)
    {
        await clinic.Sql("DELETE FROM scheduling.confirmation_rules");
        await clinic.In(async (SchedulingDb db) =>
        {
            db.ConfirmationRules.Add(new ConfirmationRule { Id = Guid.CreateVersion7(), VisitTypeId = FollowUp, MailDaysBefore = mail, CallDaysBefore = call });
            await db.SaveChangesAsync();
        });
    }

    private Task Remind() =>
        clinic.In((RemindPatients remind) => remind.Run(new PatientsToRemind(), new JobMessage(Guid.CreateVersion7(), "scheduling.remind-patients"), CancellationToken.None));

    private Task<ContactNoted> Note(Visit visit, string outcome, Guid? id = null) =>
        clinic.In((RecordContact record) => record.Run(id ?? Guid.CreateVersion7(), visit.Id, outcome, visit.StartsAt, visit.LocationId, CancellationToken.None));

    private Task<ContactNoted> TakeBack(Guid id) => clinic.In((RecordContact record) => record.TakeBack(id, CancellationToken.None));

    private Task<IReadOnlyList<ToConfirm>> ToConfirm() => clinic.In((ListToConfirm list) => list.Run(CancellationToken.None));

    private Task<bool> NeedsCall(Visit visit) => clinic.In((IVisitReminders reminders) => reminders.NeedsCall(visit.Id));

    private Task<VisitReminderContent?> ToSend(Guid reminder) => clinic.In((IVisitReminders reminders) => reminders.ToSend(reminder));

    private async Task Ended(Guid reminder, string outcome)
    {
        await clinic.Tell<SchedulingDb>(new NoticeEnded(reminder, Nunez.Id, TestOrganization.Harbor.Id, outcome));
        await clinic.RunJobs();
    }

    private Task<string> Token(Guid reminder) => clinic.In((VisitLinks links) => Task.FromResult(links.Token(reminder)));

    private Task<LinkedVisit?> Look(string token) => clinic.In((AnswerByLink answer) => answer.Look(token, CancellationToken.None));

    private Task<LinkedVisit?> Answer(string token, string outcome) => clinic.In((AnswerByLink answer) => answer.Run(token, outcome, CancellationToken.None));
}
