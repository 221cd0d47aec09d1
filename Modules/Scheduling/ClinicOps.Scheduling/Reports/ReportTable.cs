namespace ClinicOps.Scheduling.Reports;

/// <summary>A table of a report: the same cells on the page and in its file.</summary>
/// <param name="Key">A code; what the address of its file names.</param>
/// <param name="Heads">The first of a column of names; the others are numbers.</param>
/// <param name="Names">How many columns, from the left, say what a row is of.</param>
internal sealed record ReportTable(string Key, string Title, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows, int Names = 1);
