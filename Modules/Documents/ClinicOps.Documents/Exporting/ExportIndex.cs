using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Ledger;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Exporting;

/// <summary>
/// What stands in the folder, and what was taken back: a file a day (UTC) as CSV, and the same as JSON lines. A day's file only grows; a
/// line is in it once, known by its entry and act, whoever was killed while writing it.
/// </summary>
internal static class ExportIndex
{
    private static readonly string[] Columns =
        ["entry", "act", "at", "file", "sha256", "bytes", "mrn", "patient_id", "document_id", "type", "received_on", "filed_at", "sender"];

    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds what is not in them yet.</summary>
    public static async Task Add(ExportFolder folder, IReadOnlyList<ExportLine> lines, CancellationToken stopping)
    {
        foreach (var day in lines.GroupBy(line => DateOnly.FromDateTime(line.At.UtcDateTime)).OrderBy(day => day.Key))
        {
            var name = $"index-{day.Key:yyyy-MM-dd}";
            await Add(folder, name + ".csv", CsvLine.Of(Columns), [.. day.Select(line => CsvLine.Of([.. Cells(line).Select(Text)]))], stopping);
            await Add(folder, name + ".jsonl", "", [.. day.Select(line => JsonSerializer.Serialize(Columns.Zip(Cells(line)).ToDictionary(cell => cell.First, cell => cell.Second), Plain) + "\n")], stopping);
        }
    }

    /// <param name="head">Of a file that is new.</param>
    private static async Task Add(ExportFolder folder, string name, string head, IReadOnlyList<string> lines, CancellationToken stopping)
    {
        var before = await folder.Read(name, stopping);
        var known = before.Split('\n').Select(Key).ToHashSet();
        var missing = lines.Where(line => !known.Contains(Key(line.TrimEnd('\n')))).ToList();
        if (missing.Count > 0)
        {
            var after = (before.Length > 0 ? before : head) + string.Concat(missing);
            folder.Name(await folder.Write(async to => await to.WriteAsync(Encoding.UTF8.GetBytes(after), stopping), stopping), name);
        }
    }

    /// <summary>Entry and act stand first in a line of either kind.</summary>
    private static string Key(string line) => string.Join(',', line.Split(',').Take(2));

    private static object[] Cells(ExportLine line) =>
    [
        line.Entry.ToString(),
        line.IsWithdrawal ? "withdrawn" : "added",
        Instant(line.At),
        ExportFolder.NameOf(line.FilingId),
        line.Sha256,
        line.ByteCount,
        line.Mrn ?? "",
        line.PatientId.ToString(),
        line.DocumentId.ToString(),
        line.Type.Code(),
        line.ReceivedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Instant(line.FiledAt),
        line.Sender ?? "",
    ];

    private static string? Text(object cell) => Convert.ToString(cell, CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

/// <summary>One line: a file was added, or an added one is taken back.</summary>
/// <param name="Mrn">Null when the patient is no longer registered.</param>
/// <param name="ReceivedOn">On the calendar of the location where it came in.</param>
/// <param name="Sender">Number or address, as the source told it.</param>
internal sealed record ExportLine(
    Guid Entry,
    bool IsWithdrawal,
    DateTimeOffset At,
    Guid FilingId,
    string Sha256,
    long ByteCount,
    string? Mrn,
    Guid PatientId,
    Guid DocumentId,
    DocumentType Type,
    DateOnly ReceivedOn,
    DateTimeOffset FiledAt,
    string? Sender);
