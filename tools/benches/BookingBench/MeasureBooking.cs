using System.Diagnostics;
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

    private static readonly (AttemptKind Kind, string Words)[] Kinds =
    [
        (AttemptKind.Book, "book"),
        (AttemptKind.Hold, "hold"),
        (AttemptKind.Move, "move"),
        (AttemptKind.Confirm, "confirm by phone"),
        (AttemptKind.Series, "book a series"),
        (AttemptKind.Cancel, "cancel"),
        (AttemptKind.CancelRest, "cancel this and the following"),
    ];

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
        overHttp.Forget();
        var deadlocks = await database.Deadlocks();
        var (http, sql) = (new Tally(), new Tally());
        for (var round = 0; round < rounds; round++)
        {
            await http.Time(() => overHttp.Do(attempts / rounds, Clients, round));
            await sql.Time(() => bySql.Do(attempts / rounds, Clients, round));
        }

        deadlocks = await database.Deadlocks() - deadlocks;
        var (overlaps, parts) = (await database.BeyondCapacity(), await database.BookedInPart(overHttp.Series));
        var without = await Control(database, BareSqlTable.WithoutBoth, quick ? 1_600 : 4_000);
        var constraintAlone = await Control(database, BareSqlTable.WithoutLock, quick ? 1_600 : 4_000);
        return
        [
            Exactly("attempts over HTTP", http.Done, "", quick ? null : ">= 50000", http.Done >= 50_000),
            .. Kinds.SelectMany(kind => Counts(overHttp, kind.Kind, kind.Words, isMade: !quick)),
            new("requests", overHttp.Requests, ""),
            Exactly("HTTP 5xx", overHttp.Failed, "", "= 0", overHttp.Failed == 0),
            Exactly("overlaps beyond capacity in the database", overlaps, "", "= 0", overlaps == 0),
            Exactly("series of which a part was booked", parts, "", "= 0", parts == 0),
            Exactly("times that were held, and not to be had from the hold", overHttp.LostHolds, "", "= 0", overHttp.LostHolds == 0),
            Exactly("deadlocks", deadlocks, "", "= 0", deadlocks == 0),
            Measure.Beside("attempts a second over HTTP", http.PerSecond, "1/s", "bare SQL", sql.PerSecond),
            new("half of the answers within", overHttp.Percentile(0.5), "ms"),
            new("95 % of the answers within", overHttp.Percentile(0.95), "ms"),
            Exactly("control, no constraint and no lock: overlaps", without.Overlaps, "", "> 0", without.Overlaps > 0),
            new("control, the constraint alone: deadlocks", constraintAlone.Deadlocks, ""),
        ];
    }

    /// <param name="isMade">Of so many attempts each kind must have been done.</param>
    private static IEnumerable<Measure> Counts(Http http, AttemptKind kind, string words, bool isMade)
    {
        var (done, refused) = (http.Count(kind, done: true), http.Count(kind, done: false));
        yield return new($"{words}: tried", done + refused, "");
        yield return Exactly($"{words}: done", done, "", isMade ? "> 0" : null, done > 0);
        yield return new($"{words}: refused", refused, "");
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
