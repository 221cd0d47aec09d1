using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.CheckIn;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Readiness;

/// <summary>
/// How ready visits are: coverage, authorization, referral, orders, results, forms and the record. The one place that answers it, for as many visits as
/// are asked about in the same number of questions to the database; what none of them has (plans, estimates, grants, chains of work) is not asked for. Asked outside of a transaction. The caller audits what it shows.
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
    /// <param name="forEverybody">Nothing is said of authorizations, referrals, orders and tasks that have an access class of their own, nor that they are missing: for what everybody sees who sees the patient.</param>
    public async Task<IReadOnlyDictionary<Guid, VisitReadiness>> Of(
        IReadOnlyList<VisitSummary> visits, IReadOnlyDictionary<Guid, PayingCoverage> paying, IReadOnlyDictionary<Guid, CoPayAnswer> coPay, CancellationToken stopping, bool forEverybody = false)
    {
        bool IsClosed(string accessClass) => forEverybody && accessClass != AccessClass.Standard;
        var seen = visits.Where(visit => paying.ContainsKey(visit.Id)).ToList();
        var (visitIds, patientIds) = (seen.ConvertAll(visit => visit.Id), seen.Select(visit => visit.PatientId).Distinct().ToList());
        var profile = await organization.Profile(stopping);
        var standing = await standings.Of(seen, paying, stopping);
        var charged = await ChargedOf(visitIds, stopping);
        var (units, setAside) = await HeldBy(visitIds, stopping);
        var authorizations = (await db.Authorizations.AsNoTracking().Where(one => patientIds.Contains(one.PatientId) && one.State != AuthorizationState.Withdrawn).ToListAsync(stopping)).ToLookup(one => one.PatientId);
        var taken = await TakenOf([.. authorizations.SelectMany(of => of)], stopping);
        var counted = (await db.CountingReferralUses.Where(use => visitIds.Contains(use.VisitId)).Select(use => new { use.VisitId, use.ReferralId }).ToListAsync(stopping)).ToLookup(use => use.VisitId, use => use.ReferralId);
        var referrals = (await db.Referrals.AsNoTracking().Where(one => patientIds.Contains(one.PatientId) && one.Direction == ReferralDirection.In && one.State != ReferralState.Withdrawn).ToListAsync(stopping)).ToLookup(one => one.PatientId);
        var (tasks, orders) = await TasksOf(seen, stopping);
        var ordered = (await contents.Orders(patientIds, stopping)).Where(one => one.IsWork && !(forEverybody && one.HasOwnClass)).ToLookup(one => one.PatientId);
        var rules = await AuthorizationRuleTable.InForce(db, stopping);
        var waiting = (await results.Of(patientIds, stopping)).ToLookup(result => result.PatientId);
        var booked = await outstanding.BookedFor(ordered.SelectMany(of => of), stopping);
        var signed = await SignedBy(patientIds, stopping);
        return seen.ToDictionary(visit => visit.Id, visit =>
        {
            var order = visit.TaskId is { } asked && orders.TryGetValue(asked, out var known) ? known : (Guid?)null;
            var (held, location) = (units[visit.Id].ToDictionary(use => use.AuthorizationId, use => use.Units), profile.Find(visit.LocationId));
            var (day, payers) = (LocalTime.DayAt(location, visit.StartsAt), paying[visit.Id]);
            bool Concerns(PayerAuthorization one) => held.ContainsKey(one.Id)
                || (order is not null && one.OrderId == order)
                || ((order is null || one.OrderId is null) && visit.CareThreadId is { } thread && one.CareThreadId == thread);
            var wantingBehind = payers.Behind.Where((_, at) => standing[visit.Id].Behind[at].Standing.AuthorizationNeeded).ToList();
            PayingCoverage? Behind(PayerAuthorization one) => payers.IsOf(one.Payer) ? null : wantingBehind.Find(behind => behind.IsOf(one.Payer));
            List<PayerAuthorization> own = [.. authorizations[visit.PatientId].Where(one => Concerns(one) && Behind(one) is null)];
            List<ChartOrder> isFor = [.. ordered[visit.PatientId].Where(one => order is not null ? one.Id == order : visit.CareThreadId is { } chain && one.CareThreadId == chain)];
            bool MayBeFor(PayerAuthorization one, PayingCoverage payer) => !setAside.Contains((visit.Id, one.Id)) && !isFor.Exists(its => AuthorizationTasks.IsOfOtherCode(one, its.Code)) && VisitFit.Of(one, payer, visit, location, profile.Locations, []) != Fit.No;
            List<PayerAuthorization> mayBeMeant =
            [
                .. authorizations[visit.PatientId].Where(one => own.Count == 0 && visit.State is VisitStates.Booked or VisitStates.Done && taken.TryGetValue(one.Id, out var all) && all < one.UnitsApproved
                    && ReserveUnits.IsValidOn(one, day) && MayBeFor(one, payers)),
            ];
            List<PayerAuthorization> askedAtPatient =
            [
                .. authorizations[visit.PatientId].Where(one => own.Count == 0 && (order is null || one.OrderId is null) && IsAskedOf(payers, one)
                    && (AuthorizationState.Undecided.Contains(one.State) || (AuthorizationState.Granted.Contains(one.State) && one.UnitsApproved is null && ReserveUnits.IsValidOn(one, day))) && MayBeFor(one, payers)),
            ];
            List<PayerAuthorization> ofBehind =
            [
                .. authorizations[visit.PatientId].Where(one => Behind(one) is { } behind && (Concerns(one)
                    || ((order is null || one.OrderId is null) && (AuthorizationState.Undecided.Contains(one.State) || (AuthorizationState.Granted.Contains(one.State) && ReserveUnits.IsValidOn(one, day)))
                        && MayBeFor(one, behind)))),
            ];
            bool IsOfVisit(Referral one) => payers.NeedsReferral || counted[visit.Id].Contains(one.Id) || (visit.CareThreadId is { } its && (one.CareThreadId == its || one.DocumentThreadId == its));
            return JudgeReadiness.Of(new VisitFacts(
                visit,
                day,
                location,
                profile.Locations,
                payers,
                standing[visit.Id],
                coPay[visit.Id],
                charged.Contains(visit.Id),
                order,
                own,
                mayBeMeant,
                held,
                isFor,
                rules,
                [.. referrals[visit.PatientId]],
                counted[visit.Id].Select(id => (Guid?)id).FirstOrDefault(),
                visit.CareThreadId is { } of ? [.. tasks[of].Where(task => task.PatientId == visit.PatientId && !IsClosed(task.AccessClass) && (order is null || task.OrderId is null || task.OrderId == order))] : [],
                [.. waiting[visit.PatientId]],
                [.. OutstandingResults.Of(ordered[visit.PatientId], booked, visit, LocalTime.DayAt(location, visit.StartsAt))],
                [.. forms.Value.InForce.Select(form => new FormDue(form, signed[visit.PatientId].LastOrDefault(one => form.HoldsOn(one.FormCode, one.At, visit.StartsAt))))])
            {
                AskedAtPatient = askedAtPatient,
                OfBehind = ofBehind,
                Closed = own.Concat(mayBeMeant).Concat(askedAtPatient).Concat(ofBehind).Where(one => IsClosed(one.AccessClass)).Select(one => one.Id)
                    .Concat(referrals[visit.PatientId].Where(one => IsClosed(one.AccessClass) && IsOfVisit(one)).Select(one => one.Id)).ToHashSet(),
            });
        });
    }

    /// <summary>Of a case, the payer of the case; never the health plan beside it.</summary>
    private static bool IsAskedOf(PayingCoverage payers, PayerAuthorization one) =>
        payers.Kind == CaseKinds.HealthPlan ? payers.IsOf(one.Payer) : payers.Named is { Name.Length: > 0 } named && string.Equals(named.Name.Trim(), one.Payer.Trim(), StringComparison.OrdinalIgnoreCase);

    /// <returns>What each visit holds; and what a person said is not meant for which visit.</returns>
    private async Task<(ILookup<Guid, AuthorizationUse> Held, HashSet<(Guid Visit, Guid Authorization)> SetAside)> HeldBy(List<Guid> visitIds, CancellationToken stopping)
    {
        // All of a visit at once: what ends a reservation or a use is of the same visit.
        var uses = await db.AuthorizationUses.AsNoTracking().Where(use => visitIds.Contains(use.VisitId)).ToListAsync(stopping);
        var ended = uses.Select(use => use.EndsId).OfType<Guid>().ToHashSet();
        return (
            uses.Where(use => use.Kind is UseKind.Reserved or UseKind.Used && !ended.Contains(use.Id)).ToLookup(use => use.VisitId),
            [.. uses.Where(use => use is { Kind: UseKind.Released or UseKind.Returned, By: not null }).Select(use => (use.VisitId, use.AuthorizationId))]);
    }

    /// <returns>Units taken of each that is granted and counts them.</returns>
    private async Task<IReadOnlyDictionary<Guid, decimal>> TakenOf(List<PayerAuthorization> all, CancellationToken stopping)
    {
        var granted = all.Where(one => AuthorizationState.Granted.Contains(one.State) && one.UnitsApproved is not null).ToDictionary(one => one.Id, one => one.Number);
        return granted.Count == 0 ? new Dictionary<Guid, decimal>() : (await UnitsTaken.Of(db, granted, stopping)).ToDictionary(of => of.Key, of => of.Value.All);
    }

    /// <returns>Open tasks by chain of work, and the order of each task that a visit was booked for.</returns>
    private async Task<(ILookup<Guid, StaffTask> Open, IReadOnlyDictionary<Guid, Guid> Orders)> TasksOf(List<VisitSummary> visits, CancellationToken stopping)
    {
        var threads = visits.Select(visit => visit.CareThreadId).OfType<Guid>().Distinct().ToList();
        var booked = visits.Select(visit => visit.TaskId).OfType<Guid>().Distinct().ToList();
        var tasks = threads.Count + booked.Count == 0 ? [] : await db.Tasks.AsNoTracking()
            .Where(task => (threads.Contains(task.CareThreadId) && task.State == TaskState.Open) || (booked.Contains(task.Id) && task.OrderId != null)).OrderBy(task => task.RaisedAt).ToListAsync(stopping);
        return (
            tasks.Where(task => task.State == TaskState.Open).ToLookup(task => task.CareThreadId),
            tasks.Where(task => task.OrderId is not null && booked.Contains(task.Id)).ToDictionary(task => task.Id, task => task.OrderId!.Value));
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
