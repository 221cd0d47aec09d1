using System.Globalization;
using System.Text;

namespace ClinicOps.Scheduling.Feeds;

/// <summary>
/// A feed as iCalendar text (RFC 5545). Times are instants in UTC: no rule of a time zone can be wrong on the day the clocks change. Without a
/// METHOD, DTSTAMP is when the event was last revised (3.8.7.2): the text is the same as long as nothing has changed.
/// </summary>
internal static class CalendarText
{
    /// <summary>Octets of a line without its end (3.1).</summary>
    private const int LongestLine = 75;

    public static string Of(Feed feed)
    {
        var text = new StringBuilder();
        Line(text, "BEGIN", "VCALENDAR");
        Line(text, "VERSION", "2.0");
        Line(text, "PRODID", "-//ClinicOps//Booked times//EN");
        Line(text, "CALSCALE", "GREGORIAN");
        Line(text, "X-WR-CALNAME", Escaped(feed.Name));
        Line(text, "REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        Line(text, "X-PUBLISHED-TTL", "PT15M");
        foreach (var one in feed.Events)
        {
            Line(text, "BEGIN", "VEVENT");
            Line(text, "UID", one.Uid);
            Line(text, "SEQUENCE", one.Sequence.ToString(CultureInfo.InvariantCulture));
            Line(text, "DTSTAMP", Instant(one.ModifiedAt));
            Line(text, "LAST-MODIFIED", Instant(one.ModifiedAt));
            Line(text, "DTSTART", Instant(one.StartsAt));
            Line(text, "DTEND", Instant(one.EndsAt));
            Line(text, "SUMMARY", Escaped(one.Summary));
            if (one.Place.Length > 0)
            {
                Line(text, "LOCATION", Escaped(one.Place));
            }

            Line(text, "STATUS", one.IsCancelled ? "CANCELLED" : "CONFIRMED");
            Line(text, "TRANSP", one.IsCancelled ? "TRANSPARENT" : "OPAQUE");
            Line(text, "CLASS", "PRIVATE");
            Line(text, "END", "VEVENT");
        }

        Line(text, "END", "VCALENDAR");
        return text.ToString();
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>As a value of the type TEXT (3.3.11); what is no text (a tab, a bell) is a space.</summary>
    private static string Escaped(string value)
    {
        var escaped = new StringBuilder(value.Length);
        foreach (var letter in value.ReplaceLineEndings("\n"))
        {
            _ = letter switch
            {
                '\\' or ';' or ',' => escaped.Append('\\').Append(letter),
                '\n' => escaped.Append("\\n"),
                _ when char.IsControl(letter) => escaped.Append(' '),
                _ => escaped.Append(letter),
            };
        }

        return escaped.ToString();
    }

    /// <summary>Folded at octets, and never inside a letter.</summary>
    private static void Line(StringBuilder text, string name, string value)
    {
        var octets = 0;
        foreach (var letter in $"{name}:{value}".EnumerateRunes())
        {
            if (octets + letter.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(letter.ToString());
            octets += letter.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
