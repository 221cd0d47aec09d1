using System.Globalization;
using System.Text;

namespace ClinicOps.Documents.Tests.Campaign;

/// <summary>How much of the registered name a written one shows.</summary>
internal enum NameForm
{
    /// <summary>First and last name as registered, in whatever order.</summary>
    Full,

    /// <summary>First name and the last name the register knows from before.</summary>
    Former,

    /// <summary>A nickname, an initial or half of a double name: a third identifier is asked.</summary>
    Part,

    /// <summary>A last name that the register does not know.</summary>
    Unknown,
}

/// <summary>The same person and the same day as different offices write them.</summary>
internal static class WrittenForms
{
    public static string Name(Draw draw, Person p, NameForm form, bool capitals)
    {
        var (first, last) = (p.First, p.Last);
        switch (form)
        {
            case NameForm.Former:
                last = p.Former;
                break;
            case NameForm.Unknown:
                last = draw.PickEarly(Names.Last) + "son";
                break;
            case NameForm.Part when Names.Called.TryGetValue(first, out var called):
                first = draw.One(called);
                break;
            case NameForm.Part when p.Last.Contains('-', StringComparison.Ordinal):
                last = draw.One(p.Last.Split('-'));
                break;
            case NameForm.Part:
                first = $"{first[0]}.";
                break;
        }

        last = draw.Chance(0.3) ? last.Replace('-', ' ') : last;
        if (draw.Chance(0.35))
        {
            (first, last) = (Plain(first), Plain(last));
        }

        var middle = form == NameForm.Part ? "" : draw.Int(0, 3) switch
        {
            0 => "",
            1 when p.Middle.Length > 0 => $"{p.Middle[0]}.",
            2 when p.Middle.Length > 0 => p.Middle[..1],
            _ => p.Middle,
        };
        var suffix = draw.Chance(0.75) ? p.Suffix : "";
        var written = draw.Int(0, 9) switch
        {
            <= 3 => Join(first, middle, last, suffix),
            4 => suffix.Length > 0 ? $"{Join(first, middle, last)}, {suffix}." : Join(first, middle, last),
            5 => $"{(draw.Chance(0.5) && form == NameForm.Full ? p.Sex == "F" ? "Ms. " : "Mr. " : "")}{Join(first, last, suffix)}",
            _ => $"{Join(last, suffix)}, {Join(first, middle)}",
        };
        return capitals ? written.ToUpperInvariant() : written;
    }

    public static string Date(Draw draw, DateOnly date) => date.ToString(
        draw.Int(0, 11) switch
        {
            <= 4 => "MM/dd/yyyy",
            5 or 6 => "M/d/yyyy",
            7 => "MM-dd-yyyy",
            8 => "yyyy-MM-dd",
            9 => "MMMM d, yyyy",
            10 => "dd-MMM-yyyy",
            _ => draw.Chance(0.5) ? "MM/dd/yy" : "MM.dd.yyyy",
        },
        CultureInfo.InvariantCulture);

    /// <summary>The date as somebody who slipped wrote it: another one, one slip away.</summary>
    public static DateOnly Slip(Draw draw, DateOnly date) => Register.NearDate(draw, date);

    /// <summary>Two neighbouring figures of a number exchanged, or one another.</summary>
    public static string Slip(Draw draw, string number)
    {
        var at = draw.Int(number.Length - 4, number.Length - 2);
        return number[at] != number[at + 1]
            ? $"{number[..at]}{number[at + 1]}{number[at]}{number[(at + 2)..]}"
            : $"{number[..at]}{(char)('0' + ((number[at] - '0' + draw.Int(1, 9)) % 10))}{number[(at + 1)..]}";
    }

    /// <summary>As a machine without accents writes it.</summary>
    private static string Plain(string name) =>
        string.Concat(name.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark))
            .Replace('ø', 'o').Replace('Ł', 'L').Replace('ł', 'l');

    private static string Join(params ReadOnlySpan<string> parts) => string.Join(' ', parts.ToArray().Where(part => part.Length > 0));
}
