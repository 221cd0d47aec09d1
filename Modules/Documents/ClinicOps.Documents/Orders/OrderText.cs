using System.Text.RegularExpressions;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>The parts of one order as they stand in its own words; parts that are elsewhere on the sheet are null.</summary>
/// <param name="Kind">By its words, else by its code; null when neither says.</param>
/// <param name="Weight">How strongly the words name an order; 0 when only a code does.</param>
internal sealed record OrderParts(
    string? Kind, double Weight, int Page, IReadOnlyList<RowWord> Description, FieldRead? Code, FieldRead? Icd10, FieldRead? Diagnosis, FieldRead? Urgency, FieldRead? Due);

/// <summary>Takes the words of one order apart: what is ordered, its code, its diagnosis, its urgency.</summary>
internal static partial class OrderText
{
    /// <summary>The orders in a run of words: several when they are listed with semicolons, numbers, or "and" between whole orders.</summary>
    public static IReadOnlyList<OrderParts> Orders(IReadOnlyList<RowWord> words, int page) =>
        [.. Split(words).Select(w => Parts(w, page)).Where(p => p.Description.Count > 0 && p.Kind is not null)];

    public static OrderParts Parts(IReadOnlyList<RowWord> words, int page)
    {
        words = WithoutNumber(words);
        FieldRead? code = null, icd = null, diagnosis = null, urgency = null, due = null;
        var kindByWords = OrderVocabulary.KindOf(words);
        var end = words.Count;
        var codeAt = -1;
        for (var i = 0; i < words.Count; i++)
        {
            var announced = i > 0 && OrderCodes.AnnouncesDiagnosis(words[i - 1]);
            if (code is null && !announced && OrderCodes.Procedure(words, i, kindByWords.Kind) is { } found)
            {
                code = Read(found.Code, [words[i]], page, found.Repaired ? "code in the order, a letter put right" : "code in the order");
                codeAt = i;
                end = Math.Min(end, i);
            }
            else if (icd is null && OrderCodes.Diagnosis(words[i], announced || (code is not null && codeAt == i - 1)) is { } diagnosisCode)
            {
                icd = Read(diagnosisCode, [words[i]], page, "diagnosis code in the order");
                end = Math.Min(end, i);
                diagnosis = DiagnosisAfter(words, i + 1, page);
            }
            else if (due is null && DueStarts(words, i) is { } dateAt && DateIn(words, dateAt, page, "day named in the order") is { } day)
            {
                due = day;
                end = Math.Min(end, i);
            }
        }

        // "97110 - Physical therapy": the code may come first.
        var text = Bare(words.Take(end));
        if (text.Count == 0 && code is not null)
        {
            text = Bare(words.Skip(codeAt + 1).TakeWhile(w => !OrderCodes.AnnouncesDiagnosis(w) && OrderCodes.Diagnosis(w, false) is null));
        }

        (text, urgency) = WithoutUrgency(text, words, page);
        var kind = OrderVocabulary.KindOf(text);
        return new(kind.Kind ?? (code is null ? null : OrderVocabulary.KindOfCode(code.Value)), kind.Weight, page, text, code, icd, diagnosis, urgency, due);
    }

    public static FieldRead Read(string value, IReadOnlyList<RowWord> words, int page, string rule) =>
        new(value, Join(words), new(page, Box.Around(words.Select(w => w.Box)), words.Min(w => w.Confidence), rule));

    public static string Join(IEnumerable<RowWord> words) => string.Join(' ', words.Select(w => w.Text));

    /// <summary>With the signs that stand alone between the words: "Hart &amp; Lowe", "Harbor Clinic - Cardiology".</summary>
    public static string WithSigns(IReadOnlyList<RowWord> words) =>
        string.Join(' ', words.Select((w, i) => w.Sign.Length > 0 && i + 1 < words.Count ? $"{w.Text} {w.Sign}" : w.Text));

    /// <summary>routine, urgent or stat, when the words are one of the usual ways to say it; else null.</summary>
    public static string? UrgencyOf(string text) =>
        Stat().IsMatch(text) ? "stat" : NotUrgent().IsMatch(text) ? "routine" : Urgent().IsMatch(text) ? "urgent" : Routine().IsMatch(text) ? "routine" : null;

    /// <summary>left, right or bilateral, when the words name one side or both; else null.</summary>
    public static (string Side, RowWord Word)? SideOf(IReadOnlyList<RowWord> words)
    {
        var found = words.Select(w => (Side: Side(w), Word: w)).Where(s => s.Side is not null).ToList();
        return found.Select(f => f.Side).Distinct().Count() switch
        {
            0 => null,
            1 => (found[0].Side!, found[0].Word),
            _ => ("bilateral", found[0].Word),
        };
    }

    /// <summary>Words that take an order back: the line was entered in error, cancelled, or stopped.</summary>
    public static bool TakesBack(string text) => TakenBack().IsMatch(text);

    /// <summary>The date within the next words, as yyyy-MM-dd.</summary>
    public static FieldRead? DateIn(IReadOnlyList<RowWord> words, int from, int page, string rule)
    {
        for (var n = 1; n <= 4 && from + n <= words.Count; n++)
        {
            var run = words.Skip(from).Take(n).ToList();
            if (WrittenDates.Plain(Join(run)) is { } date && (n == 4 || from + n == words.Count || WrittenDates.Plain(Join(words.Skip(from).Take(n + 1))) == date))
            {
                return Read(StoredDay.Text(date), run, page, rule);
            }
        }

        return null;
    }

    public static IEnumerable<IReadOnlyList<RowWord>> Split(IReadOnlyList<RowWord> words)
    {
        var from = 0;
        for (var i = 1; i <= words.Count; i++)
        {
            var skip = i == words.Count ? 0 : Parting(words, from, i);
            if (i == words.Count || skip >= 0)
            {
                yield return [.. words.Skip(from).Take(i - from)];
                from = i + Math.Max(0, skip);
            }
        }
    }

    /// <summary>Whether a new order begins at the word; then how many joining words ("and") to leave out, else -1.</summary>
    private static int Parting(IReadOnlyList<RowWord> words, int from, int at)
    {
        if (words[at - 1].Text.EndsWith(';') || (InlineNumber().IsMatch(words[at].Text) && at + 1 < words.Count && Names(words.Skip(at + 1))))
        {
            return 0;
        }

        var before = words.Skip(from).Take(at - from).ToList();
        var joins = words[at].Key is "and" or "plus" || words[at].Text is "&" or "+";
        var comma = words[at - 1].Text.EndsWith(',');
        if (!joins && !comma)
        {
            return -1;
        }

        var after = words.Skip(joins ? at + 1 : at).ToList();
        after = [.. after.Take(1), .. after.Skip(1).TakeWhile(w => !w.Text.EndsWith(';') && w.Key is not ("and" or "plus"))];
        var coded = before.Select((_, i) => i).Any(i => OrderCodes.Procedure(before, i, null) is not null);
        var whole = coded
            ? Names(after)
            : OrderVocabulary.KindOf(before).Kind is "lab" && OrderVocabulary.KindOf(UpToComma(after)) is { Kind: "lab", Weight: >= 4 } && !before.Exists(w => w.Key is "with" or "w");
        return whole ? (joins ? 1 : words[at].Key is "and" ? 1 : 0) : -1;
    }

    private static List<RowWord> UpToComma(List<RowWord> words)
    {
        var comma = words.FindIndex(w => w.Text.EndsWith(','));
        return comma < 0 ? words : words[..(comma + 1)];
    }

    private static bool Names(IEnumerable<RowWord> words) => OrderVocabulary.KindOf([.. words]).Kind is not null;

    private static IReadOnlyList<RowWord> WithoutNumber(IReadOnlyList<RowWord> words) =>
        words.Count > 1 && (ListNumber().IsMatch(words[0].Text) || words[0].Text is "#" or "-" or "•" or "*") ? [.. words.Skip(1)] : words;

    /// <summary>Without what only leads up to a code or a diagnosis: "(CPT", "- Dx:", a dash.</summary>
    private static List<RowWord> Bare(IEnumerable<RowWord> words)
    {
        var list = words.ToList();
        while (list.Count > 0 && (list[^1].Key.Length == 0 || OrderCodes.Announces(list[^1]) || OrderCodes.AnnouncesDiagnosis(list[^1]) || list[^1].Key is "for" or "with" or "and" or "under"))
        {
            list.RemoveAt(list.Count - 1);
        }

        while (list.Count > 0 && (list[0].Key.Length == 0 || OrderCodes.Announces(list[0]) || list[0].Text.EndsWith(':')))
        {
            list.RemoveAt(0);
        }

        return list;
    }

    private static FieldRead? DiagnosisAfter(IReadOnlyList<RowWord> words, int from, int page)
    {
        var text = words.Skip(from).SkipWhile(w => w.Key.Length == 0).TakeWhile(w => !IsUrgencyWord(w) && !OrderCodes.Announces(w)).ToList();
        return text.Count == 0 ? null : Read(Join(text).Trim('-', ';', ',', '.', ' ', ')', ']'), text, page, "diagnosis after its code");
    }

    private static bool IsUrgencyWord(RowWord word) => word.Key is "routine" or "urgent" or "stat" or "asap" or "emergent" or "elective" or "expedited";

    private static (List<RowWord> Text, FieldRead? Urgency) WithoutUrgency(List<RowWord> text, IReadOnlyList<RowWord> words, int page)
    {
        var at = words.LastOrDefault(IsUrgencyWord);
        if (at is null)
        {
            return (text, null);
        }

        var index = text.IndexOf(at);
        return (index == text.Count - 1 || index == 0 ? [.. text.Where(w => w != at)] : text, Read(UrgencyOf(at.Text)!, [at], page, "urgency in the order"));
    }

    /// <summary>"Needed by 04/10/2025", "complete by", "due": where the date after it begins.</summary>
    public static int? DueStarts(IReadOnlyList<RowWord> words, int at) =>
        at + 1 < words.Count && words[at].Key is "needed" or "complete" or "completed" or "due" or "before" or "by" or "perform" or "done" or "schedule"
            ? words.Skip(at + 1).Take(2).Select((w, i) => (w, i)).Where(x => x.w.Text.Any(char.IsDigit) || Month().IsMatch(x.w.Text)).Select(x => (int?)(at + 1 + x.i)).FirstOrDefault()
            : null;

    private static string? Side(RowWord word) => word.Text.Trim('(', ')', ',', '.', ';', '-') switch
    {
        "LT" or "Lt" or "L" => "left",
        "RT" or "Rt" or "R" => "right",
        "BL" or "B/L" or "b/l" => "bilateral",
        _ => word.Key switch
        {
            "left" => "left",
            "right" => "right",
            "bilateral" or "bilaterally" or "bilat" or "both" => "bilateral",
            _ => null,
        },
    };

    [GeneratedRegex(@"^\(?\d{1,2}[.)]$")]
    private static partial Regex InlineNumber();

    [GeneratedRegex(@"^#?\(?\d{1,2}[.):]?$")]
    private static partial Regex ListNumber();

    [GeneratedRegex(@"\b(stat|s\.t\.a\.t|immediate(ly)?|emergent|emergency)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Stat();

    [GeneratedRegex(@"\b(urgent(ly)?|asap|a\.s\.a\.p|expedited?|rush|high|priority 1|within (24|48|72) h\w*)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Urgent();

    [GeneratedRegex(@"\b(non|not).{0,2}urgent", RegexOptions.IgnoreCase)]
    private static partial Regex NotUrgent();

    [GeneratedRegex(@"\b(routine(ly)?|elective|standard|normal|next available)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Routine();

    [GeneratedRegex(@"\b(entered in error|in error|cancel(l?ed)?|void(ed)?|discontinued?|d/c'?d|do not (perform|do|schedule)|not needed|withdrawn|deleted|crossed out|disregard|error)\b", RegexOptions.IgnoreCase)]
    private static partial Regex TakenBack();

    [GeneratedRegex(@"^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?$", RegexOptions.IgnoreCase)]
    private static partial Regex Month();
}
