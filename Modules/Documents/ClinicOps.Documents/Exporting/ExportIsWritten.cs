using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Health;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Exporting;

/// <summary>The EHR's folder can be written to, and nothing waits long for it.</summary>
internal sealed class ExportIsWritten(DocumentsDb db, IOptions<DocumentsOptions> options, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Trouble.WhileTheDatabaseAnswers(async () =>
        {
            if (options.Value.Export.Folder is not { } path)
            {
                return HealthCheckResult.Healthy();
            }

            if (!new ExportFolder(path).IsWritable())
            {
                return Trouble.Limps(
                    "The folder that filed documents are exported to is not there, or cannot be written to. Quality, Export to the EHR says which; what is filed meanwhile waits and goes out by itself.",
                    "Filed documents do not reach the EHR at the moment. They wait here, and go out by themselves when its folder is back.");
            }

            var before = clock.GetUtcNow() - Late;
            var late = await db.Exports.CountAsync(e => e.State == ExportState.Pending && e.PlannedAt < before, cancellationToken);
            return late == 0
                ? HealthCheckResult.Healthy()
                : Trouble.Limps($"{(late == 1 ? "1 document waits" : $"{late} documents wait")} for more than an hour to be exported. Quality, Export to the EHR says why.", null);
        });
}
