using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Tasks;

public sealed class ReactionTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private readonly StandingOrders orders = new();
    private readonly StandingActions actions = new();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() =>
        clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<IOrders>(orders).AddSingleton<IDocumentClasses>(orders).AddSingleton<IAuthorizationDecisions>(orders).AddSingleton<IAskedActions>(actions));

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Theory]
    [InlineData("imaging", "ready", TaskKinds.Schedule)]
    [InlineData("procedure", "ready", TaskKinds.Schedule)]
    [InlineData("lab", "ready", TaskKinds.Call)]
    [InlineData("medication", "ready", TaskKinds.Call)]
    [InlineData("pt", "ready", TaskKinds.Refer)]
    [InlineData("referral", "ready", TaskKinds.Refer)]
    [InlineData("dme", "ready", TaskKinds.Refer)]
    [InlineData("imaging", "unsigned", TaskKinds.Query)]
    [InlineData("lab", "undated", TaskKinds.Query)]
    [InlineData("dme", "illegible", TaskKinds.Query)]
    [InlineData("referral", "elsewhere", TaskKinds.Query)]
    [InlineData("imaging", "duplicate", TaskKinds.Query)]
    [InlineData("lab", "expired", TaskKinds.Query)]
    [InlineData("pt", "cancelled", TaskKinds.Query)]
    [InlineData("imaging", "struck_out", TaskKinds.Query)]
    [InlineData("lab", "standing", TaskKinds.Call)]
    [InlineData("imaging", "late", TaskKinds.Schedule)]
    public async Task An_order_becomes_the_task_of_its_kind_and_state(string kind, string state, string expected)
    {
        var order = orders.Add(kind, state);

        await Tell(Transcribed(order));

        var task = Assert.Single(await OfDocument(order.DocumentId));
        Assert.Equal(
            (expected, TaskState.Open, order.PatientId, order.Id, order.LocationId, order.CareThreadId),
            (task.Kind, task.State, task.PatientId!.Value, task.OrderId!.Value, task.LocationId, task.CareThreadId));
        Assert.Equal([null], await clinic.Sql("SELECT owner_id FROM intake.tasks"));
    }

    [Theory]
    [InlineData("stat", null, "2026-03-02")]
    [InlineData("urgent", null, "2026-03-03")]
    [InlineData("routine", null, "2026-03-04")]
    [InlineData("routine", "2026-03-03", "2026-03-03")]
    [InlineData("routine", "2026-05-01", "2026-03-04")]
    [InlineData("routine", "2026-02-20", "2026-02-20")] // late on arrival
    public async Task A_task_is_due_by_urgency_or_on_the_orders_day_whichever_is_sooner(string urgency, string? day, string due)
    {
        await Tell(Transcribed(orders.Add(urgency: urgency, due: day is null ? null : IntakeClinic.Date(day))));

        Assert.Equal([IntakeClinic.Date(due).ToDateTime(default)], (await clinic.Sql("SELECT due::timestamp FROM intake.tasks")).Cast<DateTime>());
    }

    [Fact]
    public async Task An_order_told_again_and_again_has_one_task()
    {
        var order = orders.Add();
        await Tell(Transcribed(order));
        await Tell(Transcribed(order));

        await clinic.DeliverAgain();

        Assert.Single(await OfDocument(order.DocumentId));
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM intake.task_events"));
    }

    [Fact]
    public async Task An_order_that_was_corrected_gets_the_task_it_should_have_had()
    {
        var order = orders.Add(state: "unsigned");
        await Tell(Transcribed(order));
        orders.Put(order with { State = "ready" });

        await Tell(Transcribed(order));
        await clinic.DeliverAgain();

        Assert.Equal(
            [(TaskKinds.Query, TaskState.Withdrawn), (TaskKinds.Schedule, TaskState.Open)],
            (await OfDocument(order.DocumentId)).Select(task => (task.Kind, task.State)));
    }

    [Fact]
    public async Task What_was_done_for_an_order_whose_side_is_corrected_is_open_again_once_and_says_so()
    {
        var order = orders.Add();
        await Tell(Transcribed(order));
        var done = Assert.Single(await OfDocument(order.DocumentId));
        await Step(done.Id, WorkOnTask.Done);

        // Another correction changes nothing for what is done.
        orders.Put(order with { OrderingProvider = "Ada Quist, MD" });
        await Tell(Transcribed(order));
        Assert.Equal(TaskState.Done, Assert.Single(await OfDocument(order.DocumentId)).State);

        orders.Put(order with { Laterality = "left" });
        await Tell(Transcribed(order));
        var again = Assert.Single(await OfDocument(order.DocumentId));
        Assert.Equal((done.Id, TaskState.Open), (again.Id, again.State));
        Assert.Equal(
            ["Schedule: MRI of the knee, left / The side was corrected after this was done (“Schedule: MRI of the knee, right”): change what was booked or told. Ordered by Dr. Quill"],
            await clinic.Sql("SELECT title || ' / ' || detail FROM intake.tasks"));

        // Told again while nobody has changed it yet.
        orders.Put(order with { Laterality = "left", OrderingProvider = "Ada Quist, MD" });
        await Tell(Transcribed(order));
        await Tell(Transcribed(order));
        Assert.Equal(
            ["The side was corrected after this was done (“Schedule: MRI of the knee, right”): change what was booked or told. Ordered by Ada Quist, MD"],
            await clinic.Sql("SELECT detail FROM intake.tasks"));

        await Step(done.Id, WorkOnTask.Done);
        await Tell(Transcribed(order));
        await clinic.DeliverAgain();
        Assert.Equal(TaskState.Done, Assert.Single(await OfDocument(order.DocumentId)).State);

        // Changed, and opened again for something else.
        await Step(done.Id, WorkOnTask.Reopen);
        await Tell(Transcribed(order));
        Assert.Equal(["Ordered by Ada Quist, MD"], await clinic.Sql("SELECT detail FROM intake.tasks"));
    }

    [Fact]
    public async Task The_clinics_table_says_which_tasks_an_order_makes_for_who_pays()
    {
        var patient = await clinic.Register(IntakeClinic.Person("Nora", "Quist") with { Payer = "Ohio Medicaid", MemberId = "M1" });
        Assert.Equal(1, Assert.IsType<OrderTaskChange.Done>(await Save("imaging", "medicaid", 0, new WantedTask(TaskKinds.Authorize, 1), new WantedTask(TaskKinds.Schedule, 5))).Number);
        Assert.IsType<OrderTaskChange.ChangedMeanwhile>(await Save("imaging", "Medicaid", 0, new WantedTask(TaskKinds.Call, 1)));
        Assert.IsType<OrderTaskChange.NotUnderstood>(await Save("imaging", "*", 0, new WantedTask("query", 1)));
        var order = orders.Add(patient: patient);
        await Tell(Transcribed(order));
        await clinic.DeliverAgain();

        Assert.Equal(
            [(TaskKinds.Authorize, new DateOnly(2026, 3, 3)), (TaskKinds.Schedule, new DateOnly(2026, 3, 9))],
            (await OfDocument(order.DocumentId)).OrderBy(task => task.Kind).Select(task => (task.Kind, task.Due!.Value)));
        Assert.Single(await OfDocument(await Other()));

        await clinic.In((ChangeOrderTasks change) => change.Undo("imaging", "Medicaid", 1, CancellationToken.None));
        await Tell(Transcribed(order));
        Assert.Equal(["schedule"], (await OfDocument(order.DocumentId)).Where(task => task.State == TaskState.Open).Select(task => task.Kind));
        await Tell(new OrderWithdrawn(order.Id, order.DocumentId, order.CareThreadId));
        Assert.All(await OfDocument(order.DocumentId), task => Assert.Equal(TaskState.Withdrawn, task.State));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM intake.order_task_rules"));
        await Assert.ThrowsAnyAsync<Exception>(() => clinic.In((IntakeDb db) => db.Database.ExecuteSqlAsync($"UPDATE order_task_rules SET payer = 'x'")));

        async Task<Guid> Other()
        {
            var without = orders.Add();
            await Tell(Transcribed(without));
            return without.DocumentId;
        }
    }

    [Fact]
    public async Task An_order_that_is_void_before_its_event_arrives_makes_no_task()
    {
        var order = orders.Add();
        orders.Remove(order.Id);

        await Tell(Transcribed(order));

        Assert.Empty(await OfDocument(order.DocumentId));
    }

    [Fact]
    public async Task An_order_withdrawn_while_its_task_was_being_made_leaves_no_open_task()
    {
        var order = orders.Add();
        orders.BeforeAnswer = asked =>
        {
            if (asked == 2)
            {
                orders.Remove(order.Id);
            }
        };

        await Tell(Transcribed(order));

        Assert.Equal(TaskState.Withdrawn, Assert.Single(await OfDocument(order.DocumentId)).State);
    }

    [Fact]
    public async Task An_order_corrected_while_its_task_was_being_made_is_brought_as_it_stands_now()
    {
        var order = orders.Add(state: "unsigned");
        orders.BeforeAnswer = asked =>
        {
            if (asked == 2)
            {
                orders.Put(order with { State = "ready" });
            }
        };

        await Tell(Transcribed(order));
        await clinic.DeliverAgain();

        Assert.Equal(
            [(TaskKinds.Query, TaskState.Withdrawn), (TaskKinds.Schedule, TaskState.Open)],
            (await OfDocument(order.DocumentId)).Select(task => (task.Kind, task.State)));
    }

    [Fact]
    public async Task A_correction_makes_an_open_task_due_sooner_and_never_later()
    {
        var order = orders.Add();
        await Tell(Transcribed(order));
        orders.Put(order with { Urgency = "stat" });
        await Tell(Transcribed(order));
        Assert.Equal(new DateOnly(2026, 3, 2), Assert.Single(await OfDocument(order.DocumentId)).Due!.Value);

        orders.Put(order);
        await Tell(Transcribed(order));

        Assert.Equal(new DateOnly(2026, 3, 2), Assert.Single(await OfDocument(order.DocumentId)).Due!.Value);
    }

    [Fact]
    public async Task A_withdrawn_order_takes_its_open_task_along()
    {
        var order = orders.Add();
        await Tell(Transcribed(order));

        await Tell(new OrderWithdrawn(order.Id, order.DocumentId, order.CareThreadId));
        await clinic.DeliverAgain();

        Assert.Equal(TaskState.Withdrawn, Assert.Single(await OfDocument(order.DocumentId)).State);
    }

    [Fact]
    public async Task What_was_done_for_a_withdrawn_order_stays_done_and_somebody_is_asked_to_take_it_back_once()
    {
        var order = orders.Add();
        await Tell(Transcribed(order));
        var task = Assert.Single(await OfDocument(order.DocumentId));
        await Step(task.Id, WorkOnTask.Done);

        await Tell(new OrderWithdrawn(order.Id, order.DocumentId, order.CareThreadId));
        await Tell(new OrderWithdrawn(order.Id, order.DocumentId, order.CareThreadId));
        await clinic.DeliverAgain();

        var tasks = await OfDocument(order.DocumentId);
        Assert.Equal([(TaskKinds.Schedule, TaskState.Done), (TaskKinds.Undo, TaskState.Open)], tasks.Select(t => (t.Kind, t.State)));
        Assert.Equal((order.PatientId, new DateOnly(2026, 3, 2)), (tasks[1].PatientId!.Value, tasks[1].Due!.Value));
        Assert.Equal([task.Id], await clinic.Sql("SELECT follows_task_id FROM intake.tasks WHERE kind = 'undo'"));
    }

    [Fact]
    public async Task Urgent_wording_is_a_task_at_once_without_a_patient_and_gets_the_patient_with_the_filing()
    {
        var (document, patient, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Tell(new UrgentWordingRead(document, TestOrganization.Harbor.Id, "critical_result", thread));
        await Tell(new UrgentWordingRead(document, TestOrganization.Harbor.Id, "critical_result", thread));
        var raised = Assert.Single(await OfDocument(document));
        Assert.Equal((TaskKinds.Urgent, null, new DateOnly(2026, 3, 2)), (raised.Kind, raised.PatientId, raised.Due!.Value));

        await Tell(new DocumentFiled(document, patient, "lab_result", null, thread));
        Assert.Equal(patient, Assert.Single(await OfDocument(document)).PatientId);

        await Tell(new DocumentUnfiled(document, patient, thread));
        await clinic.DeliverAgain();
        var after = Assert.Single(await OfDocument(document));
        Assert.Equal((null, TaskState.Open), (after.PatientId, after.State));
    }

    [Fact]
    public async Task An_urgent_task_goes_with_its_page_to_another_document_and_back()
    {
        var (document, other, patient, thread, another) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var read = new UrgentWordingRead(document, TestOrganization.Harbor.Id, "stat", thread);
        await Tell(read);
        await Tell(new DocumentFiled(other, patient, "lab_result", null, another));
        var task = Assert.Single(await OfDocument(document));

        await Tell(read with { DocumentId = other, CareThreadId = another, MovedFrom = document });
        await clinic.DeliverAgain();
        Assert.Empty(await OfDocument(document));
        Assert.Equal((task.Id, patient), (Assert.Single(await OfDocument(other)).Id, (await OfDocument(other))[0].PatientId!.Value));
        Assert.Equal([another], await clinic.Sql("SELECT care_thread_id FROM intake.tasks"));

        await Tell(read with { MovedFrom = other });
        Assert.Equal((task.Id, null), (Assert.Single(await OfDocument(document)).Id, (await OfDocument(document))[0].PatientId));
        Assert.Empty(await OfDocument(other));
    }

    [Fact]
    public async Task Of_two_urgent_tasks_whose_documents_are_put_together_one_is_left_with_all_that_is_still_to_be_done_and_parted_again_both_stand()
    {
        var (document, other, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var read = new UrgentWordingRead(document, TestOrganization.Harbor.Id, "stat", thread);
        await Tell(read);
        await Tell(read with { DocumentId = other });

        await Tell(read with { MovedFrom = other });
        await clinic.DeliverAgain();
        Assert.Equal((TaskState.Open, TaskState.Withdrawn), (Assert.Single(await OfDocument(document)).State, Assert.Single(await OfDocument(other)).State));

        await Tell(read with { DocumentId = other });
        Assert.Equal((TaskState.Open, TaskState.Open), (Assert.Single(await OfDocument(document)).State, Assert.Single(await OfDocument(other)).State));

        // What was done of the one says nothing about the other's page.
        await clinic.Sql($"UPDATE intake.tasks SET state = 'done', closed_at = now() WHERE document_id = '{document}'");
        await Tell(read with { MovedFrom = other });
        Assert.Equal((TaskState.Open, TaskState.Withdrawn), (Assert.Single(await OfDocument(document)).State, Assert.Single(await OfDocument(other)).State));
    }

    [Fact]
    public async Task An_urgent_mail_of_which_nothing_could_be_received_is_one_task()
    {
        var read = new UrgentMailRead(Guid.CreateVersion7(), TestOrganization.Harbor.Id, "stat");
        await Tell(read);
        await Tell(read);
        await clinic.DeliverAgain();

        Assert.Equal(["STAT in an e-mail open stat"], await clinic.Sql("SELECT title || ' ' || state || ' ' || urgency FROM intake.tasks"));
    }

    [Fact]
    public async Task What_is_urgent_while_its_fax_is_still_being_read_is_one_task_that_becomes_its_documents()
    {
        var (transmission, document, other, patient, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var early = new UrgentPageRead(transmission, TestOrganization.Harbor.Id, "stat", thread);
        await Tell(early);
        await Tell(early);
        await clinic.DeliverAgain();
        Assert.Equal(["STAT in what is just coming in open"], await clinic.Sql("SELECT title || ' ' || state FROM intake.tasks WHERE document_id IS NULL"));

        await Tell(new DocumentFiled(document, patient, "physician_order", null, thread));
        await Tell(new UrgentWordingRead(document, TestOrganization.Harbor.Id, "stat", thread));
        await Tell(new UrgentWordingRead(other, TestOrganization.Harbor.Id, "stat", thread));
        await clinic.DeliverAgain();

        Assert.Equal((patient, TaskKinds.Urgent), (Assert.Single(await OfDocument(document)).PatientId!.Value, Assert.Single(await OfDocument(other)).Kind));
        Assert.Equal(["STAT on a document", "STAT on a document"], await clinic.Sql("SELECT title FROM intake.tasks"));

        // Told late, it says nothing new.
        await Tell(early with { TransmissionId = Guid.CreateVersion7() });
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM intake.tasks"));

        // A deadline that has passed has its day with its document only.
        var overdue = early with { Reason = "deadline_passed" };
        await Tell(overdue);
        await Tell(new UrgentWordingRead(document, TestOrganization.Harbor.Id, "deadline_passed", thread, new DateOnly(2026, 2, 27)));
        await Tell(overdue);
        Assert.Equal(["A deadline on a document: 02/27/2026"], await clinic.Sql("SELECT title FROM intake.tasks WHERE reason LIKE 'deadline%'"));
    }

    [Fact]
    public async Task What_was_asked_for_at_acknowledging_is_one_task_and_void_when_it_is_taken_back_in_whatever_order_that_is_told()
    {
        var (step, document, patient, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var asked = new ActionAskedFor(step, document, patient, TestOrganization.Harbor.Id, thread);
        actions.Standing[step] = new AskedAction("Call her: repeat the glucose.", IsUrgent: true);
        await Tell(asked);
        await clinic.DeliverAgain();
        var task = Assert.Single(await OfDocument(document));
        Assert.Equal((TaskKinds.FollowUp, patient, new DateOnly(2026, 3, 2)), (task.Kind, task.PatientId!.Value, task.Due!.Value));
        Assert.Equal(["Call her: repeat the glucose. stat"], await clinic.Sql("SELECT detail || ' ' || urgency FROM intake.tasks"));

        actions.Standing.Clear();
        await Tell(new ActionTakenBack(step, document, thread));
        Assert.Equal(TaskState.Withdrawn, Assert.Single(await OfDocument(document)).State);

        // It stands again: it is the same task, told in whatever order, and is not asked for again once it is done.
        actions.Standing[step] = new AskedAction("Call her: repeat the glucose.", IsUrgent: true);
        await Tell(asked);
        await Tell(new ActionTakenBack(step, document, thread));
        var again = Assert.Single(await OfDocument(document));
        Assert.Equal((task.Id, TaskState.Open), (again.Id, again.State));
        await Step(task.Id, WorkOnTask.Done);
        await Tell(asked);
        Assert.Equal(TaskState.Done, Assert.Single(await OfDocument(document)).State);

        // Taken back before it was told: there is nothing to do.
        var late = Guid.CreateVersion7();
        await Tell(new ActionTakenBack(late, document, thread));
        await Tell(asked with { StepId = late });
        Assert.Single(await OfDocument(document));
    }

    [Fact]
    public async Task Each_deadline_of_a_document_is_a_task_of_its_own_once()
    {
        var near = new UrgentWordingRead(Guid.CreateVersion7(), TestOrganization.Harbor.Id, "deadline_near", Guid.CreateVersion7(), new DateOnly(2026, 3, 4));
        await Tell(near);
        await Tell(near with { Day = new DateOnly(2026, 3, 20) });
        await Tell(near);

        Assert.Equal(["A deadline on a document is near: 03/04/2026", "A deadline on a document is near: 03/20/2026"], await clinic.Sql("SELECT title FROM intake.tasks ORDER BY raised_at, id"));
    }

    [Fact]
    public async Task A_deadlines_task_from_before_tasks_named_the_day_keeps_none_of_a_later_day_away()
    {
        var before = new UrgentWordingRead(Guid.CreateVersion7(), TestOrganization.Harbor.Id, "deadline_near", Guid.CreateVersion7());
        await Tell(before);
        await Tell(before);
        await Tell(before with { Day = new DateOnly(2026, 3, 20) });

        Assert.Equal(["A deadline on a document is near", "A deadline on a document is near: 03/20/2026"], await clinic.Sql("SELECT title FROM intake.tasks ORDER BY raised_at, id"));
    }

    [Fact]
    public async Task Urgent_wording_told_after_the_filing_has_the_patient_from_the_start()
    {
        var (document, patient, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Tell(new DocumentFiled(document, patient, "lab_result", null, thread));

        await Tell(new UrgentWordingRead(document, TestOrganization.Harbor.Id, "stat", thread));

        Assert.Equal(patient, Assert.Single(await OfDocument(document)).PatientId);
    }

    [Fact]
    public async Task A_filing_that_arrives_after_its_own_undoing_does_not_bring_the_wrong_patient_back()
    {
        var (document, wrong, right, thread) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await Tell(new UrgentWordingRead(document, TestOrganization.Harbor.Id, "stat", thread));
        var (filed, unfiled, filedAgain) = (Message(1), Message(2), Message(3));

        await clinic.In((OnDocumentFiled on) => on.Run(new DocumentFiled(document, right, "order", Ana, thread), filedAgain, CancellationToken.None));
        await clinic.In((OnDocumentUnfiled on) => on.Run(new DocumentUnfiled(document, wrong, thread), unfiled, CancellationToken.None));
        await clinic.In((OnDocumentFiled on) => on.Run(new DocumentFiled(document, wrong, "order", null, thread), filed, CancellationToken.None));

        Assert.Equal(right, Assert.Single(await OfDocument(document)).PatientId);
    }

    [Fact]
    public async Task A_task_taken_by_one_is_not_taken_by_another_and_what_is_done_is_told_once()
    {
        var order = orders.Add();
        await Tell(Transcribed(order));
        var task = Assert.Single(await OfDocument(order.DocumentId));

        var takers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Step(task.Id, WorkOnTask.Take, Guid.CreateVersion7()))));

        Assert.Single(takers, step => step is TaskStep.Taken);
        Assert.Equal(4, takers.Count(step => step is TaskStep.OwnedBy));
        await Step(task.Id, WorkOnTask.Done);
        await Step(task.Id, WorkOnTask.Done);
        Assert.Equal([1L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'task.done'"));
        Assert.IsType<TaskStep.Taken>(await Step(task.Id, WorkOnTask.Reopen));
        Assert.Equal(TaskState.Open, Assert.Single(await OfDocument(order.DocumentId)).State);
    }

    [Fact]
    public async Task A_user_sees_and_works_on_tasks_of_the_users_own_locations_only()
    {
        var order = orders.Add();
        await Tell(Transcribed(order));
        var task = Assert.Single(await OfDocument(order.DocumentId));
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, [TestOrganization.Mesa.Id]);

        Assert.Empty(await scope.ServiceProvider.GetRequiredService<ListTasks>().Of(ListTasks.Open, CancellationToken.None));
        Assert.Null(await scope.ServiceProvider.GetRequiredService<ListTasks>().Find(task.Id, CancellationToken.None));
        Assert.IsType<TaskStep.Unknown>(await scope.ServiceProvider.GetRequiredService<WorkOnTask>().Run(task.Id, WorkOnTask.Take, CancellationToken.None));
    }

    [Fact]
    public async Task The_lists_hold_what_their_names_say_with_the_most_pressing_first()
    {
        var routine = orders.Add();
        var late = orders.Add(due: new DateOnly(2026, 2, 20));
        await Tell(Transcribed(routine));
        await Tell(Transcribed(late));
        await Tell(new UrgentWordingRead(Guid.CreateVersion7(), TestOrganization.Harbor.Id, "stat", Guid.CreateVersion7()));
        var mine = Assert.Single(await OfDocument(routine.DocumentId));
        await Step(mine.Id, WorkOnTask.Take);
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Ana, []);
        var list = scope.ServiceProvider.GetRequiredService<ListTasks>();

        Assert.Equal([1, 0, 2, 1, 1, 0, 3, null], (await list.Filters(CancellationToken.None)).Select(filter => filter.Count));
        Assert.Equal([mine.Id], (await list.Of(ListTasks.Mine, CancellationToken.None)).Select(row => row.Task.Id));
        Assert.Equal([late.Id], (await list.Of(ListTasks.Overdue, CancellationToken.None)).Select(row => row.Task.OrderId!.Value));
        Assert.Equal(["urgent"], (await list.Of(ListTasks.DueToday, CancellationToken.None)).Select(row => row.Task.Kind));
        Assert.Equal(["urgent", "schedule", "schedule"], (await list.Of(ListTasks.Open, CancellationToken.None)).Select(row => row.Task.Kind));
        Assert.Equal("you", (await list.Of(ListTasks.Mine, CancellationToken.None))[0].Owner);
    }

    [Fact]
    public async Task A_payers_decision_is_a_task_before_its_first_deadline_and_goes_with_its_filing()
    {
        var decision = new AuthorizationDecision(
            Guid.CreateVersion7(), Guid.CreateVersion7(), TestOrganization.Harbor.Id, Guid.CreateVersion7(), "denied", "PA-1", "MRI knee", null, null, new DateOnly(2026, 3, 3), new DateOnly(2026, 8, 29), null);
        orders.Decisions[decision.DocumentId] = decision;
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        await clinic.DeliverAgain();
        var task = Assert.Single(await OfDocument(decision.DocumentId));
        Assert.Equal(
            (TaskKinds.Decision, "Authorization denied: MRI knee", decision.PatientId, new DateOnly(2026, 3, 2)), (task.Kind, task.Title, task.PatientId!.Value, task.Due!.Value));
        Assert.Equal(["Number PA-1. Peer-to-peer by 03/03/2026. Appeal by 08/29/2026. No request of this patient fits it: start one, or choose it there"], await clinic.Sql("SELECT detail FROM intake.tasks"));

        orders.Decisions.Clear();
        await Tell(new AuthorizationDecisionWithdrawn(decision.DocumentId, decision.CareThreadId));
        Assert.Equal(TaskState.Withdrawn, Assert.Single(await OfDocument(decision.DocumentId)).State);

        var right = Guid.CreateVersion7();
        orders.Decisions[decision.DocumentId] = decision with { PatientId = right };
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, right, decision.CareThreadId));
        await Tell(new AuthorizationDecisionWithdrawn(decision.DocumentId, decision.CareThreadId)); // overtaken
        Assert.Equal((TaskState.Open, right), (Assert.Single(await OfDocument(decision.DocumentId)).State, Assert.Single(await OfDocument(decision.DocumentId)).PatientId!.Value));

        await Step(task.Id, WorkOnTask.Done);
        orders.Decisions.Clear();
        await Tell(new AuthorizationDecisionWithdrawn(decision.DocumentId, decision.CareThreadId));
        Assert.Equal([(TaskKinds.Decision, TaskState.Done), (TaskKinds.Undo, TaskState.Open)], (await OfDocument(decision.DocumentId)).Select(t => (t.Kind, t.State)));
    }

    [Fact]
    public async Task A_decision_corrected_in_its_document_puts_its_one_task_right_and_opens_it_again_where_it_was_done_for_what_the_letter_does_not_say()
    {
        var decision = new AuthorizationDecision(
            Guid.CreateVersion7(), Guid.CreateVersion7(), TestOrganization.Harbor.Id, Guid.CreateVersion7(), "approved", "PA-1", "MRI knee", null, null, null, null, null);
        orders.Decisions[decision.DocumentId] = decision;
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        await Step(Assert.Single(await OfDocument(decision.DocumentId)).Id, WorkOnTask.Done);
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        Assert.Equal(TaskState.Done, Assert.Single(await OfDocument(decision.DocumentId)).State);

        orders.Decisions[decision.DocumentId] = decision with { Outcome = "denied", AppealBy = new DateOnly(2026, 3, 5), Units = "12 visits" };
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        await clinic.DeliverAgain();

        var task = Assert.Single(await OfDocument(decision.DocumentId));
        Assert.Equal((TaskState.Open, "Authorization denied: MRI knee"), (task.State, task.Title));
        Assert.Equal(["Number PA-1. For 12 visits. Appeal by 03/05/2026. No request of this patient fits it: start one, or choose it there"], await clinic.Sql("SELECT detail FROM intake.tasks"));
    }

    [Fact]
    public async Task A_decision_done_before_its_task_said_for_how_much_stays_done_when_it_is_told_again()
    {
        var decision = new AuthorizationDecision(
            Guid.CreateVersion7(), Guid.CreateVersion7(), TestOrganization.Harbor.Id, Guid.CreateVersion7(), "approved", "PA-1", "MRI knee", null, null, null, null, null, Units: "12 visits");
        orders.Decisions[decision.DocumentId] = decision;
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        await Step(Assert.Single(await OfDocument(decision.DocumentId)).Id, WorkOnTask.Done);
        await clinic.Sql("UPDATE intake.tasks SET detail = 'Number PA-1'");

        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        Assert.Equal(TaskState.Done, Assert.Single(await OfDocument(decision.DocumentId)).State);

        orders.Decisions[decision.DocumentId] = decision with { Number = "PA-2" };
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        Assert.Equal(TaskState.Open, Assert.Single(await OfDocument(decision.DocumentId)).State);
    }

    [Fact]
    public async Task A_decision_done_for_one_patient_and_filed_to_another_is_taken_back_for_the_one_and_a_task_of_the_other()
    {
        var decision = new AuthorizationDecision(
            Guid.CreateVersion7(), Guid.CreateVersion7(), TestOrganization.Harbor.Id, Guid.CreateVersion7(), "denied", "PA-1", "MRI knee", null, null, null, null, null);
        var right = Guid.CreateVersion7();
        orders.Decisions[decision.DocumentId] = decision;
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, decision.PatientId, decision.CareThreadId));
        await Step(Assert.Single(await OfDocument(decision.DocumentId)).Id, WorkOnTask.Done);

        orders.Decisions[decision.DocumentId] = decision with { PatientId = right };
        await Tell(new DocumentFiled(decision.DocumentId, right, "prior_auth_decision", null, decision.CareThreadId));
        await Tell(new AuthorizationDecisionRead(decision.DocumentId, right, decision.CareThreadId));
        await Tell(new AuthorizationDecisionWithdrawn(decision.DocumentId, decision.CareThreadId)); // overtaken
        await Tell(new DocumentFiled(decision.DocumentId, right, "prior_auth_decision", null, decision.CareThreadId));
        await clinic.DeliverAgain();

        Assert.Equal(
            [(TaskKinds.Decision, TaskState.Done, decision.PatientId), (TaskKinds.Decision, TaskState.Open, right), (TaskKinds.Undo, TaskState.Open, decision.PatientId)],
            (await OfDocument(decision.DocumentId)).OrderBy(t => (t.Kind, t.State)).Select(t => (t.Kind, t.State, t.PatientId!.Value)));
    }

    private Task<OrderTaskChange> Save(string kind, string payer, int number, params WantedTask[] tasks) =>
        clinic.In((ChangeOrderTasks change) => change.Save(kind, payer, number, tasks, CancellationToken.None));

    private static OrderTranscribed Transcribed(OrderAsTranscribed order) => new(order.Id, order.DocumentId, order.PatientId, order.CareThreadId);

    private JobMessage Message(int order) => new(Guid.CreateVersion7(clinic.Clock.GetUtcNow().AddSeconds(order)), "test");

    private async Task Tell(IEvent happened)
    {
        await clinic.Tell<IntakeDb>(happened);
        await clinic.RunJobs();
    }

    private Task<IReadOnlyList<TaskSummary>> OfDocument(Guid documentId) => clinic.In((ITasks tasks) => tasks.OfDocuments([documentId]));

    private async Task<TaskStep> Step(Guid taskId, string step, Guid? user = null)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(user ?? Ana, []);
        return await scope.ServiceProvider.GetRequiredService<WorkOnTask>().Run(taskId, step, CancellationToken.None);
    }
}
