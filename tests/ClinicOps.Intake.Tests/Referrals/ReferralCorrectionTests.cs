using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Intake.Tests.Referrals;

/// <summary>What was read of a document, sent, closed or taken back, and is otherwise now.</summary>
public sealed class ReferralCorrectionTests(TestCluster cluster) : IAsyncLifetime
{
    private ReferralClinic house = null!;

    public async ValueTask InitializeAsync() => house = await ReferralClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task What_a_machine_closed_waits_again_where_its_note_is_corrected_and_no_longer_surely_answers_it()
    {
        var id = await house.Sent();
        var note = house.OfKeller();
        await house.Note(note);
        Assert.Equal(ReferralState.Closed, await house.StateOf(id));

        await house.Note(note with { Practice = "Heart Clinic" });
        Assert.Equal(ReferralState.Closed, await house.StateOf(id));
        await house.Note(note with { Provider = "John Smith" });
        Assert.Equal((ReferralState.Sent, "The consult note that closed it was corrected: say whether it answers this."), ((await house.Find(id)).State, (await house.Find(id)).StateReason));
        Assert.Equal(["refer open: Which referral does this consult note answer?"], await house.Tasks());

        // What a person closed by it stays.
        Assert.IsType<ReferralWork.Done>(await Choose(id, note.DocumentId));
        await house.Note(note with { Provider = "Jane Doe" });
        Assert.Equal(ReferralState.Closed, await house.StateOf(id));
    }

    [Fact]
    public async Task What_fitted_nothing_is_proposed_once_it_is_read_otherwise_or_a_referral_waits_for_it()
    {
        var (early, wrong) = (house.OfKeller(), house.OfKeller() with { Provider = "Lee Roy", Specialty = "Neurology" });
        var draft = await house.Start();
        await house.Note(early);
        await house.Note(wrong);
        Assert.Equal(["dismissed", "dismissed"], await Proposals());

        // Sent last week, and written down today.
        await house.Did(draft, new ReferralStep.Send(new Contact(Contact.Fax), new DateOnly(2026, 2, 25)));
        Assert.Equal(new DateTimeOffset(2026, 2, 25, 5, 0, 0, TimeSpan.Zero), (await house.Find(draft)).SentAt);
        Assert.Equal(["dismissed", "open"], await Proposals());
        Assert.True((await house.Clinic.In((ListReferrals list) => list.Find(draft, CancellationToken.None)))!.HasNote);
        Assert.True(await house.Clinic.In((AnswerNote answer) => answer.Dismiss(draft, early.DocumentId, CancellationToken.None)));

        // A person's word stands; what no person judged does not.
        await house.Note(early with { Practice = "Heart Clinic" });
        await house.Did(draft, new ReferralStep.Change(ReferralClinic.ToKeller with { Reason = "Murmur" }));
        Assert.Equal(["dismissed", "dismissed"], await Proposals());
        await house.Note(wrong with { Provider = "Martha Keller", Specialty = "Cardiology" });
        Assert.Equal(ReferralState.Closed, await house.StateOf(draft));
    }

    [Fact]
    public async Task Begun_again_the_note_that_closed_it_may_be_chosen_again()
    {
        var id = await house.Sent();
        var note = house.OfKeller();
        await house.Note(note);

        await house.Did(id, new ReferralStep.Reopen(new Contact()));
        Assert.Equal(["open"], await Proposals());
        Assert.IsType<ReferralWork.Done>(await Choose(id, note.DocumentId));
    }

    [Fact]
    public async Task A_note_that_goes_to_another_patient_after_its_task_was_done_is_asked_anew()
    {
        var id = await house.Sent();
        var note = house.OfKeller() with { Provider = "Lee Roy" };
        await house.Note(note);
        Assert.True(await house.Clinic.In((AnswerNote answer) => answer.Dismiss(id, note.DocumentId, CancellationToken.None)));

        var right = await house.Clinic.Register(IntakeClinic.Person("Bea", "Quartz"));
        var other = Guid.CreateVersion7();
        await house.Clinic.In((StartReferral start) => start.Run(other, ReferralDirection.Out, right, TestOrganization.Harbor.Id, null, ReferralClinic.ToKeller, CancellationToken.None));
        await house.Did(other, new ReferralStep.Send(new Contact(Contact.Fax)));
        await house.Note(note with { PatientId = right });

        Assert.Equal([$"done {house.Patient}", $"open {right}"], await house.Clinic.Sql("SELECT state || ' ' || patient_id FROM intake.tasks ORDER BY id"));
    }

    [Fact]
    public async Task A_document_that_was_not_it_leaves_what_was_asked_for_as_it_was_typed_and_told_again_makes_no_work()
    {
        var asked = new ReferralRequest("Dr. Maro", "Lake Clinic", "", "Palpitations at night", "R00.2", "stat", "Ohio Medicaid", []);
        var id = await house.Start(asked, ReferralDirection.In);
        var read = house.FromMaro() with { Reason = null, Diagnosis = null, Icd10 = null, Urgency = null };
        house.Orders.AccessClass = "restricted";
        await house.Read(read);
        var came = await house.Find(id);
        Assert.Equal((ReferralState.Received, "Ana Maro, DO", "Lake Clinic", "Palpitations at night", "R00.2", "stat"), (came.State, came.Provider, came.Practice, came.Reason, came.Diagnosis, came.Urgency));
        Assert.Equal("restricted", came.AccessClass);

        house.Documents.Referrals.Clear();
        await house.Tell(new ReferralWithdrawn(read.DocumentId, read.CareThreadId));
        var back = await house.Find(id);
        Assert.Equal((ReferralState.Needed, "Dr. Maro", "", "standard", null), (back.State, back.Provider, back.Number, back.AccessClass, back.DocumentId));

        // Accepted, its document gone: a task once, and not again when that is done and the document is told of again.
        await house.Read(read);
        await house.Did(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-7", null, null, 3)));
        house.Documents.Referrals.Clear();
        await house.Tell(new ReferralWithdrawn(read.DocumentId, read.CareThreadId));
        await house.Clinic.Sql("UPDATE intake.tasks SET state = 'done', closed_at = now()");
        await house.Tell(new ReferralWithdrawn(read.DocumentId, read.CareThreadId));
        Assert.Single(await house.Tasks(), task => task.StartsWith("undo ", StringComparison.Ordinal));
        Assert.DoesNotContain(await house.Tasks(), task => task.StartsWith("undo open", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_withdrawn_one_is_not_taken_back_beside_another_of_its_task_and_a_declined_one_asks_for_another_to_take_the_patient()
    {
        var task = await house.ReferTask();
        var first = await house.Start(task: task);
        var withdrawn = await house.Did(first, new ReferralStep.Withdraw(new Contact()));
        var second = await house.Start(task: task);
        Assert.Equal("Its task has another referral meanwhile: work on that one.", Assert.IsType<ReferralWork.Refused>(await house.Undo(first, withdrawn)).Why);

        await house.Did(second, new ReferralStep.Send(new Contact(Contact.Fax)));
        await house.Did(second, new ReferralStep.Decline(new Contact(Comment: "They are full")));
        Assert.StartsWith("refer open: Find another, or tell who ordered it", (await house.Tasks())[^1], StringComparison.Ordinal);
        await house.Did(second, new ReferralStep.Reopen(new Contact()));
        Assert.StartsWith("refer done: Find another", (await house.Tasks())[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_wording_leaves_the_task_that_asks_for_the_next_step_open()
    {
        var id = await house.Start(ReferralClinic.ToKeller with { Provider = "Ana Maro" }, ReferralDirection.In);
        await house.Did(id, new ReferralStep.Change(ReferralClinic.ToKeller));
        Assert.StartsWith("refer open: Ask the PCP", Assert.Single(await house.Tasks()), StringComparison.Ordinal);
        Assert.Null((await house.Find(id)).ChaseOn);
    }

    private async Task<IReadOnlyList<object?>> Proposals() => await house.Clinic.Sql("SELECT state FROM intake.note_proposals ORDER BY state");

    private async Task<ReferralWork> Choose(Guid id, Guid document)
    {
        var version = (await house.Find(id)).Version;
        return await house.AsUser((AnswerNote answer) => answer.Choose(id, version, document, Guid.CreateVersion7(), CancellationToken.None));
    }
}
