using System.Globalization;
using System.Text.Json;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Sorting.Training;

namespace TrainTypes;

/// <summary>What was learned and written, tried on papers that nobody learned or tuned anything from: those of the gate's campaign, and a corpus's text.</summary>
internal static class MeasureOthers
{
    public static void OfCampaign(int each, int seed)
    {
        var papers = CampaignPapers.Drawn(each, seed).Select(p => (p.Kind.Type, p.Pages)).ToList();
        Table("papers of the gate's campaign", papers);
    }

    public static void OfCorpus(string folder)
    {
        var papers = new List<(DocumentType, IReadOnlyList<PageText>)>();
        foreach (var path in Directory.EnumerateFiles(Path.Combine(folder, "documents"), "*.json").Order(StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var texts = json.RootElement.GetProperty("plain_text_by_page").EnumerateArray().Select(t => t.GetString()!).ToList();
            foreach (var document in json.RootElement.GetProperty("documents").EnumerateArray())
            {
                var numbers = document.GetProperty("pages").EnumerateArray().Select(n => n.GetInt32()).ToList();
                papers.Add((DocumentTypes.FromCode(document.GetProperty("type").GetString()!)!.Value, [.. numbers.Select(n => Set(n, texts[n - 1]))]));
            }
        }

        Table(folder, papers);
    }

    private static PageText Set(int number, string text)
    {
        var words = new List<Word>();
        var line = 0;
        foreach (var row in text.Split('\n'))
        {
            var at = 100;
            foreach (var word in row.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                words.Add(new(word, new Box(at, line == 0 ? 24 : 120 + (line * 34), word.Length * 12, 22), 95, 0, line));
                at += (word.Length + 1) * 12;
            }

            line++;
        }

        return new(number, 1700, 2200, 200, words, 95, 0, "ocr");
    }

    private static void Table(string name, List<(DocumentType Type, IReadOnlyList<PageText> Pages)> papers)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var said = papers.ConvertAll(p => (p.Type, Said: ClassifyDocument.Of(p.Pages)));
        var took = clock.Elapsed.TotalMilliseconds / papers.Sum(p => p.Pages.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {papers.Count} documents, right {said.Count(s => s.Type == s.Said.Type) / (double)said.Count:0.000}, unsure {said.Count(s => s.Said.Type == DocumentType.Unsure) / (double)said.Count:0.000}; {took:0.00} ms a page"));
        foreach (var type in said.GroupBy(s => s.Type).Where(g => g.Any(s => s.Said.Type != g.Key)))
        {
            Console.WriteLine($"  {type.Key.Code(),-32} {type.Count(),5} {type.Count(s => s.Said.Type == type.Key) / (double)type.Count():0.000}  {string.Join(", ", type.Where(s => s.Said.Type != type.Key).CountBy(s => s.Said.Type).OrderByDescending(c => c.Value).Select(c => $"{c.Value} {c.Key.Code()}"))}");
        }

        foreach (var bin in said.GroupBy(s => Math.Min(9, (int)(s.Said.Confidence * 10))).OrderBy(b => b.Key))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  said {bin.Average(s => s.Said.Confidence):0.00} ({bin.Count()}), was {bin.Count(s => s.Type == s.Said.Type) / (double)bin.Count():0.00}"));
        }
    }
}
