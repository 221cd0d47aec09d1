using System.Text.RegularExpressions;

namespace Evaluate;

/// <summary>Which found order is which true one: one to one, of the same kind, by the code or by most of the words; left is never right.</summary>
internal static partial class SameOrder
{
    private const double SameWords = 0.6;

    public static IReadOnlyList<(TruthOrder Truth, FoundOrder Found)> Pairs(IReadOnlyList<TruthOrder> truth, IReadOnlyList<FoundOrder> found)
    {
        var left = found.ToList();
        var pairs = new List<(TruthOrder, FoundOrder)>();
        foreach (var order in truth.OrderBy(t => t.Code is null))
        {
            var same = left.FindAll(f => Is(order, f));
            if ((same.Find(f => f.Code == order.Code) ?? same.FirstOrDefault()) is { } best)
            {
                pairs.Add((order, best));
                left.Remove(best);
            }
        }

        return pairs;
    }

    private static bool Is(TruthOrder truth, FoundOrder found)
    {
        if (truth.Kind != found.Kind)
        {
            return false;
        }

        var side = Side(found.Description);
        if (truth.Laterality is "left" or "right" && side is not null && side != truth.Laterality)
        {
            return false;
        }

        return (truth.Code is { Length: > 0 } code && code == found.Code) || Alike(truth.Description, found.Description) || Alike(truth.AsWritten, found.Description);
    }

    private static bool Alike(string? a, string? b)
    {
        var (x, y) = (Words(a), Words(b));
        return x.Count > 0 && y.Count > 0 && 2.0 * x.Intersect(y).Count() / (x.Count + y.Count) >= SameWords;
    }

    private static HashSet<string> Words(string? text) => [.. WordForm().Matches((text ?? "").ToLowerInvariant()).Select(m => m.Value)];

    /// <summary>The side the words name; null where they name none, or both.</summary>
    private static string? Side(string? text)
    {
        var words = Words(text);
        var sided = SidedForm().Matches((text ?? "").ToLowerInvariant()).Select(m => m.Groups[1].Value).ToHashSet();
        var (left, right) = (words.Overlaps(["left", "lt"]) || sided.Contains("l"), words.Overlaps(["right", "rt"]) || sided.Contains("r"));
        return left == right ? null : left ? "left" : "right";
    }

    [GeneratedRegex("[a-z0-9]+")]
    private static partial Regex WordForm();

    [GeneratedRegex(@"\b([lr]) side\b")]
    private static partial Regex SidedForm();
}
