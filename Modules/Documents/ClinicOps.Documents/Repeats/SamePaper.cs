using System.Globalization;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Repeats;

/// <summary>What two documents are compared by. The sending machine's line is not looked at: it is another one each time.</summary>
/// <param name="Words">Words of four letters and more, as keys, with how often each occurs.</param>
/// <param name="Numbers">Numbers of two to four digits likewise.</param>
/// <param name="Facts">Dates and longer numbers (a code, an accession, a record number), with the confidence of their best reading.</param>
/// <param name="Ticked">Beside each ticked box the first three words, as one.</param>
internal sealed record PaperPrint(
    PatientEvidence Evidence,
    IReadOnlyDictionary<string, int> Words,
    IReadOnlyDictionary<string, int> Numbers,
    IReadOnlyDictionary<string, float> Facts,
    IReadOnlyList<string> Ticked)
{
    private const int LeastLetters = 4;
    private const int FactDigits = 5;

    public static PaperPrint Of(PatientEvidence evidence, IReadOnlyList<PageText> pages)
    {
        var (words, numbers, facts, ticked) = (new List<string>(), new List<string>(), new Dictionary<string, float>(), new List<string>());
        foreach (var row in pages.SelectMany(PageRows.Of))
        {
            for (var i = 0; i < row.Words.Count; i++)
            {
                var word = row.Words[i];
                var digits = string.Concat(word.Key.Where(char.IsAsciiDigit));
                if (digits.Length >= FactDigits)
                {
                    facts[digits] = Math.Max(word.Confidence, facts.GetValueOrDefault(digits));
                }
                else if (digits.Length >= 2)
                {
                    numbers.Add(digits);
                }
                else if (word.Key.Length >= LeastLetters)
                {
                    words.Add(word.Key);
                }

                if (WordedDate(row, i) is { } date)
                {
                    facts[date.Date] = Math.Max(date.Confidence, facts.GetValueOrDefault(date.Date));
                }

                if (TickMarks.At(row.Words, i) is { Tick: Tick.Ticked } tick && i + tick.Words < row.Words.Count)
                {
                    ticked.Add(string.Concat(row.Words.Skip(i + tick.Words).Take(3).Select(w => w.Key)));
                }
            }
        }

        return new(evidence, words.CountBy(w => w).ToDictionary(), numbers.CountBy(n => n).ToDictionary(), facts, ticked);
    }

    /// <summary>"March 3, 2026": none of its words alone is a fact.</summary>
    private static (string Date, float Confidence)? WordedDate(PageRow row, int at)
    {
        var words = row.Words.Skip(at).Take(3).ToList();
        return words.Count == 3 && words[0].Key.Length >= 3 && words[0].Key.All(char.IsAsciiLetter) && words[2].Key.Length == 4
            && WrittenDates.Plain(string.Join(' ', words.Select(w => w.Text))) is { } date
            ? (date.ToString("MMddyyyy", CultureInfo.InvariantCulture), words.Min(w => w.Confidence))
            : null;
    }
}

/// <summary>
/// Whether two documents are the same paper sent twice. A second sending has other noise, another line of the machine, and words
/// misread elsewhere; the next report on the same form has other dates and numbers. So the bulk of the words must agree, and every
/// date and long number that was read well on one must stand on the other. In doubt it is said to be a repeat: then a person decides.
/// </summary>
internal static class SamePaper
{
    /// <summary>Least words of either for the two to be compared at all.</summary>
    private const int LeastWords = 15;

    /// <summary>Shares (0 to 1) of words, and of short numbers, that must be the same.</summary>
    private const double SameWords = 0.6;
    private const double SameNumbers = 0.6;

    /// <summary>From this confidence (0 to 100) on, what was read is taken to stand there.</summary>
    private const float ReadWell = 85;

    public static bool Is(PaperPrint a, PaperPrint b) =>
        a.Words.Values.Sum() >= LeastWords && b.Words.Values.Sum() >= LeastWords
        && SamePatient(a.Evidence, b.Evidence)
        && Alike(a.Words, b.Words) >= SameWords
        && (Math.Min(a.Numbers.Values.Sum(), b.Numbers.Values.Sum()) < 5 || Alike(a.Numbers, b.Numbers) >= SameNumbers)
        && Stands(a.Facts, b.Facts) && Stands(b.Facts, a.Facts)
        && (a.Ticked.Count == 0 || b.Ticked.Count == 0 || 2 * a.Ticked.Count(x => b.Ticked.Any(y => Near(x, y, 5))) > Math.Max(a.Ticked.Count, b.Ticked.Count));

    /// <summary>Both name one, by birth date and name: a form that names nobody can be anybody's.</summary>
    private static bool SamePatient(PatientEvidence a, PatientEvidence b) =>
        a.BirthDates.Any(x => b.BirthDates.Any(y => x.Date == y.Date))
        && a.Names.Any(x => b.Names.Any(y => SameName(x, y)));

    /// <summary>A twin is another patient, unless the difference may be a misreading.</summary>
    private static bool SameName(NameRead a, NameRead b)
    {
        var (x, y) = (NameKeys.Key(a.Name.First + a.Name.Last), NameKeys.Key(b.Name.First + b.Name.Last));
        var exact = NameKeys.FirstKeys(a.Name.First).Intersect(NameKeys.FirstKeys(b.Name.First)).Any() && NameKeys.LastKeys(a.Name.Last).Intersect(NameKeys.LastKeys(b.Name.Last)).Any();
        return exact || (Math.Min(a.Place.Confidence, b.Place.Confidence) < ReadWell && Near(x, y, 4));
    }

    /// <summary>One letter in so many may differ.</summary>
    private static bool Near(string a, string b, int oneIn) => Phrases.Distance(a, b, Math.Min(a.Length, b.Length) / oneIn) <= Math.Min(a.Length, b.Length) / oneIn;

    /// <summary>0 to 1: twice what both have, by all that there is.</summary>
    private static double Alike(IReadOnlyDictionary<string, int> a, IReadOnlyDictionary<string, int> b)
    {
        var both = a.Sum(word => Math.Min(word.Value, b.GetValueOrDefault(word.Key)));
        var all = a.Values.Sum() + b.Values.Sum();
        return all == 0 ? 0 : 2.0 * both / all;
    }

    /// <summary>Whatever was read well on the one stands on the other, or something there may be it, misread.</summary>
    private static bool Stands(IReadOnlyDictionary<string, float> one, IReadOnlyDictionary<string, float> other) =>
        one.Where(fact => fact.Value >= ReadWell).All(fact => other.ContainsKey(fact.Key)
            || other.Any(o => o.Value < ReadWell && Math.Abs(o.Key.Length - fact.Key.Length) <= 1 && Phrases.Distance(o.Key, fact.Key, 2) <= 2));
}
