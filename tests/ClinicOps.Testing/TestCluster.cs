using System.Collections.Concurrent;
using ClinicOps.Host.Database;
using ClinicOps.Host.Embedded;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using Npgsql;
using Xunit;

// Usage, in a module's test project:
//
//   // Once per project, in any file:
//   [assembly: AssemblyFixture(typeof(TestCluster))]
//
//   public sealed class RegisterPatientTests(TestCluster cluster) : IAsyncLifetime
//   {
//       private TestClinic clinic = null!;
//
//       // A database of this class's own, a copy of a template that is migrated once per process; the module on the real
//       // Kernel, each role on its own connection. Contracts of other modules are stood in for through the callback.
//       public async ValueTask InitializeAsync() =>
//           clinic = await cluster.OpenClinic([new IntakeModule()], services => services.AddSingleton<IPatientDocuments>(new NoDocuments()));
//
//       public ValueTask DisposeAsync() => clinic.DisposeAsync();
//
//       [Fact]
//       public async Task A_registered_patient_is_told_to_others()
//       {
//           clinic.Clock.Advance(TimeSpan.FromHours(1));                                // the only time there is
//           await clinic.In(async (RegisterPatient register) => await register.Run(...));   // a scope with one service
//           var jobs = await clinic.RunJobs();                                          // real job rows, until none is left
//           Assert.Contains("documents.match-again", jobs);
//           await clinic.In(async (IntakeDb db) => Assert.Equal(1, await db.Patients.CountAsync()));
//       }
//   }
//
// One database per test: call OpenClinic in the test itself (`await using var clinic = await cluster.OpenClinic(...)`). A copy that was used is made as new
// for the next test (DatabaseTemplate says how, and when it is dropped instead).
// RunJobs throws when a job fails, with the job's own exception inside; RunJobs(includeDelayed: true) also runs those not yet due.
// clinic.Sql(...) asks the database as its owner; clinic.ConnectionStringOf(role) is how a role sees it.

namespace ClinicOps.Testing;

/// <summary>One private PostgreSQL per test process, without fsync, removed at the end.</summary>
public sealed class TestCluster : IAsyncLifetime
{
    private const string FolderPrefix = "clinicops-test-";

    private readonly ConcurrentDictionary<string, Lazy<Task<DatabaseTemplate>>> templates = new();
    private readonly ConcurrentDictionary<string, DatabaseTemplate> copies = new();
    private readonly ConcurrentDictionary<string, string> dropped = new();
    private readonly SemaphoreSlim cloning = new(1);
    private readonly SemaphoreSlim migrating = new(1);
    private InstanceFolder instance = null!;
    private EmbeddedPostgres postgres = null!;
    private FileStream ownership = null!;
    private int clones;

    /// <summary>From which the roles' passwords are derived; the same for every database of the cluster.</summary>
    internal string RoleSecret => instance.Secret("role.secret");

    public async ValueTask InitializeAsync()
    {
        await SweepAbandoned();
        instance = InstanceFolder.Open(Path.Combine(Path.GetTempPath(), FolderPrefix + Guid.NewGuid().ToString("N")[..8]));
        ownership = instance.TryOwn() ?? throw new InvalidOperationException("A fresh folder cannot have an owner.");
        postgres = await EmbeddedPostgres.In(instance, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "checkpoint_timeout=1h", "max_wal_size=2GB", "max_connections=400", "autovacuum=off");
        await postgres.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await postgres.Stop();
        await ownership.DisposeAsync();
        cloning.Dispose();
        migrating.Dispose();
        Directory.Delete(instance.Path, recursive: true);
    }

    /// <summary>As when the database server is stopped under a running host. Only in a cluster of the test's own.</summary>
    public Task StopServer() => postgres.Stop();

    public Task StartServer() => postgres.Start();

    /// <summary>A clinic of its own for one test class or test.</summary>
    /// <param name="modules">The modules under test, on the real Kernel.</param>
    /// <param name="stand">Registers stand-ins for the contracts of modules that are not there.</param>
    /// <param name="settings">Configuration keys and values, "Documents:DropFolder".</param>
    public async Task<TestClinic> OpenClinic(
        IReadOnlyList<IModule> modules,
        Action<Microsoft.Extensions.DependencyInjection.IServiceCollection>? stand = null,
        IReadOnlyDictionary<string, string?>? settings = null)
    {
        var database = await TakeDatabase(modules);
        return new TestClinic(this, database, modules, stand, settings);
    }

    /// <summary>The owner's connection to a database of this cluster.</summary>
    public string OwnerConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Why a database that a test had was not used again; null where it was, or still may be.</summary>
    public string? WhyDropped(string database) => dropped.GetValueOrDefault(database);

    /// <summary>An empty database, not migrated.</summary>
    public async Task<string> EmptyDatabase() => await Make($"empty_{Interlocked.Increment(ref clones)}", template: "template0");

    /// <summary>A database of its own for a test, until <see cref="GiveBack"/>.</summary>
    /// <param name="with">A name for what <paramref name="fill"/> does.</param>
    /// <param name="fill">Puts into the migrated template, once, what every copy begins with.</param>
    internal async Task<string> TakeDatabase(IReadOnlyList<IModule> modules, string with = "", Func<string, Task>? fill = null)
    {
        var key = string.Join('_', modules.Select(module => module.Name).Order()) + with;
        var template = await templates.GetOrAdd(key, _ => new Lazy<Task<DatabaseTemplate>>(() => MakeTemplate(modules, fill))).Value;
        if (template.TryTake(out var used))
        {
            return used;
        }

        var database = await Make($"test_{Interlocked.Increment(ref clones)}", template.Name);
        copies[database] = template;
        await new Migrator(new DatabaseAccess(OwnerConnectionString(database), RoleSecret), TestClinic.CatalogOf(modules)).GrantOnDatabase();
        return database;
    }

    /// <summary>The next test has it as new, or it is dropped. Whoever used it has closed his connections.</summary>
    /// <param name="mayBeUsed">Something of the test may still be at work on it.</param>
    internal async Task GiveBack(string database, bool mayBeUsed = false)
    {
        NpgsqlConnection.ClearPool(new NpgsqlConnection(OwnerConnectionString(database)));
        if ((mayBeUsed ? "something is still at work on it" : await WhyNotAgain(database)) is { } why)
        {
            dropped[database] = why;
            NpgsqlConnection.ClearPool(new NpgsqlConnection(KeeperConnectionString(database)));
            await Execute("postgres", $"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }
    }

    private async Task<string?> WhyNotAgain(string database)
    {
        try
        {
            await using var keeper = new NpgsqlConnection(KeeperConnectionString(database));
            await keeper.OpenAsync();
            return await copies[database].TakeBack(keeper);
        }
        catch (NpgsqlException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>One connection to each copy stays open for as long as that is used again and again.</summary>
    private string KeeperConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder(OwnerConnectionString(database)) { ApplicationName = "keeper", MaxPoolSize = 1 }.ConnectionString;

    /// <summary>One after another: roles belong to the whole server, and the migrator's lock to one database.</summary>
    private async Task<DatabaseTemplate> MakeTemplate(IReadOnlyList<IModule> modules, Func<string, Task>? fill)
    {
        var template = await Make($"template_{Interlocked.Increment(ref clones)}", "template0");
        await migrating.WaitAsync();
        try
        {
            await new Migrator(new DatabaseAccess(OwnerConnectionString(template), RoleSecret), TestClinic.CatalogOf(modules)).Migrate();
            if (fill is not null)
            {
                await fill(template);
            }

            await using var owner = new NpgsqlConnection(OwnerConnectionString(template) + ";Pooling=false");
            await owner.OpenAsync();
            return await DatabaseTemplate.LookAt(owner);
        }
        finally
        {
            migrating.Release();
        }
    }

    /// <summary>A template must not be in use while it is copied, and copies disturb each other: one at a time.</summary>
    private async Task<string> Make(string database, string template)
    {
        await cloning.WaitAsync();
        try
        {
            await Execute("postgres", $"CREATE DATABASE {database} TEMPLATE {template} STRATEGY WAL_LOG");
            return database;
        }
        finally
        {
            cloning.Release();
        }
    }

    private async Task Execute(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(OwnerConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>A killed test run leaves its server behind: the next run removes what has no owner any more.</summary>
    private static async Task SweepAbandoned()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            try
            {
                var abandoned = InstanceFolder.Open(folder);
                await using var owned = abandoned.TryOwn();
                if (owned is not null)
                {
                    await (await EmbeddedPostgres.In(abandoned)).Stop();
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (Exception notOurs) when (notOurs is InstanceProblem or IOException or UnauthorizedAccessException)
            {
                // Another user's, or just being removed by its owner.
            }
        }
    }
}
