using ClinicOps.Kernel.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Reading;

/// <summary>The reading workers' program and the engine's models are where they are looked for.</summary>
internal sealed class ReadingIsPossible(IOptions<ReadingOptions> options) : IHealthCheck
{
    private const string Models = "/usr/share/tesseract-ocr";

    private static readonly string[] Needed = ["eng.traineddata", "osd.traineddata"];

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        Missing() is not { } missing
            ? HealthCheckResult.Healthy()
            : Trouble.Limps(
                $"{missing} is missing: pages cannot be read. Install tesseract-ocr, tesseract-ocr-eng and tesseract-ocr-osd, or install ClinicOps again.",
                "Received documents cannot be read at the moment. They are kept as they came; open what is urgent in the inbox. Tell whoever looks after ClinicOps."));

    private string? Missing()
    {
        var program = Path.Combine(AppContext.BaseDirectory, options.Value.Program);
        if (!File.Exists(program))
        {
            return program;
        }

        var folders = Environment.GetEnvironmentVariable("TESSDATA_PREFIX") is { Length: > 0 } own ? [own]
            : Directory.Exists(Models) ? [.. Directory.GetDirectories(Models).Select(version => Path.Combine(version, "tessdata"))]
            : (string[])[];
        return Needed.FirstOrDefault(model => !folders.Any(folder => File.Exists(Path.Combine(folder, model))));
    }
}
