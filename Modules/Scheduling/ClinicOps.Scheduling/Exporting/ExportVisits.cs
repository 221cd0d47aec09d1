using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.FlowBoard;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Exporting;

/// <summary>The visits of a location on some days as a file, cancelled ones too: those that the user may see. The caller audits what it hands out.</summary>
internal sealed class ExportVisits(SchedulingDb db, VisibleToActor visible, IVisitProgress progress, IPatients patients)
{
    public const int MostDays = 92;

    private static readonly string[] Heads = ["id", "mrn", "patient", "born", "provider", "npi", "visit type", "start", "minutes", "state", "confirmed", "room"];

    /// <param name="until">The last day.</param>
    public async Task<ExportedVisits> Run(Location location, DateOnly from, DateOnly until, CancellationToken stopping)
    {
        var (first, last) = (LocalTimes.Day(from, location.TimeZone).From, LocalTimes.Day(until, location.TimeZone).Until);
        var visits = await visible.Visits.AsNoTracking().Include(visit => visit.Provider)
            .Where(visit => visit.LocationId == location.Id && visit.StartsAt >= first && visit.StartsAt < last)
            .OrderBy(visit => visit.StartsAt).ThenBy(visit => visit.Id)
            .ToListAsync(stopping);
        var ids = visits.ConvertAll(visit => visit.Id);
        var patientIds = visits.Select(visit => visit.PatientId).Distinct().ToList();
        var named = (await patients.Find(patientIds, stopping)).ToDictionary(patient => patient.Id);
        var steps = (await progress.Of(ids, stopping)).ToDictionary(taken => taken.VisitId);
        var confirmed = (await db.StandingYeses.AsNoTracking().Where(attempt => ids.Contains(attempt.VisitId))
            .Select(attempt => new { attempt.VisitId, attempt.StartsAt }).ToListAsync(stopping)).Select(attempt => (attempt.VisitId, attempt.StartsAt)).ToHashSet();
        var roomIds = visits.SelectMany(visit => visit.ResourceIds).Distinct().ToList();
        var rooms = await db.Resources.AsNoTracking().Where(room => roomIds.Contains(room.Id)).ToDictionaryAsync(room => room.Id, room => room.Name, stopping);
        return new ExportedVisits(
            CsvFile.Of(Heads, visits.Select(visit => Cells(
                visit,
                location,
                named.GetValueOrDefault(visit.PatientId),
                visit.State == VisitStates.Cancelled ? VisitStates.Cancelled : FlowState.Of(visit, steps.GetValueOrDefault(visit.Id)),
                confirmed.Contains((visit.Id, visit.StartsAt)),
                visit.ResourceIds.Select(id => rooms.GetValueOrDefault(id)).OfType<string>()))),
            visits.Count,
            patientIds);
    }

    /// <param name="patient">Null when the patient is no longer registered.</param>
    private static IReadOnlyList<string> Cells(Visit visit, Location location, PatientSummary? patient, string state, bool isConfirmed, IEnumerable<string> rooms) =>
    [
        visit.Id.ToString(),
        patient?.Mrn ?? "",
        patient?.ListName ?? "no longer registered",
        patient?.BirthDate.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "",
        visit.Provider!.DisplayName,
        visit.Provider.Npi ?? "",
        visit.VisitType,
        LocalTime.At(location, visit.StartsAt).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        ((int)(visit.EndsAt - visit.StartsAt).TotalMinutes).ToString(CultureInfo.InvariantCulture),
        state,
        isConfirmed ? "yes" : "no",
        string.Join("; ", rooms),
    ];
}

internal sealed record ExportedVisits(byte[] File, int Count, IReadOnlyList<Guid> PatientIds);
