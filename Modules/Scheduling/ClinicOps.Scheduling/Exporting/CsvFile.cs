using System.Globalization;
using System.Text;
using CsvHelper;

namespace ClinicOps.Scheduling.Exporting;

/// <summary>A table as a file for spreadsheets (RFC 4180): UTF-8 with a mark at its beginning, by which they know it, and no cell that they would reckon as a formula.</summary>
internal static class CsvFile
{
    private static readonly CsvWriterOptions ForSpreadsheets = new() { Injection = CsvInjection.Escape, Quoting = CsvQuoting.Always };

    private static readonly char[] LedIn = [' ', '\t', '\r', '\n', '\u00a0', '\u200b', '\ufeff'];

    public static byte[] Of(IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, ForSpreadsheets, leaveOpen: true))
        {
            csv.WriteRecord([.. heads]);
            foreach (var row in rows)
            {
                // What stands before a formula would hide it here, and not from every spreadsheet.
                csv.WriteRecord([.. row.Select(cell => cell.Trim(LedIn))]);
            }
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
