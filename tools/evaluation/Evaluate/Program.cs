using System.Globalization;
using System.Text;
using Evaluate;

// usage: Evaluate TRUTH-DOCUMENTS REPORT.json [--html OUT.html --pages FOLDER-BESIDE-IT]
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

var table = Table(score);
Console.Write(table);
if (options is ["--html", var html, "--pages", var pages])
{
    HtmlReport.Write(html, score, table, pages);
}

return score.Tallies.TryGetValue(("all", ""), out var all) && all.Wrong == 0 ? 0 : 1;

static string Table(Score score)
{
    var text = new StringBuilder();
    text.AppendLine(CultureInfo.InvariantCulture, $"{"",-44}{"files",6}{"cut",7}{"docs",6}{"type",7}{"patient",9}{"auto",7}{"unexpected",12}{"WRONG",7}{"orders F1",11}{"fields",8}{"places",8}");
    foreach (var group in score.Tallies.GroupBy(t => t.Key.Group))
    {
        foreach (var ((kind, name), t) in group)
        {
            text.AppendLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{$"{kind} {name}",-44}{t.Files,6}{Share(t.FilesCutRight, t.Files),7}{t.Documents,6}{Share(t.TypeRight, t.Documents),7}{Share(t.PatientRight, t.Known),9}{Share(t.AutoRight, t.ExpectAuto),7}{$"{t.AutoUnexpected}/{t.ExpectReview}",12}{t.Wrong,7}{(t.OrdersTrue + t.OrdersFound == 0 ? "-" : t.OrderF1.ToString("0.000", CultureInfo.InvariantCulture)),11}{Share(t.FieldsRight, t.FieldsTrue),8}{Share(t.RegionsRight, t.RegionsTrue),8}"));
        }
    }

    text.AppendLine("fields exactly as in the truth: " + Listed(score.Fields));
    if (score.Places.Count > 0)
    {
        text.AppendLine("values read where they stand: " + Listed(score.Places));
    }

    return text.ToString();
}

static string Listed(Dictionary<string, (int Right, int All)> counted) =>
    string.Join(", ", counted.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Key} {f.Value.Right}/{f.Value.All}")));

static string Share(int part, int all) => all == 0 ? "-" : (part / (double)all).ToString("0.000", CultureInfo.InvariantCulture);
