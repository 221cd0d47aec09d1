using System.Text.RegularExpressions;
using ClinicOps.Documents.Reading;

namespace ClinicOps.Documents.Sorting;

/// <summary>A word of a row, prepared for comparing.</summary>
/// <param name="Key">Lower-case letters and digits only; may be empty.</param>
/// <param name="Cell">Number of the cell in its row, from 0; a wide gap parts two cells.</param>
internal sealed record RowWord(string Text, string Key, Box Box, float Confidence, int Cell)
{
    /// <summary>A sign that stands alone behind it: "&amp;", "-" (a dash of any length), "+", "/". It is no word of the row, but a name as written has it.</summary>
    public string Sign { get; init; } = "";

    /// <summary>Somebody has crossed it out: see <see cref="Word.Struck"/>.</summary>
    public bool Struck { get; init; }

    public bool EndsLabel => Text.Length > 0 && Text[^1] is ':' or ';';
}

/// <summary>Words that stand side by side on a page, whatever block the engine put them in.</summary>
/// <param name="Index">Number of the row on its page, from 0 at the top.</param>
internal sealed record PageRow(int Page, int Index, IReadOnlyList<RowWord> Words)
{
    public Box Box { get; } = Box.Around(Words.Select(w => w.Box));

    public string Text { get; } = string.Join(' ', Words.Select(w => w.Text));

    public int Cells => Words[^1].Cell + 1;

    /// <summary>The place in <see cref="Words"/> of the word that a place in <see cref="Text"/> belongs to; the blank behind a word is its own.</summary>
    public int WordAt(int position)
    {
        var word = 0;
        for (var end = Words[0].Text.Length; end < position && word < Words.Count - 1; end += Words[word].Text.Length + 1)
        {
            word++;
        }

        return word;
    }
}

/// <summary>Lays the words of a page into rows and cells: labels and values are found by where they stand.</summary>
internal static partial class PageRows
{
    /// <summary>The rows of the page from the top, without the line that the sending machine printed above it.</summary>
    public static IReadOnlyList<PageRow> Of(PageText page)
    {
        var rows = new List<List<Word>>();
        var signs = LoneSigns(page);
        var segments = page.Words.Select(WithPlainLetters)
            .Where(w => w.Text == "=" || w.Text.Any(c => char.IsLetterOrDigit(c) || c is ':' or '#' or '[' or ']') || TickMarks.IsGlyph(w.Text))
            .GroupBy(w => w.Line)
            .Select(g => g.OrderBy(w => w.Box.X).ToList())
            .OrderBy(s => Middle(s));
        foreach (var segment in segments)
        {
            var row = rows.Count == 0 ? null : rows.TakeLast(4).LastOrDefault(r => Beside(r, segment));
            if (row is null)
            {
                rows.Add(segment);
            }
            else
            {
                row.AddRange(segment);
                row.Sort((a, b) => a.Box.X.CompareTo(b.Box.X));
            }
        }

        var result = new List<PageRow>();
        foreach (var words in rows.OrderBy(Middle))
        {
            var row = new PageRow(page.Number, result.Count, Cut(words, signs));
            if (!IsMachineLine(row, page))
            {
                result.Add(row);
            }
        }

        return result;
    }

    /// <summary>
    /// The line a fax machine prints above the page: a time of day with sender, receiver or page count. A document's
    /// own running head ("Page 2 of 3") is not one.
    /// </summary>
    private static bool IsMachineLine(PageRow row, PageText page)
    {
        if (row.Box.Y > page.Height * 0.07 || row.Index > 2)
        {
            return false;
        }

        // Records are printed with the time of day and "page 2 of 3" as well, beside whose they are.
        if (SpeaksOfPatient().IsMatch(row.Text) || AnyDate().Count(row.Text) > 1 || DateShape().Count(row.Text) > 1
            || ((LastFirst().IsMatch(row.Text) || LongPast().IsMatch(row.Text)) && !FromOrTo().IsMatch(row.Text)))
        {
            return false;
        }

        var marks = (TimeOfDay().IsMatch(row.Text) ? 1 : 0)
            + (FromTo().IsMatch(row.Text) ? 1 : 0)
            + (MachinePage().IsMatch(row.Text) ? 1 : 0);
        return marks >= 2;
    }

    private static List<RowWord> Cut(List<Word> words, Dictionary<(int, Box), string> signs)
    {
        var height = Median(words.Where(w => w.Text.Count(char.IsLetterOrDigit) >= 2).Select(w => w.Box.Height))
            ?? words.Max(w => w.Box.Height);
        var cut = new List<RowWord>();
        var cell = 0;
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0 && words[i].Box.X - words[i - 1].Box.Right > 1.8 * height)
            {
                cell++;
            }

            cut.AddRange(Pieces(words[i]).Select(p => new RowWord(p.Text, Key(p.Text), p.Box, words[i].Confidence, cell) { Struck = words[i].Struck }));
            if (signs.GetValueOrDefault((words[i].Line, words[i].Box)) is { } sign)
            {
                cut[^1] = cut[^1] with { Sign = sign };
            }
        }

        return cut;
    }

    /// <summary>The signs that stand alone close behind a word of their line, by that word. One that begins a line is the mark of a list.</summary>
    private static Dictionary<(int, Box), string> LoneSigns(PageText page)
    {
        var signs = new Dictionary<(int, Box), string>();
        foreach (var line in page.Words.GroupBy(w => w.Line).Where(g => g.Any(w => LoneSign().IsMatch(w.Text))))
        {
            var words = line.OrderBy(w => w.Box.X).ToList();
            for (var i = 1; i < words.Count; i++)
            {
                if (LoneSign().IsMatch(words[i].Text) && words[i].Box.X - words[i - 1].Box.Right <= 1.8 * words[i - 1].Box.Height)
                {
                    signs[(line.Key, words[i - 1].Box)] = words[i].Text is "&" or "+" or "/" ? words[i].Text : "-";
                }
            }
        }

        return signs;
    }

    /// <summary>"DOB:11/09/2012", "DOB11/09/2012", "Member/Patient", "ROSSI,ELENA" and "[X]MRI" are two words each to whoever looks for labels and boxes.</summary>
    private static IEnumerable<(string Text, Box Box)> Pieces(Word word)
    {
        var at = Joint().Match(word.Text);
        if (!at.Success)
        {
            yield return (word.Text, word.Box);
            yield break;
        }

        var split = at.Index + at.Length;
        var left = (int)(word.Box.Width * (split / (double)word.Text.Length));
        yield return (word.Text[..split], word.Box with { Width = left });
        var rest = new Word(word.Text[split..], word.Box with { X = word.Box.X + left, Width = word.Box.Width - left }, word.Confidence, word.Block, word.Line);
        foreach (var piece in Pieces(rest))
        {
            yield return piece;
        }
    }

    /// <summary>A text layer may hold "fl" as one sign.</summary>
    private static Word WithPlainLetters(Word word) =>
        word.Text.Any(c => c is >= '\uFB00' and <= '\uFB06') ? word with { Text = word.Text.Normalize(System.Text.NormalizationForm.FormKC) } : word;

    private static bool Beside(List<Word> row, List<Word> segment)
    {
        var a = Box.Around(row.Select(w => w.Box));
        var b = Box.Around(segment.Select(w => w.Box));
        var overlap = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y);
        var apart = segment.All(w => row.All(o => w.Box.X >= o.Box.Right - 2 || o.Box.X >= w.Box.Right - 2));

        // Tall handwriting beside a small printed label shares its middle; a line that merely reaches into another does not.
        var least = Math.Min(a.Height, b.Height);
        var sameMiddle = Math.Abs(a.Y + a.Bottom - b.Y - b.Bottom) <= 0.6 * least;
        return apart && overlap >= 0.5 * least && (Math.Max(a.Height, b.Height) < 2.5 * least || (sameMiddle && Math.Max(a.Height, b.Height) < 4 * least));
    }

    private static double Middle(List<Word> words) => Median(words.Select(w => w.Box.Y + (w.Box.Height / 2))) ?? 0;

    private static double? Median(IEnumerable<int> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : sorted[sorted.Count / 2];
    }

    private static string Key(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    [GeneratedRegex(@"(?<=^D\.?O\.?B\.?)(?=[0-9])|(?<=\p{Ll}{2})(?=DOB:?$)|(?<=\p{L}{3})(?=\([0-9]{1,4}[/.-])|(?<=[A-Za-z.]{2}):(?=[^\s:])|(?<=[A-Za-z]{3})/(?=[A-Za-z]{3})|(?<=[A-Za-z]{2}),(?=[A-Za-z]{2})|^(\[[xX✓✔_]?\]|[☐☑☒□■])(?=\w)")]
    private static partial Regex Joint();

    [GeneratedRegex("^([&+/]|[-–—]{1,2})$")]
    private static partial Regex LoneSign();

    /// <summary>"08:55", "8.55"; in "02.20.1932" there is none.</summary>
    [GeneratedRegex(@"(?<![\d./-])\d{1,2}(:\d{2}|\.\d{2}(?![\d.]))\s*([AaPp][Mm])?\b")]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(@"\b(D[O0]B|D\.O\.B|birth|born|patient)\b|MRN\b|\bmed(ical)?\.? rec", RegexOptions.IgnoreCase)]
    private static partial Regex SpeaksOfPatient();

    [GeneratedRegex(@"(?<![\d/.-])\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}(?![\d/.-])|\b\d{0,2}[\s./-]{0,2}(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[\s/-]{0,2}(\d{1,2}[\s,/-]+)?(\d{4}|\d{2})\b", RegexOptions.IgnoreCase)]
    private static partial Regex AnyDate();

    /// <summary>A date, or what recognition made of one: "03/2O/1976".</summary>
    [GeneratedRegex(@"(?<![\w/.-])[0-9OIlSB]{1,4}[/.-][0-9A-Za-z]{1,3}[/.-][0-9OIlSB]{2,4}(?![\w/.-])")]
    private static partial Regex DateShape();

    /// <summary>"COLLINS, LINDA": records are headed so; a machine has the name of an office.</summary>
    [GeneratedRegex(@"(?<!\S)\p{Lu}[\p{L}'’-]{2,},\s?\p{Lu}\p{L}{2,}(?!\S)")]
    private static partial Regex LastFirst();

    /// <summary>A year before machines sent these pages, as the end of a date: "03-03-1960", "November 2, l966".</summary>
    [GeneratedRegex(@"(?<![0-9])[0-9OIl]{1,2}[/.,-]?\s?[1lI]9[0-9OIlSB]{2}(?![0-9-])")]
    private static partial Regex LongPast();

    [GeneratedRegex(@"\b(FROM|TO)\s*[:;]", RegexOptions.IgnoreCase)]
    private static partial Regex FromOrTo();

    [GeneratedRegex(@"\b(FROM|TO|FAX|TEL|ID)\s*[:;.]|\bFROM\b|\bfax\b", RegexOptions.IgnoreCase)]
    private static partial Regex FromTo();

    [GeneratedRegex(@"\bP(AGE|G)?\s*[.:]?\s*\d{1,3}\s*([/]|of)\s*\d{1,3}\b|\bP\.?\s*0?\d{1,3}\s*$|\b\d{3}/\d{3}\b", RegexOptions.IgnoreCase)]
    private static partial Regex MachinePage();
}
