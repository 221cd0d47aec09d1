using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tasks;
using ClinicOps.Intake.Tests.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>A clinic with a patient, and the ways tests work on authorizations there.</summary>
internal sealed class AuthorizationClinic : IAsyncDisposable
{
    public const string Payer = "Ohio Medicaid";

    private AuthorizationClinic(TestClinic clinic) => Clinic = clinic;

    public TestClinic Clinic { get; }

    public required StandingOrders Orders { get; init; }

    public required StandingVisits Visits { get; init; }

    /// <summary>Of the schedule: Friday 2026-03-06.</summary>
    public required StandingHolidays Holidays { get; init; }

    public required Guid Patient { get; init; }

    public static async Task<AuthorizationClinic> Open(TestCluster cluster)
    {
        var (orders, visits, holidays) = (new StandingOrders(), new StandingVisits(), new StandingHolidays("2026-03-06"));
        var clinic = await cluster.OpenClinic(
            [new IntakeModule()],
            services => services.AddSingleton<IOrders>(orders).AddSingleton<IDocumentClasses>(orders).AddSingleton<IAuthorizationDecisions>(orders).AddSingleton<IVisits>(visits).AddSingleton<IVisitReminders, NoCalls>().AddSingleton<IWaitingResults, NoPapers>().AddSingleton<IChartContents, NoPapers>().AddSingleton<IAppointmentRequests>(visits).AddSingleton<IClosedDays>(holidays));
        return new AuthorizationClinic(clinic) { Orders = orders, Visits = visits, Holidays = holidays, Patient = await clinic.Register(IntakeClinic.Person("Ada", "Quartz")) };
    }

    public static AuthorizationRequest Request(params string[] codes) => new(
        Payer, "", [.. (codes.Length == 0 ? ["73721"] : codes).Select(code => new ProcedureCode(code, "MRI of the knee"))], ["M25.561"], "Dr. Quill", "1234567893", "Harbor", AuthorizationUrgency.Standard, null);

    public async Task<Guid> Start(AuthorizationRequest? request = null, StaffTask? task = null)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<Started.Done>(await Clinic.In((StartAuthorization start) => start.Run(id, Patient, TestOrganization.Harbor.Id, task, request ?? Request(), CancellationToken.None)));
        return id;
    }

    public async Task<AuthorizationWork> Step(Guid id, AuthorizationStep step, Guid? stepId = null)
    {
        var version = (await Find(id)).Version;
        return await Clinic.In((WorkOnAuthorization work) => work.Run(id, version, stepId ?? Guid.CreateVersion7(), step, CancellationToken.None));
    }

    public async Task<Guid> Did(Guid id, AuthorizationStep step) => Assert.IsType<AuthorizationWork.Done>(await Step(id, step)).EventId;

    public Task<AuthorizationWork> Undo(Guid id, Guid step) => Clinic.In((WorkOnAuthorization work) => work.Undo(id, step, CancellationToken.None));

    public Task<PayerAuthorization> Find(Guid id) => Clinic.In((IntakeDb db) => db.Authorizations.AsNoTracking().SingleAsync(a => a.Id == id));

    /// <summary>"decision 2026-03-09 open", by day.</summary>
    public async Task<IReadOnlyList<string>> Deadlines(Guid id) =>
        [.. (await Clinic.Sql($"SELECT kind || ' ' || due_on || ' ' || state FROM intake.authorization_deadlines WHERE authorization_id = '{id}' ORDER BY due_on, kind, state")).Select(line => (string)line!)];

    /// <summary>"kind state: title" of the tasks of an authorization, in order.</summary>
    public async Task<IReadOnlyList<string>> Tasks(Guid id) =>
        [.. (await Clinic.Sql($"SELECT kind || ' ' || state || ': ' || title FROM intake.tasks WHERE authorization_id = '{id}' ORDER BY id")).Select(line => (string)line!)];

    public async Task<Guid> Approved(decimal units = 1, string basis = UnitBasis.Visits, AuthorizationRequest? request = null, StaffTask? task = null)
    {
        var id = await Start(request, task);
        await Did(id, new AuthorizationStep.Submit(new Contact(Contact.Portal, "REF-1")));
        await Did(id, Approve(units, basis));
        return id;
    }

    public static AuthorizationStep.Decide Approve(decimal? units = 1, string? basis = UnitBasis.Visits, string number = "PA-1", string outcome = AuthorizationState.Approved) => new(
        new Contact(Contact.Phone, Person: "Dora"), outcome, number, basis, units, new DateOnly(2026, 3, 1), new DateOnly(2026, 5, 31), null, null);

    /// <summary>The task of an order that asks for an authorization.</summary>
    public async Task<StaffTask> AuthorizeTask(OrderAsTranscribed order, string kind = TaskKinds.Authorize)
    {
        var task = new StaffTask
        {
            Id = Guid.CreateVersion7(),
            Kind = kind,
            Title = "Get authorization",
            State = TaskState.Open,
            PatientId = Patient,
            OrderId = order.Id,
            DocumentId = order.DocumentId,
            LocationId = order.LocationId,
            CareThreadId = order.CareThreadId,
            Urgency = "routine",
            RaisedAt = Clinic.Clock.GetUtcNow(),
        };
        await Clinic.In(async (IntakeDb db) =>
        {
            db.Tasks.Add(task);
            await db.SaveChangesAsync();
        });
        return task;
    }

    public async Task Look()
    {
        await Clinic.In((ChaseDeadlines chase) => chase.Run(new AuthorizationsToLookAt(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
        await Clinic.RunJobs();
    }

    public async Task Tell(IEvent happened)
    {
        await Clinic.Tell<IntakeDb>(happened);
        await Clinic.RunJobs();
    }

    public Task<Reservation> Reserve(Guid visit, Guid authorization, decimal? units = null) =>
        Clinic.In((ReserveUnits reserve) => reserve.Reserve(visit, authorization, units, CancellationToken.None));

    /// <summary>As somebody who works at Harbor does it.</summary>
    public async Task<TResult> AsUser<T, TResult>(Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = Clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), [TestOrganization.Harbor.Id]);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>The visit is another now, and the schedule tells of it.</summary>
    public Task Booked(VisitSummary visit, Guid? task = null)
    {
        Visits.Put(visit);
        return Tell(new AppointmentBooked(visit.Id, visit.PatientId, visit.LocationId, task, visit.CareThreadId));
    }

    /// <summary>What is reserved, and what is used.</summary>
    public async Task<(decimal Reserved, decimal Used)> Taken(Guid authorization) => await Clinic.In(async (IntakeDb db) =>
    {
        var uses = await db.CountingUses.Where(use => use.AuthorizationId == authorization).ToListAsync();
        return (uses.Where(use => use.Kind == UseKind.Reserved).Sum(use => use.Units), uses.Where(use => use.Kind == UseKind.Used).Sum(use => use.Units));
    });

    public ValueTask DisposeAsync() => Clinic.DisposeAsync();
}
