using System.Diagnostics;
using System.Text.Json;
using ClinicOps.Documents.Contracts;
using ClinicOps.Host.Cli;
using ClinicOps.Host.Data;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Demo;

/// <summary>`check-demo`: waits until the demo faxes are through, shows what became of them and says what is not as it must be.</summary>
internal static class DemoVerbs
{
    private const string Usage = "check-demo EXPECTED.json [--wait SECONDS] [--json OUT.json]   shows what became of the demo faxes (tools/run --check)";

    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static readonly IReadOnlyList<CommandVerb> All = [new("check-demo", Usage, Check)];

    private static async Task<int> Check(IServiceProvider services, string[] arguments, CancellationToken stopping)
    {
        var words = arguments.ToList();
        var json = CommandOptions.Take(words, "--json");
        var wait = CommandOptions.Take(words, "--wait");
        if (words is not [var path] || !File.Exists(path) || !int.TryParse(wait ?? "0", out var seconds))
        {
            throw new UsageProblem("Name one file that exists: " + Usage);
        }

        var expected = await ReadExpectation(path, stopping);
        await WaitUntilDone(services, expected, TimeSpan.FromSeconds(seconds), stopping);
        var results = await Results(services, expected, stopping);
        foreach (var line in DemoTable.Lines(results))
        {
            Console.WriteLine(line);
        }

        if (json is not null)
        {
            await File.WriteAllTextAsync(json, JsonSerializer.Serialize(DemoTable.Data(results), Readable), stopping);
        }

        var bad = results.Count(result => result.Problems.Count > 0);
        Console.WriteLine($"{results.Count - bad} documents as expected, {bad} not");
        return bad == 0 ? 0 : 1;
    }

    private static async Task<DemoExpectation> ReadExpectation(string path, CancellationToken stopping)
    {
        try
        {
            return await DemoExpectation.Read(path, stopping);
        }
        catch (JsonException wrong)
        {
            throw new UsageProblem($"This is no list of expected documents, at {wrong.Path ?? "its start"}, line {wrong.LineNumber + 1}. tools/demo/expected.json is one.");
        }
    }

    /// <summary>Every file is received and nothing is at work; then the jobs that follow (orders, tasks) have run too.</summary>
    private static async Task WaitUntilDone(IServiceProvider services, DemoExpectation expected, TimeSpan atMost, CancellationToken stopping)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        var said = -1;
        while (clock.Elapsed < atMost)
        {
            var done = await FilesDone(services, expected, stopping);
            if (done != said)
            {
                await Console.Error.WriteLineAsync($"{clock.Elapsed:mm\\:ss}  {done} of {expected.Files.Count} faxes are through");
                said = done;
            }

            if (done == expected.Files.Count)
            {
                await JobQueueDrain.Run(services, stopping);
                return;
            }

            await timer.WaitForNextTickAsync(stopping);
        }
    }

    private static async Task<int> FilesDone(IServiceProvider services, DemoExpectation expected, CancellationToken stopping)
    {
        await using var scope = services.CreateAsyncScope();
        var outcomes = (await scope.ServiceProvider.GetRequiredService<IDocumentOutcomes>().All(stopping)).ToLookup(outcome => outcome.FileName);
        return expected.Files.Count(file => outcomes[file.File].Any() && outcomes[file.File].All(outcome => outcome.Disposition != "working"));
    }

    private static async Task<IReadOnlyList<DemoResult>> Results(IServiceProvider services, DemoExpectation expected, CancellationToken stopping)
    {
        var outcomes = await services.GetRequiredService<IDocumentOutcomes>().All(stopping);
        Guid[] documents = [.. outcomes.Select(outcome => outcome.DocumentId).OfType<Guid>()];
        Guid[] patients = [.. outcomes.Select(outcome => outcome.PatientId).OfType<Guid>().Distinct()];
        var tasks = await services.GetRequiredService<ITasks>().OfDocuments(documents, stopping);
        var people = await services.GetRequiredService<IPatients>().Find(patients, stopping);
        await services.GetRequiredService<AuditTrail>().Record(services.GetRequiredService<HostDb>(), new AuditEntry("demo.checked", "document", null, documents), stopping);
        return CompareDemo.With(expected, outcomes, tasks.ToLookup(task => task.DocumentId), people.ToDictionary(person => person.Id));
    }
}
