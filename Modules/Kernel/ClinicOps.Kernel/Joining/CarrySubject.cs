using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Kernel.Joining;

/// <summary>
/// Brings a module's rows to what the owner of the subjects says now of who is one with whom. It asks, instead of believing what was told:
/// told twice or out of order, it ends up the same.
/// </summary>
public sealed class CarrySubject<TDb>(TDb db, ModuleTransaction<TDb> transaction, CarriedRows<TDb> rows)
    where TDb : ModuleDb
{
    /// <param name="ask">Asks the owner; it has a connection of its own, which does not join a transaction here.</param>
    public async Task Run(Guid subjectId, Func<Guid, Task<SubjectStanding>> ask, CancellationToken stopping)
    {
        var standing = await ask(subjectId);

        // Who was led here and is not any more comes first: nobody is led on through a place that is not theirs.
        var here = await db.Set<JoinedSubject>().AsNoTracking().Where(joined => joined.ToId == subjectId).Select(joined => joined.FromId).ToListAsync(stopping);
        List<Guid> concerned = [.. here.Union(standing.Joined), subjectId];
        if (concerned.Count == 1 && standing.LeadsTo is null && !await IsAway(subjectId, stopping))
        {
            return;
        }

        await Settle(concerned, ask, stopping);

        // Who was writing meanwhile may not have seen it, whether they were joined or parted: theirs are fetched once they are done.
        await transaction.Run(_ => db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({JoinLocks.Writers}, hashtext({db.Schema}))", stopping), stopping);
        await Settle(concerned, ask, stopping);
    }

    /// <summary>Whether it is joined to another here, or something of it still lies with another.</summary>
    private async Task<bool> IsAway(Guid subjectId, CancellationToken stopping) =>
        await db.Set<JoinedSubject>().AnyAsync(joined => joined.FromId == subjectId, stopping)
        || await db.Set<CarriedRow>().AnyAsync(row => row.FromId == subjectId && row.EndedAt == null, stopping);

    private async Task Settle(IEnumerable<Guid> subjects, Func<Guid, Task<SubjectStanding>> ask, CancellationToken stopping)
    {
        foreach (var subject in subjects)
        {
            Guid? with;
            do
            {
                with = (await ask(subject)).LeadsTo;
            }
            while (!await transaction.Run(_ => Settle(subject, with, ask, stopping), stopping));
        }
    }

    /// <param name="with">To whom it was joined when it was asked just now.</param>
    /// <returns>False when it is joined to another by now: then nothing was done.</returns>
    private async Task<bool> Settle(Guid subjectId, Guid? with, Func<Guid, Task<SubjectStanding>> ask, CancellationToken stopping)
    {
        // Whoever brings the class of either up to date is waited for, and the question asked once more: what is written last was asked last.
        foreach (var id in new[] { subjectId, with ?? subjectId }.Distinct().Order())
        {
            await rows.Hold(id, stopping);
        }

        var standing = await Apart.Ask(() => ask(subjectId));
        if (standing.LeadsTo is { } other && other != with)
        {
            return false;
        }

        if (db.Model.FindEntityType(typeof(SubjectClass)) is not null)
        {
            // Together with the rows: nothing is led to whom more people may see.
            foreach (var (subject, accessClass) in standing.Classes.Where(of => of.Key == subjectId || of.Key == standing.LeadsTo))
            {
                await SubjectClasses.Set(db, subject, accessClass, stopping);
            }
        }

        if (standing.LeadsTo is not { } leadsTo)
        {
            await rows.Part(subjectId, stopping);
            return true;
        }

        if (await db.Set<JoinedSubject>().AnyAsync(joined => joined.ToId == subjectId, stopping))
        {
            throw new InvalidOperationException("A subject is led on to which another is still joined here: asked again, that one is parted first.");
        }

        await rows.Join(subjectId, leadsTo, stopping);
        return true;
    }
}
