using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Matching;

internal sealed record WeightsToEstimate;

/// <summary>Learns, from what people filed lately, how fields stand for the right person: <see cref="MatchWeights"/>.</summary>
internal sealed class EstimateWeights(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, TimeProvider clock) : IJobHandler<WeightsToEstimate>
{
    private const int MostFilings = 5_000;

    /// <summary>What is usual counts as much as so many filings.</summary>
    private const double Usual = 50;

    public async Task Run(WeightsToEstimate arguments, JobMessage message, CancellationToken stopping)
    {
        var filings = await db.Filings.AsNoTracking().Where(f => f.Act == FilingAct.Filed && f.By != null && f.Why == FilingWhy.Review)
            .OrderByDescending(f => f.At).Take(MostFilings).Select(f => f.Reasons).ToListAsync(stopping);
        var counts = filings.SelectMany(reasons => reasons.Select(reason => reason.Level).OfType<string>().Distinct()).CountBy(level => level).ToDictionary();
        var shares = Shares(counts);
        await transaction.Run(
            async _ =>
            {
                var stored = await db.LearnedWeights.ToDictionaryAsync(weight => weight.Level, stopping);
                foreach (var (level, share) in shares)
                {
                    if (stored.TryGetValue(level, out var weight))
                    {
                        (weight.Filings, weight.OfRight, weight.EstimatedAt) = (counts.GetValueOrDefault(level), share, clock.GetUtcNow());
                    }
                    else
                    {
                        db.LearnedWeights.Add(new LearnedWeight { Level = level, Filings = counts.GetValueOrDefault(level), OfRight = share, EstimatedAt = clock.GetUtcNow() });
                    }
                }
            },
            stopping);
    }

    /// <summary>Of levels that shut each other out, the shares; where a level stands alone, what is usual.</summary>
    public static IReadOnlyDictionary<string, double> Shares(IReadOnlyDictionary<string, int> counts)
    {
        var shares = new Dictionary<string, double>();
        foreach (var field in MatchWeights.Usual.GroupBy(usual => MatchLevel.FieldOf(usual.Key)))
        {
            var all = field.Sum(usual => counts.GetValueOrDefault(usual.Key));
            foreach (var (level, usual) in field)
            {
                shares[level] = field.Count() == 1 ? usual : (counts.GetValueOrDefault(level) + (Usual * usual)) / (all + Usual);
            }
        }

        return shares;
    }
}
