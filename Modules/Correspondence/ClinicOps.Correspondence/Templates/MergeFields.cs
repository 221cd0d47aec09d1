using System.Text.RegularExpressions;
using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Templates;

/// <param name="Name">As written in a text between double braces, "patient.full_name".</param>
/// <param name="Label">What staff read, "Patient's full name".</param>
/// <param name="Example">What it stands for in a sample letter, about nobody.</param>
internal sealed record MergeField(string Name, string Label, string Example)
{
    private const string Spanish = "es";

    /// <summary>The example in a letter in Spanish; null where it is the same.</summary>
    public string? InSpanish { get; init; }

    public MergeValue Sample(string language) => new(Name, language == Spanish ? InSpanish ?? Example : Example, "sample", null);
}

/// <summary>Every field that a letter may name. A text that names another is refused.</summary>
internal static partial class MergeFields
{
    public static readonly IReadOnlyList<MergeField> All =
    [
        new("patient.full_name", "Patient's full name", "Maria Sample"),
        new("patient.birth_date", "Patient's birth date", "04/09/1961") { InSpanish = "09/04/1961" },
        new("patient.mrn", "Patient's MRN", "SAMPLE-1"),
        new("patient.address", "Patient's address", "1 Sample Street, Apt 2\nPortland, ME 04101"),
        new("family.name", "Name of who receives the patient's mail", "Jordan Sample"),
        new("family.address", "Address of who receives the patient's mail", "1 Sample Street, Apt 2\nPortland, ME 04101"),
        new("task.title", "Title of the task", "Schedule: echocardiogram"),
        new("task.due", "Day the task is due", "03/09/2026") { InSpanish = "09/03/2026" },
        new("order.description", "What was ordered", "Echocardiogram"),
        new("order.ordered_on", "Day of the order", "02/26/2026") { InSpanish = "26/02/2026" },
        new("order.ordering_provider", "Ordering provider", "Sample Provider, MD"),
        new("order.problem", "What is wrong with the order", "is not signed"),
        new("referral.pcp", "Primary care provider, with the fax number", "Sample Colleague, DO\nFax (207) 555-0100"),
        new("referral.plan", "Plan that wants the referral, and member id", "Sample Health Plan, member id SAMPLE1"),
        new("referral.reason", "What the patient is to be seen for", "Cardiology"),
        new("visit.next", "Patient's next visit", "Wednesday, March 4, 2026, 10:00 AM, Sample Provider, Sample Location") { InSpanish = "miércoles, 4 de marzo de 2026, 10:00 AM, Sample Provider, Sample Location" },
        new(LetterBlock.VisitTable.Field, "Patient's coming visits, a line each", "Wednesday, March 4, 2026 | 10:00 AM | Sample Location | Sample Provider\nMonday, March 16, 2026 | 2:30 PM | Sample Location | Sample Provider")
        {
            InSpanish = "miércoles, 4 de marzo de 2026 | 10:00 AM | Sample Location | Sample Provider\nlunes, 16 de marzo de 2026 | 2:30 PM | Sample Location | Sample Provider",
        },
        new(LetterBlock.ResultTable.Field, "Results in the patient's chart, a line each", "03/02/2026 | Lab result | Sample blood test\n02/24/2026 | Imaging report | Sample X-ray")
        {
            InSpanish = "02/03/2026 | Resultado de laboratorio | Sample blood test\n24/02/2026 | Informe de imágenes | Sample X-ray",
        },
        new("asked.visit", "When the visit was to be that cannot take place", "Wednesday, March 4, 2026, 10:00 AM") { InSpanish = "miércoles, 4 de marzo de 2026, 10:00 AM" },
        new("notice.closing_day", "Last day of the location", "March 31, 2026") { InSpanish = "31 de marzo de 2026" },
        new("clinic.name", "Name of the clinic", "Sample Clinic"),
        new("location.name", "Name of the location", "Sample Location"),
        new("location.address", "Address of the location", "12 Sample Street, Portland, ME 04101"),
        new("location.phone", "Phone of the location", "(207) 555-0110"),
        new("location.fax", "Fax of the location", "(207) 555-0111"),
        new("letter.date", "Date of the letter", "March 2, 2026") { InSpanish = "2 de marzo de 2026" },
        new("user.name", "Who writes the letter", "Sam Sample"),
    ];

    public static string? LabelOf(string name) => All.FirstOrDefault(field => field.Name == name)?.Label;

    /// <summary>"Patient's next visit is known".</summary>
    public static string InWords(LetterCondition condition) =>
        $"{LabelOf(condition.Field) ?? condition.Field} {LetterCondition.Tests.FirstOrDefault(known => known.Test == condition.Test).Words}{(condition.Value.Length > 0 ? $" “{condition.Value}”" : "")}";

    /// <summary>Values of a patient who does not exist, for a template that is looked at.</summary>
    public static IReadOnlyList<MergeValue> Samples(string language) => [.. All.Select(field => field.Sample(language))];

    /// <summary>The fields a text names, in the order of their first appearance; "{{ a.b }}" and "{{a.b}}" are the same.</summary>
    public static IEnumerable<string> NamesIn(string text) => Written().Matches(text).Select(match => match.Groups[1].Value).Distinct();

    /// <summary>Each field replaced, in one pass: braces inside a value mean nothing.</summary>
    public static string Replace(string text, Func<string, string> valueOf) => Written().Replace(text, match => valueOf(match.Groups[1].Value));

    /// <summary>Whether braces are left over when the fields are taken away: something was meant to be one and is not.</summary>
    public static bool HasLooseBraces(string text) => HasBraces(Written().Replace(text, ""));

    /// <summary>Of a subject, which takes no fields.</summary>
    public static bool HasBraces(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains("}}", StringComparison.Ordinal);

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_.\-]+)\s*\}\}")]
    private static partial Regex Written();
}
