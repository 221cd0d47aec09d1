using System.Globalization;
using System.Text;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Coverage.Exchange;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Tests.Tasks;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

/// <summary>A clinic with a schedule, a payer and the two folders of a clearinghouse.</summary>
internal sealed class CoverageClinic : IAsyncDisposable
{
    public const string Npi = "2999999992";

    private readonly List<Guid> booked = [];
    private readonly StandingVisits schedule = new();
    private readonly string data = Directory.CreateTempSubdirectory("clinicops-clearinghouse-").FullName;

    private CoverageClinic()
    {
    }

    public TestClinic Clinic { get; private set; } = null!;

    public string Out => Path.Combine(data, "clearinghouse", "out");

    public string In => Path.Combine(data, "clearinghouse", "in");

    public static async Task<CoverageClinic> Open(TestCluster cluster, Action<IServiceCollection>? stand = null)
    {
        var made = new CoverageClinic();
        Directory.CreateDirectory(made.In);
        made.Clinic = await cluster.OpenClinic(
            [new IntakeModule()],
            services =>
            {
                services.AddSingleton<IVisits>(made.schedule).AddSingleton<IDocumentClasses, StandingOrders>();
                stand?.Invoke(services);
            },
            new Dictionary<string, string?> { ["ClinicOps:DataFolder"] = made.data, ["Coverage:ServiceTypeOf:Physical therapy"] = "PT" });
        return made;
    }

    /// <summary>Somebody insured with Lake Mutual, whom the clearinghouse knows as LAKE1 and in whose network the clinic is.</summary>
    public async Task<Guid> Insured(string first = "Jana", string last = "Novak", string born = "1980-01-02", string memberId = "M100", string payer = "Lake Mutual", string? mrn = null)
    {
        var patient = await Clinic.Register(IntakeClinic.Person(first, last, born) with { Payer = payer, MemberId = memberId, Sex = "F" }, mrn);
        await Clinic.Sql($"INSERT INTO intake.payers (id, name, name_key, electronic_id, kind, verify_by, how_to, answers_future_dates, in_network, changed_at) VALUES ('{Guid.CreateVersion7()}', '{payer}', '{Contracts.NameKeys.Number(payer)}', 'LAKE1', 'commercial', 'clearinghouse', '', true, true, now()) ON CONFLICT DO NOTHING");
        await Clinic.Sql($"UPDATE intake.patient_coverages SET payer_id = (SELECT id FROM intake.payers WHERE name = '{payer}') WHERE patient_id = '{patient}'");
        return patient;
    }

    /// <summary>Another coverage of the patient, whose payer the clearinghouse knows: "Aetna" as AETNA1.</summary>
    public async Task<Guid> Covered(Guid patient, string payer, string memberId, int rank, string? from = null, string? to = null)
    {
        var coverage = Guid.CreateVersion7();
        await Clinic.In(async (IntakeDb db) =>
        {
            var known = new Payer
            {
                Id = Guid.CreateVersion7(),
                Name = payer,
                NameKey = Contracts.NameKeys.Number(payer),
                ElectronicId = $"{Contracts.NameKeys.Number(payer)}1",
                Kind = PayerKinds.Commercial,
                VerifyBy = VerifyWays.Clearinghouse,
                InNetwork = true,
                ChangedAt = Clinic.Clock.GetUtcNow(),
            };
            db.Add(known);
            db.Add(new PatientCoverage
            {
                Id = coverage,
                PatientId = patient,
                Payer = payer,
                PayerId = known.Id,
                MemberId = memberId,
                MemberKey = memberId,
                Rank = rank,
                ValidFrom = from is null ? null : IntakeClinic.Date(from),
                ValidTo = to is null ? null : IntakeClinic.Date(to),
            });
            await db.SaveChangesAsync();
        });
        return coverage;
    }

    /// <summary>A visit at Harbor at 10:00 of its clock.</summary>
    public Guid Visit(Guid patient, string day = "2026-03-09", string type = "New patient")
    {
        var starts = LocalTime.StartOf(IntakeClinic.Date(day), TestOrganization.Harbor).AddHours(10);
        var visit = new VisitSummary(Guid.CreateVersion7(), patient, TestOrganization.Harbor.Id, "Ella Roy MD", type, starts, starts.AddMinutes(30), VisitStates.Booked) { ProviderNpi = Npi };
        schedule.Put(visit);
        booked.Add(visit.Id);
        return visit.Id;
    }

    /// <summary>The schedule is another now.</summary>
    public void Change(Guid visit, Func<VisitSummary, VisitSummary> to) => schedule.Put(to(schedule[visit]));

    public Task<CoverageAsked> Ask(Guid visit, Guid? checkId = null) => Clinic.In((AskCoverage ask) => ask.Run(checkId ?? Guid.CreateVersion7(), visit, null, null, CancellationToken.None));

    /// <summary>Asks, hands over, and says what the question carries.</summary>
    public async Task<Reader270.Question> Asked(Guid visit)
    {
        Assert.IsType<CoverageAsked.Asked>(await Ask(visit));
        await Clinic.RunJobs();
        return Questions()[^1];
    }

    public IReadOnlyList<Reader270.Question> Questions() =>
        Directory.Exists(Out) ? [.. Directory.EnumerateFiles(Out, "*.270").Select(File.ReadAllText).Select(Reader270.Read).OrderBy(question => question.Control, StringComparer.Ordinal)] : [];

    /// <summary>Puts an answer into the folder as a clearinghouse does, old enough to be taken, and lets it be taken.</summary>
    /// <param name="benefits">What stands behind the person's DTP.</param>
    public async Task Answer(Reader270.Question question, string benefits, string name = "JANA") =>
        await Drop(Message271.Of(Message271.Subscriber.Replace("TRACE1", question.Trace, StringComparison.Ordinal).Replace("JANA", name, StringComparison.Ordinal) + benefits));

    public async Task Drop(byte[] bytes, string? fileName = null, TimeSpan? age = null)
    {
        var path = Path.Combine(In, fileName ?? $"{Guid.CreateVersion7():N}.271");
        await File.WriteAllBytesAsync(path, bytes);
        File.SetLastWriteTimeUtc(path, (Clinic.Clock.GetUtcNow() - (age ?? TimeSpan.FromMinutes(1))).UtcDateTime);
        await Collect();
    }

    public async Task Collect()
    {
        await Clinic.In((CollectAnswers collect) => collect.Run(new CoverageAnswersToCollect(), new Kernel.Jobs.JobMessage(Guid.CreateVersion7(), "intake.collect-coverage-answers"), CancellationToken.None));
        await Clinic.RunJobs();
    }

    public Task Evening() => Clinic.In((AskForComingVisits ask) => ask.Run(new ComingVisitsToAskFor(), new Kernel.Jobs.JobMessage(Guid.CreateVersion7(), "intake.ask-for-coming-visits"), CancellationToken.None));

    public Task Chase() => Clinic.In((ChaseAnswers chase) => chase.Run(new CoverageAnswersToChase(), new Kernel.Jobs.JobMessage(Guid.CreateVersion7(), "intake.chase-coverage-answers"), CancellationToken.None));

    /// <summary>The codes of the desk, in the order in which the visits were booked.</summary>
    public async Task<IReadOnlyList<string>> Standings() =>
        [.. (await Clinic.In((LoadDesk desk) => desk.Run(CancellationToken.None))).OrderBy(row => booked.IndexOf(row.Visit.Id)).Select(row => row.Standing.Code)];

    public Task<CoPayAnswer> CoPay(Guid visit) => Clinic.In((CoPayDue due) => due.For(visit, CancellationToken.None));

    public async Task<IReadOnlyList<string>> Tasks() => [.. (await Clinic.In((IntakeDb db) => db.Tasks.AsNoTracking().OrderBy(task => task.Id).ToListAsync())).Select(task => task.Title)];

    public async Task<string> StateOf(Guid visit) =>
        (string)(await Clinic.Sql($"SELECT s.state FROM intake.eligibility_states s JOIN intake.eligibility_checks c ON c.id = s.check_id WHERE c.visit_id = '{visit}' ORDER BY c.at DESC, c.id DESC LIMIT 1"))[0]!;

    public async ValueTask DisposeAsync()
    {
        await Clinic.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }
}
