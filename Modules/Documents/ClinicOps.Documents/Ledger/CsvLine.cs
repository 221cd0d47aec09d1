using System.Buffers;

namespace ClinicOps.Documents.Ledger;

/// <summary>A line of a file for a spreadsheet or another program (RFC 4180): every cell quoted, CR LF at the end.</summary>
internal static class CsvLine
{
    private static readonly SearchValues<char> OfTelephones = SearchValues.Create("0123456789 ()-.");

    public static string Of(params string?[] cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    /// <summary>A cell that a spreadsheet would reckon as a formula is led in by an apostrophe; a telephone number is none.</summary>
    private static string Cell(string? text)
    {
        var shown = text ?? "";
        var isFormula = shown.AsSpan().TrimStart() is [var first, .. var rest]
            && (first is '=' or '@' || (first is '+' or '-' && rest.ContainsAnyExcept(OfTelephones)));
        return $"\"{(isFormula ? "'" : "")}{shown.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
