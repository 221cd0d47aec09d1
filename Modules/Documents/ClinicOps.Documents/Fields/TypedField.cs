using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;

namespace ClinicOps.Documents.Fields;

/// <summary>What a person types of a field, in the form in which a reading would have stored it; and how it is written to be typed over.</summary>
/// <param name="Qualifier">Null where the person named none.</param>
internal sealed partial record TypedField(string Value, string? Qualifier)
{
    public const int Longest = 300;

    /// <summary>Null when it cannot be a value of the field.</summary>
    public static TypedField? Of(DocumentField field, string text) => text.Length > Longest || text.Any(char.IsControl) ? null : field.Kind() switch
    {
        FieldKind.Day => DayIn(text) is { } day ? new(StoredDay.Text(day), null) : null,
        FieldKind.Choice => Choices(field).Contains(text) ? new(text, null) : null,
        FieldKind.Amount => Amount(text),
        FieldKind.Count => Count(field, text),
        FieldKind.Code => ProcedureCode().IsMatch(text) ? new(text.ToUpperInvariant(), null) : null,
        FieldKind.Icd10 => DiagnosisCode().Match(text.ToUpperInvariant()) is { Success: true } m ? new(m.Groups["rest"].Length > 0 ? $"{m.Groups["first"].Value}.{m.Groups["rest"].Value}" : m.Groups["first"].Value, null) : null,
        _ => text.Any(char.IsLetterOrDigit) ? new(text, null) : null,
    };

    /// <summary>As a person would type it.</summary>
    public static string Shown(StandingField field) =>
        StoredDay.Of(field.Value) is { } day ? day.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture)
        : field is { Value: { } value, Qualifier: { } of } && field.Field.Kind() is FieldKind.Count or FieldKind.Amount ? $"{value} {of}"
        : field.Value ?? "";

    public static IReadOnlyList<string> Choices(DocumentField field) => field switch
    {
        DocumentField.Outcome => ["approved", "partial", "denied", "pended", "withdrawn"],
        DocumentField.Status => ["active", "inactive"],
        DocumentField.Urgency => ["routine", "urgent", "stat"],
        DocumentField.Authority => ["authorization", "subpoena", "court order"],
        _ => [],
    };

    /// <summary>A day and nothing beside it: "14 days from 03/01/2026" is another day than the one it names.</summary>
    private static DateOnly? DayIn(string text) =>
        text.Length <= 20 && !Within().IsMatch(text) && WrittenDates.Plain(text) is { Year: >= 1900 } day ? day : null;

    private static TypedField? Amount(string text) =>
        Money().Match(text) is { Success: true } m && decimal.TryParse(m.Groups["amount"].Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var dollars)
            ? new(FieldValues.Dollars(dollars), m.Groups["of"].Value is { Length: > 0 } of ? of : null)
            : null;

    private static TypedField? Count(DocumentField field, string text)
    {
        if (Whole().Match(text) is not { Success: true } m)
        {
            return null;
        }

        // Units and visits are counted in units that are known; what is dispensed comes in whatever the paper says.
        var (number, of) = (m.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal), m.Groups["of"].Value);
        return of.Length == 0 ? new(number, null)
            : FieldValues.BasisOf(of) is { } basis ? new(number, basis)
            : field is DocumentField.Quantity or DocumentField.Refills ? new(number, of)
            : null;
    }

    [GeneratedRegex(@"\b(days?|weeks?|months?|from|after|within)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Within();

    /// <summary>CPT or HCPCS. A slip of the hand is not repaired as one of the reader is.</summary>
    [GeneratedRegex(@"^(\d{5}|[A-Z]\d{4}|\d{4}[FTU])$", RegexOptions.IgnoreCase)]
    private static partial Regex ProcedureCode();

    [GeneratedRegex(@"^(?<first>[A-Z]\d[0-9AB])(\.?(?<rest>[0-9A-Z]{1,4}))?$")]
    private static partial Regex DiagnosisCode();

    [GeneratedRegex(@"^\$?\s*(?<amount>\d{1,3}(,\d{3})+(\.\d{2})?|\d{1,7}(\.\d{1,2})?)(\s+(?<of>\D.*))?$")]
    private static partial Regex Money();

    [GeneratedRegex(@"^(?<number>\d{1,3}(,\d{3})+|\d{1,6})(\s*(?<of>[A-Za-z][A-Za-z ().]{0,40}))?$")]
    private static partial Regex Whole();
}
