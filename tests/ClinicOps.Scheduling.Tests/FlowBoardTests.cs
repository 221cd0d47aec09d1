using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.FlowBoard;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class FlowBoardTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_no_show_is_only_proposed_once_for_a_time_and_never_of_who_has_come()
    {
        var late = await clinic.Booked(ToBook("09:30"));
        var here = await clinic.Booked(ToBook("10:00"));
        var coming = await clinic.Booked(ToBook("11:00"));
        await clinic.In((IVisitProgress desk) => desk.Step(here.Id, VisitSteps.Arrived, undo: false, seen: null));

        clinic.Clock.SetUtcNow(At("09:44"));
        await Propose();
        Assert.Empty(await clinic.Sql("SELECT visit_id FROM scheduling.missed_proposals"));

        clinic.Clock.SetUtcNow(At("10:30"));
        await Task.WhenAll(Propose(), Propose());
        await Propose();
        Assert.Equal([late.Id], await clinic.Sql("SELECT visit_id FROM scheduling.missed_proposals"));
        Assert.Equal((VisitStates.Booked, late.Version), ((await clinic.Seen(late.Id)).State, (await clinic.Seen(late.Id)).Version));
        Assert.Equal(["booked", "booked", "booked"], await clinic.Sql("SELECT what FROM scheduling.visit_changes"));

        // At another time it is another question.
        await clinic.Move(await clinic.Seen(late.Id), new Place(Okafor, TestOrganization.Harbor.Id, At("12:00")));
        clinic.Clock.SetUtcNow(At("12:30"));
        await Propose();
        Assert.Equal([2L], await clinic.Sql($"SELECT count(*) FROM scheduling.missed_proposals WHERE visit_id = '{late.Id}'"));
        Assert.Equal([1L], await clinic.Sql($"SELECT count(*) FROM scheduling.missed_proposals WHERE visit_id = '{coming.Id}'"));
    }

    [Fact]
    public async Task That_a_patient_did_not_come_is_said_once_is_told_lets_the_request_go_and_is_undone()
    {
        var wish = clinic.Services.GetRequiredService<Wishes>().Add();
        var visit = await clinic.Booked(ToBook("10:00", task: wish.TaskId));
        Assert.Equal(VisitStates.Booked, Assert.IsType<VisitChanged.NotBooked>(await Miss(visit)).State);

        clinic.Clock.SetUtcNow(At("10:20"));
        var said = await Task.WhenAll(Miss(visit), Miss(visit));
        var done = Assert.Single(said.OfType<VisitChanged.Done>());
        Assert.Single(said.OfType<VisitChanged.WasSo>());
        await clinic.RunJobs();
        // Its time stays the late patient's: what is left of it goes to nobody else.
        Assert.IsType<VisitEntry.Overlaps>(await clinic.Book(ToBook("10:20", 10)));
        Assert.Contains(new AppointmentMissed(visit.Id, Nunez.Id, TestOrganization.Harbor.Id, wish.TaskId, wish.CareThreadId), clinic.Services.GetRequiredService<Heard>());
        Assert.Equal([RequestState.Open], await clinic.Sql("SELECT state FROM scheduling.appointment_requests"));
        Assert.IsType<VisitChanged.NotBooked>(await clinic.Cancel(await clinic.Seen(visit.Id)));

        Assert.IsType<VisitChanged.Done>(await clinic.Undo(done.ChangeId));
        Assert.Equal(VisitStates.Booked, (await clinic.Seen(visit.Id)).State);
        Assert.Equal([RequestState.Booked], await clinic.Sql("SELECT state FROM scheduling.appointment_requests"));
        Assert.IsType<VisitChanged.Overtaken>(await clinic.Undo(done.ChangeId));
        Assert.IsType<VisitChanged.Overtaken>(await Miss(visit));
        Assert.Equal(["booked", "missed", "restored"], await clinic.Sql("SELECT what FROM scheduling.visit_changes ORDER BY at, id"));
    }

    [Fact]
    public async Task A_missed_visit_whose_patient_comes_after_all_takes_place_and_another_is_left_alone()
    {
        var visit = await clinic.Booked(ToBook("09:10"));
        clinic.Clock.SetUtcNow(At("09:40"));
        await Miss(visit);

        // An arrival that was taken back before it was heard of is none.
        await clinic.Tell<SchedulingDb>(new VisitArrived(visit.Id, Nunez.Id, TestOrganization.Harbor.Id, null));
        await clinic.RunJobs();
        Assert.Equal(VisitStates.Missed, (await clinic.Seen(visit.Id)).State);

        await Arrive(visit);
        Assert.Equal(VisitStates.Booked, (await clinic.Seen(visit.Id)).State);

        var cancelled = await clinic.Booked(ToBook("11:00"));
        await clinic.Cancel(cancelled);
        await Arrive(cancelled);
        await clinic.DeliverAgain();
        Assert.Equal((VisitStates.Cancelled, VisitStates.Booked), ((await clinic.Seen(cancelled.Id)).State, (await clinic.Seen(visit.Id)).State));
    }

    [Fact]
    public async Task A_late_patient_is_seen_although_another_appointment_was_booked_meanwhile_which_stands()
    {
        var wish = clinic.Services.GetRequiredService<Wishes>().Add();
        var late = await clinic.Booked(ToBook("09:10", task: wish.TaskId));
        clinic.Clock.SetUtcNow(At("09:40"));
        await Miss(late);
        var again = await clinic.Booked(ToBook("14:00", task: wish.TaskId));

        await Arrive(late);

        Assert.Equal((VisitStates.Booked, VisitStates.Booked), ((await clinic.Seen(late.Id)).State, (await clinic.Seen(again.Id)).State));
        Assert.Equal([again.Id], await clinic.Sql("SELECT id FROM scheduling.visits WHERE request_id IS NOT NULL"));
        Assert.Equal([RequestState.Booked], await clinic.Sql("SELECT state FROM scheduling.appointment_requests"));
    }

    [Fact]
    public async Task To_take_back_that_a_missed_visit_was_put_back_makes_it_missed_again_and_not_cancelled()
    {
        var visit = await clinic.Booked(ToBook("09:10"));
        clinic.Clock.SetUtcNow(At("09:40"));
        var missed = Assert.IsType<VisitChanged.Done>(await Miss(visit));
        var putBack = Assert.IsType<VisitChanged.Done>(await clinic.Undo(missed.ChangeId));

        Assert.IsType<VisitChanged.Done>(await clinic.Undo(putBack.ChangeId));

        Assert.Equal(VisitStates.Missed, (await clinic.Seen(visit.Id)).State);
    }

    [Fact]
    public async Task A_walk_in_has_the_next_free_time_of_today_and_has_arrived_once_however_often_the_form_is_sent()
    {
        await clinic.Booked(ToBook("09:00", 40));
        var asked = new WalkInToBook(Guid.CreateVersion7(), Tran.Id, TestOrganization.Harbor.Id, FollowUp, null);

        var walked = await Task.WhenAll(WalkIn(asked), WalkIn(asked));

        Assert.All(walked, one => Assert.Equal((asked.Id, Okafor, At("09:40")), Assert.IsType<WalkIn.Booked>(one).Visit is var visit ? (visit.Id, visit.ProviderId, visit.StartsAt) : default));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));
        Assert.Equal([asked.Id], (await clinic.In((IVisitProgress desk) => desk.Of([asked.Id]))).Select(one => one.VisitId));

        var other = Assert.IsType<WalkIn.Booked>(await WalkIn(asked with { Id = Guid.CreateVersion7() }));
        Assert.Equal(At("10:00"), other.Visit.StartsAt);
        Assert.IsType<WalkIn.NobodyFree>(await WalkIn(asked with { Id = Guid.CreateVersion7(), ProviderId = Lindqvist }));
        Assert.IsType<WalkIn.Deceased>(await WalkIn(asked with { Id = Guid.CreateVersion7(), PatientId = Vega.Id }));
        clinic.Clock.SetUtcNow(At("16:50"));
        Assert.Equal(20, Assert.IsType<WalkIn.NobodyFree>(await WalkIn(asked with { Id = Guid.CreateVersion7() })).Minutes);
        Assert.IsType<WalkIn.Unknown>(await WalkIn(asked with { Id = Guid.CreateVersion7(), VisitTypeId = Guid.CreateVersion7() }));
        await clinic.Sql("UPDATE scheduling.visit_types SET is_retired = true");
        Assert.IsType<WalkIn.Unknown>(await WalkIn(asked with { Id = Guid.CreateVersion7() }));
    }

    private async Task Arrive(Visit visit)
    {
        await clinic.In((IVisitProgress desk) => desk.Step(visit.Id, VisitSteps.Arrived, undo: false, seen: null));
        await clinic.Tell<SchedulingDb>(new VisitArrived(visit.Id, Nunez.Id, TestOrganization.Harbor.Id, null));
        await clinic.RunJobs();
    }

    private Task Propose() => clinic.In((ProposeMissed propose) => propose.Run(new MissedVisitsToPropose(), new JobMessage(Guid.CreateVersion7(), "scheduling.propose-no-shows"), CancellationToken.None));

    private Task<VisitChanged> Miss(Visit seen) => clinic.In((ChangeVisit change) => change.Miss(seen.Id, seen.Version, CancellationToken.None));

    private Task<WalkIn> WalkIn(WalkInToBook asked) => clinic.In((BookWalkIn book) => book.Run(asked, CancellationToken.None));
}
