using System.Text.RegularExpressions;

namespace ClinicOps.Correspondence.Templates;

/// <param name="Name">As written in a text between double braces, "patient.full_name".</param>
/// <param name="Label">What staff read, "Patient's full name".</param>
internal sealed record MergeField(string Name, string Label);

/// <summary>Every field that a letter may name. A text that names another is refused.</summary>
internal static partial class MergeFields
{
    public static readonly IReadOnlyList<MergeField> All =
    [
        new("patient.full_name", "Patient's full name"),
        new("patient.birth_date", "Patient's birth date"),
        new("patient.mrn", "Patient's MRN"),
        new("patient.address", "Patient's address"),
        new("family.name", "Name of who receives the patient's mail"),
        new("family.address", "Address of who receives the patient's mail"),
        new("task.title", "Title of the task"),
        new("task.due", "Day the task is due"),
        new("order.description", "What was ordered"),
        new("order.ordered_on", "Day of the order"),
        new("order.ordering_provider", "Ordering provider"),
        new("order.problem", "What is wrong with the order"),
        new("referral.pcp", "Primary care provider, with the fax number"),
        new("referral.plan", "Plan that wants the referral, and member id"),
        new("referral.reason", "What the patient is to be seen for"),
        new("visit.next", "Patient's next visit"),
        new("asked.visit", "When the visit was to be that cannot take place"),
        new("clinic.name", "Name of the clinic"),
        new("location.name", "Name of the location"),
        new("location.address", "Address of the location"),
        new("location.phone", "Phone of the location"),
        new("location.fax", "Fax of the location"),
        new("letter.date", "Date of the letter"),
        new("user.name", "Who writes the letter"),
    ];

    public static string? LabelOf(string name) => All.FirstOrDefault(field => field.Name == name)?.Label;

    /// <summary>The fields a text names, in the order of their first appearance; "{{ a.b }}" and "{{a.b}}" are the same.</summary>
    public static IEnumerable<string> NamesIn(string text) => Written().Matches(text).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>Each field replaced, in one pass: braces inside a value mean nothing.</summary>
    public static string Replace(string text, Func<string, string> valueOf) => Written().Replace(text, match => valueOf(match.Groups[1].Value));

    /// <summary>Whether braces are left over when the fields are taken away: something was meant to be one and is not.</summary>
    public static bool HasLooseBraces(string text)
    {
        var rest = Written().Replace(text, "");
        return rest.Contains("{{", StringComparison.Ordinal) || rest.Contains("}}", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_.\-]+)\s*\}\}")]
    private static partial Regex Written();
}
