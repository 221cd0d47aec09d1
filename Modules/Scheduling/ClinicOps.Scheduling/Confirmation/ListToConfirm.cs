using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>
/// Coming visits at the user's locations that nobody has confirmed and that are to be by now; what no rule speaks of, by the day before. Who has come early is not
/// called. The caller audits what it shows.
/// </summary>
internal sealed class ListToConfirm(SchedulingDb db, KnowRules rules, VisibleToActor visible, IPatients patients, IContactPreferences preferences, IVisitProgress progress, IOrganization organization, TimeProvider clock)
{
    private const int WithoutRule = 1;

    public async Task<IReadOnlyList<ToConfirm>> Run(CancellationToken stopping)
    {
        var visits = await Visits(stopping);
        var ids = visits.ConvertAll(visit => visit.Visit.Id);
        var names = (await patients.Find([.. visits.Select(visit => visit.Visit.PatientId).Distinct()], stopping)).ToDictionary(patient => patient.Id);
        var attempts = (await db.StandingAttempts.AsNoTracking().Where(attempt => ids.Contains(attempt.VisitId)).OrderBy(attempt => attempt.At).ToListAsync(stopping)).ToLookup(attempt => attempt.VisitId);
        var reach = await preferences.HowToReach(names.Keys, stopping);
        return
        [
            .. visits.Select(visit => new ToConfirm(visit.Visit, visit.Location, names.GetValueOrDefault(visit.Visit.PatientId), [.. attempts[visit.Visit.Id].Where(attempt => attempt.StartsAt == visit.Visit.StartsAt && attempt.LocationId == visit.Visit.LocationId)])
            {
                Reach = reach.GetValueOrDefault(visit.Visit.PatientId),
            }),
        ];
    }

    public async Task<int> Count(CancellationToken stopping) => (await Visits(stopping)).Count;

    private async Task<List<(Visit Visit, Location Location)>> Visits(CancellationToken stopping)
    {
        var (inForce, now) = (await rules.InForce(stopping), clock.GetUtcNow());
        var found = new List<(Visit, Location)>();
        foreach (var location in (await organization.Profile(stopping)).Locations.Where(place => visible.Location(place.Id)))
        {
            var today = LocalTime.DayAt(location, now);
            var until = LocalTimes.Day(today.AddDays(Math.Max(WithoutRule, inForce.Furthest)), location.TimeZone).Until;
            var unconfirmed = await db.Unconfirmed(visible.Visits).AsNoTracking().Include(visit => visit.Provider)
                .Where(visit => visit.LocationId == location.Id && visit.StartsAt > now && visit.StartsAt < until)
                .ToListAsync(stopping);
            var called = await db.Reminders.AsNoTracking().Where(call => call.Way == ReminderWay.Call && call.LocationId == location.Id && call.StartsAt > now && call.StartsAt < until).Select(call => new { call.VisitId, call.StartsAt }).ToListAsync(stopping);
            found.AddRange(unconfirmed
                .Where(visit => LocalTime.DayAt(location, visit.StartsAt).DayNumber - today.DayNumber <= (inForce.For(visit.VisitTypeId) is { } rule ? rule.CallDaysBefore ?? -1 : WithoutRule)
                    || called.Exists(call => call.VisitId == visit.Id && call.StartsAt == visit.StartsAt))
                .Select(visit => (visit, location)));
        }

        var here = (await progress.Of([.. found.Select(visit => visit.Item1.Id)], stopping)).Where(taken => taken.Reached is not null).Select(taken => taken.VisitId).ToHashSet();
        return [.. found.Where(visit => !here.Contains(visit.Item1.Id)).OrderBy(visit => visit.Item1.StartsAt).ThenBy(visit => visit.Item1.Id)];
    }
}

/// <param name="Patient">Null when the patient is no longer registered.</param>
/// <param name="Attempts">To reach the patient about this time and place, earliest first.</param>
internal sealed record ToConfirm(Visit Visit, Location Location, PatientSummary? Patient, IReadOnlyList<ContactAttempt> Attempts)
{
    /// <summary>How the patient wants to be reached; null while nobody said anything.</summary>
    public HowToReach? Reach { get; init; }

    /// <summary>On the location's wall clock.</summary>
    public DateTimeOffset Start => LocalTime.At(Location, Visit.StartsAt);
}

/// <summary>The panel "Confirm and walk-ins" of the page Today. It names nobody.</summary>
internal sealed class TodayConfirmPanel(ListToConfirm list) : IPanelLoader
{
    public async Task<object?> Load(Guid subjectId, CancellationToken stopping) => new TodayConfirmView(await list.Count(stopping));
}

internal sealed record TodayConfirmView(int Count);
