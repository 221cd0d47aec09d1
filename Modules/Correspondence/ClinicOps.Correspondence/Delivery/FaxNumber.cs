namespace ClinicOps.Correspondence.Delivery;

/// <summary>Fax numbers of the North American plan, kept as eleven digits so that one number is one reader.</summary>
internal static class FaxNumber
{
    /// <returns>"12075550199"; null where what was typed is no such number.</returns>
    public static string? Read(string? typed)
    {
        var text = typed?.Trim() ?? "";
        if (text.Any(c => !char.IsAsciiDigit(c) && !" ()-.+/".Contains(c, StringComparison.Ordinal)))
        {
            return null;
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        var whole = digits.Length == 10 ? "1" + digits : digits;

        // Neither the area nor the exchange begins with 0 or 1.
        return whole.Length == 11 && whole[0] == '1' && whole[1] >= '2' && whole[4] >= '2' ? whole : null;
    }

    /// <returns>"(207) 555-0199".</returns>
    public static string Shown(string digits) => digits.Length == 11 ? $"({digits[1..4]}) {digits[4..7]}-{digits[7..]}" : digits;
}
