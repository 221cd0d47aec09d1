using Hangfire.Common;
using Hangfire.States;

namespace ClinicOps.Host.Jobs;

/// <summary>Sees a job that is given up after its last retry: it stays in the dashboard's list of failed jobs, and the log says so.</summary>
internal sealed partial class FailedForGood(ILogger<FailedForGood> log) : IElectStateFilter, IJobFilter
{
    /// <summary>After the retries (20): what is still failed then is so for good.</summary>
    public int Order => 30;

    public bool AllowMultiple => false;

    public void OnStateElection(ElectStateContext context)
    {
        if (context.CandidateState is FailedState && context.BackgroundJob is { } job)
        {
            LogGivenUp(job.Id, job.Job?.Args is [string name, ..] ? name : "unknown");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {JobId} ({Job}) is given up after its last retry")]
    private partial void LogGivenUp(string jobId, string job);
}
