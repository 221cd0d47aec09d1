using System.Text;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Documents.Matching;

/// <summary>How well a written name fits a registered one; the order is that of strength.</summary>
internal enum NameStrength
{
    None,

    /// <summary>One reading slip away from the registered name.</summary>
    Slip,

    /// <summary>An initial for the first name.</summary>
    Initial,

    /// <summary>A nickname, half of a double name, or the words the other way round.</summary>
    Half,

    /// <summary>First and last name as registered, or as formerly registered.</summary>
    Full,
}

/// <param name="Registered">The registered name that fits best; null when none does.</param>
/// <param name="MiddleDiffers">Both have a middle name or initial, and they disagree.</param>
/// <param name="MiddleAgrees">Both have one, and they agree.</param>
/// <param name="SuffixDiffers">Both have a suffix, and they disagree.</param>
internal sealed record NameFit(NameStrength Strength, RegisteredName? Registered, bool MiddleDiffers, bool MiddleAgrees, bool SuffixDiffers)
{
    public static readonly NameFit Nothing = new(NameStrength.None, null, false, false, false);

    /// <summary>The best fit of the written name to any of the person's registered names.</summary>
    public static NameFit Of(WrittenName written, PatientCandidate person) =>
        person.Names.Select(r => Of(written, r))
            .OrderByDescending(f => f.Strength).ThenBy(f => f.MiddleDiffers).ThenBy(f => f.SuffixDiffers)
            .FirstOrDefault() ?? Nothing;

    private static NameFit Of(WrittenName written, RegisteredName registered)
    {
        var best = Nothing;
        foreach (var (first, middle, last, most) in Readings(written))
        {
            var strength = Weaker(Weaker(Last(last, registered.Last), First(first, registered)), most);
            strength = registered.Kind == NameKind.Preferred ? Weaker(strength, NameStrength.Half) : strength;
            if (strength > best.Strength)
            {
                // What the first name took ("Mary Ann") or gave ("goes by the middle name") is no middle name any more.
                var middles = (Written: NameKeys.Key(middle), Registered: NameKeys.Key(registered.Middle));
                var compared = middles.Written.Length > 0 && middles.Registered.Length > 0 && NameKeys.Key(first) != middles.Registered;
                var rest = string.Concat(NameKeys.Parts(registered.First).Skip(1));
                var otherDouble = rest.Length > 0 && NameKeys.Key(first) == NameKeys.Parts(registered.First)[0]
                    && middles.Written.Length > 1 && middles.Written != rest && middles.Written != middles.Registered;
                var agree = compared && (middles.Written == middles.Registered
                    || (middles.Written[0] == middles.Registered[0] && (middles.Written.Length == 1 || middles.Registered.Length == 1)));
                best = new(
                    strength,
                    registered,
                    otherDouble || (compared && !agree),
                    agree,
                    written.Suffix.Length > 0 && registered.Suffix.Length > 0 && written.Suffix != registered.Suffix);
            }
        }

        return best;
    }

    /// <summary>The ways to divide the written words into first, middle and last name, with the most each may be worth.</summary>
    private static IEnumerable<(string First, string Middle, string Last, NameStrength Most)> Readings(WrittenName w)
    {
        yield return (w.First, w.Middle, w.Last, NameStrength.Full);
        var middles = w.Middle.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (middles.Length > 0)
        {
            // "Maria Garcia Lopez" of the family Garcia Lopez, and "Mary Ann Smith" whose first name is Mary Ann.
            yield return (w.First, string.Join(' ', middles[..^1]), $"{middles[^1]} {w.Last}", NameStrength.Full);
            yield return ($"{w.First} {middles[0]}", string.Join(' ', middles[1..]), w.Last, NameStrength.Full);
        }

        if (w.Nickname.Length > 0)
        {
            yield return (w.Nickname, "", w.Last, NameStrength.Half);
        }

        yield return (w.Last, w.Middle, w.First, w.OrderIsPlain ? NameStrength.Half : NameStrength.Full);
    }

    private static NameStrength Last(string written, string registered)
    {
        var (w, r) = (NameKeys.Key(written), NameKeys.Key(registered));
        if (w.Length == 0 || r.Length == 0)
        {
            return NameStrength.None;
        }

        if (w == r || w == Spelled(registered))
        {
            return NameStrength.Full;
        }

        if (NameKeys.LastKeys(registered).Contains(w) || NameKeys.LastKeys(written).Contains(r))
        {
            return NameStrength.Half;
        }

        return Slipped(w, r) ? NameStrength.Slip : NameStrength.None;
    }

    private static NameStrength First(string written, RegisteredName registered)
    {
        var (w, r) = (NameKeys.Key(written), NameKeys.Key(registered.First));
        if (w.Length == 0 || r.Length == 0)
        {
            return NameStrength.None;
        }

        if (w == r || w == Spelled(registered.First))
        {
            return NameStrength.Full;
        }

        if (Nicknames.SameAs(w).Contains(r) || NameKeys.FirstKeys(registered.First).Contains(w) || NameKeys.FirstKeys(written).Contains(r)
            || (w.Length > 1 && w == NameKeys.Key(registered.Middle)))
        {
            return NameStrength.Half;
        }

        if (w.Length == 1 || r.Length == 1)
        {
            return w[0] == r[0] ? NameStrength.Initial : NameStrength.None;
        }

        return Slipped(w, r) ? NameStrength.Slip : NameStrength.None;
    }

    /// <summary>Equal but for one letter (two in a long name), counting "rn" for "m" and the like as equal.</summary>
    private static bool Slipped(string a, string b)
    {
        var least = Math.Min(a.Length, b.Length);
        return least >= 4 && Phrases.Distance(Shape(a), Shape(b), 2) <= (least >= 8 ? 2 : 1);
    }

    private static string Shape(string key) => key.Replace("rn", "m", StringComparison.Ordinal).Replace("cl", "d", StringComparison.Ordinal)
        .Replace("vv", "w", StringComparison.Ordinal).Replace("ii", "u", StringComparison.Ordinal).Replace('i', 'l');

    /// <summary>"Müller" is also written "Mueller".</summary>
    private static string Spelled(string name)
    {
        var spelled = new StringBuilder(name.Normalize(NormalizationForm.FormC).ToLowerInvariant());
        spelled.Replace("ä", "ae").Replace("ö", "oe").Replace("ü", "ue").Replace("å", "aa").Replace("ø", "oe");
        return NameKeys.Key(spelled.ToString());
    }

    private static NameStrength Weaker(NameStrength a, NameStrength b) => a < b ? a : b;
}
