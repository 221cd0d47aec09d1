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
        var (now, profile) = (clock.GetUtcNow(), await organization.Profile(stopping));
        var wanted = visits.Where(visit => paying.ContainsKey(visit.Id))
            .Select(visit => CheckWanted.Of(visit, paying[visit.Id], LocalTime.DayAt(profile.Find(visit.LocationId), visit.StartsAt), options.Value)).ToDictionary(one => one.VisitId);
        var checks = await StandingChecks.About(db, wanted.Values, stopping);
        return visits.Where(visit => wanted.ContainsKey(visit.Id)).ToDictionary(
            visit => visit.Id,
            visit => CoverageStanding.Of(paying[visit.Id], wanted[visit.Id], checks, options.Value.ClockOf(now, wanted[visit.Id].Day, profile.Find(visit.LocationId))));
    }
}

/// <summary>For which visit a question is looked for.</summary>
/// <param name="ServiceType">X12 code of the kind of service the visit is.</param>
internal sealed record CheckWanted(Guid VisitId, Guid PatientId, DateOnly Day, string ServiceType)
{
    public static CheckWanted Of(VisitSummary visit, PayingCoverage paying, DateOnly day, CoverageOptions options) => new(visit.Id, visit.PatientId, day, paying.KindOf(options.KindOf(visit.VisitType)).ServiceType);

    /// <summary>
    /// Whether a question is about the visit on its day: one for the day from which the visit was moved is not. One that was asked for another visit of the same day is where it asked for this kind
    /// of service, so that a coverage is not asked twice a day.
    /// </summary>
    public bool IsMeantBy(Guid visitId, DateOnly visitOn, IEnumerable<string> serviceTypes) => visitOn == Day && (visitId == VisitId || serviceTypes.Contains(ServiceType));

    /// <summary>
    /// Of several answers for the day of the visit the one that weighs most counts, for its standing and for its co-payment alike: what says yes or no before a rejection, whenever that came; then what
    /// was asked for the visit itself; then what was said last.
    /// </summary>
    public (bool SaysSo, bool IsOwn, DateTimeOffset At, Guid CheckId) Weight(string? outcome, Guid visitId, DateTimeOffset askedAt, DateTimeOffset? answeredAt, Guid checkId) =>
        (AnswerOutcome.SaysYesOrNo(outcome), visitId == VisitId, AnswerOutcome.SaysYesOrNo(outcome) ? answeredAt ?? askedAt : askedAt, checkId);
}

/// <summary>A question with how it stands.</summary>
internal sealed record StandingCheck(
    Guid CheckId, Guid VisitId, Guid CoverageId, Guid PayerId, string MemberKey, DateOnly VisitOn, DateOnly AskedFor, string[] ServiceTypes, string Way, DateTimeOffset At, string State, string Reason, Guid? AnswerId, string? Outcome, string[]? Rejections, string[]? Differs, DateTimeOffset? AnsweredAt, bool AuthorizationNeeded, string PlanSaid)
{
    /// <summary>It was tried, and did not get to the clearinghouse: it is tried again.</summary>
    public bool WaitsToGoOut => State == CheckState.Pending && Reason.Length > 0;

    /// <summary>Its answer may still come.</summary>
    public bool IsUnderWay => State is CheckState.Pending or CheckState.Sending or CheckState.Sent or CheckState.Unknown;

    /// <summary>How it weighs beside the others about the visit.</summary>
    public (bool SaysSo, bool IsOwn, DateTimeOffset At, Guid CheckId) Weight(CheckWanted wanted) => wanted.Weight(Outcome, VisitId, At, AnsweredAt, CheckId);
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
             check.Id, check.VisitId, check.CoverageId, check.PayerId, check.MemberKey, check.VisitOn, check.AskedFor, check.ServiceTypes, check.Way, check.At, state.State, state.Reason, state.AnswerId,
             answer == null ? null : answer.Outcome, answer == null ? null : answer.Rejections, answer == null ? null : answer.Differs, answer == null ? null : (DateTimeOffset?)answer.At, answer != null && answer.AuthorizationNeeded, answer == null ? "" : answer.Plan))
        .ToListAsync(stopping);

    /// <summary>Those asked for the visits, and those asked for others of the same patients on the same days.</summary>
    public static Task<List<StandingCheck>> About(IntakeDb db, IEnumerable<CheckWanted> wanted, CancellationToken stopping)
    {
        var all = wanted.ToList();
        var (visits, patients, days) = (all.ConvertAll(one => one.VisitId), all.Select(one => one.PatientId).Distinct().ToList(), all.Select(one => one.Day).Distinct().ToList());
        return Of(db, db.EligibilityChecks.Where(check => visits.Contains(check.VisitId) || (patients.Contains(check.PatientId) && days.Contains(check.VisitOn))), stopping);
    }

    /// <summary>
    /// The question by which the coverage stands: the one whose answer weighs most, unless a later one is still under way. One about another coverage than pays now says nothing.
    /// </summary>
    public static StandingCheck? Counting(IEnumerable<StandingCheck> checks, PayingCoverage paying, CheckWanted wanted)
    {
        var about = checks.Where(check => IsAbout(check, paying, wanted)).ToList();
        var last = about.Where(check => !AnswerOutcome.SaysYesOrNo(check.Outcome)).MaxBy(check => check.Weight(wanted));
        return about.Where(check => AnswerOutcome.SaysYesOrNo(check.Outcome)).MaxBy(check => check.Weight(wanted)) switch
        {
            null => last,
            { } said when last is { IsUnderWay: true } && (last.VisitId == wanted.VisitId, last.At).CompareTo((said.VisitId == wanted.VisitId, said.AnsweredAt ?? said.At)) > 0 => last,
            { } said => said,
        };
    }

    /// <summary>The last question, whatever came of it.</summary>
    public static StandingCheck? LastAsked(IEnumerable<StandingCheck> checks, PayingCoverage paying, CheckWanted wanted) =>
        checks.Where(check => IsAbout(check, paying, wanted)).MaxBy(check => (check.VisitId == wanted.VisitId, check.At, check.CheckId));

    private static bool IsAbout(StandingCheck check, PayingCoverage paying, CheckWanted wanted) =>
        paying.Coverage?.WasAskedAs(check.CoverageId, check.PayerId, check.MemberKey) == true && wanted.IsMeantBy(check.VisitId, check.VisitOn, check.ServiceTypes);
}

/// <summary>How the coverage of one visit stands, in a word and a sentence.</summary>
/// <param name="Code">verified, aged, no-need, waiting, differs, not-asked, by-hand, unknown, error, not-active, not-covered or none.</param>
/// <param name="Badge">Of the design system: ok, muted, info, warn or stop.</param>
/// <param name="Press">What is smaller comes first.</param>
internal sealed record CoverageStanding(string Code, string Words, string Badge, int Press, string Why)
{
    /// <summary>The day for which the payer says that it is active; null where it does not say so.</summary>
    public DateOnly? VerifiedFor { get; init; }

    /// <summary>The payer says that an authorization is required for this kind of service.</summary>
    public bool AuthorizationNeeded { get; init; }

    /// <summary>How those stand that pay after it, in their order; each by itself.</summary>
    public IReadOnlyList<StandingBehind> Behind { get; init; } = [];

    /// <summary>This, and those behind it.</summary>
    public IEnumerable<CoverageStanding> All => [this, .. Behind.Select(one => one.Standing)];

    /// <param name="checks">Of the visit, and of others.</param>
    public static CoverageStanding Of(PayingCoverage paying, CheckWanted wanted, IReadOnlyCollection<StandingCheck> checks, AnswerClock clock) =>
        OfOne(paying, wanted, checks, clock) with { Behind = [.. paying.Behind.Select(one => new StandingBehind(one.Coverage!.Id, one.TurnInWords, one.PayerName, OfOne(one, wanted, checks, clock)))] };

    private static CoverageStanding OfOne(PayingCoverage paying, CheckWanted wanted, IReadOnlyCollection<StandingCheck> checks, AnswerClock clock)
    {
        if (paying.IsSelfPay || paying.Kind is CaseKinds.WorkersCompensation or CaseKinds.Auto)
        {
            return new("no-need", paying.IsSelfPay ? "the patient pays" : CaseKinds.All.First(kind => kind.Code == paying.Kind).Words.ToLowerInvariant(), "muted", 9, "");
        }

        if (paying.IsOutOfDate)
        {
            return new("none", "not valid then", "stop", 1, paying.WhyNot!);
        }

        if (StandingChecks.Counting(checks, paying, wanted) is not { } check)
        {
            return paying switch
            {
                { WhyNot: { } why } => new("none", "no coverage", "stop", 1, why),
                { Payer.VerifyBy: not VerifyWays.Clearinghouse } => new("by-hand", "verify by hand", "warn", 3, paying.Payer.HowTo),
                { Payer.ElectronicId.Length: 0 } => new("by-hand", "verify by hand", "warn", 3, "The payer has no payer id yet."),
                _ => new("not-asked", "not asked", "warn", 4, ""),
            };
        }

        return Of(check, clock);
    }

    /// <summary>How one question stands, whoever pays now.</summary>
    public static CoverageStanding Of(StandingCheck check, AnswerClock clock) =>
        check switch
        {
            { WaitsToGoOut: true } when check.At <= clock.Due => new("unknown", "not sent yet", "warn", 2, $"{check.Reason} It goes out by itself once it can: verify by phone or portal."),
            { WaitsToGoOut: true } => new("waiting", "not sent yet", "info", 6, check.Reason),
            { State: CheckState.Pending or CheckState.Sending or CheckState.Sent } when check.At <= clock.Due => new("unknown", "asked, and never answered", "warn", 2, "Verify by phone or portal, or ask again."),
            { State: CheckState.Pending or CheckState.Sending or CheckState.Sent } => new("waiting", "asked, no answer yet", "info", 6, check.Reason),
            { State: CheckState.Failed } => new("error", "error", "stop", 2, check.Reason),
            { State: CheckState.Unknown } => new("unknown", "not known whether it was asked", "warn", 2, check.Reason),
            { Outcome: AnswerOutcome.NotActive } => new("not-active", "not active", "stop", 0, ""),
            { Outcome: AnswerOutcome.NotCovered } => new("not-covered", "not covered", "stop", 0, "The plan is active, and does not cover this kind of service."),
            { Outcome: AnswerOutcome.Rejected } => new("error", "error", "stop", 2, string.Join("; ", (check.Rejections ?? []).Select(X12Words.Rejected))),
            { Outcome: AnswerOutcome.Unclear } => new("error", "neither yes nor no", "warn", 2, "Read the answer, or call the payer."),
            { Differs.Length: > 0 } => new("differs", "active, but differs", "warn", 5, string.Join(' ', check.Differs)) { AuthorizationNeeded = check.AuthorizationNeeded },
            { AnsweredAt: { } said } when clock.IsOld(said) => new("aged", $"verified {clock.DaysOld(said)} days ago", "warn", 5, "It may have ended since.") { VerifiedFor = check.AskedFor, AuthorizationNeeded = check.AuthorizationNeeded },
            _ => new("verified", "verified", "ok", 8, "") { VerifiedFor = check.AskedFor, AuthorizationNeeded = check.AuthorizationNeeded },
        };
}

/// <summary>How a coverage that does not pay first stands.</summary>
/// <param name="Turn">"second".</param>
internal sealed record StandingBehind(Guid CoverageId, string Turn, string Payer, CoverageStanding Standing);
