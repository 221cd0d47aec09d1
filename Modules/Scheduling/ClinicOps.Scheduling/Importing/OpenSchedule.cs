using ClinicOps.Kernel.Blobs;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Importing;

/// <summary>
/// An uploaded schedule file against the schedule as it is now, for who may change it: shown, and taken line by line as it was shown. Providers, their hours
/// and the kinds of visits stay as they are.
/// </summary>
internal sealed class OpenSchedule(SchedulingDb db, CompareSchedule compare, TakeVisitDifferences take, IBlobStore blobs)
{
    public async Task<IReadOnlyList<VisitDifference>?> Lines(Guid id, CancellationToken stopping)
    {
        var hash = await db.UploadedSchedules.Where(file => file.Id == id).Select(file => file.BlobHash).SingleOrDefaultAsync(stopping);
        return hash is null ? null : await compare.Run(await ScheduleFile.Read(new MemoryStream(await blobs.Get(hash, stopping)), stopping), stopping);
    }

    /// <param name="chosen">As <see cref="VisitDifference.Seen"/> said them when they were shown.</param>
    /// <returns>Null where there is no such file. A line that stands otherwise than it was shown is refused.</returns>
    public async Task<VisitsTaken?> Take(Guid id, IReadOnlyCollection<string> chosen, CancellationToken stopping)
    {
        if (await Lines(id, stopping) is not { } lines)
        {
            return null;
        }

        var positions = chosen.Select(seen => seen.Split('|')[0]).ToHashSet();
        var asked = lines.Where(line => positions.Contains(line.Seen.Split('|')[0])).ToList();
        var taken = await take.Run([.. asked.Where(line => chosen.Contains(line.Seen))], stopping);

        // What is the same by now was taken by a click before.
        var moved = asked.Where(line => line is (VisitDifference.Moved or VisitDifference.Cancelled or VisitDifference.New) && !chosen.Contains(line.Seen))
            .Select(line => new VisitDifference.Refused(line.Position, line.Line, "somebody has changed it meanwhile: look again at how it differs."));
        return taken with { Refused = [.. taken.Refused.Concat(moved).OrderBy(line => line.Position)] };
    }
}
