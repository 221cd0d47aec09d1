using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>A time kept while on the phone: nobody else gets it, its holder books it, and it lapses.</summary>
public sealed class HoldTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.CreateVersion7();
    private static readonly Guid Ben = Guid.CreateVersion7();

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_held_time_is_nobody_elses_and_is_not_offered()
    {
        var held = Assert.IsType<SlotHeld.Held>(await Hold(Ana, ToHold()));
        Assert.Equal(clinic.Clock.GetUtcNow().AddMinutes(10), held.Until);

        var why = Assert.IsType<Lanes.Held>(Assert.IsType<VisitEntry.NotFree>(await Book(Ben, ToBook("10:10") with { HoldId = held.HoldId })).Why);
        Assert.Equal((Ana, held.Until), (why.By, why.Until));
        Assert.IsType<SlotHeld.NotFree>(await Hold(Ben, ToHold()));
        Assert.Equal(
            [At("10:30")],
            (await clinic.In((FindFreeSlots find) => find.Run(TestOrganization.Harbor.Id, Okafor, 20, At("10:00"), 1, CancellationToken.None))).Select(slot => slot.StartsAt));
        Assert.IsType<VisitChanged.NotFree>(await clinic.Move(await clinic.Booked(ToBook("14:00")), new Place(Okafor, TestOrganization.Harbor.Id, At("10:00"))));
    }

    [Fact]
    public async Task Its_holder_makes_a_visit_of_it_in_one_transaction_also_a_longer_one()
    {
        var held = Assert.IsType<SlotHeld.Held>(await Hold(Ana, ToHold(minutes: 20)));

        Assert.IsType<VisitEntry.Entered>(await Book(Ana, ToBook("10:00", 45) with { HoldId = held.HoldId }));

        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
        Assert.Equal([false], await clinic.Sql("SELECT is_hold FROM scheduling.taken_lanes"));
    }

    [Fact]
    public async Task A_hold_stays_where_its_booking_is_refused()
    {
        await clinic.Booked(ToBook("10:30"));
        var held = Assert.IsType<SlotHeld.Held>(await Hold(Ana, ToHold()));

        Assert.IsType<VisitEntry.Overlaps>(await Book(Ana, ToBook("10:00", 45) with { HoldId = held.HoldId }));

        Assert.IsType<VisitEntry.NotFree>(await Book(Ben, ToBook("10:00")));
    }

    [Fact]
    public async Task A_hold_lapses_and_whoever_comes_then_has_the_time()
    {
        var held = Assert.IsType<SlotHeld.Held>(await Hold(Ana, ToHold()));
        clinic.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(
            [At("10:00")],
            (await clinic.In((FindFreeSlots find) => find.Run(TestOrganization.Harbor.Id, Okafor, 20, At("10:00"), 1, CancellationToken.None))).Select(slot => slot.StartsAt));
        Assert.IsType<VisitEntry.Entered>(await Book(Ben, ToBook("10:10")));

        Assert.IsType<VisitEntry.Overlaps>(await Book(Ana, ToBook("10:00") with { HoldId = held.HoldId }));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
    }

    [Fact]
    public async Task The_same_form_holds_once_and_lets_go_of_its_own_alone()
    {
        var asked = ToHold();
        var answers = await Task.WhenAll(Hold(Ana, asked), Hold(Ana, asked));
        Assert.All(answers, answer => Assert.Equal(asked.Id, Assert.IsType<SlotHeld.Held>(answer).HoldId));
        Assert.IsType<SlotHeld.Unknown>(await Hold(Ben, asked));

        await LetGo(Ben, asked.Id);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.holds"));
        await LetGo(Ana, asked.Id);
        Assert.IsType<VisitEntry.Entered>(await Book(Ben, ToBook("10:00")));
        Assert.Equal(["slot.held", "slot.let-go", "visit.entered"], await clinic.Sql("SELECT action FROM audit.entries ORDER BY id"));
    }

    [Fact]
    public async Task Of_many_who_hold_the_same_time_at_once_one_does_and_a_lapsed_one_is_in_nobodys_way()
    {
        await Hold(Ana, ToHold());
        clinic.Clock.Advance(TimeSpan.FromMinutes(11));

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => Hold(Ben, ToHold()))));

        Assert.Single(answers, answer => answer is SlotHeld.Held);
        Assert.Equal(11, answers.Count(answer => answer is SlotHeld.NotFree));
    }

    private static SlotToHold ToHold(int minutes = 30) => new(Guid.CreateVersion7(), Okafor, TestOrganization.Harbor.Id, FollowUp, At("10:00"), minutes);

    private Task<SlotHeld> Hold(Guid user, SlotToHold slot) => As(user, (HoldSlot slots) => slots.Take(slot, CancellationToken.None));

    private Task LetGo(Guid user, Guid hold) => As(user, async (HoldSlot slots) =>
    {
        await slots.LetGo(hold, CancellationToken.None);
        return true;
    });

    private Task<VisitEntry> Book(Guid user, VisitToBook visit) => As(user, (BookVisit book) => book.Run(visit, CancellationToken.None));

    private async Task<TResult> As<T, TResult>(Guid user, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
