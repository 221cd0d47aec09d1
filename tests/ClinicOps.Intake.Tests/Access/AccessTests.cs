using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Access;
using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Intake.Tests.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Intake.Tests.IntakeClinic;

namespace ClinicOps.Intake.Tests.Access;

public sealed class AccessTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190e000-0000-7000-8000-000000000001");

    private readonly StandingOrders orders = new();
    private TestClinic clinic = null!;
    private Guid elena;

    public async ValueTask InitializeAsync()
    {
        clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<IOrders>(orders).AddSingleton<IDocumentClasses>(orders).AddSingleton<IAuthorizationDecisions>(orders));
        elena = await clinic.Register(Person("Elena", "Rossi"), "AC-1015");
        await Classify("behavioural");
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Theory]
    [InlineData("Rossi")]
    [InlineData("elena rossi 06/20/1990")]
    [InlineData("06/20/1990")]
    [InlineData("AC1015")]
    public async Task Who_is_not_cleared_finds_nobody(string typed)
    {
        Assert.Empty(await As(Nothing, (IPatients patients) => patients.Search(typed, 10)));
        Assert.Equal([elena], (await As(["behavioural"], (IPatients patients) => patients.Search(typed, 10))).Select(patient => patient.Id));
        Assert.Empty(await As(["part2", "restricted"], (IPatients patients) => patients.Search(typed, 10)));
    }

    [Theory]
    [InlineData("AC1015", true)]
    [InlineData("elena rossi 06/20/1990", true)]
    [InlineData("Rossi, Elena 6/20/90", true)]
    [InlineData("elena rossi", false)]
    [InlineData("06/20/1990", false)]
    [InlineData("rossi 06/20/1990", false)]
    [InlineData("elena ross 06/20/1990", false)]
    [InlineData("AC101", false)]
    public async Task Only_an_exact_identifier_says_that_a_closed_record_is_there(string typed, bool says)
    {
        Assert.Equal(says ? [elena] : [], await As(Nothing, (ClosedRecords closed) => closed.Named(typed, CancellationToken.None)));
        Assert.Empty(await As(["behavioural"], (ClosedRecords closed) => closed.Named(typed, CancellationToken.None)));
    }

    [Fact]
    public async Task An_opened_record_is_found_by_its_user_and_no_other_closed_one_is()
    {
        var other = await clinic.Register(Person("Robert", "Abbott", "1970-02-03"));
        await Classify("behavioural", other);

        await using var scope = Scope(Nothing, elena);

        Assert.Equal([elena], (await scope.ServiceProvider.GetRequiredService<IPatients>().Find([elena, other])).Select(patient => patient.Id));
        Assert.Equal([other], await scope.ServiceProvider.GetRequiredService<IClosedRecords>().Among([elena, other]));
    }

    [Fact]
    public async Task Only_payers_of_patients_in_sight_are_offered_for_the_tasks_of_orders()
    {
        await clinic.Register(Person("Robert", "Abbott", "1970-02-03") with { Payer = "Summit Crest", MemberId = "S1" });
        await Classify("behavioural", await clinic.Register(Person("Nora", "Quist", "1981-04-05") with { Payer = "Quiet Harbor Plan", MemberId = "Q1" }));

        Assert.Equal((true, false), await Offered(Nothing));
        Assert.Equal((true, true), await Offered(["behavioural"]));

        async Task<(bool Open, bool Closed)> Offered(string[] cleared)
        {
            await using var scope = Scope(cleared);
            var page = ActivatorUtilities.CreateInstance<OrderTaskLinesModel>(scope.ServiceProvider);
            await page.OnGet(CancellationToken.None);
            return (page.Payers.Contains("Summit Crest"), page.Payers.Contains("Quiet Harbor Plan"));
        }
    }

    /// <summary>The safety rule: a namesake out of sight is a namesake.</summary>
    [Fact]
    public async Task The_register_answers_matching_over_all_whoever_asks()
    {
        var candidates = await As(Nothing, (IPatientRegister register) => register.FindCandidates(
            new MatchQuery([new NamePair("elena", "rossi")], [Date("1990-06-20")], [], [], [], []), CancellationToken.None));

        Assert.Equal([elena], candidates.Patients.Select(person => person.PatientId));
        Assert.Equal((1, 1), (candidates.Patients[0].Names[0].FirstNameBearers, candidates.Patients[0].Names[0].LastNameBearers));
        Assert.Single(await As(Nothing, (IPatientRegister register) => register.NamedIn([new NamePair("elena", "rossi")], CancellationToken.None)));
    }

    [Fact]
    public async Task Registering_beside_a_closed_look_alike_must_be_said_and_its_mrn_is_taken()
    {
        var id = Guid.CreateVersion7();
        Task<Registration> Register(string mrn, int knownClosed) =>
            As(Nothing, (RegisterPatient register) => register.Run(id, mrn, Person("Elena", "Rossi"), [], knownClosed, CancellationToken.None));

        var shown = Assert.IsType<Registration.LooksLike>(await Register("N1", knownClosed: 0));
        Assert.Equal((0, 1), (shown.Patients.Count, shown.Closed));
        Assert.Equal(new Registration.MrnTaken(elena), await Register("ac1015", knownClosed: 1));
        Assert.Equal(new Registration.Registered(id), await Register("N1", knownClosed: 1));
    }

    [Fact]
    public async Task A_class_is_set_with_its_reason_told_and_by_nobody_who_cannot_see_the_record()
    {
        Assert.Equal(["needs it"], await clinic.Sql("SELECT reason FROM audit.entries WHERE action = 'patient.classified'"));
        Assert.Equal(["standard > behavioural"], await clinic.Sql("SELECT old || ' > ' || new FROM intake.patient_changes WHERE field = 'access class'"));
        Assert.IsType<Classification.Unknown>(await As(Nothing, (ClassifyPatient classify) => classify.Run(elena, 0, "standard", "let me in", CancellationToken.None)));
        Assert.IsType<Classification.ChangedMeanwhile>(await As(["behavioural"], (ClassifyPatient classify) => classify.Run(elena, 1, "standard", "over", CancellationToken.None)));
    }

    [Fact]
    public async Task Who_sees_a_record_by_break_glass_does_not_open_it_to_everybody()
    {
        await using var scope = Scope(Nothing);
        scope.ServiceProvider.GetRequiredService<CurrentActor>().See([], [elena]);

        Assert.IsType<Classification.NotCleared>(await scope.ServiceProvider.GetRequiredService<ClassifyPatient>().Run(elena, 0, "standard", "for everybody", CancellationToken.None));
    }

    [Fact]
    public async Task A_merged_record_has_the_class_of_the_one_it_leads_to()
    {
        var old = await clinic.Register(Person("Elena", "Rosi"));
        await clinic.Merge(old, elena);

        await Classify("restricted");

        Assert.Equal(["restricted", "restricted"], await clinic.Sql("SELECT access_class FROM intake.patients"));
        Assert.Empty(await As(Nothing, (IPatients patients) => patients.Search("Rosi", 10)));
    }

    [Fact]
    public async Task Tasks_are_seen_with_their_patient_at_once_and_counted_neither()
    {
        var order = orders.Add(patient: elena);
        await Tell(new OrderTranscribed(order.Id, order.DocumentId, elena, order.CareThreadId));

        Assert.Equal(0, await As(Nothing, (IntakeDb db) => db.Tasks.CountAsync()));
        Assert.All((await As(Nothing, (ListTasks list) => list.Filters(CancellationToken.None))).Where(filter => filter.Count is not null), filter => Assert.Equal(0, filter.Count));
        Assert.Equal(1, await As(["behavioural"], (IntakeDb db) => db.Tasks.CountAsync()));

        await Classify("standard");
        var task = Assert.Single(await As(Nothing, (ITasks tasks) => tasks.OfDocuments([order.DocumentId])));
        await Classify("restricted");
        Assert.IsType<TaskStep.Unknown>(await As(Nothing, (WorkOnTask work) => work.Run(task.Id, WorkOnTask.Take, CancellationToken.None)));
    }

    [Fact]
    public async Task Tasks_have_the_class_of_their_document_however_late_it_is_told()
    {
        var order = orders.Add();
        await Tell(new OrderTranscribed(order.Id, order.DocumentId, order.PatientId, order.CareThreadId));
        Assert.Single(await As(Nothing, (ITasks tasks) => tasks.OfDocuments([order.DocumentId])));

        orders.AccessClass = "part2";
        await Tell(new DocumentClassChanged(order.DocumentId, ByHand: true));
        await clinic.DeliverAgain();

        Assert.Empty(await As(Nothing, (ITasks tasks) => tasks.OfDocuments([order.DocumentId])));
        var task = Assert.Single(await As(["part2"], (ITasks tasks) => tasks.OfDocuments([order.DocumentId])));
        Assert.Equal("part2", task.AccessClass);
        Assert.Equal("part2", (await clinic.In((IAppointmentTasks tasks) => tasks.Find(task.Id)))!.AccessClass);
        await Tell(new UrgentWordingRead(order.DocumentId, order.LocationId, "stat", order.CareThreadId));
        Assert.Equal(["part2", "part2"], await clinic.Sql("SELECT access_class FROM intake.tasks"));
    }

    private static readonly string[] Nothing = [];

    private async Task Classify(string accessClass, Guid? patient = null)
    {
        var id = patient ?? elena;
        var version = await clinic.In((IntakeDb db) => db.Patients.AsNoTracking().Where(p => p.Id == id).Select(p => p.Version).SingleAsync());
        Assert.IsType<Classification.Done>(await clinic.In((ClassifyPatient classify) => classify.Run(id, version, accessClass, "needs it", CancellationToken.None)));
        await clinic.RunJobs();
    }

    private async Task Tell(IEvent happened)
    {
        await clinic.Tell<IntakeDb>(happened);
        await clinic.RunJobs();
    }

    private AsyncServiceScope Scope(string[] cleared, params Guid[] opened)
    {
        var scope = clinic.Services.CreateAsyncScope();
        var actor = scope.ServiceProvider.GetRequiredService<CurrentActor>();
        actor.ActAsUser(Ana, []);
        actor.See(cleared, opened);
        return scope;
    }

    private async Task<TResult> As<T, TResult>(string[] cleared, Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = Scope(cleared);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
