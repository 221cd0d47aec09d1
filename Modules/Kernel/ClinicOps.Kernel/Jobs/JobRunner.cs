using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Telemetry;
using Hangfire;
using Hangfire.Common;
using Hangfire.Dashboard;
using Hangfire.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClinicOps.Kernel.Jobs;

/// <summary>The only method the job store knows: it finds the step by its recorded name and runs it in a scope of its own.</summary>
public sealed partial class JobRunner(IServiceScopeFactory scopes, ModuleCatalog catalog, ILogger<JobRunner> log)
{
    [JobTitle]
    public async Task Run(string name, Guid messageId, string arguments, PerformContext? context, CancellationToken stopping)
    {
        var kind = catalog.JobNamed(name);
        messageId = messageId == Guid.Empty ? OfOccurrence(name, context?.BackgroundJob.Id) : messageId;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsJob(name);
        using var activity = ClinicTelemetry.StartJob(name, context?.GetJobParameter<string>(ClinicTelemetry.TraceParent), messageId, context?.BackgroundJob.Id);
        var begun = Stopwatch.GetTimestamp();
        try
        {
            var parsed = JsonSerializer.Deserialize(arguments, kind.Arguments)
                ?? throw new InvalidOperationException($"The job {name} was stored without arguments.");
            if (activity is not null)
            {
                ClinicTelemetry.TagIds(activity, parsed);
            }

            FaultPoint.At(name, "begun");
            await kind.Invoke(scope.ServiceProvider, parsed, new JobMessage(messageId, name, context?.BackgroundJob.Id), stopping);
            FaultPoint.At(name, "done");
            ClinicTelemetry.EndJob(activity, name, Stopwatch.GetElapsedTime(begun).TotalSeconds, failure: null);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not JobFailedException)
        {
            // The job store keeps exception text for days and shows it: only a code and the log's id may reach it.
            var logId = Guid.CreateVersion7();
            ClinicTelemetry.EndJob(activity, name, Stopwatch.GetElapsedTime(begun).TotalSeconds, exception.GetType().Name);
            LogFailed(exception, name, messageId, logId);
            throw new JobFailedException(name, exception.GetType().Name, logId);
        }
    }

    /// <summary>A job of the clock is stored once for all its runs, without an id: each run has one of its own, the same over its retries.</summary>
    private static Guid OfOccurrence(string name, string? jobId) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{name} {jobId}")).AsSpan(0, 16));

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} failed for message {MessageId}; log id {LogId}")]
    private partial void LogFailed(Exception exception, string job, Guid messageId, Guid logId);

    /// <summary>Shows the recorded, readable title of the step instead of the method's name.</summary>
    private sealed class JobTitleAttribute() : JobDisplayNameAttribute("{0}")
    {
        public override string Format(DashboardContext context, Job job)
        {
            var name = (string)job.Args[0];
            var catalog = (ModuleCatalog?)context.GetHttpContext().RequestServices.GetService(typeof(ModuleCatalog));
            return catalog?.Jobs.FirstOrDefault(kind => kind.Name == name)?.Title ?? name;
        }
    }
}

/// <summary>What the job store may know of a failure: the step, a code, and where to look in the log.</summary>
public sealed class JobFailedException(string job, string code, Guid logId)
    : Exception($"{job} failed ({code}). The details are in the log under {logId}.");
