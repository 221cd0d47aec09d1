using System.Globalization;
using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

internal abstract record CoPayAnswer
{
    private CoPayAnswer()
    {
    }

    /// <summary>The good-faith estimate that says it did not reach the patient yet.</summary>
    public bool EstimateNotGiven { get; init; }

    /// <param name="Cents">More than nothing.</param>
    /// <param name="Evidence">Who said so, for what and when, in words.</param>
    /// <param name="BenefitId">The benefit that says it, with its segment; null where a good-faith estimate does.</param>
    public sealed record Owed(int Cents, string Evidence, Guid? BenefitId, DateTimeOffset AnsweredAt) : CoPayAnswer;

    /// <param name="Why">A sentence.</param>
    public sealed record NothingOwed(string Why) : CoPayAnswer;

    /// <param name="Why">A sentence that says what to do.</param>
    /// <param name="NeedsEstimate">The patient pays themselves, and no estimate holds for the visit.</param>
    public sealed record NotKnown(string Why, bool NeedsEstimate = false) : CoPayAnswer;
}

/// <summary>The co-payment of one visit, with what it rests on: the answer of who pays first, and of nobody else. Asked outside of a transaction, since it asks the schedule. The caller audits what it shows.</summary>
internal sealed class CoPayDue(IntakeDb db, VisitCoverages coverages, VisitTypeDues dues, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options)
{
    /// <summary>An answer of the same coverage that was given for another visit counts for so many days.</summary>
    public const int AnswerCountsDays = 31;

    public async Task<CoPayAnswer> For(Guid visitId, CancellationToken stopping) =>
        await visits.Find(visitId, stopping) is { } visit && await ForAll([visit], await coverages.OfAll([visit], stopping), stopping) is { Count: 1 } answer
            ? answer[visitId]
            : new CoPayAnswer.NotKnown("There is no such visit.");

    /// <summary>For many visits in a bounded number of questions.</summary>
    /// <param name="paying">Who pays for each, as <see cref="VisitCoverages.OfAll"/> says; a visit that is not there has no answer.</param>
    public async Task<IReadOnlyDictionary<Guid, CoPayAnswer>> ForAll(IReadOnlyList<VisitSummary> visits, IReadOnlyDictionary<Guid, PayingCoverage> paying, CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var ofType = await dues.InForce(stopping);
        var seen = visits.Where(visit => paying.ContainsKey(visit.Id))
            .Select(visit => (Visit: visit, Location: profile.Find(visit.LocationId), Kind: VisitTypeDues.KindOf(visit, options.Value, ofType))).ToList();
        var estimates = await StandingEstimate.Of(db, [.. seen.Where(one => paying[one.Visit.Id].IsSelfPay).Select(one => one.Visit.Id)], stopping);
        var latest = await LatestAnswers(
            [
                .. from one in seen
                   let coverage = paying[one.Visit.Id].Coverage
                   where coverage is not null
                   select new AnswerWanted(CheckWanted.Of(one.Visit, paying[one.Visit.Id], LocalTime.DayAt(one.Location, one.Visit.StartsAt), options.Value), coverage),
            ],
            stopping);
        var answerIds = latest.Values.Select(answered => answered.Answer.Id).Distinct().ToList();
        var benefits = (answerIds.Count == 0 ? [] : await db.EligibilityBenefits.AsNoTracking().Where(benefit => answerIds.Contains(benefit.AnswerId)).OrderBy(benefit => benefit.Number).ToListAsync(stopping)).ToLookup(benefit => benefit.AnswerId);
        return seen.ToDictionary(one => one.Visit.Id, one =>
        {
            var answered = latest.GetValueOrDefault(one.Visit.Id);
            return Of(
                paying[one.Visit.Id], one.Kind, one.Location, LocalTime.DayAt(one.Location, one.Visit.StartsAt), answered, answered is null ? [] : [.. benefits[answered.Answer.Id]], estimates.GetValueOrDefault(one.Visit.Id));
        });
    }

    /// <summary>The answer that counts for the visit: of those for its day the one by which its coverage stands, else one that was lately asked for another day and speaks of this kind of service.</summary>
    public async Task<AnsweredCheck?> LatestAnswer(AnswerWanted wanted, CancellationToken stopping) => (await LatestAnswers([wanted], stopping)).GetValueOrDefault(wanted.Visit.VisitId);

    private async Task<IReadOnlyDictionary<Guid, AnsweredCheck>> LatestAnswers(IReadOnlyList<AnswerWanted> wanted, CancellationToken stopping)
    {
        if (wanted.Count == 0)
        {
            return new Dictionary<Guid, AnsweredCheck>();
        }

        var (coverageIds, days) = (wanted.Select(one => one.Coverage.Id).Distinct().ToList(), wanted.Select(one => one.Visit.Day).Distinct().ToList());
        var (earliest, latest) = (days.Min().AddDays(-AnswerCountsDays), days.Max());
        var answered = (await (
            from check in db.EligibilityChecks.AsNoTracking()
            where coverageIds.Contains(check.CoverageId) && (days.Contains(check.VisitOn) || (check.AskedFor >= earliest && check.AskedFor <= latest))
            join state in db.EligibilityStates on check.Id equals state.CheckId
            join answer in db.EligibilityAnswers.AsNoTracking() on state.AnswerId equals (Guid?)answer.Id
            select new AnsweredCheck(check, answer)).ToListAsync(stopping)).ToLookup(both => both.Check.CoverageId);
        return wanted
            .Select(one => (one.Visit.VisitId, Latest: answered[one.Coverage.Id].Where(both => both.CountsFor(one)).MaxBy(both => (both.IsOf(one), both.Weight(one)))))
            .Where(one => one.Latest is not null)
            .ToDictionary(one => one.VisitId, one => one.Latest!);
    }

    /// <param name="ofType">What the visit's type says.</param>
    /// <param name="location">By whose clock days are said.</param>
    /// <param name="estimate">Of a visit that the patient pays for.</param>
    public static CoPayAnswer Of(
        PayingCoverage paying, KindOfVisit ofType, Location? location, DateOnly day, AnsweredCheck? latest, IReadOnlyList<EligibilityBenefit> benefits, StandingEstimate? estimate = null)
    {
        // What a person said of this very visit counts before what its type says: that it owes nothing, that it owes what the payer says, an estimate.
        var said = paying.Case?.OwesNothing ?? "";
        if (said.Length > 0 && said != OwesNothing.AsPayerSays)
        {
            return new CoPayAnswer.NothingOwed(paying.Case!.OwesWhy is { Length: > 0 } why ? $"{OwesNothing.Words(said)} {why}" : OwesNothing.Words(said));
        }

        if (paying.IsSelfPay && estimate is not null)
        {
            return estimate.For(day);
        }

        if (said.Length == 0 && OfType(paying, ofType) is { Length: > 0 } whyNothing)
        {
            return new CoPayAnswer.NothingOwed($"{OwesNothing.Words(whyNothing)} So the clinic has it of all visits of this type.");
        }

        switch (paying.Kind)
        {
            case CaseKinds.WorkersCompensation:
                return new CoPayAnswer.NothingOwed(OwesNothing.Words(OwesNothing.WorkersCompensation));
            case CaseKinds.Auto:
                return new CoPayAnswer.NotKnown("Auto insurance pays: ask the adjuster what the patient owes.");
        }

        if (paying.IsSelfPay)
        {
            return paying.Case?.EstimateCents is { } toldOnly
                ? new CoPayAnswer.NotKnown($"The patient pays themselves: no co-payment, but {BenefitWords.Money(toldOnly)} were estimated without a paper. Make the good-faith estimate.")
                : new CoPayAnswer.NotKnown("The patient pays themselves: give them a good-faith estimate.", NeedsEstimate: true);
        }

        if (latest is null || paying.IsOutOfDate)
        {
            return new CoPayAnswer.NotKnown(paying.WhyNot ?? "Nobody has verified the coverage for this visit: verify it.");
        }

        switch (latest.Answer.Outcome)
        {
            case AnswerOutcome.NotActive:
                return new CoPayAnswer.NotKnown($"{paying.Payer?.Name ?? "The payer"} says that the coverage is not active: agree on who pays.");
            case AnswerOutcome.NotCovered:
                return new CoPayAnswer.NotKnown($"{paying.Payer?.Name ?? "The payer"} says that this kind of service is not covered: agree on who pays.");
            case AnswerOutcome.Rejected:
                return new CoPayAnswer.NotKnown($"{paying.Payer?.Name ?? "The payer"} gave no answer ({string.Join("; ", latest.Answer.Rejections.Select(X12Words.Rejected))}): see the task.");
        }

        // EB04 QM on a line that is active on the day: the payer itself says that the patient is a Qualified Medicare Beneficiary.
        if (benefits.Any(benefit => benefit.Insurance == "QM" && JudgeAnswer.IsActive(benefit.Info) && benefit.HoldsOn(day)))
        {
            return new CoPayAnswer.NothingOwed(OwesNothing.Words(OwesNothing.Qmb));
        }

        var kind = paying.KindOf(ofType);
        var words = X12Words.ServiceType(kind.ServiceType);
        return FindCoPay.Of(benefits, kind, day, paying.Patient.BirthDate, paying.InNetwork) switch
        {
            CoPayFound.Amount { Cents: 0 } => new CoPayAnswer.NothingOwed($"{Source(paying, location, latest)}: no co-payment for {words}."),
            CoPayFound.Amount found => new CoPayAnswer.Owed(
                found.Cents, $"{Source(paying, location, latest)}: co-payment, {words}, {BenefitWords.Value(found.Benefit)}.{MayOweLess(paying)}", found.Benefit.Id, latest.Answer.At),
            CoPayFound.NotSaid notSaid => new CoPayAnswer.NotKnown(notSaid.Why),
            _ => throw new InvalidOperationException("A way of finding a co-payment that is not known here."),
        };
    }

    /// <summary>
    /// Why visits of the type owe nothing, as far as it counts for who pays: what a plan pays whole, or another payer, is said of who has one, and of who pays themselves
    /// only what the clinic itself does not charge.
    /// </summary>
    /// <returns>The code; empty where this visit owes what its payer says, or what its estimate comes to.</returns>
    public static string OfType(PayingCoverage paying, KindOfVisit ofType) => !paying.IsSelfPay || OwesNothing.IsOfClinic(ofType.OwesNothing) ? ofType.OwesNothing : "";

    /// <summary>The amount is the first payer's alone: what the second one pays of it, its answer does not say.</summary>
    private static string MayOweLess(PayingCoverage paying) =>
        paying.Behind.Count == 0 ? "" : $" {string.Join(" and ", paying.Behind.Select(one => one.PayerName))} pays after it: the patient may owe less.";

    private static string Source(PayingCoverage paying, Location? location, AnsweredCheck latest)
    {
        var payer = paying.Payer?.Name ?? "The payer";
        var how = latest.Check.Way switch
        {
            VerifyWays.Phone => $"{payer} by phone ({latest.Answer.SaidBy}, reference {latest.Answer.Reference})",
            VerifyWays.Portal => $"{payer}'s portal (reference {latest.Answer.Reference})",
            _ => $"{payer}'s answer",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{how} of {LocalTime.DayAt(location, latest.Answer.At):MM/dd/yyyy} for {latest.Check.AskedFor:MM/dd/yyyy}");
    }
}

/// <summary>For which visit an answer is looked for.</summary>
/// <param name="Coverage">As it is now: another payer or member id written into it is another coverage.</param>
internal sealed record AnswerWanted(CheckWanted Visit, PatientCoverage Coverage);

internal sealed record AnsweredCheck(EligibilityCheck Check, EligibilityAnswer Answer)
{
    /// <summary>Whether it was asked for the day of the visit: of one that was moved since it was asked for another.</summary>
    public bool IsOf(AnswerWanted wanted) => wanted.Visit.IsMeantBy(Check.VisitId, Check.VisitOn, Check.ServiceTypes);

    /// <summary>How it weighs beside the others that count.</summary>
    public (bool SaysSo, bool IsOwn, DateTimeOffset At, Guid CheckId) Weight(AnswerWanted wanted) => wanted.Visit.Weight(Answer.Outcome, Check.VisitId, Check.At, Answer.At, Check.Id);

    public bool CountsFor(AnswerWanted wanted) =>
        wanted.Coverage.WasAskedAs(Check.CoverageId, Check.PayerId, Check.MemberKey)
        && (IsOf(wanted)
            || (Check.AskedFor >= wanted.Visit.Day.AddDays(-CoPayDue.AnswerCountsDays) && Check.AskedFor <= wanted.Visit.Day && Check.ServiceTypes.Contains(wanted.Visit.ServiceType)
                && Answer.Outcome != AnswerOutcome.Rejected));
}
