using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.FlowBoard;

/// <summary>Somebody stands at the desk without an appointment: booked with whoever is free next today, and arrived, in one go.</summary>
internal sealed class BookWalkIn(SchedulingDb db, BookVisit book, FindFreeSlots slots, VisibleToActor visible, IVisitProgress progress, IOrganization organization, TimeProvider clock)
{
    /// <summary>So many times somebody else may take the time that was just found.</summary>
    private const int Tries = 4;

    public async Task<WalkIn> Run(WalkInToBook asked, CancellationToken stopping)
    {
        if (!visible.Location(asked.LocationId) || (await organization.Profile(stopping)).Find(asked.LocationId) is not { } location
            || await db.VisitTypes.AsNoTracking().SingleOrDefaultAsync(known => known.Id == asked.VisitTypeId && !known.IsRetired, stopping) is not { } type)
        {
            return new WalkIn.Unknown();
        }

        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var now = clock.GetUtcNow();
            if (await slots.Run(new SlotWish([location.Id], type.Id, type.Minutes, now, 1) { ProviderIds = asked.ProviderId is { } one ? [one] : [] }, stopping) is not [var free] || LocalTime.DayAt(location, free.StartsAt) != LocalTime.DayAt(location, now))
            {
                // The form was sent twice, and the first one took the last free time.
                return await db.Visits.AnyAsync(visit => visit.Id == asked.Id, stopping) ? await Arrive(asked.Id, stopping) : new WalkIn.NobodyFree(type.Minutes);
            }

            switch (await book.Run(new VisitToBook(asked.Id, asked.PatientId, free.ProviderId, location.Id, type.Id, type.Name, free.StartsAt, type.Minutes, AnyPatient: true), stopping))
            {
                case VisitEntry.Entered or VisitEntry.EnteredBefore:
                    return await Arrive(asked.Id, stopping);
                case VisitEntry.Overlaps or VisitEntry.NotFree:
                    continue;
                case VisitEntry.PatientDeceased:
                    return new WalkIn.Deceased();
                default:
                    return new WalkIn.Unknown();
            }
        }

        return new WalkIn.NobodyFree(type.Minutes);
    }

    private async Task<WalkIn> Arrive(Guid visitId, CancellationToken stopping)
    {
        await progress.Step(visitId, VisitSteps.Arrived, undo: false, seen: null, stopping);
        return await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == visitId, stopping) is { } visit ? new WalkIn.Booked(visit) : new WalkIn.Unknown();
    }
}

/// <param name="Id">Made by the form, so that one sent twice books one visit.</param>
/// <param name="ProviderId">Null for whoever is free first.</param>
internal sealed record WalkInToBook(Guid Id, Guid PatientId, Guid LocationId, Guid VisitTypeId, Guid? ProviderId);

internal abstract record WalkIn
{
    private WalkIn()
    {
    }

    /// <summary>And arrived; also where the form was sent twice.</summary>
    public sealed record Booked(Visit Visit) : WalkIn;

    /// <summary>No such stretch is left today.</summary>
    public sealed record NobodyFree(int Minutes) : WalkIn;

    /// <summary>The record says that this patient has died: perhaps another one was meant.</summary>
    public sealed record Deceased : WalkIn;

    /// <summary>There is no such patient or location in sight, or no such kind of visit that is still booked.</summary>
    public sealed record Unknown : WalkIn;
}
