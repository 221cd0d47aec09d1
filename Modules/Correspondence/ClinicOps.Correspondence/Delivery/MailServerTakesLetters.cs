using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Health;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>No letter has been waiting for the mail server for longer than a hiccup.</summary>
internal sealed class MailServerTakesLetters(CorrespondenceDb db, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Hiccup = TimeSpan.FromMinutes(5);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Trouble.WhileTheDatabaseAnswers(async () =>
        {
            var before = clock.GetUtcNow() - Hiccup;
            var waiting = await db.Deliveries.CountAsync(delivery => delivery.State == DeliveryState.Pending && delivery.WaitsForServerSince < before, cancellationToken);
            return waiting == 0
                ? HealthCheckResult.Healthy()
                : Trouble.Limps(
                    $"Letters have been waiting for the mail server for more than five minutes: {waiting}. The page Letters says why; they go by themselves as soon as it answers.",
                    $"Letters by e-mail are late: the mail server cannot be reached. Those that wait ({waiting}) go when it answers again; what is urgent can be printed.");
        });
}
