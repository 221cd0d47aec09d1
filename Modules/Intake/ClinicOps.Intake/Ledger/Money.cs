using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ClinicOps.Intake.Ledger;

/// <summary>Amounts as people write them, in cents; and what must not stand among them.</summary>
internal static partial class Money
{
    /// <summary>What a slip of the hand is more likely than an amount at a front desk.</summary>
    public const int MostCents = 2_000_000;

    /// <summary>One service in the fees, on an estimate or of a coded visit: as much as a claim has room for.</summary>
    public const int MostOfService = 99_999_999;

    /// <summary>What one visit may come to where the patient pays all of it: as much as its estimate.</summary>
    public const int MostOfVisit = 100_000_000;

    /// <summary>A day's payments of one kind, together.</summary>
    public const int MostCounted = 1_000_000_000;

    /// <summary>"$1,234.50"; a negative amount has its sign in front.</summary>
    public static string Text(long cents) => (cents < 0 ? "\u2212" : "") + "$" + (Math.Abs(cents) / 100m).ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>As a field holds it, "30.00".</summary>
    public static string Field(long cents) => (cents / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>
    /// "30", "30.5", "$1,030.00" as cents; null for anything else, for parts of a cent, and for less than nothing. A comma stands before three
    /// digits alone: "30,00" is nobody's three thousand.
    /// </summary>
    public static int? Parse(string? typed, int most = MostCents) =>
        Dollars(typed) is { } dollars && dollars <= most / 100m && decimal.Truncate(dollars * 100) == dollars * 100 ? (int)(dollars * 100) : null;

    /// <summary>
    /// Whether a text holds what may be the number of a payment card: 13 to 19 digits, in one piece or in groups, whose check digit is
    /// right (ISO/IEC 7812-1, the Luhn formula).
    /// </summary>
    public static bool LooksLikeCardNumber(string text)
    {
        var groups = new List<string>();
        var digits = new StringBuilder();
        foreach (var character in text.Normalize(NormalizationForm.FormKC) + "\n")
        {
            if (char.IsAsciiDigit(character))
            {
                digits.Append(character);
                continue;
            }

            if (digits.Length > 0)
            {
                groups.Add(digits.ToString());
                digits.Clear();
            }

            if (!char.IsWhiteSpace(character) && !char.IsPunctuation(character) || character == '\n')
            {
                if (Runs(groups).Any(HasCheckDigit))
                {
                    return true;
                }

                groups.Clear();
            }
        }

        return false;
    }

    /// <summary>Groups that follow each other, as far as they have the length of a card number.</summary>
    private static IEnumerable<string> Runs(List<string> groups)
    {
        for (var from = 0; from < groups.Count; from++)
        {
            var run = "";
            for (var to = from; to < groups.Count && run.Length < 19; to++)
            {
                run += groups[to];
                if (run.Length is >= 13 and <= 19)
                {
                    yield return run;
                }
            }
        }
    }

    /// <summary>What is wrong with the charge of a service, a sentence; null where nothing is.</summary>
    public static string? ProblemOfCharge(string? typed) =>
        Parse(typed, MostOfService) is not null ? null : IsTooMuchForService(typed) ? $"A charge is {Text(MostOfService)} at most." : "Write the charge, like 120.00.";

    public static bool IsTooMuchForService(string? typed) => Dollars(typed) > MostOfService / 100m;

    private static decimal? Dollars(string? typed)
    {
        var text = (typed ?? "").Trim().TrimStart('$').Trim();
        return Amount().IsMatch(text) && decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var dollars) ? dollars : null;
    }

    [GeneratedRegex(@"^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]*)?$|^\.[0-9]+$")]
    private static partial Regex Amount();

    /// <summary>The Luhn formula (ISO/IEC 7812-1, annex B).</summary>
    public static bool HasCheckDigit(string digits)
    {
        var sum = 0;
        for (var place = 0; place < digits.Length; place++)
        {
            var digit = digits[^(place + 1)] - '0';
            digit = place % 2 == 1 ? digit * 2 : digit;
            sum += digit > 9 ? digit - 9 : digit;
        }

        return sum % 10 == 0 && digits.Any(digit => digit != '0');
    }
}
