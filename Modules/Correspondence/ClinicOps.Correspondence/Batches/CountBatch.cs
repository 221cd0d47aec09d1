using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Batches;

/// <summary>How far batches are, counted from their rows. Numbers alone, over all letters: a bar that leaves out whom the user may not see would never be full.</summary>
internal sealed class CountBatch(CorrespondenceDb db)
{
    public async Task<IReadOnlyDictionary<Guid, BatchCounts>> Run(IReadOnlyCollection<Guid> batchIds, CancellationToken stopping)
    {
        var counted = await db.BatchLetters.IgnoreQueryFilters([ModuleDb.AccessFilter]).Where(row => batchIds.Contains(row.BatchId))
            .GroupBy(row => new { row.BatchId, row.State }).Select(group => new { group.Key.BatchId, group.Key.State, Letters = group.Count() }).ToListAsync(stopping);
        return batchIds.Distinct().ToDictionary(id => id, id => new BatchCounts(counted.Where(group => group.BatchId == id).ToDictionary(group => group.State, group => group.Letters)));
    }
}

/// <param name="ByState">A state that none is in is left out.</param>
internal sealed record BatchCounts(IReadOnlyDictionary<string, int> ByState)
{
    /// <summary>Those that get a letter, or were to.</summary>
    public int Letters => ByState.Values.Sum() - Of(BatchLetterState.Skipped);

    public int Of(string state) => ByState.GetValueOrDefault(state);

    /// <summary>How many a job in this state is through with, of all it has to do with.</summary>
    public (int Through, int All) Progress(string working)
    {
        var left = BatchLetterState.ToDo(working).Sum(Of);
        var all = working == BatchState.Approving ? left + Of(BatchLetterState.Queued) : Letters;
        return (all - left, all);
    }
}
