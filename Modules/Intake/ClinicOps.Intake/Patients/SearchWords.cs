using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Intake.Patients;

/// <summary>What somebody at the desk typed into the search box, taken apart.</summary>
/// <param name="Names">Keys of the words that can be names, at most six.</param>
/// <param name="BirthDates">Birth dates that can be meant.</param>
/// <param name="Years">Birth years, "1990".</param>
/// <param name="Phones">Seven to ten digits each.</param>
/// <param name="Numbers">MRNs or member ids or pieces of them, as <see cref="NameKeys.Number"/> makes them, four characters or more.</param>
internal sealed partial record SearchWords(
    IReadOnlyList<string> Names,
    IReadOnlyList<DateOnly> BirthDates,
    IReadOnlyList<int> Years,
    IReadOnlyList<string> Phones,
    IReadOnlyList<string> Numbers)
{
    private const int MostNames = 6;

    public bool IsEmpty => Names.Count + BirthDates.Count + Years.Count + Phones.Count + Numbers.Count == 0;

    public static SearchWords Of(string text, DateOnly today)
    {
        var dates = new List<DateOnly>();
        var phones = new List<string>();
        var rest = WrittenDate().Replace(text, match => Take(dates, DateOf(match, today)));
        rest = WrittenPhone().Replace(rest, match =>
        {
            phones.Add(string.Concat(match.Value.Where(char.IsAsciiDigit)).TrimStart('1'));
            return " ";
        });
        var names = new List<string>();
        var years = new List<int>();
        var numbers = new List<string>();
        foreach (var word in rest.Split([' ', ',', ';', '\t', '/'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!word.Any(char.IsAsciiDigit))
            {
                names.AddRange(NameKeys.Parts(word));
            }
            else if (YearOf(word, today) is { } year)
            {
                years.Add(year);
            }
            else if (NameKeys.Number(word) is { Length: >= 4 } number)
            {
                numbers.Add(number);
                if (number.Length == 8 && number.All(char.IsAsciiDigit))
                {
                    dates.AddRange(Eight(number, today));
                }

                if (number.Length is >= 7 and <= 11 && number.All(char.IsAsciiDigit))
                {
                    phones.Add(number.Length == 11 ? number.TrimStart('1') : number);
                }
            }
        }

        return new SearchWords([.. names.Distinct().Take(MostNames)], [.. dates.Distinct()], years, phones, numbers);
    }

    private static string Take(List<DateOnly> dates, DateOnly? date)
    {
        if (date is { } found)
        {
            dates.Add(found);
        }

        return " ";
    }

    /// <summary>Month first, as in the United States; day first where only that is a date.</summary>
    private static DateOnly? DateOf(Match match, DateOnly today)
    {
        if (match.Groups["iso"].Success)
        {
            return Valid(Number(match, "y4"), Number(match, "m4"), Number(match, "d4"), today);
        }

        if (match.Groups["name"].Success || match.Groups["name2"].Success)
        {
            var (name, day, year) = match.Groups["name"].Success ? ("name", "nd", "ny") : ("name2", "nd2", "ny2");
            var month = "janfebmaraprmayjunjulaugsepoctnovdec".IndexOf(match.Groups[name].Value[..3].ToLowerInvariant(), StringComparison.Ordinal);
            return month < 0 ? null : Valid(Full(match.Groups[year].Value, today), (month / 3) + 1, Number(match, day), today);
        }

        var y = Full(match.Groups["y"].Value, today);
        return Valid(y, Number(match, "a"), Number(match, "b"), today) ?? Valid(y, Number(match, "b"), Number(match, "a"), today);
    }

    private static IEnumerable<DateOnly> Eight(string digits, DateOnly today)
    {
        var (monthFirst, yearFirst) = (
            Valid(Number(digits[4..]), Number(digits[..2]), Number(digits[2..4]), today),
            Valid(Number(digits[..4]), Number(digits[4..6]), Number(digits[6..]), today));
        return new[] { monthFirst, yearFirst }.OfType<DateOnly>();
    }

    private static int? YearOf(string word, DateOnly today) =>
        word.Length == 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var year) && year >= 1900 && year <= today.Year ? year : null;

    /// <summary>Two digits are of the last hundred years.</summary>
    private static int Full(string year, DateOnly today)
    {
        var number = Number(year);
        return year.Length > 2 ? number : number + (number + 2000 > today.Year ? 1900 : 2000);
    }

    private static DateOnly? Valid(int year, int month, int day, DateOnly today) =>
        year >= 1880 && year <= today.Year && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static int Number(Match match, string group) => Number(match.Groups[group].Value);

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"(?<![\w-])(?:(?<iso>(?<y4>[0-9]{4})[-/.](?<m4>[0-9]{1,2})[-/.](?<d4>[0-9]{1,2}))"
        + @"|(?<a>[0-9]{1,2})[-/.](?<b>[0-9]{1,2})[-/.](?<y>[0-9]{4}|[0-9]{2})"
        + @"|(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?<nd>[0-9]{1,2})(?:st|nd|rd|th)?,?\s+(?<ny>[0-9]{4})"
        + @"|(?<nd2>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?<name2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(?<ny2>[0-9]{4}))(?![\w-])",
        RegexOptions.IgnoreCase)]
    private static partial Regex WrittenDate();

    [GeneratedRegex(@"(?<!\w)(?:\+?1[-. ]?)?(?:\([0-9]{3}\)\s*|[0-9]{3}[-. ])[0-9]{3}[-. ][0-9]{4}(?!\w)|(?<![\w-])[0-9]{3}[-.][0-9]{4}(?![\w-])")]
    private static partial Regex WrittenPhone();
}
