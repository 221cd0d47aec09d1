using System.Text.RegularExpressions;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;

namespace ClinicOps.Intake.Coding;

/// <summary>How far a coding is. Recorded: never rename one.</summary>
internal static class CodingStates
{
    public const string Draft = "draft";

    /// <summary>A provider has said that it is final.</summary>
    public const string Signed = "signed";
    public const string HandedOff = "handed-off";
}

/// <summary>Lists of codes. Recorded: never rename one.</summary>
internal static class CodeSystems
{
    /// <summary>ICD-10-CM.</summary>
    public const string Diagnosis = "icd10";

    /// <summary>CPT and HCPCS Level II.</summary>
    public const string Procedure = "procedure";
    public const string Modifier = "modifier";

    /// <summary>Place of service.</summary>
    public const string Place = "place";

    public static readonly IReadOnlyList<string> All = [Diagnosis, Procedure, Modifier, Place];
}

/// <summary>One line of item 24 of the CMS-1500.</summary>
/// <param name="Code">CPT or HCPCS, five characters.</param>
/// <param name="Modifiers">Two characters each, at most four.</param>
/// <param name="Pointers">Letters of the diagnoses it is for, the first one first: "AC".</param>
/// <param name="Cents">For all its units.</param>
internal sealed record ServiceLine(string Code, IReadOnlyList<string> Modifiers, string Pointers, int Units, int Cents);

/// <summary>The coding of one visit, with everything tidied; what is not said is empty.</summary>
/// <param name="Diagnoses">ICD-10-CM without points, the first one first, at most twelve: A to L of item 21.</param>
/// <param name="Lines">In their order; at most three sheets of six.</param>
/// <param name="Place">Two digits.</param>
/// <param name="AuthorizationNumber">Of the authorization or referral: item 23.</param>
internal sealed record CodingContent(
    IReadOnlyList<string> Diagnoses,
    IReadOnlyList<ServiceLine> Lines,
    string Place,
    string RenderingName,
    string RenderingNpi,
    string ReferringName,
    string ReferringNpi,
    string AuthorizationNumber)
{
    public const int MostDiagnoses = 12;
    public const int MostLines = 18;

    /// <summary>Of item 24 on one sheet; more go on the next.</summary>
    public const int LinesOfSheet = 6;

    public static readonly CodingContent Empty = new([], [], "11", "", "", "", "", "");

    public int TotalCents => Lines.Sum(line => line.Cents);

    public static char Letter(int diagnosis) => (char)('A' + diagnosis);

    /// <summary>Where no charge is typed, the clinic's usual one, as often as there are units; none where a claim has no room for so much.</summary>
    public CodingContent WithUsualCharges(IReadOnlyDictionary<(string System, string Code), MedicalCode> known) => this with
    {
        Lines = [.. Lines.Select(line => line.Cents == 0 && known.GetValueOrDefault((CodeSystems.Procedure, line.Code))?.ChargeCents is { } usual && (long)usual * line.Units <= Money.MostOfService ? line with { Cents = usual * line.Units } : line)],
    };

    /// <summary>What stands in the way of signing, a sentence each.</summary>
    public IReadOnlyList<string> Missing() =>
    [
        .. Diagnoses.Count == 0 ? ["There is no diagnosis."] : Array.Empty<string>(),
        .. Lines.Count == 0 ? ["There is no procedure."] : Array.Empty<string>(),
        .. Lines.Where(line => line.Pointers.Length == 0).Select(line => $"{line.Code} points to no diagnosis."),
        .. Lines.Where(line => line.Cents == 0).Select(line => $"{line.Code} has no charge."),
        .. Place.Length == 0 ? ["The place of service is missing."] : Array.Empty<string>(),
        .. RenderingNpi.Length == 0 ? ["The rendering provider's NPI is missing."] : Array.Empty<string>(),
        .. ReferringName.Length > 0 && ReferringNpi.Length == 0 ? ["The referring provider's NPI is missing."] : Array.Empty<string>(),
    ];
}

/// <summary>Codes as they are typed, tidied; null for what is none.</summary>
internal static partial class TypedCodes
{
    public static string? Diagnosis(string typed) => Tidy(typed) is var code && IcdForm().IsMatch(code) ? code : null;

    /// <summary>"M25.561" of "M25561".</summary>
    public static string WithPoint(string code) => code.Length > 3 ? $"{code[..3]}.{code[3..]}" : code;

    public static string? Procedure(string typed) => Tidy(typed) is var code && ProcedureForm().IsMatch(code) ? code : null;

    public static string? Modifier(string typed) => Tidy(typed) is var code && ModifierForm().IsMatch(code) ? code : null;

    public static string? Place(string typed) => typed.Trim() is var code && PlaceForm().IsMatch(code) ? code : null;

    /// <summary>Ten digits whose last is a check digit over "80840" and the others (45 CFR 162.406).</summary>
    public static string? Npi(string typed) => typed.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal) is var digits && NpiForm().IsMatch(digits) && Money.HasCheckDigit("80840" + digits) ? digits : null;

    /// <summary>As the lists keep it.</summary>
    public static string Tidy(string typed) => typed.Trim().Replace(".", "", StringComparison.Ordinal).ToUpperInvariant();

    [GeneratedRegex("^[A-Z][0-9][0-9A-Z][0-9A-Z]{0,4}$")]
    private static partial Regex IcdForm();

    [GeneratedRegex("^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4})$")]
    private static partial Regex ProcedureForm();

    [GeneratedRegex("^[0-9A-Z]{2}$")]
    private static partial Regex ModifierForm();

    [GeneratedRegex("^[0-9]{2}$")]
    private static partial Regex PlaceForm();

    [GeneratedRegex("^[12][0-9]{9}$")]
    private static partial Regex NpiForm();
}
