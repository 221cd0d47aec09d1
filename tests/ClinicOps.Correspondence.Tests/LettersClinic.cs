using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Correspondence.Tests;

/// <summary>A clinic with a few patients, an order that is not signed, and the tasks that came from it.</summary>
internal static class LettersClinic
{
    public static readonly PatientSummary Nguyen = Patient(1, "Ánh", "Nguyễn Thị", "Vietnamese", "48 Congress Street, Apt 3, Portland, ME 04101");

    public static readonly PatientSummary Nunez = Patient(2, "José", "Núñez", "es", "7 India Street, Portland, ME 04101");

    public static readonly PatientSummary NoAddress = Patient(3, "Łukasz", "Żółć", null, null);

    public static readonly OrderAsTranscribed Unsigned = Order(1, Nguyen.Id, "unsigned", "Lena Brandt, MD");

    public static readonly TaskSummary ToSchedule = Task(1, Nguyen.Id, TestOrganization.Harbor.Id);

    public static readonly TaskSummary OfUnsigned = Task(2, Nguyen.Id, TestOrganization.Harbor.Id) with { OrderId = Unsigned.Id };

    public static readonly TaskSummary AtMesa = Task(3, Nunez.Id, TestOrganization.Mesa.Id);

    public static readonly TaskSummary OfNobody = Task(4, null, TestOrganization.Harbor.Id);

    public static readonly TaskSummary WithoutAddress = Task(5, NoAddress.Id, TestOrganization.Harbor.Id);

    public static Task<TestClinic> Open(TestCluster cluster, Action<IServiceCollection>? also = null) => cluster.OpenClinic(
        [new CorrespondenceModule()],
        services =>
        {
            var others = new OtherModules();
            services.AddSingleton<IPatients>(others).AddSingleton<ITasks>(others).AddSingleton<IOrders>(others).AddSingleton<IVisits>(others);
            also?.Invoke(services);
        });

    public static Letter Letter(TaskSummary task) => new()
    {
        Id = Guid.CreateVersion7(),
        PatientId = task.PatientId!.Value,
        TaskId = task.Id,
        OrderId = task.OrderId,
        CareThreadId = task.CareThreadId,
        LocationId = task.LocationId,
        TemplateCode = "free-letter",
        TemplateVersion = 1,
        Subject = "A letter",
        Language = "en",
        Blocks = [new LetterBlock.Paragraph("Dear {{patient.full_name}}")],
        Values = [new MergeValue("patient.full_name", "Ánh Nguyễn Thị", "patient", task.PatientId)],
        State = LetterState.Draft,
        DraftedAt = new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero),
    };

    private static PatientSummary Patient(int number, string first, string last, string? language, string? address) => new(
        Id(0xc, number), $"A-100{number}", first, null, last, null, new DateOnly(1961, 4, 9), null, "(207) 555-0142", address, language);

    private static TaskSummary Task(int number, Guid? patient, Guid location) => new(
        Id(0xd, number), patient, null, null, location, Id(0xf, number), "schedule", "Schedule: MRI lumbar spine", "open", new DateOnly(2026, 3, 9));

    private static OrderAsTranscribed Order(int number, Guid patient, string state, string? provider) => new(
        Id(0xe, number), Id(0xa, number), patient, TestOrganization.Harbor.Id, Id(0xf, number), "imaging", state, "MRI lumbar spine without contrast", "72148",
        "Low back pain", "M54.50", "routine", null, null, provider, new DateOnly(2026, 2, 26));

    private static Guid Id(int kind, int number) => Guid.Parse($"0190{kind:x}000-0000-7000-8000-{number:x12}");
}

/// <summary>Stands in for Intake, Documents and Scheduling.</summary>
internal sealed class OtherModules : IPatients, ITasks, IOrders, IVisits
{
    private static readonly PatientSummary[] Patients = [LettersClinic.Nguyen, LettersClinic.Nunez, LettersClinic.NoAddress];

    private static readonly TaskSummary[] Tasks =
        [LettersClinic.ToSchedule, LettersClinic.OfUnsigned, LettersClinic.AtMesa, LettersClinic.OfNobody, LettersClinic.WithoutAddress];

    Task<PatientSummary?> IPatients.Find(Guid patientId, CancellationToken stopping) => Task.FromResult(Patients.FirstOrDefault(patient => patient.Id == patientId));

    Task<IReadOnlyList<PatientSummary>> IPatients.Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. Patients.Where(patient => patientIds.Contains(patient.Id))]);

    Task<IReadOnlyList<PatientSummary>> IPatients.FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. Patients.Where(patient => mrns.Contains(patient.Mrn))]);

    Task<IReadOnlyList<PatientSummary>> IPatients.Search(string text, int limit, CancellationToken stopping) => Task.FromResult<IReadOnlyList<PatientSummary>>([]);

    Task<TaskSummary?> ITasks.Find(Guid taskId, CancellationToken stopping) => Task.FromResult(Tasks.FirstOrDefault(task => task.Id == taskId));

    Task<IReadOnlyList<TaskSummary>> ITasks.OfDocuments(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping) => Task.FromResult<IReadOnlyList<TaskSummary>>([]);

    Task<OrderAsTranscribed?> IOrders.Find(Guid orderId, CancellationToken stopping) =>
        Task.FromResult<OrderAsTranscribed?>(orderId == LettersClinic.Unsigned.Id ? LettersClinic.Unsigned : null);

    Task<IReadOnlyList<VisitSummary>> IVisits.OfPatient(Guid patientId, CancellationToken stopping) => Task.FromResult<IReadOnlyList<VisitSummary>>([]);
}
