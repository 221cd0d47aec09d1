using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
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

/// <summary>Attempts to reach a patient are counted, and a request ends booked, declined or unreachable.</summary>
public sealed class RequestEndTests(TestCluster cluster) : IAsyncLifetime
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
    public async Task A_request_ends_as_unreachable_only_after_so_many_attempts_each_counted_once()
    {
        var (wish, request) = await Wanted();
        var id = Guid.CreateVersion7();
        var noted = await Task.WhenAll(Note(request, RequestOutcome.NoAnswer, id), Note(request, RequestOutcome.NoAnswer, id));
        Assert.Single(noted.OfType<AttemptNoted.Done>());
        Assert.Single(noted.OfType<AttemptNoted.WasSo>());
        Assert.Equal(new AttemptNoted.TooFew(1, 3), await Note(request, RequestOutcome.Unreachable));
        await Note(request, RequestOutcome.Reached);
        var wrong = Assert.IsType<AttemptNoted.Done>(await Note(request, RequestOutcome.WrongNumber));
        await TakeBack(wrong.AttemptId);
        Assert.IsType<AttemptNoted.Unknown>(await TakeBack(wrong.AttemptId));
        Assert.Equal(2, Assert.IsType<AttemptNoted.Done>(await Note(request, RequestOutcome.LeftMessage)).Failed);
        Assert.Equal(new AttemptNoted.TooFew(2, 3), await Note(request, RequestOutcome.Unreachable));
        await Note(request, RequestOutcome.NoAnswer);
        Assert.Equal([4], (await clinic.In((ListRequests list) => list.Open(CancellationToken.None))).Select(line => line.Attempts.Count));
        Assert.Null(await EndOf(wish));

        Assert.IsType<AttemptNoted.Done>(await Note(request, RequestOutcome.Unreachable));
        await clinic.RunJobs();
        Assert.Equal(new RequestEnd(RequestEnd.Unreachable, 3), await EndOf(wish));
        Assert.Equal(new AppointmentRequestEnded(wish.TaskId, Nunez.Id, TestOrganization.Harbor.Id, wish.CareThreadId), Assert.Single(clinic.Services.GetRequiredService<Heard>().OfType<AppointmentRequestEnded>()));
        Assert.Equal(new AttemptNoted.NotOpen(RequestState.Unreachable), await Note(request, RequestOutcome.NoAnswer));
        Assert.IsType<AttemptNoted.Unknown>(await Note(request, "said nothing"));
        Assert.IsType<AttemptNoted.Unknown>(await Note(Guid.CreateVersion7(), RequestOutcome.NoAnswer));
        Assert.Equal(RequestState.Unreachable, Assert.Single(await clinic.In((ListRequests list) => list.Ended(CancellationToken.None))).Request.State);
    }

    [Fact]
    public async Task A_declined_request_stays_so_while_its_task_follows_and_is_open_again_when_that_is_taken_back_or_the_task_opened()
    {
        var (wish, request) = await Wanted();
        var declined = Assert.IsType<AttemptNoted.Done>(await Note(request, RequestOutcome.Declined));

        // The task is still open, then done for it: no event brings the request back.
        await Tell(wish);
        Assert.Equal([RequestState.Declined], await States());
        Assert.IsType<VisitEntry.RequestGone>(await clinic.Book(ToBook(task: wish.TaskId)));
        await Tell(wishes.Put(wish with { TaskState = "done" }));
        Assert.Equal([RequestState.Declined], await States());

        // Taken back: it waits for its task to be opened too.
        Assert.IsType<AttemptNoted.Done>(await TakeBack(declined.AttemptId));
        Assert.Null(await EndOf(wish));
        await Tell(wishes.Put(wish));
        Assert.Equal([RequestState.Open], await States());

        // Whoever opens the task once more wants the appointment after all.
        await Note(request, RequestOutcome.Declined);
        await Tell(wishes.Put(wish with { TaskState = "done" }));
        await Tell(wishes.Put(wish));
        Assert.Equal([RequestState.Open], await States());
        await clinic.Booked(ToBook(task: wish.TaskId));
        Assert.Equal(new AttemptNoted.NotOpen(RequestState.Booked), await Note(request, RequestOutcome.Declined));

        // A void order ends it for good.
        var (other, voided) = await Wanted();
        var ended = Assert.IsType<AttemptNoted.Done>(await Note(voided, RequestOutcome.Declined));
        await Tell(wishes.Put(other with { TaskState = AppointmentWish.Withdrawn }));
        await TakeBack(ended.AttemptId);
        Assert.Equal([RequestState.Withdrawn], await clinic.Sql($"SELECT state FROM scheduling.appointment_requests WHERE id = '{voided}'"));
    }

    [Fact]
    public async Task The_most_urgent_comes_first_then_who_is_late_first_and_other_locations_are_out_of_sight()
    {
        var (routine, _) = await Wanted();
        var (sooner, _) = await Wanted(wishes.Put(wishes.Add() with { Latest = new DateOnly(2026, 3, 9) }));
        var (never, _) = await Wanted(wishes.Put(wishes.Add() with { Latest = null }));
        var (stat, _) = await Wanted(wishes.Put(wishes.Add("stat") with { Latest = null }));
        var (_, elsewhere) = await Wanted(wishes.Put(wishes.Add("urgent") with { LocationId = TestOrganization.Mesa.Id }));

        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Harbor.Id]);
        wishes.BeforeAnswer = _ => { };
        var asked = wishes.Asked;
        var lines = await scope.ServiceProvider.GetRequiredService<ListRequests>().Open(CancellationToken.None);
        Assert.Equal(asked + 1, wishes.Asked);
        Assert.Equal([stat.TaskId, sooner.TaskId, routine.TaskId, never.TaskId], lines.Select(line => line.Request.TaskId));
        Assert.IsType<AttemptNoted.Unknown>(await scope.ServiceProvider.GetRequiredService<RecordAttempt>().Run(Guid.CreateVersion7(), elsewhere, RequestOutcome.Declined, CancellationToken.None));
    }

    private async Task<(AppointmentWish Wish, Guid Request)> Wanted(AppointmentWish? wanted = null)
    {
        var wish = wanted ?? wishes.Add();
        await Tell(wish);
        return (wish, (Guid)(await clinic.Sql($"SELECT id FROM scheduling.appointment_requests WHERE task_id = '{wish.TaskId}'"))[0]!);
    }

    private Task Tell(AppointmentWish wish) => clinic.In((OnAppointmentTaskChanged reaction) =>
        reaction.Run(new AppointmentTaskChanged(wish.TaskId, wish.CareThreadId), new JobMessage(Guid.CreateVersion7(), "scheduling.follow-task"), CancellationToken.None));

    private Task<AttemptNoted> Note(Guid request, string outcome, Guid? id = null) =>
        clinic.In((RecordAttempt record) => record.Run(id ?? Guid.CreateVersion7(), request, outcome, CancellationToken.None));

    private Task<AttemptNoted> TakeBack(Guid attempt) => clinic.In((RecordAttempt record) => record.TakeBack(attempt, CancellationToken.None));

    private Task<RequestEnd?> EndOf(AppointmentWish wish) => clinic.In((IAppointmentRequests requests) => requests.EndOf(wish.TaskId));

    private Task<IReadOnlyList<object?>> States() => clinic.Sql("SELECT state FROM scheduling.appointment_requests");
}
