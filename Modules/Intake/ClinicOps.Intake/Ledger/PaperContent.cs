namespace ClinicOps.Intake.Ledger;

/// <summary>Codes of the papers that money makes.</summary>
internal static class PaperKinds
{
    public const string Receipt = "receipt";
    public const string DaySheet = "day-sheet";

    /// <summary>Of the count of a closed drawer.</summary>
    public const string Correction = "correction";

    /// <summary>"R-000123": as the paper has it, and as people say it.</summary>
    public static string Number(string kind, long number) => $"{kind switch { Receipt => 'R', DaySheet => 'D', _ => 'C' }}-{number:000000}";
}

/// <summary>What stands on a paper, in the words of the day it was made.</summary>
/// <param name="Letterhead">The clinic's, line by line; then the location's.</param>
/// <param name="Tables">Below the facts, one after another.</param>
/// <param name="Notes">At the end, small.</param>
internal sealed record PaperContent(string Title, IReadOnlyList<string> Letterhead, IReadOnlyList<PaperFact> Facts, IReadOnlyList<PaperTable> Tables, IReadOnlyList<string> Notes);

internal sealed record PaperFact(string Label, string Value);

/// <param name="Columns">Their headings; every column but the first is set to the right.</param>
/// <param name="Rows">Of as many cells as there are columns.</param>
internal sealed record PaperTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
