using System.Diagnostics;
using System.Text.RegularExpressions;
using Bench;

namespace SearchBench;

/// <summary>Mixed searches by one user against a running host, one after another, at two sizes of the archive.</summary>
internal static partial class MeasureSearch
{
    /// <summary>Milliseconds within which 95 of 100 searches are to be answered.</summary>
    private const double Bar = 100;

    public static async Task<IReadOnlyList<Measure>> Run(bool quick)
    {
        var (small, large, searches) = quick ? (5_000, 15_000, 120) : (100_000, 300_000, 600);
        await using var archive = new Archive(Setting("DATABASE"));
        await archive.Prepare();
        var measures = new List<Measure>();
        var p95 = new List<double>();
        foreach (var size in new[] { small, large })
        {
            await archive.Grow(size);
            using var visitor = await Visitor.SignIn(new Uri(Setting("ADDRESS")), "coordinator", Setting("PASSWORD"));

            // The host has just started: what is measured is one that has been searched in for some minutes.
            await Mixed(archive, visitor, size == small ? 400 : 40, seed: 1);
            var took = await Mixed(archive, visitor, searches, seed: 2);
            var all = took.SelectMany(kind => kind.Value).Order().ToList();
            var (bare, like) = await Peers(archive, quick ? 10 : 20);
            p95.Add(Report.At(all, 0.95));
            var at = $"{Archive.Grouped(size)} documents";
            measures.Add(new($"{at}: half of the searches within", Report.At(all, 0.5), "ms"));
            measures.Add(new($"{at}: 95 % of the searches within", p95[^1], "ms", Bar: $"< {Bar}", Holds: p95[^1] < Bar));
            measures.Add(new($"{at}: the slowest", all[^1], "ms"));
            measures.AddRange(took.Select(kind => new Measure($"{at}: {kind.Key}, 95 %", Report.At([.. kind.Value.Order()], 0.95), "ms")));
            measures.Add(Measure.Beside($"{at}: 95 %, beside bare SQL", p95[^1], "ms", "tsquery", Report.At(bare, 0.95)));
            measures.Add(Measure.Beside($"{at}: 95 %, beside bare SQL", p95[^1], "ms", "LIKE", Report.At(like, 0.95)));
        }

        measures.Add(new($"growth of the 95 % for {large / (double)small:0.#} times the documents", p95[1] / p95[0], "times"));
        return measures;
    }

    private static async Task<SortedDictionary<string, List<double>>> Mixed(Archive archive, Visitor visitor, int searches, int seed)
    {
        var draw = new Random(seed);
        var took = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        var found = 0;
        for (var i = 0; i < searches; i++)
        {
            var (kind, fields) = await Draw(archive, draw, i % 12);
            var clock = Stopwatch.StartNew();
            var answer = await visitor.Search(fields);
            var milliseconds = clock.Elapsed.TotalMilliseconds;
            if (!took.TryGetValue(kind, out var of))
            {
                took[kind] = of = [];
            }

            of.Add(milliseconds);
            found += answer.Contains("data-row-link", StringComparison.Ordinal) ? 1 : 0;
        }

        return found > searches / 2 ? took : throw new InvalidOperationException($"Only {found} of {searches} searches found anything: the bench does not send what the product expects.");
    }

    private static async Task<(string Kind, Dictionary<string, string> Fields)> Draw(Archive archive, Random draw, int kind)
    {
        Task<string> Rare() => archive.Word(draw.Next(3_000, 30_000));
        Task<string> Middling() => archive.Word(draw.Next(150, 3_000));
        Task<string> Common() => archive.Word(draw.Next(1, 110));
        var patient = await archive.Patient(draw.Next(int.MaxValue));
        switch (kind)
        {
            case 0: return ("a rare word", Of(await Rare()));
            case 1: return ("two middling words", Of($"{await Middling()} {await Middling()}"));
            case 2 or 3: return ("a patient's name and year", Of($"{patient.Name} {patient.Year}"));
            case 4: return ("one of the commonest words", Of(await archive.Word(draw.Next(1, 12))));
            case 5: return ("a common word and a middling one", Of($"{await Common()} {await Middling()}"));
            case 6: return ("two common words", Of($"{await Common()} {await Common()}"));
            case 7:
                var word = await archive.Word(draw.Next(50, 600));
                var at = draw.Next(1, Math.Max(2, word.Length - 1));
                return ("a word with a slip", Of(word[..at] + word[(at + 1)..] + " report"));
            case 8: return ("a phrase", Of($"\"{await archive.Neighbours(draw.Next(int.MaxValue))}\""));
            case 9: return ("a common word in one patient's documents", Of(await Common(), ("Form.PatientId", patient.Id.ToString())));
            case 10:
                return ("a common word with type, state, days or sender", draw.Next(4) switch
                {
                    0 => Of(await Common(), ("Form.Type", "referral")),
                    1 => Of(await Common(), ("Form.State", "review")),
                    2 => Of(await Common(), ("Form.From", $"202{draw.Next(1, 3)}-03-01"), ("Form.Until", $"202{draw.Next(3, 5)}-03-31")),
                    _ => Of(await Common(), ("Form.Sender", $"555 {draw.Next(2_000):0000}")),
                });
            default: return ("letters of a beginning, and a word left out", Of($"-{await Middling()} {(await Middling())[..4]}"));
        }
    }

    private static Dictionary<string, string> Of(string words, params (string Name, string Value)[] filters) =>
        filters.Append(("Form.Words", words)).ToDictionary(field => field.Item1, field => field.Item2);

    private static async Task<(List<double> Bare, List<double> Like)> Peers(Archive archive, int searches)
    {
        var draw = new Random(3);
        var (bare, like) = (new List<double>(), new List<double>());
        for (var i = 0; i < searches; i++)
        {
            var words = await archive.Word(draw.Next(1, 3_000)) + " " + await archive.Word(draw.Next(1, 3_000));
            bare.Add(await Time(() => archive.ByTsQuery(words)));
            like.Add(await Time(() => archive.ByLike(words)));
        }

        bare.Sort();
        like.Sort();
        return (bare, like);
    }

    private static async Task<double> Time(Func<Task<object?>> ask)
    {
        var clock = Stopwatch.StartNew();
        await ask();
        return clock.Elapsed.TotalMilliseconds;
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable("CLINICOPS_BENCH_" + name) ?? throw new InvalidOperationException("Run this by tools/bench search.");

    /// <summary>A user who has signed in as people do, and sends the page's own form as its script does.</summary>
    private sealed partial class Visitor(HttpClient client) : IDisposable
    {
        private readonly HttpClient http = client;
        private string token = "";

        public static async Task<Visitor> SignIn(Uri address, string name, string password)
        {
            var visitor = new Visitor(new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) });
            await visitor.ReadToken("/sign-in");
            using var form = new FormUrlEncodedContent([new("Form.Name", name), new("Form.Password", password), new("__RequestVerificationToken", visitor.token)]);
            using var answer = await visitor.http.PostAsync("/sign-in", form);
            await visitor.ReadToken("/documents/search");
            return visitor;
        }

        public async Task<string> Search(Dictionary<string, string> fields)
        {
            using var form = new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", token)));
            using var request = new HttpRequestMessage(HttpMethod.Post, "/documents/search") { Content = form };
            request.Headers.Add("HX-Request", "true");
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            return await answer.Content.ReadAsStringAsync();
        }

        public void Dispose() => http.Dispose();

        private async Task ReadToken(string path) => token = RequestToken().Match(await http.GetStringAsync(path)).Groups[1].Value;

        [GeneratedRegex("""<meta name="request-token" content="([^"]*)">""")]
        private static partial Regex RequestToken();
    }
}
