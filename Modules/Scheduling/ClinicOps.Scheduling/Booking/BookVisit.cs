using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Requests;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ClinicOps.Scheduling.Booking;

/// <summary>
/// Books one visit, by a person, for a request, or from a file. Booking the same visit id again changes nothing. For a record that was merged away the one that
/// stands for it is booked; for who has died nothing that is still to come.
/// </summary>
internal sealed partial class BookVisit(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    ProviderCalendar calendar,
    FindLanes lanes,
    KeepRequest requests,
    VisibleToActor visible,
    IPatients patients,
    IAppointmentTasks tasks,
    IVisitProgress progress,
    IOrganization organization,
    CurrentActor actor,
    TimeProvider clock)
{
    public const int LeastMinutes = 5;
    public const int MostMinutes = 720;

    /// <summary>How often what is free is looked for, where somebody else took it in between.</summary>
    private const int MostTurns = 4;

    /// <summary>For how long somebody who was seen here is no new patient: as payers reckon.</summary>
    public const int YearsEstablished = 3;

    public async Task<VisitEntry> Run(VisitToBook visit, CancellationToken stopping)
    {
        var (asked, wish, refused) = await Check(visit, stopping);
        return refused ?? await Store(asked, wish, stopping);
    }

    /// <summary>What can be said before anything is locked: who and where, and what the task asks for.</summary>
    private async Task<(VisitToBook Asked, AppointmentWish? Wish, VisitEntry? Refused)> Check(VisitToBook visit, CancellationToken stopping)
    {
        var asked = visit;
        if ((await organization.Profile(stopping)).Find(asked.LocationId) is null || !visible.Location(asked.LocationId))
        {
            return (asked, null, new VisitEntry.LocationUnknown());
        }

        if (!await db.Providers.AnyAsync(provider => provider.Id == asked.ProviderId, stopping))
        {
            return (asked, null, new VisitEntry.ProviderUnknown());
        }

        if (await patients.FindStanding(asked.PatientId, stopping) is not { } patient)
        {
            return (asked, null, new VisitEntry.PatientUnknown());
        }

        asked = asked with { PatientId = patient.Id };
        if (patient.IsDeceased && asked.State == VisitStates.Booked && asked.EndsAt > clock.GetUtcNow())
        {
            return (asked, null, new VisitEntry.PatientDeceased(patient.Id));
        }

        if (asked.Minutes is < LeastMinutes or > MostMinutes)
        {
            return (asked, null, new VisitEntry.InvalidTime(InvalidTimeReason.Length));
        }

        if (await Misfit(asked, stopping) is { } misfit)
        {
            return (asked, null, misfit);
        }

        if (asked.Beside is { } beside)
        {
            if (await GoBeside(asked, beside, stopping) is not { } placed)
            {
                return (asked, null, new VisitEntry.NotBeside());
            }

            asked = placed;
        }

        var wish = asked.TaskId is { } task ? await tasks.Find(task, stopping) : null;
        return (asked, wish, asked.TaskId is not null && (wish is null || wish.PatientId != asked.PatientId) ? new VisitEntry.RequestGone() : null);
    }

    /// <summary>Somebody may write without taking the locks: the constraint has the last word, and what is free is looked for once more.</summary>
    private async Task<VisitEntry> Store(VisitToBook asked, AppointmentWish? wish, CancellationToken stopping)
    {
        for (var turn = 1; ; turn++)
        {
            var needs = await lanes.NeedsOf(asked.VisitTypeId, asked.ProviderId, stopping);
            try
            {
                return await transaction.Run(effects => Insert(asked, wish, needs, effects, stopping), stopping);
            }
            catch (DbUpdateException refused) when (turn < MostTurns && SchedulingDb.IsLostRace(refused))
            {
                db.ChangeTracker.Clear();
            }
            catch (DbUpdateException refused) when (refused.InnerException is PostgresException { ConstraintName: SchedulingDb.OneVisitAnId })
            {
                // The same form, sent at the same moment for two providers.
                db.ChangeTracker.Clear();
                return new VisitEntry.EnteredBefore(asked.Id);
            }
        }
    }

    private async Task<VisitEntry> Insert(VisitToBook asked, AppointmentWish? wish, Needs needs, Effects effects, CancellationToken stopping)
    {
        await calendar.WaitInLine([asked.ProviderId], stopping);
        await calendar.WaitForRooms(needs.Kinds.Select(kind => kind.Id), [asked.LocationId], stopping);
        if (await db.Visits.IgnoreQueryFilters([ModuleDb.AccessFilter]).AnyAsync(visit => visit.Id == asked.Id, stopping))
        {
            return new VisitEntry.EnteredBefore(asked.Id);
        }

        AppointmentRequest? request = null;
        if (wish is not null)
        {
            request = await requests.BringTo(wish, stopping);
            if (request.State != RequestState.Open)
            {
                return request.State == RequestState.Booked ? new VisitEntry.RequestBooked() : new VisitEntry.RequestGone();
            }
        }

        var free = new Lanes.Free(1, [], []);
        if (asked.State != VisitStates.Cancelled)
        {
            var (found, hold) = await LookFor(asked, needs, stopping);
            if (found is not Lanes.Free its)
            {
                return Refusal(found);
            }

            if (asked.If is { } stands && !await stands(effects))
            {
                return new VisitEntry.OfferEnded();
            }

            free = its;
            await TakeFrom(hold, stopping);
        }

        if (request is not null)
        {
            request.State = RequestState.Booked;
        }

        Add(asked, request, needs, free, effects);
        return new VisitEntry.Entered(asked.Id);
    }

    /// <summary>Which lanes are free for it. Only who holds a time may book it from the hold; that of an offer whoever hears the answer.</summary>
    private async Task<(Lanes Found, Hold? Hold)> LookFor(VisitToBook asked, Needs needs, CancellationToken stopping)
    {
        var isOffered = asked.If is not null;
        var hold = asked.HoldId is { } id ? await db.Holds.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id && (isOffered || known.HeldBy == actor.UserId), stopping) : null;
        var wanted = new WantedTime(
            asked.ProviderId, asked.LocationId, asked.StartsAt, asked.EndsAt, needs.BufferBefore, needs.BufferAfter, hold is null ? [] : [hold.Id], hold?.ResourceIds ?? [], asked.RoomId);
        return (await lanes.Run(wanted, needs, stopping), hold);
    }

    /// <summary>Before the row of the visit: its time must be free when that comes.</summary>
    private async Task TakeFrom(Hold? hold, CancellationToken stopping)
    {
        if (hold is not null)
        {
            await db.Holds.Where(known => known.Id == hold.Id).ExecuteDeleteAsync(stopping);
        }
    }

    private static VisitEntry Refusal(Lanes why) =>
        why is Lanes.Taken { Other: { } other } ? new VisitEntry.Overlaps(other.VisitId, other.LocationId, other.StartsAt, other.EndsAt) : new VisitEntry.NotFree(why);

    /// <summary>When the patient was last seen, where the type is not for whom that makes them; null where it is for them.</summary>
    private async Task<VisitEntry?> Misfit(VisitToBook asked, CancellationToken stopping)
    {
        var rule = asked.AnyPatient ? null : await db.VisitTypes.Where(type => type.Id == asked.VisitTypeId).Select(type => type.ForWhom).SingleOrDefaultAsync(stopping);
        if (rule is null or PatientRule.Anybody)
        {
            return null;
        }

        var since = asked.StartsAt.AddYears(-YearsEstablished);
        var before = await db.Visits.AsNoTracking()
            .Where(visit => visit.PatientId == asked.PatientId && (visit.State == VisitStates.Done || visit.State == VisitStates.Booked) && visit.StartsAt >= since && visit.StartsAt < asked.StartsAt && visit.Id != asked.Id)
            .Select(visit => new { visit.Id, visit.StartsAt, visit.State }).ToListAsync(stopping);

        // Files say that a visit is done; of those that take place here the desk says it.
        var open = before.Where(visit => visit.State == VisitStates.Booked).Select(visit => visit.Id).ToList();
        var done = open.Count == 0 ? [] : (await progress.Of(open, stopping)).Where(taken => taken.DoneAt is not null || taken.WithProviderAt is not null).Select(taken => taken.VisitId).ToHashSet();
        var seen = before.Where(visit => visit.State == VisitStates.Done || done.Contains(visit.Id)).Max(visit => (DateTimeOffset?)visit.StartsAt);
        return seen is null == (rule == PatientRule.New) ? null : new VisitEntry.ForOthers(rule, seen);
    }

    private void Add(VisitToBook asked, AppointmentRequest? request, Needs needs, Lanes.Free free, Effects effects)
    {
        var now = clock.GetUtcNow();
        db.Visits.Add(new Visit
        {
            Id = asked.Id,
            PatientId = asked.PatientId,
            ProviderId = asked.ProviderId,
            LocationId = asked.LocationId,
            VisitType = asked.VisitType.Trim(),
            VisitTypeId = asked.VisitTypeId,
            StartsAt = asked.StartsAt,
            EndsAt = asked.EndsAt,
            BufferBefore = needs.BufferBefore,
            BufferAfter = needs.BufferAfter,
            Lane = free.Lane,
            ResourceIds = free.ResourceIds,
            ResourceLanes = free.ResourceLanes,
            State = asked.State,
            RequestId = request?.Id,
            CareThreadId = request?.CareThreadId ?? asked.CareThreadId,
            AccessClass = request?.AccessClass ?? asked.AccessClass ?? AccessClass.Standard,
            EnteredBy = actor.UserId,
            EnteredAt = now,
        });

        if (asked.Beside is { } beside)
        {
            Link(asked, beside);
        }

        // The first change has the visit's own id: whoever made the form knows what to undo.
        db.VisitChanges.Add(new VisitChange
        {
            Id = asked.Id,
            VisitId = asked.Id,
            At = now,
            By = actor.UserId,
            What = VisitChangeKind.Booked,
            ProviderId = asked.ProviderId,
            LocationId = asked.LocationId,
            StartsAt = asked.StartsAt,
        });
        effects.Audit(new AuditEntry("visit.entered", "visit", asked.Id, [asked.PatientId], LocationId: asked.LocationId));
        if (asked.State == VisitStates.Booked)
        {
            effects.Publish(new AppointmentBooked(asked.Id, asked.PatientId, asked.LocationId, request?.TaskId, request?.CareThreadId ?? asked.CareThreadId));
        }
    }
}

/// <param name="Id">Made by who asks, so that a form sent twice books one visit.</param>
/// <param name="Minutes">5 to 720.</param>
/// <param name="TaskId">The task that asks for this appointment.</param>
/// <param name="HoldId">The hold it is booked from; it counts where the acting user made it, or <see cref="If"/> asks whether it does, and is gone with the booking.</param>
/// <param name="RoomId">The room or device of its kind that it is to stand in; null for any.</param>
/// <param name="AnyPatient">Also for whom the type is not meant: somebody has said so, or a file.</param>
internal sealed record VisitToBook(
    Guid Id,
    Guid PatientId,
    Guid ProviderId,
    Guid LocationId,
    Guid? VisitTypeId,
    string VisitType,
    DateTimeOffset StartsAt,
    int Minutes,
    Guid? TaskId = null,
    string State = VisitStates.Booked,
    Guid? HoldId = null,
    Guid? RoomId = null,
    bool AnyPatient = false)
{
    public DateTimeOffset EndsAt => StartsAt.AddMinutes(Minutes);

    /// <summary>Asked in the transaction of the booking, once the time is found to be free: false, and nothing is booked; what it writes is written with the visit. Null for nothing to ask.</summary>
    public Func<Effects, Task<bool>>? If { get; init; }

    /// <summary>Of a visit that belongs to a chain of work and stands for none of its tasks: a later one of a series.</summary>
    public Guid? CareThreadId { get; init; }

    /// <summary>With it; null for the class of what it is booked for.</summary>
    public string? AccessClass { get; init; }

    /// <summary>The visit that it is to belong with; null for none.</summary>
    public Beside? Beside { get; init; }
}

internal abstract record VisitEntry
{
    /// <summary>What pages say of <see cref="PatientDeceased"/>.</summary>
    public const string IsDeceased = "Not booked: the record says that this patient is deceased. If that is wrong, whoever may change patients corrects it at \"People and notes\" of the record; then book again.";

    private VisitEntry()
    {
    }

    public sealed record Entered(Guid VisitId) : VisitEntry;

    /// <summary>This visit id is there already.</summary>
    public sealed record EnteredBefore(Guid VisitId) : VisitEntry;

    /// <summary>The provider has this visit in the time asked for.</summary>
    public sealed record Overlaps(Guid VisitId, Guid LocationId, DateTimeOffset StartsAt, DateTimeOffset EndsAt) : VisitEntry;

    /// <summary>The time is held, blocked, or without a room; said in words by <see cref="SayLanes"/>.</summary>
    public sealed record NotFree(Lanes Why) : VisitEntry;

    /// <summary>The type is for new patients, or for those who are none.</summary>
    /// <param name="Rule">One of <see cref="PatientRule"/>.</param>
    /// <param name="LastSeen">Within the three years before; null when not.</param>
    public sealed record ForOthers(string Rule, DateTimeOffset? LastSeen) : VisitEntry;

    /// <summary>The visit that it was to belong with was moved or cancelled meanwhile, or is another patient's.</summary>
    public sealed record NotBeside : VisitEntry;

    public sealed record PatientUnknown : VisitEntry;

    /// <summary>Nothing is booked for who has died: whoever may change patients corrects the record where that is not so.</summary>
    public sealed record PatientDeceased(Guid PatientId) : VisitEntry;

    public sealed record ProviderUnknown : VisitEntry;

    /// <summary>There is no such location, or the acting user does not work there.</summary>
    public sealed record LocationUnknown : VisitEntry;

    /// <summary>Another appointment stands for the same request already.</summary>
    public sealed record RequestBooked : VisitEntry;

    /// <summary>The task that asked for it is done, void, or not about this patient.</summary>
    public sealed record RequestGone : VisitEntry;

    /// <summary>What it was to be booked from stands no more: see <see cref="VisitToBook.If"/>.</summary>
    public sealed record OfferEnded : VisitEntry;

    public sealed record InvalidTime(InvalidTimeReason Reason) : VisitEntry;
}

internal enum InvalidTimeReason
{
    /// <summary>The clocks jump over the start.</summary>
    NeverHappens,

    /// <summary>The start happens twice, and which one is meant was not said.</summary>
    HappensTwice,

    /// <summary>Shorter than 5 or longer than 720 minutes.</summary>
    Length,
}
