using System.Globalization;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
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

    /// <param name="Cents">More than nothing.</param>
    /// <param name="Evidence">Who said so, for what and when, in words.</param>
    /// <param name="BenefitId">The benefit that says it, with its segment.</param>
    public sealed record Owed(int Cents, string Evidence, Guid BenefitId, DateTimeOffset AnsweredAt) : CoPayAnswer;

    /// <param name="Why">A sentence.</param>
    public sealed record NothingOwed(string Why) : CoPayAnswer;

    /// <param name="Why">A sentence that says what to do.</param>
    public sealed record NotKnown(string Why) : CoPayAnswer;
}

/// <summary>The co-payment of one visit, with what it rests on. Asked outside of a transaction, since it asks the schedule. The caller audits what it shows.</summary>
internal sealed class CoPayDue(IntakeDb db, VisitCoverages coverages, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options)
{
    /// <summary>An answer of the same coverage that was given for another visit counts for so many days.</summary>
    public const int AnswerCountsDays = 31;

    public async Task<CoPayAnswer> For(Guid visitId, CancellationToken stopping) =>
        await visits.Find(visitId, stopping) is { } visit && await coverages.Patient(visit.PatientId, stopping) is { } patient
            ? await For(visit, patient, stopping)
            : new CoPayAnswer.NotKnown("There is no such visit.");

    /// <param name="patient">With names and coverages, in sight.</param>
    public async Task<CoPayAnswer> For(VisitSummary visit, Patient patient, CancellationToken stopping)
    {
        var location = (await organization.Profile(stopping)).Find(visit.LocationId);
        var day = LocalTime.DayAt(location, visit.StartsAt);
        var paying = await coverages.Of(visit.Id, patient, day, stopping);
        var latest = paying.Coverage is { } coverage ? await LatestAnswer(visit.Id, coverage.Id, day, stopping) : null;
        var benefits = latest is null ? [] : await db.EligibilityBenefits.AsNoTracking().Where(benefit => benefit.AnswerId == latest.Answer.Id).OrderBy(benefit => benefit.Number).ToListAsync(stopping);
        return Of(paying, options.Value.ServiceTypeFor(visit.VisitType), location, day, latest, benefits);
    }

    /// <summary>The latest answer about this coverage that counts for the visit: one asked for it, or lately for another.</summary>
    public async Task<AnsweredCheck?> LatestAnswer(Guid visitId, Guid coverageId, DateOnly day, CancellationToken stopping)
    {
        var earliest = day.AddDays(-AnswerCountsDays);
        return await db.EligibilityChecks.AsNoTracking()
            .Where(check => check.CoverageId == coverageId && (check.VisitId == visitId || (check.AskedFor >= earliest && check.AskedFor <= day)))
            .Join(db.EligibilityAnswers.AsNoTracking(), check => check.Id, answer => answer.CheckId, (check, answer) => new { check, answer })
            .Where(both => both.check.VisitId == visitId || both.answer.Outcome != AnswerOutcome.Rejected)
            .OrderByDescending(both => both.answer.At).ThenByDescending(both => both.answer.Id)
            .Select(both => new AnsweredCheck(both.check, both.answer))
            .FirstOrDefaultAsync(stopping);
    }

    /// <param name="serviceType">That of the visit's type.</param>
    /// <param name="location">By whose clock days are said.</param>
    public static CoPayAnswer Of(PayingCoverage paying, string serviceType, Location? location, DateOnly day, AnsweredCheck? latest, IReadOnlyList<EligibilityBenefit> benefits)
    {
        if (paying.Case is { OwesNothing.Length: > 0 } payerCase)
        {
            return new CoPayAnswer.NothingOwed(OwesNothing.Words(payerCase.OwesNothing));
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
            return new CoPayAnswer.NotKnown(paying.Case?.EstimateCents is { } estimate
                ? $"The patient pays themselves: no co-payment, but an estimate of {BenefitWords.Money(estimate)}."
                : "The patient pays themselves: give them an estimate.");
        }

        if (latest is null)
        {
            return new CoPayAnswer.NotKnown(paying.WhyNot ?? "Nobody has verified the coverage for this visit: verify it.");
        }

        switch (latest.Answer.Outcome)
        {
            case AnswerOutcome.NotActive:
                return new CoPayAnswer.NotKnown($"{paying.Payer?.Name ?? "The payer"} says that the coverage is not active: agree on who pays.");
            case AnswerOutcome.Rejected:
                return new CoPayAnswer.NotKnown($"{paying.Payer?.Name ?? "The payer"} gave no answer ({string.Join("; ", latest.Answer.Rejections.Select(X12Words.Rejected))}): see the task.");
        }

        // EB04 QM: the payer itself says that the patient is a Qualified Medicare Beneficiary.
        if (benefits.Any(benefit => benefit.Insurance == "QM"))
        {
            return new CoPayAnswer.NothingOwed(OwesNothing.Words(OwesNothing.Qmb));
        }

        var kind = paying.ServiceType(serviceType);
        return FindCoPay.Of(benefits, kind, day, paying.Patient.BirthDate, paying.Payer?.InNetwork) switch
        {
            CoPayFound.Amount { Cents: 0 } => new CoPayAnswer.NothingOwed($"{Source(paying, location, latest)}: no co-payment for {X12Words.ServiceType(kind)}."),
            CoPayFound.Amount found => new CoPayAnswer.Owed(
                found.Cents, $"{Source(paying, location, latest)}: co-payment, {X12Words.ServiceType(kind)}, {BenefitWords.Value(found.Benefit)}.", found.Benefit.Id, latest.Answer.At),
            CoPayFound.NotSaid notSaid => new CoPayAnswer.NotKnown(notSaid.Why),
            _ => throw new InvalidOperationException("A way of finding a co-payment that is not known here."),
        };
    }

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

internal sealed record AnsweredCheck(EligibilityCheck Check, EligibilityAnswer Answer);
