using System.Text.RegularExpressions;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Orders;

/// <summary>Finds the specialty that a referral asks for: ticked, labelled, in a table, or in the letter's own sentence.</summary>
internal static partial class ReadReferral
{
    private static readonly List<(string Name, string[] Phrase)> Entries = [.. Specialties.Wordings.Select(known => (known.Name, known.Wording.Split(' ')))];

    /// <summary>The specialty asked for with its place; null when none is named, or several and nothing says which.</summary>
    public static FieldRead? SpecialtyOf(OrderSheet sheet, IReadOnlyList<TickedText> ticked)
    {
        var chosen = ticked.Where(t => t.Ticked).Select(t => In(t.Words, t.Page, "ticked specialty")).OfType<FieldRead>().ToList();
        if (chosen.Count > 0)
        {
            return chosen.Select(c => c.Value).Distinct().Count() == 1 ? chosen[0] : null;
        }

        var offered = ticked.SelectMany(t => t.Words).ToHashSet();
        var labelled = sheet.Fields.Where(f => f.Field == OrderField.ReferTo && !f.Words.Any(offered.Contains)).ToList();
        return labelled.Select(f => In(f.Words, f.Page, $"specialty at the label \"{f.Label}\"")).FirstOrDefault(s => s is not null)
            ?? TabledOrders.In(sheet, OrderField.ReferTo).Select(t => In(t.Parts.Description, t.Parts.Page, "specialty in a table")).FirstOrDefault(s => s is not null)
            ?? Said(sheet, offered)
            ?? labelled.Where(f => f.Words.Count <= 6 && f.Words[0].Key is not ("dr" or "doctor") && f.Field == OrderField.ReferTo)
                .Select(f => OrderText.Read(OrderText.Join(f.Words).Trim(' ', ',', '.'), f.Words, f.Page, $"words at the label \"{f.Label}\"")).FirstOrDefault();
    }

    private static FieldRead? Said(OrderSheet sheet, HashSet<RowWord> offered)
    {
        var rows = sheet.Rows.Where(r => r.Part is not SheetPart.Notes && !r.Row.Words.Any(offered.Contains)).ToList();
        for (var i = 0; i < rows.Count; i++)
        {
            // The sentence may go on in the next line.
            if (Asks().Match(rows[i].Row.Text) is { Success: true } m)
            {
                var words = rows[i].Row.Words.Concat(i + 1 < rows.Count && rows[i + 1].Page == rows[i].Page ? rows[i + 1].Row.Words : []).ToList();
                var from = rows[i].Row.Text[..m.Index].Count(c => c == ' ');
                if (First([.. words.Skip(from)], rows[i].Page, "specialty in the sentence that asks") is { } found)
                {
                    return found;
                }
            }
        }

        var named = rows.Where(r => r.Part != SheetPart.Head || r.IsHeading).Select(r => In(r.Row.Words, r.Page, "the only specialty named")).OfType<FieldRead>().ToList();
        return named.Select(n => n.Value).Distinct().Count() == 1 ? named[0] : null;
    }

    /// <summary>The specialty that comes first in a sentence; the letter may name others after it.</summary>
    private static FieldRead? First(List<RowWord> words, int page, string rule) =>
        Enumerable.Range(1, words.Count).Select(n => In([.. words.Take(n)], page, rule)).LastOrDefault(f => f is not null);

    /// <summary>The one specialty that these words name; null where they name none, or several.</summary>
    public static FieldRead? In(IReadOnlyList<RowWord> words, int page, string rule)
    {
        if (words.Count == 0)
        {
            return null;
        }

        var row = new PageRow(page, 0, words);
        var named = new List<(string Name, int At, int Length)>();
        for (var i = 0; i < words.Count;)
        {
            // "Neurology" and "Nephrology" are two letters apart: the closest wording counts, then the longest.
            var best = Entries.Where(e => Phrases.StartsAt(row, i, e.Phrase))
                .OrderBy(e => e.Phrase.Select((p, k) => Phrases.Distance(words[i + k].Key, p)).Sum()).ThenByDescending(e => e.Phrase.Length).FirstOrDefault();
            if (best.Name is not null)
            {
                named.Add((best.Name, i, best.Phrase.Length));
            }

            i += best.Phrase?.Length ?? 1;
        }

        // A list to choose from names several and asks for none.
        return named.Select(n => n.Name).Distinct().Count() == 1
            ? OrderText.Read(named[0].Name, [.. words.Skip(named[0].At).Take(named[0].Length)], page, rule)
            : null;
    }

    [GeneratedRegex(@"\b(thank you for (seeing|evaluating|accepting|your evaluation)|refer(ring|red)?\b|referral (to|for)|(please|kindly) (see|evaluate|consult|accept)|consult(ation)? (with|by|in)|evaluation by|seen (by|in)|appreciate your)", RegexOptions.IgnoreCase)]
    private static partial Regex Asks();
}
