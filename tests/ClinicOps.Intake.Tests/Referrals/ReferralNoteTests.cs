using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Referrals;

/// <summary>An outgoing referral is closed by the consult note that arrives, where that is sure.</summary>
public sealed class ReferralNoteTests(TestCluster cluster) : IAsyncLifetime
{
    private ReferralClinic house = null!;

    public async ValueTask InitializeAsync() => house = await ReferralClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task The_note_of_who_was_asked_closes_the_referral_once_and_both_threads_show_it()
    {
        var task = await house.ReferTask();
        var id = await house.Start(task: task);
        await house.Did(id, new ReferralStep.Send(new Contact(Contact.Fax)));
        var note = house.OfKeller();

        await house.Note(note);
        await house.Clinic.DeliverAgain();

        var closed = await house.Find(id);
        Assert.Equal((ReferralState.Closed, note.DocumentId, task.CareThreadId, task.OrderId), (closed.State, closed.NoteId!.Value, closed.CareThreadId, closed.OrderId));
        Assert.Equal([$"closed {note.DocumentId}"], await house.Clinic.Sql("SELECT what || ' ' || document_id FROM intake.referral_events WHERE by IS NULL AND what = 'closed'"));
        Assert.Equal(["refer done: Refer: MRI of the knee, right"], await house.Tasks());
        foreach (var thread in new[] { task.CareThreadId, note.CareThreadId })
        {
            Assert.Equal([id], (await house.Clinic.In((ListReferrals list) => list.OfThread(thread, CancellationToken.None))).Select(row => row.Referral.Id));
        }
    }

    [Fact]
    public async Task When_the_note_leaves_the_record_or_goes_to_somebody_else_the_referral_waits_again()
    {
        var id = await house.Sent();
        await house.Did(id, new ReferralStep.Book(new Contact(), new DateOnly(2026, 3, 20)));
        var note = house.OfKeller();
        await house.Note(note);
        await house.Gone(note);
        await house.Clinic.DeliverAgain();
        Assert.Equal((ReferralState.Scheduled, null), ((await house.Find(id)).State, (await house.Find(id)).NoteId));

        await house.Note(note);
        Assert.Equal(ReferralState.Closed, await house.StateOf(id));
        await house.Note(note with { PatientId = await house.Clinic.Register(IntakeClinic.Person("Bea", "Quartz")) });
        Assert.Equal(ReferralState.Scheduled, await house.StateOf(id));
        Assert.NotNull((await house.Find(id)).ChaseOn);
    }

    [Fact]
    public async Task What_a_person_took_back_is_not_closed_again_by_the_same_note_but_chosen_by_a_person()
    {
        var id = await house.Sent();
        var note = house.OfKeller();
        await house.Note(note);
        var step = (Guid)(await house.Clinic.Sql("SELECT id FROM intake.referral_events WHERE what = 'closed'"))[0]!;

        Assert.IsType<ReferralWork.Done>(await house.Undo(id, step));
        await house.Note(note with { Practice = "corrected" });
        Assert.Equal(ReferralState.Sent, await house.StateOf(id));

        var chosen = Guid.CreateVersion7();
        Assert.IsType<ReferralWork.Done>(await Choose(id, note.DocumentId, chosen));
        Assert.IsType<ReferralWork.WasDone>(await Choose(id, note.DocumentId, chosen));
        Assert.Equal(ReferralState.Closed, await house.StateOf(id));
        Assert.All(await house.Tasks(), task => Assert.StartsWith("refer done: Which referral", task, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_note_that_may_answer_two_is_a_task_that_names_neither_and_a_person_says_which()
    {
        var (first, second) = (await house.Sent(), await house.Sent(ReferralClinic.ToKeller with { Reason = "Murmur" }));
        var other = await house.Sent(ReferralClinic.ToKeller with { Provider = "Lee Roy", Specialty = "Neurology" });
        var note = house.OfKeller();

        await house.Note(note);
        await house.Clinic.DeliverAgain();

        Assert.Equal(["refer open: Which referral does this consult note answer?"], await house.Tasks());
        Assert.Equal("It may be the answer to one of 2 referrals of this patient. Say on the page of the referral that it answers it, or that it answers none.", (string)(await house.Clinic.Sql("SELECT detail FROM intake.tasks"))[0]!);
        Assert.IsType<ReferralWork.Done>(await Choose(second, note.DocumentId));
        Assert.IsType<ReferralWork.Refused>(await Choose(first, note.DocumentId));
        Assert.Equal((ReferralState.Sent, ReferralState.Closed, ReferralState.Sent), (await house.StateOf(first), await house.StateOf(second), await house.StateOf(other)));
        Assert.Equal(["refer done: Which referral does this consult note answer?"], await house.Tasks());

        await house.Gone(note);
        Assert.Equal(ReferralState.Sent, await house.StateOf(second));
    }

    [Fact]
    public async Task One_that_fits_among_others_that_cannot_be_meant_is_sure()
    {
        var (asked, other) = (await house.Sent(), await house.Sent(ReferralClinic.ToKeller with { Provider = "Lee Roy", Specialty = "Neurology" }));

        await house.Note(house.OfKeller());

        Assert.Equal((ReferralState.Closed, ReferralState.Sent), (await house.StateOf(asked), await house.StateOf(other)));
    }

    [Fact]
    public async Task A_note_of_another_specialty_patient_or_time_closes_nothing_and_makes_no_work()
    {
        var id = await house.Sent();
        await house.Note(house.OfKeller() with { Provider = "Lee Roy", Specialty = "Neurology" });
        await house.Note(house.OfKeller() with { SeenOn = new DateOnly(2026, 2, 15) });
        await house.Note(house.OfKeller() with { PatientId = await house.Clinic.Register(IntakeClinic.Person("Bea", "Quartz")) });

        Assert.Equal(ReferralState.Sent, await house.StateOf(id));
        Assert.Empty(await house.Tasks());
    }

    [Fact]
    public async Task A_note_of_somebody_else_of_the_specialty_is_proposed_and_dismissed()
    {
        var id = await house.Sent();
        var note = house.OfKeller() with { Provider = "Lee Roy" };
        await house.Note(note);
        Assert.Equal(ReferralState.Sent, await house.StateOf(id));
        Assert.True((await house.Clinic.In((ListReferrals list) => list.Find(id, CancellationToken.None)))!.HasNote);

        Assert.True(await house.Clinic.In((AnswerNote answer) => answer.Dismiss(id, note.DocumentId, CancellationToken.None)));
        Assert.True(await house.Clinic.In((AnswerNote answer) => answer.Dismiss(id, note.DocumentId, CancellationToken.None)));
        Assert.Equal(["refer done: Which referral does this consult note answer?"], await house.Tasks());
        await house.Note(note);
        Assert.Equal((ReferralState.Sent, false), (await house.StateOf(id), (await house.Clinic.In((ListReferrals list) => list.Find(id, CancellationToken.None)))!.HasNote));
    }

    private async Task<ReferralWork> Choose(Guid id, Guid document, Guid? step = null)
    {
        var version = (await house.Find(id)).Version;
        return await house.Clinic.In((AnswerNote answer) => answer.Choose(id, version, document, step ?? Guid.CreateVersion7(), CancellationToken.None));
    }
}
