using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>The panel "Appointments" of a care thread: what is wanted and not booked yet, and what was booked for it, at the user's locations.</summary>
internal sealed class ThreadVisitsPanel(SchedulingDb db, VisibleToActor visible, WantedAppointments wishes, IPatients patients, IOrganization organization, AuditTrail audit) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var visits = await visible.Visits.AsNoTracking().Include(visit => visit.Provider)
            .Where(visit => visit.CareThreadId == subjectId).OrderBy(visit => visit.StartsAt).ToListAsync(stopping);
        var wanted = await wishes.Of(visible.Requests.Where(request => request.CareThreadId == subjectId), stopping);
        if (visits.Count == 0 && wanted.Count == 0)
        {
            return null;
        }

        Guid[] people = [.. visits.Select(visit => visit.PatientId).Concat(wanted.Select(wish => wish.PatientId)).Distinct()];
        await audit.Record(db, new AuditEntry("visits.viewed", "care-thread", subjectId, people), stopping);
        var named = (await patients.Find(people, stopping)).ToDictionary(patient => patient.Id);
        var profile = await organization.Profile(stopping);
        return new ThreadVisitsView(
            [.. visits.Select(visit => PatientVisitRow.Of(PatientVisits.Summary(visit), profile) with { Patient = named.GetValueOrDefault(visit.PatientId)?.ListName ?? "no longer registered" })],
            [.. wanted.Select(wish => wish with { Patient = named.GetValueOrDefault(wish.PatientId)?.ListName })]);
    }
}

/// <param name="Visits">Earliest first, cancelled ones among them.</param>
/// <param name="Wanted">Nobody has booked them yet.</param>
internal sealed record ThreadVisitsView(IReadOnlyList<PatientVisitRow> Visits, IReadOnlyList<WantedAppointment> Wanted);
