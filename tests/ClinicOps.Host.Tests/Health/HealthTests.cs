using System.Net;
using ClinicOps.Host.Backups;
using ClinicOps.Host.Health;
using ClinicOps.Host.Security;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Host.Tests.Health;

/// <summary>What does not work is told to machines by name, to managers with what to do, and to the desk with what it means.</summary>
public sealed class HealthTests(TestCluster cluster)
{
    private const string WorkStands = "Received documents are not being worked on";

    [Fact]
    public async Task A_host_that_works_says_so_to_everybody_in_a_word()
    {
        await using var host = await RunningHost.Start(cluster);
        await Beat(host);
        using var visitor = host.Visitor();
        Assert.Equal("Healthy", await visitor.Read("/health/live"));
        Assert.Equal("Healthy", await visitor.Read("/health/ready"));
        using var manager = await host.SignedIn(Roles.Manager);
        Assert.Contains("Everything works.", await manager.Read("/operations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_job_server_pages_are_served_and_every_page_says_that_nothing_is_worked_on()
    {
        await using var host = await RunningHost.Start(cluster);
        using var coordinator = await host.SignedIn(Roles.Coordinator);
        Assert.DoesNotContain(WorkStands, await coordinator.Read("/"), StringComparison.Ordinal);

        await host.LookAtHealth();
        using var ready = await coordinator.Get("/health/ready");
        Assert.Equal((HttpStatusCode.OK, "Degraded: jobs"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        Assert.Contains(WorkStands, await coordinator.Read("/"), StringComparison.Ordinal);
        Assert.Contains(WorkStands, await coordinator.Read("/documents/inbox"), StringComparison.Ordinal);

        await Beat(host);
        await host.LookAtHealth();
        Assert.DoesNotContain(WorkStands, await coordinator.Read("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_waits_for_long_is_told_and_a_failed_or_delayed_one_is_none_that_waits()
    {
        await using var host = await RunningHost.Start(cluster);
        await Beat(host);
        await Job(host, "Enqueued", minutes: 5);
        await Job(host, "Scheduled", minutes: 90);
        using var visitor = host.Visitor();
        Assert.Equal("Healthy", await visitor.Read("/health/ready"));
        await Job(host, "Enqueued", minutes: 45);
        Assert.Equal("Degraded: jobs", await visitor.Read("/health/ready"));
        using var manager = await host.SignedIn(Roles.Manager);
        Assert.Contains("has waited for 45 minutes", await manager.Read("/operations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_of_received_files_that_cannot_be_written_makes_the_host_not_ready()
    {
        await using var host = await RunningHost.Start(cluster);
        await Beat(host);
        var blobs = Path.Combine(host.DataFolder, "blobs");
        Directory.CreateDirectory(blobs);
        Directory.Delete(blobs, recursive: true);

        // A file in its place stops also root, whom no rights stop.
        await File.WriteAllTextAsync(blobs, "");
        using var visitor = host.Visitor();
        using var ready = await visitor.Get("/health/ready");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "Unhealthy: blobs"), (ready.StatusCode, await ready.Content.ReadAsStringAsync()));
        Assert.Equal("Healthy", await visitor.Read("/health/live"));
        await host.LookAtHealth();
        using var desk = await host.SignedIn(Roles.FrontDesk);
        var page = await desk.Read("/");
        Assert.Contains("New documents cannot be received at the moment", page, StringComparison.Ordinal);
        Assert.DoesNotContain(host.DataFolder, page, StringComparison.Ordinal);

        File.Delete(blobs);
        Assert.Equal("Healthy", await visitor.Read("/health/ready"));
    }

    [Fact]
    public async Task A_disk_that_is_nearly_full_is_told_before_it_is_full()
    {
        await using var low = await RunningHost.Start(cluster, build: builder => builder.Services.PostConfigure<HealthOptions>(options => Set(options, least: 1, low: 9_999_999)));
        await Beat(low);
        using var visitor = low.Visitor();
        Assert.Equal("Degraded: disk", await visitor.Read("/health/ready"));

        await using var full = await RunningHost.Start(cluster, build: builder => builder.Services.PostConfigure<HealthOptions>(options => Set(options, least: 999_999, low: 9_999_999)));
        await Beat(full);
        using var another = full.Visitor();
        Assert.Equal("Unhealthy: disk", await another.Read("/health/ready"));
    }

    [Fact]
    public async Task A_restored_clinic_holds_its_deliveries_and_says_so()
    {
        await using var host = await RunningHost.Start(cluster);
        await Beat(host);
        HeldDeliveries.Hold(host.DataFolder, DateTimeOffset.UnixEpoch);
        using var manager = await host.SignedIn(Roles.Manager);
        Assert.Equal("Degraded: deliveries", await manager.Read("/health/ready"));
        Assert.Contains("release-deliveries", await manager.Read("/operations"), StringComparison.Ordinal);
        Assert.True(HeldDeliveries.Release(host.DataFolder));
        Assert.Equal("Healthy", await manager.Read("/health/ready"));
    }

    [Fact]
    public async Task A_database_whose_log_would_hold_values_is_told_to_managers()
    {
        await using var host = await RunningHost.Start(cluster);
        await Beat(host);
        await host.Sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET log_min_duration_statement = 100', current_database()); END $$");
        Npgsql.NpgsqlConnection.ClearAllPools();
        using var manager = await host.SignedIn(Roles.Manager);
        var page = await manager.Read("/operations");
        Assert.Contains("log_min_duration_statement = -1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("log_error_verbosity", page, StringComparison.Ordinal);
    }

    private static void Set(HealthOptions options, int least, int low)
    {
        typeof(HealthOptions).GetProperty(nameof(HealthOptions.LeastFreeMegabytes))!.SetValue(options, least);
        typeof(HealthOptions).GetProperty(nameof(HealthOptions.LowFreeMegabytes))!.SetValue(options, low);
    }

    /// <summary>A job server somewhere gives a sign of life.</summary>
    private static Task Beat(RunningHost host) =>
        host.Sql("INSERT INTO hangfire.server (id, data, lastheartbeat) VALUES ('other-host', '{}', now()) ON CONFLICT (id) DO UPDATE SET lastheartbeat = now()");

    private static Task Job(RunningHost host, string state, int minutes) => host.Sql(
        $$"""
        WITH job AS (INSERT INTO hangfire.job (invocationdata, arguments, createdat) VALUES ('{}', '[]', now() - interval '{{minutes}} minutes') RETURNING id),
            entry AS (INSERT INTO hangfire.state (jobid, name, createdat) SELECT id, '{{state}}', now() FROM job)
        INSERT INTO hangfire.jobqueue (jobid, queue) SELECT id, 'default' FROM job
        """);
}
