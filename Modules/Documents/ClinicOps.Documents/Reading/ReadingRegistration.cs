using ClinicOps.Documents.Reading.Worker;
using ClinicOps.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Reading;

/// <summary>What reading adds to the module.</summary>
internal static class ReadingRegistration
{
    public static ModuleBuilder AddReading(this ModuleBuilder module)
    {
        module.AddOptions<ReadingOptions>("Documents:Reading");
        module.AddChildProcess(OcrWorker.Name, OcrWorker.Run);
        module.AddHealthCheck<ReadingIsPossible>("reading");
        module.Services.AddSingleton(Reader);
        return module;
    }

    private static IPageReader Reader(IServiceProvider services)
    {
        var workers = ActivatorUtilities.CreateInstance<OcrWorkers>(services);
        return services.GetRequiredService<IOptions<ReadingOptions>>().Value.CachedReadings is { Length: > 0 } folder
            ? ActivatorUtilities.CreateInstance<CachedReadings>(services, workers, folder)
            : workers;
    }
}
