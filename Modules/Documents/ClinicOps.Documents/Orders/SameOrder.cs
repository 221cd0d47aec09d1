using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// Whether two orders of one patient and kind are the same one, come twice: ordered on the same day by the same provider, the same code
/// (without codes the same words), no other side. One without a day is the same as none: nobody could say which it is.
/// </summary>
internal static class SameOrder
{
    public static bool Is(IReadOnlyCollection<OrderValue> one, IReadOnlyCollection<OrderValue> other)
    {
        bool Differs(string name) => one.Named(name) is { } a && other.Named(name) is { } b && !string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

        var day = one.Named(OrderValueName.OrderedOn);
        var coded = one.Named(OrderValueName.Code) is not null && other.Named(OrderValueName.Code) is not null;
        return day is not null && day == other.Named(OrderValueName.OrderedOn)
            && !Differs(OrderValueName.Laterality) && !Differs(OrderValueName.Due)
            && (coded ? !Differs(OrderValueName.Code) : Key(one.Named(OrderValueName.Description)) is { Length: > 0 } what && what == Key(other.Named(OrderValueName.Description)))
            && SameProvider(one, other);
    }

    /// <summary>Whether the later order is the earlier one sent again: what is ordered and its side, whatever was mended on it.</summary>
    public static bool Answers(IReadOnlyCollection<OrderValue> earlier, IReadOnlyCollection<OrderValue> later)
    {
        bool Differs(string name) => earlier.Named(name) is { } a && later.Named(name) is { } b && !string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

        return !Differs(OrderValueName.Laterality)
            && (earlier.Named(OrderValueName.Code) is { } code && later.Named(OrderValueName.Code) is { } other
                ? code == other
                : Key(earlier.Named(OrderValueName.Description)) is { Length: > 0 } what && what == Key(later.Named(OrderValueName.Description)));
    }

    /// <summary>By number, else by name.</summary>
    public static bool SameProvider(IReadOnlyCollection<OrderValue> one, IReadOnlyCollection<OrderValue> other)
    {
        if (one.Named(OrderValueName.Npi) is { } a && other.Named(OrderValueName.Npi) is { } b)
        {
            return a == b;
        }

        var (mine, theirs) = (NameWords(one), NameWords(other));
        return mine.Count > 0 && theirs.Count > 0 && (mine.IsSubsetOf(theirs) || theirs.IsSubsetOf(mine));
    }

    /// <summary>Without titles and initials, which come and go: "P. Orlov, MD" is "Paul Orlov".</summary>
    private static HashSet<string> NameWords(IReadOnlyCollection<OrderValue> values) =>
    [
        .. (values.Named(OrderValueName.OrderingProvider) ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !WrittenNames.IsCredential(word)).Select(Key).Where(key => key.Length > 2),
    ];

    private static string Key(string? text) => string.Concat((text ?? "").Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
