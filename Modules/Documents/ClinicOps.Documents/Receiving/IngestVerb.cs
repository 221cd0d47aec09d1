using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Documents.Receiving;

/// <summary>`ingest`: 0 when every file is received (and, with --wait, worked on to its end), 1 when it was interrupted or a file cannot be read, 2 when it is not understood.</summary>
internal static class IngestVerb
{
    public const string Usage = "ingest DIR [--wait] [--report OUT.json] [--pages OUT] [--location NAME]   receives the files of a folder; --report waits, and writes what became of them; --pages also the pages as they were read";

    public static async Task<int> Run(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        if (Parse(arguments) is not { } asked || !Directory.Exists(asked.Folder))
        {
            await Console.Error.WriteLineAsync("Name one folder that exists: " + Usage);
            return 2;
        }

        var locations = (await services.GetRequiredService<IOrganization>().Profile(stopping)).Locations;
        if (locations.FirstOrDefault(l => asked.Location is null || l.Name.Equals(asked.Location, StringComparison.OrdinalIgnoreCase)) is not { } location)
        {
            await Console.Error.WriteLineAsync($"There is no such location. There are: {string.Join(", ", locations.Select(l => l.Name))}.");
            return 2;
        }

        try
        {
            var ingested = await services.GetRequiredService<IngestFolder>().Run(asked.Folder, location.Id, stopping);
            await Tell(ingested);
            if (asked.Wait)
            {
                await Wait(services, ingested, stopping);
            }

            if (asked.Report is { } path)
            {
                await using var scope = services.CreateAsyncScope();
                scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsCommand("ingest");
                var report = scope.ServiceProvider.GetRequiredService<IngestReport>();
                await File.WriteAllTextAsync(path, await report.Of(ingested.Files, stopping), stopping);
                if (asked.Pages is { } folder)
                {
                    await report.SavePages(ingested.Files, folder, stopping);
                }
            }

            return ingested.Unreadable.Count == 0 ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Interrupted. What is received is kept, and worked on whenever ClinicOps runs.");
            return 1;
        }
    }

    private static Asked? Parse(string[] arguments)
    {
        var words = new Queue<string>(arguments);
        var asked = new Asked("", Wait: false, Report: null, Pages: null, Location: null);
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "--wait":
                    asked = asked with { Wait = true };
                    break;
                case "--report" when words.TryDequeue(out var path):
                    asked = asked with { Wait = true, Report = path };
                    break;
                case "--pages" when words.TryDequeue(out var pages):
                    asked = asked with { Pages = pages };
                    break;
                case "--location" when words.TryDequeue(out var name):
                    asked = asked with { Location = name };
                    break;
                case var folder when asked.Folder.Length == 0 && !folder.StartsWith("--", StringComparison.Ordinal):
                    asked = asked with { Folder = folder };
                    break;
                default:
                    return null;
            }
        }

        return asked.Folder.Length > 0 && (asked.Pages is null || asked.Report is not null) ? asked : null;
    }

    private static async Task Tell(IngestedFolder ingested)
    {
        foreach (var name in ingested.LeftOut)
        {
            await Console.Error.WriteLineAsync($"left out, no document: {name}");
        }

        foreach (var name in ingested.Unreadable)
        {
            await Console.Error.WriteLineAsync($"not received, it cannot be read (look at its permissions): {name}");
        }

        var (repeats, before) = (ingested.Files.Count(f => f.Receipt is FileReceipt.Repeat), ingested.Files.Count(f => f.Receipt is FileReceipt.ReceivedBefore));
        await Console.Error.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{ingested.Files.Count - before} files received, {repeats} of them repeats; {before} were received before; {ingested.LeftOut.Count} left out"));
    }

    private static async Task Wait(IServiceProvider services, IngestedFolder ingested, CancellationToken stopping)
    {
        Guid[] ids = [.. ingested.Files.Select(f => f.TransmissionId).Distinct()];
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), services.GetRequiredService<TimeProvider>());
        WorkProgress? told = null;
        do
        {
            await using var scope = services.CreateAsyncScope();
            var now = await WorkProgress.Of(scope.ServiceProvider.GetRequiredService<DocumentsDb>(), ids, stopping);
            if (now != told)
            {
                await Console.Error.WriteLineAsync(string.Create(
                    CultureInfo.InvariantCulture, $"{now.TransmissionsDone} of {now.Transmissions} files done, {now.PagesRead} of {now.Pages} pages read"));
                told = now;
            }

            if (now.IsDone)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    private sealed record Asked(string Folder, bool Wait, string? Report, string? Pages, string? Location);
}
