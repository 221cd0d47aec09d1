using ClinicOps.Kernel.Audit;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class ChangeVisitTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Booking_moving_and_cancelling_are_told_with_ids_in_the_transaction_of_the_rows_and_audited()
    {
        var visit = await clinic.Booked(ToBook("10:00"));
        await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("11:00")));
        await clinic.Cancel(await clinic.Seen(visit.Id));
        await clinic.RunJobs();

        Assert.Equal(
            [
                new AppointmentBooked(visit.Id, Nunez.Id, TestOrganization.Harbor.Id, null, null),
                new AppointmentMoved(visit.Id, Nunez.Id, TestOrganization.Harbor.Id, null, null),
                new AppointmentCancelled(visit.Id, Nunez.Id, TestOrganization.Harbor.Id, null, null),
            ],
            clinic.Services.GetRequiredService<Heard>());
        Assert.Equal(
            ["visit.entered", "visit.moved", "visit.cancelled"],
            await clinic.Sql($"SELECT action FROM audit.entries WHERE subject_id = '{visit.Id}' ORDER BY id"));
    }

    [Fact]
    public async Task A_moved_visit_keeps_its_length_and_frees_its_old_time()
    {
        var visit = await clinic.Booked(ToBook("10:00", 45));

        Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Lindqvist, TestOrganization.Mesa.Id, At("14:00"))));

        var moved = await clinic.Seen(visit.Id);
        Assert.Equal((Lindqvist, TestOrganization.Mesa.Id, At("14:00"), At("14:45")), (moved.ProviderId, moved.LocationId, moved.StartsAt, moved.EndsAt));
        Assert.IsType<VisitEntry.Entered>(await clinic.Book(ToBook("10:00")));
    }

    [Fact]
    public async Task A_visit_may_move_over_its_own_old_time_but_not_over_another()
    {
        var visit = await clinic.Booked(ToBook("10:00"));
        var other = await clinic.Booked(ToBook("11:00"));

        Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("10:10"))));
        var refused = Assert.IsType<VisitChanged.Overlaps>(await clinic.Move(await clinic.Seen(visit.Id), new Place(Okafor, TestOrganization.Harbor.Id, At("10:40"))));

        Assert.Equal(other.Id, refused.Other!.VisitId);
        Assert.Equal(At("10:10"), (await clinic.Seen(visit.Id)).StartsAt);
    }

    [Fact]
    public async Task Who_saw_an_older_state_is_told_who_changed_it_and_changes_nothing()
    {
        var visit = await clinic.Booked(ToBook("10:00"));
        var user = Guid.CreateVersion7();
        await using (var scope = clinic.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user, []);
            await scope.ServiceProvider.GetRequiredService<ChangeVisit>().Move(visit.Id, visit.Version, new Place(Okafor, TestOrganization.Harbor.Id, At("11:00")), CancellationToken.None);
        }

        var moved = Assert.IsType<VisitChanged.Overtaken>(await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("12:00"))));
        var cancelled = Assert.IsType<VisitChanged.Overtaken>(await clinic.Cancel(visit));

        Assert.Equal((user, VisitChangeKind.Moved), (moved.By!.By, moved.By.What));
        Assert.Equal(user, cancelled.By!.By);
        Assert.Equal((At("11:00"), VisitStates.Booked), ((await clinic.Seen(visit.Id)).StartsAt, (await clinic.Seen(visit.Id)).State));
    }

    [Fact]
    public async Task The_same_form_sent_twice_moves_and_cancels_once()
    {
        var visit = await clinic.Booked(ToBook("10:00"));
        var to = new Place(Okafor, TestOrganization.Harbor.Id, At("11:00"));

        var moves = await Task.WhenAll(clinic.Move(visit, to), clinic.Move(visit, to));
        var seen = await clinic.Seen(visit.Id);
        var cancellations = await Task.WhenAll(clinic.Cancel(seen), clinic.Cancel(seen));

        Assert.Single(moves, move => move is VisitChanged.Done);
        Assert.Single(moves, move => move is VisitChanged.WasSo);
        Assert.Single(cancellations, cancelled => cancelled is VisitChanged.Done);
        Assert.Equal([3L], await clinic.Sql("SELECT count(*) FROM scheduling.visit_changes"));
    }

    [Fact]
    public async Task Each_change_is_undone_once_and_its_undoing_too()
    {
        var visit = await clinic.Booked(ToBook("10:00"));
        var moved = Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Lindqvist, TestOrganization.Mesa.Id, At("11:00"))));

        var back = Assert.IsType<VisitChanged.Done>(await clinic.Undo(moved.ChangeId));
        Assert.Equal(Place.Of(visit), Place.Of(await clinic.Seen(visit.Id)));
        Assert.IsType<VisitChanged.Overtaken>(await clinic.Undo(moved.ChangeId));

        await clinic.Undo(back.ChangeId);
        Assert.Equal(Lindqvist, (await clinic.Seen(visit.Id)).ProviderId);

        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Seen(visit.Id)));
        var restored = Assert.IsType<VisitChanged.Done>(await clinic.Undo(cancelled.ChangeId));
        Assert.Equal((VisitChangeKind.Restored, VisitStates.Booked), (restored.What, (await clinic.Seen(visit.Id)).State));
    }

    [Fact]
    public async Task A_booking_is_undone_by_the_id_of_its_form()
    {
        var visit = await clinic.Booked(ToBook("10:00"));

        Assert.IsType<VisitChanged.Done>(await clinic.Undo(visit.Id));
        Assert.Equal(VisitStates.Cancelled, (await clinic.Seen(visit.Id)).State);
    }

    /// <summary>The largest id there is: nothing that happens later has a larger one.</summary>
    [Fact]
    public async Task The_latest_change_is_the_last_in_time_whatever_ids_forms_and_files_make()
    {
        var visit = await clinic.Booked(ToBook("10:00") with { Id = Guid.AllBitsSet });
        clinic.Clock.Advance(TimeSpan.FromMinutes(1));

        var moved = Assert.IsType<VisitChanged.Done>(await clinic.Move(visit, new Place(Okafor, TestOrganization.Harbor.Id, At("11:00"))));

        Assert.IsType<VisitChanged.Done>(await clinic.Undo(moved.ChangeId));
        Assert.Equal(At("10:00"), (await clinic.Seen(visit.Id)).StartsAt);
    }

    [Fact]
    public async Task What_somebody_took_meanwhile_is_not_taken_back_by_an_undo()
    {
        var visit = await clinic.Booked(ToBook("10:00"));
        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(visit));
        await clinic.Booked(ToBook("10:10"));

        Assert.IsType<VisitChanged.Overlaps>(await clinic.Undo(cancelled.ChangeId));
        await clinic.ExpectNoOverlap();
    }

    [Fact]
    public async Task A_visit_of_another_location_is_not_there_for_a_user_and_none_moves_to_it()
    {
        var visit = await clinic.Booked(ToBook("10:00"));
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Mesa.Id]);
        var change = scope.ServiceProvider.GetRequiredService<ChangeVisit>();

        Assert.IsType<VisitChanged.Unknown>(await change.Cancel(visit.Id, visit.Version, CancellationToken.None));
        Assert.IsType<VisitChanged.Unknown>(await change.Undo(visit.Id, CancellationToken.None));
        Assert.IsType<VisitChanged.Unknown>(await change.Move(visit.Id, visit.Version, new Place(Okafor, TestOrganization.Harbor.Id, At("12:00")), CancellationToken.None));
    }

    /// <summary>Every writer takes the locks in one order: without that, moves to and fro between two providers deadlock.</summary>
    [Fact]
    public async Task Thirty_two_at_once_book_move_resize_and_cancel_between_two_providers_without_a_deadlock_or_an_overlap()
    {
        Guid[] providers = [Okafor, Lindqvist];
        await Task.WhenAll(Enumerable.Range(0, 32).Select(number => Task.Run(async () =>
        {
            var draw = new Random(number);
            for (var turn = 0; turn < 8; turn++)
            {
                var asked = ToBook() with { ProviderId = providers[draw.Next(2)], StartsAt = At("08:00").AddMinutes(10 * draw.Next(150)) };
                if (await clinic.Book(asked) is VisitEntry.Entered)
                {
                    await clinic.Move(await clinic.Seen(asked.Id), new Place(providers[draw.Next(2)], TestOrganization.Harbor.Id, At("08:00").AddMinutes(10 * draw.Next(150))));
                    var moved = await clinic.Seen(asked.Id);
                    await clinic.In((ChangeVisit change) => change.Resize(moved.Id, moved.Version, 10 + (10 * draw.Next(6)), CancellationToken.None));
                    if (draw.Next(2) == 0)
                    {
                        await clinic.Cancel(await clinic.Seen(asked.Id));
                    }
                }
            }
        })));

        await clinic.ExpectNoOverlap();
        Assert.True(await clinic.In((SchedulingDb db) => db.VisitChanges.CountAsync(change => change.What == VisitChangeKind.Moved)) > 10);
    }
}
