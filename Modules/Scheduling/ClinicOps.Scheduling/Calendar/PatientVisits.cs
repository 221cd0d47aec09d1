using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Joining;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>Visits, for other modules. Of every location: that a patient is seen elsewhere in the clinic is part of the record.</summary>
internal sealed class PatientVisits(SchedulingDb db) : IVisits
{
    private IQueryable<Visit> Visits => db.Visits.AsNoTracking().Include(visit => visit.Provider).Include(visit => visit.Request);

    public async Task<IReadOnlyList<VisitSummary>> OfPatient(Guid patientId, CancellationToken stopping = default) =>
        await Summaries(await Visits.Where(visit => visit.PatientId == patientId).OrderByDescending(visit => visit.StartsAt).ToListAsync(stopping), stopping);

    public async Task<IReadOnlyList<VisitSummary>> OfPatients(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        await Summaries(await Visits.Where(visit => patientIds.Contains(visit.PatientId)).OrderByDescending(visit => visit.StartsAt).ToListAsync(stopping), stopping);

    public async Task<IReadOnlyList<VisitSummary>> OfThread(Guid careThreadId, CancellationToken stopping = default) =>
        await Summaries(await Visits.Where(visit => visit.CareThreadId == careThreadId).OrderBy(visit => visit.StartsAt).ThenBy(visit => visit.Id).ToListAsync(stopping), stopping);

    public async Task<VisitSummary?> Find(Guid visitId, CancellationToken stopping = default) =>
        await Summaries(await Visits.Where(visit => visit.Id == visitId).ToListAsync(stopping), stopping) is [var found] ? found : null;

    public async Task<IReadOnlyList<VisitSummary>> Starting(Guid locationId, DateTimeOffset from, DateTimeOffset before, CancellationToken stopping = default) =>
        await Summaries(
            await Visits
                .Where(visit => visit.LocationId == locationId && visit.StartsAt >= from && visit.StartsAt < before && visit.State != VisitStates.Cancelled)
                .OrderBy(visit => visit.StartsAt).ThenBy(visit => visit.Id)
                .ToListAsync(stopping),
            stopping);

    public async Task<IReadOnlyList<ProviderSummary>> Providers(CancellationToken stopping = default) =>
        await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).Select(provider => new ProviderSummary(provider.Name, provider.Npi)).ToListAsync(stopping);

    private async Task<IReadOnlyList<VisitSummary>> Summaries(List<Visit> visits, CancellationToken stopping)
    {
        var ids = visits.Select(visit => visit.Id).ToList();
        var carried = await db.Set<CarriedRow>().AsNoTracking().Where(row => ids.Contains(row.RowId) && row.TableName == "visits" && row.EndedAt == null).ToDictionaryAsync(row => row.RowId, row => row.FromId, stopping);
        var typeIds = visits.Select(visit => visit.VisitTypeId).OfType<Guid>().Distinct().ToList();
        var codes = await db.VisitTypes.AsNoTracking().Where(type => typeIds.Contains(type.Id)).ToDictionaryAsync(type => type.Id, type => type.Code, stopping);
        return visits.ConvertAll(visit => Summary(visit) with
        {
            BookedForId = carried.TryGetValue(visit.Id, out var record) ? record : null,
            VisitTypeCode = visit.VisitTypeId is { } type ? codes.GetValueOrDefault(type) : null,
        });
    }

    public static VisitSummary Summary(Visit visit) => new(
        visit.Id,
        visit.PatientId,
        visit.LocationId,
        visit.Provider!.DisplayName,
        visit.VisitType,
        visit.StartsAt,
        visit.EndsAt,
        visit.State)
    {
        ProviderId = visit.ProviderId,
        ProviderNpi = visit.Provider.Npi,
        ProviderSpecialty = visit.Provider.Specialty,
        CareThreadId = visit.CareThreadId,
        AccessClass = visit.AccessClass,
        TaskId = visit.Request?.TaskId,
        EnteredAt = visit.EnteredAt,
    };
}

/// <summary>The panel "Visits" of the patient page: what is booked, what is wanted and not booked yet, what was.</summary>
internal sealed class PatientVisitsPanel(
    IVisits visits, SchedulingDb db, WantedAppointments wishes, IOrganization organization, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var found = await visits.OfPatient(subjectId, stopping);
        var wanted = await wishes.Of(db.Requests.Where(request => request.PatientId == subjectId), stopping);
        await audit.Record(
            db, new AuditEntry("visits.viewed", "patient", subjectId, [.. found.Select(visit => visit.Id), .. wanted.Select(request => request.TaskId)]), stopping);
        var profile = await organization.Profile(stopping);
        var now = clock.GetUtcNow();
        var rows = found.Select(visit => PatientVisitRow.Of(visit, profile)).ToList();
        return new PatientVisitsView(
            subjectId,
            [.. rows.Where(row => row.Visit.StartsAt >= now).Reverse()],
            [.. rows.Where(row => row.Visit.StartsAt < now)],
            wanted);
    }
}

/// <param name="Coming">Next first.</param>
/// <param name="Past">Latest first.</param>
/// <param name="Wanted">Requests at the user's locations that nobody has booked yet.</param>
internal sealed record PatientVisitsView(Guid PatientId, IReadOnlyList<PatientVisitRow> Coming, IReadOnlyList<PatientVisitRow> Past, IReadOnlyList<WantedAppointment> Wanted);

/// <param name="LocalStart">On the wall clock of the visit's location.</param>
internal sealed record PatientVisitRow(VisitSummary Visit, DateTimeOffset LocalStart, string LocationName)
{
    /// <summary>Null where the page is about one patient.</summary>
    public string? Patient { get; init; }

    public static PatientVisitRow Of(VisitSummary visit, OrganizationProfile profile)
    {
        var location = profile.Find(visit.LocationId);
        return new(visit, LocalTime.At(location, visit.StartsAt), location?.Name ?? "a closed location");
    }
}

