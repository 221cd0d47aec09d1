using System.Text.RegularExpressions;

namespace ClinicOps.Documents.Sorting;

internal enum Tick
{
    None,
    Empty,
    Ticked,
}

/// <summary>Reads a form's boxes and blanks as they come out of reading: "[X]", "[ ]", "☒", "☐", "(x)", "_X_", "___"; an X is now and then read twice.</summary>
internal static partial class TickMarks
{
    /// <summary>The box that begins at this word, and how many words it takes ("[", "]" may come as two); none when there is no box.</summary>
    public static (Tick Tick, int Words) At(IReadOnlyList<RowWord> words, int at)
    {
        var text = "";
        for (var n = 1; n <= 3 && at + n <= words.Count; n++)
        {
            // The parts of one box stand close together.
            if (n > 1 && words[at + n - 1].Box.X - words[at + n - 2].Box.Right > 2 * words[at].Box.Height)
            {
                break;
            }

            text += words[at + n - 1].Text;
            if (Ticked().IsMatch(text))
            {
                return (Tick.Ticked, n);
            }

            if (Empty().IsMatch(text))
            {
                return (Tick.Empty, n);
            }

            if (text.Length > 2 || !Opening().IsMatch(text))
            {
                break;
            }
        }

        // A lone X before a text is a mark in a blank; "X ray" is not.
        return words[at].Text is "X" or "x" && at + 1 < words.Count && words[at + 1].Key is not ("ray" or "rays" or "")
            && (at == 0 || words[at - 1].Cell != words[at].Cell)
            ? (Tick.Ticked, 1)
            : (Tick.None, 0);
    }

    public static bool Any(PageRow row) => Enumerable.Range(0, row.Words.Count).Any(i => At(row.Words, i).Tick != Tick.None);

    /// <summary>Whether the word, though without letters or digits, is a box or part of one.</summary>
    public static bool IsGlyph(string text) => Ticked().IsMatch(text) || Empty().IsMatch(text) || text is "(" or ")" or "[" or "]";

    [GeneratedRegex(@"^([\[({|]([xX]{1,2}|[✓✔√*■●])[\])}|]|[☑☒✓✔■⊠▣]|_+[xX✓✔]_*|[xX✓✔]_+|[xX]\]|\[[xX])$")]
    private static partial Regex Ticked();

    [GeneratedRegex(@"^([\[({|]_*[\])}|]|[☐□▢◻○❏❑]|_{1,6})$")]
    private static partial Regex Empty();

    [GeneratedRegex(@"^[\[({|]([xX✓✔√*_]?)$")]
    private static partial Regex Opening();
}
