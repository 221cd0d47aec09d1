using System.Collections.Concurrent;
using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Leaving;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]
[assembly: AssemblyFixture(typeof(MailServers))]

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

    public static Task<TestClinic> Open(TestCluster cluster, Action<IServiceCollection>? also = null, IReadOnlyDictionary<string, string?>? settings = null, IReadOnlyList<IModule>? modules = null) =>
        cluster.OpenClinic(
            [new CorrespondenceModule(), .. modules ?? []],
            services =>
            {
                var others = new OtherModules();
                services.AddSingleton<IPatients>(others).AddSingleton<IRelatedPeople>(others).AddSingleton<IReferralAsks>(others).AddSingleton<ITasks>(others).AddSingleton<IOrders>(others).AddSingleton<IVisits>(others);
                services.AddSingleton<NoticeTests.StandingReminders>().AddSingleton<IVisitReminders>(all => all.GetRequiredService<NoticeTests.StandingReminders>()).AddSingleton<IContactPreferences>(all => all.GetRequiredService<NoticeTests.StandingReminders>()).AddSingleton<ISlotOffers>(all => all.GetRequiredService<NoticeTests.StandingReminders>());
                services.AddSingleton<AskedLetterTests.Asks>().AddSingleton<IPatientLetterAsks>(all => all.GetRequiredService<AskedLetterTests.Asks>());
                services.AddSingleton(others).AddSingleton<ISentLetters>(others).AddSingleton<IDocumentClasses>(others).AddSingleton<IChartContents>(others).AddSingleton<IPacketPages>(others).AddSingleton<IPackets>(others).AddSingleton<ISignedCopies>(others).AddSingleton<ISubjectClasses>(others);
                also?.Invoke(services);
            },
            settings);

    /// <summary>An approved letter with these bytes for its pages.</summary>
    public static async Task<Letter> Approved(this TestClinic clinic, TaskSummary task, byte[] pdf)
    {
        var letter = Letter(task);
        letter.State = LetterState.Approved;
        var hash = await clinic.Services.GetRequiredService<IBlobStore>().Put(pdf);
        await clinic.In(async (CorrespondenceDb db) =>
        {
            db.Letters.Add(letter);
            db.Approvals.Add(new LetterApproval
            {
                Id = Guid.CreateVersion7(),
                LetterId = letter.Id,
                Number = 1,
                Subject = letter.Subject,
                Blocks = letter.Blocks,
                Values = letter.Values,
                PdfHash = hash,
                PageCount = 1,
                ApprovedAt = clinic.Clock.GetUtcNow(),
            });
            await db.SaveChangesAsync();
        });
        return letter;
    }

    public static Task<LetterDelivery> Delivery(this TestClinic clinic, Guid id) => clinic.In((CorrespondenceDb db) => db.Deliveries.AsNoTracking().SingleAsync(d => d.Id == id));

    public static Task<Letter> Find(this TestClinic clinic, Guid letterId) => clinic.In((CorrespondenceDb db) => db.Letters.AsNoTracking().SingleAsync(l => l.Id == letterId));

    /// <summary>What `verify` finds.</summary>
    public static Task<IReadOnlyList<string>> Problems(this TestClinic clinic) => clinic.In(async (IEnumerable<IVerification> verify) =>
    {
        var problems = new List<string>();
        foreach (var one in verify)
        {
            problems.AddRange(await one.Problems(CancellationToken.None));
        }

        return (IReadOnlyList<string>)problems;
    });

    /// <summary>A fax number at which somebody has looked a second time: to another nothing leaves.</summary>
    public static Task Knows(this TestClinic clinic, string digits, string name) => clinic.In(async (CorrespondenceDb db) =>
    {
        db.KnownNumbers.Add(new KnownNumber
        {
            Id = Guid.CreateVersion7(),
            Digits = digits,
            Name = name,
            Kind = AddressReader.Colleague,
            State = NumberState.Checked,
            LocationId = TestOrganization.Harbor.Id,
            EnteredAt = clinic.Clock.GetUtcNow(),
            CheckedAt = clinic.Clock.GetUtcNow(),
            CheckedHow = "called",
        });
        await db.SaveChangesAsync();
    });

    /// <summary>Into the print queue.</summary>
    public static async Task<Guid> Queue(this TestClinic clinic, Guid letterId) =>
        Assert.IsType<DeliveryRequest.Requested>(await clinic.In((RequestDelivery request) => request.Print(letterId, CancellationToken.None))).DeliveryId;

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
        Id(0xc, number), $"A-100{number}", first, null, last, null, new DateOnly(1961, 4, 9), null, "(207) 555-0142", address, language, null, "standard");

    private static TaskSummary Task(int number, Guid? patient, Guid location) => new(
        Id(0xd, number), patient, null, null, location, Id(0xf, number), "schedule", "Schedule: MRI lumbar spine", "open", new DateOnly(2026, 3, 9));

    private static OrderAsTranscribed Order(int number, Guid patient, string state, string? provider) => new(
        Id(0xe, number), Id(0xa, number), patient, TestOrganization.Harbor.Id, Id(0xf, number), "imaging", state, "MRI lumbar spine without contrast", "72148",
        "Low back pain", "M54.50", "routine", null, null, provider, new DateOnly(2026, 2, 26));

    private static Guid Id(int kind, int number) => Guid.Parse($"0190{kind:x}000-0000-7000-8000-{number:x12}");
}

/// <summary>Stands in for Intake, Documents and Scheduling.</summary>
internal sealed class OtherModules : IPatients, IRelatedPeople, IReferralAsks, ITasks, IOrders, IVisits, ISentLetters, IDocumentClasses, IChartContents, IPacketPages, IPackets, ISignedCopies, ISubjectClasses
{
    /// <summary>Packets whose matter was withdrawn.</summary>
    public ConcurrentDictionary<Guid, bool> Withdrawn { get; } = [];

    /// <summary>Signed copies that are still to be sent back.</summary>
    public ConcurrentDictionary<Guid, bool> ToSendBack { get; } = [];

    Task<bool> ISignedCopies.IsMeant(Guid papersId, CancellationToken stopping) => Task.FromResult(ToSendBack.ContainsKey(papersId));

    Task<bool> IPackets.IsMeant(Guid packetId, CancellationToken stopping) => Task.FromResult(!Withdrawn.ContainsKey(packetId));

    /// <summary>Documents of every patient's chart that are in sight, each with its access class.</summary>
    public ConcurrentDictionary<Guid, string> Chart { get; } = [];

    /// <summary>Of every one of them: another when its pages are.</summary>
    public string Mark { get; set; } = "";

    Task<IReadOnlyList<ChartPaper>> IChartContents.Papers(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping) => Task.FromResult<IReadOnlyList<ChartPaper>>(
        [.. Chart.Keys.Select(id => new ChartPaper(id, patientIds.First(), "progress_note", "Note", 1, DateTimeOffset.UnixEpoch, TestOrganization.Harbor.Id, id, Mark)), .. Papers]);

    /// <summary>More of every patient's papers, whatever they are.</summary>
    public List<ChartPaper> Papers { get; } = [];

    public List<ChartOrder> ChartOrders { get; } = [];

    Task<IReadOnlyList<ChartOrder>> IChartContents.Orders(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping) => Task.FromResult<IReadOnlyList<ChartOrder>>([.. ChartOrders]);

    /// <summary>What every packet of the chart's papers is.</summary>
    public byte[] Packet { get; set; } = [];

    async Task<PacketPages> IPacketPages.Write(Guid patientId, IReadOnlyList<Guid> documentIds, bool forEverybody, int mostPages, Stream to, CancellationToken stopping)
    {
        var there = documentIds.Where(Chart.ContainsKey).ToList();
        await to.WriteAsync(Packet, stopping);
        return new PacketPages([.. there.Select(id => new PacketDocument(id, "Note", DateTimeOffset.UnixEpoch, 1))], documentIds.Count - there.Count, 0);
    }

    /// <summary>What was filed, by the id it was handed in under.</summary>
    public ConcurrentDictionary<Guid, (SentLetter Letter, byte[] Pdf)> Filed { get; } = [];

    /// <summary>How often something was handed in.</summary>
    public int Filings { get; private set; }

    Task<Guid> ISentLetters.File(SentLetter letter, ReadOnlyMemory<byte> pdf, CancellationToken stopping)
    {
        Filings++;
        Filed[letter.Id] = (letter, pdf.ToArray());
        return Task.FromResult(letter.Id);
    }

    Task ISentLetters.Classify(Guid letterId, string accessClass, CancellationToken stopping)
    {
        if (Filed.TryGetValue(letterId, out var filed))
        {
            Filed[letterId] = (filed.Letter with { AccessClass = accessClass }, filed.Pdf);
        }

        return Task.CompletedTask;
    }

    Task<Guid?> ISentLetters.LetterOf(Guid documentId, CancellationToken stopping) => Task.FromResult(Filed.ContainsKey(documentId) ? documentId : (Guid?)null);

    Task<string> IDocumentClasses.Of(Guid documentId, CancellationToken stopping) => Task.FromResult(Chart.TryGetValue(documentId, out var own) ? own : Filed[documentId].Letter.AccessClass);

    Task<IReadOnlyDictionary<Guid, string>> ISubjectClasses.NotStandard(CancellationToken stopping) => Task.FromResult<IReadOnlyDictionary<Guid, string>>(new Dictionary<Guid, string>());

    Task<Guid?> ISentLetters.Find(Guid letterId, CancellationToken stopping) => Task.FromResult(Filed.ContainsKey(letterId) ? letterId : (Guid?)null);

    private static readonly PatientSummary[] Patients = [LettersClinic.Nguyen, LettersClinic.Nunez, LettersClinic.NoAddress];

    /// <summary>The access class of every task.</summary>
    public string ClassOfTasks { get; set; } = "standard";

    private static readonly TaskSummary[] Tasks =
        [LettersClinic.ToSchedule, LettersClinic.OfUnsigned, LettersClinic.AtMesa, LettersClinic.OfNobody, LettersClinic.WithoutAddress];

    /// <summary>Whose address is confidential.</summary>
    public HashSet<Guid> Confidential { get; } = [];

    /// <summary>Every patient's e-mail address.</summary>
    public string? Email { get; set; }

    /// <summary>Who of the family receives mail and may not be told.</summary>
    public HashSet<Guid> NotTold { get; } = [];

    /// <summary>Who has died.</summary>
    public HashSet<Guid> Deceased { get; } = [];

    /// <summary>Records that were merged away, and which stands for each.</summary>
    public Dictionary<Guid, Guid> Merged { get; } = [];

    /// <summary>What every referral is asked for by.</summary>
    public ReferralAsk Asked { get; set; } = new(null, null, null);

    /// <summary>Who receives every patient's mail.</summary>
    public List<MailRecipient> Family { get; } = [];

    Task<IReadOnlyList<MailRecipient>> IRelatedPeople.WhoReceiveMail(Guid patientId, CancellationToken stopping) => Task.FromResult<IReadOnlyList<MailRecipient>>(Family);

    Task<IReadOnlyList<ToldPerson>> IRelatedPeople.WhoMayBeTold(Guid patientId, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<ToldPerson>>([.. Family.Where(person => !NotTold.Contains(person.PersonId)).Select(person => new ToldPerson(person.PersonId, person.Name, "Parent", "", ""))]);

    Task<PatientSummary?> IPatients.Find(Guid patientId, CancellationToken stopping) => Task.FromResult(
        Patients.FirstOrDefault(patient => patient.Id == patientId) is { } found ? found with { Email = Email, IsAddressConfidential = Confidential.Contains(patientId), IsDeceased = Deceased.Contains(patientId), MergedIntoId = Merged.TryGetValue(patientId, out var standing) ? standing : null } : null);

    Task<IReadOnlyList<PatientSummary>> IPatients.Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. Patients.Where(patient => patientIds.Contains(patient.Id))]);

    Task<IReadOnlyList<PatientSummary>> IPatients.FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. Patients.Where(patient => mrns.Contains(patient.Mrn))]);

    Task<IReadOnlyList<PatientSummary>> IPatients.FindByEmail(string address, int limit, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>(address == Email ? [LettersClinic.Nguyen] : []);

    Task<IReadOnlyList<PatientSummary>> IPatients.Search(string text, int limit, CancellationToken stopping) => Task.FromResult<IReadOnlyList<PatientSummary>>([]);

    Task<ReferralAsk> IReferralAsks.Find(Guid patientId, Guid? taskId, CancellationToken stopping) => Task.FromResult(Asked);

    Task<TaskSummary?> ITasks.Find(Guid taskId, CancellationToken stopping) => Task.FromResult(Tasks.FirstOrDefault(task => task.Id == taskId) is { } task ? task with { AccessClass = ClassOfTasks } : null);

    Task<IReadOnlyList<TaskSummary>> ITasks.OfDocuments(IReadOnlyCollection<Guid> documentIds, CancellationToken stopping) => Task.FromResult<IReadOnlyList<TaskSummary>>([]);

    Task<OrderAsTranscribed?> IOrders.Find(Guid orderId, CancellationToken stopping) =>
        Task.FromResult<OrderAsTranscribed?>(orderId == LettersClinic.Unsigned.Id ? LettersClinic.Unsigned : null);

    Task<IReadOnlyList<OrderAsTranscribed>> IOrders.FindAll(IReadOnlyCollection<Guid> orderIds, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<OrderAsTranscribed>>(orderIds.Contains(LettersClinic.Unsigned.Id) ? [LettersClinic.Unsigned] : []);

    /// <summary>Of every patient.</summary>
    public List<VisitSummary> Visits { get; } = [];

    Task<IReadOnlyList<VisitSummary>> IVisits.OfPatient(Guid patientId, CancellationToken stopping) => Task.FromResult<IReadOnlyList<VisitSummary>>(Visits);

    Task<VisitSummary?> IVisits.Find(Guid visitId, CancellationToken stopping) => Task.FromResult<VisitSummary?>(null);

    Task<IReadOnlyList<VisitSummary>> IVisits.Starting(Guid locationId, DateTimeOffset from, DateTimeOffset before, CancellationToken stopping) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>([]);
}
