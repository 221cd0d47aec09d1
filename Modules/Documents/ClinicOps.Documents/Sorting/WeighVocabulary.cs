using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>What the words of the vocabulary said for one kind.</summary>
internal readonly record struct WeighedType(DocumentType Type, double Title, double Text)
{
    public double Score => Title + Text;
}

/// <summary>Weighs the words of <see cref="TypeVocabulary"/> on a document's pages: what people who know these papers would look for.</summary>
internal static class WeighVocabulary
{
    /// <summary>A title counts this much more than its weight: it says outright what the document is.</summary>
    private const double TitleBonus = 2.5;

    /// <summary>Most that words below the heading may add to one type: a long page is not a surer page.</summary>
    private const double MostFromText = 14;

    /// <summary>The score at which the words alone, without a rival, are half convincing.</summary>
    private const double HalfConvincing = 5;

    private const double Convincing = 0.35;

    /// <summary>The kind that the vocabulary alone would give, which is how pages are cut apart; <see cref="DocumentType.Unsure"/> when it does not decide.</summary>
    public static DocumentType TypeOf(IReadOnlyList<WeighedType> ranked)
    {
        if (ranked.Count == 0)
        {
            return DocumentType.Unsure;
        }

        var (best, next) = (ranked[0].Score, ranked.Count > 1 ? ranked[1].Score : 0);
        return best > 1.1 * next && best / (best + HalfConvincing) * ((best - (0.5 * next)) / best) >= Convincing ? ranked[0].Type : DocumentType.Unsure;
    }

    /// <returns>The kinds spoken for, best first, and the words that spoke.</returns>
    public static (IReadOnlyList<WeighedType> Ranked, IReadOnlyList<TypeEvidence> Evidence) Of(IReadOnlyList<(IReadOnlyList<PageRow> Rows, PageText Page)> pages)
    {
        var evidence = new List<TypeEvidence>();
        for (var i = 0; i < pages.Count; i++)
        {
            // The first heading of the first page is the document's; those below it name its parts.
            var titles = i > 0 ? [] : TitlesOf(pages[i].Rows, pages[i].Page) is { Count: > 0 } usual ? usual : HeadingOf(pages[i].Rows, pages[i].Page);
            evidence.AddRange(titles.Select((t, n) => t with { Weight = t.Weight / (n + 1) }));
            evidence.AddRange(WordsOf(pages[i].Rows, share: i == 0 ? 1.0 : 0.4));
        }

        var distinct = evidence
            .GroupBy(e => (e.Type, e.InTitle, e.Words.ToUpperInvariant()))
            .Select(g => g.OrderByDescending(e => e.Weight).First())
            .ToList();
        var ranked = distinct
            .GroupBy(e => e.Type)
            .Select(g => new WeighedType(g.Key, g.Where(e => e.InTitle).Sum(e => e.Weight), Math.Min(MostFromText, g.Where(e => !e.InTitle).Sum(e => e.Weight))))
            .OrderByDescending(t => t.Score)
            .ToList();
        return (ranked, distinct);
    }

    /// <summary>The title phrases in the heading of a page: short rows in its upper part.</summary>
    public static IReadOnlyList<TypeEvidence> TitlesOf(IReadOnlyList<PageRow> rows, PageText page)
    {
        var found = new List<TypeEvidence>();
        foreach (var row in rows.Where(r => r.Box.Y < page.Height * 0.40 && r.Index < 16))
        {
            foreach (var cell in row.Words.GroupBy(w => w.Cell).Select(c => new PageRow(row.Page, row.Index, [.. c])))
            {
                // A sentence that speaks of something is no heading.
                if (cell.Words.Count is > 9 or 0 || cell.Words.Any(w => w.EndsLabel) || (cell.Words.Count > 4 && cell.Words[^1].Text.EndsWith('.')))
                {
                    continue;
                }

                var best = TypeVocabulary.Entries
                    .Where(e => e.Title)
                    .Select(e => (Entry: e, At: Phrases.Find(cell, e.Phrase)))
                    .Where(f => f.At >= 0 && Fills(cell, f.Entry))
                    .OrderByDescending(f => f.Entry.Weight).ThenByDescending(f => f.Entry.Phrase.Length)
                    .FirstOrDefault();
                if (best.Entry is { } entry)
                {
                    var words = cell.Words.Skip(best.At).Take(entry.Phrase.Length).ToList();
                    found.Add(new(entry.Type, row.Page, Box.Around(words.Select(w => w.Box)), string.Join(' ', words.Select(w => w.Text)), entry.Weight * TitleBonus, InTitle: true));
                }
            }
        }

        return found;
    }

    /// <summary>
    /// What the first heading speaks of that is none of the usual titles. A heading stands alone in its row, in capitals or with
    /// capital letters, without figures or a colon; the name of who sends it is none.
    /// </summary>
    private static List<TypeEvidence> HeadingOf(IReadOnlyList<PageRow> rows, PageText page) =>
        rows.Where(r => r.Box.Y < page.Height * 0.40 && r.Index < 12 && r.Cells == 1 && r.Words.Count <= 7 && IsHeading(r))
            .Select(row => (from entry in TypeVocabulary.OfHeadings
                            let at = row.Words.ToList().FindIndex(w => IsWord(w.Key, entry.Phrase[0]))
                            where at >= 0
                            select new TypeEvidence(entry.Type, row.Page, row.Words[at].Box, row.Words[at].Text, entry.Weight * TitleBonus, InTitle: true)).ToList())
            .FirstOrDefault(found => found.Count > 0) ?? [];

    /// <summary>Closer than phrases are compared: alone, "Cardiology" must not be a misread "Radiology".</summary>
    private static bool IsWord(string read, string wanted) =>
        read == wanted || (wanted.Length >= 7 && read.Length == wanted.Length && Phrases.Distance(read, wanted, 1) <= 1);

    private static bool IsHeading(PageRow row) =>
        !NameWords.NameAnOrganization(row.Words) && !row.Words.Any(w => w.EndsLabel || w.Text.Any(char.IsDigit) || w.Text.EndsWith('.') || w.Text.EndsWith(','))
        && row.Words.All(w => w.Key.Length < 4 || w.Key is "with" or "without" or "from" or "your" || w.Text.Any(char.IsUpper));

    private static IEnumerable<TypeEvidence> WordsOf(IReadOnlyList<PageRow> rows, double share) =>
        from row in rows
        from entry in TypeVocabulary.Entries
        where !entry.Title
        let at = Phrases.Find(row, entry.Phrase)
        where at >= 0
        let words = row.Words.Skip(at).Take(entry.Phrase.Length).ToList()
        select new TypeEvidence(entry.Type, row.Page, Box.Around(words.Select(w => w.Box)), string.Join(' ', entry.Phrase), entry.Weight * share * 0.5, InTitle: false);

    /// <summary>A one-word title ("Prescription") must be most of its line; "order" within a sentence is none.</summary>
    private static bool Fills(PageRow cell, TypeVocabulary.Entry entry) =>
        entry.Phrase.Length > 1 ? cell.Words.Count <= entry.Phrase.Length + 5 : cell.Words.Count <= 3;
}
