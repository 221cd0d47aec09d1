using System.Diagnostics;
using Bench;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace SlotsBench;

/// <summary>The next free times, asked as the desk asks, at two numbers of providers.</summary>
internal static class MeasureSlots
{
    private const double Bar = 50;
    private const int Offered = 5;

    public static async Task<IReadOnlyList<Measure>> Run(bool quick)
    {
        var (small, large, questions) = quick ? (10, 40, 100) : (50, 200, 600);
        await using var calendars = new DrawnCalendars(Setting("DATABASE"));
        await calendars.Prepare();
        var measures = new List<Measure>();
        var p95 = new List<double>();
        foreach (var size in new[] { small, large })
        {
            await calendars.Grow(size);
            await Ask(calendars, 60, seed: 1);
            var (took, found) = await Ask(calendars, questions, seed: 2);
            var all = took.SelectMany(kind => kind.Value).Order().ToList();
            p95.Add(Report.At(all, 0.95));
            measures.Add(new($"{size} providers: half of the answers within", Report.At(all, 0.5), "ms"));
            measures.Add(new($"{size} providers: 95 % of the answers within", p95[^1], "ms", Bar: $"< {Bar}", Holds: p95[^1] < Bar));
            measures.Add(new($"{size} providers: the slowest", all[^1], "ms"));
            measures.AddRange(took.Select(kind => new Measure($"{size} providers: {kind.Key}, 95 %", Report.At([.. kind.Value.Order()], 0.95), "ms")));
            measures.Add(new($"{size} providers: of the questions with a free time", 100.0 * found / questions, "%", Bar: "> 50", Holds: found * 2 > questions));
        }

        measures.Add(new($"growth of the 95 % for {large / (double)small:0.#} times the providers", p95[1] / p95[0], "times"));
        return measures;
    }

    private static async Task<(SortedDictionary<string, List<double>> Took, int Found)> Ask(DrawnCalendars calendars, int questions, int seed)
    {
        var draw = new Random(seed);
        var took = new SortedDictionary<string, List<double>>(StringComparer.Ordinal);
        var options = new DbContextOptionsBuilder<SchedulingDb>();
        ModuleDatabase.Configure(options, "scheduling", new DatabaseAccess(Setting("DATABASE"), Setting("SECRET")).ConnectionStringOf(DatabaseAccess.RoleOf("scheduling")));
        var found = 0;
        for (var number = 0; number < questions; number++)
        {
            var (kind, wish) = Draw(calendars, draw, number % 6);
            await using var db = new SchedulingDb(options.Options, new CurrentActor());
            var find = new FindFreeSlots(db, new LoadTaken(db), calendars, Options.Create(new SchedulingOptions()), TimeProvider.System);
            var clock = Stopwatch.StartNew();
            var slots = await find.Run(wish, CancellationToken.None);
            if (!took.TryGetValue(kind, out var of))
            {
                took[kind] = of = [];
            }

            of.Add(clock.Elapsed.TotalMilliseconds);
            found += slots.Count > 0 ? 1 : 0;
        }

        return (took, found);
    }

    private static (string Kind, SlotWish Wish) Draw(DrawnCalendars calendars, Random draw, int kind)
    {
        var from = TimeProvider.System.GetUtcNow().AddDays(draw.Next(30));
        var one = calendars.Providers[draw.Next(calendars.Providers.Count)];
        SlotWish Of(string type) => new([calendars.Location], calendars.Types[type], null, from, Offered);
        return kind switch
        {
            0 => ("a follow-up with anybody", Of("follow-up")),
            1 => ("a follow-up with one", Of("follow-up") with { ProviderIds = [one] }),
            2 => ("a new patient with anybody", Of("new")),
            3 => ("a new patient with one", Of("new") with { ProviderIds = [one] }),
            4 => ("a weekday's morning with anybody", Of("new") with { Weekdays = [(DayOfWeek)draw.Next(1, 6)], Part = PartOfDay.Morning }),
            _ => ("a scan, with room and device", Of("scan")),
        };
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable("CLINICOPS_BENCH_" + name) ?? throw new InvalidOperationException("Run this by tools/bench slots.");
}
