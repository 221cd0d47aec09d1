using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// One running clinic with the demo register, some demo faxes already worked on by the real engine, and a letter begun. What a story
/// changes it also takes back, or it works on a fax of its own, so that the stories hold in any order. All classes share it: two hosts
/// that run jobs in one process would take each other's (Hangfire keeps its activator in a static).
/// </summary>
public sealed class MondayMorning(TestCluster cluster) : IAsyncLifetime
{
    public const string FatherOrSon = "18-father-or-son.tif";
    public const string NoBirthDate = "24-no-birth-date.tif";
    public const string Advertisement = "25-advertisement.tif";
    private const string UnsignedOrder = "16-echo-order-unsigned.tif";

    private readonly string folder = Directory.CreateTempSubdirectory("monday-morning-").FullName;

    public ClinicInBrowser Clinic { get; } = new(cluster);

    /// <summary>The filed order, whose task asks for the signature.</summary>
    public TaskSummary Task { get; private set; } = null!;

    public string LetterPath { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Clinic.InitializeAsync();
        foreach (var name in new[] { FatherOrSon, NoBirthDate, Advertisement, UnsignedOrder })
        {
            File.Copy(FaxFile(name), Path.Combine(folder, name));
        }

        Assert.Equal(0, await Clinic.Host.Verb("import patients", Path.Combine(DemoFolder(), "patients.csv")));
        Assert.Equal(0, await Clinic.Host.Verb("ingest", folder, "--location", "Harbor"));
        await Until(Outcomes, outcomes => outcomes.All(outcome => outcome.Disposition != "working"));
        Task = (await TasksOf(UnsignedOrder, 1))[0];
        LetterPath = await DraftLetter();
    }

    public async ValueTask DisposeAsync()
    {
        await Clinic.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    public static string FaxFile(string name) => Directory.EnumerateFiles(Path.Combine(DemoFolder(), "faxes"), name, SearchOption.AllDirectories).Single();

    /// <summary>The one document of that fax.</summary>
    public async Task<DocumentOutcome> DocumentOf(string fax) => (await Outcomes()).Single(outcome => outcome.FileName == fax);

    /// <summary>The tasks of that fax, as soon as the jobs have made so many.</summary>
    public async Task<IReadOnlyList<TaskSummary>> TasksOf(string fax, int many)
    {
        var document = (await DocumentOf(fax)).DocumentId!.Value;
        return await Until(() => Clinic.Host.In((ITasks tasks) => tasks.OfDocuments([document])), tasks => tasks.Count >= many);
    }

    private Task<IReadOnlyList<DocumentOutcome>> Outcomes() => Clinic.Host.In((IDocumentOutcomes outcomes) => outcomes.All());

    /// <exception cref="OperationCanceledException">It did not become so in a minute.</exception>
    internal static async Task<T> Until<T>(Func<Task<T>> ask, Func<T, bool> holds)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (true)
        {
            var now = await ask();
            if (holds(now))
            {
                return now;
            }

            await ticks.WaitForNextTickAsync(limit.Token);
        }
    }

    private async Task<string> DraftLetter()
    {
        using var coordinator = await Clinic.Host.SignedIn("Coordinator");
        using var answer = await coordinator.PostFrom($"/intake/tasks/task/{Task.Id}", "/correspondence/letters/draft", ("taskId", Task.Id.ToString()));
        return answer.Headers.Location?.OriginalString ?? throw new InvalidOperationException($"No letter was drafted: {(int)answer.StatusCode}.");
    }

    private static string DemoFolder()
    {
        var above = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(above.FullName, "ClinicOps.sln")))
        {
            above = above.Parent ?? throw new InvalidOperationException("The tests run from a build inside the solution's folder.");
        }

        return Path.Combine(above.FullName, "tools", "demo");
    }
}

[CollectionDefinition(nameof(MondayMorning))]
public sealed class SharedMorning : ICollectionFixture<MondayMorning>;
