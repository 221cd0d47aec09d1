using System.Globalization;
using System.Text;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Papers;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Organization;
using CsvHelper;

namespace ClinicOps.Intake.ChartPrep;

/// <param name="Lines">In the order of the day.</param>
internal sealed record ScheduledDay(Location Location, DateOnly Day, IReadOnlyList<ScheduleLine> Lines);

/// <summary>One visit on the schedule for a day without the machine.</summary>
/// <param name="Start">On the wall clock of the location.</param>
/// <param name="Minutes">0 where that is not for whoever asks, and neither is the provider.</param>
/// <param name="Patient">Null for a record that is closed to whoever reads the file: then nothing of the patient stands there.</param>
internal sealed record ScheduleLine(DateTimeOffset Start, int Minutes, string Provider, ScheduledPatient? Patient);

internal sealed record ScheduledPatient(string Name, string Mrn, DateOnly Born, string Phone, string VisitType, string CoPay, string Missing);

internal static class ScheduleLines
{
    /// <summary>For everybody: whoever reads the file, or finds the print. Closed records are times that are taken, and nothing else.</summary>
    public static IReadOnlyList<ScheduleLine> Of(IEnumerable<Chart> charts) =>
    [
        .. charts.OrderBy(chart => chart.Visit.StartsAt).ThenBy(chart => chart.Visit.ProviderName, StringComparer.Ordinal)
            .Select(chart => new ScheduleLine(chart.Start, (int)(chart.Visit.EndsAt - chart.Visit.StartsAt).TotalMinutes, chart.Visit.ProviderName, IsClosed(chart) ? null : Patient(chart))),
    ];

    private static bool IsClosed(Chart chart) => chart.Patient.AccessClass != AccessClass.Standard || chart.Visit.AccessClass != AccessClass.Standard;

    private static ScheduledPatient Patient(Chart chart)
    {
        var patient = RegisteredPatients.Summary(chart.Patient);
        return new ScheduledPatient(
            patient.ListName, patient.Mrn, patient.BirthDate, patient.Phone ?? "", chart.Visit.VisitType, chart.Desk.CoPayDue is { } due ? Money.Text(due) : "not known",
            string.Join(' ', FindGaps.Of(chart).Select(gap => gap.Words)));
    }
}

/// <summary>A day's schedule as a file, for a spreadsheet or on paper.</summary>
internal static class ScheduleFile
{
    private static readonly CsvWriterOptions ForSpreadsheets = new() { Injection = CsvInjection.Escape, Quoting = CsvQuoting.Always };

    /// <summary>UTF-8 with a mark at its beginning, by which spreadsheets know it.</summary>
    public static byte[] Csv(ScheduledDay day)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, ForSpreadsheets, leaveOpen: true))
        {
            csv.WriteRecord("time", "minutes", "provider", "patient", "mrn", "born", "phone", "visit", "co-pay", "missing");
            foreach (var line in day.Lines)
            {
                csv.WriteRecord([.. Cells(line)]);
            }
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text.ToString())];
    }

    /// <param name="made">On the location's wall clock.</param>
    public static byte[] Pdf(ScheduledDay day, DateTimeOffset made, IReadOnlyList<string> letterhead)
    {
        var (title, when) = ($"Schedule, {day.Location.Name}", day.Day.ToString("dddd, MM/dd/yyyy", CultureInfo.InvariantCulture));
        var closed = day.Lines.Count(line => line.Patient is null);
        using var pen = new PaperPen($"{title}, {when}");
        DrawSheet.With(pen, new Sheet(title, when, letterhead, $"{title}, {when}",
        [
            day.Lines.Count == 0
                ? new SheetPart.Line("No visits.")
                : new SheetPart.Table(
                    ["Time", "Patient", "Born, phone", "Visit", "Co-pay", "Missing"],
                    [0.1, 0.2, 0.18, 0.18, 0.1, 0.24],
                    [.. day.Lines.Select(line => (IReadOnlyList<string>)(line.Patient is { } patient
                        ? [Time(line), $"{patient.Name} {patient.Mrn}", $"{LocalTime.Us(patient.Born)} {patient.Phone}", $"{patient.VisitType}, {line.Provider}", patient.CoPay, patient.Missing]
                        : [Time(line), "Closed record", "", line.Provider, "", ""]))]),
            .. closed > 0 ? [new SheetPart.Line(closed == 1 ? "1 visit is of a closed record: ask who may see it." : $"{closed} visits are of closed records: ask who may see them.")] : Array.Empty<SheetPart>(),
            new SheetPart.Line($"Made {FaceSheet.When(made)}."),
        ]));
        return pen.Finish();
    }

    private static IEnumerable<string> Cells(ScheduleLine line) => line.Patient is { } patient
        ? [Time(line), Minutes(line), line.Provider, patient.Name, patient.Mrn, patient.Born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), patient.Phone, patient.VisitType, patient.CoPay, patient.Missing]
        : [Time(line), Minutes(line), line.Provider, "closed record", "", "", "", "", "", ""];

    private static string Time(ScheduleLine line) => line.Start.ToString("h:mm tt", CultureInfo.InvariantCulture);

    private static string Minutes(ScheduleLine line) => line.Minutes == 0 ? "" : line.Minutes.ToString(CultureInfo.InvariantCulture);
}
