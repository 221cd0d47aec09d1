using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Kernel.Joining;

/// <summary>Leads a module's rows from one subject to another, and back: inside a transaction that holds the subject (see <see cref="Hold"/>).</summary>
public sealed class CarriedRows<TDb>(TDb db, TimeProvider clock)
    where TDb : ModuleDb
{
    /// <summary>Nobody else joins or parts this subject until the transaction ends; nor brings its access class up to date.</summary>
    /// <remarks>Of several the one with the lesser id first: everybody takes them in this order.</remarks>
    public Task Hold(Guid subjectId, CancellationToken stopping) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({JoinLocks.Subject}, hashtext({subjectId.ToString()}))", stopping);

    /// <summary>From now on what names the one belongs to the other; what is here goes along. Said twice, it takes along what came in between.</summary>
    /// <returns>How many columns of rows went along.</returns>
    public async Task<int> Join(Guid fromId, Guid toId, CancellationToken stopping)
    {
        await Part(fromId, toId, stopping);
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync($"INSERT INTO joined_subjects (from_id, to_id, at) VALUES ({fromId}, {toId}, {now}) ON CONFLICT (from_id) DO NOTHING", stopping);
        await TheMachineCarries(true, stopping);
        var carried = 0;
        foreach (var column in db.SubjectColumns.Where(column => column.StaysWhy is null))
        {
            // Names of tables and columns stand in the code; what came from outside is a parameter.
            var along = column.Along is { } other ? $$""", {{other}} = CASE WHEN {{other}} = {0} THEN {1} ELSE {{other}} END""" : "";
            var sql = $$"""
                WITH carried AS (UPDATE {{column.Table}} SET {{column.Column}} = {1}{{along}} WHERE {{column.Column}} = {0} AND ({{column.GoesIf ?? "true"}}) RETURNING {{column.Key}} AS row_id)
                INSERT INTO carried_rows (id, from_id, to_id, table_name, column_name, row_id, at)
                SELECT gen_random_uuid(), {0}, {1}, '{{column.Table}}', '{{column.Column}}', row_id, {2} FROM carried
                """;
            carried += await db.Database.ExecuteSqlRawAsync(sql, [fromId, toId, now], stopping);
        }

        await TheMachineCarries(false, stopping);
        return carried;
    }

    /// <summary>The subject stands by itself: what went along comes back, unless somebody said meanwhile whose it is.</summary>
    public Task Part(Guid fromId, CancellationToken stopping) => Part(fromId, Guid.Empty, stopping);

    /// <param name="keepId">What was led there stays.</param>
    private async Task Part(Guid fromId, Guid keepId, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        await db.Database.ExecuteSqlAsync($"DELETE FROM joined_subjects WHERE from_id = {fromId} AND to_id <> {keepId}", stopping);
        await TheMachineCarries(true, stopping);
        foreach (var column in db.SubjectColumns.Where(column => column.StaysWhy is null))
        {
            var along = column.Along is { } other ? $$""", {{other}} = CASE WHEN {{column.Table}}.{{other}} = away.to_id THEN {0} ELSE {{column.Table}}.{{other}} END""" : "";
            var sql = $$"""
                WITH away AS (
                    SELECT id, row_id, to_id FROM carried_rows WHERE from_id = {0} AND to_id <> {1} AND table_name = '{{column.Table}}' AND column_name = '{{column.Column}}' AND ended_at IS NULL
                ),
                returned AS (
                    UPDATE {{column.Table}} SET {{column.Column}} = {0}{{along}} FROM away
                    WHERE {{column.Table}}.{{column.Key}} = away.row_id AND {{column.Table}}.{{column.Column}} = away.to_id AND ({{column.ReturnsIf ?? "true"}})
                    RETURNING away.id
                )
                UPDATE carried_rows c SET ended_at = {2}, ending = CASE WHEN c.id IN (SELECT id FROM returned) THEN 'returned' ELSE 'changed' END FROM away WHERE c.id = away.id
                """;
            await db.Database.ExecuteSqlRawAsync(sql, [fromId, keepId, now], stopping);
        }

        await ReturnWhatCameOfIt(fromId, keepId, now, stopping);
        await TheMachineCarries(false, stopping);
    }

    /// <summary>Rows made while the two were one, of rows that have gone back: each once, and unless somebody said whose it is.</summary>
    private async Task ReturnWhatCameOfIt(Guid fromId, Guid keepId, DateTimeOffset now, CancellationToken stopping)
    {
        var gone = 0;
        foreach (var column in db.SubjectColumns.Where(column => column.StaysWhy is null))
        {
            foreach (var (names, table, key) in column.Of)
            {
                var parent = db.SubjectColumns.Single(other => other.Table == table && other.StaysWhy is null);
                var sql = $$"""
                    WITH away AS (
                        SELECT DISTINCT ON (made.{{column.Key}}) made.{{column.Key}} AS row_id, before.to_id FROM {{column.Table}} made
                        JOIN {{table}} parent ON parent.{{key}} = made.{{names}} AND parent.{{parent.Column}} = {0}
                        JOIN carried_rows before ON before.row_id = parent.{{parent.Key}} AND before.table_name = '{{table}}' AND before.column_name = '{{parent.Column}}'
                            AND before.from_id = {0} AND before.to_id = made.{{column.Column}} AND before.to_id <> {1} AND before.ending = 'returned'
                        WHERE NOT EXISTS (SELECT FROM carried_rows own WHERE own.row_id = made.{{column.Key}} AND own.table_name = '{{column.Table}}' AND own.column_name = '{{column.Column}}' AND own.from_id = {0} AND (own.ended_at IS NULL OR own.ended_at >= before.at))
                    ),
                    returned AS (
                        UPDATE {{column.Table}} SET {{column.Column}} = {0} FROM away
                        WHERE {{column.Table}}.{{column.Key}} = away.row_id AND {{column.Table}}.{{column.Column}} = away.to_id AND ({{column.ReturnsIf ?? "true"}}) RETURNING away.row_id, away.to_id
                    )
                    INSERT INTO carried_rows (id, from_id, to_id, table_name, column_name, row_id, at, ended_at, ending)
                    SELECT gen_random_uuid(), {0}, to_id, '{{column.Table}}', '{{column.Column}}', row_id, {2}, {2}, 'returned' FROM returned
                    """;
                gone += await db.Database.ExecuteSqlRawAsync(sql, [fromId, keepId, now], stopping);
            }
        }

        if (gone > 0)
        {
            // And what came of those.
            await ReturnWhatCameOfIt(fromId, keepId, now, stopping);
        }
    }

    /// <summary>For the triggers, until the transaction ends or it is said otherwise: what is written now is written knowingly.</summary>
    private Task<int> TheMachineCarries(bool carries, CancellationToken stopping) =>
        db.Database.ExecuteSqlAsync($"SELECT set_config('clinicops.carries_rows', {(carries ? "on" : "off")}, true)", stopping);
}

/// <summary>First keys of advisory locks, as the triggers have them.</summary>
public static class JoinLocks
{
    /// <summary>On one subject.</summary>
    public const int Subject = 7501;

    /// <summary>On a module, by its schema: shared for who writes a row that names a subject, alone for who waits for them.</summary>
    public const int Writers = 7502;
}
