using System.Diagnostics;
using ClinicOps.Host.Tests.Demo;
using ClinicOps.Kernel.Faults;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Host.Tests.Faults;

/// <summary>A real process that kills itself at a fault point, and another after it: what the tests inside one process cannot show.</summary>
public sealed class KilledProcessTests(TestCluster cluster) : IAsyncLifetime
{
    private const int KilledBySignal9 = 128 + 9;

    private readonly string folder = Directory.CreateTempSubdirectory("killed-process-").FullName;
    private RunningHost host = null!;

    public async ValueTask InitializeAsync() => host = await RunningHost.Start(cluster);

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Killed_after_the_commit_that_files_the_next_process_files_nothing_twice_and_tells_once()
    {
        var demo = Path.Combine(DemoFaxesTests.RootFolder(), "tools", "demo");
        Assert.Equal(0, await host.Verb("import patients", Path.Combine(demo, "patients.csv")));
        var faxes = Directory.CreateDirectory(Path.Combine(folder, "faxes")).FullName;
        File.Copy(Path.Combine(demo, "faxes", "Riverside", "06-consult-note.pdf"), Path.Combine(faxes, "06-consult-note.pdf"));

        Assert.Equal(KilledBySignal9, await Run("documents.file.after-commit", "ingest", faxes, "--wait", "--location", "Harbor"));
        Assert.Equal([1L], await host.Sql("SELECT count(*) FROM documents.filings"));
        Assert.Equal(0, await Run("", "drain"));

        Assert.Equal(["1 1 1 1"], await host.Sql(
            """
            SELECT concat_ws(' ', (SELECT count(*) FROM documents.transmissions), (SELECT count(*) FROM documents.documents WHERE state = 'filed'),
                (SELECT count(*) FROM documents.filings), (SELECT count(*) FROM intake.document_patients))
            """));
    }

    private async Task<int> Run(string fault, params string[] command)
    {
        // As when the minute is over in which the jobs of a dead process are held back.
        await host.Sql("UPDATE hangfire.jobqueue SET fetchedat = NULL");
        await host.Sql("DELETE FROM hangfire.lock");
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "clinicops"), command)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["CLINICOPS_DATA"] = Path.Combine(folder, "data"), ["CLINICOPS_CONNECTION"] = host.OwnerConnectionString, ["CLINICOPS_ROLE_SECRET"] = host.RoleSecret,
                [FaultPoint.Setting] = fault,
            },
        };
        using var process = Process.Start(start)!;
        var said = Task.WhenAll(process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Array.ForEach(await said, line => TestContext.Current.TestOutputHelper?.WriteLine(line));
        return process.ExitCode;
    }
}
