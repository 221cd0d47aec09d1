using System.Globalization;
using System.Text;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>
/// Whether what came is addressed to another practice. A rule and not learned: only the clinic knows how it is called. Where it says how it is
/// addressed, that decides when a paper is sorted; else its own profile does, and only where nobody registered is meant.
/// </summary>
internal static class Addressee
{
    /// <summary>They begin no other label: "Refer to:" does not say to whom it is sent.</summary>
    private static readonly HashSet<string> Anywhere = ["attn", "attention", "recipient"];

    private static readonly HashSet<string> Labels = ["to", "attn", "attention", "recipient", "deliver to", "send to", "fax to", "to practice", "to provider", "attention to"];

    /// <param name="pages">The document's first page, and the covers that it came with.</param>
    /// <param name="addressedAs">See <see cref="DocumentsOptions.AddressedAs"/>.</param>
    /// <returns>Where another practice or its provider is addressed; null when nobody is, or this clinic is as well.</returns>
    public static TypeEvidence? OfAnother(IEnumerable<PageText> pages, IReadOnlyList<string> addressedAs)
    {
        if (addressedAs.Count == 0)
        {
            return null;
        }

        var addressed = pages.SelectMany(PageRows.Of).SelectMany(Addressed).ToList();
        var ours = addressedAs.Select(Keys).ToList();
        return addressed.Exists(words => ours.Exists(name => IsNamed(name, words))) ? null
            : addressed.Where(NamesReceiver).Select(words => new TypeEvidence(
                DocumentType.Misdirected, words.Page, words.Box, words.Text, 1, InTitle: false)).FirstOrDefault();
    }

    /// <param name="addressed">The document's first page, and the covers that it came with.</param>
    /// <param name="all">Every page of it, and its covers: what names us anywhere may be for us.</param>
    /// <returns>Where another practice, or a provider who is none of ours, is addressed; null when nobody is, or anything on it is ours.</returns>
    public static PageRow? OfAnother(IEnumerable<PageText> addressed, IEnumerable<PageText> all, ClinicMarks ours) =>
        all.SelectMany(PageRows.Of).Any(ours.StandIn) ? null
            : addressed.SelectMany(PageRows.Of).SelectMany(Addressed).FirstOrDefault(words => !ours.MayBeCalled(words)
                && (NamesOrganization(words) || (ours.KnowsProviders && NamesReceiver(words))));

    /// <summary>What stands behind "To:" at the beginning of a cell, or behind "Attn:", up to the next label.</summary>
    private static IEnumerable<PageRow> Addressed(PageRow row)
    {
        for (var at = 0; at < row.Words.Count; at++)
        {
            var start = at;
            while (start > 0 && row.Words[start - 1].Cell == row.Words[at].Cell)
            {
                start--;
            }

            if (!row.Words[at].EndsLabel
                || !(Anywhere.Contains(row.Words[at].Key) || Labels.Contains(string.Join(' ', row.Words.Skip(start).Take(at - start + 1).Select(w => w.Key)))))
            {
                continue;
            }

            var behind = row.Words.Skip(at + 1).TakeWhile(w => !w.EndsLabel).ToList();
            if (behind.Count > 0)
            {
                yield return new PageRow(row.Page, row.Index, behind);
            }
        }
    }

    /// <summary>An organization by one of its marks, or a provider; a department or a person of the desk is addressed in every practice.</summary>
    private static bool NamesReceiver(PageRow words) =>
        NameWords.NameAnOrganization(words.Words) || words.Words[0].Key is "dr" or "doctor" || words.Words.Skip(1).Any(w => WrittenNames.IsCredential(w.Text));

    private static bool NamesOrganization(PageRow words) => words.Words.TakeWhile(w => w.Cell == words.Words[0].Cell).Take(8).Skip(1).Any(w => NameWords.MarksOrganization(w.Key));

    private static bool IsNamed(string[] name, PageRow words) =>
        name.Length > 0 && Array.TrueForAll(name, part => words.Words.Any(w => Phrases.Alike(w.Key, part)));

    private static string[] Keys(string name) =>
        [.. new string([.. name.Normalize(NormalizationForm.FormC).ToLower(CultureInfo.InvariantCulture).Select(c => char.IsLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
