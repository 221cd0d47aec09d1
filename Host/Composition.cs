using ClinicOps.Correspondence;
using ClinicOps.Documents;
using ClinicOps.Host.Auditing;
using ClinicOps.Host.Clinic;
using ClinicOps.Host.Demo;
using ClinicOps.Host.Health;
using ClinicOps.Host.Jobs;
using ClinicOps.Host.Logging;
using ClinicOps.Host.Security;
using ClinicOps.Host.Telemetry;
using ClinicOps.Intake;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling;

namespace ClinicOps.Host;

/// <summary>Puts the house together: Kernel, modules, job servers, and the pages in front of them.</summary>
internal static class Composition
{
    internal static IReadOnlyList<IModule> Modules() => [new CorrespondenceModule(), new DocumentsModule(), new IntakeModule(), new SchedulingModule()];

    /// <summary>Everything but the pipeline. Nothing here touches the database: it may not be migrated yet.</summary>
    internal static WebApplicationBuilder CreateBuilder(HostSettings settings, string[] args) => CreateBuilder(settings, args, Modules());

    internal static WebApplicationBuilder CreateBuilder(HostSettings settings, string[] args, IReadOnlyList<IModule> modules)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(Composition).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseUrls(settings.Urls);
        builder.Configuration["ClinicOps:DataFolder"] = settings.DataFolder;
        builder.Services.AddSingleton(settings);
        Logs.Add(builder, settings);
        TelemetryExport.Add(builder);
        AddKernel(builder.Services, settings);
        var catalog = AddModules(builder, modules);
        builder.Services.AddSingleton<ClinicOrganization>().AddSingleton<IOrganization>(provider => provider.GetRequiredService<ClinicOrganization>());
        builder.Services.AddScoped<ImportClinic>().AddScoped<ChangeUser>().AddScoped<ChangeLocation>().AddScoped<LastChange>();
        builder.Services.AddScoped<FindEntries>().AddScoped<TellEntries>();
        SecurityServices.Add(builder.Services, settings, catalog);
        BehindProxy.Add(builder.Services);
        JobServers.Add(builder.Services, settings, catalog);
        builder.Services.AddRazorPages().AddMvcOptions(mvc => mvc.Filters.Add(new FormGuard.MarkStalePages()));
        HouseHealth.Add(builder.Services);
        return builder;
    }

    /// <summary>The way of a request through the house, from the door inwards.</summary>
    internal static WebApplication MapPipeline(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        BehindProxy.Use(app);
        ResponseHeaders.Use(app);
        app.UseStaticFiles(ResponseHeaders.OfStaticFiles);
        Logs.UseRequestLog(app);
        app.UseExceptionHandler("/error/500");
        app.UseStatusCodePagesWithReExecute("/error/{0}");
        HouseHealth.Use(app);
        OutagePage.Use(app);
        app.UseRouting();
        app.UseRateLimiter();
        Logs.RememberRoute(app);
        TelemetryExport.Use(app);
        SecurityServices.UseGuest(app);
        app.UseAuthentication();
        AccountGuard.Use(app);
        app.UseAuthorization();
        app.UseMiddleware<FormGuard>();
        app.MapRazorPages();
        JobServers.MapDashboard(app);
        Presence.Map(app);
        return app;
    }

    /// <summary>What is asked before the door opens: every right has a role, every endpoint a policy.</summary>
    /// <exception cref="Embedded.InstanceProblem">It stays shut; the message says why.</exception>
    internal static Task RefuseUnsafe(WebApplication app)
    {
        RoleRights.RefuseUnmapped(app.Services.GetRequiredService<ModuleCatalog>().Rights);
        return EndpointGuard.Check(app);
    }

    /// <summary>A module's own child process of that name; nothing is composed for it, and no database is behind it.</summary>
    internal static ChildProcess? FindChildProcess(string name)
    {
        var catalog = new ModuleCatalog();
        var configuration = new ConfigurationBuilder().Build();
        foreach (var module in Modules())
        {
            module.Register(new ModuleBuilder(module, new ServiceCollection(), configuration, catalog));
        }

        return catalog.ChildProcesses.SingleOrDefault(child => child.Name == name);
    }

    private static void AddKernel(IServiceCollection services, HostSettings settings)
    {
        services.AddSingleton(new DatabaseAccess(settings.OwnerConnectionString, settings.RoleSecret)).AddSingleton(TimeProvider.System);
        services.AddSingleton<IBlobStore>(new FolderBlobStore(settings.BlobFolder, settings.BlobKey));
        services.AddSingleton<JobOutbox>().AddSingleton<JobRunner>();
        services.AddScoped<CurrentActor>().AddScoped<AuditTrail>().AddScoped<PanelBoard>();
    }

    private static ModuleCatalog AddModules(WebApplicationBuilder builder, IReadOnlyList<IModule> modules)
    {
        var catalog = new ModuleCatalog();
        builder.Services.AddSingleton(catalog);
        catalog.Rights.AddRange(HostRights.All);
        catalog.RecordKinds.AddRange(HouseWords.RecordKinds);
        catalog.Panels.Add(FailedJobsPanel.Kind);
        builder.Services.AddScoped<FailedJobsPanel>();
        catalog.Verbs.AddRange(ClinicVerbs.All);
        catalog.Verbs.AddRange(DemoVerbs.All);
        foreach (var module in modules)
        {
            module.Register(new ModuleBuilder(module, builder.Services, builder.Configuration, catalog));
        }

        foreach (var (action, words) in HouseWords.Actions)
        {
            catalog.AuditWords.Add(action, words);
        }

        return catalog;
    }
}
