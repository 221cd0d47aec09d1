using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Coverage;

/// <summary>How the coverage of coming visits stands, what is pressing first. The caller audits what it shows.</summary>
internal sealed class LoadDesk(IntakeDb db, VisitCoverages coverages, IVisits visits, IOrganization organization, CurrentActor actor, TimeProvider clock)
{
    public const int Days = 4;

    public async Task<IReadOnlyList<DeskRow>> Run(CancellationToken stopping)
    {
        var booked = new List<(VisitSummary Visit, Location Location)>();
        foreach (var location in (await organization.Profile(stopping)).Locations.Where(location => actor.SeesLocation(location.Id)))
        {
            var today = LocalTime.DayAt(location, clock.GetUtcNow());
            var found = await visits.Starting(location.Id, LocalTime.StartOf(today, location), LocalTime.StartOf(today.AddDays(Days), location), stopping);
            booked.AddRange(found.Where(visit => visit.State == VisitStates.Booked).Select(visit => (visit, location)));
        }

        var paying = await coverages.OfAll(booked.ConvertAll(one => one.Visit), stopping);
        var visitIds = booked.Select(one => one.Visit.Id).ToList();
        var checks = await StandingChecks.Of(db, db.EligibilityChecks.Where(check => visitIds.Contains(check.VisitId)), stopping);
        var latest = checks.GroupBy(check => check.VisitId).ToDictionary(group => group.Key, group => group.MaxBy(check => (check.At, check.CheckId)));
        return
        [
            .. booked.Where(one => paying.ContainsKey(one.Visit.Id))
                .Select(one =>
                {
                    var pays = paying[one.Visit.Id];
                    return new DeskRow(
                        one.Visit, LocalTime.At(one.Location, one.Visit.StartsAt), one.Location.Name, RegisteredPatients.Summary(pays.Patient), pays.Payer?.Name ?? pays.Coverage?.Payer, CoverageStanding.Of(pays, latest.GetValueOrDefault(one.Visit.Id)));
                })
                .OrderBy(row => DateOnly.FromDateTime(row.Start.DateTime)).ThenBy(row => row.Standing.Press).ThenBy(row => row.Visit.StartsAt),
        ];
    }
}

/// <param name="Start">On the wall clock of the visit's location.</param>
internal sealed record DeskRow(VisitSummary Visit, DateTimeOffset Start, string LocationName, PatientSummary Patient, string? Payer, CoverageStanding Standing);

/// <summary>A question with how it stands.</summary>
internal sealed record StandingCheck(
    Guid CheckId, Guid VisitId, Guid CoverageId, DateOnly AskedFor, string Way, DateTimeOffset At, string State, string Reason, Guid? AnswerId, string? Outcome, string[]? Rejections, string[]? Differs, DateTimeOffset? AnsweredAt);

internal static class StandingChecks
{
    public static Task<List<StandingCheck>> Of(IntakeDb db, IQueryable<EligibilityCheck> checks, CancellationToken stopping) =>
        (from check in checks.AsNoTracking()
         join state in db.EligibilityStates.AsNoTracking() on check.Id equals state.CheckId
         join answer in db.EligibilityAnswers.AsNoTracking() on state.AnswerId equals (Guid?)answer.Id into answers
         from answer in answers.DefaultIfEmpty()
         orderby check.At descending, check.Id descending
         select new StandingCheck(
             check.Id, check.VisitId, check.CoverageId, check.AskedFor, check.Way, check.At, state.State, state.Reason, state.AnswerId,
             answer == null ? null : answer.Outcome, answer == null ? null : answer.Rejections, answer == null ? null : answer.Differs, answer == null ? null : (DateTimeOffset?)answer.At))
        .ToListAsync(stopping);
}

/// <summary>How the coverage of one visit stands, in a word and a sentence.</summary>
/// <param name="Code">verified, no-need, waiting, differs, not-asked, by-hand, unknown, error, not-active or none.</param>
/// <param name="Badge">Of the design system: ok, muted, info, warn or stop.</param>
/// <param name="Press">What is smaller comes first.</param>
internal sealed record CoverageStanding(string Code, string Words, string Badge, int Press, string Why)
{
    public static CoverageStanding Of(PayingCoverage paying, StandingCheck? check)
    {
        if (paying.IsSelfPay || paying.Kind is CaseKinds.WorkersCompensation or CaseKinds.Auto)
        {
            return new("no-need", paying.IsSelfPay ? "the patient pays" : CaseKinds.All.First(kind => kind.Code == paying.Kind).Words.ToLowerInvariant(), "muted", 9, "");
        }

        // Asked about another coverage than pays now, it says nothing.
        if (check is null || (paying.Coverage is { } coverage && check.CoverageId != coverage.Id))
        {
            return paying switch
            {
                { WhyNot: { } why } => new("none", "no coverage", "stop", 1, why),
                { Payer.VerifyBy: not VerifyWays.Clearinghouse } => new("by-hand", "verify by hand", "warn", 3, paying.Payer.HowTo),
                { Payer.ElectronicId.Length: 0 } => new("by-hand", "verify by hand", "warn", 3, "The payer has no payer id yet."),
                _ => new("not-asked", "not asked", "warn", 4, ""),
            };
        }

        return check switch
        {
            { State: CheckState.Pending or CheckState.Sending or CheckState.Sent } => new("waiting", "asked, no answer yet", "info", 6, check.Reason),
            { State: CheckState.Failed } => new("error", "error", "stop", 2, check.Reason),
            { State: CheckState.Unknown } => new("unknown", "not known whether it was asked", "warn", 2, check.Reason),
            { Outcome: AnswerOutcome.NotActive } => new("not-active", "not active", "stop", 0, ""),
            { Outcome: AnswerOutcome.Rejected } => new("error", "error", "stop", 2, string.Join("; ", (check.Rejections ?? []).Select(X12Words.Rejected))),
            { Outcome: AnswerOutcome.Unclear } => new("error", "neither yes nor no", "warn", 2, "Read the answer, or call the payer."),
            { Differs.Length: > 0 } => new("differs", "active, but differs", "warn", 5, string.Join(' ', check.Differs)),
            _ => new("verified", "verified", "ok", 8, ""),
        };
    }
}
