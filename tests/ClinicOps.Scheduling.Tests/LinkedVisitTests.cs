using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Series;
using ClinicOps.Testing;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

/// <summary>Two visits that belong together: booked beside each other, and what a change of one leaves of that is said.</summary>
public sealed class LinkedVisitTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_visit_goes_beside_another_of_its_patient_in_their_order_and_within_the_minutes()
    {
        var echo = await clinic.Booked(ToBook("10:00") with { CareThreadId = Guid.CreateVersion7(), AccessClass = "restricted" });
        Assert.IsType<VisitEntry.NotBeside>(await clinic.Book(Next("11:40", echo, after: true)));
        Assert.IsType<VisitEntry.NotBeside>(await clinic.Book(Next("10:20", echo, after: true)));
        Assert.IsType<VisitEntry.NotBeside>(await clinic.Book(Next("10:40", echo, after: false)));
        Assert.IsType<VisitEntry.NotBeside>(await clinic.Book(Next("11:00", echo, after: true) with { PatientId = Tran.Id }));
        Assert.IsType<VisitEntry.NotBeside>(await clinic.Book(ToBook("11:00") with { Beside = new Beside(Guid.CreateVersion7(), true, null) }));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));

        var after = await clinic.Booked(Next("11:00", echo, after: true));
        Assert.Equal((echo.CareThreadId, "restricted"), (after.CareThreadId, after.AccessClass));
        var lab = Next("09:20", echo, after: false);
        await clinic.Booked(lab);
        Assert.IsType<VisitEntry.EnteredBefore>(await clinic.Book(lab));
        Assert.Equal(["before this one, within 60 minutes", "after this one, within 60 minutes"], (await Together(echo)).Linked.OrderBy(line => line.Start).Select(line => line.Belongs));
        Assert.Equal("before this one, within 60 minutes", Assert.Single((await Together(after)).Linked).Belongs);
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM scheduling.visit_links"));
        Assert.All((await Together(echo)).Linked, line => Assert.Empty(line.Trouble));
    }

    [Fact]
    public async Task What_a_move_or_a_cancellation_of_one_leaves_of_the_other_is_said_at_both_and_the_other_stands()
    {
        var echo = await clinic.Booked(ToBook("10:00"));
        var after = await clinic.Booked(Next("11:00", echo, after: true));

        var moved = Assert.IsType<VisitChanged.Done>(await clinic.Move(after, new Place(Okafor, after.LocationId, At("14:00"))));
        Assert.Equal("More time lies between the two than was meant.", await Trouble(after));
        await clinic.Move(moved.Visit, new Place(Okafor, after.LocationId, At("09:20")));
        Assert.Equal("The two no longer stand in their order.", await Trouble(echo));
        Assert.True(await clinic.In(async (LoadTogether load) => await load.IsAnyApart(await clinic.Seen(after.Id), CancellationToken.None)));

        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Seen(echo.Id)));
        Assert.Equal(VisitStates.Booked, (await clinic.Seen(after.Id)).State);
        Assert.Equal("This visit is cancelled, and the one that belongs with it still stands.", await Trouble(echo));
        Assert.Equal("The visit that belongs with this one is cancelled.", await Trouble(after));

        // Both gone, nothing is wrong between them; and beside what is cancelled nothing goes.
        await clinic.Cancel(await clinic.Seen(after.Id));
        Assert.Equal("", await Trouble(echo));
        Assert.IsType<VisitEntry.NotBeside>(await clinic.Book(Next("11:00", echo, after: true)));
        await clinic.Undo(cancelled.ChangeId);
        Assert.Equal("The visit that belongs with this one is cancelled.", await Trouble(echo));
    }

    private static VisitToBook Next(string start, Visit other, bool after) => ToBook(start) with { Beside = new Beside(other.Id, after, 60) };

    private Task<VisitsTogether> Together(Visit of) => clinic.In(async (LoadTogether load) => await load.Of(await clinic.Seen(of.Id), CancellationToken.None));

    private async Task<string> Trouble(Visit of) => Assert.Single((await Together(of)).Linked).Trouble;
}
