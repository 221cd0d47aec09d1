using System.Globalization;
using System.Text;
using Evaluate;

// usage: Evaluate TRUTH-DOCUMENTS REPORT.json [--bars] [--html OUT.html --pages FOLDER-BESIDE-IT]
if (args is not [var folder, var reportPath, .. var options] || !Directory.Exists(folder) || !File.Exists(reportPath))
{
    Console.Error.WriteLine("Run this by tools/evaluate.");
    return 2;
}

var found = TruthFile.Read<Dictionary<string, List<Found>>>(reportPath);
var score = new Score();
foreach (var truth in TruthFile.In(folder))
{
    score.Add(truth, found.GetValueOrDefault(truth.File) ?? []);
}

var withBars = options.Contains("--bars");
var bars = withBars && score.Tallies.TryGetValue(("all", ""), out var whole) ? Bars(whole) : [];
var table = Table(score) + Held(bars);
Console.Write(table);
if (options.Where(option => option != "--bars").ToArray() is ["--html", var html, "--pages", var pages])
{
    HtmlReport.Write(html, score, table, pages);
}

return score.Tallies.TryGetValue(("all", ""), out var all) && all.Wrong == 0 && bars.All(bar => bar.Value >= bar.Least) ? 0 : 1;

// What the figures of a corpus that nothing was tuned to must reach; that none goes to another patient holds for every corpus.
static IReadOnlyList<(string What, double Value, double Least)> Bars(Tally all) =>
[
    ("files cut right", Ratio(all.FilesCutRight, all.Files), 0.92), ("type", Ratio(all.TypeRight, all.Documents), 0.95), ("patient named", Ratio(all.PatientRight, all.Known), 0.95),
    ("filed by machine when expected", Ratio(all.AutoRight, all.ExpectAuto), 0.80), ("orders F1", all.OrdersTrue == 0 ? 1 : all.OrderF1, 0.85),
];

static string Held(IReadOnlyList<(string What, double Value, double Least)> bars) =>
    string.Concat(bars.Select(bar => string.Create(CultureInfo.InvariantCulture, $"{bar.What,-44}{bar.Value,6:0.000}  >= {bar.Least:0.00}  {(bar.Value >= bar.Least ? "holds" : "DOES NOT HOLD")}\n")));

static double Ratio(int part, int all) => all == 0 ? 1 : part / (double)all;

static string Table(Score score)
{
    var text = new StringBuilder();
    text.AppendLine(CultureInfo.InvariantCulture, $"{"",-44}{"files",6}{"cut",7}{"docs",6}{"type",7}{"patient",9}{"auto",7}{"unexpected",12}{"WRONG",7}{"orders F1",11}{"fields",8}{"of read",9}{"places",8}");
    foreach (var group in score.Tallies.GroupBy(t => t.Key.Group))
    {
        foreach (var ((kind, name), t) in group)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{$"{kind} {name}",-44}{t.Files,6}{Share(t.FilesCutRight, t.Files),7}{t.Documents,6}{Share(t.TypeRight, t.Documents),7}{Share(t.PatientRight, t.Known),9}{Share(t.AutoRight, t.ExpectAuto),7}{$"{t.AutoUnexpected}/{t.ExpectReview}",12}{t.Wrong,7}{(t.OrdersTrue + t.OrdersFound == 0 ? "-" : t.OrderF1.ToString("0.000", CultureInfo.InvariantCulture)),11}{Share(t.FieldsRight, t.FieldsTrue),8}{Share(t.FieldsRight, t.FieldsRead),9}{Share(t.RegionsRight, t.RegionsTrue),8}"));
        }
    }

    text.AppendLine("fields as in the truth, of all that are there (and values read): " + string.Join(
        ", ", score.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value.Right}/{f.Value.True} ({f.Value.Read})"))));
    if (score.Places.Count > 0)
    {
        text.AppendLine("values read where they stand: " + string.Join(
            ", ", score.Places.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value.Right}/{p.Value.All}"))));
    }

    return text.ToString();
}

static string Share(int part, int all) => all == 0 ? "-" : (part / (double)all).ToString("0.000", CultureInfo.InvariantCulture);
