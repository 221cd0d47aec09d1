using System.Net;
using ClinicOps.Host;
using ClinicOps.Host.Clinic;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ClinicOps.Testing;

/// <summary>
/// The whole product as it is composed for `serve`, on a database of its own and a free port of this machine, with one user of
/// each role (named like the role in lower case, password <see cref="Password"/>).
/// </summary>
public sealed class RunningHost : IAsyncDisposable
{
    public const string Password = "harbor morning tea";

    private readonly TestCluster cluster;
    private readonly string database;
    private readonly string folder;
    private readonly WebApplication app;

    private RunningHost(TestCluster cluster, string database, string folder, WebApplication app, LogRecorder log)
    {
        this.cluster = cluster;
        this.database = database;
        this.folder = folder;
        this.app = app;
        Log = log;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    public LogRecorder Log { get; }

    public string DataFolder => folder;

    public WebApplication App => app;

    /// <summary>How another process reaches this host's database.</summary>
    public string OwnerConnectionString => cluster.OwnerConnectionString(database);

    public string RoleSecret => cluster.RoleSecret;

    /// <param name="role">"web" serves pages; "all" also runs the jobs.</param>
    /// <param name="demo">As `serve --demo`: the given passwords may stay.</param>
    /// <param name="modules">Other modules than the product's.</param>
    /// <param name="build">Before the host is built: stand-ins, settings.</param>
    /// <param name="map">Endpoints of a test's own.</param>
    /// <exception cref="Host.Embedded.InstanceProblem">The host refuses to start.</exception>
    public static async Task<RunningHost> Start(
        TestCluster cluster,
        string role = "web",
        bool demo = true,
        IReadOnlyList<IModule>? modules = null,
        Action<WebApplicationBuilder>? build = null,
        Action<WebApplication>? map = null)
    {
        var chosen = modules ?? Composition.Modules();
        var database = await cluster.TakeDatabase(chosen, "_with_clinic", template => ImportInto(cluster, template, chosen));
        var folder = Directory.CreateTempSubdirectory("clinicops-host-").FullName;
        var log = new LogRecorder();
        var settings = Settings(cluster, database, folder, role, demo);
        var builder = Composition.CreateBuilder(settings, [], chosen);
        builder.Logging.AddProvider(log);

        // The house is looked at when a test says so (LookAtHealth).
        builder.Services.PostConfigure<HealthCheckPublisherOptions>(publisher => publisher.Delay = TimeSpan.FromHours(1));
        build?.Invoke(builder);
        var app = Composition.MapPipeline(builder);
        map?.Invoke(app);
        try
        {
            await Composition.RefuseUnsafe(app);
            await app.StartAsync();
        }
        catch
        {
            await CleanUp(app, cluster, database, folder);
            throw;
        }

        return new RunningHost(cluster, database, folder, app, log);
    }

    /// <summary>A browser without scripts: keeps cookies, follows nothing.</summary>
    public WebVisitor Visitor() => new(Address);

    /// <summary>Signed in as the user of that role, "Coordinator".</summary>
    public async Task<WebVisitor> SignedIn(string role, string password = Password)
    {
        var visitor = Visitor();
        using var answer = await visitor.Post("/sign-in", ("Form.Name", role.ToLowerInvariant()), ("Form.Password", password));
        return answer.StatusCode == HttpStatusCode.Redirect ? visitor : throw new InvalidOperationException($"{role} cannot sign in: {(int)answer.StatusCode}.");
    }

    /// <summary>A scope with one service, as a request has it.</summary>
    public async Task<TResult> In<T, TResult>(Func<T, Task<TResult>> act)
        where T : notnull
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }

    /// <summary>One more user, of every role, at these locations; at all when none is named.</summary>
    public Task AddUser(string name, params string[] locations) => Import(app.Services, TestClinicFile() with
    {
        Users = [new ClinicFile.UserLine(name.ToLowerInvariant(), $"{name} Tester", [.. Host.Security.Roles.All], Password, locations is [] ? null : locations, Demo: true)],
    });

    /// <summary>Asks or changes the database as its owner; the rows' first column.</summary>
    public async Task<IReadOnlyList<object?>> Sql(string sql)
    {
        await using var connection = new NpgsqlConnection(OwnerConnectionString);
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

    /// <summary>A row with these values; a column that must have one and is not named here gets the emptiest of its type.</summary>
    public Task<Guid> Insert(string table, params (string Column, object Value)[] values) => AnyRow.Insert(Sql, table, values);

    /// <summary>Looks at the house as the clock does every quarter of a minute, and remembers it for the pages.</summary>
    public async Task LookAtHealth() =>
        await app.Services.GetRequiredService<IHealthCheckPublisher>().PublishAsync(
            await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(), CancellationToken.None);

    /// <summary>Runs a verb of the command line inside this host, "import patients".</summary>
    public async Task<int> Verb(string name, params string[] arguments)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Kernel.Audit.CurrentActor>().ActAsCommand(name);
        return await app.Services.GetRequiredService<ModuleCatalog>().Verbs.Single(verb => verb.Name == name).Run(scope.ServiceProvider, arguments, CancellationToken.None);
    }

    /// <summary>What `verify` finds.</summary>
    public async Task<IReadOnlyList<string>> Verify()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Kernel.Audit.CurrentActor>().ActAsCommand("verify");
        var problems = new List<string>();
        foreach (var check in scope.ServiceProvider.GetServices<IVerification>())
        {
            problems.AddRange(await check.Problems(CancellationToken.None));
        }

        return problems;
    }

    public ValueTask DisposeAsync() => CleanUp(app, cluster, database, folder);

    internal static async Task Import(IServiceProvider services, ClinicFile file)
    {
        await using var scope = services.CreateAsyncScope();
        var imported = await scope.ServiceProvider.GetRequiredService<ImportClinic>().Run(file, CancellationToken.None);
        if (imported.Problems.Count > 0)
        {
            throw new InvalidOperationException(string.Join('\n', imported.Problems));
        }
    }

    /// <summary>The front desk works at Harbor only, all others everywhere.</summary>
    internal static ClinicFile TestClinicFile() => new(
        "Two Rivers Clinic",
        ["Two Rivers Clinic", TestOrganization.Harbor.Address],
        [Line(TestOrganization.Harbor), Line(TestOrganization.Mesa)],
        [.. Host.Security.Roles.All.Select(role => new ClinicFile.UserLine(
            role.ToLowerInvariant(), $"{role} Tester", [role], Password, role == Host.Security.Roles.FrontDesk ? ["Harbor"] : null, Demo: true))]);

    private static ClinicFile.LocationLine Line(Kernel.Organization.Location location) =>
        new(location.Id, location.Name, location.TimeZone, location.Address, location.Phone, location.Fax);

    private static HostSettings Settings(TestCluster cluster, string database, string folder, string role, bool demo) => new(
        folder, cluster.OwnerConnectionString(database), cluster.RoleSecret, Path.Combine(folder, "blobs"), null, role, "http://127.0.0.1:0", demo);

    /// <summary>The clinic and its users: once for all hosts of a test process, since their passwords alone take half a second.</summary>
    private static async Task ImportInto(TestCluster cluster, string template, IReadOnlyList<IModule> modules)
    {
        var folder = Directory.CreateTempSubdirectory("clinicops-host-").FullName;
        var app = Composition.CreateBuilder(Settings(cluster, template, folder, "web", demo: true), [], modules).Build();
        var pools = Pools(app);
        await Import(app.Services, TestClinicFile());
        await app.DisposeAsync();
        pools.ForEach(NpgsqlConnection.ClearPool);
        Directory.Delete(folder, recursive: true);
    }

    private static List<NpgsqlConnection> Pools(WebApplication app)
    {
        var access = app.Services.GetRequiredService<DatabaseAccess>();
        var roles = app.Services.GetRequiredService<ModuleCatalog>().Databases.Select(module => module.Role).Append(DatabaseAccess.HostRole);
        return [.. roles.Select(role => new NpgsqlConnection(access.ConnectionStringOf(role)))];
    }

    private static async ValueTask CleanUp(WebApplication app, TestCluster cluster, string database, string folder)
    {
        var pools = Pools(app);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        // Disposed of while they run, workers would take the end of their database for an outage.
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
        pools.ForEach(NpgsqlConnection.ClearPool);
        await cluster.GiveBack(database, mayBeUsed: patience.IsCancellationRequested);
        Directory.Delete(folder, recursive: true);
    }
}
