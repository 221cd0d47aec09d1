using System.Diagnostics;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Telemetry;
using ClinicOps.Kernel.Tests.Sample;
using ClinicOps.Testing;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Server;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace ClinicOps.Kernel.Tests;

public sealed class JobTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly Guid id = Guid.CreateVersion7();
    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => clinic = await cluster.OpenClinic([new SampleModule()]);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task An_event_is_delivered_to_each_of_its_subscribers()
    {
        await Make(effects => effects.Publish(new ThingMade(id)));

        Assert.Equal(["sample.first-on-thing-made", "sample.second-on-thing-made"], (await clinic.RunJobs()).Order());
        Assert.Equal(110, await Counted());
    }

    [Fact]
    public async Task A_message_delivered_again_has_no_second_effect()
    {
        await Make(effects =>
        {
            effects.Enqueue(new CountThing(id));
            effects.Publish(new ThingMade(id));
        });
        await clinic.RunJobs();

        await clinic.DeliverAgain();
        await clinic.DeliverAgain();

        Assert.Equal(111, await Counted());
    }

    [Fact]
    public async Task A_failed_try_has_no_effect_and_the_next_one_does()
    {
        await Make(effects => effects.Enqueue(new CountThing(id)));
        var weather = clinic.Services.GetRequiredService<Weather>();
        weather.FailWith = "storm";
        var message = new JobMessage(Guid.CreateVersion7(), "sample.count-thing");
        await clinic.In(async (CountThingHandler handler) =>
            await Assert.ThrowsAsync<InvalidOperationException>(() => handler.Run(new CountThing(id), message, CancellationToken.None)));
        Assert.Equal(0, await Counted());

        weather.FailWith = null;
        await clinic.In((CountThingHandler handler) => handler.Run(new CountThing(id), message, CancellationToken.None));

        Assert.Equal(1, await Counted());
    }

    [Fact]
    public async Task A_delayed_job_is_stored_with_the_rights_of_its_module_and_waits()
    {
        await Make(effects => effects.Enqueue(new CountThing(id), TimeSpan.FromHours(2)));

        Assert.Empty(await clinic.RunJobs());
        Assert.Equal(["sample.count-thing"], await clinic.RunJobs(includeDelayed: true));
    }

    [Fact]
    public async Task The_job_store_never_sees_the_text_of_a_jobs_exception()
    {
        const string canary = "Quillfeather 1944-02-29";
        clinic.Services.GetRequiredService<Weather>().FailWith = canary;
        await Make(effects => effects.Enqueue(new CountThing(id)));

        await RunServerUntil("SELECT count(*) FROM hangfire.state WHERE name IN ('Failed', 'Scheduled')");

        Assert.Equal(0L, (await clinic.Sql($"SELECT count(*) FROM hangfire.state WHERE data::text LIKE '%Quillfeather%' OR reason LIKE '%Quillfeather%'"))[0]);
        Assert.Equal(0L, (await clinic.Sql($"SELECT count(*) FROM hangfire.job WHERE arguments::text || invocationdata::text LIKE '%Quillfeather%'"))[0]);
        Assert.Equal(0L, (await clinic.Sql($"SELECT count(*) FROM hangfire.jobparameter WHERE value LIKE '%Quillfeather%'"))[0]);
        var failed = Assert.Single(clinic.Log.Lines, line => line.Text.Contains("sample.count-thing failed", StringComparison.Ordinal) || line.Text.StartsWith("Job sample.count-thing", StringComparison.Ordinal));
        Assert.DoesNotContain("Quillfeather", failed.Text, StringComparison.Ordinal);
        Assert.Contains(canary, failed.Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_server_runs_an_enqueued_job_once()
    {
        await Make(effects => effects.Enqueue(new CountThing(id)));

        await RunServerUntil("SELECT count(*) FROM hangfire.state WHERE name = 'Succeeded'");

        Assert.Equal(1, await Counted());
    }

    [Fact]
    public async Task The_messages_of_one_transaction_have_ids_that_rise_in_its_order()
    {
        await Make(effects =>
        {
            for (var number = 0; number < 40; number++)
            {
                effects.Enqueue(new CountThing(id));
            }
        });

        // The second argument of the runner, as it is stored.
        var ids = (await clinic.Sql("SELECT arguments->>1 FROM hangfire.job ORDER BY id")).Select(stored => Guid.Parse(((string)stored!).Trim('"'))).ToList();
        Assert.Equal(40, ids.Distinct().Count());
        Assert.Equal(ids.Order(), ids);
    }

    [Fact]
    public void Ids_rise_also_past_the_number_that_one_millisecond_holds()
    {
        var first = Guid.CreateVersion7();
        var ids = Enumerable.Range(0, 10_000).Select(number => JobOutbox.After(first, number)).ToList();
        Assert.Equal(ids.Order(), ids);
        Assert.All(ids, made => Assert.Equal((7, true), (made.Version, made.Variant is >= 8 and <= 11)));
    }

    [Fact]
    public async Task A_job_continues_the_trace_of_what_enqueued_it()
    {
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ClinicTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        ActivityTraceId trace;
        using (var receiving = ClinicTelemetry.StartReceiving("test", id)!)
        {
            trace = receiving.TraceId;
            await Make(effects => effects.Enqueue(new CountThing(id)));
        }

        await RunServerUntil("SELECT count(*) FROM hangfire.state WHERE name = 'Succeeded'");

        var job = Assert.Single(spans, span => span.TraceId == trace && span.DisplayName == "sample.count-thing");
        Assert.Equal(id.ToString(), job.GetTagItem("clinicops.thing_id"));
    }

    [Fact]
    public async Task A_lock_that_a_killed_host_left_on_a_job_keeps_nobody_waiting()
    {
        await Make(effects => effects.Enqueue(new CountThing(id)));
        await clinic.Sql("INSERT INTO hangfire.lock (resource, updatecount, acquired) SELECT 'hangfire:job:' || id || ':state-lock', 0, now() - interval '60 seconds' FROM hangfire.job");

        await RunServerUntil("SELECT count(*) FROM hangfire.state WHERE name = 'Succeeded'");
    }

    private Task Make(Action<Effects> ask) => clinic.In((Things things) => things.Make(id, ask));

    private async Task<int> Counted() => (int)(await clinic.Sql("SELECT counted FROM sample.things"))[0]!;

    private async Task RunServerUntil(string countsSomething)
    {
        var options = JobOutbox.StorageOptions();
        using var server = new BackgroundJobServer(
            new BackgroundJobServerOptions { WorkerCount = 1, Queues = [JobQueues.Default], Activator = new Activation(clinic.Services) },
            new PostgreSqlStorage(new NpgsqlConnectionFactory(clinic.ConnectionStringOf(DatabaseAccess.HostRole), options), options));
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((long)(await clinic.Sql(countsSomething))[0]! == 0)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class Activation(IServiceProvider services) : JobActivator
    {
        public override object ActivateJob(Type jobType) => services.GetRequiredService(jobType);
    }
}
