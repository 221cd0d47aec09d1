using ClinicOps.Documents.Reading.Worker;
using ClinicOps.Kernel.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Documents.Reading;

/// <summary>What reading adds to the module.</summary>
internal static class ReadingRegistration
{
    public static ModuleBuilder AddReading(this ModuleBuilder module)
    {
        module.AddOptions<ReadingOptions>("Documents:Reading");
        module.AddChildProcess(OcrWorker.Name, OcrWorker.Run);
        module.AddHealthCheck<ReadingIsPossible>("reading");
        module.Services.AddSingleton<IPageReader, OcrWorkers>();
        return module;
    }
}
