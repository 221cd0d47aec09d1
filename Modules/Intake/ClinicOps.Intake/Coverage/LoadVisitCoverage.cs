using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.Coverage;

/// <summary>All that is known of the coverage of one visit. The caller audits what it shows.</summary>
internal sealed class LoadVisitCoverage(IntakeDb db, VisitCoverages coverages, CoPayDue copay, IVisits visits, IOrganization organization, IOptions<CoverageOptions> options, CurrentActor actor, TimeProvider clock)
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

        var checks = await StandingChecks.Of(db, db.EligibilityChecks.Where(check => check.VisitId == visitId), stopping);
        var ofType = options.Value.KindOf(visit.VisitType);
        var serviceType = paying.KindOf(ofType).ServiceType;
        var latest = paying.Coverage is { } coverage ? await copay.LatestAnswer(new AnswerWanted(visitId, coverage, serviceType, day), stopping) : null;
        var benefits = latest is null ? [] : await Benefits(latest.Answer.Id, stopping);
        var standing = CoverageStanding.Of(paying, day, checks, options.Value.AnswerDue(clock.GetUtcNow(), day, location));
        return new VisitCoverage(
            visit, start, location, paying, standing, serviceType, CoPayDue.Of(paying, ofType, location, day, latest, benefits), latest, benefits, await Changed(latest, benefits, stopping), checks);
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
/// <param name="ServiceType">X12 code of the kind of service this visit is.</param>
/// <param name="Latest">The answer that counts.</param>
/// <param name="Changed">Since the answer before, in sentences.</param>
/// <param name="Checks">Every question asked for this visit, latest first.</param>
internal sealed record VisitCoverage(
    VisitSummary Visit, DateTimeOffset Start, Location? Location, PayingCoverage Paying, CoverageStanding Standing, string ServiceType, CoPayAnswer CoPay, AnsweredCheck? Latest,
    IReadOnlyList<EligibilityBenefit> Benefits, IReadOnlyList<string> Changed, IReadOnlyList<StandingCheck> Checks)
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
    public string Network => Paying.Payer?.InNetwork switch
    {
        true => "This clinic is in the network.",
        false => "This clinic is out of the network.",
        null => "Whether this clinic is in the network, nobody has said: say it on the page of payers.",
    };

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
