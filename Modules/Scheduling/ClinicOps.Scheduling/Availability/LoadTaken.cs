using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Availability;

/// <summary>What is taken of providers, rooms and devices on several days, in one statement: visits, holds that have not lapsed, blocks. It names nobody.</summary>
internal sealed class LoadTaken(SchedulingDb db)
{
    /// <summary>A block is taken in every lane.</summary>
    public const int EveryLane = 0;

    /// <param name="resourceIds">Of providers, rooms and devices; what the whole location has is given under its own id.</param>
    /// <param name="days">When, in order; a stretch a day.</param>
    /// <returns>A list a day, ordered by where they begin.</returns>
    public async Task<IReadOnlyList<IReadOnlyList<Taken>>> Run(Guid locationId, Guid[] resourceIds, IReadOnlyList<Stretch> days, DateTimeOffset now, CancellationToken stopping)
    {
        var taken = days.Select(_ => new List<Taken>()).ToList();
        if (days.Count == 0)
        {
            return taken;
        }

        await db.Database.OpenConnectionAsync(stopping);
        try
        {
            // The planner thinks this dear, and compiling it takes ten times as long as running it. The pool resets what is set here.
            await using var batch = new NpgsqlBatch((NpgsqlConnection)db.Database.GetDbConnection());
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SET jit = off"));

            // No visit with its buffers is longer than sixteen hours (720 minutes and twice 120); the lane of a block is EveryLane.
            var ask = new NpgsqlBatchCommand(
                """
                SELECT d.day::int, t.resource_id, t.lane, t.taken_from, t.taken_until
                FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS d (first, until, day)
                JOIN taken_lanes t ON t.resource_id = ANY($3) AND t.taken_from >= d.first - interval '16 hours' AND t.taken_from < d.until AND t.taken_until > d.first
                WHERE NOT t.is_hold OR EXISTS (SELECT 1 FROM holds h WHERE h.id = t.taker_id AND h.until > $4)
                UNION ALL
                SELECT d.day::int, coalesce(b.provider_id, b.resource_id, b.location_id), 0, b.starts_at, b.ends_at
                FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS d (first, until, day)
                JOIN blocks b ON b.starts_at < d.until AND b.ends_at > d.first AND (b.location_id = $5 OR b.provider_id = ANY($3) OR b.resource_id = ANY($3))
                """);
            ask.Parameters.Add(new NpgsqlParameter { Value = days.Select(day => day.From.UtcDateTime).ToArray() });
            ask.Parameters.Add(new NpgsqlParameter { Value = days.Select(day => day.Until.UtcDateTime).ToArray() });
            ask.Parameters.Add(new NpgsqlParameter { Value = resourceIds });
            ask.Parameters.Add(new NpgsqlParameter { Value = now.UtcDateTime });
            ask.Parameters.Add(new NpgsqlParameter { Value = locationId });
            batch.BatchCommands.Add(ask);
            await using var rows = await batch.ExecuteReaderAsync(stopping);
            while (await rows.ReadAsync(stopping))
            {
                taken[rows.GetInt32(0) - 1].Add(new Taken(rows.GetGuid(1), rows.GetInt32(2), rows.GetDateTime(3).Ticks, rows.GetDateTime(4).Ticks));
            }
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }

        taken.ForEach(day => day.Sort((one, other) => one.From.CompareTo(other.From)));
        return taken;
    }
}

/// <param name="From">UTC ticks, as is <paramref name="Until"/>.</param>
internal readonly record struct Taken(Guid ResourceId, int Lane, long From, long Until);
