namespace ClinicOps.Correspondence.Calls;

/// <summary>Numbers of callers, kept as digits so that one number is found however it was written. They identify nobody.</summary>
internal static class PhoneDigits
{
    private const int Least = 7;
    private const int Most = 15;

    /// <summary>Of a number of the North American plan its ten digits, without the 1 before them; null where what was typed is no whole number.</summary>
    public static string? Whole(string? typed) => Of(typed) is { Length: >= Least and <= Most } digits ? digits : null;

    /// <summary>The digits of a number, or of a piece of one; empty where what was typed has letters in it.</summary>
    public static string Of(string? typed)
    {
        var text = typed?.Trim() ?? "";
        if (text.Any(c => !char.IsAsciiDigit(c) && !" ()-.+/".Contains(c, StringComparison.Ordinal)))
        {
            return "";
        }

        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length == 11 && digits[0] == '1' ? digits[1..] : digits;
    }

    /// <summary>What a conversation is answered to, as people read it: an e-mail address, or a number.</summary>
    public static string ShownAddress(string address) => address.Contains('@', StringComparison.Ordinal) ? address : Shown(address);

    /// <returns>"(207) 555-0199".</returns>
    public static string Shown(string digits) => digits.Length == 10 ? $"({digits[..3]}) {digits[3..6]}-{digits[6..]}" : digits;
}
