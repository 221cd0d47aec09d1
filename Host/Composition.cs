using ClinicOps.Correspondence;
using ClinicOps.Documents;
using ClinicOps.Intake;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling;
using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;

namespace ClinicOps.Host;

/// <summary>Puts the house together: Kernel, modules, job servers, and the pages in front of them.</summary>
internal static class Composition
{
    internal static IReadOnlyList<IModule> Modules() => [new CorrespondenceModule(), new DocumentsModule(), new IntakeModule(), new SchedulingModule()];

    /// <summary>Everything but the pipeline. Nothing here touches the database: it may not be migrated yet.</summary>
    internal static WebApplicationBuilder CreateBuilder(HostSettings settings, string[] args)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.WebHost.UseUrls(settings.Urls);
        builder.Configuration["ClinicOps:DataFolder"] = settings.DataFolder;
        builder.Services.AddSingleton(settings);
        AddKernel(builder.Services, settings);
        var catalog = AddModules(builder);
        if (settings.Role != "web")
        {
            AddJobServers(builder.Services, catalog);
        }

        return builder;
    }

    internal static WebApplication MapPipeline(WebApplicationBuilder builder) => builder.Build();

    private static void AddKernel(IServiceCollection services, HostSettings settings)
    {
        var access = new DatabaseAccess(settings.OwnerConnectionString, settings.RoleSecret);
        var options = JobOutbox.StorageOptions();
        services.AddSingleton(access).AddSingleton(TimeProvider.System);
        services.AddSingleton<IBlobStore>(new FolderBlobStore(settings.BlobFolder, settings.BlobKey));
        services.AddSingleton<JobOutbox>().AddSingleton<JobRunner>();
        services.AddScoped<CurrentActor>().AddScoped<AuditTrail>().AddScoped<PanelBoard>();
        services.AddHangfire(hangfire => hangfire.UseStorage(
            new PostgreSqlStorage(new NpgsqlConnectionFactory(access.ConnectionStringOf(DatabaseAccess.HostRole), options), options)));
    }

    private static ModuleCatalog AddModules(WebApplicationBuilder builder)
    {
        var catalog = new ModuleCatalog();
        builder.Services.AddSingleton(catalog);
        foreach (var module in Modules())
        {
            module.Register(new ModuleBuilder(module, builder.Services, builder.Configuration, catalog));
        }

        return catalog;
    }

    private static void AddJobServers(IServiceCollection services, ModuleCatalog catalog)
    {
        AddPool(services, JobQueues.Default, 4);
        AddPool(services, JobQueues.Heavy, Environment.ProcessorCount);
        AddPool(services, JobQueues.Outgoing, 1);
        catalog.Workers.ForEach(add => add(services));
    }

    private static void AddPool(IServiceCollection services, string queue, int workers) =>
        services.AddHangfireServer(server =>
        {
            server.ServerName = $"{Environment.MachineName}-{queue}";
            server.Queues = [queue];
            server.WorkerCount = workers;
        });
}
