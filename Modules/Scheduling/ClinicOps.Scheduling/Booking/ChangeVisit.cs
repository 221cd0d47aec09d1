using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Booking;

/// <summary>Moves a visit, cancels it, and takes the latest change back. What is so already is left so and no refusal.</summary>
internal sealed partial class ChangeVisit(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    ProviderCalendar calendar,
    VisibleToActor visible,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="version">Of the visit as the user saw it.</param>
    public async Task<VisitChanged> Move(Guid visitId, uint version, Place to, CancellationToken stopping) =>
        !visible.Location(to.LocationId) || !await db.Providers.AnyAsync(provider => provider.Id == to.ProviderId, stopping)
            ? new VisitChanged.Unknown()
            : await Change(
                visitId,
                [to.ProviderId],
                (visit, effects) => Place.Of(visit) == to ? Task.FromResult<VisitChanged>(new VisitChanged.WasSo(visit))
                    : visit.Version != version ? Overtaken(visit, stopping)
                    : visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                    : PutAt(visit, to, effects, stopping),
                stopping);

    public Task<VisitChanged> Cancel(Guid visitId, uint version, CancellationToken stopping) =>
        Change(
            visitId,
            [],
            (visit, effects) => visit.State == VisitStates.Cancelled ? Task.FromResult<VisitChanged>(new VisitChanged.WasSo(visit))
                : visit.Version != version ? Overtaken(visit, stopping)
                : visit.State != VisitStates.Booked ? Task.FromResult<VisitChanged>(new VisitChanged.NotBooked(visit.State))
                : CallOff(visit, effects, stopping),
            stopping);

    /// <summary>Takes a change back, if nothing happened to the visit since.</summary>
    public async Task<VisitChanged> Undo(Guid changeId, CancellationToken stopping) =>
        await db.VisitChanges.AsNoTracking().SingleOrDefaultAsync(known => known.Id == changeId, stopping) is not { } change
            ? new VisitChanged.Unknown()
            : await Change(
                change.VisitId,
                [change.FromProviderId ?? change.ProviderId],
                async (visit, effects) => await Latest(visit.Id, stopping) is { } latest && latest.Id != change.Id ? await Overtaken(visit, stopping)
                    : change.What switch
                    {
                        VisitChangeKind.Moved => await PutAt(visit, new Place(change.FromProviderId!.Value, change.FromLocationId!.Value, change.FromStartsAt!.Value), effects, stopping),
                        VisitChangeKind.Cancelled or VisitChangeKind.Missed => await PutBack(visit, effects, stopping),
                        _ when visit.State == VisitStates.Booked => await CallOff(visit, effects, stopping),
                        _ => new VisitChanged.NotBooked(visit.State),
                    },
                stopping);

    private async Task<VisitChanged> Change(Guid visitId, Guid[] providers, Func<Visit, Effects, Task<VisitChanged>> apply, CancellationToken stopping)
    {
        if (await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is not { } seen)
        {
            return new VisitChanged.Unknown();
        }

        try
        {
            return await transaction.Run(
                async effects =>
                {
                    await calendar.WaitInLine([.. providers, seen.ProviderId], stopping);

                    // Its request goes along whoever may see that: it may be about another patient by now.
                    var visit = await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).Include(v => v.Request).SingleAsync(v => v.Id == visitId, stopping);

                    // Moved to another provider while this one waited: nobody holds that calendar here.
                    return visit.ProviderId != seen.ProviderId ? await Overtaken(visit, stopping) : await apply(visit, effects);
                },
                stopping);
        }
        catch (DbUpdateConcurrencyException)
        {
            db.ChangeTracker.Clear();
            return await Overtaken(seen, stopping);
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { ConstraintName: SchedulingDb.NoOverlap })
        {
            // Somebody wrote without taking the lock: the constraint has the last word.
            db.ChangeTracker.Clear();
            return new VisitChanged.Overlaps(null);
        }
    }

    private async Task<VisitChanged> PutAt(Visit visit, Place to, Effects effects, CancellationToken stopping)
    {
        var endsAt = to.StartsAt + (visit.EndsAt - visit.StartsAt);
        if (await calendar.Overlapping(to.ProviderId, to.StartsAt, endsAt, visit.Id, stopping) is { } other)
        {
            return new VisitChanged.Overlaps(other);
        }

        var from = Place.Of(visit);
        (visit.ProviderId, visit.LocationId, visit.StartsAt, visit.EndsAt) = (to.ProviderId, to.LocationId, to.StartsAt, endsAt);
        effects.Publish(new AppointmentMoved(visit.Id, visit.PatientId, visit.LocationId, visit.Request?.TaskId, visit.CareThreadId));
        return Note(visit, from, VisitChangeKind.Moved, effects);
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
            request.State = request.WithdrawnAt is null ? RequestState.Open : RequestState.Withdrawn;
        }
    }

    private async Task<VisitChanged> PutBack(Visit visit, Effects effects, CancellationToken stopping)
    {
        if (visit.State is not (VisitStates.Cancelled or VisitStates.Missed))
        {
            return new VisitChanged.WasSo(visit);
        }

        if (await calendar.Overlapping(visit.ProviderId, visit.StartsAt, visit.EndsAt, visit.Id, stopping) is { } other)
        {
            return new VisitChanged.Overlaps(other);
        }

        if (visit.Request is { } request)
        {
            await calendar.WaitForRequest(request.TaskId, stopping);
            await db.Entry(request).ReloadAsync(stopping);
            if (request.State != RequestState.Open)
            {
                return new VisitChanged.RequestTaken();
            }

            request.State = RequestState.Booked;
        }

        visit.State = VisitStates.Booked;
        effects.Publish(new AppointmentBooked(visit.Id, visit.PatientId, visit.LocationId, visit.Request?.TaskId, visit.CareThreadId));
        return Note(visit, Place.Of(visit), VisitChangeKind.Restored, effects);
    }

    private VisitChanged.Done Note(Visit visit, Place from, string what, Effects effects)
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
            ProviderId = visit.ProviderId,
            LocationId = visit.LocationId,
            StartsAt = visit.StartsAt,
        };
        db.VisitChanges.Add(change);
        effects.Audit(new AuditEntry("visit." + what, "visit", visit.Id, [visit.PatientId], LocationId: visit.LocationId));
        return new VisitChanged.Done(visit, change.Id, what);
    }

    private async Task<VisitChanged> Overtaken(Visit visit, CancellationToken stopping) =>
        new VisitChanged.Overtaken(await Latest(visit.Id, stopping));

    private Task<VisitChange?> Latest(Guid visitId, CancellationToken stopping) =>
        db.VisitChanges.AsNoTracking().Where(change => change.VisitId == visitId).OrderByDescending(change => change.At).ThenByDescending(change => change.Id).FirstOrDefaultAsync(stopping);
}

/// <summary>With whom, where, from when on.</summary>
internal sealed record Place(Guid ProviderId, Guid LocationId, DateTimeOffset StartsAt)
{
    public static Place Of(Visit visit) => new(visit.ProviderId, visit.LocationId, visit.StartsAt);
}

internal abstract record VisitChanged
{
    private VisitChanged()
    {
    }

    /// <param name="ChangeId">What an undo names.</param>
    /// <param name="What">One of <see cref="VisitChangeKind"/>.</param>
    public sealed record Done(Visit Visit, Guid ChangeId, string What) : VisitChanged;

    /// <summary>The form was sent twice, or somebody else did the same.</summary>
    public sealed record WasSo(Visit Visit) : VisitChanged;

    /// <param name="Other">Null when it was gone again before it could be named.</param>
    public sealed record Overlaps(TakenTime? Other) : VisitChanged;

    /// <summary>Somebody changed the visit since the user saw it.</summary>
    public sealed record Overtaken(VisitChange? By) : VisitChanged;

    /// <summary>Only what is booked can be moved or cancelled.</summary>
    public sealed record NotBooked(string State) : VisitChanged;

    /// <summary>Its request has another appointment, or is void.</summary>
    public sealed record RequestTaken : VisitChanged;

    /// <summary>There is none, or not at the user's locations.</summary>
    public sealed record Unknown : VisitChanged;
}
