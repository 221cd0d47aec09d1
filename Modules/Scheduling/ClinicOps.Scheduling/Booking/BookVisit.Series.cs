using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class BookVisit
{
    /// <summary>How many visits a series may have.</summary>
    public const int MostOfSeries = 52;

    /// <summary>
    /// Books the visits of a series in one transaction, all of them or none, each as if by itself. The locks of all are taken before any is looked for, in the
    /// order that every booking keeps. Only the first stands for the task; the others belong to its chain of work.
    /// </summary>
    public async Task<SeriesEntry> RunAll(SeriesToBook series, CancellationToken stopping)
    {
        if (series.Visits.Count is 0 or > MostOfSeries)
        {
            return new SeriesEntry.Refused(new Dictionary<Guid, VisitEntry>());
        }

        var (lines, refused) = (new List<SeriesLineToBook>(), new Dictionary<Guid, VisitEntry>());
        foreach (var visit in series.Visits.OrderBy(visit => visit.StartsAt).ThenBy(visit => visit.Id))
        {
            var (asked, wish, why) = await Check(visit with { TaskId = lines.Count == 0 && refused.Count == 0 ? series.TaskId : null }, stopping);
            lines.Add(new SeriesLineToBook(asked, wish, await lanes.NeedsOf(asked.VisitTypeId, asked.ProviderId, stopping)));
            if (why is not null)
            {
                refused[visit.Id] = why;
            }
        }

        var meeting = lines.Zip(lines.Skip(1)).Where(pair => pair.First.TakenUntil > pair.Second.TakenFrom).Select(pair => (pair.First.Asked, Later: pair.Second.Asked)).ToList();
        foreach (var (asked, later) in meeting)
        {
            refused.TryAdd(later.Id, new VisitEntry.Overlaps(asked.Id, asked.LocationId, asked.StartsAt, asked.EndsAt));
        }

        return refused.Count > 0 ? new SeriesEntry.Refused(refused) : await StoreAll(series, lines, stopping);
    }

    private async Task<SeriesEntry> StoreAll(SeriesToBook series, IReadOnlyList<SeriesLineToBook> lines, CancellationToken stopping)
    {
        try
        {
            return await db.InTurns(() => transaction.Run(effects => InsertAll(series, lines, effects, stopping), stopping));
        }
        catch (DbUpdateException twice) when (twice.InnerException is PostgresException { ConstraintName: SchedulingDb.OneSeriesAnId or SchedulingDb.OneVisitAnId })
        {
            // The same form, sent at the same moment with other providers chosen.
            db.ChangeTracker.Clear();
            return new SeriesEntry.BookedBefore();
        }
    }

    private async Task<SeriesEntry> InsertAll(SeriesToBook series, IReadOnlyList<SeriesLineToBook> lines, Effects effects, CancellationToken stopping)
    {
        await calendar.WaitInLine(lines.Select(line => line.Asked.ProviderId), stopping);
        await calendar.WaitForRooms(lines.SelectMany(line => line.Needs.Kinds).Select(kind => kind.Id).Distinct(), lines.Select(line => line.Asked.LocationId).Distinct(), stopping);
        var ids = lines.Select(line => line.Asked.Id).ToList();
        if (await db.VisitSeries.AnyAsync(known => known.Id == series.Id, stopping) || await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(visit => ids.Contains(visit.Id), stopping))
        {
            return new SeriesEntry.BookedBefore();
        }

        var request = lines[0].Wish is { } wish ? await requests.BringTo(wish, stopping) : null;
        if (request is not null && request.State != RequestState.Open)
        {
            return new SeriesEntry.Refused(new Dictionary<Guid, VisitEntry> { [ids[0]] = request.State == RequestState.Booked ? new VisitEntry.RequestBooked() : new VisitEntry.RequestGone() });
        }

        // No two of them meet, so that each may be looked for before any is there.
        var (places, refused) = (new List<(Lanes.Free Free, Hold? Hold)>(), new Dictionary<Guid, VisitEntry>());
        foreach (var line in lines)
        {
            var (found, hold) = await LookFor(line.Asked, line.Needs, stopping);
            if (found is Lanes.Free free)
            {
                places.Add((free, hold));
            }
            else
            {
                refused[line.Asked.Id] = Refusal(found);
            }
        }

        if (refused.Count > 0)
        {
            return new SeriesEntry.Refused(refused);
        }

        if (request is not null)
        {
            request.State = RequestState.Booked;
        }

        foreach (var (index, (free, hold)) in places.Index())
        {
            await TakeFrom(hold, stopping);
            var chain = lines[index].Asked with { CareThreadId = lines[0].Wish?.CareThreadId, AccessClass = lines[0].Wish?.AccessClass };
            Add(chain, index == 0 ? request : null, lines[index].Needs, free, effects);
            db.SeriesVisits.Add(new SeriesVisit { SeriesId = series.Id, Number = index + 1, VisitId = chain.Id });
        }

        var now = clock.GetUtcNow();
        db.VisitSeries.Add(new VisitSeries { Id = series.Id, RequestId = request?.Id, Every = series.Every, Unit = series.Unit, MadeAt = now, MadeBy = actor.UserId });
        db.VisitActs.Add(new VisitAct { Id = series.Id, At = now, By = actor.UserId, ChangeIds = [.. ids] });
        return new SeriesEntry.Booked(ids);
    }

    private sealed record SeriesLineToBook(VisitToBook Asked, AppointmentWish? Wish, Needs Needs)
    {
        public DateTimeOffset TakenFrom => Asked.StartsAt.AddMinutes(-Needs.BufferBefore);

        public DateTimeOffset TakenUntil => Asked.EndsAt.AddMinutes(Needs.BufferAfter);
    }
}

/// <param name="Id">Made by who asks, as are those of the visits, so that a form sent twice books one series. It names the act that an undo takes back.</param>
/// <param name="Every">How many of <paramref name="Unit"/> lay between one and the next, as it was asked for; 1 to 99.</param>
/// <param name="Unit">One of <see cref="SeriesUnit"/>.</param>
/// <param name="TaskId">The task that asks for the first; null for none.</param>
/// <param name="Visits">Of one patient, in any order.</param>
internal sealed record SeriesToBook(Guid Id, int Every, string Unit, Guid? TaskId, IReadOnlyList<VisitToBook> Visits);

internal abstract record SeriesEntry
{
    private SeriesEntry()
    {
    }

    /// <param name="VisitIds">In the order of time.</param>
    public sealed record Booked(IReadOnlyList<Guid> VisitIds) : SeriesEntry;

    /// <summary>This series id, or a visit of it, is there already.</summary>
    public sealed record BookedBefore : SeriesEntry;

    /// <summary>Nothing was booked.</summary>
    /// <param name="Why">By visit; empty where there were none, or too many.</param>
    public sealed record Refused(IReadOnlyDictionary<Guid, VisitEntry> Why) : SeriesEntry;
}
