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

    private async Task<VisitEntry> Store(VisitToBook asked, AppointmentWish? wish, CancellationToken stopping)
    {
        try
        {
            return await db.InTurns(async () =>
            {
                var needs = await lanes.NeedsOf(asked.VisitTypeId, asked.ProviderId, stopping);
                return await transaction.Run(effects => Insert(asked, wish, needs, effects, stopping), stopping);
            });
        }
        catch (DbUpdateException refused) when (refused.InnerException is PostgresException { ConstraintName: SchedulingDb.OneVisitAnId })
        {
            // The same form, sent at the same moment for two providers.
            db.ChangeTracker.Clear();
            return new VisitEntry.EnteredBefore(asked.Id);
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
