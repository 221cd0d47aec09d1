using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Availability;

/// <summary>What is taken of providers, rooms and devices on several days, in one statement: visits, holds that have not lapsed, blocks. It names nobody.</summary>
internal sealed class LoadTaken(SchedulingDb db)
{
    /// <summary>A block is taken in every lane.</summary>
    public const int EveryLane = 0;

    /// <summary>No visit with its buffers is longer than that: 720 minutes and twice 120.</summary>
    private const string Longest = "interval '16 hours'";

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
            await using var command = new NpgsqlCommand(
                $"""
                SELECT d.day::int, t.resource_id, t.lane, t.taken_from, t.taken_until
                FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS d (first, until, day)
                JOIN taken_lanes t ON t.resource_id = ANY($3) AND t.taken_from >= d.first - {Longest} AND t.taken_from < d.until AND t.taken_until > d.first
                WHERE NOT t.is_hold OR EXISTS (SELECT 1 FROM holds h WHERE h.id = t.taker_id AND h.until > $4)
                UNION ALL
                SELECT d.day::int, coalesce(b.provider_id, b.resource_id, b.location_id), {EveryLane}, b.starts_at, b.ends_at
                FROM unnest($1::timestamptz[], $2::timestamptz[]) WITH ORDINALITY AS d (first, until, day)
                JOIN blocks b ON b.starts_at < d.until AND b.ends_at > d.first AND (b.location_id = $5 OR b.provider_id = ANY($3) OR b.resource_id = ANY($3))
                """,
                (NpgsqlConnection)db.Database.GetDbConnection());
            command.Parameters.Add(new() { Value = days.Select(day => day.From.UtcDateTime).ToArray() });
            command.Parameters.Add(new() { Value = days.Select(day => day.Until.UtcDateTime).ToArray() });
            command.Parameters.Add(new() { Value = resourceIds });
            command.Parameters.Add(new() { Value = now.UtcDateTime });
            command.Parameters.Add(new() { Value = locationId });
            await using var rows = await command.ExecuteReaderAsync(stopping);
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
