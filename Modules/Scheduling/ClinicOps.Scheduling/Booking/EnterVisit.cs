using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Importing;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Booking;

/// <summary>Books a visit at a time said as a wall clock shows it: by hand, or from a file.</summary>
internal sealed class EnterVisit(BookVisit book, SchedulingDb db, IOrganization organization)
{
    public async Task<VisitEntry> Run(VisitToEnter entry, CancellationToken stopping)
    {
        if ((await organization.Profile(stopping)).Find(entry.LocationId) is not { } location)
        {
            return new VisitEntry.LocationUnknown();
        }

        var name = entry.VisitType.Trim();

        // Staff may have renamed it: what the file calls it is still its code.
        var types = await db.VisitTypes.AsNoTracking().ToListAsync(stopping);
        var type = types.Find(known => known.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? types.Find(known => known.Code == ScheduleFile.CodeOf(name));
        return LocalTimes.Resolve(entry.Date.ToDateTime(entry.Start), location.TimeZone, entry.SecondOccurrence) switch
        {
            LocalInstant.At at => await book.Run(
                new VisitToBook(entry.Id, entry.PatientId, entry.ProviderId, entry.LocationId, type?.Id, name, at.Instant, entry.Minutes, State: entry.State, AnyPatient: true), stopping),
            LocalInstant.HappensTwice => new VisitEntry.InvalidTime(InvalidTimeReason.HappensTwice),
            _ => new VisitEntry.InvalidTime(InvalidTimeReason.NeverHappens),
        };
    }
}

/// <param name="Id">Made by who asks, so that a form sent twice enters one visit.</param>
/// <param name="Date">In the location's time zone, as is <paramref name="Start"/>.</param>
/// <param name="Minutes">5 to 720.</param>
/// <param name="SecondOccurrence">Of a start that happens twice on the day the clocks go back: true for the second; null when nobody has chosen.</param>
internal sealed record VisitToEnter(
    Guid Id,
    Guid PatientId,
    Guid ProviderId,
    Guid LocationId,
    string VisitType,
    DateOnly Date,
    TimeOnly Start,
    int Minutes,
    bool? SecondOccurrence = null,
    string State = VisitStates.Booked);
