using System.Globalization;
using System.Text;

namespace ClinicOps.Intake.Contracts;

/// <summary>
/// The one way names and numbers are made comparable, so that the register's stored columns and the words of a
/// document agree. Changing a rule here means filling the stored columns again.
/// </summary>
public static class NameKeys
{
    private static readonly char[] PartSeparators = [' ', '-', '\u2010', '\u2011', '\u2013', '\u2014', '/', '\u00a0'];

    private static readonly Dictionary<string, string> Suffixes = new(StringComparer.Ordinal)
    {
        ["jr"] = "jr",
        ["junior"] = "jr",
        ["sr"] = "sr",
        ["senior"] = "sr",
        ["ii"] = "ii",
        ["2nd"] = "ii",
        ["iii"] = "iii",
        ["3rd"] = "iii",
        ["iv"] = "iv",
        ["4th"] = "iv",
        ["v"] = "v",
    };

    /// <summary>
    /// Lower-case letters a-z only: diacritics, apostrophes, hyphens, spaces and dots are dropped, so that
    /// "O'Brien" is "obrien", "García-López" is "garcialopez", "Nuñez" is "nunez".
    /// </summary>
    public static string Key(string? name)
    {
        var key = new StringBuilder();
        foreach (var c in (name ?? "").Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetter(c))
            {
                key.Append(char.ToLowerInvariant(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                key.Append(WithoutDecomposition(c));
            }
        }

        return key.ToString();
    }

    /// <summary>The keys of the parts of a compound name: "García-López" gives "garcia", "lopez"; a simple name gives itself.</summary>
    public static IReadOnlyList<string> Parts(string? name) =>
        [.. (name ?? "").Split(PartSeparators, StringSplitOptions.RemoveEmptyEntries).Select(Key).Where(k => k.Length > 0)];

    /// <summary>The whole key of a last name and, for a compound one, the key of each part of at least three letters.</summary>
    public static IReadOnlyList<string> LastKeys(string? last)
    {
        var parts = Parts(last);
        return [.. new[] { Key(last) }.Concat(parts.Count > 1 ? parts.Where(p => p.Length >= 3) : []).Where(k => k.Length > 0).Distinct()];
    }

    /// <summary>The whole key of a first name and, for "Mary Ann", the key of its first part of at least three letters.</summary>
    public static IReadOnlyList<string> FirstKeys(string? first)
    {
        var parts = Parts(first);
        return [.. new[] { Key(first) }.Concat(parts.Count > 1 ? parts.Take(1).Where(p => p.Length >= 3) : []).Where(k => k.Length > 0).Distinct()];
    }

    /// <summary>
    /// Soundex of the key (a letter and three digits, "r163"), empty for an empty key. Coarse on purpose: it only
    /// gathers candidates, it decides nothing.
    /// </summary>
    public static string Sound(string? name)
    {
        var key = Key(name);
        if (key.Length == 0)
        {
            return "";
        }

        var sound = new StringBuilder().Append(key[0]);
        var last = SoundClass(key[0]);
        foreach (var c in key.Skip(1))
        {
            var now = SoundClass(c);
            if (now != '0' && now != last)
            {
                sound.Append(now);
            }

            // h and w do not part two letters of one class; vowels do.
            last = c is 'h' or 'w' ? last : now;
            if (sound.Length == 4)
            {
                break;
            }
        }

        return sound.ToString().PadRight(4, '0');
    }

    /// <summary>"Abbott Jr." gives ("Abbott", "jr"); "Abbott" gives ("Abbott", ""). A name that is only a suffix stays a name.</summary>
    public static (string Name, string Suffix) SplitSuffix(string? name)
    {
        var words = (name ?? "").Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        var suffix = words.Length > 1 ? Suffix(words[^1]) : "";
        return suffix.Length > 0 ? (string.Join(' ', words[..^1]), suffix) : (string.Join(' ', words), "");
    }

    /// <summary>"Jr." and "Junior" give "jr", "III" gives "iii"; empty when the word is no suffix.</summary>
    public static string Suffix(string? word) =>
        Suffixes.GetValueOrDefault((word ?? "").Trim('.', ',', ' ', '(', ')').ToLowerInvariant(), "");

    /// <summary>Upper-case letters and digits only: how MRNs and member ids are compared.</summary>
    public static string Number(string? text) =>
        string.Concat((text ?? "").Where(char.IsAsciiLetterOrDigit).Select(char.ToUpperInvariant));

    /// <summary>The ten digits of a US phone number, without a leading 1; empty when there are not ten.</summary>
    public static string Phone(string? text)
    {
        var digits = string.Concat((text ?? "").Where(char.IsAsciiDigit));
        digits = digits.Length == 11 && digits[0] == '1' ? digits[1..] : digits;
        return digits.Length == 10 ? digits : "";
    }

    private static string WithoutDecomposition(char c) => c switch
    {
        'ß' => "ss",
        'æ' or 'Æ' => "ae",
        'œ' or 'Œ' => "oe",
        'ø' or 'Ø' => "o",
        'ł' or 'Ł' => "l",
        'đ' or 'Đ' or 'ð' or 'Ð' => "d",
        'þ' or 'Þ' => "th",
        'ı' => "i",
        _ => "",
    };

    private static char SoundClass(char c) => c switch
    {
        'b' or 'f' or 'p' or 'v' => '1',
        'c' or 'g' or 'j' or 'k' or 'q' or 's' or 'x' or 'z' => '2',
        'd' or 't' => '3',
        'l' => '4',
        'm' or 'n' => '5',
        'r' => '6',
        _ => '0',
    };
}
