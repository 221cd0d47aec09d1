using ClinicOps.Kernel.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ClinicOps.Host.Health;

/// <summary>A file can be made where received files are kept.</summary>
internal sealed class BlobsCanBeWritten(HostSettings settings) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var probe = Path.Combine(settings.BlobFolder, $".probe.{Guid.NewGuid():N}.new");
        try
        {
            Directory.CreateDirectory(settings.BlobFolder);
            await using (var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 4096, FileOptions.DeleteOnClose))
            {
                await file.WriteAsync(new byte[4096], cancellationToken);
                file.Flush(flushToDisk: true);
            }

            return HealthCheckResult.Healthy();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Trouble.Stands(
                $"The folder of received files, {settings.BlobFolder}, cannot be written ({failure.GetType().Name}). Make room, or mend its rights; work goes on by itself then.",
                "New documents cannot be received at the moment. They wait where they are and nothing is lost; what you send or upload now is refused. Tell whoever looks after ClinicOps.");
        }
    }
}

/// <summary>There is room left for the database and for what comes in.</summary>
internal sealed class DiskHasRoom(HostSettings settings, IOptions<HealthOptions> options) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var tightest = ((string[])[settings.DataFolder, settings.BlobFolder])
            .Where(Directory.Exists)
            .Select(folder => (Folder: folder, Megabytes: new DriveInfo(folder).AvailableFreeSpace >> 20))
            .DefaultIfEmpty((Folder: settings.DataFolder, Megabytes: long.MaxValue))
            .MinBy(place => place.Megabytes);
        return Task.FromResult(
            tightest.Megabytes < options.Value.LeastFreeMegabytes ? Trouble.Stands(
                $"Only {tightest.Megabytes} MB are free below {tightest.Folder}. Make room now: back-ups and logs may be moved away.",
                "The disk of ClinicOps is full. New documents wait where they are and nothing is lost. Tell whoever looks after ClinicOps.")
            : tightest.Megabytes < options.Value.LowFreeMegabytes ? Trouble.Limps($"{tightest.Megabytes} MB are free below {tightest.Folder}. Make room soon.", staff: null)
            : HealthCheckResult.Healthy($"{tightest.Megabytes / 1024.0:0.0} GB free"));
    }
}
