using ClinicOps.Host.Security;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Hangfire;

namespace ClinicOps.Host.Jobs;

/// <summary>The panel "Jobs" of the page Today, for who may repeat jobs: what was given up after its last retry, and does not happen until somebody looks.</summary>
internal sealed class FailedJobsPanel(JobStorage store, ModuleCatalog catalog, TimeProvider clock) : IPanelLoader
{
    private const int Named = 5;

    public static readonly PanelKind Kind = new(PanelPages.Today, "Jobs", "/Pages/_FailedJobs.cshtml", HostRights.ManageJobs, 90, typeof(FailedJobsPanel));

    public Task<object?> Load(Guid subjectId, CancellationToken stopping)
    {
        var monitor = store.GetMonitoringApi();
        var now = clock.GetUtcNow();
        var first = monitor.FailedJobs(0, Named).Select(job => new FailedJob(
            job.Key,
            job.Value?.Job?.Args is [string name, ..] ? catalog.Jobs.Find(kind => kind.Name == name)?.Title ?? name : "a job that is not known any more",
            job.Value?.FailedAt is { } at ? LocalTime.Ago(now - new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc))) : "")).ToList();
        return Task.FromResult<object?>(new FailedJobs(monitor.FailedCount(), first));
    }
}

internal sealed record FailedJobs(long Count, IReadOnlyList<FailedJob> First);

/// <param name="Ago">When it was given up, "2 h ago".</param>
internal sealed record FailedJob(string Id, string Title, string Ago);
