using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Coverage;

/// <summary>
/// Finds, among the co-payments (EB*B, and nothing else) of an answer, the one for a kind of service on a day: for the patient's age and the place
/// of the visit, in or out of the network as it is for this clinic. Where the answer leaves more than one amount, or limits the only one in a way
/// that nothing here can judge, it is not guessed.
/// </summary>
internal static class FindCoPay
{
    private const string WholePlan = "30";

    /// <param name="inNetwork">Whether the clinic is in the payer's network; null while nobody has said it.</param>
    public static CoPayFound Of(IReadOnlyList<EligibilityBenefit> benefits, KindOfVisit kind, DateOnly on, DateOnly born, bool? inNetwork)
    {
        var copays = benefits.Where(b => b.Info == "B" && b.AmountCents is >= 0 && (b.Period is "" or "27") && b.Procedure.Length == 0 && b.HoldsOn(on) && FitsAge(b, AgeOn(on, born))).ToList();
        var meant = Meant([.. copays.Where(b => b.Places.Length == 0 || b.Places.Contains(kind.Place))], kind.ServiceType);
        var words = X12Words.ServiceType(kind.ServiceType);
        if (meant.Count == 0)
        {
            var elsewhere = Meant(copays, kind.ServiceType).Select(BenefitWords.Places).Distinct().ToList();
            return new CoPayFound.NotSaid(elsewhere.Count == 0 ? $"The answer names no co-payment for {words}." : $"The answer names a co-payment for {words} only {string.Join("; ", elsewhere)}.");
        }

        var known = inNetwork switch
        {
            true => meant.Where(b => b.Network != "N").ToList(),
            false => meant.Where(b => b.Network != "Y").ToList(),
            null => meant,
        };
        if (known.Count == 0)
        {
            return new CoPayFound.NotSaid($"The answer names a co-payment for {words} only {(inNetwork == true ? "out of" : "in")} the network.");
        }

        var plain = known.Find(b => Limits(b).Count == 0);
        return known.Select(b => b.AmountCents).Distinct().Count() switch
        {
            1 when inNetwork is null && known[0].Network is "Y" or "N" && known.TrueForAll(b => b.Network == known[0].Network) =>
                new CoPayFound.NotSaid($"The answer names the co-payment for {words} only {(known[0].Network == "Y" ? "in" : "out of")} the network ({Amounts(known)}): say on the payer's page whether this clinic is in it."),
            1 when plain is not null => new CoPayFound.Amount(plain.AmountCents!.Value, plain),
            1 => new CoPayFound.NotSaid($"The answer limits the co-payment for {words} ({Amounts(known)}; {string.Join("; ", known.SelectMany(Limits).Distinct())}): read whether it fits this visit."),
            _ when inNetwork is null && known.Select(b => b.Network).Distinct().Count() > 1 =>
                new CoPayFound.NotSaid($"The co-payment differs in the network and out of it ({Amounts(known)}): say on the payer's page whether this clinic is in it."),
            _ => new CoPayFound.NotSaid($"The answer names more than one co-payment for {words} ({AmountsWithLimits(known)}): read which one fits this visit."),
        };
    }

    /// <summary>Those for this kind of service, else those for the whole plan.</summary>
    private static List<EligibilityBenefit> Meant(List<EligibilityBenefit> copays, string serviceType) =>
        copays.FindAll(b => b.ServiceTypes.Contains(serviceType)) is { Count: > 0 } own ? own : copays.FindAll(b => b.ServiceTypes.Length == 0 || b.ServiceTypes.Contains(WholePlan));

    /// <summary>What the payer wrote beside it (MSG) may limit it as well: "PRIMARY CARE ONLY".</summary>
    private static List<string> Limits(EligibilityBenefit benefit) => [.. benefit.Limits.Concat(benefit.Messages).Where(limit => limit.Length > 0)];

    /// <summary>S7 is the highest age it holds for, S8 the lowest.</summary>
    private static bool FitsAge(EligibilityBenefit benefit, int age) => benefit.QuantityKind switch
    {
        "S7" => age <= benefit.Quantity,
        "S8" => age >= benefit.Quantity,
        _ => true,
    };

    private static int AgeOn(DateOnly day, DateOnly born) => day.Year - born.Year - ((day.Month, day.Day).CompareTo((born.Month, born.Day)) < 0 ? 1 : 0);

    private static string Amounts(IEnumerable<EligibilityBenefit> benefits) => string.Join(", ", benefits.Select(Amount).Distinct());

    private static string AmountsWithLimits(IEnumerable<EligibilityBenefit> benefits) =>
        string.Join(", ", benefits.Select(b => Limits(b) is { Count: > 0 } limits ? $"{Amount(b)} {string.Join(' ', limits)}" : Amount(b)).Distinct());

    private static string Amount(EligibilityBenefit benefit) => $"{BenefitWords.Money(benefit.AmountCents!.Value)}{BenefitWords.InNetwork(benefit.Network)}";
}

internal abstract record CoPayFound
{
    private CoPayFound()
    {
    }

    public sealed record Amount(int Cents, EligibilityBenefit Benefit) : CoPayFound;

    /// <param name="Why">A sentence.</param>
    public sealed record NotSaid(string Why) : CoPayFound;
}
