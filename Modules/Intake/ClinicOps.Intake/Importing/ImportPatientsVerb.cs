using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Intake.Importing;

/// <summary>`import patients FILE.csv`: 0 when every line is in, 1 when some were refused, 2 when the file cannot be used.</summary>
internal static class ImportPatientsVerb
{
    public const string Usage =
        "import patients FILE.csv [--show]   registers and updates patients by MRN; may be repeated\n"
        + "                       --show also prints the old and new values (patient text) on the terminal";

    public static async Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        var show = arguments.Contains("--show");
        if (arguments.Where(argument => argument != "--show").ToList() is not [var path] || path.StartsWith('-') || !File.Exists(path))
        {
            await Console.Error.WriteLineAsync("Name one file that exists: import patients FILE.csv [--show]");
            return 2;
        }

        PatientsFile file;
        try
        {
            using var text = new StreamReader(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
            file = PatientsFile.Read(text, DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime));
        }
        catch (PatientsFileProblem problem)
        {
            await Console.Error.WriteLineAsync($"Nothing was imported. {problem.Message}");
            return 2;
        }
        catch (DecoderFallbackException)
        {
            await Console.Error.WriteLineAsync("Nothing was imported. The file is not in UTF-8: save it as \"CSV UTF-8\".");
            return 2;
        }

        var imported = await services.GetRequiredService<ImportPatients>().Run(file, stopping);
        await Print(imported, show, Console.Out);
        return imported.Refused.Count == 0 ? 0 : 1;
    }

    public static async Task Print(PatientsImported imported, bool show, TextWriter output)
    {
        foreach (var patient in imported.Changed)
        {
            await output.WriteLineAsync($"changed {patient.Mrn}: {string.Join(", ", patient.Changes.Select(change => change.Field))}");
            foreach (var change in show ? patient.Changes : [])
            {
                await output.WriteLineAsync($"    {change.Field}: \"{change.Old}\" -> \"{change.New}\"");
            }
        }

        foreach (var refused in imported.Refused)
        {
            await output.WriteLineAsync($"line {refused.Line} not imported: {refused.Reason}");
        }

        foreach (var field in imported.Changed.SelectMany(patient => patient.Changes).CountBy(change => change.Field).OrderByDescending(field => field.Value))
        {
            await output.WriteLineAsync($"  {field.Value} x {field.Key}");
        }

        await output.WriteLineAsync(
            $"{imported.Registered.Count} new, {imported.Changed.Count} changed, {imported.Unchanged} unchanged, {imported.Refused.Count} lines not imported");
    }
}
