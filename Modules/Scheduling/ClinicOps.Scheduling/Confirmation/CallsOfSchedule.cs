using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.ProviderOut;
using ClinicOps.Scheduling.Recall;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Confirmation;

/// <summary>
/// Whom the schedule wants called: patients whose provider is out, those whose visits are not confirmed (their reminder may not have arrived), and those who are due to come again. A visit
/// stands in it once: that its provider is out comes first.
/// </summary>
internal sealed class CallsOfSchedule(SchedulingDb db, LoadOutage outages, OutageStandings standings, ListToConfirm confirm, ListRecalls recalls, VisibleToActor visible, IOrganization organization, TimeProvider clock) : ICallsToMake
{
    public async Task<IReadOnlyList<CallToMake>> Now(CancellationToken stopping = default)
    {
        var profile = await organization.Profile(stopping);
        var ofAbsences = await Out(profile, stopping);
        var known = ofAbsences.Select(call => call.VisitId).ToHashSet();
        return [.. ofAbsences, .. (await ToConfirm(stopping)).Where(call => !known.Contains(call.VisitId)), .. await Recalls(stopping)];
    }

    private async Task<List<CallToMake>> Out(OrganizationProfile profile, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var open = await outages.InSight.AsNoTracking().Where(outage => outage.TakenBackAt == null && outage.EndsAt > now).Select(outage => outage.Id).ToListAsync(stopping);
        var listed = (await standings.Of(db.OutageVisits.Where(one => open.Contains(one.OutageId)), stopping)).Where(one => one.IsToCall && one.At.StartsAt > now).ToList();
        var ids = listed.ConvertAll(one => one.Listed.VisitId);
        var seen = await visible.Visits.AsNoTracking().Where(visit => ids.Contains(visit.Id)).ToDictionaryAsync(visit => visit.Id, stopping);
        return
        [
            .. listed.Where(one => seen.ContainsKey(one.Listed.VisitId)).DistinctBy(one => one.Listed.VisitId).Select(one => (One: one, Visit: seen[one.Listed.VisitId])).Select(row => new CallToMake(
                CallKinds.ProviderOut, row.Visit.Id, row.Visit.PatientId, row.Visit.LocationId, row.Visit.CareThreadId, "The visit cannot take place: the provider is out", row.Visit.StartsAt,
                When(profile.Find(row.Visit.LocationId), row.Visit.StartsAt), $"/scheduling/provider-out/outage/{row.One.Listed.OutageId}", SchedulingRights.EnterVisits, row.Visit.AccessClass)
            {
                VisitId = row.Visit.Id,
                Attempts = row.One.Attempts.Count,
                Last = row.One.Attempts is [.., var last] ? Of(last) : null,
            }),
        ];
    }

    private async Task<List<CallToMake>> ToConfirm(CancellationToken stopping) =>
    [
        .. (await confirm.Run(stopping)).Select(line => new CallToMake(
            CallKinds.Confirm, line.Visit.Id, line.Visit.PatientId, line.Visit.LocationId, line.Visit.CareThreadId, $"Confirm the visit with {line.Visit.Provider!.DisplayName}", line.Visit.StartsAt,
            When(line.Location, line.Visit.StartsAt), $"/scheduling/confirm#visit-{line.Visit.Id}", SchedulingRights.EnterVisits, line.Visit.AccessClass)
        {
            VisitId = line.Visit.Id,
            Attempts = line.Attempts.Count,
            Last = line.Attempts is [.., var last] ? Of(last) : null,
        }),
    ];

    private async Task<List<CallToMake>> Recalls(CancellationToken stopping) =>
    [
        .. (await recalls.Run(all: false, stopping)).Where(line => line.IsOpen).Select(line => new CallToMake(
            CallKinds.Recall, line.Recall.Id, line.Recall.PatientId, line.Recall.LocationId, null, $"Time to come again: {line.VisitType}", LocalTime.StartOf(line.Recall.Due, line.Location),
            $"due {line.Due}", $"/scheduling/recalls#recall-{line.Recall.Id}", SchedulingRights.EnterVisits, line.Recall.AccessClass)
        {
            Attempts = line.Attempts.Count,
            Last = line.Attempts is [.., var last] ? new CallAttempt(last.At, last.By, RecallOutcome.InWords(last.Outcome)) : null,
        }),
    ];

    private static CallAttempt Of(ContactAttempt attempt) => new(attempt.At, attempt.By, ContactOutcome.InWords(attempt.Outcome));

    private static string When(Location? location, DateTimeOffset at) => "visit " + LocalTime.At(location, at).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture);
}
