using System.Globalization;
using System.Text;

namespace ClinicOps.Documents.Search;

/// <summary>A run of letters and digits as it is looked up.</summary>
/// <param name="Key">Lower case, without accents and apostrophes; at most <see cref="SearchKeys.Longest"/> characters.</param>
/// <param name="Place">Counted in runs, from 1. A number written with signs in it has a second key, all of it, at the place of its first run.</param>
/// <param name="Start">In the text it stands in, in characters, as is the length.</param>
internal readonly record struct SearchKey(string Key, int Place, int Start, int Length);

/// <summary>The one way words are made comparable: those of pages when they are kept, those that are typed when they are sought.</summary>
internal static class SearchKeys
{
    /// <summary>Of the rules below: raise it when they change, and every document's words are made anew.</summary>
    public const int RuleVersion = 1;

    public const int Longest = 40;

    public static List<SearchKey> Of(string text)
    {
        var keys = new List<SearchKey>();
        var key = new StringBuilder();
        var (place, at) = (0, 0);
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var (first, from) = (keys.Count, at);
            for (; at < text.Length && !char.IsWhiteSpace(text[at]);)
            {
                var start = at;
                key.Clear();
                at = Run(text, at, key);
                if (key.Length > 0)
                {
                    keys.Add(new SearchKey(Short(WithoutZero(key.ToString())), ++place, start, at - start));
                }
                else
                {
                    at = Math.Max(at, start + 1);
                }
            }

            AddWhole(keys, first, text[from..at], from);
        }

        return keys;
    }

    /// <summary>"555-0107" is sought as 5550107 too, "M54.5" as m545, "follow-up" as followup; words joined by other signs are not.</summary>
    private static void AddWhole(List<SearchKey> keys, int first, string written, int start)
    {
        if (keys.Count - first >= 2 && written.Any(c => char.IsDigit(c) || c is '-' or '\u2010' or '\u2011'))
        {
            var whole = new StringBuilder();
            foreach (var c in written)
            {
                Append(whole, new Rune(char.IsSurrogate(c) ? ' ' : c));
            }

            keys.Add(new SearchKey(Short(whole.ToString()), keys[first].Place, start, written.Length));
        }
    }

    /// <summary>Appends the run that begins here to the key.</summary>
    /// <returns>Where it ends; where nothing begins, the same place.</returns>
    private static int Run(string text, int at, StringBuilder key)
    {
        while (at < text.Length)
        {
            if (text[at] is '\'' or '\u2019' && key.Length > 0 && at + 1 < text.Length && char.IsLetter(text[at + 1]))
            {
                at++;
                continue;
            }

            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length) != System.Buffers.OperationStatus.Done || !IsPart(rune))
            {
                break;
            }

            Append(key, rune);
            at += length;
        }

        return at;
    }

    private static bool IsPart(Rune rune) => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    private static void Append(StringBuilder key, Rune rune)
    {
        if (rune.IsAscii)
        {
            if (Rune.IsLetterOrDigit(rune))
            {
                key.Append((char)Rune.ToLowerInvariant(rune).Value);
            }
        }
        else if (Rune.IsLetterOrDigit(rune))
        {
            foreach (var part in Rune.ToLowerInvariant(rune).ToString().Normalize(NormalizationForm.FormKD))
            {
                if (char.IsLetterOrDigit(part))
                {
                    key.Append(WithoutStroke(part));
                }
            }
        }
    }

    /// <summary>Letters that are no letter with a mark.</summary>
    private static string WithoutStroke(char letter) => letter switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' or 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => letter.ToString(),
    };

    /// <summary>06/20/1990 and 6/20/1990 are one date.</summary>
    private static string WithoutZero(string key) => key.Length == 2 && key[0] == '0' && char.IsAsciiDigit(key[1]) ? key[1..] : key;

    private static string Short(string key) => key.Length <= Longest ? key : key[..Longest];
}
