using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Requests;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class RequestTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;
    private Wishes wishes = null!;

    public async ValueTask InitializeAsync()
    {
        clinic = await Open(cluster);
        wishes = clinic.Services.GetRequiredService<Wishes>();
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_task_becomes_a_request_of_ids_and_codes_and_takes_it_along()
    {
        var wish = wishes.Add("urgent");
        await Tell(wish);
        Assert.Equal(["open urgent imaging 2026-03-02 2026-03-20"], await clinic.Sql("SELECT state || ' ' || urgency || ' ' || wants || ' ' || earliest || ' ' || latest FROM scheduling.appointment_requests"));

        await Tell(wishes.Put(wish with { TaskState = "done" }));
        Assert.Equal([RequestState.Closed], await States());
        await Tell(wishes.Put(wish));
        Assert.Equal([RequestState.Open], await States());
        await Tell(wishes.Put(wish with { TaskState = AppointmentWish.Withdrawn }));
        Assert.Equal([RequestState.Withdrawn], await States());
    }

    [Fact]
    public async Task A_change_between_the_question_and_the_commit_is_brought_in_too()
    {
        var wish = wishes.Add();
        wishes.BeforeAnswer = asked => _ = asked == 2 ? wishes.Put(wish with { TaskState = AppointmentWish.Withdrawn }) : null;

        await Tell(wish);

        Assert.Equal([RequestState.Withdrawn], await States());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_visit_booked_for_a_task_stands_for_it_whether_the_request_came_first_or_not(bool requestFirst)
    {
        var wish = wishes.Add();
        if (requestFirst)
        {
            await Tell(wish);
        }

        var visit = await clinic.Booked(ToBook(task: wish.TaskId));
        await Tell(wish);
        await clinic.RunJobs();

        Assert.Equal([RequestState.Booked], await States());
        Assert.Equal(visit.Id, (await Standing(wish))!.Id);
        Assert.Equal(wish.CareThreadId, visit.CareThreadId);
        Assert.Equal(wish.TaskId, (await clinic.In((IVisits visits) => visits.Find(visit.Id)))!.TaskId);
        Assert.Contains(new AppointmentBooked(visit.Id, Nunez.Id, TestOrganization.Harbor.Id, wish.TaskId, wish.CareThreadId), clinic.Services.GetRequiredService<Heard>());
    }

    [Fact]
    public async Task Of_many_who_book_for_the_same_task_at_once_with_different_providers_one_does()
    {
        var wish = wishes.Add();

        var entries = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(() =>
            clinic.Book(ToBook(task: wish.TaskId) with { ProviderId = number % 2 == 0 ? Okafor : Lindqvist, StartsAt = At("08:00").AddMinutes(30 * number) }))));

        Assert.Single(entries, entry => entry is VisitEntry.Entered);
        Assert.Equal(7, entries.Count(entry => entry is VisitEntry.RequestBooked));
    }

    [Fact]
    public async Task A_task_that_is_void_done_or_about_another_patient_is_booked_for_nobody()
    {
        var wish = wishes.Add();
        Assert.IsType<VisitEntry.RequestGone>(await clinic.Book(ToBook(task: wish.TaskId) with { PatientId = Tran.Id }));
        Assert.IsType<VisitEntry.RequestGone>(await clinic.Book(ToBook(task: Guid.CreateVersion7())));

        wishes.Put(wish with { TaskState = AppointmentWish.Withdrawn });
        Assert.IsType<VisitEntry.RequestGone>(await clinic.Book(ToBook(task: wish.TaskId)));
        Assert.Equal([0L], await clinic.Sql("SELECT count(*) FROM scheduling.visits"));
    }

    [Fact]
    public async Task A_cancelled_appointment_opens_its_request_again_and_the_undo_books_it()
    {
        var wish = wishes.Add();
        var visit = await clinic.Booked(ToBook(task: wish.TaskId));

        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(visit));
        Assert.Equal([RequestState.Open], await States());
        Assert.Null(await Standing(wish));

        await clinic.Undo(cancelled.ChangeId);
        Assert.Equal([RequestState.Booked], await States());
    }

    [Fact]
    public async Task The_appointments_of_many_tasks_are_answered_at_once_without_those_that_do_not_stand()
    {
        var (first, second, none) = (wishes.Add(), wishes.Add(), wishes.Add());
        var (stands, moved) = (await clinic.Booked(ToBook("10:00", task: first.TaskId)), await clinic.Booked(ToBook("11:00", task: second.TaskId)));
        await clinic.Cancel(moved);
        var again = await clinic.Booked(ToBook("13:00", task: second.TaskId));

        var found = await clinic.In((IAppointmentRequests appointments) => appointments.AppointmentsOf([first.TaskId, second.TaskId, none.TaskId]));

        Assert.Equal((2, stands.Id, again.Id), (found.Count, found[first.TaskId].Id, found[second.TaskId].Id));
    }

    [Fact]
    public async Task An_undo_does_not_give_a_request_a_second_appointment()
    {
        var wish = wishes.Add();
        var cancelled = Assert.IsType<VisitChanged.Done>(await clinic.Cancel(await clinic.Booked(ToBook("10:00", task: wish.TaskId))));
        var second = await clinic.Booked(ToBook("11:00", task: wish.TaskId));

        Assert.IsType<VisitChanged.RequestTaken>(await clinic.Undo(cancelled.ChangeId));
        Assert.Equal(second.Id, (await Standing(wish))!.Id);
    }

    [Fact]
    public async Task An_order_that_becomes_void_after_the_booking_marks_the_request_and_leaves_the_visit_to_a_person()
    {
        var wish = wishes.Add();
        var visit = await clinic.Booked(ToBook(task: wish.TaskId));

        await Tell(wishes.Put(wish with { TaskState = AppointmentWish.Withdrawn }));
        Assert.Equal([RequestState.Booked], await States());
        Assert.NotNull((await clinic.Sql("SELECT withdrawn_at FROM scheduling.appointment_requests"))[0]);

        await clinic.Cancel(await clinic.Seen(visit.Id));
        Assert.Equal([RequestState.Withdrawn], await States());
    }

    [Fact]
    public async Task An_appointment_has_the_access_class_of_the_task_that_asked_for_it_and_follows_it()
    {
        var wish = wishes.Put(wishes.Add() with { AccessClass = "part2" });
        var visit = await clinic.Booked(ToBook(task: wish.TaskId));
        Assert.Equal(["part2"], await clinic.Sql("SELECT access_class FROM scheduling.appointment_requests"));
        Assert.Equal(["part2"], await clinic.Sql("SELECT access_class FROM scheduling.visits"));

        await Tell(wishes.Put(wish with { AccessClass = "restricted" }));
        Assert.Equal(["restricted"], await clinic.Sql($"SELECT access_class FROM scheduling.visits WHERE id = '{visit.Id}'"));
    }

    private Task Tell(AppointmentWish wish) => clinic.In((OnAppointmentTaskChanged reaction) =>
        reaction.Run(new AppointmentTaskChanged(wish.TaskId, wish.CareThreadId), new JobMessage(Guid.CreateVersion7(), "scheduling.follow-task"), CancellationToken.None));

    private Task<IReadOnlyList<object?>> States() => clinic.Sql("SELECT state FROM scheduling.appointment_requests");

    private Task<VisitSummary?> Standing(AppointmentWish wish) => clinic.In((IAppointmentRequests requests) => requests.AppointmentOf(wish.TaskId));
}
