namespace ClinicOps.Documents.Matching;

/// <summary>Which words one and the same printed word may have been read as: letters that look alike, and pairs of letters that look like one. "Jaylen" is no misreading of "Jayden".</summary>
internal static class Misreading
{
    private static readonly HashSet<string> LookAlikes = ["an", "ce", "ao", "il", "ij", "jl", "lt", "ft", "bh", "nu", "vy", "gq", "nr", "uv", "ei", "mn"];

    private static readonly (string Two, string One)[] Joined = [("rn", "m"), ("cl", "d"), ("vv", "w"), ("li", "h"), ("ii", "u"), ("nn", "m")];

    /// <param name="read">As <c>NameKeys.Key</c> makes it.</param>
    public static bool Of(string read, string meant) =>
        read == meant
        || (read.Length == meant.Length && read.Zip(meant).All(pair => pair.First == pair.Second || LookAlikes.Contains(pair.First < pair.Second ? $"{pair.First}{pair.Second}" : $"{pair.Second}{pair.First}")))
        || Joined.Any(pair => read.Replace(pair.Two, pair.One, StringComparison.Ordinal) == meant || meant.Replace(pair.Two, pair.One, StringComparison.Ordinal) == read);
}
