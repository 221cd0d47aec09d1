using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

/// <summary>How the coverage of each of many visits stands now, in a bounded number of questions.</summary>
internal sealed class CoverageStandings(IntakeDb db, IOrganization organization, IOptions<CoverageOptions> options, TimeProvider clock)
{
    /// <param name="paying">Who pays for each, as <see cref="VisitCoverages.OfAll"/> says; a visit that is not there is left out.</param>
    public async Task<IReadOnlyDictionary<Guid, CoverageStanding>> Of(IReadOnlyList<VisitSummary> visits, IReadOnlyDictionary<Guid, PayingCoverage> paying, CancellationToken stopping)
    {
        var (ids, now, profile) = (visits.Select(visit => visit.Id).ToList(), clock.GetUtcNow(), await organization.Profile(stopping));
        var checks = (await StandingChecks.Of(db, db.EligibilityChecks.Where(check => ids.Contains(check.VisitId)), stopping)).ToLookup(check => check.VisitId);
        return visits.Where(visit => paying.ContainsKey(visit.Id)).ToDictionary(
            visit => visit.Id,
            visit =>
            {
                var location = profile.Find(visit.LocationId);
                var day = LocalTime.DayAt(location, visit.StartsAt);
                return CoverageStanding.Of(paying[visit.Id], day, checks[visit.Id], options.Value.AnswerDue(now, day, location));
            });
    }
}

/// <summary>A question with how it stands.</summary>
internal sealed record StandingCheck(
    Guid CheckId, Guid VisitId, Guid CoverageId, Guid PayerId, string MemberKey, DateOnly VisitOn, DateOnly AskedFor, string Way, DateTimeOffset At, string State, string Reason, Guid? AnswerId, string? Outcome, string[]? Rejections, string[]? Differs, DateTimeOffset? AnsweredAt, bool AuthorizationNeeded)
{
    /// <summary>It was tried, and did not get to the clearinghouse: it is tried again.</summary>
    public bool WaitsToGoOut => State == CheckState.Pending && Reason.Length > 0;
}

internal static class StandingChecks
{
    public static Task<List<StandingCheck>> Of(IntakeDb db, IQueryable<EligibilityCheck> checks, CancellationToken stopping) =>
        (from check in checks.AsNoTracking()
         join state in db.EligibilityStates.AsNoTracking() on check.Id equals state.CheckId
         join answer in db.EligibilityAnswers.AsNoTracking() on state.AnswerId equals (Guid?)answer.Id into answers
         from answer in answers.DefaultIfEmpty()
         orderby check.At descending, check.Id descending
         select new StandingCheck(
             check.Id, check.VisitId, check.CoverageId, check.PayerId, check.MemberKey, check.VisitOn, check.AskedFor, check.Way, check.At, state.State, state.Reason, state.AnswerId,
             answer == null ? null : answer.Outcome, answer == null ? null : answer.Rejections, answer == null ? null : answer.Differs, answer == null ? null : (DateTimeOffset?)answer.At, answer != null && answer.AuthorizationNeeded))
        .ToListAsync(stopping);

    /// <summary>The last question that says something of the visit: one about another coverage than pays now, or for the day from which the visit was moved, says nothing.</summary>
    /// <param name="checks">Those of the visit.</param>
    public static StandingCheck? Last(IEnumerable<StandingCheck> checks, PayingCoverage paying, DateOnly day) =>
        checks.Where(check => check.VisitOn == day && paying.Coverage?.WasAskedAs(check.CoverageId, check.PayerId, check.MemberKey) == true).MaxBy(check => (check.At, check.CheckId));
}

/// <summary>How the coverage of one visit stands, in a word and a sentence.</summary>
/// <param name="Code">verified, no-need, waiting, differs, not-asked, by-hand, unknown, error, not-active, not-covered or none.</param>
/// <param name="Badge">Of the design system: ok, muted, info, warn or stop.</param>
/// <param name="Press">What is smaller comes first.</param>
internal sealed record CoverageStanding(string Code, string Words, string Badge, int Press, string Why)
{
    /// <summary>The day for which the payer says that it is active; null where it does not say so.</summary>
    public DateOnly? VerifiedFor { get; init; }

    /// <summary>The payer says that an authorization is required for this kind of service.</summary>
    public bool AuthorizationNeeded { get; init; }

    /// <param name="checks">Those of the visit.</param>
    /// <param name="answerDue">What was asked until then should have its answer.</param>
    public static CoverageStanding Of(PayingCoverage paying, DateOnly day, IEnumerable<StandingCheck> checks, DateTimeOffset answerDue)
    {
        if (paying.IsSelfPay || paying.Kind is CaseKinds.WorkersCompensation or CaseKinds.Auto)
        {
            return new("no-need", paying.IsSelfPay ? "the patient pays" : CaseKinds.All.First(kind => kind.Code == paying.Kind).Words.ToLowerInvariant(), "muted", 9, "");
        }

        if (StandingChecks.Last(checks, paying, day) is not { } check)
        {
            return paying switch
            {
                { WhyNot: { } why } => new("none", "no coverage", "stop", 1, why),
                { Payer.VerifyBy: not VerifyWays.Clearinghouse } => new("by-hand", "verify by hand", "warn", 3, paying.Payer.HowTo),
                { Payer.ElectronicId.Length: 0 } => new("by-hand", "verify by hand", "warn", 3, "The payer has no payer id yet."),
                _ => new("not-asked", "not asked", "warn", 4, ""),
            };
        }

        return Of(check, answerDue);
    }

    /// <summary>How one question stands, whoever pays now.</summary>
    public static CoverageStanding Of(StandingCheck check, DateTimeOffset answerDue) =>
        check switch
        {
            { WaitsToGoOut: true } when check.At <= answerDue => new("unknown", "not sent yet", "warn", 2, $"{check.Reason} It goes out by itself once it can: verify by phone or portal."),
            { WaitsToGoOut: true } => new("waiting", "not sent yet", "info", 6, check.Reason),
            { State: CheckState.Pending or CheckState.Sending or CheckState.Sent } when check.At <= answerDue => new("unknown", "asked, and never answered", "warn", 2, "Verify by phone or portal, or ask again."),
            { State: CheckState.Pending or CheckState.Sending or CheckState.Sent } => new("waiting", "asked, no answer yet", "info", 6, check.Reason),
            { State: CheckState.Failed } => new("error", "error", "stop", 2, check.Reason),
            { State: CheckState.Unknown } => new("unknown", "not known whether it was asked", "warn", 2, check.Reason),
            { Outcome: AnswerOutcome.NotActive } => new("not-active", "not active", "stop", 0, ""),
            { Outcome: AnswerOutcome.NotCovered } => new("not-covered", "not covered", "stop", 0, "The plan is active, and does not cover this kind of service."),
            { Outcome: AnswerOutcome.Rejected } => new("error", "error", "stop", 2, string.Join("; ", (check.Rejections ?? []).Select(X12Words.Rejected))),
            { Outcome: AnswerOutcome.Unclear } => new("error", "neither yes nor no", "warn", 2, "Read the answer, or call the payer."),
            { Differs.Length: > 0 } => new("differs", "active, but differs", "warn", 5, string.Join(' ', check.Differs)) { AuthorizationNeeded = check.AuthorizationNeeded },
            _ => new("verified", "verified", "ok", 8, "") { VerifiedFor = check.AskedFor, AuthorizationNeeded = check.AuthorizationNeeded },
        };
}
