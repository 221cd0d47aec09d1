using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

/// <summary>Moves a visit, makes it longer or shorter, cancels it, and takes the latest change back. What is so already is left so and no refusal.</summary>
internal sealed partial class ChangeVisit(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    ProviderCalendar calendar,
    FindLanes lanes,
    VisibleToActor visible,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <summary>Its length goes along.</summary>
    /// <param name="version">Of the visit as the user saw it.</param>
    public Task<VisitChanged> Move(Guid visitId, uint version, Place to, CancellationToken stopping) => Move(visitId, version, to, minutes: null, roomId: null, stopping);

    public Task<VisitChanged> Cancel(Guid visitId, uint version, CancellationToken stopping) =>
        Change(
            visitId,
            null,
            (visit, _, effects) => visit.State == VisitStates.Cancelled ? Task.FromResult<VisitChanged>(new VisitChanged.WasSo(visit))
                : visit.Version != version ? Overtaken(visit.Id, stopping)
                : visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                : CallOff(visit, effects, stopping),
            stopping);

    /// <summary>Takes a change back, if nothing happened to the visit since.</summary>
    public async Task<VisitChanged> Undo(Guid changeId, CancellationToken stopping) =>
        await db.VisitChanges.AsNoTracking().SingleOrDefaultAsync(known => known.Id == changeId, stopping) is not { } change
            ? new VisitChanged.Unknown()
            : await Change(change.VisitId, Before(change), (visit, needs, effects) => TakeBack(change, visit, needs, effects, stopping), stopping);

    /// <summary>Where the visit stood before the change.</summary>
    private static Place Before(VisitChange change) =>
        new(change.FromProviderId ?? change.ProviderId, change.FromLocationId ?? change.LocationId, change.FromStartsAt ?? change.StartsAt);

    private async Task<VisitChanged> TakeBack(VisitChange change, Visit visit, Needs needs, Effects effects, CancellationToken stopping) =>
        await LatestStep(visit.Id, stopping) is { } latest && latest.Id != change.Id ? await Overtaken(visit.Id, stopping)
            : change.What switch
            {
                VisitChangeKind.Moved or VisitChangeKind.Resized => await PutAt(visit, Before(change), LengthBefore(change) ?? LengthOf(visit), needs, effects, stopping, rather: change.FromResourceIds),
                VisitChangeKind.RoomChanged => await BackToRoom(change, visit, needs, effects, stopping),
                VisitChangeKind.RoomGiven => new VisitChanged.WasSo(visit),
                VisitChangeKind.Cancelled or VisitChangeKind.Missed => await PutBack(visit, needs, evenWithout: false, effects, stopping),
                VisitChangeKind.Restored when visit.State == VisitStates.Booked && await WasMissed(change, stopping) => await SayMissed(visit, effects, stopping),
                _ when visit.State == VisitStates.Booked => await CallOff(visit, effects, stopping),
                _ => new VisitChanged.NotBooked(visit.State),
            };

    /// <param name="to">Where it may come to stand; null where it leaves its place.</param>
    private async Task<VisitChanged> Change(Guid visitId, Place? to, Func<Visit, Needs, Effects, Task<VisitChanged>> apply, CancellationToken stopping)
    {
        try
        {
            return await db.InTurns(() => ChangeOnce(visitId, to, apply, stopping));
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await Overtaken(visitId, stopping);
        }
        catch (DbUpdateException refused) when (SchedulingDb.IsLostRace(refused))
        {
            db.ChangeTracker.Clear();
            return new VisitChanged.Overlaps(null);
        }
    }

    private async Task<VisitChanged> ChangeOnce(Guid visitId, Place? to, Func<Visit, Needs, Effects, Task<VisitChanged>> apply, CancellationToken stopping)
    {
        if (await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is not { } seen)
        {
            return new VisitChanged.Unknown();
        }

        var needs = to is null ? Needs.Nothing : await lanes.NeedsOf(seen.VisitTypeId, to.ProviderId, stopping);
        return await transaction.Run(
            async effects =>
            {
                await calendar.WaitInLine([to?.ProviderId ?? seen.ProviderId, seen.ProviderId], stopping);
                await calendar.WaitForRooms(needs.Kinds.Select(kind => kind.Id), [to?.LocationId ?? seen.LocationId, seen.LocationId], stopping);

                // Its request goes along whoever may see that: it may be about another patient by now.
                var visit = await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).Include(v => v.Request).SingleAsync(v => v.Id == visitId, stopping);

                // Moved to another provider while this one waited: nobody holds that calendar here.
                return visit.ProviderId != seen.ProviderId ? await Overtaken(visit.Id, stopping) : await apply(visit, needs, effects);
            },
            stopping);
    }

    /// <param name="room">This one of its kind and no other; null for any.</param>
    /// <param name="rather">Rooms that it stood in once, taken where they are free; null for those it stands in.</param>
    private async Task<VisitChanged> PutAt(Visit visit, Place to, TimeSpan length, Needs needs, Effects effects, CancellationToken stopping, Resource? room = null, Guid[]? rather = null)
    {
        var (from, endedAt, stoodIn) = (Place.Of(visit), visit.EndsAt, visit.ResourceIds);
        if ((room is null ? await TakeLanes(visit, to, length, needs, stopping, rather: rather) : await TakeLanesIn(room, visit, to, length, needs, stopping)) is { } refused)
        {
            return refused;
        }

        effects.Publish(new AppointmentMoved(visit.Id, visit.PatientId, visit.LocationId, visit.Request?.TaskId, visit.CareThreadId));
        return Note(visit, from, from == to ? VisitChangeKind.Resized : VisitChangeKind.Moved, effects, endedAt, stoodIn) with { Room = room?.Name ?? "" };
    }

    /// <summary>Puts the visit where it is wanted; its buffers go along, its room may be another.</summary>
    /// <param name="roomId">This room or device of its kind and no other; null for any.</param>
    /// <param name="rather">Rooms that it stood in once, taken where they are free; null for those it stands in.</param>
    /// <returns>Why not; null when it stands there.</returns>
    private async Task<VisitChanged?> TakeLanes(Visit visit, Place to, TimeSpan length, Needs needs, CancellationToken stopping, Guid? roomId = null, Guid[]? rather = null)
    {
        var endsAt = to.StartsAt + length;
        var wanted = new WantedTime(to.ProviderId, to.LocationId, to.StartsAt, endsAt, visit.BufferBefore, visit.BufferAfter, [visit.Id], rather ?? visit.ResourceIds, roomId);
        switch (await lanes.Run(wanted, needs, stopping))
        {
            case Lanes.Free free:
                (visit.ProviderId, visit.LocationId, visit.StartsAt, visit.EndsAt) = (to.ProviderId, to.LocationId, to.StartsAt, endsAt);
                (visit.Lane, visit.ResourceIds, visit.ResourceLanes) = (free.Lane, free.ResourceIds, free.ResourceLanes);
                return null;
            case Lanes.Taken taken:
                return new VisitChanged.Overlaps(taken.Other);
            case var why:
                return new VisitChanged.NotFree(why, to.LocationId);
        }
    }

    private async Task<VisitChanged> CallOff(Visit visit, Effects effects, CancellationToken stopping)
    {
        visit.State = VisitStates.Cancelled;
        await LetRequestGo(visit, stopping);
        effects.Publish(new AppointmentCancelled(visit.Id, visit.PatientId, visit.LocationId, visit.Request?.TaskId, visit.CareThreadId));
        return Note(visit, Place.Of(visit), VisitChangeKind.Cancelled, effects);
    }

    /// <summary>Somebody may book another appointment for it.</summary>
    private async Task LetRequestGo(Visit visit, CancellationToken stopping)
    {
        if (visit.Request is { } request)
        {
            await calendar.WaitForRequest(request.TaskId, stopping);
            await db.Entry(request).ReloadAsync(stopping);
            if (!await HandOver(visit, request, stopping))
            {
                request.State = request.WithdrawnAt is null ? RequestState.Open : RequestState.Withdrawn;
            }
        }
    }

    /// <param name="evenWithout">It takes place whether or not its request was booked again, or has gone, meanwhile: it is nobody's then.</param>
    private async Task<VisitChanged> PutBack(Visit visit, Needs needs, bool evenWithout, Effects effects, CancellationToken stopping)
    {
        if (visit.State is not (VisitStates.Cancelled or VisitStates.Missed))
        {
            return new VisitChanged.WasSo(visit);
        }

        var handBack = await RequestOfSeries(visit, stopping);
        if ((visit.Request ?? handBack) is { } request)
        {
            await calendar.WaitForRequest(request.TaskId, stopping);
            await db.Entry(request).ReloadAsync(stopping);
        }

        var standsIn = handBack is { State: RequestState.Booked } ? await StandingOfSeries(visit, handBack, stopping) : null;
        if (visit.Request is { State: not RequestState.Open })
        {
            if (!evenWithout && standsIn is null)
            {
                return new VisitChanged.RequestTaken();
            }

            (visit.RequestId, visit.Request) = (null, null);
        }

        // Missed, it kept its time.
        if (visit.State == VisitStates.Cancelled && await TakeLanes(visit, Place.Of(visit), LengthOf(visit), needs, stopping) is { } refused)
        {
            return refused;
        }

        if (handBack is not null)
        {
            await HandBack(visit, handBack, standsIn, stopping);
        }

        if (visit.Request is { } booked)
        {
            booked.State = RequestState.Booked;
        }

        visit.State = VisitStates.Booked;
        effects.Publish(new AppointmentBooked(visit.Id, visit.PatientId, visit.LocationId, visit.Request?.TaskId, visit.CareThreadId));
        return Note(visit, Place.Of(visit), VisitChangeKind.Restored, effects);
    }

    /// <param name="endedAt">Until now; null where its end is not changed.</param>
    /// <param name="stoodIn">Until now; null where its rooms are not changed.</param>
    private VisitChanged.Done Note(Visit visit, Place from, string what, Effects effects, DateTimeOffset? endedAt = null, Guid[]? stoodIn = null)
    {
        var change = new VisitChange
        {
            Id = Guid.CreateVersion7(),
            VisitId = visit.Id,
            At = clock.GetUtcNow(),
            By = actor.UserId,
            What = what,
            FromProviderId = from.ProviderId,
            FromLocationId = from.LocationId,
            FromStartsAt = from.StartsAt,
            FromEndsAt = endedAt ?? visit.EndsAt,
            ProviderId = visit.ProviderId,
            LocationId = visit.LocationId,
            StartsAt = visit.StartsAt,
            EndsAt = visit.EndsAt,
            FromResourceIds = stoodIn ?? visit.ResourceIds,
            ResourceIds = visit.ResourceIds,
        };
        db.VisitChanges.Add(change);
        effects.Audit(new AuditEntry("visit." + what, "visit", visit.Id, [visit.PatientId], LocationId: visit.LocationId));
        return new VisitChanged.Done(visit, change.Id, what);
    }

    private async Task<VisitChanged> Overtaken(Guid visitId, CancellationToken stopping) =>
        new VisitChanged.Overtaken(await Latest(visitId, stopping));

    /// <summary>Whether the visit was put back from having been missed.</summary>
    private async Task<bool> WasMissed(VisitChange restored, CancellationToken stopping) =>
        await db.VisitChanges.AsNoTracking().Where(change => change.VisitId == restored.VisitId && change.Id != restored.Id && change.At <= restored.At && change.What != VisitChangeKind.RoomGiven)
            .OrderByDescending(change => change.At).ThenByDescending(change => change.Id).Select(change => change.What).FirstOrDefaultAsync(stopping) == VisitChangeKind.Missed;

    private Task<VisitChange?> Latest(Guid visitId, CancellationToken stopping) =>
        db.VisitChanges.AsNoTracking().Where(change => change.VisitId == visitId).OrderByDescending(change => change.At).ThenByDescending(change => change.Id).FirstOrDefaultAsync(stopping);

    /// <summary>The latest change that an undo would have to go behind.</summary>
    private Task<VisitChange?> LatestStep(Guid visitId, CancellationToken stopping) =>
        db.VisitChanges.AsNoTracking().Where(change => change.VisitId == visitId && change.What != VisitChangeKind.RoomGiven)
            .OrderByDescending(change => change.At).ThenByDescending(change => change.Id).FirstOrDefaultAsync(stopping);
}
