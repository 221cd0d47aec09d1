using System.Text;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Receiving;
using ClinicOps.Documents.Tests.Acknowledging;
using ClinicOps.Documents.Tests.Pages;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Joining;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Xunit;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>The module on a real database, with a reader that reads text files and a register of a few people.</summary>
internal static class PipelineClinic
{
    public static readonly string[] Lab =
    [
        "Harbor Laboratories", "9 Dock Rd, Ashford, OH 43096", "Tel: (614) 555-0107", "Final Laboratory Report", "Patient: Elena M Rossi", "DOB: 06/20/1990",
        "Specimen: serum", "Collected: 02/26/2026", "Test  Result  Reference Range", "Glucose  92  70 - 99", "Sodium  140  136 - 145",
    ];

    public static readonly string[] Imaging =
    [
        "Lakeside Radiology", "4 Hill St, Ashford, OH 43096", "Phone: (614) 555-0117", "CT Report", "Patient: Marco Winter", "DOB: 01/05/1961",
        "Clinical indication: cough", "Technique: helical", "Findings: clear lungs", "Impression: no acute disease", "Radiologist: P. Orlov, MD",
    ];

    public static readonly string[] Cover =
        ["FACSIMILE", "To: Harbor Clinic", "From: Lakeside Radiology", "Fax: (614) 555-0142", "Pages: 3", "Re: Results", "CONFIDENTIAL: if received in error destroy all copies."];

    public static Task<(TestClinic Clinic, CannedRegister Register, CannedReader Reader)> Open(TestCluster cluster, params (string Key, string Value)[] settings) =>
        OpenWith(cluster, _ => { }, settings);

    /// <param name="more">Whatever else stands in for others.</param>
    public static async Task<(TestClinic Clinic, CannedRegister Register, CannedReader Reader)> OpenWith(
        TestCluster cluster, Action<IServiceCollection> more, params (string Key, string Value)[] settings)
    {
        var (register, reader) = (new CannedRegister(), new CannedReader());
        var clinic = await cluster.OpenClinic(
            [new DocumentsModule()],
            services =>
            {
                services.AddSingleton<IPatientRegister>(register).AddSingleton<IPatients>(register).AddSingleton<IPatientMerges>(register).AddSingleton<IClosedRecords>(register).AddSingleton<ISubjectClasses>(register);
                services.AddSingleton<IVisits, CannedVisits>();
                services.Replace(ServiceDescriptor.Singleton<IPageReader>(reader));
                services.AddSingleton<IAuthorizationService, EverythingAllowed>();
                services.AddSingleton<ITasks, NoTasks>().AddSingleton<IPapers, CannedPapers>();
                more(services);
            },
            settings.ToDictionary(s => s.Key, s => (string?)s.Value));
        register.Clock = clinic.Clock;
        return (clinic, register, reader);
    }

    /// <summary>A file of these pages, each a list of lines.</summary>
    public static byte[] Fax(params string[][] pages) => Encoding.UTF8.GetBytes(string.Join('\f', pages.Select(lines => string.Join('\n', lines))));

    public static async Task<Guid> Receive(this TestClinic clinic, byte[] file, string name = "fax.tif") =>
        await clinic.In((ReceiveFile receive) => receive.Run(Incoming(file, name), CancellationToken.None)) switch
        {
            FileReceipt.Received received => received.TransmissionId,
            FileReceipt.Repeat repeat => repeat.TransmissionId,
            var other => throw new InvalidOperationException(other.ToString()),
        };

    public static IncomingFile Incoming(byte[] file, string name = "fax.tif")
    {
        var id = Guid.CreateVersion7();
        return new(id, name, file, TransmissionSource.DropFolder, TransmissionChannel.Fax, null, TestOrganization.Harbor.Id, $"test:{id}");
    }

    /// <summary>The documents in the order they were received and cut out.</summary>
    public static Task<List<Document>> Documents(this TestClinic clinic) => clinic.In((DocumentsDb db) =>
        db.Documents.AsNoTracking().Include(d => d.Pages.OrderBy(p => p.Number)).OrderBy(d => d.ReceivedAt).ThenBy(d => d.TransmissionId).ThenBy(d => d.Ordinal).ToListAsync());

    public static async Task<Document> OnlyDocument(this TestClinic clinic) => Assert.Single(await clinic.Documents());

    public static Task<IReadOnlyList<string>> Problems(this TestClinic clinic) =>
        clinic.In(async (DocumentsDb db) => await new VerifyDocuments(db, new PageLedger(db), clinic.Services.GetRequiredService<Kernel.Blobs.IBlobStore>()).Problems(CancellationToken.None));

    public static Task<LedgerTotals> Ledger(this TestClinic clinic) => clinic.In((PageLedger ledger) => ledger.Totals(CancellationToken.None));

    /// <summary>Tells the module what Intake would tell.</summary>
    public static Task Tell(this TestClinic clinic, Kernel.Jobs.IEvent happened) =>
        clinic.Tell<DocumentsDb>(happened);
}

/// <summary>Stands in for Scheduling.</summary>
internal sealed class CannedVisits : IVisits
{
    public List<VisitSummary> All { get; } = [];

    public Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>([.. All.Where(visit => visit.PatientId == patientId)]);

    public Task<VisitSummary?> Find(Guid visitId, CancellationToken stopping = default) => Task.FromResult(All.Find(visit => visit.Id == visitId));

    public Task<IReadOnlyList<VisitSummary>> Starting(Guid locationId, DateTimeOffset from, DateTimeOffset before, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<VisitSummary>>([.. All.Where(visit => visit.LocationId == locationId && visit.StartsAt >= from && visit.StartsAt < before)]);
}

/// <summary>Stands in for Intake's register.</summary>
internal sealed class CannedRegister : IPatientRegister, IPatients, IPatientMerges, IClosedRecords, ISubjectClasses
{
    /// <summary>Who leads to whom.</summary>
    public Dictionary<Guid, Guid> MergedInto { get; } = [];

    public DateTimeOffset? LastMergeAt { get; set; }

    public Task<SubjectStanding> Standing(Guid patientId, CancellationToken stopping = default)
    {
        Guid? leadsTo = MergedInto.TryGetValue(patientId, out var other) ? other : null;
        List<Guid> joined = [.. MergedInto.Where(merge => merge.Value == patientId).Select(merge => merge.Key)];
        Guid[] named = [patientId, .. leadsTo is { } to ? [to] : (Guid[])[], .. joined];
        return Task.FromResult(new SubjectStanding(leadsTo, joined, named.ToDictionary(id => id, id => Classes.GetValueOrDefault(id, "standard"))));
    }

    public Task<DateTimeOffset?> MergedAt(Guid mergeId, CancellationToken stopping = default) => Task.FromResult(LastMergeAt);

    /// <summary>As Intake's own register answers: the record that others lead to, with what those say.</summary>
    private IEnumerable<PatientCandidate> Persons => People.Where(person => !MergedInto.ContainsKey(person.PatientId)).Select(person =>
    {
        List<PatientCandidate> merged = [.. People.Where(other => MergedInto.GetValueOrDefault(other.PatientId) == person.PatientId)];
        return merged.Count == 0 ? person : person with
        {
            Names = [.. person.Names, .. merged.SelectMany(other => other.Names).Select(name => name with { Kind = NameKind.Former })],
            Merged = [.. merged.Select(other => new MergedRecord(other.Mrn, other.BirthDate, other.Sex))],
        };
    });

    public Task<IReadOnlyList<Guid>> Among(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<Guid>>([.. patientIds.Where(Closed.Contains)]);

    public Task<IReadOnlyDictionary<Guid, string>> NotStandard(CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyDictionary<Guid, string>>(Classes.Where(entry => entry.Value != "standard").ToDictionary());

    public List<PatientCandidate> People { get; } = [];

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Called when candidates are asked for, before the answer: with how many asked before.</summary>
    public Func<int, Task>? Asked { get; set; }

    /// <summary>Called when the answer is made, before it is given.</summary>
    public Func<int, Task>? AfterAnswer { get; set; }

    /// <summary>Access classes of those who have one of their own.</summary>
    public Dictionary<Guid, string> Classes { get; } = [];

    /// <summary>Who is not there for whoever asks as <see cref="IPatients"/>.</summary>
    public HashSet<Guid> Closed { get; } = [];

    private int asked;

    public PatientCandidate Register(string first, string last, DateOnly born, string middle = "", string sex = "")
    {
        var person = new PatientCandidate(
            Guid.CreateVersion7(), $"A-{1000 + People.Count}", [new RegisteredName(first, middle, last, "", NameKind.Current, 3, 3)], born, sex, [], [], []);
        People.Add(person);
        return person;
    }

    public PatientCandidate Elena() => Register("Elena", "Rossi", new DateOnly(1990, 6, 20), middle: "M");

    public PatientCandidate Marco() => Register("Marco", "Winter", new DateOnly(1961, 1, 5));

    public async Task<CandidateSet> FindCandidates(MatchQuery query, CancellationToken cancel)
    {
        if (query is { Names.Count: 0, BirthDates.Count: 0, Mrns.Count: > 0 })
        {
            return new CandidateSet([.. Persons.Where(p => p.Mrns.Any(mrn => query.Mrns.Contains(NameKeys.Number(mrn))))], false);
        }

        var before = asked++;
        await (Asked?.Invoke(before) ?? Task.CompletedTask);
        var answer = new CandidateSet([.. Persons], false);
        await (AfterAnswer?.Invoke(before) ?? Task.CompletedTask);
        return answer;
    }

    public Task<IReadOnlyList<NamedPerson>> NamedIn(IReadOnlyList<NamePair> pairs, CancellationToken cancel) => Task.FromResult<IReadOnlyList<NamedPerson>>(
    [
        .. from person in Persons
           from name in person.Names
           from first in NameKeys.FirstKeys(name.First)
           from last in NameKeys.LastKeys(name.Last)
           where pairs.Contains(new NamePair(first, last))
           select new NamedPerson(person.PatientId, new NamePair(first, last)),
    ]);

    public Task<RegisterState> State(CancellationToken cancel) => Task.FromResult(new RegisterState(Clock.GetUtcNow(), 20_000));

    public Task<PatientSummary?> Find(Guid patientId, CancellationToken stopping = default) =>
        Task.FromResult(People.Where(p => p.PatientId == patientId && !Closed.Contains(patientId)).Select(Summary).FirstOrDefault());

    public Task<IReadOnlyList<PatientSummary>> Find(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. People.Where(p => patientIds.Contains(p.PatientId) && !Closed.Contains(p.PatientId)).Select(Summary)]);

    public Task<IReadOnlyList<PatientSummary>> FindByMrn(IReadOnlyCollection<string> mrns, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([.. People.Where(p => mrns.Contains(p.Mrn)).Select(Summary)]);

    public Task<IReadOnlyList<PatientSummary>> Search(string text, int limit, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyList<PatientSummary>>([]);

    private PatientSummary Summary(PatientCandidate person) => new(
        person.PatientId, person.Mrn, person.Names[0].First, person.Names[0].Middle, person.Names[0].Last, null, person.BirthDate!.Value, person.Sex, null, null, null, null,
        Classes.GetValueOrDefault(person.PatientId, "standard"));
}
