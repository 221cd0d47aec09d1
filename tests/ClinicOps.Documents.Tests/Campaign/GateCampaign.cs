using System.Globalization;
using System.Text;
using System.Text.Json;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Intake;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Modules;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>What became of one paper.</summary>
/// <param name="Type">Null when nothing that was cut out holds most of its pages.</param>
/// <param name="Auto">Filed by machine, to anybody.</param>
/// <param name="Named">Its patient was named: filed to, or first among those suggested.</param>
/// <param name="CutRight">Its pages, and no others, make one document.</param>
internal sealed record PaperResult(int Index, Wearing Wearing, Paper Paper, DocumentType? Type, bool Auto, bool Named, bool CutRight, string Reason);

/// <summary>A document that a machine filed to somebody whose page it is not.</summary>
internal sealed record WrongFiling(int Index, string Trap, IReadOnlyList<int> Pages, string FiledTo, string Truth);

internal sealed record CampaignResult(IReadOnlyList<PaperResult> Papers, IReadOnlyList<WrongFiling> Wrong, int Filed);

/// <summary>
/// Papers drawn at random go through the steps of the module as received faxes do, on a real database and with the register of
/// Intake; only recognition is left out: the words come as they would out of it. What became of them is held against the truth.
/// </summary>
internal sealed class GateCampaign(TestCluster cluster, int seed)
{
    /// <summary>Transmissions of one clinic. Its part of the campaign is drawn anew with each clinic.</summary>
    public const int PerClinic = 1250;

    private const int Crowd = 420;
    private const int AtOnce = 50;

    /// <summary>The import says on the console what it did; one clinic after another, so that it can be kept quiet.</summary>
    private static readonly SemaphoreSlim Importing = new(1);

    public static Sending SendingOf(int seed, int index, Register register) =>
        Sending.Drawn(Draw.Of(seed, index / PerClinic, index), register, index);

    public static Register RegisterOf(int seed, int index) => Register.Drawn(Draw.Of(seed, index / PerClinic, -1), Crowd);

    /// <param name="first">Index of the first transmission; all are of one clinic.</param>
    /// <param name="told">Is given what became of each document: for looking at one.</param>
    public async Task<CampaignResult> Run(int first, int count, Action<DocumentOutcome>? told = null)
    {
        var register = RegisterOf(seed, first);
        await using var clinic = await Open(register);
        var sendings = Enumerable.Range(first, count).Select(index => SendingOf(seed, index, register)).ToList();
        foreach (var some in sendings.Chunk(AtOnce))
        {
            foreach (var sending in some)
            {
                await clinic.Receive(File(sending), Name(sending.Index));
            }

            await clinic.RunJobs();
        }

        var mrns = register.People.Select(p => p.Mrn).ToList();
        var people = (await clinic.In((IPatients patients) => patients.FindByMrn(mrns))).ToDictionary(p => p.Id, p => p.Mrn);
        var outcomes = await clinic.In(async (DocumentsDb db) => await new DocumentOutcomes(db).Of(db.Transmissions, CancellationToken.None));
        outcomes.ToList().ForEach(o => told?.Invoke(o.Outcome));
        var byName = outcomes.ToLookup(o => o.Outcome.FileName);
        return Held(sendings, sending => [.. byName[Name(sending.Index)].Select(o => new Became(
            o.Outcome.Pages, DocumentTypes.FromCode(o.Outcome.Type ?? ""), o.Outcome.Disposition == "auto" ? MrnOf(o.Outcome.PatientId) : "", MrnOf(o.Outcome.PatientId ?? o.Likeliest), o.Outcome.ReasonCode ?? ""))]);

        string MrnOf(Guid? id) => id is { } known ? people.GetValueOrDefault(known, "?") : "";
    }

    /// <summary>The same papers before the rules alone: see <see cref="RulesAlone"/>.</summary>
    public static CampaignResult OfRules(int seed, int first, int count)
    {
        var register = RegisterOf(seed, first);
        var rules = new RulesAlone(register);
        var sendings = Enumerable.Range(first, count).Select(index => SendingOf(seed, index, register)).ToList();
        return Held(sendings, sending => [.. rules.Decide(sending).Select(d => new Became(d.Pages, d.Type, d.FiledTo, d.Likeliest, d.Reason))]);
    }

    private async Task<TestClinic> Open(Register register)
    {
        var clinic = await cluster.OpenClinic(
            [new DocumentsModule(), new IntakeModule()],
            services => services.AddSingleton<IVisits, CannedVisits>()
                .Replace(ServiceDescriptor.Singleton<IPageReader>(new CannedReader((_, text) => JsonSerializer.Deserialize<PageText>(text)!))));
        var file = Path.Combine(clinic.Folder, "register.csv");
        await Importing.WaitAsync();
        var console = Console.Out;
        try
        {
            Console.SetOut(TextWriter.Null);
            foreach (var before in new[] { true, false })
            {
                await using (var csv = new StreamWriter(file))
                {
                    register.ToCsv(csv, before);
                }

                await using var scope = clinic.Services.CreateAsyncScope();
                var import = clinic.Services.GetRequiredService<ModuleCatalog>().Verbs.Single(verb => verb.Name == "import patients");
                if (await import.Run(scope.ServiceProvider, [file], CancellationToken.None) != 0)
                {
                    throw new InvalidOperationException("The register that was drawn cannot be imported.");
                }
            }
        }
        finally
        {
            Console.SetOut(console);
            Importing.Release();
        }

        await clinic.RunJobs();
        return clinic;
    }

    private static byte[] File(Sending sending) => Encoding.UTF8.GetBytes(string.Join('\f', sending.Pages.Select(page => JsonSerializer.Serialize(page))));

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"{index:D7}.tif");

    /// <summary>What was cut out of a transmission, and what became of it.</summary>
    /// <param name="FiledTo">MRN of whom a machine filed it to; empty when it did not.</param>
    /// <param name="Likeliest">MRN of whom it was filed to, or who was suggested first.</param>
    private sealed record Became(IReadOnlyList<int> AllPages, DocumentType? Type, string FiledTo, string Likeliest, string Reason);

    private static CampaignResult Held(IReadOnlyList<Sending> sendings, Func<Sending, List<Became>> outcomesOf)
    {
        var (papers, wrong, filed) = (new List<PaperResult>(), new List<WrongFiling>(), 0);
        foreach (var sending in sendings)
        {
            var found = outcomesOf(sending).ConvertAll(b => (Became: b, Pages: b.AllPages.Except(sending.Covers).ToHashSet()));
            filed += found.Count(f => f.Became.FiledTo.Length > 0);
            foreach (var paper in sending.Papers)
            {
                var best = found.OrderByDescending(f => Overlap(paper, f.Pages)).FirstOrDefault(f => Overlap(paper, f.Pages) >= 0.5).Became;
                papers.Add(new(
                    sending.Index,
                    sending.Wearing,
                    paper,
                    best?.Type,
                    best is { FiledTo.Length: > 0 },
                    paper.Subject is { IsRegistered: true } subject && best?.Likeliest == subject.Mrn,
                    found.Exists(f => f.Pages.SetEquals(paper.Pages)),
                    best?.Reason ?? "not cut out"));
                wrong.AddRange(
                    from f in found
                    where f.Became.FiledTo.Length > 0 && paper.Pages.Any(f.Pages.Contains) && (paper.Subject is null || f.Became.FiledTo != paper.Subject.Mrn)
                    select new WrongFiling(sending.Index, paper.Trap, [.. f.Pages.Order()], f.Became.FiledTo, paper.Subject is { } s ? $"{s.Full} {s.BornIso} {s.Mrn}" : "nobody"));
            }
        }

        return new(papers, wrong, filed);
    }

    private static double Overlap(Paper paper, HashSet<int> pages) =>
        paper.Pages.Count(pages.Contains) / (double)paper.Pages.Union(pages).Count();
}
