using System.Globalization;

namespace ClinicOps.Intake.Coverage.X12;

/// <summary>Single values of segments: what cannot be read is told as a problem, by segment number, and is null.</summary>
internal static class X12Parts
{
    private const NumberStyles Decimal = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    /// <summary>NM1: an organisation's name, or "First Middle Last Suffix".</summary>
    public static string FullName(X12Segment nm1) =>
        string.Join(' ', new[] { nm1[4], nm1[5], nm1[3], nm1[7] }.Select(part => part.Trim()).Where(part => part.Length > 0));

    public static int? Cents(X12Segment segment, int element, X12Problems problems)
    {
        if (Number(segment, element, problems) is not { } amount)
        {
            return null;
        }

        if (amount is > int.MaxValue / 100 or < int.MinValue / 100 || amount * 100 != decimal.Truncate(amount * 100))
        {
            problems.Add($"Segment {segment.Number}: {segment.Name}{element:00} is no amount of money in dollars and cents.");
            return null;
        }

        return (int)(amount * 100);
    }

    /// <summary>A percentage is written as a decimal, ".2" for 20 %; where it is written as "20", it is taken as that and told.</summary>
    public static decimal? Percent(X12Segment segment, int element, X12Problems problems)
    {
        switch (Number(segment, element, problems))
        {
            case null:
                return null;
            case >= 0 and <= 1 and var fraction:
                return fraction * 100;
            case > 1 and <= 100 and var whole:
                problems.Add($"Segment {segment.Number}: {segment.Name}{element:00} should be a decimal below 1; it was taken as {whole.ToString(CultureInfo.InvariantCulture)} percent.");
                return whole;
            default:
                problems.Add($"Segment {segment.Number}: {segment.Name}{element:00} is no percentage.");
                return null;
        }
    }

    public static decimal? Number(X12Segment segment, int element, X12Problems problems)
    {
        var written = segment[element].Trim();
        if (written.Length == 0)
        {
            return null;
        }

        if (written.Length <= 18 && decimal.TryParse(written, Decimal, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        problems.Add($"Segment {segment.Number}: {segment.Name}{element:00} is no number.");
        return null;
    }

    public static DateOnly? Day(string written) =>
        DateOnly.TryParseExact(written.Trim(), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    public static Date271 Date(X12Segment dtp, X12Problems problems)
    {
        var days = dtp[2] == "RD8" ? dtp[3].Split('-') : [dtp[3]];
        var (from, to) = (Day(days[0]), days.Length == 2 ? Day(days[1]) : null);
        if (from is null || (days.Length == 2 && to is null) || days.Length > 2)
        {
            problems.Add($"Segment {dtp.Number}: its date cannot be read.");
        }

        return new Date271(dtp[1], X12Words.DateKind(dtp[1]), from, to, dtp.Raw);
    }

    public static Reference271 Reference(X12Segment reference) => new(reference[1], X12Words.ReferenceKind(reference[1]), reference[2], reference[3]);

    public static Rejection271 Rejection(X12Segment aaa, string where) =>
        new(where, aaa[3], X12Words.Rejected(aaa[3]), aaa[4], X12Words.FollowUp(aaa[4]), aaa.Raw);
}
