using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Tasks;

/// <summary>How a task that asks for an appointment follows what the schedule says.</summary>
public sealed class FollowAppointmentTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly StandingOrders orders = new();
    private readonly Calendar schedule = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await cluster.OpenClinic(
        [new IntakeModule()], services => services.AddSingleton<IOrders>(orders).AddSingleton<IDocumentClasses>(orders).AddSingleton<IAuthorizationDecisions>(orders).AddSingleton<IAppointmentRequests>(schedule).AddSingleton<IVisits, StandingVisits>().AddSingleton<IVisitReminders, NoCalls>().AddSingleton<IWaitingResults, NoPapers>().AddSingleton<IChartContents, NoPapers>());

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_booked_appointment_does_its_task_and_a_cancelled_one_opens_it_again()
    {
        var task = await TaskOf(orders.Add());

        await Book(task);
        Assert.Equal(TaskState.Done, await StateOf(task));
        await clinic.DeliverAgain();
        Assert.Equal(TaskState.Done, await StateOf(task));

        await Cancel(task);
        Assert.Equal(TaskState.Open, await StateOf(task));
        Assert.Equal(["raised", "booked", "booking-cancelled"], await clinic.Sql("SELECT what FROM intake.task_events ORDER BY id"));
    }

    [Fact]
    public async Task What_counts_is_how_the_schedule_stands_not_which_event_came_last()
    {
        var task = await TaskOf(orders.Add());
        await Book(task);

        // Cancelled and booked again; the events come the other way round.
        await Tell(new AppointmentBooked(Guid.CreateVersion7(), task.PatientId!.Value, task.LocationId, task.Id, task.CareThreadId));
        await Tell(new AppointmentCancelled(Guid.CreateVersion7(), task.PatientId.Value, task.LocationId, task.Id, task.CareThreadId));

        Assert.Equal(TaskState.Done, await StateOf(task));
    }

    [Fact]
    public async Task A_task_that_a_person_called_done_stays_done()
    {
        var task = await TaskOf(orders.Add());
        await clinic.In((WorkOnTask work) => work.Run(task.Id, WorkOnTask.Done, CancellationToken.None));

        await Cancel(task);

        Assert.Equal(TaskState.Done, await StateOf(task));
    }

    [Fact]
    public async Task An_order_withdrawn_after_the_booking_asks_somebody_to_take_it_back_and_is_not_opened_by_the_cancellation()
    {
        var order = orders.Add();
        var task = await TaskOf(order);
        await Book(task);

        await Withdraw(order);
        await Cancel(task);

        Assert.Equal([TaskKinds.Undo, TaskKinds.Schedule], await clinic.Sql("SELECT kind FROM intake.tasks ORDER BY state DESC, id DESC"));
        Assert.Equal(TaskState.Done, await StateOf(task));
    }

    [Fact]
    public async Task An_appointment_booked_while_its_order_was_withdrawn_is_taken_back_by_a_person()
    {
        var order = orders.Add();
        var task = await TaskOf(order);
        await Withdraw(order);

        await Book(task);
        await clinic.DeliverAgain();

        Assert.Equal(TaskState.Withdrawn, await StateOf(task));
        Assert.Equal([task.Id], await clinic.Sql($"SELECT follows_task_id FROM intake.tasks WHERE kind = '{TaskKinds.Undo}'"));
    }

    [Theory]
    [InlineData("routine", null, null)]
    [InlineData("urgent", null, "2026-03-09")]
    [InlineData("stat", null, "2026-03-02")]
    [InlineData("urgent", "2026-04-01", "2026-04-01")]
    public async Task A_task_asks_for_an_appointment_by_the_orders_day_or_by_its_urgency(string urgency, string? due, string? latest)
    {
        var order = orders.Add(urgency: urgency, due: due is null ? null : IntakeClinic.Date(due));
        var task = await TaskOf(order);

        var wish = await clinic.In((IAppointmentTasks tasks) => tasks.Find(task.Id));

        Assert.Equal(
            new AppointmentWish(
                task.Id, order.Id, order.PatientId, order.LocationId, order.CareThreadId, "Schedule: MRI of the knee, right", "imaging", "open", urgency,
                new DateOnly(2026, 3, 2), latest is null ? null : IntakeClinic.Date(latest), "standard"),
            wish);
        Assert.Equal([wish!], (await clinic.In((IAppointmentTasks tasks) => tasks.FindAll([Guid.CreateVersion7(), task.Id]))).Values);
    }

    [Fact]
    public async Task A_request_that_ended_without_a_visit_closes_its_task_and_whoever_ordered_it_is_told_and_told_again_when_that_is_taken_back()
    {
        var order = orders.Add(urgency: "urgent");
        var task = await TaskOf(order);
        await End(task, new RequestEnd(RequestEnd.Unreachable, 3));
        await clinic.DeliverAgain();
        Assert.Equal(TaskState.Done, await StateOf(task));
        Assert.Equal(["tell open urgent 2026-03-02 Tell who ordered it: the patient could not be reached"], await Tells());
        Assert.Equal(
            ["Ordered by Dr. Quill. Schedule: MRI of the knee, right. The patient could not be reached after 3 attempts, and nothing is booked."], await clinic.Sql("SELECT detail FROM intake.tasks WHERE kind = 'tell'"));

        // Nobody was told yet: nobody needs to be.
        await End(task, null);
        Assert.Equal(TaskState.Open, await StateOf(task));
        Assert.Equal(["tell withdrawn urgent 2026-03-02 Tell who ordered it: the patient could not be reached"], await Tells());

        // Told, and taken back: that is news too. And once more.
        await End(task, new RequestEnd(RequestEnd.Declined, 3));
        var tell = (Guid)(await clinic.Sql("SELECT id FROM intake.tasks WHERE kind = 'tell' AND state = 'open'"))[0]!;
        await clinic.In((WorkOnTask work) => work.Run(tell, WorkOnTask.Done, CancellationToken.None));
        await End(task, null);
        Assert.Equal(["tell open urgent 2026-03-02 Tell who ordered it: an appointment is wanted after all"], await Tells());
        await End(task, new RequestEnd(RequestEnd.Declined, 3));
        Assert.Equal(["tell open urgent 2026-03-02 Tell who ordered it: the patient declined the appointment"], await Tells());

        // A void order takes along what is still to be told.
        await Withdraw(order);
        Assert.Equal(["tell withdrawn urgent 2026-03-02 Tell who ordered it: the patient declined the appointment"], await Tells());
    }

    [Fact]
    public async Task What_a_person_did_with_a_task_stays_whatever_becomes_of_its_request()
    {
        var done = await TaskOf(orders.Add());
        await clinic.In((WorkOnTask work) => work.Run(done.Id, WorkOnTask.Done, CancellationToken.None));
        await End(done, new RequestEnd(RequestEnd.Declined, 0));
        await End(done, null);
        Assert.Equal(TaskState.Done, await StateOf(done));
        Assert.Empty(await Tells());

        var booked = await TaskOf(orders.Add());
        await Book(booked);
        await End(booked, null);
        Assert.Equal(TaskState.Done, await StateOf(booked));
    }

    [Fact]
    public async Task A_task_of_another_kind_asks_for_no_appointment()
    {
        var task = await TaskOf(orders.Add("lab"));

        Assert.Null(await clinic.In((IAppointmentTasks tasks) => tasks.Find(task.Id)));
    }

    private async Task<TaskSummary> TaskOf(OrderAsTranscribed order)
    {
        await Tell(new OrderTranscribed(order.Id, order.DocumentId, order.PatientId, order.CareThreadId));
        return Assert.Single(await clinic.In((ITasks tasks) => tasks.OfDocuments([order.DocumentId])));
    }

    private Task<string> StateOf(TaskSummary task) => clinic.In((IntakeDb db) => db.Tasks.Where(known => known.Id == task.Id).Select(known => known.State).SingleAsync());

    private Task Withdraw(OrderAsTranscribed order)
    {
        orders.Remove(order.Id);
        return Tell(new OrderWithdrawn(order.Id, order.DocumentId, order.CareThreadId));
    }

    private Task Book(TaskSummary task)
    {
        schedule.Booked.Add(task.Id);
        return Tell(new AppointmentBooked(Guid.CreateVersion7(), task.PatientId!.Value, task.LocationId, task.Id, task.CareThreadId));
    }

    private Task Cancel(TaskSummary task)
    {
        schedule.Booked.Remove(task.Id);
        return Tell(new AppointmentCancelled(Guid.CreateVersion7(), task.PatientId!.Value, task.LocationId, task.Id, task.CareThreadId));
    }

    private Task End(TaskSummary task, RequestEnd? end)
    {
        schedule.Ended[task.Id] = end;
        return Tell(new AppointmentRequestEnded(task.Id, task.PatientId!.Value, task.LocationId, task.CareThreadId));
    }

    private Task<IReadOnlyList<object?>> Tells() => clinic.Sql("SELECT kind || ' ' || state || ' ' || urgency || ' ' || due || ' ' || title FROM intake.tasks WHERE kind = 'tell'");

    private async Task Tell(IEvent happened)
    {
        await clinic.Tell<IntakeDb>(happened);
        await clinic.RunJobs();
    }

    /// <summary>Stands in for Scheduling: the tasks for which an appointment stands.</summary>
    private sealed class Calendar : IAppointmentRequests
    {
        public HashSet<Guid> Booked { get; } = [];

        public Dictionary<Guid, RequestEnd?> Ended { get; } = [];

        public Task<RequestEnd?> EndOf(Guid taskId, CancellationToken stopping = default) => Task.FromResult(Ended.GetValueOrDefault(taskId));

        public Task<VisitSummary?> AppointmentOf(Guid taskId, CancellationToken stopping = default) => Task.FromResult(
            Booked.Contains(taskId) ? new VisitSummary(taskId, taskId, taskId, "Dr. Quill", "Follow-up", default, default, VisitStates.Booked) : null);
    }
}
