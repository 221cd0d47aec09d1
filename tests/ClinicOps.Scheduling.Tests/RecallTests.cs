using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Recall;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>Who is due to come again is called, written to, and has come to an end when a visit of that kind is booked.</summary>
public sealed class RecallTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly RecallWhat Soon = new(FollowUp, Okafor, new DateOnly(2026, 3, 1), DueIsMonth: true, RecallNote.FollowUp);

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Those_due_are_listed_by_when_and_the_dead_and_unknown_are_not_entered()
    {
        var later = await Enter(Tran.Id, Soon with { Due = new DateOnly(2026, 9, 1) });
        var due = await Enter(Tran.Id, Soon);
        var day = await Enter(Nunez.Id, Soon with { Due = new DateOnly(2026, 2, 20), DueIsMonth = false });

        Assert.Equal([day, due], (await List()).Select(one => one.Recall.Id));
        Assert.Equal([(true, "02/20/2026"), (false, "March 2026")], (await List()).Select(one => (one.IsOverdue, one.Due)));
        Assert.Equal([day, due, later], (await List(all: true)).Select(one => one.Recall.Id));
        Assert.Equal(2, await clinic.In((ListRecalls list) => list.Count(CancellationToken.None)));

        Assert.IsType<RecallKept.PatientDeceased>(await Keep(new RecallToKeep(Guid.CreateVersion7(), Vega.Id, TestOrganization.Harbor.Id, Soon)));
        Assert.IsType<RecallKept.Unknown>(await Keep(new RecallToKeep(Guid.CreateVersion7(), Tran.Id, TestOrganization.Harbor.Id, Soon with { Note = "whatever" })));
        Assert.Equal(Nunez.Id, Assert.IsType<RecallKept.Done>(await Keep(new RecallToKeep(Guid.CreateVersion7(), Twice.Id, TestOrganization.Harbor.Id, Soon))).Recall.PatientId);
        Assert.IsType<RecallKept.WasSo>(await Keep(new RecallToKeep(day, Nunez.Id, TestOrganization.Harbor.Id, Soon)));
        var seen = await clinic.In((KeepRecall keep) => keep.Find(due, CancellationToken.None));
        Assert.IsType<RecallKept.Done>(await clinic.In((KeepRecall keep) => keep.Change(due, seen!.Version, Soon with { ProviderId = null }, CancellationToken.None)));
        Assert.IsType<RecallKept.Overtaken>(await clinic.In((KeepRecall keep) => keep.Change(due, seen!.Version, Soon with { Note = "annual" }, CancellationToken.None)));
    }

    [Fact]
    public async Task Each_attempt_counts_once_says_how_it_stands_and_is_taken_back()
    {
        var id = await Enter(Tran.Id, Soon);
        var attempt = Guid.CreateVersion7();
        var counted = await Task.WhenAll(Step(attempt, id, RecallOutcome.NoAnswer), Step(attempt, id, RecallOutcome.NoAnswer));
        Assert.Single(counted.OfType<RecallStepped.Done>());
        Assert.Single(counted.OfType<RecallStepped.WasSo>());
        await Step(Guid.CreateVersion7(), id, RecallOutcome.LeftMessage);
        Assert.Equal((RecallState.Contacted, 2), (await List())[0] is var listed ? (listed.Recall.State, listed.Attempts.Count) : default);

        var declined = Assert.IsType<RecallStepped.Done>(await Step(Guid.CreateVersion7(), id, RecallOutcome.Declined));
        Assert.Empty(await List());
        Assert.Equal(RecallState.Declined, Assert.IsType<RecallStepped.Ended>(await Step(Guid.CreateVersion7(), id, RecallOutcome.NoAnswer)).State);
        Assert.IsType<RecallStepped.Done>(await TakeBack(declined.Id));
        Assert.IsType<RecallStepped.WasSo>(await TakeBack(declined.Id));
        Assert.Equal(RecallState.Contacted, Assert.Single(await List()).Recall.State);
        await Step(Guid.CreateVersion7(), id, RecallOutcome.GivenUp);
        Assert.Equal([RecallState.GivenUp], await clinic.Sql("SELECT state FROM scheduling.recalls"));
        Assert.IsType<RecallStepped.Unknown>(await Step(Guid.CreateVersion7(), Guid.CreateVersion7(), RecallOutcome.NoAnswer));
        Assert.IsType<RecallStepped.Unknown>(await Step(Guid.CreateVersion7(), id, "whatever"));
    }

    [Fact]
    public async Task Letters_are_asked_for_once_a_form_and_never_for_who_has_died()
    {
        var (first, second, dead) = (await Enter(Tran.Id, Soon), await Enter(Nunez.Id, Soon), await Enter(Nunez.Id, Soon));
        await clinic.Sql($"UPDATE scheduling.recalls SET patient_id = '{Vega.Id}' WHERE id = '{dead}'");
        var batch = Guid.CreateVersion7();
        var asked = await Task.WhenAll(Letters(batch, first, second, dead), Letters(batch, first, second, dead));
        Assert.Equal(2, asked.Sum());
        await clinic.RunJobs();

        var due = clinic.Services.GetRequiredService<Heard>().OfType<PatientLetterDue>().ToList();
        Assert.Equal([Tran.Id, Nunez.Id], due.OrderBy(letter => letter.PatientId == Nunez.Id).Select(letter => letter.PatientId));
        Assert.All(due, letter => Assert.Equal(("recall", TestOrganization.Harbor.Id), (letter.Template, letter.LocationId)));
        Assert.Equal(new RecallToWrite(Tran.Id, TestOrganization.Harbor.Id, "standard", Okafor, Soon.Due, true), await ToWrite(due.Single(letter => letter.PatientId == Tran.Id).AskId));
        Assert.Equal([RecallState.Contacted, RecallState.Contacted], await clinic.Sql($"SELECT state FROM scheduling.recalls WHERE id <> '{dead}'"));

        // One that has come to an end is written to nobody.
        await Step(Guid.CreateVersion7(), first, RecallOutcome.Declined);
        Assert.Null(await ToWrite(due.Single(letter => letter.PatientId == Tran.Id).AskId));
        Assert.Null(await ToWrite(Guid.CreateVersion7()));
        Assert.Equal(0, await Letters(Guid.CreateVersion7(), first));
    }

    [Fact]
    public async Task A_visit_of_its_kind_booked_later_ends_it_until_that_is_cancelled_or_was_another_matter()
    {
        var before = await clinic.Booked(ToBook("09:30") with { PatientId = Tran.Id });
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));
        var id = await Enter(Tran.Id, Soon);
        await clinic.RunJobs();
        Assert.Equal(RecallState.Due, Assert.Single(await List()).Recall.State);
        await clinic.Booked(ToBook("10:30") with { PatientId = Tran.Id, VisitTypeId = null, VisitType = "Other" });
        await clinic.RunJobs();
        Assert.Single(await List());

        var visit = await clinic.Booked(ToBook("11:30") with { PatientId = Tran.Id });
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal([visit.Id], await clinic.Sql("SELECT booked_visit_id FROM scheduling.recalls WHERE state = 'booked'"));

        await clinic.Cancel(visit);
        await clinic.RunJobs();
        Assert.Equal(RecallState.Due, Assert.Single(await List()).Recall.State);
        await clinic.Booked(ToBook("13:30") with { PatientId = Tran.Id });
        await clinic.RunJobs();
        Assert.Empty(await List());
        Assert.IsType<RecallStepped.Done>(await clinic.In((StepRecall step) => step.Reopen(id, CancellationToken.None)));
        Assert.IsType<RecallStepped.WasSo>(await clinic.In((StepRecall step) => step.Reopen(id, CancellationToken.None)));
        Assert.Equal(id, Assert.Single(await List()).Recall.Id);
        Assert.NotEqual(before.Id, visit.Id);
    }

    [Fact]
    public async Task One_visit_ends_the_recall_that_is_due_nearest_to_it_and_none_that_is_due_much_later()
    {
        var (overdue, due, yearly) = (await Enter(Tran.Id, Soon with { Due = new DateOnly(2026, 2, 20), DueIsMonth = false }), await Enter(Tran.Id, Soon), await Enter(Tran.Id, Soon with { Due = new DateOnly(2027, 3, 1), Note = "annual" }));
        var first = await clinic.Booked(ToBook("11:30") with { PatientId = Tran.Id });
        await clinic.RunJobs();
        await clinic.DeliverAgain();
        Assert.Equal([due], await clinic.Sql($"SELECT id FROM scheduling.recalls WHERE booked_visit_id = '{first.Id}'"));
        Assert.Equal([overdue, yearly], (await List(all: true)).Where(one => one.IsOpen).Select(one => one.Recall.Id));

        await clinic.Booked(ToBook("13:30") with { PatientId = Tran.Id });
        await clinic.Booked(ToBook("14:30") with { PatientId = Tran.Id });
        await clinic.RunJobs();
        Assert.Equal([yearly], (await List(all: true)).Where(one => one.IsOpen).Select(one => one.Recall.Id));

        // Two weeks before it is due it is meant.
        await clinic.Booked(ToBook() with { PatientId = Tran.Id, StartsAt = new DateTimeOffset(2027, 2, 15, 16, 0, 0, TimeSpan.Zero) });
        await clinic.RunJobs();
        Assert.DoesNotContain(await List(all: true), one => one.IsOpen);
    }

    private async Task<Guid> Enter(Guid patient, RecallWhat what)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<RecallKept.Done>(await Keep(new RecallToKeep(id, patient, TestOrganization.Harbor.Id, what)));
        return id;
    }

    private Task<RecallKept> Keep(RecallToKeep asked) => clinic.In((KeepRecall keep) => keep.Enter(asked, CancellationToken.None));

    private Task<IReadOnlyList<ListedRecall>> List(bool all = false) => clinic.In((ListRecalls list) => list.Run(all, CancellationToken.None));

    private Task<RecallStepped> Step(Guid attempt, Guid recall, string outcome) => clinic.In((StepRecall step) => step.Run(attempt, recall, outcome, CancellationToken.None));

    private Task<RecallStepped> TakeBack(Guid attempt) => clinic.In((StepRecall step) => step.TakeBack(attempt, CancellationToken.None));

    private Task<int> Letters(Guid batch, params Guid[] recalls) => clinic.In((AskForLetters letters) => letters.Run(batch, recalls, CancellationToken.None));

    private Task<RecallToWrite?> ToWrite(Guid ask) => clinic.In((AskForLetters letters) => letters.ToWrite(ask, CancellationToken.None));
}
