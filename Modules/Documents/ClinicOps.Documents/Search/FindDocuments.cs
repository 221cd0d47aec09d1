using System.Data;
using System.Text.Json;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace ClinicOps.Documents.Search;

/// <summary>One document found, best first.</summary>
/// <param name="IsExact">Every word stands in it as typed.</param>
internal sealed record FoundDocument(Guid Id, DateTimeOffset ReceivedAt, bool IsExact, float Rank);

/// <param name="MayBeMore">The search stopped at the newest: there are others, older ones.</param>
/// <param name="IsWide">Nothing was found with one slip, so two were forgiven.</param>
internal sealed record FoundDocuments(IReadOnlyList<FoundDocument> Documents, bool MayBeMore, bool IsWide)
{
    public static readonly FoundDocuments None = new([], false, false);
}

/// <summary>
/// Finds documents by their words. What is looked for among the words is joined to the documents, whose own filter says who sees them, before
/// anything is counted or ranked. Whether slips are forgiven more widely also depends on what is in sight alone. What has every word as typed is sought
/// first; only where that is no more than is shown, what has them nearly. Two ways lead to the newest with the words: rare words are gathered from their
/// index; where many documents have them, the newest documents are looked into until enough are met.
/// </summary>
internal sealed class FindDocuments(DocumentsDb db, VisibleToActor visible)
{
    /// <summary>Documents with the words, up to which they are gathered, whatever the filter.</summary>
    private const int Few = 1_500;

    /// <summary>To look into a document takes so many times what it takes to gather one from the index (measured).</summary>
    private const double LookingBesideGathering = 15;

    private const int MostLooked = 5_000;

    private const int MostWords = 24;

    /// <summary>How many of the newest with the words are ranked; the next number where too few of them have the phrase too.</summary>
    private static readonly int[] Windows = [200, 4_000, 40_000];

    /// <param name="enough">As many as are shown.</param>
    /// <param name="from">Received at or after; null for any time.</param>
    /// <param name="until">Received before.</param>
    public async Task<FoundDocuments> Run(DocumentSearch search, int enough, DateTimeOffset? from, DateTimeOffset? until, CancellationToken stopping)
    {
        var query = SearchQuery.Of(search.Text);
        var documents = Filtered(search, from, until);
        if (query.IsEmpty)
        {
            return query.Terms.Count == 0 && search.HasFilter ? await Newest(documents, enough, stopping) : FoundDocuments.None;
        }

        // The planner does not know that words lie apart from their row and cost much more to look into than the row: it would look into
        // those of every document. What is over in milliseconds is not shared among processes.
        await using var reading = await db.Database.BeginTransactionAsync(stopping);
        await db.Database.ExecuteSqlAsync($"SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0", stopping);
        var exactly = new Words(query.Exactly(), query.Exactly(), query.LooselyExactly().ToString(), query.SideBySide());
        var found = await With(exactly, documents, search.HasFilter, enough, stopping);
        if (found.Documents.Count <= enough)
        {
            found = await Filled(found, exactly, query, documents, search.HasFilter, enough, stopping);
        }

        await reading.CommitAsync(stopping);
        return found;
    }

    /// <summary>
    /// Behind what has the words as typed, what has them nearly. Sought by itself, since near words can be so common that among the newest with them there is nothing
    /// that has the word as typed.
    /// </summary>
    private async Task<FoundDocuments> Filled(FoundDocuments exact, Words exactly, SearchQuery query, IQueryable<Document> documents, bool isFiltered, int enough, CancellationToken stopping)
    {
        var found = exact;
        foreach (var isWide in (bool[])[false, true])
        {
            var near = Near(query, await Alike(query, isWide, stopping), isWide);
            var nearly = exactly with { Nearly = query.Nearly(near), Loosely = query.Loosely(near).ToString() };
            found = (nearly.Loosely == exactly.Loosely ? exact : Joined(exact, await With(nearly, documents, isFiltered, enough, stopping))) with { IsWide = isWide };
            if (found.Documents.Count > 0)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>No more than are ranked: of those that have the words nearly, some make way.</summary>
    private static FoundDocuments Joined(FoundDocuments exact, FoundDocuments near)
    {
        var known = exact.Documents.Select(d => d.Id).ToHashSet();
        var most = Math.Max(Windows[0], near.Documents.Count);
        return new FoundDocuments([.. exact.Documents.Concat(near.Documents.Where(d => !known.Contains(d.Id))).Take(most)], exact.MayBeMore || near.MayBeMore, false);
    }

    private async Task<FoundDocuments> With(Words words, IQueryable<Document> documents, bool isFiltered, int enough, CancellationToken stopping) =>
        await Met(words, documents, isFiltered, stopping) ?? await Gathered(words, documents, enough, stopping);

    private IQueryable<Document> Filtered(DocumentSearch search, DateTimeOffset? from, DateTimeOffset? until)
    {
        var documents = visible.Documents.AsNoTracking();
        documents = search.PatientId is { } patient ? documents.Where(d => d.PatientId == patient) : documents;
        documents = search.KnownType is { } type ? documents.Where(d => d.Type == type) : documents;
        documents = search.Label is { } label ? documents.Where(d => db.DocumentLabels.Any(l => l.DocumentId == d.Id && l.LabelId == label)) : documents;
        documents = search.State switch
        {
            SearchState.Filed => documents.Where(d => d.State == DocumentState.Filed),
            SearchState.Practice => documents.Where(d => d.State == DocumentState.Practice),
            SearchState.Review => documents.Where(d => d.State == DocumentState.Review),
            SearchState.Junk => documents.Where(d => d.State == DocumentState.Junk),
            SearchState.Progress => documents.Where(d => DocumentState.InProgress.Contains(d.State)),
            _ => documents,
        };
        documents = from is { } first ? documents.Where(d => d.ReceivedAt >= first) : documents;
        documents = until is { } end ? documents.Where(d => d.ReceivedAt < end) : documents;
        if (search.SenderPart is { Length: > 0 } sender)
        {
            var digits = string.Concat(sender.Where(char.IsAsciiDigit));
            var (pattern, number) = (Pattern(sender), digits.Length >= 7 ? Pattern(digits) : Pattern(sender));
            documents = documents.Where(d => EF.Functions.ILike(d.Transmission!.ReceivedFrom!, pattern, "\\") || EF.Functions.ILike(d.Transmission.ReceivedFrom!, number, "\\"));
        }

        return documents;
    }

    private static string Pattern(string part) =>
        $"%{part.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";

    private static async Task<FoundDocuments> Newest(IQueryable<Document> documents, int enough, CancellationToken stopping)
    {
        var newest = await documents.OrderByDescending(d => d.ReceivedAt).ThenByDescending(d => d.Id).Take(enough + 1).Select(d => new FoundDocument(d.Id, d.ReceivedAt, true, 0)).ToListAsync(stopping);
        return new FoundDocuments([.. newest.Take(enough)], newest.Count > enough, false);
    }

    /// <summary>Of each word in which a slip is forgiven, those of the pages that share most of its letters.</summary>
    private async Task<List<AlikeWord>> Alike(SearchQuery query, bool isWide, CancellationToken stopping)
    {
        string[] asked = [.. query.Terms.Select(term => term.Word).OfType<string>().Where(word => SearchQuery.Slips(word, isWide) > 0).Distinct()];
        return asked.Length == 0 ? [] : await db.Database.SqlQuery<AlikeWord>(
            $"""
            SELECT a.asked, w.word FROM unnest({asked}) AS a (asked) CROSS JOIN LATERAL (
                SELECT word FROM document_words WHERE word % a.asked AND length(word) BETWEEN length(a.asked) - 2 AND length(a.asked) + 2
                ORDER BY similarity(word, a.asked) DESC, word LIMIT 60) AS w
            """).ToListAsync(stopping);
    }

    private static ILookup<string, string> Near(SearchQuery query, List<AlikeWord> alike, bool isWide)
    {
        var terms = query.Terms.Where(term => term.Word is not null).DistinctBy(term => term.Word).ToDictionary(term => term.Word!);
        return alike.Where(pair => SearchQuery.FitOf(terms[pair.Asked], pair.Asked, pair.Word, isWide) == Fit.Near)
            .GroupBy(pair => pair.Asked).SelectMany(group => group.Take(MostWords)).ToLookup(pair => pair.Asked, pair => pair.Word);
    }

    /// <summary>The newest documents are looked into for as long as it takes less than to gather all with the words.</summary>
    /// <returns>Null where the words are too rare for that; and of phrases, whose number nobody can guess, but which are soon gathered.</returns>
    private async Task<FoundDocuments?> Met(Words words, IQueryable<Document> documents, bool isFiltered, CancellationToken stopping)
    {
        if (words.Phrases.Length > 0)
        {
            return null;
        }

        var (guess, all) = await Guess(words.Loosely, stopping);
        var looked = (int)Math.Min(guess / LookingBesideGathering, MostLooked);
        if (guess <= Few || (!isFiltered && looked * guess / all < Windows[0]))
        {
            return null;
        }

        var newest = documents.OrderByDescending(d => d.ReceivedAt).Select(d => new { d.Id, d.ReceivedAt });
        var ids = await newest.Take(looked).Join(db.DocumentTexts, d => d.Id, text => text.DocumentId, (d, text) => new { d.Id, d.ReceivedAt, text.Words })
            .Where(d => d.Words.Matches(words.Nearly)).OrderByDescending(d => d.ReceivedAt).Select(d => d.Id).Take(Windows[0] + 1).ToListAsync(stopping);
        return ids.Count > Windows[0] || !await newest.Skip(looked).AnyAsync(stopping) ? await Ranked(ids, Windows[0], words, stopping) : null;
    }

    /// <summary>The newest of all with the words.</summary>
    private async Task<FoundDocuments> Gathered(Words words, IQueryable<Document> documents, int enough, CancellationToken stopping)
    {
        // Sorted before they are joined, so that no more documents are asked for than it takes.
        var newest = WithWords(words).OrderByDescending(text => text.ReceivedAt).Take(int.MaxValue);
        var found = FoundDocuments.None;
        foreach (var window in Windows)
        {
            var ids = await documents.Join(newest, d => d.Id, text => text.DocumentId, (d, text) => new { d.Id, text.ReceivedAt })
                .OrderByDescending(d => d.ReceivedAt).Select(d => d.Id).Take(window + 1).ToListAsync(stopping);
            found = await Ranked(ids, window, words, stopping);
            if (found.Documents.Count >= enough || !found.MayBeMore)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>
    /// By their index alone. It also knows which words stand side by side, so that for a phrase of common words not every document that has both is
    /// looked into. OFFSET 0, or the planner looks into documents where the index is quick.
    /// </summary>
    private IQueryable<Gatherable> WithWords(Words words) => words.Phrases.Length == 0
        ? db.Database.SqlQuery<Gatherable>($"SELECT document_id, received_at FROM document_texts WHERE words @@ {words.Loosely}::tsquery OFFSET 0")
        : db.Database.SqlQuery<Gatherable>(
            $"""
            SELECT document_id, received_at FROM document_texts
            WHERE words @@ {words.Loosely}::tsquery AND pairs_of(words) @> pairs_of({words.Phrases}::tsvector) OFFSET 0
            """);

    /// <param name="ids">In sight, the newest first; one more than the window where there are more.</param>
    private async Task<FoundDocuments> Ranked(List<Guid> ids, int window, Words words, CancellationToken stopping)
    {
        var (exactly, nearly) = (words.Exactly, words.Nearly);
        var ranked = ids.Take(window).ToList();
        var found = ranked.Count == 0 ? [] : await db.DocumentTexts.Where(text => ranked.Contains(text.DocumentId) && text.Words.Matches(nearly))
            .Select(text => new FoundDocument(text.DocumentId, text.ReceivedAt, text.Words.Matches(exactly), text.Words.Rank(nearly, NpgsqlTsRankingNormalization.DivideBy1PlusLogLength)))
            .ToListAsync(stopping);
        return new FoundDocuments([.. found.OrderByDescending(d => d.IsExact).ThenByDescending(d => d.Rank).ThenByDescending(d => d.ReceivedAt).ThenBy(d => d.Id)], ids.Count > window, false);
    }

    /// <returns>How many documents the planner thinks have the words, and of how many.</returns>
    private async Task<(double Guess, double All)> Guess(string words, CancellationToken stopping)
    {
        await using var ask = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        ask.BatchCommands.Add(new("EXPLAIN (FORMAT JSON) SELECT 1 FROM document_texts WHERE words @@ $1::tsquery") { Parameters = { new NpgsqlParameter { Value = words } } });
        ask.BatchCommands.Add(new("EXPLAIN (FORMAT JSON) SELECT 1 FROM document_texts"));
        await using var answer = await ask.ExecuteReaderAsync(stopping);
        var guess = await Rows(answer, stopping);
        await answer.NextResultAsync(stopping);
        return (guess, await Rows(answer, stopping));
    }

    private static async Task<double> Rows(NpgsqlDataReader answer, CancellationToken stopping)
    {
        await answer.ReadAsync(stopping);
        using var plan = JsonDocument.Parse(answer.GetString(0));
        return plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
    }

    /// <param name="Nearly">What is found has it.</param>
    /// <param name="Loosely">What has <see cref="Nearly"/> has it too.</param>
    /// <param name="Phrases">A tsvector of the phrases; empty without any.</param>
    private sealed record Words(NpgsqlTsQuery Exactly, NpgsqlTsQuery Nearly, string Loosely, string Phrases);

    private sealed record Gatherable(Guid DocumentId, DateTimeOffset ReceivedAt);

    private sealed record AlikeWord(string Asked, string Word);
}
