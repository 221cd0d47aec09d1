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

/// <param name="MayBeMore">The search stopped at the newest: there may be others, older or less alike.</param>
/// <param name="IsWide">Nothing was found with one slip, so two were forgiven.</param>
internal sealed record FoundDocuments(IReadOnlyList<FoundDocument> Documents, bool MayBeMore, bool IsWide)
{
    public static readonly FoundDocuments None = new([], false, false);
}

/// <summary>
/// Finds documents by their words. Only ids leave the table of words; each then goes through the documents' own filter, so that counts
/// and ranks know of nothing that is out of the user's sight. Whether slips are forgiven more widely also depends on what is in sight alone.
/// </summary>
internal sealed class FindDocuments(DocumentsDb db, VisibleToActor visible)
{
    /// <summary>Documents that a filter leaves, up to which its documents are looked at one by one.</summary>
    private const int MostNarrow = 1_500;

    /// <summary>To look into a document's words takes so many times what it takes to gather one from their index (measured).</summary>
    private const double LookingBesideGathering = 4;

    private const int MostWords = 24;

    /// <summary>How many of the newest with the words are ranked; the next number where the user sees too few of them.</summary>
    private static readonly int[] Windows = [400, 4_000, 40_000];

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

        // The planner does not know that words lie apart from their row and cost much more to look into than the row: it would look into those of every document.
        await using var reading = await db.Database.BeginTransactionAsync(stopping);
        await db.Database.ExecuteSqlAsync($"SET LOCAL enable_seqscan = off", stopping);
        var narrow = await Narrow(search, documents, stopping);
        var alike = await Alike(query, stopping);
        FoundDocuments? found = null;
        foreach (var isWide in (bool[])[false, true])
        {
            var words = new Words(query.Exactly(), query.Nearly(Near(query, alike, isWide)));
            found = (narrow is null ? await ByWords(words, documents, enough, from, until, stopping) : await Ranked(documents, narrow, words, false, stopping)) with { IsWide = isWide };
            if (found.Documents.Count > 0)
            {
                break;
            }
        }

        await reading.CommitAsync(stopping);
        return found!;
    }

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

    /// <returns>The documents that a filter leaves, if they are few; null where the words are asked first.</returns>
    private static async Task<IReadOnlyList<Guid>?> Narrow(DocumentSearch search, IQueryable<Document> documents, CancellationToken stopping)
    {
        if (!search.HasFilter)
        {
            return null;
        }

        var ids = await documents.OrderByDescending(d => d.ReceivedAt).Select(d => d.Id).Take(MostNarrow + 1).ToListAsync(stopping);
        return ids.Count > MostNarrow ? null : ids;
    }

    /// <summary>Of each word typed, those of the pages that share most of its letters.</summary>
    private async Task<List<AlikeWord>> Alike(SearchQuery query, CancellationToken stopping)
    {
        string[] asked = [.. query.Terms.Select(term => term.Word).OfType<string>().Where(word => word.Length >= 4).Distinct()];
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

    private async Task<FoundDocuments> ByWords(Words words, IQueryable<Document> documents, int enough, DateTimeOffset? from, DateTimeOffset? until, CancellationToken stopping)
    {
        var found = FoundDocuments.None;
        var (guess, all) = await Guess(words.Nearly, stopping);
        var walked = Windows[0] * 1.25 * all / Math.Max(1, guess);
        foreach (var window in Windows)
        {
            var isWalked = window == Windows[0] && walked * LookingBesideGathering < guess;
            IReadOnlyList<Guid> ids = isWalked ? await Walk(words.Nearly, (int)walked, window, from, until, stopping) : [];
            ids = ids.Count < window ? await Gather(words.Nearly, window, from, until, stopping) : ids;
            found = await Ranked(documents, ids, words, ids.Count == window, stopping);
            if (found.Documents.Count >= enough || !found.MayBeMore)
            {
                break;
            }
        }

        return found;
    }

    /// <summary>A word that many documents have is soon met among the newest.</summary>
    private Task<List<Guid>> Walk(NpgsqlTsQuery words, int walked, int most, DateTimeOffset? from, DateTimeOffset? until, CancellationToken stopping) => db.Database.SqlQuery<Guid>(
        $"""
        SELECT document_id AS "Value" FROM (
            SELECT document_id, received_at, words FROM document_texts
            WHERE received_at >= {from ?? DateTimeOffset.MinValue} AND received_at < {until ?? DateTimeOffset.MaxValue} ORDER BY received_at DESC LIMIT {walked}) AS newest
        WHERE words @@ {words.ToString()}::tsquery LIMIT {most}
        """).ToListAsync(stopping);

    /// <summary>All with the words, by their index; the newest of them. Materialized, or the planner walks where the index is quick.</summary>
    private Task<List<Guid>> Gather(NpgsqlTsQuery words, int most, DateTimeOffset? from, DateTimeOffset? until, CancellationToken stopping) => db.Database.SqlQuery<Guid>(
        $"""
        WITH found AS MATERIALIZED (
            SELECT document_id, received_at FROM document_texts
            WHERE words @@ {words.ToString()}::tsquery AND received_at >= {from ?? DateTimeOffset.MinValue} AND received_at < {until ?? DateTimeOffset.MaxValue})
        SELECT document_id AS "Value" FROM found ORDER BY received_at DESC LIMIT {most}
        """).ToListAsync(stopping);

    private async Task<FoundDocuments> Ranked(IQueryable<Document> documents, IReadOnlyList<Guid> ids, Words words, bool mayBeMore, CancellationToken stopping)
    {
        var (exactly, nearly) = (words.Exactly, words.Nearly);
        var found = ids.Count == 0 ? [] : await documents
            .Where(d => ids.Contains(d.Id))
            // Named on both sides, so that neither table is read whole.
            .Join(db.DocumentTexts.Where(text => ids.Contains(text.DocumentId)), d => d.Id, text => text.DocumentId, (d, text) => new { d.Id, d.ReceivedAt, text.Words })
            .Where(d => d.Words.Matches(nearly))
            .Select(d => new FoundDocument(d.Id, d.ReceivedAt, d.Words.Matches(exactly), d.Words.Rank(nearly, NpgsqlTsRankingNormalization.DivideBy1PlusLogLength)))
            .ToListAsync(stopping);
        return new FoundDocuments([.. found.OrderByDescending(d => d.IsExact).ThenByDescending(d => d.Rank).ThenByDescending(d => d.ReceivedAt).ThenBy(d => d.Id)], mayBeMore, false);
    }

    /// <returns>How many documents the planner thinks have the words, and of how many.</returns>
    private async Task<(double Guess, double All)> Guess(NpgsqlTsQuery words, CancellationToken stopping)
    {
        await using var ask = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
        ask.BatchCommands.Add(new("EXPLAIN (FORMAT JSON) SELECT 1 FROM document_texts WHERE words @@ $1::tsquery") { Parameters = { new NpgsqlParameter { Value = words.ToString() } } });
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

    private sealed record Words(NpgsqlTsQuery Exactly, NpgsqlTsQuery Nearly);

    private sealed record AlikeWord(string Asked, string Word);
}
