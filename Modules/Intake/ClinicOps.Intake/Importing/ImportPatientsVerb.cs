using System.Globalization;
using ClinicOps.Intake.Data;
using ClinicOps.Kernel.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake.Importing;

/// <summary>
/// `import patients FILE.csv`: 0 when every line is in, 1 when some were refused, 2 when the file cannot be used. With --dry-run the same, of what would be.
/// </summary>
internal static class ImportPatientsVerb
{
    public const string Usage =
        "import patients FILE.csv [--dry-run] [--show]   registers and updates patients by MRN; may be repeated\n"
        + "                       --dry-run prints what would change, and what asks for a second look, and takes nothing\n"
        + "                       --show also prints the old and new values (patient text) on the terminal";

    public static async Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        var (show, dry) = (arguments.Contains("--show"), arguments.Contains("--dry-run"));
        if (arguments.Where(argument => argument is not "--show" and not "--dry-run").ToList() is not [var path] || path.StartsWith('-') || !File.Exists(path))
        {
            await Console.Error.WriteLineAsync("Name one file that exists: import patients FILE.csv [--dry-run] [--show]");
            return 2;
        }

        PatientsFile file;
        try
        {
            file = PatientsFile.Read(await File.ReadAllBytesAsync(path, stopping), DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime));
        }
        catch (PatientsFileProblem problem)
        {
            await Console.Error.WriteLineAsync($"Nothing was imported. {problem.Message}");
            return 2;
        }

        if (dry)
        {
            var found = await services.GetRequiredService<ComparePatients>().Run(file, stopping);
            if (show)
            {
                await services.GetRequiredService<AuditTrail>().Record(services.GetRequiredService<IntakeDb>(), Showing(found), stopping);
            }

            await Print(found, show, Console.Out);
        }
        else
        {
            await Print(await services.GetRequiredService<ImportPatients>().Run(file, stopping), show, Console.Out);
        }

        return file.BadRows.Count == 0 ? 0 : 1;
    }

    /// <summary>Whose registered values the terminal shows.</summary>
    private static AuditEntry Showing(PatientDifferences found) => new("patients.shown-on-terminal", "patient", null, [.. found.Lines.Select(line => line.Known?.Id).OfType<Guid>()]);

    public static async Task Print(PatientsImported imported, bool show, TextWriter output)
    {
        foreach (var patient in imported.Changed)
        {
            await PrintChanged(patient, show, output);
        }

        await PrintRefused(imported.Refused, output);
        await PrintFields(imported.Changed, output);
        await output.WriteLineAsync(
            $"{imported.Registered.Count} new, {imported.Changed.Count} changed, {imported.Unchanged} unchanged, {imported.Refused.Count} lines not imported");
    }

    /// <summary>What would be.</summary>
    public static async Task Print(PatientDifferences found, bool show, TextWriter output)
    {
        foreach (var line in found.Lines)
        {
            if (line.Known is { } known)
            {
                await PrintChanged(new ChangedPatient(known.Mrn, line.Changes), show, output);
                if (line.ChangesName)
                {
                    await output.WriteLineAsync(line.KeepsOldName ? "    the old name is kept as a former name" : "    the name is taken as a correction: the old one is dropped");
                }
            }
            else
            {
                await output.WriteLineAsync($"new {line.Row.Mrn}");
            }

            foreach (var doubt in line.Doubts)
            {
                await output.WriteLineAsync($"    look twice: {doubt.Title}. {doubt.Words}{(show && doubt.Coverage.Length > 0 ? $" \"{doubt.Coverage}\"" : "")}");
            }
        }

        await PrintRefused(found.Refused, output);
        var changed = found.Lines.Where(line => line.Known is not null).Select(line => new ChangedPatient(line.Row.Mrn, line.Changes)).ToList();
        await PrintFields(changed, output);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Lines.Count - changed.Count} new, {changed.Count} changed, {found.Unchanged} unchanged, {found.Refused.Count} lines that cannot be used; {found.Lines.Count(line => line.Doubts.Count > 0)} to look at twice. Nothing was imported."));
    }

    private static async Task PrintChanged(ChangedPatient patient, bool show, TextWriter output)
    {
        await output.WriteLineAsync($"changed {patient.Mrn}: {string.Join(", ", patient.Changes.Select(change => change.Field))}");
        foreach (var change in show ? patient.Changes : [])
        {
            await output.WriteLineAsync($"    {change.Field}: \"{change.Old}\" -> \"{change.New}\"");
        }
    }

    private static async Task PrintRefused(IEnumerable<PatientsFile.BadRow> rows, TextWriter output)
    {
        foreach (var refused in rows)
        {
            await output.WriteLineAsync($"line {refused.Line} not imported: {refused.Reason}");
        }
    }

    private static async Task PrintFields(IEnumerable<ChangedPatient> changed, TextWriter output)
    {
        foreach (var field in changed.SelectMany(patient => patient.Changes).CountBy(change => change.Field).OrderByDescending(field => field.Value))
        {
            await output.WriteLineAsync($"  {field.Value} x {field.Key}");
        }
    }
}
