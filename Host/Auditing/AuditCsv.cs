using System.Globalization;
using System.Text;

namespace ClinicOps.Host.Auditing;

/// <summary>The trail as a file for a spreadsheet. What people typed can begin like a formula: such cells are made text.</summary>
internal static class AuditCsv
{
    private static readonly string[] Heads =
        ["at (UTC)", "at (local)", "who", "user id", "did", "action", "record kind", "record id", "record", "other record ids", "location", "from", "reason"];

    public static string Head => Line(Heads);

    public static string Line(AuditLine line) => Line(
    [
        line.Row.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
        line.At.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture),
        line.Who,
        line.Row.UserId?.ToString(),
        line.Did,
        line.Row.Action,
        line.Row.SubjectKind,
        line.Row.SubjectId?.ToString(),
        line.Record?.Text,
        string.Join(' ', line.Row.ResultIds),
        line.Location,
        line.From,
        line.Reason,
    ]);

    /// <summary>Always quoted; an apostrophe before what a spreadsheet would take for a formula, however it is led in.</summary>
    public static string Cell(string? text)
    {
        var shown = text ?? "";
        var first = shown.AsSpan().TrimStart(" \u00a0\u200b\ufeff");
        var isFormula = first.Length > 0 && first[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\uff1d' or '\uff0b' or '\uff0d' or '\uff20';
        return $"\"{(isFormula ? "'" : "")}{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Line(IEnumerable<string?> cells) => new StringBuilder().AppendJoin(',', cells.Select(Cell)).Append("\r\n").ToString();
}
