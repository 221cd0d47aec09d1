using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Kernel.Modules;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using ClinicOps.Scheduling.Contracts;
using Hangfire.PostgreSql;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace ClinicOps.Testing;

/// <summary>The modules under test on the real Kernel and a database of their own, with a clock that stands still until it is moved.</summary>
public sealed class TestClinic : IAsyncDisposable
{
    private readonly TestCluster cluster;
    private readonly string database;
    private readonly DatabaseAccess access;
    private readonly ModuleCatalog catalog;
    private readonly ServiceProvider services;
    private readonly JobDrain jobs;

    internal TestClinic(
        TestCluster cluster,
        string database,
        IReadOnlyList<IModule> modules,
        Action<IServiceCollection>? stand,
        IReadOnlyDictionary<string, string?>? settings)
    {
        this.cluster = cluster;
        this.database = database;
        access = new DatabaseAccess(cluster.OwnerConnectionString(database), cluster.RoleSecret);
        Folder = Directory.CreateTempSubdirectory("clinicops-clinic-").FullName;
        catalog = new ModuleCatalog();
        var log = new LogRecorder();
        var collection = Compose(modules, catalog, new ConfigurationBuilder().AddInMemoryCollection(settings ?? new Dictionary<string, string?>()).Build());
        collection.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Information));
        collection.AddSingleton(access);
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddSingleton<IBlobStore>(new FolderBlobStore(Path.Combine(Folder, "blobs"), key: null));
        collection.AddSingleton<IOrganization>(TestOrganization.Two);
        collection.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        collection.TryAddSingleton<IClosedDays>(new NoClosedDays());
        stand?.Invoke(collection);
        services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
        var options = JobOutbox.StorageOptions();
        jobs = new JobDrain(
            new PostgreSqlStorage(new Hangfire.PostgreSql.Factories.NpgsqlConnectionFactory(ConnectionStringOf(DatabaseAccess.HostRole), options), options),
            services.GetRequiredService<JobRunner>(),
            () => new NpgsqlConnection(access.OwnerConnectionString),
            log);
        Log = log;
    }

    /// <summary>Stands at Monday 2026-03-02 14:00 UTC (09:00 in New York) until it is moved.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 14, 0, 0, TimeSpan.Zero));

    /// <summary>A folder of this clinic's own, removed with it.</summary>
    public string Folder { get; }

    /// <summary>Everything that was logged, in order.</summary>
    public LogRecorder Log { get; }

    /// <summary>For what lives longer than a scope; scoped services come through <see cref="In{T}"/>.</summary>
    public IServiceProvider Services => services;

    /// <summary>A scope with one service, as a request or a job has it.</summary>
    public Task In<T>(Func<T, Task> act)
        where T : notnull =>
        In<T, bool>(async service =>
        {
            await act(service);
            return true;
        });

    public async Task<TResult> In<T, TResult>(Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>Publishes what another module would tell, in a transaction of the module that <typeparamref name="TDb"/> belongs to; jobs run when they are asked to.</summary>
    public Task Tell<TDb>(IEvent happened)
        where TDb : ModuleDb =>
        In((ModuleTransaction<TDb> transaction) => transaction.Run(effects =>
        {
            effects.Publish(happened);
            return Task.CompletedTask;
        }));

    /// <summary>Runs what is enqueued, and what that enqueues, until nothing is left.</summary>
    /// <param name="includeDelayed">Also what is not yet due.</param>
    /// <returns>Recorded names of the jobs that ran, in order.</returns>
    /// <exception cref="InvalidOperationException">A job failed; its own exception is inside.</exception>
    public Task<IReadOnlyList<string>> RunJobs(bool includeDelayed = false) => jobs.Run(includeDelayed);

    /// <summary>Delivers every job that has run once more, as a job store may.</summary>
    public Task<IReadOnlyList<string>> DeliverAgain() => jobs.RunAgain();

    /// <summary>How a role reaches this database: for tests of what it may not do.</summary>
    public string ConnectionStringOf(string role) => access.ConnectionStringOf(role);

    public DatabaseAccess Access => access;

    public string OwnerConnectionString => access.OwnerConnectionString;

    /// <summary>Asks the database as its owner; the rows' first column.</summary>
    public async Task<IReadOnlyList<object?>> Sql(string sql)
    {
        await using var connection = new NpgsqlConnection(access.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var first = new List<object?>();
        while (await rows.ReadAsync())
        {
            first.Add(rows.IsDBNull(0) ? null : rows.GetValue(0));
        }

        return first;
    }

    /// <summary>A row with these values, past every operation; what is not said is empty: see <see cref="AnyRow"/>.</summary>
    public Task<Guid> Insert(string table, params (string Column, object Value)[] values) => AnyRow.Insert(Sql, table, values);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        foreach (var role in catalog.Databases.Select(module => module.Role).Append(DatabaseAccess.HostRole))
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(access.ConnectionStringOf(role)));
        }

        await cluster.GiveBack(database);
        Directory.Delete(Folder, recursive: true);
    }

    internal static ModuleCatalog CatalogOf(IReadOnlyList<IModule> modules)
    {
        var catalog = new ModuleCatalog();
        Compose(modules, catalog, new ConfigurationBuilder().Build());
        return catalog;
    }

    private static ServiceCollection Compose(IReadOnlyList<IModule> modules, ModuleCatalog catalog, IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton(catalog).AddSingleton(configuration);
        services.AddSingleton<JobOutbox>().AddSingleton<JobRunner>();
        services.AddScoped<CurrentActor>().AddScoped<AuditTrail>().AddScoped<PanelBoard>();
        foreach (var module in modules)
        {
            module.Register(new ModuleBuilder(module, services, configuration, catalog));
        }

        return services;
    }
}

/// <summary>Stands in for Scheduling where no holiday matters.</summary>
internal sealed class NoClosedDays : IClosedDays
{
    public Task<IReadOnlyList<ClosedDay>> All(CancellationToken stopping = default) => Task.FromResult<IReadOnlyList<ClosedDay>>([]);
}
