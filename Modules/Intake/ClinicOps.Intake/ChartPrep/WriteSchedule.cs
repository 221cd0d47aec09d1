using System.Globalization;
using System.Text.RegularExpressions;
using ClinicOps.Intake.Coverage.Exchange;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ClinicOps.Intake.ChartPrep;

/// <summary>
/// Writes days' schedules into a folder, as CSV and PDF, for the day the machine is down. A file appears whole under its name or not at all; one whose content
/// is the same is left; those of days gone by are removed, since they name patients.
/// </summary>
internal sealed partial class WriteSchedule(IntakeDb db, IOrganization organization, IOptions<ChartPrepOptions> options, IConfiguration configuration, AuditTrail audit, TimeProvider clock, ILogger<WriteSchedule> log)
{
    private string? Folder => options.Value.ScheduleFolder ?? OwnFolder;

    private string? OwnFolder => configuration[FolderClearinghouse.DataFolderKey] is { Length: > 0 } data ? Path.Combine(data, "schedule") : null;

    public async Task Run(IReadOnlyList<ScheduledDay> days, CancellationToken stopping)
    {
        if (Folder is not { } folder)
        {
            return;
        }

        try
        {
            // A configured folder is not ours to make, or a share that is not mounted would be written under.
            if (folder == OwnFolder)
            {
                Directory.CreateDirectory(folder);
            }

            var letterhead = (await organization.Profile(stopping)).Letterhead;

            // A day without visits has no file; one whose visits were all cancelled has one that says so.
            foreach (var day in days.Where(day => day.Lines.Count > 0 || File.Exists(Path.Combine(folder, NameOf(day)) + ".csv")))
            {
                await Write(folder, day, letterhead, stopping);
            }

            RemoveOld(folder);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            LogNotWritten(refused);
        }
    }

    private async Task Write(string folder, ScheduledDay day, IReadOnlyList<string> letterhead, CancellationToken stopping)
    {
        var (csv, path) = (ScheduleFile.Csv(day), Path.Combine(folder, NameOf(day)));
        if (File.Exists(path + ".csv") && File.Exists(path + ".pdf") && (await File.ReadAllBytesAsync(path + ".csv", stopping)).AsSpan().SequenceEqual(csv))
        {
            return;
        }

        await Put(path + ".pdf", ScheduleFile.Pdf(day, LocalTime.At(day.Location, clock.GetUtcNow()), letterhead), stopping);
        await Put(path + ".csv", csv, stopping);
        await audit.Record(db, new AuditEntry("schedule.written", "location", day.Location.Id, LocationId: day.Location.Id), stopping);
    }

    private static async Task Put(string path, byte[] bytes, CancellationToken stopping)
    {
        var passing = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.part");
        await using (var file = new FileStream(passing, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead }))
        {
            await file.WriteAsync(bytes, stopping);
            file.Flush(flushToDisk: true);
        }

        File.Move(passing, path, overwrite: true);
    }

    /// <summary>Only what has the name that we give.</summary>
    private void RemoveOld(string folder)
    {
        var keptFrom = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-options.Value.KeepScheduleDays);
        foreach (var path in Directory.EnumerateFiles(folder).ToList())
        {
            if (Name().Match(Path.GetFileName(path)) is { Success: true } name && DateOnly.TryParseExact(name.Groups[1].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < keptFrom)
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>"harbor-2026-12-01", without what a file's name cannot hold.</summary>
    public static string NameOf(ScheduledDay day) =>
        string.Create(CultureInfo.InvariantCulture, $"{NotOfNames().Replace(day.Location.Name.ToLowerInvariant(), "-").Trim('-')}-{day.Location.Id.ToString()[^4..]}-{day.Day:yyyy-MM-dd}");

    [LoggerMessage(Level = LogLevel.Error, Message = "The folder for schedules cannot be written to")]
    private partial void LogNotWritten(Exception refused);

    [GeneratedRegex(@"^[a-z0-9-]+-[0-9a-f]{4}-(\d{4}-\d\d-\d\d)\.(csv|pdf)$")]
    private static partial Regex Name();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotOfNames();
}
