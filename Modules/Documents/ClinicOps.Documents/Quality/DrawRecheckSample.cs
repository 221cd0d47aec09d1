using System.Security.Cryptography;
using System.Text;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Quality;

internal sealed record RecheckSampleToDraw;

/// <summary>
/// Draws some of last week's automatic filings, each as likely as any other, corrected since or not: a sample that left out what was
/// found wrong already would make the machine look better than it is. So of every week before, back to the first automatic filing, that was not drawn when it was
/// over, since nothing ran then. Run again, it finds its samples drawn.
/// </summary>
internal sealed class DrawRecheckSample(
    DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
    : IJobHandler<RecheckSampleToDraw>
{
    public async Task Run(RecheckSampleToDraw arguments, JobMessage message, CancellationToken stopping)
    {
        var last = LastWeek(clock.GetUtcNow());
        var drawn = await db.RecheckSamples.Select(s => s.Week).ToListAsync(stopping);
        if (drawn.Contains(last))
        {
            return;
        }

        // The last one comes last: until it is drawn, a run that was stopped is made up for.
        var first = await FirstWeek(stopping) is { } begun && begun < last ? begun : last;
        for (var week = first; week <= last; week = week.AddDays(7))
        {
            if (!drawn.Contains(week))
            {
                await Draw(week, stopping);
            }
        }
    }

    private async Task Draw(DateOnly week, CancellationToken stopping)
    {
        var filings = await FilingsOf(week, stopping);
        var seed = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        await transaction.Run(
            async _ =>
            {
                await db.HoldRecheckSamples(stopping);
                if (!await db.RecheckSamples.AnyAsync(s => s.Week == week, stopping))
                {
                    Store(week, seed, filings);
                }
            },
            stopping);
    }

    /// <summary>The Monday of the last week that is over everywhere: half a day behind UTC no clock is later.</summary>
    internal static DateOnly LastWeek(DateTimeOffset now) => MondayOf(DateOnly.FromDateTime(now.UtcDateTime.AddHours(-12))).AddDays(-7);

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>
    /// The sample is those whose hash together with the seed comes first: the same whatever the order, the program or its version.
    /// </summary>
    internal static IReadOnlyList<T> Draw<T>(IEnumerable<T> from, Func<T, Guid> id, string seed, int most) =>
        [.. from.OrderBy(one => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{seed} {id(one)}"))), StringComparer.Ordinal).Take(most)];

    /// <returns>Null while nothing was filed automatically.</returns>
    private async Task<DateOnly?> FirstWeek(CancellationToken stopping)
    {
        if (await db.Filings.Where(f => f.Act == FilingAct.Filed && f.Why == FilingWhy.Gate).OrderBy(f => f.At).Select(f => (DateTimeOffset?)f.At).FirstOrDefaultAsync(stopping) is not { } first)
        {
            return null;
        }

        // Further west it was still the day before at a later instant.
        var filings = await FiledIn(first, first.AddDays(2), stopping);
        return filings.Count == 0 ? null : MondayOf(filings.Min(f => f.Day));
    }

    private async Task<IReadOnlyList<DrawnFiling>> FilingsOf(DateOnly week, CancellationToken stopping)
    {
        var start = LocalTime.StartOf(week, null);
        return [.. (await FiledIn(start.AddDays(-1), start.AddDays(8), stopping)).Where(f => f.Day >= week && f.Day < week.AddDays(7))];
    }

    private async Task<IReadOnlyList<DrawnFiling>> FiledIn(DateTimeOffset after, DateTimeOffset before, CancellationToken stopping)
    {
        var locations = (await organization.Profile(stopping)).Locations.ToDictionary(location => location.Id);
        var filed = await db.Filings
            .Where(f => f.Act == FilingAct.Filed && f.Why == FilingWhy.Gate && f.At >= after && f.At < before)
            .Join(db.Documents.IgnoreQueryFilters([DocumentsDb.MergedFilter]), f => f.DocumentId, d => d.Id, (f, d) => new { f.Id, f.DocumentId, f.At, d.LocationId })
            .ToListAsync(stopping);
        return filed.ConvertAll(f => new DrawnFiling(f.Id, f.DocumentId, LocalTime.DayAt(locations.GetValueOrDefault(f.LocationId), f.At)));
    }

    private void Store(DateOnly week, string seed, IReadOnlyList<DrawnFiling> filings)
    {
        var sample = new RecheckSample { Id = Guid.CreateVersion7(), Week = week, Seed = seed, DrawnAt = clock.GetUtcNow(), Population = filings.Count };
        sample.Rechecks.AddRange(Draw(filings, filing => filing.FilingId, seed, options.Value.Quality.WeeklySample)
            .Select((drawn, i) => new Recheck { Id = Guid.CreateVersion7(), SampleId = sample.Id, Ordinal = i + 1, DocumentId = drawn.DocumentId, FilingId = drawn.FilingId }));
        db.RecheckSamples.Add(sample);
    }

    /// <param name="Day">On the calendar of its location.</param>
    private sealed record DrawnFiling(Guid FilingId, Guid DocumentId, DateOnly Day);
}
