using ClinicOps.Kernel.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>The browser that prints letters is installed, where one does.</summary>
internal sealed class BrowserIsThere(IOptions<RendererOptions> renderer, IOptions<ChromiumOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        renderer.Value.Renderer != RendererOptions.Chromium || ChromiumProcess.SearchPath.Split(':').Any(folder => File.Exists(Path.Combine(folder, options.Value.Program)))
            ? HealthCheckResult.Healthy()
            : Trouble.Limps(
                $"{options.Value.Program} is not installed: letters cannot be shown as printed. Install chromium, or set Correspondence:Chromium:Program.",
                "Letters cannot be printed or previewed at the moment; drafts are kept."));
}
