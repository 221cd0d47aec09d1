using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Quality;

/// <summary>What waits to be checked again: the oldest week first. What is out of a checker's sight is left for another.</summary>
internal sealed class RecheckQueue(DocumentsDb db, CurrentActor actor)
{
    private const int MostWeeks = 8;

    /// <summary>Drawn, and in sight: of the user's locations and access classes.</summary>
    public IQueryable<Recheck> InSight
    {
        get
        {
            var locations = actor.Locations.ToArray();
            return locations.Length == 0 ? db.Rechecks : db.Rechecks.Where(r => locations.Contains(r.Document!.LocationId));
        }
    }

    public IQueryable<Recheck> Waiting => InSight.Where(r => r.Verdict == null).OrderBy(r => r.Sample!.Week).ThenBy(r => r.Ordinal);

    /// <summary>Of the latest weeks with something drawn, newest first. What was merged into others since counts as wrong and is not shown any more. Of what is out of sight it says only that it is left.</summary>
    public async Task<IReadOnlyList<RecheckProgress>> Progress(CancellationToken stopping)
    {
        var weeks = await db.RecheckSamples.AsNoTracking().OrderByDescending(s => s.Week).Take(MostWeeks).Select(s => new { s.Id, s.Week }).ToListAsync(stopping);
        var ids = weeks.ConvertAll(week => week.Id);
        var all = (await db.Database.SqlQuery<RecheckedSample>(
            $"""
            SELECT r.sample_id, count(*)::int AS drawn, count(*) FILTER (WHERE r.verdict IS NOT NULL OR d.state = 'merged')::int AS done
            FROM rechecks r JOIN documents d ON d.id = r.document_id WHERE r.sample_id = ANY({ids}) GROUP BY r.sample_id
            """).ToListAsync(stopping)).ToDictionary(s => s.SampleId);
        var left = (await InSight.Where(r => r.Verdict == null && ids.Contains(r.SampleId)).GroupBy(r => r.SampleId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(stopping)).ToDictionary(g => g.Key, g => g.Count);
        return
        [
            .. from week in weeks
               where all.ContainsKey(week.Id)
               let sample = all[week.Id]
               let mine = left.GetValueOrDefault(week.Id)
               select new RecheckProgress(week.Week, sample.Drawn, sample.Done, mine, sample.Drawn - sample.Done - mine),
        ];
    }

    /// <summary>The one that follows; after the last the first.</summary>
    /// <param name="after">It need not wait any more.</param>
    public async Task<Guid?> Next(Guid? after, CancellationToken stopping)
    {
        var waiting = await Waiting.Select(r => r.Id).ToListAsync(stopping);
        return waiting.Count == 0 ? null : waiting[(waiting.FindIndex(id => id == after) + 1) % waiting.Count] is var next && next != after ? next : null;
    }
}

/// <param name="Left">For this user to check.</param>
/// <param name="Elsewhere">Out of this user's sight: at another location, or closed.</param>
internal sealed record RecheckProgress(DateOnly Week, int Drawn, int Done, int Left, int Elsewhere);

internal sealed record RecheckedSample(Guid SampleId, int Drawn, int Done);
