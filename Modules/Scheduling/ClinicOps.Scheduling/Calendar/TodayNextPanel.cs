using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>The panel "Coming next" of the page Today: the visits of the next 24 hours at the user's locations that begin first, each a digit and a letter away from the free times it may be moved to.</summary>
internal sealed class TodayNextPanel(SchedulingDb db, VisibleToActor visible, IPatients patients, IVisitProgress progress, IOrganization organization, AuditTrail audit, TimeProvider clock) : IPanelLoader
{
    /// <summary>As many as there are digits.</summary>
    private const int Most = 9;

    /// <summary>Of so many it is asked who is here already.</summary>
    private const int MostLooked = 50;

    public async Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var (now, profile) = (clock.GetUtcNow(), await organization.Profile(stopping));
        var coming = await visible.Visits.AsNoTracking().Include(visit => visit.Provider)
            .Where(visit => visit.State == VisitStates.Booked && visit.StartsAt > now && visit.StartsAt < now.AddDays(1))
            .OrderBy(visit => visit.StartsAt).ThenBy(visit => visit.Id).Take(MostLooked).ToListAsync(stopping);

        // Who is here already is not moved.
        var here = (await progress.Of([.. coming.Select(visit => visit.Id)], stopping)).Where(taken => taken.Reached is not null).Select(taken => taken.VisitId).ToHashSet();
        var shown = coming.Where(visit => !here.Contains(visit.Id)).Take(Most).ToList();
        var names = (await patients.Find([.. shown.Select(visit => visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id, patient => patient.ListName);
        foreach (var at in shown.GroupBy(visit => visit.LocationId, visit => visit.PatientId))
        {
            await audit.Record(db, new AuditEntry("visits.day-viewed", "location", at.Key, [.. at.Distinct()], LocationId: at.Key), stopping);
        }

        return new TodayNextView(
        [
            .. from visit in shown
               let location = profile.Find(visit.LocationId)
               select new ComingVisit(visit.Id, SayTimes.When(location, visit.StartsAt, now), names.GetValueOrDefault(visit.PatientId), visit.Provider!.DisplayName, location?.Name ?? ""),
        ]);
    }
}

/// <summary>Where they are is said of visits at several locations.</summary>
internal sealed record TodayNextView(IReadOnlyList<ComingVisit> Visits)
{
    public bool SeveralLocations => Visits.Select(visit => visit.Location).Distinct().Count() > 1;
}

/// <param name="Patient">Null when the patient is no longer registered.</param>
internal sealed record ComingVisit(Guid Id, string When, string? Patient, string Provider, string Location);
