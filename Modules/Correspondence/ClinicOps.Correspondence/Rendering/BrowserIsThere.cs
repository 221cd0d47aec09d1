using ClinicOps.Kernel.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>The browser that prints letters is installed.</summary>
internal sealed class BrowserIsThere(IOptions<ChromiumOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        ChromiumProcess.SearchPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, options.Value.Program)))
            ? HealthCheckResult.Healthy()
            : Trouble.Limps(
                $"{options.Value.Program} is not installed: letters cannot be shown as printed. Install chromium, or set Correspondence:Chromium:Program.",
                "Letters cannot be printed or previewed at the moment; drafts are kept."));
}
