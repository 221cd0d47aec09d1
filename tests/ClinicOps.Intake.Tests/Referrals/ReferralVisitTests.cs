using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tests.Authorizations;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace ClinicOps.Intake.Tests.Referrals;

/// <summary>Which visits count under a referral, and which do not.</summary>
public sealed class ReferralVisitTests(TestCluster cluster) : IAsyncLifetime
{
    private ReferralClinic house = null!;

    public async ValueTask InitializeAsync() => house = await ReferralClinic.Open(cluster);

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_referral_decided_or_the_hourly_look_takes_no_units_that_another_order_of_the_thread_was_given()
    {
        var asked = await house.ReferTask();
        var authorization = await Approved(asked);
        house.Visits.Add(house.Patient, thread: asked.CareThreadId);

        var referral = await house.Accepted(visits: 3);
        await house.LookAtVisits();

        Assert.Equal((1, 0), (await house.Counted(referral), await Held(authorization)));

        // Booked for the order that was approved, it takes them.
        var own = house.Visits.Put(house.Visits.Add(house.Patient, thread: asked.CareThreadId) with { TaskId = asked.Id });
        await house.Booked(own);
        Assert.Equal((2, 1), (await house.Counted(referral), await Held(authorization)));
    }

    [Fact]
    public async Task Past_visits_are_counted_by_people_and_what_was_used_stays_used_when_it_holds_no_more()
    {
        var past = house.Visits.Add(house.Patient, new DateTimeOffset(2026, 2, 20, 15, 0, 0, TimeSpan.Zero));
        var coming = house.Visits.Add(house.Patient);
        var id = await house.Accepted(visits: 2);
        Assert.Equal([coming.Id], await Visits(id));

        Assert.Equal(VisitCounted.Counted, await Count(past, id));
        house.Visits.Put(coming with { State = VisitStates.Done });
        await house.LookAtVisits();
        await house.Did(id, new ReferralStep.Decline(new Contact(Comment: "The plan says no")));
        await house.Clinic.RunJobs();
        Assert.Equal([coming.Id], await Visits(id));

        // Said to be valid from before, it counts what was since then.
        var earlier = await house.Accepted(visits: 2, from: new DateOnly(2026, 2, 1));
        Assert.Equal([past.Id], await Visits(earlier));
    }

    [Fact]
    public async Task A_visit_counts_by_its_thread_or_its_plan_and_never_twice()
    {
        var (visit, other) = (house.Visits.Add(house.Patient), await house.Accepted(visits: 2, payer: "Aetna"));
        await house.Booked(visit);
        Assert.Equal(0, await house.Counted(other));

        var own = await house.Accepted(visits: 2);
        Assert.Equal([visit.Id], await Visits(own));
        Assert.Equal(VisitCounted.CountsElsewhere, await Count(visit, other));

        await house.Clinic.Sql("UPDATE intake.payers SET needs_referral = false");
        await house.Booked(house.Visits.Add(house.Patient));
        var ofThread = house.Visits.Add(house.Patient, thread: (await house.Find(other)).CareThreadId);
        await house.Booked(ofThread);
        Assert.Equal([visit.Id], await Visits(own));
        Assert.Equal([ofThread.Id], await Visits(other));
    }

    [Fact]
    public async Task What_is_allowed_anew_counts_visits_that_wait_and_what_is_allowed_no_more_is_a_task_until_it_fits()
    {
        var id = await house.Accepted(visits: 1);
        var (first, second) = (house.Visits.Add(house.Patient), house.Visits.Add(house.Patient));
        await house.Booked(first);
        await house.Booked(second);
        Assert.Equal(1, await house.Counted(id));

        await house.Corrected(id, visits: 2);
        Assert.Equal(2, await house.Counted(id));
        Assert.Equal(["refer withdrawn: A visit is not covered by the referral: Palpitations"], (await house.Tasks()).Where(IsOfVisits));

        var step = await house.Corrected(id, visits: 1);
        Assert.Equal("refer open: More visits count than the referral allows: Palpitations", (await house.Tasks())[^1]);
        Assert.IsType<ReferralWork.Done>(await house.Undo(id, step));
        Assert.Equal("refer withdrawn: More visits count than the referral allows: Palpitations", (await house.Tasks())[^1]);

        // Used up, it is not in the way of the next one, not even where its own chain of work goes on.
        var renewed = await house.Accepted(visits: 1);
        var third = house.Visits.Add(house.Patient, thread: (await house.Find(id)).CareThreadId);
        await house.Booked(third);
        Assert.Equal([third.Id], await Visits(renewed));
    }

    [Fact]
    public async Task A_visit_that_is_not_covered_is_one_task_for_each_reason_and_goes_with_it()
    {
        var id = await house.Accepted(visits: 1, new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31));
        var (first, second) = (house.Visits.Add(house.Patient), house.Visits.Add(house.Patient));
        await house.Booked(first);
        house.Visits.Put(first with { StartsAt = first.StartsAt.AddDays(60), EndsAt = first.EndsAt.AddDays(60) });
        await house.LookAtVisits();
        Assert.Equal(["open"], await OfVisits());

        await house.Clinic.Sql("UPDATE intake.tasks SET state = 'done', closed_at = now() WHERE reason LIKE 'referral_visit_%'");
        await house.LookAtVisits();
        Assert.Equal(["done"], await OfVisits());

        house.Visits.Put(first with { StartsAt = first.StartsAt.AddDays(61), EndsAt = first.EndsAt.AddDays(61) });
        await house.LookAtVisits();
        Assert.Equal(["done", "open"], await OfVisits());
        house.Visits.Put(first);
        await house.LookAtVisits();
        Assert.Equal(["done", "withdrawn"], await OfVisits());

        await house.Booked(second);
        Assert.Equal(["done", "withdrawn", "open"], await OfVisits());
        house.Visits.Put(second with { State = VisitStates.Cancelled });
        await house.Tell(new AppointmentCancelled(second.Id, house.Patient, second.LocationId, null, null));
        Assert.Equal(["done", "withdrawn", "withdrawn"], await OfVisits());
        Assert.Equal(1, await house.Counted(id));
    }

    [Fact]
    public async Task Of_several_of_a_plan_the_one_of_the_visits_specialty_counts_then_the_one_that_ends_first()
    {
        var heart = await Accepted("Cardiology", visits: 1, to: new DateOnly(2026, 12, 31));
        var soon = await Accepted("", visits: 1, to: new DateOnly(2026, 4, 30));
        var later = await Accepted("", visits: 5, to: new DateOnly(2026, 6, 30));
        await Accepted("Dermatology", visits: 5, to: new DateOnly(2026, 3, 31));
        var over = await Accepted("Cardiology", visits: 5, to: new DateOnly(2026, 3, 9));
        var seen = new List<Guid>();
        for (var number = 0; number < 3; number++)
        {
            var visit = house.Visits.Put(house.Visits.Add(house.Patient) with { ProviderSpecialty = "Interventional cardiology" });
            await house.Booked(visit);
            await house.LookAtVisits();
            seen.Add(visit.Id);
        }

        Assert.Equal([seen[0]], await Visits(heart));
        Assert.Equal([seen[1]], await Visits(soon));
        Assert.Equal([seen[2]], await Visits(later));
        Assert.Empty(await Visits(over));
    }

    [Fact]
    public async Task Visits_at_the_same_moment_count_once_each_and_never_more_than_allowed()
    {
        var (first, second) = (await Accepted("", visits: 3, to: new DateOnly(2026, 4, 30)), await Accepted("", visits: 4, to: new DateOnly(2026, 6, 30)));
        var booked = Enumerable.Range(0, 8).Select(_ => house.Visits.Add(house.Patient)).ToList();

        // Twice each: the event, and the hourly look.
        await Task.WhenAll(booked.Concat(booked).Select(visit => house.Clinic.In((FollowVisit follow) => follow.Look(visit.Id, null, CancellationToken.None))));

        Assert.Equal((3, 4), ((await Visits(first)).Distinct().Count(), (await Visits(second)).Distinct().Count()));
        Assert.Equal(7, (await Visits(first)).Concat(await Visits(second)).Distinct().Count());
        Assert.Equal((3, 4), (await house.Counted(first), await house.Counted(second)));
        Assert.Equal(["open"], await OfVisits());
    }

    [Fact]
    public async Task Staff_move_a_visit_to_another_referral_and_back_and_it_leaves_the_one_only_where_the_other_takes_it()
    {
        var (soon, later) = (await Accepted("", visits: 2, to: new DateOnly(2026, 4, 30)), await Accepted("", visits: 1, to: new DateOnly(2026, 6, 30)));
        var (visit, other) = (house.Visits.Add(house.Patient), house.Visits.Add(house.Patient));
        await house.Booked(visit);
        await house.Booked(other);
        Assert.Equal(new[] { visit.Id, other.Id }.Order(), (await Visits(soon)).Order());

        Assert.Equal(VisitCounted.Counted, await Move(visit, soon, later));
        Assert.Equal(VisitCounted.WasCounted, await Move(visit, soon, later));
        Assert.Equal(VisitCounted.NoneLeft, await Move(other, soon, later));
        await house.LookAtVisits();
        Assert.Equal([other.Id, visit.Id], [.. await Visits(soon), .. await Visits(later)]);

        // Taken back, also once it is done.
        house.Visits.Put(visit with { State = VisitStates.Done });
        await house.LookAtVisits();
        Assert.Equal(VisitCounted.Counted, await Move(visit, later, soon));
        await house.LookAtVisits();
        Assert.Equal(new[] { visit.Id, other.Id }.Order(), (await Visits(soon)).Order());
        Assert.Equal(0, await house.Counted(later));
    }

    private async Task<Guid> Accepted(string specialty, int visits, DateOnly to)
    {
        var id = await house.Start(new ReferralRequest("Ana Maro, DO", "", specialty, "Palpitations", "", "routine", "Ohio Medicaid", []), ReferralDirection.In);
        await house.Did(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-1", new DateOnly(2026, 3, 1), to, visits)));
        await house.Clinic.RunJobs();
        return id;
    }

    private Task<VisitCounted?> Move(VisitSummary visit, Guid from, Guid to) => house.Clinic.In((CountVisits count) => count.Move(visit.Id, from, to, CancellationToken.None));

    private static bool IsOfVisits(string task) => task.Contains("A visit is not covered", StringComparison.Ordinal);

    private async Task<IReadOnlyList<object?>> OfVisits() => await house.Clinic.Sql("SELECT state FROM intake.tasks WHERE reason LIKE 'referral_visit_%' ORDER BY id");

    private async Task<IReadOnlyList<Guid>> Visits(Guid id) => await house.Clinic.In((IntakeDb db) => db.CountingReferralUses.Where(use => use.ReferralId == id).Select(use => use.VisitId).ToListAsync());

    private Task<VisitCounted?> Count(VisitSummary visit, Guid id) => house.Clinic.In((CountVisits count) => count.Count(visit.Id, id, CancellationToken.None));

    private Task<int> Held(Guid authorization) => house.Clinic.In((IntakeDb db) => db.CountingUses.CountAsync(use => use.AuthorizationId == authorization));

    private async Task<Guid> Approved(StaffTask task)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<Started.Done>(await house.Clinic.In((StartAuthorization start) => start.Run(id, house.Patient, TestOrganization.Harbor.Id, task, AuthorizationClinic.Request(), CancellationToken.None)));
        var version = await house.Clinic.In((IntakeDb db) => db.Authorizations.Where(a => a.Id == id).Select(a => a.Version).SingleAsync());
        Assert.IsType<AuthorizationWork.Done>(await house.Clinic.In((WorkOnAuthorization work) => work.Run(id, version, Guid.CreateVersion7(), AuthorizationClinic.Approve(units: 5), CancellationToken.None)));
        await house.Clinic.RunJobs();
        return id;
    }
}
