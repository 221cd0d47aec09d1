using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ClinicOps.Documents.Tests.Acknowledging;

/// <summary>Filing does not end it: somebody has to see what was filed, in time, or others have it. The clock stands on Monday 2026-03-02, 9 AM.</summary>
public sealed class DutyTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Amara = Guid.Parse("0190d000-0000-7000-8000-00000000000a");
    private static readonly Guid Ben = Guid.Parse("0190d000-0000-7000-8000-00000000000b");
    private static readonly Guid Cleo = Guid.Parse("0190d000-0000-7000-8000-00000000000c");
    private static readonly Guid Mona = Guid.Parse("0190d000-0000-7000-8000-00000000000d");
    private static readonly Guid[] AtHarbor = [TestOrganization.Harbor.Id];
    private static readonly string[] Named = [.. PipelineClinic.Lab, "Ordering Provider: Amara Okafor, MD"];

    private readonly List<Colleague> colleagues = [Who(Amara, "Amara Okafor, MD"), Who(Ben, "Ben Adler"), Who(Cleo, "Cleo Marsh", "restricted"), Who(Mona, "Mona Reed") with { Rights = Rights(DocumentsRights.Acknowledge, DocumentsRights.ManageDuties) }];
    private readonly EnteredHolidays holidays = new();
    private TestClinic clinic = null!;
    private CannedRegister register = null!;
    private Guid elena;
    private CountingOrganization organization = null!;

    public async ValueTask InitializeAsync()
    {
        organization = new CountingOrganization(new TestOrganization(TestOrganization.Two.Profile().Result, colleagues));
        (clinic, register, _) = await PipelineClinic.OpenWith(cluster, services => services.AddSingleton<IOrganization>(organization).AddSingleton<IClosedDays>(holidays));
        elena = register.Elena().PatientId;
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Who_is_named_on_the_page_acknowledges_it_once_goes_on_and_takes_it_back()
    {
        await File(Named);
        await clinic.DeliverAgain();
        var duty = await OnlyDuty();
        Assert.Equal((Amara, DutyState.Open, false, At("2026-03-04T14:00Z")), (duty.AssigneeId!.Value, duty.State, duty.IsUrgent, duty.DueAt));
        Assert.Equal((1, 0, 0, 0), (await Mine(Amara), await Mine(Ben), await Mine(Cleo), await Mine(Mona)));
        Assert.Equal([NamedBecause.Ordered], await clinic.Sql("SELECT because FROM documents.duty_steps"));

        // A colleague who does not cover looks, and does nothing.
        Assert.IsType<DutyAct.NotYours>(await As(Ben, work => work.Acknowledge(duty.Id, duty.Version, null, CancellationToken.None)));
        Assert.IsType<DutyAct.ChangedMeanwhile>(await As(Amara, work => work.Acknowledge(duty.Id, duty.Version + 1, null, CancellationToken.None)));
        Assert.IsType<DutyAct.NotSaid>(await As(Amara, work => work.AskForAction(duty.Id, duty.Version, "  ", CancellationToken.None)));

        var (to, undo) = await clinic.As(Amara, AtHarbor, async (AcknowledgeOneModel page) =>
        {
            page.Form = new DutyForm { Version = duty.Version, Comment = "Seen." };
            return (Assert.IsType<RedirectResult>(await page.OnPost(duty.Id, CancellationToken.None)).Url, (string)page.TempData["undo-url"]!);
        });
        Assert.Equal("/documents/acknowledge", to);
        Assert.Equal((DutyState.Done, Amara), ((await OnlyDuty()).State, (await OnlyDuty()).ClosedBy!.Value));
        Assert.Equal(0, await Mine(Amara));
        Assert.IsType<DutyAct.NotNow>(await As(Amara, async work => await work.Acknowledge(duty.Id, (await OnlyDuty()).Version, null, CancellationToken.None)));

        // What is done is given to nobody: it is to be undone first, and the page says so.
        Assert.Contains("can undo it", await clinic.As(Amara, AtHarbor, async (AcknowledgeOneModel page) =>
        {
            page.Form = new DutyForm { Version = (await OnlyDuty()).Version, To = Ben };
            Assert.IsType<PageResult>(await page.OnPostGive(duty.Id, CancellationToken.None));
            return page.Refusal;
        }), StringComparison.Ordinal);
        Assert.Equal((DutyState.Done, Amara), ((await OnlyDuty()).State, (await OnlyDuty()).AssigneeId!.Value));

        // Its page says for good what may be taken back, to whom it may.
        var step = Guid.Parse(undo.Split("step=")[1]);
        Assert.Equal(step, await TakeBack(Amara));
        Assert.Null(await TakeBack(Ben));
        Assert.IsType<DutyAct.NotYours>(await As(Ben, work => work.Undo(duty.Id, step, CancellationToken.None)));
        Assert.IsType<DutyAct.Done>(await As(Amara, work => work.Undo(duty.Id, step, CancellationToken.None)));
        Assert.IsType<DutyAct.NotNow>(await As(Amara, work => work.Undo(duty.Id, step, CancellationToken.None)));
        Assert.Null(await TakeBack(Amara));
        Assert.Equal((DutyState.Open, 1), ((await OnlyDuty()).State, await Mine(Amara)));
        Assert.Equal(["raised", "acknowledged", "undone"], await clinic.Sql("SELECT code FROM documents.duty_steps ORDER BY at, id"));
        Assert.Equal(["acknowledge:raised", "acknowledge:acknowledged", "acknowledge:undone"], await clinic.Sql("SELECT detail FROM documents.events WHERE code = 'duty' ORDER BY at, id"));
        Assert.Equal(["duty.acknowledged", "duty.undone"], await clinic.Sql("SELECT action FROM audit.entries WHERE action LIKE 'duty.%' ORDER BY at, id"));

        Task<Guid?> TakeBack(Guid user) => clinic.As(user, AtHarbor, async (AcknowledgeOneModel page) => await page.OnGet(duty.Id, CancellationToken.None) is PageResult ? page.TakeBack : null);
    }

    [Fact]
    public async Task Given_to_the_wrong_colleague_it_is_taken_back_by_who_gave_it_while_nobody_did_anything_about_it_since()
    {
        await File(Named);
        var duty = await OnlyDuty();
        var undo = await clinic.As(Amara, AtHarbor, async (AcknowledgeOneModel page) =>
        {
            page.Form = new DutyForm { Version = duty.Version, To = Ben };
            Assert.IsType<RedirectResult>(await page.OnPostGive(duty.Id, CancellationToken.None));
            return (string)page.TempData["undo-url"]!;
        });
        Assert.Equal((Ben, 0, 1), ((await OnlyDuty()).AssigneeId!.Value, await Mine(Amara), await Mine(Ben)));

        var given = Guid.Parse(undo.Split("step=")[1]);
        Assert.Equal(given, await TakeBack(Amara));
        Assert.Null(await TakeBack(Ben));
        Assert.IsType<DutyAct.NotYours>(await As(Cleo, work => work.Undo(duty.Id, given, CancellationToken.None)));
        Assert.IsType<DutyAct.NotNow>(await As(Ben, work => work.Undo(duty.Id, given, CancellationToken.None)));
        Assert.IsType<DutyAct.NotYours>(await As(Amara, async work => await work.Acknowledge(duty.Id, (await OnlyDuty()).Version, null, CancellationToken.None)));
        Assert.IsType<DutyAct.Done>(await As(Amara, work => work.Undo(duty.Id, given, CancellationToken.None)));
        Assert.Equal((Amara, DutyState.Open, duty.EscalatesAt), ((await OnlyDuty()).AssigneeId!.Value, (await OnlyDuty()).State, (await OnlyDuty()).EscalatesAt));
        Assert.Equal((1, 0), (await Mine(Amara), await Mine(Ben)));

        // Given on by the colleague, it goes back step by step; done by then, it stays done.
        given = await Give(Amara, Ben);
        var on = await Give(Ben, Cleo);
        Assert.IsType<DutyAct.NotYours>(await As(Amara, work => work.Undo(duty.Id, given, CancellationToken.None)));
        Assert.IsType<DutyAct.Done>(await As(Ben, work => work.Undo(duty.Id, on, CancellationToken.None)));
        Assert.Equal(Ben, (await OnlyDuty()).AssigneeId);
        await As(Ben, async work => await work.Acknowledge(duty.Id, (await OnlyDuty()).Version, null, CancellationToken.None));
        Assert.IsType<DutyAct.NotYours>(await As(Amara, work => work.Undo(duty.Id, given, CancellationToken.None)));
        Assert.Equal(DutyState.Done, (await OnlyDuty()).State);

        async Task<Guid> Give(Guid from, Guid to)
        {
            clinic.Clock.Advance(TimeSpan.FromMinutes(1));
            return Assert.IsType<DutyAct.Done>(await As(from, async work => await work.Give(duty.Id, (await OnlyDuty()).Version, to, CancellationToken.None))).StepId;
        }

        Task<Guid?> TakeBack(Guid user) => clinic.As(user, AtHarbor, async (AcknowledgeOneModel page) => await page.OnGet(duty.Id, CancellationToken.None) is PageResult ? page.TakeBack : null);
    }

    [Fact]
    public async Task What_is_asked_for_is_told_and_void_when_it_is_undone_or_the_document_leaves_the_chart()
    {
        await File(Named);
        var duty = await OnlyDuty();

        var asked = Assert.IsType<DutyAct.Done>(await As(Amara, work => work.AskForAction(duty.Id, duty.Version, "Call her: repeat the glucose.", CancellationToken.None))).StepId;
        Assert.Equal(new AskedAction("Call her: repeat the glucose.", false), await clinic.In((IAskedActions actions) => actions.Find(asked)));
        await As(Amara, work => work.Undo(duty.Id, asked, CancellationToken.None));
        Assert.Null(await clinic.In((IAskedActions actions) => actions.Find(asked)));

        var again = Assert.IsType<DutyAct.Done>(await As(Amara, async work => await work.AskForAction(duty.Id, (await OnlyDuty()).Version, "Call her.", CancellationToken.None))).StepId;
        var document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await Of(Mona, (SendToReview back) => back.Run(document.Id, document.Version, CancellationToken.None)));
        Assert.Null(await clinic.In((IAskedActions actions) => actions.Find(again)));
        Assert.Equal(DutyState.Withdrawn, (await OnlyDuty()).State);
        Assert.Equal((0, 0), (await Mine(Amara), await Mine(Mona)));

        // Filed anew, it is to be acknowledged anew: the old one never comes back.
        document = await clinic.OnlyDocument();
        Assert.IsType<DocumentAct.Done>(await Of(Mona, (FileDocument file) => file.Run(document.Id, document.Version, elena, null, CancellationToken.None)));
        await clinic.RunJobs();
        Assert.Equal([DutyState.Withdrawn, DutyState.Open], await clinic.Sql("SELECT state FROM documents.duties ORDER BY raised_at, id"));
        Assert.Equal(1, await Mine(Amara));
        Assert.DoesNotContain(clinic.Log.Lines, line => line.Text.Contains("glucose", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_acknowledged_stays_so_when_a_page_is_turned_and_turned_back(bool afterReading)
    {
        await File(Named);
        var duty = await OnlyDuty();
        var asked = Assert.IsType<DutyAct.Done>(await As(Amara, work => work.AskForAction(duty.Id, duty.Version, "Call her.", CancellationToken.None))).StepId;
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        var document = await clinic.OnlyDocument();
        var turned = await Of(Mona, (ChangePages change) => change.Turn(document.Id, document.Version, document.Pages[0].Id, 2, CancellationToken.None));
        Assert.Null(await clinic.In((IAskedActions actions) => actions.Find(asked)));
        if (afterReading)
        {
            await clinic.RunJobs();
        }

        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.IsType<DocumentAct.Done>((await Of(Mona, (ChangePages change) => change.Undo(turned.ActId!.Value, CancellationToken.None))).Outcome);
        await clinic.RunJobs();
        await clinic.DeliverAgain();

        var back = await OnlyDuty();
        Assert.Equal((DutyState.Done, Amara, At("2026-03-02T14:00Z")), (back.State, back.ClosedBy!.Value, back.ClosedAt!.Value));
        Assert.Equal((0, 0), (await Mine(Amara), await Mine(Ben)));
        Assert.NotNull(await clinic.In((IAskedActions actions) => actions.Find(asked)));

        // It stands for the filing that it is in now: turned once more and back, it still stands, and who acknowledged it can take that back.
        document = await clinic.OnlyDocument();
        turned = await Of(Mona, (ChangePages change) => change.Turn(document.Id, document.Version, document.Pages[0].Id, 2, CancellationToken.None));
        await Of(Mona, (ChangePages change) => change.Undo(turned.ActId!.Value, CancellationToken.None));
        await clinic.RunJobs();
        Assert.Equal(DutyState.Done, (await OnlyDuty()).State);
        Assert.IsType<DutyAct.Done>(await As(Amara, work => work.Undo(duty.Id, asked, CancellationToken.None)));
        Assert.Equal((DutyState.Open, 1), ((await OnlyDuty()).State, await Mine(Amara)));
        Assert.Equal(duty.EscalatesAt, (await OnlyDuty()).EscalatesAt);
    }

    [Fact]
    public async Task On_a_holiday_of_the_schedule_no_time_to_acknowledge_runs()
    {
        await SetPool("Results", Ben);
        holidays.Days = [new ClosedDay(new DateOnly(2026, 3, 3), null, "Town day"), new ClosedDay(new DateOnly(2026, 3, 6), null, "Town day")];
        await File(Named);
        Assert.Equal(At("2026-03-05T14:00Z"), (await OnlyDuty()).DueAt);

        clinic.Clock.Advance(TimeSpan.FromHours(72));
        await Escalate();
        Assert.Equal((DutyLevel.Pool, At("2026-03-09T13:00Z")), ((await OnlyDuty()).Level, (await OnlyDuty()).EscalatesAt!.Value));
    }

    [Fact]
    public async Task What_is_not_done_in_time_goes_to_the_pool_then_to_the_managers_each_once()
    {
        var pool = await SetPool("Results", Ben);
        await File(Named);
        clinic.Clock.Advance(TimeSpan.FromHours(47));
        await Escalate();
        Assert.Equal((1, 0, 0), (await Mine(Amara), await Mine(Ben), await Mine(Mona)));

        clinic.Clock.Advance(TimeSpan.FromHours(1));
        await Escalate();
        await Escalate();
        Assert.Equal((1, 1, 0), (await Mine(Amara), await Mine(Ben), await Mine(Mona)));
        Assert.Equal((DutyLevel.Pool, pool), ((await OnlyDuty()).Level, (await OnlyDuty()).PoolId!.Value));

        clinic.Clock.Advance(TimeSpan.FromHours(24));
        await Escalate();
        await Escalate();
        await clinic.DeliverAgain();
        Assert.Equal((1, 1, 0, 1), (await Mine(Amara), await Mine(Ben), await Mine(Cleo), await Mine(Mona)));
        Assert.Equal(["raised", "to-pool", "to-managers"], await clinic.Sql("SELECT code FROM documents.duty_steps ORDER BY at, id"));
        Assert.Equal((1, 1), (await Count(Mona, DutyList.Overdue), (await Today(Mona)).EverybodysLate!.Value));
        Assert.Equal((1, 0, 1, null), await Today(Ben) is var today ? (today.Mine, today.Urgent, today.Late, today.EverybodysLate) : default);
    }

    [Fact]
    public async Task One_that_cannot_be_looked_at_stops_none_behind_it_and_the_job_fails_so_that_it_is_tried_again()
    {
        await File(Named);
        await File([.. Named, "Accession 20931", "Collected again 02/27/2026"]);
        var first = (Guid)(await clinic.Sql("SELECT id FROM documents.duties ORDER BY id"))[0]!;
        await clinic.Sql($"ALTER TABLE documents.duty_steps ADD CONSTRAINT cannot CHECK (duty_id <> '{first}' OR code <> 'to-pool')");
        clinic.Clock.Advance(TimeSpan.FromHours(48));

        await Assert.ThrowsAsync<InvalidOperationException>(Escalate);
        Assert.Equal([DutyLevel.Named, DutyLevel.Pool], await Levels());
        Assert.Contains(clinic.Log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains(first.ToString(), StringComparison.Ordinal));

        await clinic.Sql("ALTER TABLE documents.duty_steps DROP CONSTRAINT cannot");
        await Escalate();
        Assert.Equal([DutyLevel.Pool, DutyLevel.Pool], await Levels());

        Task<IReadOnlyList<object?>> Levels() => clinic.Sql("SELECT level FROM documents.duties ORDER BY id");
    }

    [Fact]
    public async Task Before_its_time_a_duty_is_not_looked_at_by_itself()
    {
        await File(Named);
        var ofOne = await Asked();
        await File([.. Named, "Accession 20931", "Collected again 02/27/2026"]);
        await File([.. Named, "Accession 77120", "Collected again 02/28/2026"]);

        Assert.Equal(ofOne, await Asked());
        Assert.Equal(3, await Mine(Amara));

        // Who acknowledges is asked for each look at a duty.
        async Task<int> Asked()
        {
            var before = organization.Asked;
            await Escalate();
            return organization.Asked - before;
        }
    }

    [Fact]
    public async Task What_is_urgent_has_little_time_and_comes_first()
    {
        await File(PipelineClinic.Lab);
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        await File([.. PipelineClinic.Lab, "CRITICAL VALUE called", "Accession 771203", "Collected again 02/27/2026"]);

        var mine = await Of(Ben, async (DutyList list) => await (await list.Waiting(DutyList.Mine, CancellationToken.None)).ToListAsync());

        Assert.Equal([true, false], mine.Select(duty => duty.IsUrgent));
        Assert.Equal(At("2026-03-02T16:05Z"), mine[0].DueAt);
        Assert.All(mine, duty => Assert.Null(duty.AssigneeId));
    }

    [Fact]
    public async Task Whoever_covers_has_it_while_the_named_one_is_away_and_no_longer()
    {
        await File(Named);
        Assert.NotNull(await Of(Ben, (SetDuties set) => set.Away(Amara, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 3), Ben, CancellationToken.None)));
        Assert.Null(await Of(Amara, (SetDuties set) => set.Away(Amara, new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 3), Ben, CancellationToken.None)));
        Assert.Null(await Of(Mona, (SetDuties set) => set.Away(Ben, new DateOnly(2026, 3, 3), new DateOnly(2026, 3, 3), Cleo, CancellationToken.None)));
        Assert.Equal((1, 1, 0), (await Mine(Amara), await Mine(Ben), await Mine(Cleo)));

        // On Tuesday Ben is away himself.
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal((1, 0, 1), (await Mine(Amara), await Mine(Ben), await Mine(Cleo)));
        var duty = await OnlyDuty();
        Assert.IsType<DutyAct.Done>(await As(Cleo, work => work.Acknowledge(duty.Id, duty.Version, null, CancellationToken.None)));
        Assert.Equal([Amara], await clinic.Sql("SELECT instead_of FROM documents.duty_steps WHERE code = 'acknowledged'"));

        // On Wednesday nobody is away any more.
        clinic.Clock.Advance(TimeSpan.FromDays(1));
        Assert.IsType<DutyAct.Done>(await As(Cleo, async work => await work.Undo(duty.Id, (await LastStep()).Id, CancellationToken.None)));
        Assert.Equal((1, 0, 0), (await Mine(Amara), await Mine(Ben), await Mine(Cleo)));
    }

    [Fact]
    public async Task Of_a_closed_record_only_who_sees_it_has_the_duty_and_it_says_so()
    {
        await clinic.Sql($"INSERT INTO documents.subject_classes (subject_id, access_class) VALUES ('{elena}', 'restricted')");
        await File(Named);

        var duty = await OnlyDuty();
        Assert.Null(duty.AssigneeId);
        Assert.Equal([NamedBecause.NotCleared], await clinic.Sql("SELECT because FROM documents.duty_steps"));
        Assert.Equal((0, 0, 1, 0), (await Mine(Amara), await Mine(Ben), await Mine(Cleo), await Mine(Mona)));
        Assert.IsType<DutyAct.Unknown>(await As(Amara, work => work.Acknowledge(duty.Id, duty.Version, null, CancellationToken.None)));
        Assert.IsType<DutyAct.NotSaid>(await As(Cleo, work => work.Give(duty.Id, duty.Version, Ben, CancellationToken.None)));

        // Nobody who acknowledges sees it any more: the managers have to know, without seeing it either.
        colleagues.RemoveAll(colleague => colleague.Id == Cleo);
        await File([.. Named, "Accession 20931", "Collected again 02/27/2026"]);
        Assert.Equal([NamedBecause.NobodyCleared], await clinic.Sql("SELECT because FROM documents.duty_steps ORDER BY at DESC, id DESC LIMIT 1"));
    }

    [Fact]
    public async Task Closed_later_or_with_an_account_that_is_gone_it_goes_to_who_can()
    {
        await File(Named);
        await clinic.Sql($"INSERT INTO documents.subject_classes (subject_id, access_class) VALUES ('{elena}', 'restricted')");
        await Escalate();
        await Escalate();
        Assert.Equal((0, 1), (await Mine(Amara), await Mine(Cleo)));
        Assert.Equal([NamedBecause.Ordered, NamedBecause.Gone], await clinic.Sql("SELECT because FROM documents.duty_steps ORDER BY at, id"));
    }

    private static Colleague Who(Guid id, string name, params string[] classes) => new(id, name, [], classes, Rights(DocumentsRights.Acknowledge));

    private static HashSet<string> Rights(params string[] rights) => [.. rights];

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private async Task File(string[] page)
    {
        await clinic.Receive(PipelineClinic.Fax(page));
        await clinic.RunJobs();
    }

    private async Task Escalate() => await clinic.In((EscalateDuties escalate) => escalate.Run(new DutiesToEscalate(), new JobMessage(Guid.CreateVersion7(), "documents.escalate-duties"), CancellationToken.None));

    private async Task<Guid> SetPool(string name, params Guid[] members)
    {
        Assert.Null(await Of(Mona, (SetDuties set) => set.Pool(null, name, members, CancellationToken.None)));
        var pool = await clinic.In((DocumentsDb db) => db.DutyPools.Select(p => p.Id).SingleAsync());
        Assert.Null(await Of(Mona, (SetDuties set) => set.Rule(DocumentType.LabResult, true, 48, 2, pool, CancellationToken.None)));
        return pool;
    }

    private Task<Duty> OnlyDuty() => clinic.In((DocumentsDb db) => db.Duties.AsNoTracking().SingleAsync());

    private Task<DutyStep> LastStep() => clinic.In((DocumentsDb db) => db.DutySteps.AsNoTracking().OrderByDescending(step => step.At).ThenByDescending(step => step.Id).FirstAsync());

    private Task<int> Mine(Guid user) => Count(user, DutyList.Mine);

    private Task<int> Count(Guid user, string show) => Of(user, async (DutyList list) => await (await list.Waiting(show, CancellationToken.None)).CountAsync());

    private Task<TodayDutiesView> Today(Guid user) => Of(user, async (DutyList list) => (TodayDutiesView)(await new TodayDutiesPanel(list, clinic.Clock).Load(user, CancellationToken.None))!);

    private Task<DutyAct> As(Guid user, Func<WorkOnDuty, Task<DutyAct>> act) => Of(user, act);

    private async Task<TResult> Of<T, TResult>(Guid user, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(user, AtHarbor);
        actor.See([.. colleagues.Where(colleague => colleague.Id == user).SelectMany(colleague => colleague.Classes)], []);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>Counts how often it is asked who works here.</summary>
    private sealed class CountingOrganization(IOrganization told) : IOrganization
    {
        public int Asked { get; private set; }

        public Task<OrganizationProfile> Profile(CancellationToken stopping = default) => told.Profile(stopping);

        public Task<string?> NameOfUser(Guid userId, CancellationToken stopping = default) => told.NameOfUser(userId, stopping);

        public Task<IReadOnlyList<Colleague>> Colleagues(CancellationToken stopping = default)
        {
            Asked++;
            return told.Colleagues(stopping);
        }
    }
}

/// <summary>Stands in for Scheduling: the holidays that staff have entered there.</summary>
internal sealed class EnteredHolidays : IClosedDays
{
    public IReadOnlyList<ClosedDay> Days { get; set; } = [];

    public Task<IReadOnlyList<ClosedDay>> All(CancellationToken stopping = default) => Task.FromResult(Days);
}
