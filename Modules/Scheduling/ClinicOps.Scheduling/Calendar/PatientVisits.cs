using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>A patient's visits, for other modules. Of every location: that a patient is seen elsewhere in the clinic is part of the record.</summary>
internal sealed class PatientVisits(SchedulingDb db) : IVisits
{
    public async Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default)
    {
        var visits = await db.Visits.AsNoTracking().Include(visit => visit.Provider)
            .Where(visit => visit.PatientId == patientId)
            .OrderByDescending(visit => visit.StartsAt)
            .ToListAsync(stopping);
        return visits
            .ConvertAll(visit => new VisitSummary(
                visit.Id,
                visit.PatientId,
                visit.LocationId,
                visit.Provider!.DisplayName,
                visit.VisitType,
                visit.StartsAt,
                visit.EndsAt,
                visit.State));
    }
}

/// <summary>The panel "Visits" of the patient page.</summary>
internal sealed class PatientVisitsPanel(IVisits visits, SchedulingDb db, IOrganization organization, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var found = await visits.OfPatient(subjectId, stopping);
        await audit.Record(db, new AuditEntry("visits.viewed", "patient", subjectId, [.. found.Select(visit => visit.Id)]), stopping);
        var profile = await organization.Profile(stopping);
        var now = clock.GetUtcNow();
        var rows = found.Select(visit => Row(visit, profile.Find(visit.LocationId))).ToList();
        return new PatientVisitsView(
            subjectId,
            [.. rows.Where(row => row.Visit.StartsAt >= now).Reverse()],
            [.. rows.Where(row => row.Visit.StartsAt < now)]);
    }

    private static PatientVisitRow Row(VisitSummary visit, Location? location) => new(
        visit,
        LocalTimes.InZone(visit.StartsAt, location?.TimeZone ?? "Etc/UTC"),
        location?.Name ?? "a closed location");
}

/// <param name="Coming">Next first.</param>
/// <param name="Past">Latest first.</param>
internal sealed record PatientVisitsView(Guid PatientId, IReadOnlyList<PatientVisitRow> Coming, IReadOnlyList<PatientVisitRow> Past);

/// <param name="LocalStart">On the wall clock of the visit's location.</param>
internal sealed record PatientVisitRow(VisitSummary Visit, DateTimeOffset LocalStart, string LocationName);
