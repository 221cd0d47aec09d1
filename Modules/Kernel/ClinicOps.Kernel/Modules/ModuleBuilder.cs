using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Panels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ClinicOps.Kernel.Modules;

/// <summary>What a module declares of itself at start. Names given here are recorded: they stand in stored jobs and grants, and outlive a renamed class.</summary>
public sealed class ModuleBuilder(IModule module, IServiceCollection services, IConfiguration configuration, ModuleCatalog catalog)
{
    public string Name => module.Name;

    public IServiceCollection Services => services;

    public IConfiguration Configuration => configuration;

    /// <summary>The module's own tables, in the schema of its name, reached with its own login role.</summary>
    /// <param name="appendOnly">Tables on which the role may only INSERT and SELECT.</param>
    public ModuleBuilder UseDatabase<TDb>(params string[] appendOnly)
        where TDb : ModuleDb
    {
        ModuleDatabase.AddTo<TDb>(services, module.Name);
        catalog.Databases.Add(new ModuleDatabase(module.Name, typeof(TDb), appendOnly));
        return this;
    }

    /// <summary>A step that Hangfire runs.</summary>
    /// <param name="name">Recorded name, "module.verb-noun".</param>
    /// <param name="title">What the dashboard shows: a plain sentence without patient text.</param>
    /// <param name="queue">One of <see cref="JobQueues"/>.</param>
    public ModuleBuilder AddJob<TArguments, THandler>(string name, string title, string queue = JobQueues.Default)
        where THandler : class, IJobHandler<TArguments>
        where TArguments : notnull
    {
        services.AddScoped<THandler>();
        catalog.Jobs.Add(JobKind.Of<TArguments, THandler>(name, title, queue));
        return this;
    }

    /// <summary>A reaction to an event, delivered as a job of its own, at least once.</summary>
    public ModuleBuilder On<TEvent, THandler>(string name, string title, string queue = JobQueues.Default)
        where THandler : class, IJobHandler<TEvent>
        where TEvent : class, IEvent
    {
        services.AddScoped<THandler>();
        catalog.Jobs.Add(JobKind.Of<TEvent, THandler>(name, title, queue) with { IsReaction = true });
        return this;
    }

    /// <summary>Work that must run again and again by the clock (five-field cron, UTC).</summary>
    public ModuleBuilder AddRecurring<TArguments>(string cron, TArguments arguments)
        where TArguments : notnull
    {
        catalog.Recurring.Add(new RecurringJob(typeof(TArguments), cron, arguments));
        return this;
    }

    /// <summary>Something a user may be allowed to do. The host maps rights to roles, and refuses to start when one is mapped to none.</summary>
    public ModuleBuilder AddRight(string name, string description)
    {
        catalog.Rights.Add(new Right(name, description));
        return this;
    }

    /// <summary>An entry of the navigation, shown to who has the right.</summary>
    /// <param name="section">The word in the head of the page under which it stands with others, "Desk"; null for an entry of the head itself.</param>
    public ModuleBuilder AddNavigation(string text, string path, string right, int order, string? section = null)
    {
        catalog.Navigation.Add(new NavigationEntry(text, path, right, order, section));
        return this;
    }

    /// <summary>A page of settings, listed on the page of all settings for who has the right.</summary>
    public ModuleBuilder AddSettings(string text, string what, string path, string right, int order)
    {
        catalog.Settings.Add(new SettingsEntry(text, what, path, right, order));
        return this;
    }

    /// <summary>What the module finds in the search that opens over every page: see <see cref="FindSource"/>.</summary>
    public ModuleBuilder AddFindSource(string name, string path, string right, int order)
    {
        catalog.FindSources.Add(new FindSource(name, path, right, order));
        return this;
    }

    /// <summary>How the audit pages say the module's actions: what follows the name of who did it, ("letter.viewed", "looked at a letter").</summary>
    public ModuleBuilder AddAuditWords(params (string Action, string Words)[] words)
    {
        foreach (var (action, said) in words)
        {
            catalog.AuditWords.Add(action, said);
        }

        return this;
    }

    /// <summary>A kind of record that audit entries name, and where one is opened: see <see cref="RecordKind"/>.</summary>
    public ModuleBuilder AddRecordKind(string name, string? path = null, string? right = null)
    {
        catalog.RecordKinds.Add(new RecordKind(name, path, right));
        return this;
    }

    /// <summary>The module's part of a page that shows several modules: see <see cref="PanelPages"/>.</summary>
    public ModuleBuilder AddPanel<TLoader>(string page, string title, string view, string right, int order)
        where TLoader : class, IPanelLoader
    {
        services.AddScoped<TLoader>();
        catalog.Panels.Add(new PanelKind(page, title, view, right, order, typeof(TLoader)));
        return this;
    }

    /// <summary>Something that runs as long as the host does, where the host runs jobs (a watched folder, a mailbox).</summary>
    public ModuleBuilder AddWorker<T>()
        where T : class, IHostedService
    {
        catalog.Workers.Add(target => target.AddHostedService<T>());
        return this;
    }

    /// <summary>A verb of the command line.</summary>
    public ModuleBuilder AddVerb(string name, string usage, Func<IServiceProvider, string[], CancellationToken, Task<int>> run)
    {
        catalog.Verbs.Add(new CommandVerb(name, usage, run));
        return this;
    }

    /// <summary>A process of the same executable that the module starts and supervises itself; no command for people.</summary>
    public ModuleBuilder AddChildProcess(string name, Func<string[], CancellationToken, Task<int>> run)
    {
        catalog.ChildProcesses.Add(new ChildProcess(name, run));
        return this;
    }

    /// <summary>A check that `verify` runs.</summary>
    public ModuleBuilder AddVerification<T>()
        where T : class, IVerification
    {
        services.AddScoped<IVerification, T>();
        return this;
    }

    /// <summary>Something that the module needs and that may be missing or stand still. What it says is told with Trouble.</summary>
    /// <param name="name">One word or two with a hyphen, shown to managers.</param>
    public ModuleBuilder AddHealthCheck<T>(string name)
        where T : class, IHealthCheck
    {
        services.AddHealthChecks().AddCheck<T>(name);
        return this;
    }

    /// <summary>Options bound from the section of that name and validated at start, all failures at once.</summary>
    public ModuleBuilder AddOptions<TOptions>(string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();
        return this;
    }
}
