using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Tasks;

/// <summary>What staff do with tasks, who may have them, and what becomes of those that wait.</summary>
public sealed class TaskDeskTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly HashSet<string> Works = [IntakeRights.WorkTasks];
    private static readonly Colleague Ana = new(Guid.Parse("0190e000-0000-7000-8000-000000000001"), "Ana Ruiz", [], [], Works);
    private static readonly Colleague Ben = new(Guid.Parse("0190e000-0000-7000-8000-000000000002"), "Ben Okoro", [TestOrganization.Harbor.Id], [], Works);
    private static readonly Colleague Mia = new(Guid.Parse("0190e000-0000-7000-8000-000000000003"), "Mia Chen", [TestOrganization.Mesa.Id], [], Works);
    private static readonly Colleague Guest = new(Guid.Parse("0190e000-0000-7000-8000-000000000004"), "Gus Guest", [], [], new HashSet<string>());

    /// <summary>Nobody in particular: it sees everything.</summary>
    private static readonly Colleague Machine = new(Guid.Empty, "ClinicOps", [], [], Works);

    /// <summary>Monday 2026-03-02 at Harbor.</summary>
    private static readonly DateOnly Today = new(2026, 3, 2);

    private readonly StandingVisits visits = new();
    private TestClinic clinic = null!;
    private Guid ada;

    public async ValueTask InitializeAsync()
    {
        var profile = await TestOrganization.Two.Profile();
        clinic = await cluster.OpenClinic(
            [new IntakeModule()],
            services => services.AddSingleton<IOrganization>(new TestOrganization(profile, [Ana, Ben, Mia, Guest])).AddSingleton<IVisits>(visits).AddSingleton<IDocumentClasses, StandingOrders>().AddSingleton<IClosedDays>(new StandingHolidays("2026-03-18")));
        ada = await clinic.Register(IntakeClinic.Person("Ada", "Quartz"));
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task What_is_snoozed_is_in_its_own_list_until_its_day_and_then_back_by_itself()
    {
        var task = await Raise(due: Today.AddDays(10));

        Assert.IsType<TaskStep.NotUnderstood>(await Do(task, new TaskAct(WorkOnTask.Snooze) { Until = Today.AddDays(2), Words = " " }));
        Assert.IsType<TaskStep.NotUnderstood>(await Do(task, new TaskAct(WorkOnTask.Snooze) { Until = Today, Words = "The payer is closed" }));
        Assert.Equal("snoozed", await Did(task, new TaskAct(WorkOnTask.Snooze) { Until = Today.AddDays(2), Words = "The payer is closed" }));
        Assert.Null(await Did(task, new TaskAct(WorkOnTask.Snooze) { Until = Today.AddDays(2), Words = "The payer is closed" }));

        Assert.Equal((0, 1), await Counts());
        Assert.True(Assert.Single(await Of(ListTasks.Snoozed)).IsSnoozed);
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((0, 1), await Counts());
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0), await Counts());
        Assert.False(Assert.Single(await Of(ListTasks.Open)).IsSnoozed);

        // What is urgent now is not put off.
        Assert.IsType<TaskStep.NotUnderstood>(await Do(await Raise(TaskKinds.Urgent), new TaskAct(WorkOnTask.Snooze) { Until = Today.AddDays(5), Words = "Later" }));
    }

    [Fact]
    public async Task Nothing_is_snoozed_past_the_day_it_is_due_or_a_deadline_unless_that_is_said()
    {
        var task = await Raise(due: Today.AddDays(3));
        var late = new TaskAct(WorkOnTask.Snooze) { Until = Today.AddDays(4), Words = "On holiday" };

        Assert.Equal((Today.AddDays(3), "due"), Assert.IsType<TaskStep.PastDue>(await Do(task, late)) is var past ? (past.On, past.What) : default);
        Assert.Equal("snoozed", await Did(task, late with { Until = Today.AddDays(3) }));
        Assert.Equal("snoozed-past-due", await Did(task, late with { PastDue = true }));

        // The task of a deadline may be due later than the deadline itself.
        var chase = await Raise(TaskKinds.Chase, due: Today.AddDays(30));
        await Deadline(chase, Today.AddDays(3));
        Assert.Equal("a deadline", Assert.IsType<TaskStep.PastDue>(await Do(chase, late)).What);
        Assert.Equal("snoozed-past-due", await Did(chase, late with { PastDue = true }));
    }

    [Fact]
    public async Task A_task_is_handed_over_with_words_to_a_person_or_a_team_that_may_have_it_and_a_team_keeps_what_one_of_it_takes()
    {
        var task = await Raise();
        var team = await Team("Payers", Ben, Mia);
        var distant = await Team("Mesa desk", Mia);

        Assert.IsType<TaskStep.NotForThem>(await Do(task, new TaskAct(WorkOnTask.HandOver) { ToUser = Mia.Id }));
        Assert.IsType<TaskStep.NotForThem>(await Do(task, new TaskAct(WorkOnTask.HandOver) { ToUser = Guest.Id }));
        Assert.IsType<TaskStep.NotForThem>(await Do(task, new TaskAct(WorkOnTask.HandOver) { ToTeam = distant }));
        Assert.IsType<TaskStep.NotUnderstood>(await Do(task, new TaskAct(WorkOnTask.HandOver)));
        Assert.Equal("handed-over", await Did(task, new TaskAct(WorkOnTask.HandOver) { ToTeam = team, Words = "You know this payer" }));
        Assert.Empty(await Of(ListTasks.Unowned));
        Assert.Equal("team Payers", Assert.Single(await Of(ListTasks.Team, Ben)).Holder);
        Assert.Empty(await Of(ListTasks.Team, Ana));

        Assert.Equal("taken", await Did(task, new TaskAct(WorkOnTask.Take), Ben));
        Assert.Equal("Ben Okoro, of team Payers", Assert.Single(await Of(ListTasks.Open)).Holder);
        Assert.IsType<TaskStep.OwnedBy>(await Do(task, new TaskAct(WorkOnTask.Take)));
        Assert.Equal("handed-back", await Did(task, new TaskAct(WorkOnTask.HandBack), Ben));
        Assert.Single(await Of(ListTasks.Team, Ben));
        Assert.Contains("You know this payer", (await History(task)).Select(line => line.Words));

        // Who may not see the patient is given nothing about them.
        await clinic.Sql("UPDATE intake.patients SET access_class = 'restricted'");
        Assert.IsType<TaskStep.NotForThem>(await Do(task, new TaskAct(WorkOnTask.HandOver) { ToUser = Ben.Id }, Machine));
    }

    [Fact]
    public async Task An_act_on_several_is_undone_as_one_where_nothing_has_happened_since_and_comments_stay()
    {
        Guid[] all = [await Raise(), await Raise(), await Raise()];
        await Did(all[2], new TaskAct(WorkOnTask.Take), Ben);
        var take = new TaskAct(WorkOnTask.Take);

        var batch = await As(Ana, (WorkOnTask work) => work.RunAll(all, take, CancellationToken.None));
        Assert.Equal((2, 1), (batch.Done.Count, batch.Left.Count));
        Assert.IsType<TaskStep.OwnedBy>(batch.Left[0].Step);

        var comment = new TaskAct(WorkOnTask.Comment) { Words = "Called, no answer" };
        Assert.Equal("comment", await Did(all[0], comment));
        Assert.Null(await Did(all[0], comment));
        Assert.Equal("put-first", await Did(all[1], new TaskAct(WorkOnTask.PutFirst)));
        Assert.Equal(1, await As(Ana, (WorkOnTask work) => work.Undo(take.Id, CancellationToken.None)));
        Assert.Equal(0, await As(Ana, (WorkOnTask work) => work.Undo(take.Id, CancellationToken.None)));
        Assert.Equal([null, Ana.Id, Ben.Id], (await Of(ListTasks.Open)).OrderBy(row => row.Task.Id).Select(row => row.Task.OwnerId));
        Assert.Equal(["raised", "taken", "comment: Called, no answer", "undone: taken"], (await History(all[0])).Select(line => line.Words.Length == 0 ? line.What : $"{line.What}: {line.Words}"));

        // Done, undone: the schedule and the list hear of both; the snooze that was taken along is as it was.
        var (snooze, done) = (new TaskAct(WorkOnTask.Snooze) { Until = Today.AddDays(1), Words = "Tomorrow" }, new TaskAct(WorkOnTask.Done));
        await Did(all[0], snooze);
        await Did(all[0], done);
        Assert.Equal(1, await As(Ana, (WorkOnTask work) => work.Undo(done.Id, CancellationToken.None)));
        Assert.Equal((2, 1), await Counts());
        Assert.Equal(0, await As(Ana, (WorkOnTask work) => work.Undo(snooze.Id, CancellationToken.None)));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'task.undone'"));

        var over = new TaskAct(WorkOnTask.HandOver) { ToUser = Ben.Id };
        await Did(all[1], over);
        Assert.Equal(1, await As(Ana, (WorkOnTask work) => work.Undo(over.Id, CancellationToken.None)));
        Assert.Equal(Ana.Id, (await Of(ListTasks.Open)).Single(row => row.Task.Id == all[1]).Task.OwnerId);
    }

    [Fact]
    public async Task A_task_that_waits_takes_each_step_of_its_age_once_and_its_history_says_so()
    {
        var team = await Team("Managers", Ana);
        var distant = await Team("Mesa desk", Mia);
        Assert.IsType<TaskDeskChange.Done>(await Age(TaskAges.Any, TaskAges.Overdue, 1, raises: true));
        Assert.IsType<TaskDeskChange.Done>(await Age(TaskAges.Any, TaskAges.Unowned, 2, raises: false, team));
        Assert.IsType<TaskDeskChange.Done>(await Age(TaskKinds.Call, TaskAges.Unowned, 1, raises: false, distant));
        var task = await Raise(due: Today);
        var call = await Raise(TaskKinds.Call, due: Today.AddDays(20));
        var snoozed = await Raise(due: Today);
        await Did(snoozed, new TaskAct(WorkOnTask.Snooze) { Until = Today.AddDays(8), Words = "On holiday", PastDue = true });

        await Escalate();
        Assert.Empty(await Steps());

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await Escalate();
        await Escalate();
        Assert.Equal(["1 working day past the day it is due, put first.", "1 working day with nobody, not given to Mesa desk, who may not see it."], await Steps());

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await Escalate();
        await clinic.DeliverAgain();
        Assert.Equal(3, (await Steps()).Count);
        var row = (await Of(ListTasks.Open)).Single(row => row.Task.Id == task);
        Assert.Equal((TaskPriority.High, "team Managers", "routine"), (row.Task.Priority, row.Holder, row.Task.Urgency));
        Assert.Equal(task, (await Of(ListTasks.Open))[0].Task.Id);

        // Back from its snooze over a weekend, it takes both at once; what somebody has is nobody's no more.
        await Did(call, new TaskAct(WorkOnTask.Take), Ben);
        clinic.Clock.Advance(TimeSpan.FromDays(6));
        await Escalate();
        Assert.Equal(5, (await Steps()).Count);
        Assert.Equal(["wait"], await clinic.Sql($"SELECT 'wait' FROM intake.tasks WHERE id = '{call}' AND owner_id = '{Ben.Id}'"));
        Assert.Equal([5L], await clinic.Sql("SELECT count(*) FROM audit.entries WHERE action = 'task.escalated'"));
    }

    [Fact]
    public async Task A_holiday_of_the_clinic_ages_no_task()
    {
        Assert.IsType<TaskDeskChange.Done>(await Age(TaskAges.Any, TaskAges.Overdue, 1, raises: true));
        clinic.Clock.Advance(TimeSpan.FromDays(15));
        await Raise(due: Today.AddDays(15));

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await Escalate();
        Assert.Empty(await Steps());

        clinic.Clock.Advance(TimeSpan.FromDays(1));
        await Escalate();
        Assert.Equal(["1 working day past the day it is due, put first."], await Steps());
    }

    [Fact]
    public async Task A_team_or_a_line_changed_meanwhile_is_told_with_who_did_it_and_a_team_with_open_tasks_is_not_closed()
    {
        var team = await Team("Payers", Ben);
        var version = await clinic.In((IntakeDb db) => db.TaskTeams.Select(t => t.Version).SingleAsync());
        Assert.IsType<TaskDeskChange.Done>(await As(Ana, (ChangeTaskTeams change) => change.Save(team, version, "Payers", [Ben.Id, Ana.Id], CancellationToken.None)));
        Assert.Equal(Ana.Id, Assert.IsType<TaskDeskChange.ChangedMeanwhile>(await As(Ben, (ChangeTaskTeams change) => change.Save(team, version, "Payers", [Ben.Id], CancellationToken.None))).By);
        Assert.IsType<TaskDeskChange.NotUnderstood>(await As(Ana, (ChangeTaskTeams change) => change.Save(Guid.CreateVersion7(), null, "Payers", [Ana.Id], CancellationToken.None)));
        Assert.IsType<TaskDeskChange.NotUnderstood>(await As(Ana, (ChangeTaskTeams change) => change.Save(Guid.CreateVersion7(), null, "Guests", [Guest.Id], CancellationToken.None)));

        var task = await Raise();
        await Did(task, new TaskAct(WorkOnTask.HandOver) { ToTeam = team });
        version = await clinic.In((IntakeDb db) => db.TaskTeams.Select(t => t.Version).SingleAsync());
        Assert.IsType<TaskDeskChange.NotUnderstood>(await As(Ana, (ChangeTaskTeams change) => change.Close(team, version, CancellationToken.None)));
        await Did(task, new TaskAct(WorkOnTask.Done));
        Assert.IsType<TaskDeskChange.Done>(await As(Ana, (ChangeTaskTeams change) => change.Close(team, version, CancellationToken.None)));

        var first = Assert.IsType<TaskDeskChange.Done>(await Age(TaskKinds.Call, TaskAges.Overdue, 3, raises: true));
        Assert.IsType<TaskDeskChange.ChangedMeanwhile>(await Age(TaskKinds.Call, TaskAges.Overdue, 3, raises: true));
        Assert.IsType<TaskDeskChange.NotUnderstood>(await Age(TaskKinds.Call, TaskAges.Overdue, 4, raises: false));
        Assert.IsType<TaskDeskChange.NotUnderstood>(await Age(TaskKinds.Call, TaskAges.Overdue, 4, raises: false, team));
        Assert.IsType<TaskDeskChange.Done>(await As(Ana, (ChangeTaskAges ages) => ages.Undo(first.Id, CancellationToken.None)));
        Assert.Equal(TaskAges.Usual, await Ages());

        // What holds from the start is changed and taken out as any line, and comes back when that is undone.
        var removed = Assert.IsType<TaskDeskChange.Done>(await As(Ana, (ChangeTaskAges ages) => ages.Save(TaskAges.Usual[0], remove: true, CancellationToken.None)));
        Assert.Equal([TaskAges.Usual[1]], await Ages());
        Assert.IsType<TaskDeskChange.Done>(await As(Ana, (ChangeTaskAges ages) => ages.Undo(removed.Id, CancellationToken.None)));
        Assert.Equal((TaskAges.Usual[0].Step, true), (await Ages()).Select(line => (line.Step, line.Raises)).First());
        Assert.Equal(2, (await Ages()).Count);

        Task<IReadOnlyList<TaskAge>> Ages() => clinic.In(async (IntakeDb db) => TaskAges.InForce(await db.TaskAgeRules.AsNoTracking().ToListAsync()));
    }

    [Fact]
    public async Task Tasks_are_put_together_by_the_visit_they_are_about_or_that_their_thread_led_to()
    {
        var thread = Guid.CreateVersion7();
        var (first, second) = (visits.Add(ada, clinic.Clock.GetUtcNow().AddDays(4), thread: thread), visits.Add(ada, clinic.Clock.GetUtcNow().AddDays(2)));
        var about = await Raise(visit: second.Id);
        var led = await Raise(thread: thread);
        var also = await Raise(thread: thread);
        var none = await Raise();

        var byVisit = await Groups(GroupTasks.Visits);
        Assert.Equal([(about, 1), (led, 2), (none, 1)], byVisit.Select(group => (group.Rows[0].Task.Id, group.Rows.Count)));
        Assert.Equal([$"/scheduling/visits/visit/{second.Id}", $"/scheduling/visits/visit/{first.Id}", null], byVisit.Select(group => group.Address));
        Assert.Equal("Quartz, Ada: Echo, Wed 03/04/2026 9:00 AM, Dr. Quill", byVisit[0].Title);
        var byThread = await Groups(GroupTasks.Threads);
        Assert.Equal(3, byThread.Count);
        Assert.Contains(byThread, group => group.Address == $"/intake/threads/{thread}" && group.Rows.Select(row => row.Task.Id).SequenceEqual([led, also]));
        Assert.Null(Assert.Single(await Groups(null)).Title);
    }

    private async Task<Guid> Raise(string kind = TaskKinds.Authorize, DateOnly? due = null, Guid? visit = null, Guid? thread = null)
    {
        var task = new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Title = "Get authorization",
            State = TaskState.Open,
            PatientId = ada,
            VisitId = visit,
            LocationId = TestOrganization.Harbor.Id,
            CareThreadId = thread ?? Guid.CreateVersion7(),
            Urgency = "routine",
            Due = due,
            RaisedAt = clinic.Clock.GetUtcNow(),
        };
        await using var scope = clinic.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ModuleTransaction<IntakeDb>>().Run(effects =>
        {
            scope.ServiceProvider.GetRequiredService<RaiseTask>().Add(task, effects);
            return Task.CompletedTask;
        });
        return task.Id;
    }

    /// <summary>An authorization whose clock this task chases.</summary>
    private Task Deadline(Guid task, DateOnly on) => clinic.In(async (IntakeDb db) =>
    {
        var authorization = new PayerAuthorization
        {
            Id = Guid.CreateVersion7(),
            PatientId = ada,
            CareThreadId = Guid.CreateVersion7(),
            LocationId = TestOrganization.Harbor.Id,
            Payer = "Medicare",
            State = AuthorizationState.Submitted,
            StartedAt = clinic.Clock.GetUtcNow(),
            ChangedAt = clinic.Clock.GetUtcNow(),
        };
        db.Authorizations.Add(authorization);
        db.AuthorizationDeadlines.Add(new AuthorizationDeadline
        {
            Id = Guid.CreateVersion7(),
            AuthorizationId = authorization.Id,
            Kind = DeadlineKind.Appeal,
            StartedAt = clinic.Clock.GetUtcNow(),
            DueOn = on,
            DueAt = LocalTime.StartOf(on.AddDays(1), TestOrganization.Harbor),
            State = DeadlineState.Open,
            SaidByPayer = true,
            OpenedBy = Guid.CreateVersion7(),
            TaskId = task,
        });
        await db.SaveChangesAsync();
    });

    private async Task<Guid> Team(string name, params Colleague[] members)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<TaskDeskChange.Done>(await As(Ana, (ChangeTaskTeams change) => change.Save(id, null, name, [.. members.Select(member => member.Id)], CancellationToken.None)));
        return id;
    }

    private Task<TaskDeskChange> Age(string kind, string measure, int days, bool raises, Guid? team = null) =>
        As(Ana, (ChangeTaskAges ages) => ages.Save(new TaskAge(kind, measure, days, raises, team, null, 0, default, null), remove: false, CancellationToken.None));

    private Task Escalate() => clinic.In((EscalateTasks escalate) => escalate.Run(new TasksToEscalate(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));

    private async Task<IReadOnlyList<string>> Steps() => [.. (await clinic.Sql("SELECT words FROM intake.task_events WHERE what = 'escalated' ORDER BY id")).Select(words => (string)words!)];

    private Task<TaskStep> Do(Guid task, TaskAct act, Colleague? who = null) => As(who ?? Ana, (WorkOnTask work) => work.Run(task, act, CancellationToken.None));

    /// <returns>Code of what happened; null when it was so already.</returns>
    private async Task<string?> Did(Guid task, TaskAct act, Colleague? who = null) => Assert.IsType<TaskStep.Taken>(await Do(task, act, who)).What;

    private Task<IReadOnlyList<TaskRow>> Of(string view, Colleague? who = null) => As(who ?? Ana, (ListTasks list) => list.Of(view, CancellationToken.None));

    /// <summary>How many are open, and how many snoozed.</summary>
    private async Task<(int Open, int Snoozed)> Counts()
    {
        var filters = await As(Ana, (ListTasks list) => list.Filters(CancellationToken.None));
        int Of(string view) => filters.Single(filter => filter.Code == view).Count!.Value;
        return (Of(ListTasks.Open), Of(ListTasks.Snoozed));
    }

    private Task<IReadOnlyList<TaskHistoryLine>> History(Guid task) => As(Ana, async (IntakeDb db, TaskHistory history) => await history.Of(await db.Tasks.SingleAsync(t => t.Id == task), CancellationToken.None));

    private async Task<IReadOnlyList<TaskGroup>> Groups(string? by) => await As(Ana, async (ListTasks list, GroupTasks groups) => await groups.By(by, await list.Of(ListTasks.Open, CancellationToken.None), CancellationToken.None));

    private async Task<TResult> As<T, TResult>(Colleague who, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = Scope(who);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    private async Task<TResult> As<T1, T2, TResult>(Colleague who, Func<T1, T2, Task<TResult>> act)
        where T1 : notnull
        where T2 : notnull
    {
        await using var scope = Scope(who);
        return await act(scope.ServiceProvider.GetRequiredService<T1>(), scope.ServiceProvider.GetRequiredService<T2>());
    }

    private AsyncServiceScope Scope(Colleague who)
    {
        var scope = clinic.Services.CreateAsyncScope();
        if (who != Machine)
        {
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(who.Id, who.LocationIds);
        }

        return scope;
    }
}
