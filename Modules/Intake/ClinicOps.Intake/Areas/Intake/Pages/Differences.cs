namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What a step changed, for the history of what it was taken with.</summary>
internal static class Differences
{
    /// <param name="fields">By the name that users know, each in words; empty for nothing said.</param>
    /// <param name="old">Before the step; null for the first one, which changed nothing.</param>
    public static List<string> InWords<TFacts>(IEnumerable<(string Name, Func<TFacts, string> Value)> fields, TFacts? old, TFacts now)
        where TFacts : class => old is null ? [] :
        [
            .. from field in fields
               let was = field.Value(old)
               let became = field.Value(now)
               where was != became
               select $"{field.Name}: {(was.Length == 0 ? "none" : was)} → {(became.Length == 0 ? "none" : became)}",
        ];
}
