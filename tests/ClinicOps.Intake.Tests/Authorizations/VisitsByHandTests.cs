using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>Visits that nobody booked from an order take units where that is certain, and what a person said stays said.</summary>
public sealed class VisitsByHandTests(TestCluster cluster) : IAsyncLifetime
{
    private AuthorizationClinic house = null!;

    public async ValueTask InitializeAsync() => house = await AuthorizationClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_visit_booked_by_hand_like_those_that_are_counted_takes_a_unit_and_what_may_be_something_else_takes_none()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var id = await house.Approved(units: 3, task: await house.AuthorizeTask(order), request: Therapy);
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        var first = house.Visits.Add(house.Patient, task: schedule.Id) with { VisitType = "PT treatment" };
        await house.Booked(first, schedule.Id);
        Assert.Equal((1m, 0m), await house.Taken(id));

        // From the day view: no order, no thread. Of another type, with somebody else, at another place or of another patient it is something else.
        await house.Booked(ByHand() with { VisitType = "Office visit" });
        await house.Booked(ByHand() with { ProviderName = "Dr. Vance" });
        await house.Booked(ByHand() with { LocationId = TestOrganization.Mesa.Id });
        Assert.Equal((1m, 0m), await house.Taken(id));
        var second = ByHand();
        await house.Booked(second);
        await house.Clinic.DeliverAgain();
        Assert.Equal((2m, 0m), await house.Taken(id));

        // A walk-in is done before anybody looks.
        await house.Booked(ByHand() with { State = VisitStates.Done });
        Assert.Equal((2m, 1m), await house.Taken(id));
        Assert.Empty(await house.Tasks(id));

        // One more than there are units of is a task.
        await house.Booked(ByHand());
        Assert.Equal(["authorize open: A visit is not covered: 97110 Therapeutic exercise"], await house.Tasks(id));
    }

    [Fact]
    public async Task Visits_booked_by_hand_before_the_approval_hold_units_once_it_is_there_where_its_words_name_them()
    {
        await house.Booked(ByHand() with { VisitType = "MRI of the knee" });
        await house.Booked(ByHand() with { VisitType = "Knee injection" });

        var id = await house.Approved(units: 5);
        await house.Clinic.RunJobs();

        Assert.Equal((1m, 0m), await house.Taken(id));
    }

    [Fact]
    public async Task Of_two_that_fit_the_one_with_units_left_is_taken_and_of_two_with_units_left_none()
    {
        var (full, open) = (await house.Approved(units: 1), await house.Approved(units: 2));
        await house.Reserve(ByHand().Id, full);
        await house.Booked(ByHand() with { VisitType = "MRI of the knee" });
        Assert.Equal((1m, 0m), await house.Taken(open));

        var third = await house.Approved(units: 2);
        await house.Booked(ByHand() with { VisitType = "MRI of the knee" });
        Assert.Equal(((1m, 0m), (0m, 0m)), (await house.Taken(open), await house.Taken(third)));
        Assert.Single(await house.Clinic.Sql("SELECT detail FROM intake.tasks WHERE state = 'open' AND detail LIKE 'Several authorizations fit%'"));
    }

    [Fact]
    public async Task A_visit_whose_own_order_waits_for_an_authorization_takes_nothing_of_another()
    {
        var other = await house.Approved(units: 5);
        var order = house.Orders.Add(patient: house.Patient);
        await house.AuthorizeTask(order);
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);

        await house.Booked(house.Visits.Add(house.Patient, task: schedule.Id) with { VisitType = "MRI of the knee", TaskId = schedule.Id, CareThreadId = order.CareThreadId }, schedule.Id);

        Assert.Equal((0m, 0m), await house.Taken(other));
    }

    [Fact]
    public async Task Units_that_a_person_gave_back_no_machine_holds_again_and_those_of_a_cancelled_visit_it_does()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var id = await house.Approved(units: 2, task: await house.AuthorizeTask(order));
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        var visit = house.Visits.Add(house.Patient, task: schedule.Id);
        await house.Booked(visit, schedule.Id);
        Assert.True(await house.AsUser((ReserveUnits units) => units.Release(visit.Id, id, CancellationToken.None)));

        await house.Booked(visit, schedule.Id);
        await house.Tell(new AppointmentMoved(visit.Id, visit.PatientId, visit.LocationId, schedule.Id, null));
        await house.Clinic.In((UseUnits use) => use.Run(new UnitsToUse(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
        Assert.Equal((0m, 0m), await house.Taken(id));
        Assert.Empty(await house.Tasks(id));

        // Held by hand again, cancelled and put back: the machine gave it back, and holds it.
        Assert.IsType<Reservation.Held>(await house.AsUser((ReserveUnits units) => units.Reserve(visit.Id, id, null, CancellationToken.None)));
        house.Visits.Put(visit with { State = VisitStates.Cancelled });
        await house.Tell(new AppointmentCancelled(visit.Id, visit.PatientId, visit.LocationId, schedule.Id, null));
        Assert.Equal((0m, 0m), await house.Taken(id));
        await house.Booked(visit, schedule.Id);
        Assert.Equal((1m, 0m), await house.Taken(id));
    }

    [Fact]
    public async Task What_a_person_said_is_not_meant_is_held_for_the_visit_by_no_machine_and_by_hand_still()
    {
        var id = await house.Approved(units: 2);
        var visit = ByHand() with { VisitType = "MRI of the knee" };
        house.Visits.Put(visit);

        Assert.True(await house.AsUser((ReserveUnits units) => units.SetAside(visit.Id, id, CancellationToken.None)));
        await house.Booked(visit);
        Assert.Equal((0m, 0m), await house.Taken(id));

        Assert.IsType<Reservation.Held>(await house.AsUser((ReserveUnits units) => units.Reserve(visit.Id, id, null, CancellationToken.None)));
        Assert.False(await house.AsUser((ReserveUnits units) => units.SetAside(visit.Id, id, CancellationToken.None)));
        Assert.Equal((1m, 0m), await house.Taken(id));
    }

    [Fact]
    public async Task A_visit_that_is_done_is_counted_by_hand_also_once_the_last_day_of_the_authorization_is_over()
    {
        var id = await house.Approved(units: 2);
        var done = house.Visits.Add(house.Patient, state: VisitStates.Done);
        Assert.Equal(1, Assert.IsType<Reservation.Held>(await house.Reserve(done.Id, id)).Left);
        Assert.Equal((0m, 1m), await house.Taken(id));

        await house.Clinic.Sql("UPDATE intake.authorizations SET state = 'expired'");
        Assert.IsType<Reservation.NotGranted>(await house.Reserve(ByHand().Id, id));
        Assert.IsType<Reservation.NotValidThen>(await house.Reserve(house.Visits.Add(house.Patient, new DateTimeOffset(2026, 6, 10, 15, 0, 0, TimeSpan.Zero), VisitStates.Done).Id, id));
        Assert.Equal(0, Assert.IsType<Reservation.Held>(await house.Reserve(house.Visits.Add(house.Patient, state: VisitStates.Done).Id, id)).Left);
        Assert.Equal((0m, 2m), await house.Taken(id));
    }

    private static AuthorizationRequest Therapy => AuthorizationClinic.Request() with { Codes = [new ProcedureCode("97110", "Therapeutic exercise")] };

    private VisitSummary ByHand() => house.Visits.Add(house.Patient) with { VisitType = "PT treatment" };
}
