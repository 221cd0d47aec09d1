using System.Globalization;
using System.Text;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// A text as every renderer draws it: a mark that was written apart joins its letter, unusual spaces are plain ones, and what leaves no mark by itself is gone, so that nothing unseen is
/// copied or searched along with a letter. Lines stay lines.
/// </summary>
internal static class DrawnText
{
    public static string Of(string text)
    {
        var runes = text.ReplaceLineEndings("\n").EnumerateRunes().ToList();
        var joins = runes.Exists(JoinsItsLetters);
        var drawn = new StringBuilder(text.Length);
        foreach (var rune in runes)
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator)
            {
                drawn.Append(rune.Value is 0xA0 or 0x2007 or 0x202F ? '\u00A0' : ' ');
            }
            else if (!IsUnseen(rune) || (joins && rune.Value is >= 0x200C and <= 0x200F))
            {
                drawn.Append(rune);
            }
        }

        return drawn.ToString().Normalize();
    }

    private static bool IsUnseen(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || rune.Value is >= 0xFE00 and <= 0xFE0F;

    /// <summary>Scripts in which a joiner or a mark of direction changes what is seen: Hebrew, Arabic, those of India and around it, pictures.</summary>
    private static bool JoinsItsLetters(Rune rune) => rune.Value is (>= 0x0590 and < 0x1E00) or >= 0x1F000;
}
