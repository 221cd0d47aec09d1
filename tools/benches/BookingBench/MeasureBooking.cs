using System.Diagnostics;
using System.Globalization;
using Bench;

namespace BookingBench;

/// <summary>
/// Many clients at once on a few providers' calendars and fewer rooms, so that they meet all the time: over HTTP against a running host, and by bare
/// SQL against the same server, in turns. Afterwards the database is asked for what must not be there.
/// </summary>
internal static class MeasureBooking
{
    private const int Clients = 32;
    private const int Providers = 8;

    public static async Task<IReadOnlyList<Measure>> Run(bool quick)
    {
        var (attempts, rounds) = quick ? (1_600, 1) : (50_000, 2);
        await using var database = new BenchDatabase(Setting("DATABASE"));
        await database.Prepare();
        var overHttp = await Http.Open(database, await database.AddProviders("Http", Providers), Clients, new Uri(Setting("ADDRESS")), Setting("PASSWORD"));
        var bySql = new BareSql(database, await database.AddProviders("Sql", Providers), BareSqlTable.Product);

        // A little of both first, so that neither is measured while it is still being compiled.
        await overHttp.Do(320, Clients, seed: 900);
        await bySql.Do(320, Clients, seed: 900);
        var deadlocks = await database.Deadlocks();
        var (http, sql) = (new Tally(), new Tally());
        for (var round = 0; round < rounds; round++)
        {
            await http.Time(() => overHttp.Do(attempts / rounds, Clients, round));
            await sql.Time(() => bySql.Do(attempts / rounds, Clients, round));
        }

        deadlocks = await database.Deadlocks() - deadlocks;
        var overlaps = await database.BeyondCapacity();
        var without = await Control(database, BareSqlTable.WithoutBoth, quick ? 1_600 : 4_000);
        var constraintAlone = await Control(database, BareSqlTable.WithoutLock, quick ? 1_600 : 4_000);
        return
        [
            Exactly("attempts over HTTP", http.Done, "", quick ? null : ">= 50000", http.Done >= 50_000),
            new("requests that booked, held, moved or cancelled", overHttp.Changed, ""),
            new("requests refused, the time or the room being taken", overHttp.Refused, ""),
            Exactly("HTTP 5xx", overHttp.Failed, "", "= 0", overHttp.Failed == 0),
            Exactly("overlaps beyond capacity in the database", overlaps, "", "= 0", overlaps == 0),
            Exactly("deadlocks", deadlocks, "", "= 0", deadlocks == 0),
            Measure.Beside("attempts a second over HTTP", http.PerSecond, "1/s", "bare SQL", sql.PerSecond),
            new("half of the answers within", overHttp.Percentile(0.5), "ms"),
            new("95 % of the answers within", overHttp.Percentile(0.95), "ms"),
            Exactly("control, no constraint and no lock: overlaps", without.Overlaps, "", "> 0", without.Overlaps > 0),
            new("control, the constraint alone: deadlocks", constraintAlone.Deadlocks, ""),
        ];
    }

    private static async Task<(long Overlaps, long Deadlocks)> Control(BenchDatabase database, BareSqlTable table, int attempts)
    {
        await database.CopyTable(table);
        var before = await database.Deadlocks();
        await new BareSql(database, await database.AddProviders(table.ToString(), 2), table).Do(attempts, Clients, seed: 1);
        return (await database.Overlaps(BareSql.NameOf(table)), await database.Deadlocks() - before);
    }

    private static Measure Exactly(string what, double value, string unit, string? bar, bool holds) => new(what, value, unit, Bar: bar, Holds: bar is null ? null : holds);

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable("CLINICOPS_BENCH_" + name) ?? throw new InvalidOperationException("Run this by tools/bench booking.");

    private sealed class Tally
    {
        private readonly Stopwatch clock = new();

        public int Done { get; private set; }

        public double PerSecond => Done / clock.Elapsed.TotalSeconds;

        public async Task Time(Func<Task<int>> work)
        {
            clock.Start();
            Done += await work();
            clock.Stop();
        }
    }
}

/// <summary>
/// What a client does next, the same over HTTP as by SQL: four in ten book, one in ten holds first (and then books, lets go, or lets it lapse),
/// a third moves, the rest cancels.
/// </summary>
/// <param name="Type">Which of the visit types.</param>
/// <param name="Pick">Which of the visits that stand, by a number of any size.</param>
internal readonly record struct Attempt(AttemptKind Kind, Guid Provider, int Type, DateTimeOffset StartsAt, int Minutes, int Pick)
{
    private const int Days = 10;
    private const int LinesADay = 48;
    private static readonly DateTimeOffset FirstDay = new(2032, 3, 1, 13, 0, 0, TimeSpan.Zero);

    public static Attempt Draw(Random draw, IReadOnlyList<Guid> providers)
    {
        var kind = draw.Next(20) switch { < 8 => AttemptKind.Book, < 10 => AttemptKind.Hold, < 17 => AttemptKind.Move, _ => AttemptKind.Cancel };
        return new Attempt(
            kind, providers[draw.Next(providers.Count)], draw.Next(3), FirstDay.AddDays(draw.Next(Days)).AddMinutes(10 * draw.Next(LinesADay)), 20 + (10 * draw.Next(3)), draw.Next(int.MaxValue));
    }

    /// <summary>As forms and addresses of the product write a time.</summary>
    public string Slot => $"{Provider}|{StartsAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture)}";
}

internal enum AttemptKind
{
    Book,
    Hold,
    Move,
    Cancel,
}

/// <summary>The visits that the clients believe to stand.</summary>
internal sealed class Standing
{
    private readonly List<Guid> visits = [];

    public void Add(Guid visit)
    {
        lock (visits)
        {
            visits.Add(visit);
        }
    }

    /// <returns>Null when there is none.</returns>
    public Guid? Choose(int pick, bool andForget)
    {
        lock (visits)
        {
            if (visits.Count == 0)
            {
                return null;
            }

            var at = pick % visits.Count;
            var chosen = visits[at];
            if (andForget)
            {
                visits[at] = visits[^1];
                visits.RemoveAt(visits.Count - 1);
            }

            return chosen;
        }
    }
}
