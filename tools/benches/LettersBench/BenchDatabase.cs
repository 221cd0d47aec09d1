using Npgsql;

namespace LettersBench;

/// <summary>The instance's own database, as its owner.</summary>
internal sealed class BenchDatabase(string connectionString) : IAsyncDisposable
{
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);

    public async Task<T> Ask<T>(string sql)
    {
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync() is { } found and not DBNull ? (T)found : default!;
    }

    public async Task<IReadOnlyList<string>> Column(string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<string>();
        while (await rows.ReadAsync())
        {
            all.Add(rows.GetString(0));
        }

        return all;
    }

    /// <summary>Approved letters as they were frozen: subject, blocks and values.</summary>
    public async Task<IReadOnlyList<(string Subject, string Language, string Blocks, string Values)>> Approved(int most)
    {
        await using var command = source.CreateCommand(
            $"SELECT a.subject, l.language, a.blocks::text, a.values::text FROM correspondence.approvals a JOIN correspondence.letters l ON l.id = a.letter_id ORDER BY a.id LIMIT {most}");
        await using var rows = await command.ExecuteReaderAsync();
        var all = new List<(string, string, string, string)>();
        while (await rows.ReadAsync())
        {
            all.Add((rows.GetString(0), rows.GetString(1), rows.GetString(2), rows.GetString(3)));
        }

        return all;
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
