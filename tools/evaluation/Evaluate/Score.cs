namespace Evaluate;

/// <summary>What is wrong with one file.</summary>
/// <param name="Pages">That it concerns.</param>
/// <param name="Document">What was found there; null where nothing was.</param>
internal sealed record Problem(TruthFile File, string What, string Words, IReadOnlyList<int> Pages, Found? Document);

/// <summary>Counts of one group of documents: of a degradation, a layout, a type.</summary>
internal sealed class Tally
{
    public int Files, FilesCutRight, Documents, TypeRight, Known, PatientRight, ExpectAuto, AutoRight, ExpectReview, AutoUnexpected, Wrong;

    public int OrdersTrue, OrdersFound, OrdersRight, FieldsTrue, FieldsRight, RegionsTrue, RegionsRight;

    public double OrderF1
    {
        get
        {
            var (precision, recall) = (OrdersFound == 0 ? 0 : OrdersRight / (double)OrdersFound, OrdersTrue == 0 ? 0 : OrdersRight / (double)OrdersTrue);
            return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        }
    }
}

/// <summary>
/// Holds what was found against the truth. A document is found where the page sets overlap by half or more (shared pages by all
/// pages of both); cover pages count nowhere. A file of several layouts counts its cut to each of them.
/// </summary>
internal sealed class Score
{
    /// <summary>Least overlap (shared area by all area of both) at which a value was read where it stands.</summary>
    private const double SamePlace = 0.3;

    private readonly SortedDictionary<(string Group, string Name), Tally> tallies = [];

    public IReadOnlyDictionary<(string Group, string Name), Tally> Tallies => tallies;

    public List<Problem> Problems { get; } = [];

    public Dictionary<string, (int Right, int All)> Fields { get; } = [];

    /// <summary>Values read where they stand, by overlap.</summary>
    public Dictionary<string, (int Right, int All)> Places { get; } = [];

    public void Add(TruthFile file, IReadOnlyList<Found> found)
    {
        var covers = file.CoverPages ?? [];
        var left = found.Select(f => (Found: f, Pages: f.Pages.Except(covers).ToHashSet())).Where(f => f.Pages.Count > 0).ToList();
        var cutRight = file.Documents.Count == left.Count && file.Documents.All(t => left.Exists(f => f.Pages.SetEquals(t.Pages)));
        foreach (var tally in Of(file, file.Documents))
        {
            tally.Files++;
            tally.FilesCutRight += cutRight ? 1 : 0;
        }

        if (!cutRight)
        {
            Problems.Add(new(file, "cut", $"cut into {Cut(left.Select(f => f.Pages.Order()))} instead of {Cut(file.Documents.Select(d => d.Pages))}", [.. file.Documents.SelectMany(d => d.Pages)], null));
        }

        var free = left.ToList();
        var meant = new Dictionary<TruthDocument, Found?>();
        foreach (var truth in file.Documents)
        {
            var best = free.OrderByDescending(f => Overlap(truth.Pages, f.Pages)).FirstOrDefault(f => Overlap(truth.Pages, f.Pages) >= 0.5);
            free.Remove(best);
            meant[truth] = best.Found;
            AddDocument(file, truth, best.Found);
        }

        AddWrong(file, left);
        foreach (var f in left)
        {
            var truth = file.Documents.FirstOrDefault(t => meant[t] == f.Found);
            foreach (var tally in Of(file, truth is null ? [] : [truth]))
            {
                tally.OrdersFound += f.Found.Orders?.Count ?? 0;
            }
        }
    }

    private void AddDocument(TruthFile file, TruthDocument truth, Found? found)
    {
        var right = truth.PatientMrn is not null && found?.PatientMrn == truth.PatientMrn;
        var pairs = SameOrder.Pairs(truth.Orders, found?.Orders ?? []);
        var fields = pairs.SelectMany(p => p.Truth.Fields.Where(f => f.Value is not null).Select(f => (f.Name, Right: Same(f.Value, p.Found.Named(f.Name)?.Value ?? (f.Name == "code" ? p.Found.Code : null)), Truth: f.Value, Found: p.Found.Named(f.Name)?.Value))).ToList();
        var own = truth.OwnFields.Select(f => (Name: $"{truth.Type}.{f.Name}", Right: (found?.Fields ?? []).Any(v => v.Name == f.Name && Same(f.Value, v.Value)), Truth: (string?)f.Value, Found: found?.Fields?.FirstOrDefault(v => v.Name == f.Name)?.Value)).ToList();
        List<(string Name, bool Right)> regions =
        [
            .. pairs.SelectMany(p => (p.Truth.Regions ?? new Dictionary<string, Region>()).Select(r => ($"order.{r.Key}", Covers(r.Value, p.Found.Named(r.Key))))),
            .. truth.PlacesIn(found).Select(p => ($"{truth.Type}.{p.Name}", p.Read.Any(read => Covers(p.Region, read)))),
        ];
        foreach (var tally in Of(file, [truth]))
        {
            tally.Documents++;
            tally.TypeRight += found?.Type == truth.Type ? 1 : 0;
            tally.Known += truth.PatientMrn is null ? 0 : 1;
            tally.PatientRight += right ? 1 : 0;
            tally.ExpectAuto += truth.ExpectedFiling == "auto" ? 1 : 0;
            tally.AutoRight += truth.ExpectedFiling == "auto" && right && found!.Auto ? 1 : 0;
            tally.ExpectReview += truth.ExpectedFiling == "auto" ? 0 : 1;
            tally.AutoUnexpected += truth.ExpectedFiling != "auto" && found?.Auto == true ? 1 : 0;
            tally.OrdersTrue += truth.Orders.Count;
            tally.OrdersRight += pairs.Count;
            tally.FieldsTrue += fields.Count;
            tally.FieldsRight += fields.Count(f => f.Right);
            tally.RegionsTrue += regions.Count;
            tally.RegionsRight += regions.Count(r => r.Right);
        }

        foreach (var field in fields.Concat(own))
        {
            var (was, all) = Fields.GetValueOrDefault(field.Name);
            Fields[field.Name] = (was + (field.Right ? 1 : 0), all + 1);
        }

        foreach (var (name, isRight) in regions)
        {
            var (was, all) = Places.GetValueOrDefault(name);
            Places[name] = (was + (isRight ? 1 : 0), all + 1);
        }

        Tell(file, truth, found, right, pairs);
        Problems.AddRange(fields.Where(f => !f.Right).Select(f => new Problem(file, "field of an order", $"{f.Name} is \"{f.Found}\" instead of \"{f.Truth}\"", truth.Pages, found)));
        Problems.AddRange(own.Where(f => !f.Right).Select(f => new Problem(file, "field of a document", $"{f.Name} is \"{f.Found}\" instead of \"{f.Truth}\"", truth.Pages, found)));
        Problems.AddRange(regions.Where(r => !r.Right).Select(r => new Problem(file, "place", $"{r.Name} was read elsewhere than where it stands, or not at all", truth.Pages, found)));
    }

    private void Tell(TruthFile file, TruthDocument truth, Found? found, bool right, IReadOnlyList<(TruthOrder Truth, FoundOrder Found)> pairs)
    {
        if (found is null)
        {
            Problems.Add(new(file, "missing", $"no document holds most of these pages ({truth.Type})", truth.Pages, null));
            return;
        }

        if (found.Type != truth.Type)
        {
            Problems.Add(new(file, "type", $"taken for {found.Type}, it is {truth.Type}", truth.Pages, found));
        }

        if (truth.PatientMrn is not null && !right)
        {
            Problems.Add(new(file, "patient", $"{(found.PatientMrn is null ? "nobody was suggested" : $"{found.PatientMrn} came first")}; it is {truth.PatientMrn}", truth.Pages, found));
        }
        else if (truth.ExpectedFiling == "auto" && !found.Auto)
        {
            Problems.Add(new(file, "not filed", found.Reason ?? "", truth.Pages, found));
        }

        Problems.AddRange(truth.Orders.Except(pairs.Select(p => p.Truth)).Select(o => new Problem(file, "order missed", $"{o.Kind}: {o.AsWritten ?? o.Description} {o.Code}", truth.Pages, found)));
        Problems.AddRange((found.Orders ?? []).Except(pairs.Select(p => p.Found)).Select(o => new Problem(file, "order that is none", $"{o.Kind}: {o.Description} {o.Code}", truth.Pages, found)));
    }

    private void AddWrong(TruthFile file, List<(Found Found, HashSet<int> Pages)> left)
    {
        foreach (var (found, pages) in left.Where(f => f.Found is { Auto: true, PatientMrn: not null }))
        {
            foreach (var truth in file.Documents.Where(t => t.Pages.Any(pages.Contains) && t.PatientMrn != found.PatientMrn))
            {
                Problems.Add(new(file, "WRONG PATIENT", $"filed to {found.PatientMrn}, true is {truth.PatientMrn ?? "nobody"} ({truth.Note})", [.. pages.Order()], found));
                foreach (var tally in Of(file, [truth]))
                {
                    tally.Wrong++;
                }
            }
        }
    }

    private List<Tally> Of(TruthFile file, IReadOnlyList<TruthDocument> documents) =>
    [
        Named("all", ""), Named("degradation", file.Level), Named("form", file.Degradation?.Form ?? "unknown"),
        .. documents.Select(d => d.Layout ?? "unknown").Distinct().Select(layout => Named("layout", layout)),
        .. documents.Select(d => d.Type).Distinct().Select(type => Named("type", type)),
    ];

    private Tally Named(string group, string name) => tallies.TryGetValue((group, name), out var tally) ? tally : tallies[(group, name)] = new();

    private static bool Same(string? truth, string? found) => string.Equals(Plain(truth), Plain(found), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string? text) => string.Join(' ', (text ?? "").Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries)).Trim('.', ';', ':');

    private static bool Covers(Region truth, FoundPlace? found)
    {
        if (found is not { Box: [var x, var y, var w, var h], Page: { } page } || page != truth.Page || truth.Box is not [var tx, var ty, var tw, var th])
        {
            return false;
        }

        var (across, down) = (Math.Min(x + w, tx + tw) - Math.Max(x, tx), Math.Min(y + h, ty + th) - Math.Max(y, ty));
        var shared = Math.Max(0, across) * Math.Max(0, down);
        return shared > 0 && shared / ((w * h) + (tw * th) - shared) >= SamePlace;
    }

    private static double Overlap(IReadOnlyList<int> truth, HashSet<int> pages) => truth.Count(pages.Contains) / (double)truth.Union(pages).Count();

    private static string Cut(IEnumerable<IEnumerable<int>> parts) => string.Join(" | ", parts.Select(p => string.Join(' ', p)));
}
