using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Intake.Tests.Authorizations;
using ClinicOps.Intake.Tests.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Referrals;

/// <summary>A clinic with a patient, and the ways tests work on referrals there.</summary>
internal sealed class ReferralClinic : IAsyncDisposable
{
    public static readonly ReferralRequest ToKeller = new("Martha Keller, MD", "", "Cardiology", "Palpitations", "R00.2", "routine", "", []);

    private ReferralClinic(TestClinic clinic) => Clinic = clinic;

    public TestClinic Clinic { get; }

    public required StandingOrders Orders { get; init; }

    public required StandingVisits Visits { get; init; }

    public required StandingReferralDocuments Documents { get; init; }

    public required StandingLetters Letters { get; init; }

    public required StandingPapers Papers { get; init; }

    public required Guid Patient { get; init; }

    public static async Task<ReferralClinic> Open(TestCluster cluster)
    {
        var (orders, visits, documents, letters, papers) = (new StandingOrders(), new StandingVisits(), new StandingReferralDocuments(), new StandingLetters(), new StandingPapers());
        var clinic = await cluster.OpenClinic(
            [new IntakeModule()],
            services => services.AddSingleton<IOrders>(orders).AddSingleton<IDocumentClasses>(orders).AddSingleton<IAuthorizationDecisions>(orders).AddSingleton<IVisits>(visits).AddSingleton<IVisitReminders, NoCalls>().AddSingleton<IWaitingResults, NoPapers>().AddSingleton<IChartContents, NoPapers>()
                .AddSingleton<IAppointmentRequests>(visits).AddSingleton<IReferralDocuments>(documents).AddSingleton<ILetters>(letters).AddSingleton<IPapers>(papers));
        var patient = await clinic.Register(IntakeClinic.Person("Ada", "Quartz") with { Payer = "Ohio Medicaid", MemberId = "OM1" });
        await clinic.Sql($"INSERT INTO intake.payers (id, name, name_key, electronic_id, kind, verify_by, how_to, answers_future_dates, needs_referral, changed_at) VALUES ('{Guid.CreateVersion7()}', 'Ohio Medicaid', '{Contracts.NameKeys.Number("Ohio Medicaid")}', '', 'medicaid', 'phone', '', true, true, now()) ON CONFLICT DO NOTHING");
        await clinic.Sql("UPDATE intake.payers SET needs_referral = true; UPDATE intake.patient_coverages SET payer_id = (SELECT id FROM intake.payers WHERE name = 'Ohio Medicaid')");
        return new ReferralClinic(clinic) { Orders = orders, Visits = visits, Documents = documents, Letters = letters, Papers = papers, Patient = patient };
    }

    public async Task<Guid> Start(ReferralRequest? request = null, string direction = ReferralDirection.Out, StaffTask? task = null)
    {
        var id = Guid.CreateVersion7();
        Assert.IsType<ReferralStarted.Done>(await Clinic.In((StartReferral start) => start.Run(id, direction, Patient, TestOrganization.Harbor.Id, task, request ?? ToKeller, CancellationToken.None)));
        return id;
    }

    public async Task<ReferralWork> Step(Guid id, ReferralStep step, Guid? stepId = null)
    {
        var version = (await Find(id)).Version;
        return await Clinic.In((WorkOnReferral work) => work.Run(id, version, stepId ?? Guid.CreateVersion7(), step, CancellationToken.None));
    }

    public async Task<Guid> Did(Guid id, ReferralStep step) => Assert.IsType<ReferralWork.Done>(await Step(id, step)).EventId;

    public async Task<Guid> Sent(ReferralRequest? request = null)
    {
        var id = await Start(request);
        await Did(id, new ReferralStep.Send(new Contact(Contact.Fax)));
        return id;
    }

    /// <summary>One to this clinic, for the plan of the patient.</summary>
    public async Task<Guid> Accepted(int? visits, DateOnly? from = null, DateOnly? to = null, string payer = "Ohio Medicaid")
    {
        var id = await Start(new ReferralRequest("Ana Maro, DO", "", "", "Palpitations", "", "routine", payer, []), ReferralDirection.In);
        await Did(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-1", from, to, visits)));
        await Clinic.RunJobs();
        return id;
    }

    public Task Booked(VisitSummary visit) => Tell(new AppointmentBooked(visit.Id, Patient, visit.LocationId, null, visit.CareThreadId));

    /// <summary>The hourly look at visits.</summary>
    public async Task LookAtVisits()
    {
        await Clinic.In((UseUnits use) => use.Run(new UnitsToUse(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
        await Clinic.RunJobs();
    }

    public Task<int> Counted(Guid id) => Clinic.In((IntakeDb db) => db.CountingReferralUses.CountAsync(use => use.ReferralId == id));

    /// <summary>Corrects what an accepted one allows.</summary>
    public async Task<Guid> Corrected(Guid id, int? visits, DateOnly? from = null, DateOnly? to = null)
    {
        var step = await Did(id, new ReferralStep.Accept(new Contact(), new ReferralGrant("R-1", from, to, visits)));
        await Clinic.RunJobs();
        return step;
    }

    public Task<ReferralWork> Undo(Guid id, Guid step) => Clinic.In((WorkOnReferral work) => work.Undo(id, step, CancellationToken.None));

    public Task<Referral> Find(Guid id) => Clinic.In((IntakeDb db) => db.Referrals.AsNoTracking().SingleAsync(r => r.Id == id));

    public async Task<string> StateOf(Guid id) => (await Find(id)).State;

    /// <summary>"kind state: title" of all tasks, in order.</summary>
    public async Task<IReadOnlyList<string>> Tasks() =>
        [.. (await Clinic.Sql("SELECT kind || ' ' || state || ': ' || title FROM intake.tasks ORDER BY id")).Select(line => (string)line!)];

    /// <summary>The "refer" task of an order.</summary>
    public async Task<StaffTask> ReferTask()
    {
        var order = Orders.Add("referral", patient: Patient);
        await Tell(new OrderTranscribed(order.Id, order.DocumentId, Patient, order.CareThreadId));
        return await Clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().SingleAsync(task => task.OrderId == order.Id));
    }

    public async Task Note(ConsultNote note)
    {
        Documents.Notes[note.DocumentId] = note;
        await Tell(new ConsultNoteFiled(note.DocumentId, note.PatientId, note.CareThreadId));
    }

    public async Task Gone(ConsultNote note)
    {
        Documents.Notes.Remove(note.DocumentId);
        await Tell(new ConsultNoteWithdrawn(note.DocumentId, note.CareThreadId));
    }

    public ConsultNote OfKeller() => new(Guid.CreateVersion7(), Patient, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "Martha Keller MD", "Harbor Lane Heart Clinic", "Cardiology", new DateOnly(2026, 3, 20));

    public async Task Read(ReferralAsRead referral)
    {
        Documents.Referrals[referral.DocumentId] = referral;
        await Tell(new ReferralRead(referral.DocumentId, referral.PatientId, referral.CareThreadId));
    }

    public ReferralAsRead FromMaro() => new(
        Guid.CreateVersion7(), Patient, TestOrganization.Harbor.Id, Guid.CreateVersion7(), "Ana Maro, DO", "Harbor Clinic", "Cardiology", "Palpitations", "Palpitations", "R00.2", "urgent", 3, "R-7", new DateOnly(2026, 3, 1),
        new DateOnly(2026, 8, 31));

    public async Task Chase()
    {
        await Clinic.In((ChaseReferrals chase) => chase.Run(new ReferralsToChase(), new JobMessage(Guid.CreateVersion7(), "test"), CancellationToken.None));
        await Clinic.RunJobs();
    }

    public async Task Tell(IEvent happened)
    {
        await Clinic.Tell<IntakeDb>(happened);
        await Clinic.RunJobs();
    }

    /// <summary>What somebody does who works at one location.</summary>
    public async Task<TResult> AsUser<T, TResult>(Func<T, Task<TResult>> act, Guid? location = null)
        where T : notnull
    {
        await using var scope = Clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.NewGuid(), [location ?? TestOrganization.Harbor.Id]);
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    public ValueTask DisposeAsync() => Clinic.DisposeAsync();
}

/// <summary>Stands in for Documents: the referrals and consult notes that are in records just now.</summary>
internal sealed class StandingReferralDocuments : IReferralDocuments
{
    public Dictionary<Guid, ReferralAsRead> Referrals { get; } = [];

    public Dictionary<Guid, ConsultNote> Notes { get; } = [];

    public Task<ReferralAsRead?> FindReferral(Guid documentId, CancellationToken stopping = default) => Task.FromResult(Referrals.GetValueOrDefault(documentId));

    public Task<ConsultNote?> FindConsultNote(Guid documentId, CancellationToken stopping = default) => Task.FromResult(Notes.GetValueOrDefault(documentId));
}

/// <summary>Stands in for Correspondence: the letters there are.</summary>
internal sealed class StandingLetters : ILetters
{
    public List<LetterSummary> All { get; } = [];

    public Task<IReadOnlyList<LetterSummary>> OfPatient(Guid patientId, CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<LetterSummary>>([.. All.Where(letter => letter.PatientId == patientId)]);

    public Task<string> ClassOf(Guid letterId, CancellationToken stopping = default) => Task.FromResult("standard");
}
