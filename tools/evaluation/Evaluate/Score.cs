namespace Evaluate;

/// <summary>What is wrong with one file.</summary>
/// <param name="Pages">That it concerns.</param>
/// <param name="Document">What was found there; null where nothing was.</param>
internal sealed record Problem(TruthFile File, string What, string Words, IReadOnlyList<int> Pages, Found? Document);

/// <summary>A field of the truth beside what was read under its name: either may be missing, and then it is not right.</summary>
internal sealed record ComparedField(string Name, string? Truth, string? Read, bool IsRight)
{
    public string Words => Truth is null ? $"{Name} is \"{Read}\", and there is none" : $"{Name} is \"{Read}\" instead of \"{Truth}\"";
}

/// <summary>How often a field was read as it is, how often it is there, and how many values were read for it.</summary>
internal sealed record FieldCount(int Right, int True, int Read);

/// <summary>Counts of one group of documents: of a degradation, a layout, a type.</summary>
internal sealed class Tally
{
    public int Files, FilesCutRight, Documents, TypeRight, Known, PatientRight, ExpectAuto, AutoRight, ExpectReview, AutoUnexpected, Wrong;

    public int OrdersTrue, OrdersFound, OrdersRight, FieldsTrue, FieldsRead, FieldsRight, RegionsTrue, RegionsRight;

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
/// pages of both); cover pages count nowhere. A file of several layouts counts its cut to each of them. Of orders every true field
/// counts, those of a missed order too, and every value that was read, those of an order that is none too; of a document's own fields
/// those that the truth names, be it to say that there is none.
/// </summary>
internal sealed class Score
{
    /// <summary>Least overlap (shared area by all area of both) at which a value was read where it stands.</summary>
    private const double SamePlace = 0.3;

    /// <summary>Codes, numbers and dates: one sign off is another one.</summary>
    private static readonly HashSet<string> Literal = new(StringComparer.Ordinal)
    {
        "code", "icd10", "npi", "due", "ordered_on", "auth_number", "valid_from", "valid_to", "respond_by", "effective_from", "effective_to", "member_id", "group",
        "last_filled", "rx_number", "records_from", "records_to",
    };

    private readonly SortedDictionary<(string Group, string Name), Tally> tallies = [];

    public IReadOnlyDictionary<(string Group, string Name), Tally> Tallies => tallies;

    public List<Problem> Problems { get; } = [];

    public Dictionary<string, FieldCount> Fields { get; } = [];

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
                tally.FieldsRead += (f.Found.Orders ?? []).Sum(o => o.Read.Count());
            }

            foreach (var name in (f.Found.Orders ?? []).SelectMany(o => o.Read))
            {
                Count(name, new FieldCount(0, 0, 1));
            }
        }
    }

    private void AddDocument(TruthFile file, TruthDocument truth, Found? found)
    {
        var right = truth.PatientMrn is not null && found?.PatientMrn == truth.PatientMrn;
        var pairs = SameOrder.Pairs(truth.Orders, found?.Orders ?? []);
        List<ComparedField> fields = [.. pairs.SelectMany(p => p.Truth.Fields.Select(f => Compared(f.Name, f.Name, f.Value, p.Found.ValueOf(f.Name) is { } read ? [read] : [])))];
        List<ComparedField> missed = [.. truth.Orders.Except(pairs.Select(p => p.Truth)).SelectMany(o => o.Fields.Select(f => Compared(f.Name, f.Name, f.Value, [])))];
        var own = truth.OwnFields.Select(f => (Values: found?.Read(f.Name) ?? [], Field: f)).Select(f => (f.Values, Field: Compared($"{truth.Type}.{f.Field.Name}", f.Field.Name, f.Field.Value, f.Values))).ToList();
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
            tally.FieldsTrue += fields.Concat(missed).Count(f => f.Truth is not null);
            tally.FieldsRight += fields.Count(f => f.IsRight);
            tally.RegionsTrue += regions.Count;
            tally.RegionsRight += regions.Count(r => r.Right);
        }

        foreach (var field in fields.Concat(missed))
        {
            Count(field.Name, new FieldCount(field.IsRight ? 1 : 0, field.Truth is null ? 0 : 1, 0));
        }

        foreach (var (values, field) in own)
        {
            Count(field.Name, new FieldCount(field.IsRight ? 1 : 0, field.Truth is null ? 0 : 1, values.Count));
        }

        foreach (var (name, isRight) in regions)
        {
            var (was, all) = Places.GetValueOrDefault(name);
            Places[name] = (was + (isRight ? 1 : 0), all + 1);
        }

        Tell(file, truth, found, right, pairs);
        Problems.AddRange(fields.Where(f => f is { IsRight: false } and not { Truth: null, Read: null }).Select(f => new Problem(file, "field of an order", f.Words, truth.Pages, found)));
        Problems.AddRange(own.Select(f => f.Field).Where(f => f is { IsRight: false } and not { Truth: null, Read: null }).Select(f => new Problem(file, "field of a document", f.Words, truth.Pages, found)));
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

    private void Count(string name, FieldCount more)
    {
        var was = Fields.GetValueOrDefault(name) ?? new FieldCount(0, 0, 0);
        Fields[name] = new FieldCount(was.Right + more.Right, was.True + more.True, was.Read + more.Read);
    }

    /// <param name="shown">The name under which it is counted.</param>
    /// <param name="read">Of several values the right one counts.</param>
    private static ComparedField Compared(string shown, string name, string? truth, IReadOnlyList<string> read)
    {
        var right = truth is null ? null : read.FirstOrDefault(value => Same(name, truth, value));
        return new ComparedField(shown, truth, right ?? (read is [var first, ..] ? first : null), right is not null);
    }

    /// <summary>Codes, numbers and dates sign by sign; words whatever their case, commas and end.</summary>
    private static bool Same(string name, string truth, string read) =>
        Literal.Contains(name) ? truth == read : string.Equals(Plain(truth), Plain(read), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text) => string.Join(' ', text.Split([' ', '\t', '\n', ','], StringSplitOptions.RemoveEmptyEntries)).Trim('.', ';', ':');

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
