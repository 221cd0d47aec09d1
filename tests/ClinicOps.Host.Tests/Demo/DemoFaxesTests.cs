using ClinicOps.Documents.Contracts;
using ClinicOps.Host.Demo;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Modules;
using ClinicOps.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Host.Tests.Demo;

/// <summary>The whole way of a few demo faxes: read by the real engine, matched with the demo register, filed or held, orders and tasks made.</summary>
public sealed class DemoFaxesTests(TestCluster cluster) : IAsyncLifetime
{
    /// <summary>A good order; accents dropped and a PDF; father or son; day and month exchanged; no birth date; unsigned.</summary>
    private static readonly string[] Some =
        ["01-imaging-order-menu.tif", "08-prior-auth-approval.pdf", "16-echo-order-unsigned.tif", "18-father-or-son.tif", "20-day-and-month.tif", "24-no-birth-date.tif"];

    private readonly string folder = Directory.CreateTempSubdirectory("demo-faxes-").FullName;
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await cluster.OpenClinic(Composition.Modules());

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        await clinic.DisposeAsync();
    }

    [Fact]
    public async Task Each_becomes_what_the_safety_rules_demand()
    {
        var demo = Path.Combine(RootFolder(), "tools", "demo");
        foreach (var path in Some.Select(name => Directory.EnumerateFiles(Path.Combine(demo, "faxes"), name, SearchOption.AllDirectories).Single()))
        {
            File.Copy(path, Path.Combine(folder, Path.GetFileName(path)));
        }

        Assert.Equal(0, await Command("import patients", Path.Combine(demo, "patients.csv")));
        Assert.Equal(0, await Command("ingest", folder));
        await clinic.RunJobs();

        var all = await DemoExpectation.Read(Path.Combine(demo, "expected.json"), TestContext.Current.CancellationToken);
        var results = await Results(new DemoExpectation([.. all.Files.Where(file => Some.Contains(file.File))]));
        Assert.Empty(results.SelectMany(result => result.Problems.Select(problem => $"{result.File}: {problem}")));
    }

    private Task<int> Command(string verb, string argument) => clinic.In(async (IServiceProvider services) =>
    {
        services.GetRequiredService<CurrentActor>().ActAsCommand(verb);
        return await services.GetRequiredService<ModuleCatalog>().Verbs.Single(v => v.Name == verb).Run(services, [argument], TestContext.Current.CancellationToken);
    });

    private Task<IReadOnlyList<DemoResult>> Results(DemoExpectation expected) => clinic.In(async (IServiceProvider services) =>
    {
        var outcomes = await services.GetRequiredService<IDocumentOutcomes>().All();
        var tasks = await services.GetRequiredService<ITasks>().OfDocuments([.. outcomes.Select(o => o.DocumentId).OfType<Guid>()]);
        var patients = await services.GetRequiredService<IPatients>().Find([.. outcomes.Select(o => o.PatientId).OfType<Guid>().Distinct()]);
        return CompareDemo.With(expected, outcomes, tasks.ToLookup(task => task.DocumentId), patients.ToDictionary(patient => patient.Id));
    });

    internal static string RootFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClinicOps.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run from a build inside the solution's folder.");
        }

        return folder.FullName;
    }
}
