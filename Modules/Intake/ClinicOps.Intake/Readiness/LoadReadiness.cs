using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Readiness;

/// <summary>
/// How ready visits are: coverage, authorization, referral, orders, results, forms and the record. The one place that answers it, for as many visits as
/// are asked about in the same number of questions to the database. Asked outside of a transaction. The caller audits what it shows.
/// </summary>
internal sealed class LoadReadiness(IntakeDb db, VisitCoverages coverages, CoverageStandings standings, CoPayDue coPays, IWaitingResults results, IChartContents contents, OutstandingResults outstanding, IOrganization organization, IOptions<CheckInOptions> forms)
{
    /// <returns>By visit; visits of patients out of sight are left out.</returns>
    public async Task<IReadOnlyDictionary<Guid, VisitReadiness>> Of(IReadOnlyList<VisitSummary> visits, CancellationToken stopping)
    {
        var paying = await coverages.OfAll(visits, stopping);
        return await Of(visits, paying, await coPays.ForAll(visits, paying, stopping), stopping);
    }

    /// <summary>For who has asked already who pays, and how much the patient does.</summary>
    public async Task<IReadOnlyDictionary<Guid, VisitReadiness>> Of(
        IReadOnlyList<VisitSummary> visits, IReadOnlyDictionary<Guid, PayingCoverage> paying, IReadOnlyDictionary<Guid, CoPayAnswer> coPay, CancellationToken stopping)
    {
        var seen = visits.Where(visit => paying.ContainsKey(visit.Id)).ToList();
        var (visitIds, patientIds) = (seen.ConvertAll(visit => visit.Id), seen.Select(visit => visit.PatientId).Distinct().ToList());
        var threads = seen.Select(visit => visit.CareThreadId).OfType<Guid>().Distinct().ToList();
        var profile = await organization.Profile(stopping);
        var standing = await standings.Of(seen, paying, stopping);
        var charged = await ChargedOf(visitIds, stopping);
        var units = (await db.CountingUses.Where(use => visitIds.Contains(use.VisitId)).Select(use => new { use.VisitId, use.AuthorizationId, use.Units }).ToListAsync(stopping)).ToLookup(use => use.VisitId);
        var authorizations = (await db.Authorizations.AsNoTracking().Where(one => patientIds.Contains(one.PatientId) && one.State != AuthorizationState.Withdrawn).ToListAsync(stopping)).ToLookup(one => one.PatientId);
        var counted = (await db.CountingReferralUses.Where(use => visitIds.Contains(use.VisitId)).Select(use => new { use.VisitId, use.ReferralId }).ToListAsync(stopping)).ToLookup(use => use.VisitId, use => use.ReferralId);
        var referrals = (await db.Referrals.AsNoTracking().Where(one => patientIds.Contains(one.PatientId) && one.Direction == ReferralDirection.In && one.State != ReferralState.Withdrawn).ToListAsync(stopping)).ToLookup(one => one.PatientId);
        var tasks = (await db.Tasks.AsNoTracking().Where(task => threads.Contains(task.CareThreadId) && task.State == TaskState.Open).OrderBy(task => task.RaisedAt).ToListAsync(stopping)).ToLookup(task => task.CareThreadId);
        var taskIds = seen.Select(visit => visit.TaskId).OfType<Guid>().Distinct().ToList();
        var orders = await db.Tasks.Where(task => taskIds.Contains(task.Id) && task.OrderId != null).ToDictionaryAsync(task => task.Id, task => task.OrderId!.Value, stopping);
        var waiting = (await results.Of(patientIds, stopping)).ToLookup(result => result.PatientId);
        var ordered = (await contents.Orders(patientIds, stopping)).ToLookup(order => order.PatientId);
        var booked = await outstanding.BookedFor(ordered.SelectMany(of => of), stopping);
        var signed = await SignedBy(patientIds, stopping);
        return seen.ToDictionary(visit => visit.Id, visit =>
        {
            var order = visit.TaskId is { } asked && orders.TryGetValue(asked, out var known) ? known : (Guid?)null;
            var (held, location) = (units[visit.Id].ToDictionary(use => use.AuthorizationId, use => use.Units), profile.Find(visit.LocationId));
            return JudgeReadiness.Of(new VisitFacts(
                visit,
                LocalTime.DayAt(location, visit.StartsAt),
                location,
                profile.Locations,
                paying[visit.Id],
                standing[visit.Id],
                coPay[visit.Id],
                charged.Contains(visit.Id),
                order,
                [
                    .. authorizations[visit.PatientId].Where(one => held.ContainsKey(one.Id)
                        || (order is not null && one.OrderId == order)
                        || ((order is null || one.OrderId is null) && visit.CareThreadId is { } thread && one.CareThreadId == thread)),
                ],
                held,
                [.. referrals[visit.PatientId]],
                counted[visit.Id].Select(id => (Guid?)id).FirstOrDefault(),
                visit.CareThreadId is { } of ? [.. tasks[of].Where(task => task.PatientId == visit.PatientId && (order is null || task.OrderId is null || task.OrderId == order))] : [],
                [.. waiting[visit.PatientId]],
                [.. OutstandingResults.Of(ordered[visit.PatientId], booked, visit, LocalTime.DayAt(location, visit.StartsAt))],
                [.. forms.Value.InForce.Select(form => new FormDue(form, signed[visit.PatientId].LastOrDefault(one => form.HoldsOn(one.FormCode, one.At, visit.StartsAt))))]));
        });
    }

    /// <summary>Visits whose co-pay stands in the ledger.</summary>
    private async Task<HashSet<Guid>> ChargedOf(List<Guid> visitIds, CancellationToken stopping) =>
    [
        .. await db.LedgerEntries
            .Where(entry => entry.VisitId != null && visitIds.Contains(entry.VisitId.Value) && entry.Kind == LedgerKinds.Charge && !db.LedgerEntries.Any(other => other.Kind == LedgerKinds.Void && other.ReversesEntryId == entry.Id))
            .Select(entry => entry.VisitId!.Value).ToListAsync(stopping),
    ];

    /// <summary>What stands of what patients signed, the oldest first.</summary>
    private async Task<ILookup<Guid, SignedForm>> SignedBy(List<Guid> patientIds, CancellationToken stopping) =>
        (await db.SignedForms.AsNoTracking().Where(form => patientIds.Contains(form.PatientId) && form.WithdrawnAt == null).OrderBy(form => form.At).ToListAsync(stopping)).ToLookup(form => form.PatientId);
}
