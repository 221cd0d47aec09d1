using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

internal sealed partial class ChangeVisit
{
    /// <summary>Cancels several visits at once, in one transaction. What somebody changed since the user saw it is left, and said.</summary>
    /// <param name="actId">Made by the form; it names what an undo takes back.</param>
    /// <param name="seen">The visits with their versions as the user saw them.</param>
    public Task<SeveralChanged> CancelAll(Guid actId, IReadOnlyDictionary<Guid, uint> seen, CancellationToken stopping) =>
        ChangeAll(
            actId,
            seen.Keys.ToDictionary(id => id, _ => (Place?)null),
            seen,
            (visit, _, effects) => visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                : CallOff(visit, effects, stopping),
            stopping);

    /// <summary>Takes back what was changed at once, for those visits to which nothing happened since and that still fit.</summary>
    public async Task<SeveralChanged> UndoAll(Guid actId, CancellationToken stopping)
    {
        if (await db.VisitActs.AsNoTracking().SingleOrDefaultAsync(known => known.Id == actId, stopping) is not { } act)
        {
            return new SeveralChanged.Unknown();
        }

        var changes = await db.VisitChanges.AsNoTracking().Where(change => act.ChangeIds.Contains(change.Id)).ToDictionaryAsync(change => change.VisitId, stopping);
        return await ChangeAll(
            Guid.CreateVersion7(),
            changes.ToDictionary(of => of.Key, of => (Place?)Before(of.Value)),
            null,
            (visit, needs, effects) => TakeBack(changes[visit.Id], visit, needs, effects, stopping),
            stopping);
    }

    /// <param name="places">By visit, where it may come to stand; null where it leaves its place. Visits out of sight are passed over.</param>
    /// <param name="versions">As the user saw them; null where that does not matter.</param>
    private Task<SeveralChanged> ChangeAll(
        Guid actId, Dictionary<Guid, Place?> places, IReadOnlyDictionary<Guid, uint>? versions, Func<Visit, Needs, Effects, Task<VisitChanged>> apply, CancellationToken stopping) =>
        db.InTurns(
            async Task<SeveralChanged> () =>
            {
                Guid[] ids = [.. places.Keys];
                var seen = await visible.Visits.AsNoTracking().Where(visit => ids.Contains(visit.Id)).ToDictionaryAsync(visit => visit.Id, stopping);
                if (seen.Count == 0)
                {
                    return new SeveralChanged.Unknown();
                }

                var needs = new Dictionary<Guid, Needs>();
                foreach (var visit in seen.Values)
                {
                    needs[visit.Id] = places[visit.Id] is { } to ? await lanes.NeedsOf(visit.VisitTypeId, to.ProviderId, stopping) : Needs.Nothing;
                }

                return await transaction.Run(effects => ApplyAll(actId, seen, places, versions, needs, apply, effects, stopping), stopping);
            },
            isAlsoLost: lost => lost is DbUpdateConcurrencyException);

    private async Task<SeveralChanged> ApplyAll(
        Guid actId, Dictionary<Guid, Visit> seen, Dictionary<Guid, Place?> places, IReadOnlyDictionary<Guid, uint>? versions, Dictionary<Guid, Needs> needs, Func<Visit, Needs, Effects, Task<VisitChanged>> apply, Effects effects, CancellationToken stopping)
    {
        var stand = seen.Values.Select(Place.Of).Concat(seen.Keys.Select(id => places[id]).OfType<Place>()).ToList();
        await calendar.WaitInLine(stand.Select(place => place.ProviderId), stopping);
        await calendar.WaitForRooms(needs.Values.SelectMany(of => of.Kinds).Select(kind => kind.Id).Distinct(), stand.Select(place => place.LocationId).Distinct(), stopping);
        if (await db.VisitActs.AnyAsync(known => known.Id == actId, stopping))
        {
            return new SeveralChanged.WasSo();
        }

        Guid[] ids = [.. seen.Keys];
        var (done, left) = (new List<VisitChanged.Done>(), new List<(Visit, VisitChanged)>());
        var visits = await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).Include(of => of.Request).Where(of => ids.Contains(of.Id)).OrderBy(of => of.StartsAt).ThenBy(of => of.Id).ToListAsync(stopping);

        // Asked before the first is changed: that may give its request to the next. Moved to another provider meanwhile, nobody holds that calendar here.
        var overtaken = visits.Where(visit => visit.ProviderId != seen[visit.Id].ProviderId || (versions is not null && visit.Version != versions[visit.Id])).Select(visit => visit.Id).ToHashSet();
        foreach (var visit in visits)
        {
            var changed = overtaken.Contains(visit.Id) ? await Overtaken(visit.Id, stopping) : await apply(visit, needs[visit.Id], effects);
            if (changed is VisitChanged.Done one)
            {
                // Before the next is looked for: it may want the time that this one leaves, or takes.
                await db.SaveChangesAsync(stopping);
                done.Add(one);
            }
            else
            {
                left.Add((visit, changed));
            }
        }

        if (done.Count > 0)
        {
            db.VisitActs.Add(new VisitAct { Id = actId, At = clock.GetUtcNow(), By = actor.UserId, ChangeIds = [.. done.Select(one => one.ChangeId)] });
        }

        return new SeveralChanged.Done(actId, done, left);
    }

    /// <summary>The next visit of its series stands for the request from now on, so that nobody is asked to book it once more.</summary>
    /// <param name="visit">It does not take place.</param>
    /// <returns>False where none of a series that was booked for the request stands.</returns>
    private async Task<bool> HandOver(Visit visit, AppointmentRequest request, CancellationToken stopping)
    {
        var series = db.SeriesVisits.Where(of => of.VisitId == visit.Id && db.VisitSeries.Any(known => known.Id == of.SeriesId && known.RequestId == request.Id)).Select(of => of.SeriesId);
        var next = await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter])
            .Where(other => other.State == VisitStates.Booked && other.RequestId == null && other.Id != visit.Id && db.SeriesVisits.Any(of => of.VisitId == other.Id && series.Contains(of.SeriesId)))
            .OrderBy(other => other.StartsAt).FirstOrDefaultAsync(stopping);
        if (next is null)
        {
            return false;
        }

        // One after the other: one visit at a time stands for a request.
        (visit.RequestId, visit.Request) = (null, null);
        await db.SaveChangesAsync(stopping);
        next.RequestId = request.Id;
        return true;
    }

    /// <summary>The request that the series of a visit was booked for; null where there is none.</summary>
    private Task<AppointmentRequest?> RequestOfSeries(Visit visit, CancellationToken stopping) =>
        db.Requests.IgnoreQueryFilters([ModuleDb.AccessFilter])
            .FirstOrDefaultAsync(request => db.VisitSeries.Any(series => series.RequestId == request.Id && db.SeriesVisits.Any(of => of.SeriesId == series.Id && of.VisitId == visit.Id)), stopping);

    /// <summary>The other visit of its series that stands for the request; null where none does, or one that is of no series.</summary>
    private Task<Visit?> StandingOfSeries(Visit visit, AppointmentRequest request, CancellationToken stopping) =>
        db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).FirstOrDefaultAsync(
            other => other.Id != visit.Id && other.RequestId == request.Id && other.State == VisitStates.Booked
                && db.SeriesVisits.Any(of => of.VisitId == other.Id && db.VisitSeries.Any(series => series.Id == of.SeriesId && series.RequestId == request.Id)),
            stopping);

    /// <summary>Of a series the earliest visit that stands stands for the request: what is put back takes it over from a later one, and takes it where nobody has it.</summary>
    /// <param name="standsIn">Who has it until now; null for nobody of the series.</param>
    private async Task HandBack(Visit visit, AppointmentRequest request, Visit? standsIn, CancellationToken stopping)
    {
        if (standsIn?.StartsAt > visit.StartsAt)
        {
            // One after the other: one visit at a time stands for a request.
            (standsIn.RequestId, standsIn.Request) = (null, null);
            await db.SaveChangesAsync(stopping);
        }
        else if (request.State != RequestState.Open)
        {
            return;
        }

        (visit.RequestId, visit.Request) = (request.Id, request);
    }
}

internal abstract record SeveralChanged
{
    private SeveralChanged()
    {
    }

    /// <param name="ActId">What an undo names; of no use where nothing was changed.</param>
    /// <param name="Changed">In the order of time.</param>
    /// <param name="Left">Those that were not changed, each with why.</param>
    public sealed record Done(Guid ActId, IReadOnlyList<VisitChanged.Done> Changed, IReadOnlyList<(Visit Visit, VisitChanged Why)> Left) : SeveralChanged;

    /// <summary>The form was sent twice.</summary>
    public sealed record WasSo : SeveralChanged;

    /// <summary>There is no such act, or none of its visits is at the user's locations.</summary>
    public sealed record Unknown : SeveralChanged;
}
