using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling.Importing;

/// <summary>`import-schedule FILE.json`: 0 when every line is in, 1 when some were refused, 2 when the file cannot be read.</summary>
internal static class ImportScheduleVerb
{
    public const string Usage = "import-schedule FILE.json   seeds providers and visits; may be repeated";

    public static async Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        if (arguments is not [var path] || !File.Exists(path))
        {
            await Console.Error.WriteLineAsync("Name one file that exists: " + Usage);
            return 2;
        }

        ScheduleFile file;
        try
        {
            await using var json = File.OpenRead(path);
            file = await ScheduleFile.Read(json, stopping);
        }
        catch (JsonException wrong)
        {
            await Console.Error.WriteLineAsync($"This is no schedule file, at {wrong.Path ?? "its start"}, line {wrong.LineNumber + 1}: it needs \"providers\" and \"visits\".");
            return 2;
        }

        var imported = await services.GetRequiredService<ImportSchedule>().Run(file, stopping);
        foreach (var line in imported.Refused)
        {
            await Console.Out.WriteLineAsync("not entered: " + line);
        }

        await Console.Out.WriteLineAsync(
            $"{imported.Providers} providers; {imported.Entered} visits entered, {imported.EnteredBefore} already there, {imported.Refused.Count} not entered");
        return imported.Refused.Count == 0 ? 0 : 1;
    }
}
