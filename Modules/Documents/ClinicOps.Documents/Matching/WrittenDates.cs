using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Matching;

/// <summary>A date as written, with every way to read it.</summary>
internal sealed record WrittenDate(DateOnly Date, IReadOnlyList<DateOnly> OtherReadings, bool DayAndMonthCouldSwap, bool DayFirst, bool Repaired);

/// <summary>Reads dates the way US paperwork writes them: 06/20/1990, 6-20-90, 06.20.1990, 1990-06-20, June 20, 1990, 20 Jun 1990,
/// 20-JUN-1990, 06201990.</summary>
internal static partial class WrittenDates
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    /// <summary>The first date in the text, its month first; null when there is none. For dates that are not birth dates.</summary>
    public static DateOnly? Plain(string text) => Read(text, new DateOnly(2099, 12, 31))?.Date;

    /// <summary>
    /// The first date in the text. Of a two-digit year the latest century not after <paramref name="today"/> is preferred
    /// and the one before is an other reading.
    /// </summary>
    public static WrittenDate? Read(string text, DateOnly today)
    {
        var repaired = Repair(text);
        return Iso(repaired, text) ?? Worded(repaired, text, today) ?? Numeric(repaired, text, today) ?? Bare(repaired, text);
    }

    private static readonly string[] Forms = ["MM/dd/yyyy", "MM-dd-yyyy", "MM.dd.yyyy", "M/d/yyyy", "dd/MM/yyyy", "yyyy-MM-dd", "MMMM d, yyyy", "MMM d, yyyy", "dd-MMM-yyyy", "dd MMM yyyy"];

    /// <summary>Whether it is the date with one sign misread, lost or too many, in one of the forms in which it is written: "07/1571944" of July 15, 1944.</summary>
    public static bool IsAlmost(string text, DateOnly date) =>
        Forms.Any(form => Phrases.Distance(WithoutSpaces(text), WithoutSpaces(date.ToString(form, CultureInfo.InvariantCulture)), 1) <= 1);

    private static string WithoutSpaces(string text) => text.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    private static WrittenDate? Iso(string text, string original) =>
        IsoForm().Match(text) is { Success: true } m && Valid(Int(m, 1), Int(m, 2), Int(m, 3)) is { } date
            ? new(date, [], false, false, WasRepaired(original, m.Value))
            : null;

    private static WrittenDate? Worded(string text, string original, DateOnly today)
    {
        var m = MonthFirst().Match(text);
        m = m.Success ? m : DayFirstForm().Match(text);
        if (!m.Success)
        {
            return null;
        }

        var month = Array.FindIndex(Months, p => m.Groups["m"].Value.StartsWith(p, StringComparison.OrdinalIgnoreCase)) + 1;
        return month == 0 ? null : WithYear(m.Groups["y"].Value, month, int.Parse(m.Groups["d"].Value, CultureInfo.InvariantCulture), today, false, WasRepaired(original, m.Value));
    }

    private static WrittenDate? Numeric(string text, string original, DateOnly today)
    {
        var m = NumericForm().Match(text);
        if (!m.Success)
        {
            return null;
        }

        var (first, second) = (Int(m, 1), Int(m, 2));
        var repaired = WasRepaired(original, m.Value);
        return first > 12
            ? WithYear(m.Groups[3].Value, second, first, today, dayFirst: true, repaired)
            : WithYear(m.Groups[3].Value, first, second, today, dayFirst: false, repaired) is { } date
                ? date with { DayAndMonthCouldSwap = second <= 12 && first != second }
                : null;
    }

    private static WrittenDate? Bare(string text, string original) =>
        BareForm().Match(text) is { Success: true } m && Valid(Int(m, 3), Int(m, 1), Int(m, 2)) is { } date
            ? new(date, [], date.Day <= 12 && date.Day != date.Month, false, WasRepaired(original, m.Value))
            : null;

    private static WrittenDate? WithYear(string year, int month, int day, DateOnly today, bool dayFirst, bool repaired)
    {
        var y = int.Parse(year, CultureInfo.InvariantCulture);
        if (year.Length == 4)
        {
            return Valid(y, month, day) is { } full ? new(full, [], false, dayFirst, repaired) : null;
        }

        var readings = new[] { Valid(2000 + y, month, day), Valid(1900 + y, month, day) }
            .OfType<DateOnly>().Where(d => d <= today).ToList();
        return readings.Count == 0 ? null : new(readings[0], readings[1..], false, dayFirst, repaired);
    }

    private static DateOnly? Valid(int year, int month, int day) =>
        year is >= 1880 and <= 2099 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static int Int(Match m, int group) => int.Parse(m.Groups[group].Value, CultureInfo.InvariantCulture);

    /// <summary>Letters that stand between digits and separators are digits misread.</summary>
    private static string Repair(string text) => Misread().Replace(text, m => m.Value switch
    {
        "O" or "o" or "Q" => "0",
        "l" or "I" or "|" or "!" => "1",
        "S" => "5",
        "B" => "8",
        "Z" => "2",
        _ => m.Value,
    });

    private static bool WasRepaired(string original, string found) => !original.Contains(found, StringComparison.Ordinal);

    [GeneratedRegex(@"(?<=[0-9/.-])[OoQlI|!SBZ](?=[0-9/.-])|(?<=[0-9/.-])[OoQlI|!SBZ]$|(?<![A-Za-z])[OolI|](?=[OolI]?[0-9][/.-]|[/.-][0-9])")]
    private static partial Regex Misread();

    [GeneratedRegex(@"(?<![0-9])((?:18|19|20)[0-9]{2})\s?[-/.]\s?([0-9]{1,2})\s?[-/.]\s?([0-9]{1,2})(?![0-9])")]
    private static partial Regex IsoForm();

    [GeneratedRegex(@"\b(?<m>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.?[\s-]*(?<d>[0-9]{1,2})(st|nd|rd|th)?\s?[,.\s-]\s*(?<y>(?:18|19|20)[0-9]{2})(?![0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex MonthFirst();

    [GeneratedRegex(@"(?<![0-9])(?<d>[0-9]{1,2})(st|nd|rd|th)?[\s./-]*(?<m>jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?|dec(ember)?)\.?[\s,./-]*(?<y>(?:18|19|20)[0-9]{2}|[0-9]{2})(?![0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex DayFirstForm();

    [GeneratedRegex(@"(?<![0-9])([0-9]{1,2})\s?[-/.]\s?([0-9]{1,2})\s?[-/.]\s?((?:18|19|20)[0-9]{2}|[0-9]{2})(?![0-9])")]
    private static partial Regex NumericForm();

    [GeneratedRegex(@"(?<![0-9])(0[1-9]|1[0-2])([0-2][0-9]|3[01])((?:18|19|20)[0-9]{2})(?![0-9])")]
    private static partial Regex BareForm();
}
