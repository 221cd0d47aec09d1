using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using ClinicOps.Intake.Contracts;

namespace ClinicOps.Correspondence.Conversations.Links;

/// <summary>The two things of the record that the page behind a link asks for: the birth date, and the last four digits of the phone number.</summary>
internal static partial class SecondFactor
{
    private const int Digits = 4;

    private static readonly string[] Forms = ["M/d/yyyy", "M-d-yyyy", "M.d.yyyy", "MMddyyyy", "yyyy-MM-dd"];

    /// <returns>Null for a number that is not there, or is none. An extension is not its end.</returns>
    public static string? LastDigits(string? phone) => new string([.. Extension().Replace(phone ?? "", "").Where(char.IsAsciiDigit)]) is { Length: >= 7 } number ? number[^Digits..] : null;

    /// <returns>Null where one of them is not written so that it can be compared: that is no try.</returns>
    public static (DateOnly BirthDate, string Digits)? Read(string? born, string? digits) =>
        DateOnly.TryParseExact((born ?? "").Trim().Replace(" ", "", StringComparison.Ordinal), Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && (digits ?? "").Trim() is { Length: Digits } four && four.All(char.IsAsciiDigit)
            ? (day, four)
            : null;

    public static bool Fits((DateOnly BirthDate, string Digits) said, PatientSummary patient) =>
        LastDigits(patient.Phone) is { } digits
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(said.BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + said.Digits),
            Encoding.ASCII.GetBytes(patient.BirthDate.ToString("yyyyMMdd", CultureInfo.InvariantCulture) + digits));

    [GeneratedRegex(@"\s*(?:x|ext\.?|extension|#)\s*\d{1,6}\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Extension();
}
