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
/// found wrong already would make the machine look better than it is. Run again, it finds its sample drawn.
/// </summary>
internal sealed class DrawRecheckSample(
    DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, IOrganization organization, IOptions<DocumentsOptions> options, TimeProvider clock)
    : IJobHandler<RecheckSampleToDraw>
{
    public async Task Run(RecheckSampleToDraw arguments, JobMessage message, CancellationToken stopping)
    {
        var week = LastWeek(clock.GetUtcNow());
        if (await db.RecheckSamples.AnyAsync(s => s.Week == week, stopping))
        {
            return;
        }

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
    internal static DateOnly LastWeek(DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime.AddHours(-12));
        return today.AddDays(-(((int)today.DayOfWeek + 6) % 7) - 7);
    }

    /// <summary>
    /// The sample is those whose hash together with the seed comes first: the same whatever the order, the program or its version.
    /// </summary>
    internal static IReadOnlyList<T> Draw<T>(IEnumerable<T> from, Func<T, Guid> id, string seed, int most) =>
        [.. from.OrderBy(one => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{seed} {id(one)}"))), StringComparer.Ordinal).Take(most)];

    private async Task<IReadOnlyList<DrawnFiling>> FilingsOf(DateOnly week, CancellationToken stopping)
    {
        var locations = (await organization.Profile(stopping)).Locations.ToDictionary(location => location.Id);
        var (after, before) = (LocalTime.StartOf(week, null).AddDays(-1), LocalTime.StartOf(week, null).AddDays(8));
        var filed = await db.Filings
            .Where(f => f.Act == FilingAct.Filed && f.Why == FilingWhy.Gate && f.At >= after && f.At < before)
            .Join(db.Documents.IgnoreQueryFilters([DocumentsDb.MergedFilter]), f => f.DocumentId, d => d.Id, (f, d) => new { f.Id, f.DocumentId, f.At, d.LocationId })
            .ToListAsync(stopping);
        return
        [
            .. from f in filed
               let day = LocalTime.DayAt(locations.GetValueOrDefault(f.LocationId), f.At)
               where day >= week && day < week.AddDays(7)
               select new DrawnFiling(f.Id, f.DocumentId),
        ];
    }

    private void Store(DateOnly week, string seed, IReadOnlyList<DrawnFiling> filings)
    {
        var sample = new RecheckSample { Id = Guid.CreateVersion7(), Week = week, Seed = seed, DrawnAt = clock.GetUtcNow(), Population = filings.Count };
        sample.Rechecks.AddRange(Draw(filings, filing => filing.FilingId, seed, options.Value.Quality.WeeklySample)
            .Select((drawn, i) => new Recheck { Id = Guid.CreateVersion7(), SampleId = sample.Id, Ordinal = i + 1, DocumentId = drawn.DocumentId, FilingId = drawn.FilingId }));
        db.RecheckSamples.Add(sample);
    }

    private sealed record DrawnFiling(Guid FilingId, Guid DocumentId);
}
