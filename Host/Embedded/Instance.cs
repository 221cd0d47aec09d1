using ClinicOps.Host.Database;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;

namespace ClinicOps.Host.Embedded;

/// <summary>An instance as this process has it: as its one owner, or as a client of the owner.</summary>
internal sealed class Instance : IAsyncDisposable
{
    private readonly InstanceFolder folder;
    private readonly FileStream? ownership;
    private readonly EmbeddedPostgres? postgres;

    private Instance(InstanceFolder folder, FileStream? ownership, EmbeddedPostgres? postgres, string connectionString)
    {
        this.folder = folder;
        this.ownership = ownership;
        this.postgres = postgres;
        ConnectionString = connectionString;
    }

    /// <summary>Whether this process runs the workers, and the database server where it is the embedded one.</summary>
    public bool IsOwner => ownership is not null;

    public string ConnectionString { get; }

    /// <summary>Where this process owns an embedded server, it keeps it running for as long as the host does.</summary>
    public void AddServices(IServiceCollection services)
    {
        if (postgres is not null)
        {
            services.AddSingleton(postgres).AddHostedService<KeepPostgresRunning>();
        }
    }

    /// <summary>Becomes the owner when there is none, else a client; waits while the owner is still starting.</summary>
    /// <param name="connection">A PostgreSQL elsewhere, or null for the embedded one.</param>
    /// <param name="restoring">By a restore, which alone may open what it has not ended yet.</param>
    /// <exception cref="InstanceProblem">The database cannot be had; the message says why and what to do.</exception>
    public static async Task<Instance> Open(string dataFolder, string? connection, bool restoring = false)
    {
        var folder = InstanceFolder.Open(dataFolder);
        if (folder.IsHalfRestored && !restoring)
        {
            throw new InstanceProblem($"A restore into {dataFolder} did not come to its end. Remove the folder (and what it put into another database), and restore again.");
        }

        for (var tries = 0; ; tries++)
        {
            var ownership = folder.TryOwn();
            if (connection is not null)
            {
                return new Instance(folder, ownership, postgres: null, connection);
            }

            if (ownership is not null)
            {
                return await Own(folder, ownership);
            }

            if (folder.IsReady)
            {
                return new Instance(folder, ownership: null, postgres: null, (await EmbeddedPostgres.In(folder)).ConnectionString);
            }

            if (tries == 600)
            {
                throw new InstanceProblem($"Another process holds {dataFolder}, but its database did not come up within two minutes. See its messages.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    public HostSettings Settings(string role, string urls, bool demo) => new(
        folder.Path,
        ConnectionString,
        Environment.GetEnvironmentVariable("CLINICOPS_ROLE_SECRET") is { Length: > 0 } shared ? shared : folder.Secret("role.secret"),
        folder.BlobFolder,
        folder.BlobKey(),
        role,
        urls,
        demo);

    /// <summary>
    /// The owner of the embedded database migrates it and lets clients in. A database elsewhere is migrated by command only,
    /// because other hosts may be at work on it.
    /// </summary>
    /// <exception cref="InstanceProblem">The database elsewhere has not been migrated to this build.</exception>
    public async Task Prepare(DatabaseAccess access, ModuleCatalog catalog, CancellationToken stopping)
    {
        var migrator = new Migrator(access, catalog);
        if (postgres is not null)
        {
            await migrator.Migrate(stopping);
            folder.MarkReady();
        }
        else if (ownership is not null && !await migrator.IsCurrent(stopping))
        {
            throw new InstanceProblem("The database is not at this build's version. Run `tools/clinicops migrate` with the same connection, then try again.");
        }
    }

    /// <summary>The owner of an embedded database stops it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (ownership is null)
        {
            return;
        }

        if (postgres is not null)
        {
            await postgres.Stop();
        }

        await ownership.DisposeAsync();
    }

    private static async Task<Instance> Own(InstanceFolder folder, FileStream ownership)
    {
        try
        {
            var postgres = await EmbeddedPostgres.In(folder);
            await postgres.Start();
            return new Instance(folder, ownership, postgres, postgres.ConnectionString);
        }
        catch
        {
            await ownership.DisposeAsync();
            throw;
        }
    }
}
