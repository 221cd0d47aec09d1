using System.Net;
using ClinicOps.Host.Embedded;
using ClinicOps.Host.Health;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Xunit;

namespace ClinicOps.Host.Tests.Health;

/// <summary>A database that is gone is said in plain words, and everything goes on by itself when it is back.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_page_says_that_the_database_is_gone_and_works_again_when_it_is_back()
    {
        await using var own = new TestCluster();
        await own.InitializeAsync();
        await using var host = await RunningHost.Start(own);
        using var visitor = await host.SignedIn(Roles.Coordinator);

        await own.StopServer();
        try
        {
            using var page = await visitor.Get("/intake/patients");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
            Assert.Equal("15", page.Headers.GetValues("Retry-After").Single());
            Assert.Contains("Content-Security-Policy", page.Headers.Select(header => header.Key));
            var says = await page.Content.ReadAsStringAsync();
            Assert.Contains("ClinicOps cannot reach its database.", says, StringComparison.Ordinal);
            Assert.Contains("Nothing that was received is lost", says, StringComparison.Ordinal);
            using var form = await visitor.Send("/scheduling/visits/enter", ("Form.VisitType", "Follow-up"));
            Assert.Contains("your browser still has what you typed", await form.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var ready = await visitor.Get("/health/ready");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.StartsWith("Unhealthy: database", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("Healthy", await visitor.Read("/health/live"));
        }
        finally
        {
            await own.StartServer();
        }

        using var again = await visitor.Get("/intake/patients");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task An_embedded_server_that_was_killed_is_started_again()
    {
        var folder = Directory.CreateTempSubdirectory("clinicops-outage-").FullName;
        var instance = InstanceFolder.Open(folder);
        var postgres = await EmbeddedPostgres.In(instance, "fsync=off");
        await postgres.Start();
        try
        {
            await using var victim = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
            await victim.OpenAsync();
            await using var ask = new NpgsqlCommand("SELECT pg_backend_pid()", victim);
            var server = ParentOf((int)(await ask.ExecuteScalarAsync())!);
            System.Diagnostics.Process.GetProcessById(server).Kill();

            var clock = new FakeTimeProvider();
            using var keeper = new KeepPostgresRunning(postgres, clock, NullLogger<KeepPostgresRunning>.Instance);
            await keeper.StartAsync(CancellationToken.None);
            await Eventually(async () =>
            {
                clock.Advance(TimeSpan.FromSeconds(2));
                await using var again = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false;Timeout=2");
                await again.OpenAsync();
            });
            await keeper.StopAsync(CancellationToken.None);
        }
        finally
        {
            await postgres.Stop();
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_full_disk_is_an_outage_and_a_lost_race_is_none()
    {
        Assert.Contains("disk", OutagePage.ReasonOf(new InvalidOperationException("", new IOException("", 28))), StringComparison.Ordinal);
        Assert.Contains("disk", OutagePage.ReasonOf(new PostgresException("", "ERROR", "ERROR", "53100")), StringComparison.Ordinal);
        Assert.Contains("database", OutagePage.ReasonOf(new PostgresException("", "FATAL", "FATAL", "57P01")), StringComparison.Ordinal);
        Assert.Null(OutagePage.ReasonOf(new PostgresException("", "ERROR", "ERROR", "40001")));
        Assert.Null(OutagePage.ReasonOf(new PostgresException("", "ERROR", "ERROR", "23505")));
        Assert.Null(OutagePage.ReasonOf(new InvalidOperationException("a mistake of ours")));
    }

    private static int ParentOf(int process) => int.Parse(
        File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith("PPid:", StringComparison.Ordinal)).Split('\t')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static async Task Eventually(Func<Task> holds)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        for (var tries = 0; ; tries++)
        {
            try
            {
                await holds();
                return;
            }
            catch (NpgsqlException) when (tries < 150)
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }
}
