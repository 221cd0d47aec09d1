using UglyToad.PdfPig.Content;

namespace ClinicOps.Documents.Reading.Worker;

/// <summary>
/// The boxes and ticks of a form that are letters of a font: as Unicode has them, or in a font of signs, whose letters mean something else than they say
/// ("o" of Wingdings is an empty box).
/// </summary>
internal static class PdfSigns
{
    public const string Empty = "☐";
    public const string Ticked = "☒";

    /// <summary>A tick or cross without a box.</summary>
    public const string Mark = "✓";

    private static readonly (string Font, string Empty, string Ticked, string Marks)[] Fonts =
    [
        ("wingdings2", "£", "RST", "PO"),
        ("wingdings", "\u00A8oqr", "xýþ", "ûü"),
        ("webdings", "c", "", "ar"),
        ("zapfdingbats", "opqr", "", "345678"),
    ];

    private static readonly HashSet<string> EmptyBoxes = ["☐", "□", "▢", "◻", "⬜", "❏", "❐", "❑", "❒"];

    private static readonly HashSet<string> TickedBoxes = ["☑", "☒", "⌧", "⊠", "▣", "⮽", "\U0001F5F5", "\U0001F5F7", "\U0001F5F9"];

    private static readonly HashSet<string> Marks = ["✓", "✔", "✕", "✖", "✗", "✘", "\U0001F5F8"];

    /// <summary>One of the three above; null for a letter that is no such sign.</summary>
    public static string? Of(Letter letter) => Of(letter.Value, letter.FontName);

    public static string? Of(string value, string? font)
    {
        if (EmptyBoxes.Contains(value))
        {
            return Empty;
        }

        if (TickedBoxes.Contains(value) || Marks.Contains(value))
        {
            return TickedBoxes.Contains(value) ? Ticked : Mark;
        }

        var name = string.Concat((font ?? "").Where(char.IsLetterOrDigit)).ToLowerInvariant();
        if (value.Length != 1 || Fonts.FirstOrDefault(known => name.Contains(known.Font, StringComparison.Ordinal)) is not { Font: not null } signs)
        {
            return null;
        }

        // Such fonts lie in the private use area of Unicode, or where other fonts have Latin letters.
        var letter = value[0] is >= '\uF000' and <= '\uF0FF' ? (char)(value[0] - '\uF000') : value[0];
        return signs.Empty.Contains(letter, StringComparison.Ordinal) ? Empty
            : signs.Ticked.Contains(letter, StringComparison.Ordinal) ? Ticked
            : signs.Marks.Contains(letter, StringComparison.Ordinal) ? Mark
            : null;
    }
}
