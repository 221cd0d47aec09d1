using System.Globalization;
using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Reading;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Search;

/// <summary>Keeps the words of stored documents as they are searched, inside the transaction that gives them their pages.</summary>
internal sealed class KeepTexts(DocumentsDb db)
{
    /// <summary>Letters of the shortest word that is sought with slips.</summary>
    private const int ShortestWord = 4;

    /// <summary>Confidence (0 to 100) below which a word is rather noise than a word misread.</summary>
    private const float Noise = 30;

    /// <summary>All documents of a transaction at once: who waits for another's words waits in one order, and never in a ring.</summary>
    public async Task Of(IReadOnlyList<(Document Document, IReadOnlyList<PageText> Pages)> documents, CancellationToken stopping)
    {
        foreach (var (document, pages) in documents)
        {
            var text = KeptText.Of(pages);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO document_texts (document_id, received_at, text, words, rule_version)
                VALUES ({document.Id}, {document.ReceivedAt}, {text}, {KeptText.Words(text)}::tsvector, {SearchKeys.RuleVersion})
                ON CONFLICT (document_id) DO UPDATE SET text = excluded.text, words = excluded.words, rule_version = excluded.rule_version
                """,
                stopping);
        }

        string[] known = [.. documents.SelectMany(d => d.Pages).SelectMany(page => page.Words).Where(word => word.Confidence >= Noise)
            .SelectMany(word => SearchKeys.Of(word.Text)).Select(key => key.Key).Where(key => key.Length >= ShortestWord && key.All(char.IsLetter)).Distinct()];
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO document_words (word) SELECT word FROM unnest({known}) AS k (word)
            WHERE NOT EXISTS (SELECT 1 FROM document_words w WHERE w.word = k.word) ORDER BY word COLLATE "C" ON CONFLICT DO NOTHING
            """,
            stopping);
    }
}

/// <summary>A document's pages as one text, and its words with their places.</summary>
internal static class KeptText
{
    /// <summary>PostgreSQL's limits of a tsvector: the last place that it tells from others, places of a word, and bytes in all.</summary>
    private const int LastPlace = 16_382;

    private const int MostPlaces = 255;

    private const int MostBytes = 900_000;

    public static string Of(IEnumerable<PageText> pages) => string.Join('\f', pages.Select(page => Of(page).Text));

    /// <returns>The page's text, and where in it each of its words begins.</returns>
    public static (string Text, IReadOnlyList<int> Starts) Of(PageText page)
    {
        var (text, starts) = (new StringBuilder(), new List<int>());
        Word? before = null;
        foreach (var word in page.Words)
        {
            if (before is not null)
            {
                text.Append(word.Line == before.Line ? ' ' : '\n');
            }

            starts.Add(text.Length);
            text.Append(Plain(word.Text));
            before = word;
        }

        return (text.ToString(), starts);
    }

    /// <summary>
    /// The text's words as PostgreSQL writes a tsvector. In a text longer than the last place, places begin anew: a phrase may then be thought to stand where it does not, and never the reverse.
    /// </summary>
    public static string Words(string text)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var bytes = 0;
        foreach (var key in SearchKeys.Of(text))
        {
            if (!places.TryGetValue(key.Key, out var of))
            {
                if (bytes >= MostBytes)
                {
                    continue;
                }

                places[key.Key] = of = [];
                bytes += Encoding.UTF8.GetByteCount(key.Key) + 8;
            }

            var place = ((key.Place - 1) % LastPlace) + 1;
            if (of.Count < MostPlaces && bytes < MostBytes && (of.Count == 0 || of[^1] < place))
            {
                of.Add(place);
                bytes += 2;
            }
        }

        var written = new StringBuilder();
        foreach (var (key, of) in places)
        {
            written.Append('\'').Append(key).Append('\'');
            written.Append(of.Count == 0 ? "" : ":").AppendJoin(',', of.Select(place => place.ToString(CultureInfo.InvariantCulture))).Append(' ');
        }

        return written.ToString();
    }

    /// <summary>What a page cannot hold parts pages and lines here, and NUL is no text to the database.</summary>
    private static string Plain(string word) => word.Any(char.IsControl) ? string.Concat(word.Select(c => char.IsControl(c) ? ' ' : c)) : word;
}

internal sealed record TextsToKeep;

/// <summary>Documents that came before their words were kept, or whose words were made by older rules.</summary>
internal sealed class KeepMissingTexts(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, KeepTexts keep) : IJobHandler<TextsToKeep>
{
    private const int AtOnce = 25;

    public async Task Run(TextsToKeep arguments, JobMessage message, CancellationToken stopping)
    {
        while (await Missing().Take(AtOnce).ToListAsync(stopping) is { Count: > 0 } ids)
        {
            await transaction.Run(_ => Keep(ids, stopping), stopping);
            db.ChangeTracker.Clear();
        }
    }

    private IQueryable<Guid> Missing() => db.Documents
        .Where(d => !db.DocumentTexts.Any(t => t.DocumentId == d.Id && t.RuleVersion >= SearchKeys.RuleVersion))
        .OrderByDescending(d => d.ReceivedAt).ThenBy(d => d.Id).Select(d => d.Id);

    private async Task Keep(IReadOnlyList<Guid> ids, CancellationToken stopping)
    {
        var documents = new List<(Document, IReadOnlyList<PageText>)>();
        foreach (var id in ids.Order())
        {
            if (await db.LockDocument(id, stopping) is { } document)
            {
                documents.Add((document, await db.TextsOf(id, stopping)));
            }
        }

        await keep.Of(documents, stopping);
    }
}
