using System.Globalization;
using System.Text;
using ClinicOps.Testing;

namespace ClinicOps.Host.Tests.ChartPrep;

/// <summary>Collects rows, and writes them all at once: what a column must have and is not named gets the emptiest of its type.</summary>
internal sealed class Seed(RunningHost host)
{
    private readonly StringBuilder rows = new();
    private readonly Dictionary<string, IReadOnlyList<(string Column, string Type)>> needed = [];

    /// <returns>The row's id.</returns>
    public async Task<Guid> Add(string table, params (string Column, object Value)[] values)
    {
        if (!needed.TryGetValue(table, out var columns))
        {
            columns = needed[table] =
            [
                .. (await host.Sql(
                    $"""
                    SELECT attname::text || ' ' || format_type(atttypid, NULL) FROM pg_attribute
                    WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND attidentity = '' AND attgenerated = '' AND NOT atthasdef
                    """)).Cast<string>().Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1])),
            ];
        }

        var all = values.ToDictionary(value => value.Column, value => Literal(value.Value));
        var id = values.Where(value => value.Column == "id").Select(value => (Guid)value.Value).FirstOrDefault(Guid.CreateVersion7());
        foreach (var (column, type) in columns)
        {
            all.TryAdd(column, column == "id" ? Literal(id) : type switch
            {
                "uuid" => "gen_random_uuid()",
                "jsonb" => "'{}'",
                "boolean" => "false",
                "timestamp with time zone" => "now()",
                "date" => "current_date",
                _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
                "text" or "character varying" => "''",
                _ => "0",
            });
        }

        rows.Append(CultureInfo.InvariantCulture, $"INSERT INTO {table} ({string.Join(',', all.Keys.Select(column => $"\"{column}\""))}) VALUES ({string.Join(',', all.Values)});\n");
        return id;
    }

    public async Task Write()
    {
        await host.Sql($"BEGIN; {rows} COMMIT;");
        rows.Clear();
    }

    private static string Literal(object value) => value switch
    {
        DateTimeOffset at => $"'{at:O}'",
        DateOnly day => $"'{day:yyyy-MM-dd}'",
        Guid[] ids => $"ARRAY[{string.Join(',', ids.Select(id => $"'{id}'"))}]::uuid[]",
        var plain => $"'{plain.ToString()!.Replace("'", "''", StringComparison.Ordinal)}'",
    };
}
