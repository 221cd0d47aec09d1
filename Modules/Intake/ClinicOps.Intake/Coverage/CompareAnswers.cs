using ClinicOps.Intake.Coverage.X12;
using ClinicOps.Intake.Data;

namespace ClinicOps.Intake.Coverage;

/// <summary>What is otherwise in an answer than in the one before, in sentences.</summary>
internal static class CompareAnswers
{
    public static IReadOnlyList<string> Differences(EligibilityAnswer before, IReadOnlyList<EligibilityBenefit> old, EligibilityAnswer now, IReadOnlyList<EligibilityBenefit> current)
    {
        var differences = new List<string>();
        if (before.Outcome != now.Outcome)
        {
            differences.Add($"It was {OutcomeInWords(before.Outcome)}; it is {OutcomeInWords(now.Outcome)}.");
        }

        if (before.Plan != now.Plan && before.Plan.Length > 0 && now.Plan.Length > 0)
        {
            differences.Add($"The plan was {before.Plan}; it is {now.Plan}.");
        }

        var (was, @is) = (Lines(old), Lines(current));
        foreach (var (what, value) in @is)
        {
            if (!was.TryGetValue(what, out var then))
            {
                differences.Add($"New: {what}{(value.Length > 0 ? $": {value}" : "")}.");
            }
            else if (then != value)
            {
                differences.Add($"{char.ToUpperInvariant(what[0])}{what[1..]}: was {Said(then)}, is {Said(value)}.");
            }
        }

        differences.AddRange(was.Keys.Except(@is.Keys).Select(what => $"No longer said: {what}."));
        return differences;
    }

    public static string OutcomeInWords(string outcome) => outcome switch
    {
        AnswerOutcome.Active => "active",
        AnswerOutcome.NotActive => "not active",
        AnswerOutcome.NotCovered => "not covered",
        AnswerOutcome.Rejected => "rejected",
        _ => "neither yes nor no",
    };

    /// <summary>By what a benefit is about, one service at a time, its values.</summary>
    private static Dictionary<string, string> Lines(IReadOnlyList<EligibilityBenefit> benefits)
    {
        var lines = new Dictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var benefit in benefits)
        {
            foreach (var service in benefit.ServiceTypes.DefaultIfEmpty(""))
            {
                string[] about =
                [
                    X12Words.Info(benefit.Info), service.Length > 0 ? X12Words.ServiceType(service) : "", X12Words.Level(benefit.Level), X12Words.Period(benefit.Period), BenefitWords.InNetwork(benefit.Network).Trim(),
                    benefit.Procedure,
                ];
                var what = string.Join(", ", about.Where(part => part.Length > 0));
                var value = string.Join(", ", benefit.Named.Select(named => named.Name).Where(name => name.Length > 0)) is { Length: > 0 } named ? named : BenefitWords.Value(benefit);
                (lines.TryGetValue(what, out var values) ? values : lines[what] = new SortedSet<string>(StringComparer.Ordinal)).Add(value);
            }
        }

        return lines.ToDictionary(line => line.Key, line => string.Join(" / ", line.Value.Where(value => value.Length > 0)), StringComparer.Ordinal);
    }

    private static string Said(string value) => value.Length > 0 ? value : "nothing";
}
