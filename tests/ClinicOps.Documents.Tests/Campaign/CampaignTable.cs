using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>A campaign's figures: in words for who ran it, as JSON for a machine.</summary>
internal sealed class CampaignTable(int seed, CampaignResult result)
{
    private const double LeastShare = 0.60;

    private static readonly JsonSerializerOptions Writing = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly HashSet<string> KnownHeadings = [.. TypeVocabulary.Entries.Where(e => e.Title).Select(e => string.Join(' ', e.Phrase))];

    /// <summary>Of the papers that a machine may file, how many it filed (0 to 1).</summary>
    public double Share => Part(result.Papers.Where(p => p.Paper.MayBeFiled).ToList(), p => p.Auto);

    public bool Holds(int leastFiled) => result.Wrong.Count == 0 && Share >= LeastShare && result.Filed >= leastFiled;

    public void Print(TextWriter to, int leastFiled)
    {
        to.WriteLine(Text($"seed {seed}: {result.Papers.Select(p => p.Index).Distinct().Count()} transmissions, {result.Papers.Count} papers"));
        to.WriteLine();
        Table(to, "kind of trap", result.Papers.GroupBy(p => p.Paper.Trap), g => g.Key);
        Table(to, "reading", result.Papers.GroupBy(p => p.Wearing), g => g.Key.ToString());
        Table(to, "patient's place", result.Papers.GroupBy(p => p.Paper.Form), g => g.Key);
        to.WriteLine();
        to.WriteLine($"{"type",-32}{"papers",7}{"right",8}{"unsure",8}{"with a known heading",22}{"another heading",17}{"no heading",12}  taken for");
        foreach (var type in result.Papers.Where(IsSorted).GroupBy(p => p.Paper.Type).OrderBy(g => Part(g.ToList(), p => p.Type == p.Paper.Type)))
        {
            var all = type.ToList();
            var other = string.Join(", ", all.Where(p => p.Type is { } t && t != type.Key && t != DocumentType.Unsure).CountBy(p => p.Type!.Value).OrderByDescending(c => c.Value).Take(3).Select(c => $"{c.Value} {c.Key.Code()}"));
            to.WriteLine($"{type.Key.Code(),-32}{all.Count,7}{Percent(all, Right),8}{Percent(all, p => p.Type == DocumentType.Unsure),8}{Percent(Headed(all, "known"), Right),22}{Percent(Headed(all, "other"), Right),17}{Percent(Headed(all, "none"), Right),12}  {other}");
        }

        var sorted = result.Papers.Where(IsSorted).ToList();
        to.WriteLine($"{"all",-32}{sorted.Count,7}{Percent(sorted, Right),8}{Percent(sorted, p => p.Type == DocumentType.Unsure),8}{Percent(Headed(sorted, "known"), Right),22}{Percent(Headed(sorted, "other"), Right),17}{Percent(Headed(sorted, "none"), Right),12}");
        to.WriteLine();
        to.WriteLine("why those that may be filed were not, with some to look at by --only:");
        foreach (var reason in result.Papers.Where(p => p.Paper.MayBeFiled && !p.Auto).GroupBy(p => p.Reason).OrderByDescending(g => g.Count()))
        {
            to.WriteLine(Text($"{reason.Count(),6} {reason.Key,-22} {string.Join(' ', reason.Take(8).Select(p => p.Index))}"));
        }

        to.WriteLine("papers taken for another type: " + string.Join(' ', result.Papers.Where(p => IsSorted(p) && p.Type is { } t && !Right(p)).Take(40).Select(p => p.Index)));
        to.WriteLine();
        foreach (var wrong in result.Wrong)
        {
            to.WriteLine(Text($"WRONG: --seed {seed} --only {wrong.Index} ({wrong.Trap}): pages {string.Join(' ', wrong.Pages)} filed to {wrong.FiledTo}, they are {wrong.Truth}'s"));
        }

        var bySending = result.Papers.GroupBy(p => p.Index).ToList();
        to.WriteLine(Text($"transmissions cut rightly             {Of(bySending.Count(s => s.All(p => p.CutRight)), bySending.Count)}"));
        to.WriteLine(Text($"type                                  {Of(sorted.Count(Right), sorted.Count)}"));
        var known = result.Papers.Where(p => p.Paper.Subject is { IsRegistered: true }).ToList();
        to.WriteLine(Text($"patient named (filed or first in list)  {Of(known.Count(p => p.Named), known.Count)}"));
        to.WriteLine(Text($"filed by machine                      {result.Filed}, bar >= {leastFiled}: {Verdict(result.Filed >= leastFiled)}"));
        to.WriteLine(Text($"to another patient                    {result.Wrong.Count}, bar 0: {Verdict(result.Wrong.Count == 0)}; with 95 % certainty fewer than 1 in {1 / Bound.Upper95(result.Wrong.Count, result.Filed):0} ({Bound.Upper95(result.Wrong.Count, result.Filed):P3})"));
        to.WriteLine(Text($"of those that may be filed            {Share:P1}, bar >= {LeastShare:P0}: {Verdict(Share >= LeastShare)}"));
    }

    public void Write(string path) => File.WriteAllText(path, JsonSerializer.Serialize(
        new
        {
            seed,
            papers = result.Papers.Count,
            filed = result.Filed,
            wrong = result.Wrong.Count,
            upper95 = Bound.Upper95(result.Wrong.Count, result.Filed),
            share = Share,
            traps = result.Papers.GroupBy(p => p.Paper.Trap).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new
            {
                trap = g.Key,
                papers = g.Count(),
                mayBeFiled = g.Count(p => p.Paper.MayBeFiled),
                filed = g.Count(p => p.Auto),
                wrong = result.Wrong.Count(w => w.Trap == g.Key),
                forbidden = g.Count(p => p is { Auto: true, Paper.Forbidden: true }),
                upper95 = Bound.Upper95(result.Wrong.Count(w => w.Trap == g.Key), g.Count(p => p.Auto)),
            }),
            wrongFilings = result.Wrong,
        },
        Writing) + "\n");

    private void Table<TKey>(TextWriter to, string head, IEnumerable<IGrouping<TKey, PaperResult>> groups, Func<IGrouping<TKey, PaperResult>, string> name)
    {
        to.WriteLine($"{head,-36}{"papers",8}{"may be filed",14}{"filed",8}{"wrong",7}{"share",9}{"wrong, at most",16}{"not to be filed, but was",26}");
        foreach (var group in groups.OrderBy(name, StringComparer.Ordinal))
        {
            var may = group.Where(p => p.Paper.MayBeFiled).ToList();
            var (filed, wrong) = (group.Count(p => p.Auto), result.Wrong.Count(w => group.Any(p => p.Index == w.Index && p.Paper.Trap == w.Trap && p.Paper.Pages.Intersect(w.Pages).Any())));
            to.WriteLine(Text($"{name(group),-36}{group.Count(),8}{may.Count,14}{filed,8}{wrong,7}{Percent(may, p => p.Auto),9}{(filed == 0 ? "" : Bound.Upper95(wrong, filed).ToString("P2", CultureInfo.InvariantCulture)),16}{group.Count(p => p is { Auto: true, Paper.Forbidden: true }),26}"));
        }

        to.WriteLine();
    }

    /// <summary>A list of two, or a page that lies among others, is of no one type.</summary>
    private static bool IsSorted(PaperResult p) => p.Paper.Form is not ("running head" or "trap");

    private static bool Right(PaperResult p) => p.Type == p.Paper.Type;

    private static List<PaperResult> Headed(List<PaperResult> all, string how) => all.FindAll(p => how == (p.Paper.Heading.Length == 0 ? "none" : IsKnown(p.Paper.Heading) ? "known" : "other"));

    private static bool IsKnown(string heading)
    {
        var words = string.Concat(heading.ToLowerInvariant().Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return KnownHeadings.Any(known => $" {string.Join(' ', words)} ".Contains($" {known} ", StringComparison.Ordinal));
    }

    private static double Part(List<PaperResult> all, Func<PaperResult, bool> which) => all.Count == 0 ? 0 : all.Count(which) / (double)all.Count;

    private static string Percent(List<PaperResult> all, Func<PaperResult, bool> which) => all.Count == 0 ? "-" : Part(all, which).ToString("P1", CultureInfo.InvariantCulture);

    private static string Of(int part, int all) => Text($"{part} of {all}, {(all == 0 ? 0 : part / (double)all):P1}");

    private static string Verdict(bool holds) => holds ? "holds" : "DOES NOT HOLD";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
