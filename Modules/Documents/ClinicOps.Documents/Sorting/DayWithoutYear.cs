using System.Globalization;
using System.Text.RegularExpressions;

namespace ClinicOps.Documents.Sorting;

/// <summary>A day that a text names without its year.</summary>
/// <param name="How">In plain words, for whoever checks it.</param>
internal sealed record NamedDay(DateOnly Day, string How);

/// <summary>
/// Reckons such days from the paper's own: "March 6" and "3/6" are the nearest to it, before it too, since a reminder names what is past; "the 15th" and "Friday" are the
/// first from it on. Where the paper's own day was not read, the day it came stands in.
/// </summary>
internal static partial class DayWithoutYear
{
    private const string Month = @"(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?";

    private const string Weekday = @"(?<weekday>(?:mon|tues|wednes|thurs|fri|satur|sun)day)";

    private const string NoYear = @"(?![\w/-])(?!,?\s*(?:18|19|20)[0-9]{2})";

    /// <summary>Behind the words that ask for something by it: "Friday, March 6", "6 March", "the 15th of this month", "3/6", "close of business on Friday".</summary>
    public const string Form =
        @"(?:(?:the\s+)?(?:close|end)\s+of\s+(?:business|the\s+day|day)\s*(?:on|of)?,?\s+|(?:COB|EOD)\s+(?:on\s+)?|[0-9]{1,2}(?::[0-9]{2})?\s*[ap]\.?m\.?,?\s+(?:on\s+)?|this\s+)?"
        + @"(?<named>(?:(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\.?,?\s+(?:the\s+)?)?(?:" + Month + @"\s+(?<day>[0-9]{1,2})(?:st|nd|rd|th)?" + NoYear
        + @"|(?<day>[0-9]{1,2})(?:st|nd|rd|th)?\s+(?:of\s+|day\s+of\s+)?" + Month + NoYear
        + @"|(?<slash>[0-9]{1,2}/[0-9]{1,2})(?![-/0-9]|\.[0-9])"
        + @"|(?:(?<=\bthe\s+)|the\s+)(?<ordinal>[0-9]{1,2})(?:st|nd|rd|th)\b(?!\s+(?:(?:business|working|calendar|consecutive)\s+)?days?\b|\s+of\s+(?:each|every|the\s+(?:next|following))\b|\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\s+(?:floor|street|st|ave))"
        + @")|" + Weekday + @"\b(?!,?\s+(?:the\s+)?(?:[0-9]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))))";

    /// <param name="named">Of <see cref="Form"/>.</param>
    /// <returns>Null for a day that no calendar has, and where nothing says from when.</returns>
    public static NamedDay? Reckon(Match named, CountedFrom from)
    {
        // A letter cannot have been written after it came: such a day was misread.
        var written = from.WrittenOn > from.Received ? null : from.WrittenOn;
        if ((written ?? from.Received) is not { } own)
        {
            return null;
        }

        var since = written is null ? "the day it came" : "the letter's day";
        return named.Groups["slash"].Success && named.Groups["slash"].Value.Split('/') is [var month, var day]
            ? Nearest(int.Parse(month, CultureInfo.InvariantCulture), int.Parse(day, CultureInfo.InvariantCulture), own, since)
            : named.Groups["month"].Success ? Nearest(MonthOf(named.Groups["month"].Value), int.Parse(named.Groups["day"].Value, CultureInfo.InvariantCulture), own, since)
            : First(named, own) is { } first ? new NamedDay(first, $"day in the sentence, without its month: the first from {since} on")
            : null;
    }

    /// <summary>In a text, behind "by" and its like; null where there is none.</summary>
    public static (Match Words, NamedDay Day)? In(string text, CountedFrom from) =>
        By().Matches(text).Select(words => (Words: words, Day: Reckon(words, from))).Where(found => found.Day is not null).Select(found => ((Match, NamedDay)?)(found.Words, found.Day!)).FirstOrDefault();

    private static NamedDay? Nearest(int month, int day, DateOnly own, string since) =>
        Enumerable.Range(own.Year - 1, 3).Where(year => month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month))
            .Select(year => new DateOnly(year, month, day)).OrderBy(date => Math.Abs(date.DayNumber - own.DayNumber))
            .Select(date => new NamedDay(date, $"day in the sentence, without its year: the nearest to {since}")).FirstOrDefault();

    private static DateOnly? First(Match named, DateOnly own)
    {
        var (ordinal, weekday) = (named.Groups["ordinal"], named.Groups["weekday"]);
        return Enumerable.Range(0, 62).Select(own.AddDays).Where(day =>
                ordinal.Success ? day.Day == int.Parse(ordinal.Value, CultureInfo.InvariantCulture)
                : weekday.Success && day.DayOfWeek.ToString().Equals(weekday.Value, StringComparison.OrdinalIgnoreCase))
            .Select(day => (DateOnly?)day).FirstOrDefault();
    }

    private static int MonthOf(string name) =>
        Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, known => known.Length > 0 && name.StartsWith(known, StringComparison.OrdinalIgnoreCase)) + 1;

    [GeneratedRegex(@"\b(?:by|before|until|no later than|on or before|not later than|due|deadline(?:\s+(?:is|of))?)\s+" + Form, RegexOptions.IgnoreCase)]
    private static partial Regex By();
}
