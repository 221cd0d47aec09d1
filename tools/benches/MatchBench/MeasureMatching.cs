using System.Diagnostics;
using System.Globalization;
using Bench;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MatchBench;

/// <summary>
/// What matching asks the register and the gate for one page of some sixty words, from the words to the decision, at two sizes of the register. What it does for the stored document
/// around it (tools/benches/match names it) is not in these figures.
/// </summary>
internal static class MeasureMatching
{
    private const double Bar = 50;
    private const double TypedBar = 100;

    private static readonly string[] Findings = ["Glucose 92 70 - 99", "Sodium 140 136 - 145", "Potassium 4.1 3.5 - 5.1", "Chloride 101 98 - 107", "Creatinine 0.9 0.6 - 1.3"];

    public static async Task<IReadOnlyList<Measure>> Run(bool quick)
    {
        var (small, large, documents) = quick ? (5_000, 25_000, 100) : (100_000, 500_000, 500);
        await using var register = new InventedRegister(Setting("DATABASE"));
        await register.Prepare();
        await using var house = House();
        var measures = new List<Measure>();
        var p95 = new List<double>();
        foreach (var size in new[] { small, large })
        {
            await register.Grow(size);
            await Match(house, register, 50, seed: 1);
            var (took, auto, right) = await Match(house, register, documents, seed: 2);
            var all = took.SelectMany(kind => kind.Value).Order().ToList();
            var bare = await LookUps(register, documents);
            p95.Add(Report.At(all, 0.95));
            var at = $"{size.ToString("#,0", CultureInfo.InvariantCulture)} patients";
            measures.Add(new($"{at}: half of the documents within", Report.At(all, 0.5), "ms"));
            measures.Add(new($"{at}: 95 % of the documents within", p95[^1], "ms", Bar: $"< {Bar}", Holds: p95[^1] < Bar));
            measures.Add(new($"{at}: the slowest", all[^1], "ms"));
            measures.AddRange(took.Select(kind => new Measure($"{at}: {kind.Key}, 95 %", Report.At([.. kind.Value.Order()], 0.95), "ms")));
            measures.Add(Measure.Beside($"{at}: 95 %, beside one look-up by bare SQL", p95[^1], "ms", "bare SQL", Report.At(bare, 0.95)));
            measures.Add(new($"{at}: of the documents filed by the gate", auto, ""));
            measures.Add(new($"{at}: of these to another than meant", auto - right, "", Bar: "= 0", Holds: auto == right));
            var typed = Report.At(await SearchAsTyped(house, register, documents), 0.95);
            measures.Add(new($"{at}: a search as typed at the desk, 95 %", typed, "ms", Bar: $"< {TypedBar}", Holds: typed < TypedBar));
            measures.Add(Measure.Beside($"{at}: a search as typed at the desk, 95 %", typed, "ms", "bare SQL", Report.At(bare, 0.95)));
            measures.Add(new($"{at}: 6,000 pairs of names asked at once", await AskThousandsOfPairs(house, register), "ms"));
        }

        measures.Add(new($"growth of the 95 % for {large / (double)small:0.#} times the patients", p95[1] / p95[0], "times"));
        return measures;
    }

    private static async Task<(SortedDictionary<string, List<double>> Took, int Auto, int Right)> Match(ServiceProvider house, InventedRegister register, int documents, int seed)
    {
        var draw = new Random(seed);
        var took = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        var (auto, right) = (0, 0);
        for (var i = 0; i < documents; i++)
        {
            var meant = await register.Someone(draw);
            var (kind, page) = Draw(meant, await register.Someone(draw), draw, i % 6);
            await using var scope = house.CreateAsyncScope();
            var asked = scope.ServiceProvider.GetRequiredService<IPatientRegister>();
            var clock = Stopwatch.StartNew();
            var evidence = ReadPatientEvidence.From([page], new DateOnly(2026, 3, 2));
            var decision = DecideFiling.For(
                evidence, null, DocumentType.LabResult, 0.9, await AskRegister.About(evidence, null, asked, CancellationToken.None), new GateOptions(), TimeProvider.System.GetUtcNow());
            var milliseconds = clock.Elapsed.TotalMilliseconds;
            if (!took.TryGetValue(kind, out var of))
            {
                took[kind] = of = [];
            }

            of.Add(milliseconds);
            if (decision is FilingDecision.Auto filed)
            {
                auto++;
                var person = (await scope.ServiceProvider.GetRequiredService<IPatients>().Find(filed.PatientId))!;
                right += person.Mrn == meant.Mrn && kind != NotRegistered ? 1 : 0;
            }
        }

        return (took, auto, right);
    }

    private const string NotRegistered = "somebody who is not registered";

    private static (string Kind, PageText Page) Draw(Person meant, Person other, Random draw, int kind) => kind switch
    {
        0 or 1 => ("name and birth date", Page(meant.First, meant.Last, meant.Born, [])),
        2 => ("name, birth date, MRN and phone", Page(meant.First, meant.Last, meant.Born, [$"MRN: {meant.Mrn}", $"Phone: ({meant.Phone[..3]}) {meant.Phone[3..6]}-{meant.Phone[6..]}"])),
        3 => ("a slip in the name", Page(meant.First, meant.Last.Remove(draw.Next(1, meant.Last.Length), 1), meant.Born, [])),
        4 => ("a digit off in the birth date", Page(meant.First, meant.Last, meant.Born.AddDays(10), [$"cc: {other.First} {other.Last}"])),
        _ => (NotRegistered, Page(meant.First + "el", other.Last + "mann", other.Born.AddDays(3), [])),
    };

    /// <summary>A report with some sixty words, as the engine would give it.</summary>
    private static PageText Page(string first, string last, DateOnly born, string[] more)
    {
        string[] lines =
        [
            "Harbor Laboratories", "9 Dock Rd, Ashford, OH 43096", "Tel: (614) 555-0107", "Final Laboratory Report", $"Patient: {first} {last}",
            string.Create(CultureInfo.InvariantCulture, $"DOB: {born:MM/dd/yyyy}"), .. more, "Specimen: serum", "Collected: 02/26/2026", .. Findings, "Reviewed by Ada Quist MD", "Electronically signed",
        ];
        var words = new List<Word>();
        foreach (var (line, text) in lines.Index())
        {
            var at = 100;
            foreach (var word in text.Split(' '))
            {
                words.Add(new Word(word, new Box(at, 180 + (36 * line), 14 * word.Length, 22), 95, 0, line));
                at += 14 * (word.Length + 1);
            }
        }

        return new PageText(1, 1700, 2200, 200, words, 95, 0.02, "ocr");
    }

    /// <summary>What somebody types: a whole name, its beginning, two letters exchanged, a name with the birth date, an MRN.</summary>
    private static async Task<List<double>> SearchAsTyped(ServiceProvider house, InventedRegister register, int many)
    {
        var (draw, took) = (new Random(4), new List<double>());
        for (var i = 0; i < many; i++)
        {
            var person = await register.Someone(draw);
            var slip = string.Concat(person.First[1], person.First[0], person.First[2..]);
            string[] ways =
            [
                $"{person.First} {person.Last}", $"{person.First} {person.Last[..2]}", $"{slip} {person.Last}",
                string.Create(CultureInfo.InvariantCulture, $"{person.Last} {person.Born:M/d/yyyy}"), person.Mrn, person.Last[..2],
            ];
            await using var scope = house.CreateAsyncScope();
            var patients = scope.ServiceProvider.GetRequiredService<IPatients>();
            var clock = Stopwatch.StartNew();
            await patients.Search(ways[i % ways.Length], 10);
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        took.Sort();
        return took;
    }

    /// <summary>A fax of many pages names thousands of pairs of words that could be people: the middle of five askings.</summary>
    private static async Task<double> AskThousandsOfPairs(ServiceProvider house, InventedRegister register)
    {
        var draw = new Random(5);
        var took = new List<double>();
        for (var i = 0; i < 5; i++)
        {
            var people = new List<Person>();
            for (var n = 0; n < 60; n++)
            {
                people.Add(await register.Someone(draw));
            }

            NamePair[] pairs = [.. from one in people from other in people.Take(100) select new NamePair(NameKeys.Key(one.First), NameKeys.Key(other.Last))];
            pairs = [.. pairs, .. Enumerable.Range(0, 6000 - pairs.Length).Select(n => new NamePair(NameKeys.Key(people[n % 60].First), $"of{(char)('a' + (n % 26))}{(char)('a' + (n / 26 % 26))}"))];
            await using var scope = house.CreateAsyncScope();
            var asked = scope.ServiceProvider.GetRequiredService<IPatientRegister>();
            var clock = Stopwatch.StartNew();
            await asked.NamedIn(pairs, CancellationToken.None);
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        return Report.At([.. took.Order()], 0.5);
    }

    private static async Task<List<double>> LookUps(InventedRegister register, int many)
    {
        var (draw, took) = (new Random(3), new List<double>());
        for (var i = 0; i < many; i++)
        {
            var person = await register.Someone(draw);
            var clock = Stopwatch.StartNew();
            await register.LookUp(person);
            took.Add(clock.Elapsed.TotalMilliseconds);
        }

        took.Sort();
        return took;
    }

    /// <summary>Intake as the host composes it, and nothing else.</summary>
    private static ServiceProvider House()
    {
        var (services, catalog, configuration) = (new ServiceCollection(), new ModuleCatalog(), new ConfigurationBuilder().Build());
        services.AddSingleton(catalog).AddSingleton<IConfiguration>(configuration).AddSingleton(new DatabaseAccess(Setting("DATABASE"), Setting("SECRET"))).AddSingleton(TimeProvider.System);
        services.AddSingleton<JobOutbox>().AddScoped<CurrentActor>().AddScoped<AuditTrail>().AddSingleton<IOrganization>(TestOrganization.Two).AddLogging();
        var intake = new IntakeModule();
        intake.Register(new ModuleBuilder(intake, services, configuration, catalog));
        return services.BuildServiceProvider();
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable("CLINICOPS_BENCH_" + name) ?? throw new InvalidOperationException("Run this by tools/bench match.");
}
