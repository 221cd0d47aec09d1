namespace ClinicOps.Testing;

/// <summary>Rows of tables of which a test says only what it is about.</summary>
public static class AnyRow
{
    /// <summary>A row with these values; a column that must have one and is not named here gets the emptiest of its type.</summary>
    /// <param name="sql">Asks the database as its owner.</param>
    /// <returns>Its id; a fresh one where the table has none.</returns>
    public static async Task<Guid> Insert(Func<string, Task<IReadOnlyList<object?>>> sql, string table, params (string Column, object Value)[] values)
    {
        var id = Guid.CreateVersion7();
        var needed = await sql(
            $"""
            SELECT attname::text || ' ' || format_type(atttypid, NULL) FROM pg_attribute
            WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attnotnull AND attidentity = '' AND attgenerated = '' AND NOT atthasdef
            """);
        var all = values.ToDictionary(value => value.Column, value => value.Value switch
        {
            string expression when expression.StartsWith("now()", StringComparison.Ordinal) || expression.StartsWith('(') => expression,
            var plain => $"'{plain}'",
        });
        foreach (var (column, type) in needed.Cast<string>().Select(line => line.Split(' ', 2)).Select(parts => (parts[0], parts[1])))
        {
            all.TryAdd(column, (column, type) switch
            {
                ("id", _) => $"'{id}'",
                (_, "uuid") => "gen_random_uuid()",
                (_, "jsonb") => "'{}'",
                (_, "boolean") => "false",
                (_, "timestamp with time zone") => "now()",
                (_, "date") => "current_date",
                _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
                (_, "text" or "character varying") => "''",
                _ => "0",
            });
        }

        await sql($"INSERT INTO {table} ({string.Join(',', all.Keys.Select(column => $"\"{column}\""))}) VALUES ({string.Join(',', all.Values)})");
        return id;
    }
}
