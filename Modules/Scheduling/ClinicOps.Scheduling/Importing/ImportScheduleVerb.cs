using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling.Importing;

/// <summary>`import-schedule FILE.json`: 0 when every line is in, 1 when some were refused, 2 when the file cannot be read. With --dry-run the same, of what would be.</summary>
internal static class ImportScheduleVerb
{
    public const string Usage =
        "import-schedule FILE.json [--dry-run | --take-changes]   enters providers and visits; may be repeated\n"
        + "                       --dry-run prints how the file differs from the schedule, and takes nothing\n"
        + "                       --take-changes also moves and cancels visits that are there, and writes over what staff set up, as the file says";

    public static async Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        var (dry, takesChanges) = (arguments.Contains("--dry-run"), arguments.Contains("--take-changes"));
        if (arguments.Where(argument => argument is not "--dry-run" and not "--take-changes").ToList() is not [var path] || !File.Exists(path) || (dry && takesChanges))
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

        if (dry)
        {
            await PrintSetUp(await services.GetRequiredService<CompareSetUp>().Run(file, stopping), Console.Out);
            var lines = await services.GetRequiredService<CompareSchedule>().Run(file, stopping);
            await Print(lines, Console.Out);
            return lines.Any(line => line is VisitDifference.Refused) ? 1 : 0;
        }

        var imported = await services.GetRequiredService<ImportSchedule>().Run(file, takesChanges, stopping);
        await Print(imported, takesChanges, Console.Out);
        return imported.Refused.Count == 0 ? 0 : 1;
    }

    /// <summary>What is set up otherwise than the file says.</summary>
    public static async Task PrintSetUp(IReadOnlyList<SetUpDifference> parts, TextWriter output)
    {
        foreach (var part in parts)
        {
            await output.WriteLineAsync(part.ByStaff ? $"{part.InWords}, and staff set it up so: it stays, but for --take-changes" : part.InWords);
        }
    }

    /// <summary>What would be.</summary>
    public static async Task Print(IReadOnlyList<VisitDifference> lines, TextWriter output)
    {
        foreach (var line in lines.Where(line => line is not VisitDifference.Same))
        {
            await output.WriteLineAsync(InWords(line));
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{lines.OfType<VisitDifference.New>().Count()} new, {lines.OfType<VisitDifference.Moved>().Count()} moved, {lines.OfType<VisitDifference.Cancelled>().Count()} cancelled, {lines.OfType<VisitDifference.ByHand>().Count()} to see to by hand, {lines.OfType<VisitDifference.Same>().Count()} the same, {lines.OfType<VisitDifference.Refused>().Count()} that cannot be used. Nothing was taken."));
    }

    public static async Task Print(ScheduleImported imported, bool takesChanges, TextWriter output)
    {
        await PrintSetUp(imported.KeptSetUp, output);
        foreach (var line in imported.Differing)
        {
            await output.WriteLineAsync(InWords(line));
        }

        foreach (var line in imported.Refused)
        {
            await output.WriteLineAsync((takesChanges ? "not taken: " : "not entered: ") + line);
        }

        if (imported.Differing.Any(line => line is not VisitDifference.ByHand) && !takesChanges)
        {
            await output.WriteLineAsync("What is there stays as staff left it; --take-changes moves and cancels it.");
        }

        await output.WriteLineAsync(
            $"{imported.Providers} providers; {imported.Entered} visits entered, {imported.EnteredBefore} already there{(takesChanges ? $", {imported.Changed} of them changed" : "")}, {imported.Refused.Count} not {(takesChanges ? "taken" : "entered")}");
    }

    /// <summary>Ids, times and providers; no patient text.</summary>
    private static string InWords(VisitDifference line) => string.Create(CultureInfo.InvariantCulture, $"visit {line.Position} ({line.Line.Id}): ") + line switch
    {
        VisitDifference.New => "new",
        VisitDifference.Moved moved => string.Join("; ", moved.AlsoByHand.Select(reason => "by hand: " + reason).Prepend($"moved from {moved.From} to {moved.Becomes}")),
        VisitDifference.Cancelled => "cancelled in the EHR",
        VisitDifference.ByHand byHand => "by hand: " + string.Join("; ", byHand.Reasons),
        VisitDifference.Refused refused => refused.Why,
        _ => "the same",
    };
}
