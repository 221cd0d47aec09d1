using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>Units are held, given back and used; never more than were approved.</summary>
public sealed class UnitsTests(TestCluster cluster) : IAsyncLifetime
{
    private AuthorizationClinic house = null!;

    public async ValueTask InitializeAsync() => house = await AuthorizationClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task Of_many_visits_booked_at_once_as_many_get_units_as_were_approved()
    {
        var id = await house.Approved(units: 5);
        var visits = Enumerable.Range(0, 24).Select(_ => house.Visits.Add(house.Patient)).ToList();

        var answers = await Task.WhenAll(visits.Select(visit => Task.Run(() => house.Reserve(visit.Id, id))));

        Assert.Equal((5, 19), (answers.Count(answer => answer is Reservation.Held), answers.Count(answer => answer is Reservation.NotEnough { Left: 0 })));
        Assert.Equal((5m, 0m), await house.Taken(id));
    }

    [Fact]
    public async Task Of_many_clicks_for_one_visit_one_counts_and_units_given_back_meanwhile_go_to_another()
    {
        var id = await house.Approved(units: 1);
        var (first, second) = (house.Visits.Add(house.Patient), house.Visits.Add(house.Patient));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => house.Reserve(first.Id, id))));
        Assert.Equal((1, 11), (answers.Count(answer => answer is Reservation.Held), answers.Count(answer => answer is Reservation.WasHeld)));

        var releases = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => house.Clinic.In((ReserveUnits units) => units.Release(first.Id, id, CancellationToken.None)))));
        Assert.Single(releases, released => released);
        Assert.IsType<Reservation.Held>(await house.Reserve(second.Id, id));
        Assert.Equal(["reserved 1", "released 1", "reserved 1"], await house.Clinic.Sql("SELECT kind || ' ' || round(units) FROM intake.authorization_uses ORDER BY id"));
    }

    [Fact]
    public async Task Where_one_unit_is_not_one_visit_how_many_a_visit_takes_has_to_be_said()
    {
        var id = await house.Approved(units: 500, basis: UnitBasis.Mg);
        var (first, second) = (house.Visits.Add(house.Patient), house.Visits.Add(house.Patient));

        Assert.Equal(UnitBasis.Mg, Assert.IsType<Reservation.SayUnits>(await house.Reserve(first.Id, id)).Basis);
        Assert.Equal(150, Assert.IsType<Reservation.Held>(await house.Reserve(first.Id, id, 350)).Left);
        Assert.Equal(150, Assert.IsType<Reservation.NotEnough>(await house.Reserve(second.Id, id, 150.5m)).Left);
        Assert.Equal(0, Assert.IsType<Reservation.Held>(await house.Reserve(second.Id, id, 150)).Left);
    }

    [Fact]
    public async Task Units_are_held_for_the_patients_own_visits_within_the_days_that_were_approved()
    {
        var id = await house.Approved(units: 5);

        Assert.IsType<Reservation.OtherVisit>(await house.Reserve(house.Visits.Add(Guid.CreateVersion7()).Id, id));
        Assert.IsType<Reservation.OtherVisit>(await house.Reserve(Guid.CreateVersion7(), id));

        // 05/31 is the last day: 03:30 UTC of 06/01 is still that day in New York.
        Assert.IsType<Reservation.Held>(await house.Reserve(house.Visits.Add(house.Patient, new DateTimeOffset(2026, 6, 1, 3, 30, 0, TimeSpan.Zero)).Id, id));
        Assert.Equal(new DateOnly(2026, 6, 1), Assert.IsType<Reservation.NotValidThen>(await house.Reserve(house.Visits.Add(house.Patient, new DateTimeOffset(2026, 6, 1, 14, 0, 0, TimeSpan.Zero)).Id, id)).Day);
        Assert.IsType<Reservation.NotGranted>(await house.Reserve(house.Visits.Add(house.Patient).Id, await house.Start()));
    }

    [Fact]
    public async Task A_booked_visit_of_the_order_holds_a_unit_a_cancelled_one_gives_it_back_and_put_back_it_holds_it_again()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var id = await house.Approved(units: 2, task: await house.AuthorizeTask(order));
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        var visit = house.Visits.Add(house.Patient, task: schedule.Id);

        await Told(visit, schedule.Id);
        await house.Clinic.DeliverAgain();
        Assert.Equal((1m, 0m), await house.Taken(id));

        house.Visits.Put(visit with { State = VisitStates.Cancelled });
        await house.Tell(new AppointmentCancelled(visit.Id, visit.PatientId, visit.LocationId, schedule.Id, null));
        Assert.Equal((0m, 0m), await house.Taken(id));

        house.Visits.Put(visit);
        await house.Tell(new AppointmentCancelled(visit.Id, visit.PatientId, visit.LocationId, schedule.Id, null)); // overtaken
        await Told(visit, schedule.Id);
        Assert.Equal((1m, 0m), await house.Taken(id));
    }

    [Fact]
    public async Task A_visit_that_is_done_has_used_its_units_without_anybody_telling()
    {
        var id = await house.Approved(units: 2);
        var visit = house.Visits.Add(house.Patient);
        await house.Reserve(visit.Id, id);
        house.Visits.Put(visit with { State = VisitStates.Done });

        foreach (var _ in Enumerable.Range(0, 2))
        {
            await house.Clinic.In((UseUnits use) => use.Run(new UnitsToUse(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
        }

        Assert.Equal((0m, 1m), await house.Taken(id));
        Assert.Equal(["reserved", "used"], await house.Clinic.Sql("SELECT kind FROM intake.authorization_uses ORDER BY id"));
        Assert.True(await house.Clinic.In((ReserveUnits units) => units.Release(visit.Id, id, CancellationToken.None)));
        Assert.Equal((0m, 0m), await house.Taken(id));
    }

    [Fact]
    public async Task A_visit_booked_before_the_approval_holds_its_unit_once_it_is_there()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var task = await house.AuthorizeTask(order);
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        await Told(house.Visits.Add(house.Patient, task: schedule.Id), schedule.Id);

        var id = await house.Approved(units: 1, task: task);
        await house.Clinic.RunJobs();

        Assert.Equal((1m, 0m), await house.Taken(id));
    }

    [Theory]
    [InlineData("none left", "finds 0 visits left")]
    [InlineData("moved out", "lies outside of what is authorized (03/01/2026 to 05/31/2026)")]
    [InlineData("mg", "Say how many mg the visit on 03/10/2026 takes")]
    public async Task A_visit_that_no_machine_can_cover_is_one_task(string why, string words)
    {
        var order = house.Orders.Add(patient: house.Patient);
        var id = await house.Approved(units: 1, basis: why == "mg" ? UnitBasis.Mg : UnitBasis.Visits, task: await house.AuthorizeTask(order));
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        if (why == "none left")
        {
            await house.Reserve(house.Visits.Add(house.Patient).Id, id);
        }

        var visit = house.Visits.Add(house.Patient, task: schedule.Id);
        await Told(visit, schedule.Id);
        if (why == "moved out")
        {
            house.Visits.Put(visit with { StartsAt = new DateTimeOffset(2026, 6, 10, 15, 0, 0, TimeSpan.Zero) });
            await house.Tell(new AppointmentMoved(visit.Id, visit.PatientId, visit.LocationId, schedule.Id, null));
        }

        await Told(visit, schedule.Id);

        Assert.Equal(["authorize open: A visit is not covered: 73721 MRI of the knee"], await house.Tasks(id));
        Assert.Contains(words, (string)(await house.Clinic.Sql($"SELECT detail FROM intake.tasks WHERE authorization_id = '{id}'"))[0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_taken_back_or_lowered_below_what_visits_hold_is_a_task_and_what_they_hold_stays()
    {
        var id = await house.Approved(units: 3);
        foreach (var _ in Enumerable.Range(0, 2))
        {
            await house.Reserve(house.Visits.Add(house.Patient).Id, id);
        }

        var lowered = await house.Did(id, AuthorizationClinic.Approve(1));
        Assert.Equal(["authorize open: Visits hold more units than are approved: 73721 MRI of the knee"], await house.Tasks(id));
        Assert.Equal((2m, 0m), await house.Taken(id));

        await house.Undo(id, lowered);
        Assert.Equal(["authorize withdrawn: Visits hold more units than are approved: 73721 MRI of the knee"], await house.Tasks(id));
        Assert.IsType<AuthorizationWork.Refused>(await house.Step(id, AuthorizationClinic.Approve(3, UnitBasis.Mg)));
    }

    [Fact]
    public async Task What_an_earlier_grant_gave_and_visits_used_is_over_with_it_and_what_coming_visits_hold_counts_for_the_next()
    {
        var id = await house.Approved(units: 2);
        var (used, coming) = (house.Visits.Add(house.Patient), house.Visits.Add(house.Patient));
        await house.Reserve(used.Id, id);
        await house.Reserve(coming.Id, id);
        house.Visits.Put(used with { State = VisitStates.Done });
        await house.Clinic.In((FollowVisit follow) => follow.Look(used.Id, null, CancellationToken.None));
        house.Clinic.Clock.Advance(TimeSpan.FromDays(1));

        // The same number again is the same grant: two of two are taken.
        await house.Did(id, AuthorizationClinic.Approve(2));
        Assert.Equal(0, Assert.IsType<Reservation.NotEnough>(await house.Reserve(house.Visits.Add(house.Patient).Id, id)).Left);

        await house.Did(id, new AuthorizationStep.Change(AuthorizationClinic.Request("73722"), new RuleAnswer.Needed("the clinic", new DateOnly(2026, 3, 1))));
        Assert.IsType<AuthorizationWork.Refused>(await house.Step(id, AuthorizationClinic.Approve(500, UnitBasis.Mg, "PA-2")));
        await house.Did(id, AuthorizationClinic.Approve(2, number: "PA-2"));

        Assert.Equal(0, Assert.IsType<Reservation.Held>(await house.Reserve(house.Visits.Add(house.Patient).Id, id)).Left);
    }

    [Fact]
    public async Task Days_count_where_no_units_were_said_and_of_several_that_fit_none_is_taken()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var id = await house.Start(task: await house.AuthorizeTask(order));
        await house.Did(id, AuthorizationClinic.Approve(units: null, basis: null));
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        var late = house.Visits.Add(house.Patient, new DateTimeOffset(2026, 6, 10, 15, 0, 0, TimeSpan.Zero), task: schedule.Id);
        await Told(late, schedule.Id);
        Assert.Equal(["authorize open: A visit is not covered: 73721 MRI of the knee"], await house.Tasks(id));

        // Moved back into the days: nobody need see to it.
        house.Visits.Put(late with { StartsAt = new DateTimeOffset(2026, 3, 10, 15, 0, 0, TimeSpan.Zero) });
        await house.Tell(new AppointmentMoved(late.Id, late.PatientId, late.LocationId, schedule.Id, null));
        Assert.Equal(["authorize withdrawn: A visit is not covered: 73721 MRI of the knee"], await house.Tasks(id));

        var thread = Guid.CreateVersion7();
        await house.Clinic.Sql($"UPDATE intake.authorizations SET care_thread_id = '{thread}'");
        var other = await house.Approved(units: 3);
        await house.Clinic.Sql($"UPDATE intake.authorizations SET care_thread_id = '{thread}'");
        var both = house.Visits.Add(house.Patient, thread: thread);
        await house.Tell(new AppointmentBooked(both.Id, both.PatientId, both.LocationId, null, thread));
        Assert.Equal((0m, 0m), await house.Taken(other));
        Assert.Single(await house.Clinic.Sql("SELECT detail FROM intake.tasks WHERE state = 'open' AND detail LIKE 'Several authorizations fit%'"));

        await house.Reserve(both.Id, other);
        Assert.Empty(await house.Clinic.Sql("SELECT detail FROM intake.tasks WHERE state = 'open' AND detail LIKE 'Several authorizations fit%'"));
    }

    [Fact]
    public async Task A_task_for_a_visit_that_is_not_covered_goes_with_the_visit()
    {
        var order = house.Orders.Add(patient: house.Patient);
        var id = await house.Approved(units: 1, task: await house.AuthorizeTask(order));
        await house.Reserve(house.Visits.Add(house.Patient).Id, id);
        var schedule = await house.AuthorizeTask(order, TaskKinds.Schedule);
        var visit = house.Visits.Add(house.Patient, task: schedule.Id);
        await Told(visit, schedule.Id);

        house.Visits.Put(visit with { State = VisitStates.Cancelled });
        await house.Tell(new AppointmentCancelled(visit.Id, visit.PatientId, visit.LocationId, schedule.Id, null));

        Assert.Equal(["authorize withdrawn: A visit is not covered: 73721 MRI of the knee"], await house.Tasks(id));
    }

    private Task Told(VisitSummary visit, Guid task) => house.Tell(new AppointmentBooked(visit.Id, visit.PatientId, visit.LocationId, task, visit.CareThreadId));
}
