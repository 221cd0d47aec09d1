using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Fields;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Sorting;

/// <summary>The days from which a paper may count.</summary>
/// <param name="WrittenOn">The paper's own; null where none was read.</param>
/// <param name="Received">On which it came; null where that is not known.</param>
/// <param name="Holidays">Those that are no business days; null where nobody asked.</param>
internal sealed record CountedFrom(DateOnly? WrittenOn, DateOnly? Received, Holidays? Holidays = null);

/// <summary>A last day that a text does not name but counts: "within 14 days of this letter".</summary>
/// <param name="At">Where the words begin.</param>
/// <param name="Day">Null where it is counted from a day that is not known.</param>
/// <param name="Latest">The day itself, else the last that it can be; null where nothing says.</param>
/// <param name="SaysFrom">The text says from when: from the paper's day or its receipt.</param>
/// <param name="How">In plain words, for whoever checks it.</param>
internal sealed record CountedDay(int At, int Length, DateOnly? Day, DateOnly? Latest, bool SaysFrom, string How);

/// <summary>
/// Reckons such days: of the letter, of its receipt, by the 10th business day. Business days leave out Saturdays, Sundays and the holidays of the
/// whole clinic, which are said with the day. Where the text does not say from when, the earlier day counts. What the sender promises ("we will decide within 30 days") is none.
/// </summary>
internal static partial class CountDays
{
    private enum Start
    {
        Unsaid,
        Letter,
        Receipt,
        SomethingElse,
    }

    public static IEnumerable<CountedDay> In(string text, CountedFrom from) =>
        Within().Matches(text).Where(within => !Promised().IsMatch(text[..within.Index])).Select(within => Reckon(text, within, from));

    private static CountedDay Reckon(string text, Match within, CountedFrom from)
    {
        var start = StartOf(text, within);
        var saysFrom = start is Start.Letter or Start.Receipt;
        CountedDay Found(DateOnly? day, DateOnly? latest, string how) => new(
            within.Index, within.Length, day is { } first ? After(first, within, from) : null, latest is { } last ? After(last, within, from) : null, saysFrom, (day ?? latest) is { } begins ? how + LeftOut(begins, within, from) : how);

        // A letter cannot have been written after it came: such a day was misread.
        var written = from.WrittenOn > from.Received ? from.Received : from.WrittenOn;
        return start switch
        {
            Start.SomethingElse => Found(null, null, "days counted from something else"),
            Start.Receipt => Found(from.Received, from.Received, "days in the sentence, counted from the day it came"),
            _ when written is null => Found(null, from.Received, "days counted from a day that was not read"),
            Start.Unsaid when written < from.Received => Found(written, written, "days in the sentence, which does not say from when: counted from the letter's day, the earlier one"),
            _ => Found(written, written, "days in the sentence, counted from the letter's day"),
        };
    }

    private static Start StartOf(string text, Match within)
    {
        var after = Behind().Match(text[(within.Index + within.Length)..]);
        var what = after.Groups["what"].Value;
        return after.Success
            ? Received().IsMatch(what) ? Start.Receipt : Letter().IsMatch(what) ? Start.Letter : Start.SomethingElse
            : UponReceipt().IsMatch(text[..within.Index]) ? Start.Receipt : Start.Unsaid;
    }

    /// <summary>", without 11/26/2026 (Thanksgiving)"; empty where no holiday is among the business days.</summary>
    private static string LeftOut(DateOnly begins, Match within, CountedFrom from)
    {
        var (last, names) = (After(begins, within, from), new List<string>());
        for (var day = begins.AddDays(1); within.Groups["working"].Success && from.Holidays is not null && day <= last; day = day.AddDays(1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && from.Holidays.NameOf(day) is { } name)
            {
                names.Add($"{LocalTime.Us(day)} ({name})");
            }
        }

        return names.Count == 0 ? "" : $", without {string.Join(", ", names)}";
    }

    private static DateOnly After(DateOnly day, Match within, CountedFrom from)
    {
        var count = CountOf(within.Groups["n"].Value);
        return within.Groups["hours"].Success ? day.AddDays(count / 24)
            : within.Groups["working"].Success ? WorkingTime.DaysAfter(day, count, holiday => from.Holidays?.NameOf(holiday) is not null)
            : day.AddDays(within.Groups["weeks"].Success ? 7 * count : count);
    }

    private static int CountOf(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var days) ? days
        : FieldValues.CountOf(text) ?? text.ToLowerInvariant() switch { "thirty" => 30, "forty-five" => 45, "sixty" => 60, "ninety" => 90, _ => 180 };

    /// <summary>"Within 14 days", "you have 2 weeks", "no later than the 10th business day".</summary>
    [GeneratedRegex(
        @"(\b(within|no later than|not later than|no more than|up to|you have|(has|have) (the right|until)?)\s+)((a|an|the|next|first|period|of|another|maximum|at|least|[a-z-]+(?=\s*\())\s+){0,3}\(?(?<n>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|fifteen|twenty|thirty|forty-five|sixty|ninety|one hundred eighty)\)?\s+(\(\d+\)\s+)?((?<working>business|working)\s+|calendar\s+|consecutive\s+)?(days?|(?<weeks>weeks?)|(?<hours>hours?|hrs?))\b"
        + @"|\b(by|before|no later than|not later than|on or before)\s+(the\s+)?((close|end) of (business|day) (on|of)\s+(the\s+)?)?(?<n>\d{1,3})(st|nd|rd|th)\s+((?<working>business|working)\s+|calendar\s+|consecutive\s+)?day\b",
        RegexOptions.IgnoreCase)]
    public static partial Regex Within();

    /// <summary>What the days are counted from, right behind them.</summary>
    [GeneratedRegex(@"^[\s,]*(of|from|after|following|since|upon)\s+(?<what>[^.;]{1,70})", RegexOptions.IgnoreCase)]
    private static partial Regex Behind();

    [GeneratedRegex(@"^((the|its|your|our|this|a|date|day|of|on|which|you|when)\s+){0,6}(receipt|receiv(e|ed|ing)|delivery)\b|^[^,]{0,40}\b(is|was|were)\s+received\b", RegexOptions.IgnoreCase)]
    private static partial Regex Received();

    [GeneratedRegex(@"^((the|this|our|your|above|date|dated|day|of|on|its|a|an|first|initial|adverse|written|enclosed|attached|prior|authorization|coverage|benefit)\s+){0,7}(letter|notice|notification|request|fax|correspondence|form|denial|determination|decision|document|communication|subpoena|mailing|mailed|postmark|issue|issued|issuance|hereof|above|shown|printed|stated|date(?!\s+of\b))\b", RegexOptions.IgnoreCase)]
    private static partial Regex Letter();

    [GeneratedRegex(@"\b(upon|after|following|on)\s+(your\s+|the\s+)?receipt\b", RegexOptions.IgnoreCase)]
    private static partial Regex UponReceipt();

    /// <summary>In the same sentence: somebody else will do it.</summary>
    [GeneratedRegex(
        @"\b((we|i|our \w+|the (health )?(plan|payer|insurer|carrier|reviewer|department|pharmacy|lab|laboratory|office|team))\s+(will|shall|can|may|must|should)\b(?!\s+(not\s+)?(need|require|receive|expect|ask|have|close|deny|consider))"
        + @"|(decision|determination|response|results?|appeal|review)\s+(will|can)\b(?! be (received|requested|submitted|filed))"
        + @"|you (will|shall|should|can expect to) (receive|be|get|hear))[^.;]*$",
        RegexOptions.IgnoreCase)]
    private static partial Regex Promised();
}
