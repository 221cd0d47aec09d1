using ClinicOps.Intake.Coverage.Answers;
using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

/// <summary>All that is known of the coverage of one visit. The caller audits what it shows.</summary>
internal sealed class LoadVisitCoverage(IntakeDb db, VisitCoverages coverages, CoPayDue copay, VisitTypeDues dues, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options, CurrentActor actor, TimeProvider clock)
{
    /// <returns>Null when there is no such visit in sight.</returns>
    public async Task<VisitCoverage?> Run(Guid visitId, CancellationToken stopping)
    {
        if (await visits.Find(visitId, stopping) is not { } visit || !actor.SeesLocation(visit.LocationId))
        {
            return null;
        }

        var location = (await organization.Profile(stopping)).Find(visit.LocationId);
        var start = LocalTime.At(location, visit.StartsAt);
        var day = DateOnly.FromDateTime(start.DateTime);
        if (await coverages.Of(visitId, visit.PatientId, day, stopping) is not { } paying)
        {
            return null;
        }

        var wanted = CheckWanted.Of(visit, paying, day, options.Value);
        var checks = await StandingChecks.About(db, [wanted], stopping);
        var standing = CoverageStanding.Of(paying, wanted, checks, options.Value.ClockOf(clock.GetUtcNow(), day, location));
        var asked = new List<AskedCoverage>();
        foreach (var (one, stands) in paying.All.Zip(standing.All))
        {
            asked.Add(await Asked(one, stands, wanted, stopping));
        }

        var ofType = VisitTypeDues.KindOf(visit, options.Value, await dues.InForce(stopping));
        var estimate = paying.IsSelfPay ? (await StandingEstimate.Of(db, [visitId], stopping)).GetValueOrDefault(visitId) : null;
        var counting = paying.All.Select(one => StandingChecks.Counting(checks, one, wanted)?.CheckId).ToList();
        return new VisitCoverage(
            visit, start, location, CoPayDue.Of(paying, ofType, location, day, asked[0].Latest, asked[0].Benefits, estimate), asked,
            checks.FindAll(check => check.VisitId == visitId || counting.Contains(check.CheckId)))
        {
            TypeOwesNothing = OwesNothing.Words(CoPayDue.OfType(paying, ofType)),
            Estimate = estimate,
        };
    }

    private async Task<AskedCoverage> Asked(PayingCoverage paying, CoverageStanding standing, CheckWanted wanted, CancellationToken stopping)
    {
        var latest = paying.Coverage is { } coverage ? await copay.LatestAnswer(new AnswerWanted(wanted, coverage), stopping) : null;
        var benefits = latest is null ? [] : await Benefits(latest.Answer.Id, stopping);
        return new AskedCoverage(paying, standing, wanted.ServiceType, latest, benefits, await Changed(latest, benefits, stopping));
    }

    /// <summary>What is otherwise than in the answer before, about the same coverage.</summary>
    private async Task<IReadOnlyList<string>> Changed(AnsweredCheck? latest, List<EligibilityBenefit> benefits, CancellationToken stopping)
    {
        if (latest is null)
        {
            return [];
        }

        var before = await db.EligibilityChecks.AsNoTracking()
            .Where(check => check.CoverageId == latest.Check.CoverageId && check.PayerId == latest.Check.PayerId && check.MemberKey == latest.Check.MemberKey)
            .Join(db.EligibilityAnswers.AsNoTracking(), check => check.Id, answer => answer.CheckId, (check, answer) => answer)
            .Where(answer => answer.At < latest.Answer.At && answer.Outcome != AnswerOutcome.Rejected)
            .OrderByDescending(answer => answer.At)
            .FirstOrDefaultAsync(stopping);
        return before is null ? [] : CompareAnswers.Differences(before, await Benefits(before.Id, stopping), latest.Answer, benefits);
    }

    private Task<List<EligibilityBenefit>> Benefits(Guid answerId, CancellationToken stopping) =>
        db.EligibilityBenefits.AsNoTracking().Where(benefit => benefit.AnswerId == answerId).OrderBy(benefit => benefit.Number).ToListAsync(stopping);
}

/// <param name="Start">On the wall clock of the visit's location.</param>
/// <param name="CoPay">By the answer of who pays first.</param>
/// <param name="Asked">Each coverage of the visit's payer case in the order in which they pay, at least one.</param>
/// <param name="Checks">Every question asked for this visit, or that counts for it, latest first.</param>
internal sealed record VisitCoverage(VisitSummary Visit, DateTimeOffset Start, Location? Location, CoPayAnswer CoPay, IReadOnlyList<AskedCoverage> Asked, IReadOnlyList<StandingCheck> Checks)
{
    /// <summary>Who pays first.</summary>
    public AskedCoverage First => Asked[0];

    public PayingCoverage Paying => First.Paying;

    /// <summary>Why visits of this type owe nothing, in words, as far as that counts for who pays for this one; empty where they owe what their payer says.</summary>
    public string TypeOwesNothing { get; init; } = "";

    /// <summary>Of a visit that the patient pays for; null while there is none.</summary>
    public StandingEstimate? Estimate { get; init; }

    /// <summary>The name of the payer that a question was asked of, as far as it still pays for the visit.</summary>
    public string PayerOf(StandingCheck check) => Asked.FirstOrDefault(one => one.Paying.Payer?.Id == check.PayerId)?.Paying.PayerName ?? "";
}

/// <summary>One coverage of a visit with its own answer, which is mixed with no other's.</summary>
/// <param name="ServiceType">X12 code of the kind of service this visit is.</param>
/// <param name="Latest">The answer that counts.</param>
/// <param name="Changed">Since the answer before, in sentences.</param>
internal sealed record AskedCoverage(
    PayingCoverage Paying, CoverageStanding Standing, string ServiceType, AnsweredCheck? Latest, IReadOnlyList<EligibilityBenefit> Benefits, IReadOnlyList<string> Changed)
{
    /// <summary>The benefits in the order a desk reads them, each list under its own heading: co-payment and co-insurance are never one.</summary>
    public IEnumerable<(string Heading, IReadOnlyList<EligibilityBenefit> Lines)> Sections()
    {
        (string Heading, string[] Infos)[] order =
        [
            ("Active or not", ["1", "2", "3", "4", "5", "6", "7", "8"]), ("Co-payment", ["B"]), ("Co-insurance", ["A"]), ("Deductible", ["C"]), ("Out-of-pocket maximum", ["G"]),
            ("Another payer", ["R"]), ("Primary care provider", ["L"]), ("Authorization and limits", ["CB", "F", "H", "I", "E", "N"]),
        ];
        foreach (var (heading, infos) in order)
        {
            if (Benefits.Where(benefit => infos.Contains(benefit.Info)).ToList() is { Count: > 0 } lines)
            {
                // What is about this visit's kind of service comes first.
                yield return (heading, [.. lines.OrderByDescending(line => line.ServiceTypes.Contains(ServiceType))]);
            }
        }

        var named = order.SelectMany(section => section.Infos).ToHashSet(StringComparer.Ordinal);
        if (Benefits.Where(benefit => !named.Contains(benefit.Info)).ToList() is { Count: > 0 } rest)
        {
            yield return ("What else it says", rest);
        }
    }

    /// <summary>"In the network", "out of it", or that nobody has said it.</summary>
    public string Network => Paying.InNetwork switch
    {
        true => $"This clinic is in the network{OfPlan}.",
        false => $"This clinic is out of the network{OfPlan}.",
        null => "Whether this clinic is in the network, nobody has said: say it on the page of payers.",
    };

    private string OfPlan => Paying.Plan is { InNetwork: not null } plan ? $" of the plan {plan.Name}" : "";

    /// <summary>The plans that the payer names as active, as it writes them.</summary>
    public IReadOnlyList<string> PlansSaid =>
    [
        .. Benefits.Where(benefit => JudgeAnswer.IsActive(benefit.Info)).Select(benefit => benefit.Plan).Where(plan => plan.Length > 0)
            .DefaultIfEmpty(Latest?.Answer.Plan ?? "").Where(plan => plan.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>That the payer names another plan than the coverage does, a sentence; null where they agree, or one of them names none.</summary>
    public string? PlanDiffers => Paying.Coverage is { Plan: { Length: > 0 } plan } && PlansSaid is { Count: > 0 } said && said.All(one => PlanNames.Differ(plan, one))
        ? $"The payer names the plan {string.Join(", ", said)}; the coverage says {plan}: see on the card which is right."
        : null;

    /// <summary>Whoever a benefit names as that; else whom the line about primary care names without a role that says another thing.</summary>
    public string Pcp =>
        (Benefits.SelectMany(benefit => benefit.Named).FirstOrDefault(named => named is { Role: "P3", Name.Length: > 0 })
            ?? Benefits.Where(benefit => benefit.Info == "L").SelectMany(benefit => benefit.Named).FirstOrDefault(named => named is { Role: "1P" or "13" or "73" or "FA", Name.Length: > 0 })) is { } said
        ? $"Primary care provider with the payer: {said.Name}{(said.Phone.Length > 0 ? $", phone {said.Phone}" : "")}."
        : "The primary care provider is not said.";

    public string DeductibleLeft => Benefits.Where(benefit => benefit is { Info: "C", Period: "29", AmountCents: not null }).ToList() switch
    {
        [] => "What is left of the deductible is not said.",
        var left => "Left of the deductible: " + string.Join("; ", left.Select(line => $"{BenefitWords.Money(line.AmountCents!.Value)} ({string.Join(", ", new[] { X12Words.Level(line.Level), BenefitWords.InNetwork(line.Network).Trim() }.Where(part => part.Length > 0).DefaultIfEmpty("whole plan"))})")) + ".",
    };
}
