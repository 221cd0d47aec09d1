using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
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
        var (taken, setAside) = await WhatIsLeft(visitIds, [.. authorizations.SelectMany(of => of)], stopping);
        var counted = (await db.CountingReferralUses.Where(use => visitIds.Contains(use.VisitId)).Select(use => new { use.VisitId, use.ReferralId }).ToListAsync(stopping)).ToLookup(use => use.VisitId, use => use.ReferralId);
        var referrals = (await db.Referrals.AsNoTracking().Where(one => patientIds.Contains(one.PatientId) && one.Direction == ReferralDirection.In && one.State != ReferralState.Withdrawn).ToListAsync(stopping)).ToLookup(one => one.PatientId);
        var care = await PrimaryCare.OfAll(db, patientIds, stopping);
        var tasks = (await db.Tasks.AsNoTracking().Where(task => threads.Contains(task.CareThreadId) && task.State == TaskState.Open).OrderBy(task => task.RaisedAt).ToListAsync(stopping)).ToLookup(task => task.CareThreadId);
        var taskIds = seen.Select(visit => visit.TaskId).OfType<Guid>().Distinct().ToList();
        var orders = await db.Tasks.Where(task => taskIds.Contains(task.Id) && task.OrderId != null).ToDictionaryAsync(task => task.Id, task => task.OrderId!.Value, stopping);
        var ordered = (await contents.Orders(patientIds, stopping)).Where(one => one.IsWork).ToLookup(one => one.PatientId);
        var rules = await AuthorizationRuleTable.InForce(db, stopping);
        var waiting = (await results.Of(patientIds, stopping)).ToLookup(result => result.PatientId);
        var booked = await outstanding.BookedFor(ordered.SelectMany(of => of), stopping);
        var signed = await SignedBy(patientIds, stopping);
        return seen.ToDictionary(visit => visit.Id, visit =>
        {
            var order = visit.TaskId is { } asked && orders.TryGetValue(asked, out var known) ? known : (Guid?)null;
            var (held, location) = (units[visit.Id].ToDictionary(use => use.AuthorizationId, use => use.Units), profile.Find(visit.LocationId));
            var day = LocalTime.DayAt(location, visit.StartsAt);
            List<PayerAuthorization> own =
            [
                .. authorizations[visit.PatientId].Where(one => held.ContainsKey(one.Id)
                    || (order is not null && one.OrderId == order)
                    || ((order is null || one.OrderId is null) && visit.CareThreadId is { } thread && one.CareThreadId == thread)),
            ];
            List<ChartOrder> isFor = [.. ordered[visit.PatientId].Where(one => order is not null ? one.Id == order : visit.CareThreadId is { } chain && one.CareThreadId == chain)];
            return JudgeReadiness.Of(new VisitFacts(
                visit,
                day,
                location,
                profile.Locations,
                paying[visit.Id],
                standing[visit.Id],
                coPay[visit.Id],
                charged.Contains(visit.Id),
                order,
                own,
                [
                    .. authorizations[visit.PatientId].Where(one => own.Count == 0 && visit.State is VisitStates.Booked or VisitStates.Done && taken.TryGetValue(one.Id, out var all) && all < one.UnitsApproved
                        && ReserveUnits.IsValidOn(one, day) && !setAside.Contains((visit.Id, one.Id)) && !isFor.Exists(its => AuthorizationTasks.IsOfOtherCode(one, its.Code)) && VisitFit.Of(one, paying[visit.Id], visit, location, profile.Locations, []) != Fit.No),
                ],
                held,
                isFor,
                rules,
                [.. referrals[visit.PatientId]],
                counted[visit.Id].Select(id => (Guid?)id).FirstOrDefault(),
                visit.CareThreadId is { } of ? [.. tasks[of].Where(task => task.PatientId == visit.PatientId && (order is null || task.OrderId is null || task.OrderId == order))] : [],
                [.. waiting[visit.PatientId]],
                [.. OutstandingResults.Of(ordered[visit.PatientId], booked, visit, LocalTime.DayAt(location, visit.StartsAt))],
                [.. forms.Value.InForce.Select(form => new FormDue(form, signed[visit.PatientId].LastOrDefault(one => form.HoldsOn(one.FormCode, one.At, visit.StartsAt))))])
            {
                Pcp = care.GetValueOrDefault(visit.PatientId),
            });
        });
    }

    /// <returns>Units taken of each that is granted and counts them; and what a person said is not meant for which visit.</returns>
    private async Task<(IReadOnlyDictionary<Guid, decimal> Taken, HashSet<(Guid Visit, Guid Authorization)> SetAside)> WhatIsLeft(List<Guid> visitIds, List<PayerAuthorization> all, CancellationToken stopping)
    {
        var granted = all.Where(one => AuthorizationState.Granted.Contains(one.State) && one.UnitsApproved is not null).ToDictionary(one => one.Id, one => one.Number);
        var taken = await UnitsTaken.Of(db, granted, stopping);
        var off = await db.AuthorizationUses.Where(use => visitIds.Contains(use.VisitId) && (use.Kind == UseKind.Released || use.Kind == UseKind.Returned) && use.By != null)
            .Select(use => new { use.VisitId, use.AuthorizationId }).ToListAsync(stopping);
        return (taken.ToDictionary(of => of.Key, of => of.Value.All), [.. off.Select(use => (use.VisitId, use.AuthorizationId))]);
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
