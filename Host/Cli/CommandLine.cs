using ClinicOps.Host.Backups;
using ClinicOps.Host.Database;
using ClinicOps.Host.Embedded;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Faults;
using ClinicOps.Kernel.Modules;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ClinicOps.Host.Cli;

/// <summary>
/// The command line. Exit codes: 0 done; 1 done, and something was found or refused (it is listed); 2 the command cannot be
/// understood; 3 the instance or its database cannot be had; 4 a failure inside, with its details in the log.
/// </summary>
internal static class CommandLine
{
    private const string DefaultUrls = "http://127.0.0.1:8080";

    /// <summary>A command's own words are what is read; of the log only what went wrong.</summary>
    private static readonly string[] WarningsOnly = ["--Logging:LogLevel:Default=Warning"];

    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            if (FaultPoint.ArmFromEnvironment() is { } armed)
            {
                await Console.Error.WriteLineAsync(armed);
            }

            var options = CommandOptions.Parse(arguments);
            string[] words = [.. options.Words];
            return words switch
            {
                [] or ["help" or "--help" or "-h", ..] => await Help(),
                ["serve", .. var rest] => await Serve(options, [.. rest]),
                ["migrate", .. var rest] => await Alone(rest, () => Migrate(options)),
                ["verify", .. var rest] => await Alone(rest, () => Verify(options)),
                ["backup", .. var rest] => await BackupCommands.Backup(options, [.. rest]),
                ["backup-key", .. var rest] => await BackupCommands.MakeKey([.. rest]),
                ["restore", .. var rest] => await BackupCommands.Restore(options, [.. rest]),
                ["release-deliveries", .. var rest] => await BackupCommands.ReleaseDeliveries(options, [.. rest]),
                ["drain", .. var rest] => await Alone(rest, () => RunInside(options, "drain", (services, stopping) => JobQueueDrain.Run(services, stopping))),
                [var name, .. var rest] when Composition.FindChildProcess(name) is { } child => await child.Run(rest, CancellationToken.None),
                _ => await RunVerb(options, words),
            };
        }
        catch (UsageProblem problem)
        {
            await Console.Error.WriteLineAsync($"{problem.Message}\n`clinicops help` lists the commands.");
            return 2;
        }
        catch (InstanceProblem problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 3;
        }
        catch (OptionsValidationException wrong)
        {
            await Console.Error.WriteLineAsync($"ClinicOps does not start with these settings:\n  {string.Join("\n  ", wrong.Failures)}");
            return 2;
        }
        catch (NpgsqlException problem)
        {
            // The message of the server itself may quote a row; its code and class never do.
            var reason = problem is PostgresException refused ? $"PostgreSQL refused with code {refused.SqlState}" : "PostgreSQL cannot be reached";
            await Console.Error.WriteLineAsync($"{reason}. Check that it runs and that the connection string is right.");
            return 3;
        }
    }

    /// <summary>Runs until it is told to stop.</summary>
    private static async Task<int> Serve(CommandOptions options, List<string> words)
    {
        var role = CommandOptions.Take(words, "--role") ?? "all";
        var urls = CommandOptions.Take(words, "--urls") ?? CommandOptions.Setting("CLINICOPS_URLS") ?? DefaultUrls;
        var demo = words.Remove("--demo");
        if (role is not ("all" or "web" or "worker"))
        {
            throw new UsageProblem($"--role is all, web or worker, not \"{role}\".");
        }

        RefuseRest(words);
        await using var instance = await Instance.Open(options.DataFolder, options.Connection);
        if (!instance.IsOwner && options.Connection is null && role == "all")
        {
            throw new InstanceProblem($"ClinicOps runs already on {options.DataFolder}. Stop it first, or name another folder with --data.");
        }

        var builder = Composition.CreateBuilder(instance.Settings(role, urls, demo), []);
        instance.AddServices(builder.Services);
        await using var app = Composition.MapPipeline(builder);
        await Composition.RefuseUnsafe(app);
        await Prepare(instance, app.Services, app.Lifetime.ApplicationStopping);
        try
        {
            await app.RunAsync();
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new InstanceProblem($"Another program listens on {urls} already. Name another address with --urls.");
        }

        return 0;
    }

    private static async Task<int> Migrate(CommandOptions options)
    {
        await using var instance = await Instance.Open(options.DataFolder, options.Connection);
        await using var app = Quiet(instance);
        await new Migrator(app.Services.GetRequiredService<DatabaseAccess>(), app.Services.GetRequiredService<ModuleCatalog>()).Migrate();
        Console.WriteLine("The database is at this build's version.");
        return 0;
    }

    internal static async Task<int> Verify(CommandOptions options)
    {
        await using var instance = await Instance.Open(options.DataFolder, options.Connection);
        await using var app = Quiet(instance);
        await Prepare(instance, app.Services, CancellationToken.None);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsCommand("verify");
        var problems = new List<string>();
        var checks = scope.ServiceProvider.GetServices<IVerification>().ToList();
        foreach (var check in checks)
        {
            problems.AddRange(await check.Problems(CancellationToken.None));
        }

        problems.ForEach(Console.WriteLine);
        Console.WriteLine($"{checks.Count} checks, {problems.Count} problems");
        return problems.Count == 0 ? 0 : 1;
    }

    private static async Task<int> RunVerb(CommandOptions options, IReadOnlyList<string> words)
    {
        // Told apart before a database is started for a word that means nothing.
        var (name, arguments) = await FindVerb(words);
        return await RunInside(options, name, (services, stopping) =>
            services.GetRequiredService<ModuleCatalog>().Verbs.Single(verb => verb.Name == name).Run(services, arguments, stopping));
    }

    /// <summary>Without another owner, this process runs the workers for the length of the command.</summary>
    private static async Task<int> RunInside(CommandOptions options, string name, Func<IServiceProvider, CancellationToken, Task<int>> run)
    {
        await using var instance = await Instance.Open(options.DataFolder, options.Connection);
        await using var app = instance.IsOwner
            ? Composition.MapPipeline(Composition.CreateBuilder(instance.Settings("worker", "http://127.0.0.1:0", demo: false), WarningsOnly))
            : Quiet(instance);
        await Prepare(instance, app.Services, CancellationToken.None);
        if (instance.IsOwner)
        {
            await app.StartAsync();
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.Cancel();
        };
        try
        {
            await using var scope = app.Services.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsCommand(name);
            return await run(scope.ServiceProvider, interrupted.Token);
        }
        finally
        {
            if (instance.IsOwner)
            {
                await app.StopAsync();
            }
        }
    }

    /// <summary>A verb has one word or two ("import patients").</summary>
    private static async Task<(string Name, string[] Arguments)> FindVerb(IReadOnlyList<string> words)
    {
        await using var app = Unopened();
        var names = app.Services.GetRequiredService<ModuleCatalog>().Verbs.Select(verb => verb.Name).ToHashSet();
        foreach (var length in (int[])[2, 1])
        {
            var name = string.Join(' ', words.Take(length));
            if (words.Count >= length && names.Contains(name))
            {
                return (name, [.. words.Skip(length)]);
            }
        }

        throw new UsageProblem($"There is no command \"{words[0]}\".");
    }

    private static async Task<int> Help()
    {
        await using var app = Unopened();
        Console.WriteLine(
            $"""
            clinicops [--data DIR | --connection "Host=..."] COMMAND

              serve [--role all|web|worker] [--urls URLS] [--demo]
                  runs ClinicOps (by default on CLINICOPS_URLS, else {DefaultUrls})
              migrate
                  brings the database to this build's version (the embedded one does so at every start)
              verify
                  checks that nothing is lost or damaged; lists the problems
              drain
                  waits until no job is queued or running
            """);
        Console.WriteLine(BackupCommands.Usage);
        foreach (var verb in app.Services.GetRequiredService<ModuleCatalog>().Verbs.OrderBy(verb => verb.Name, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {verb.Usage}");
        }

        Console.WriteLine(
            """

            --data DIR         the instance's folder, with its embedded PostgreSQL (or CLINICOPS_DATA)
            --connection CS    a PostgreSQL elsewhere, as the owner of its database (or CLINICOPS_CONNECTION)

            A command given beside a running `serve` works on its database and leaves the work to its workers.
            Exit codes: 0 done; 1 done, with something found or refused; 2 not understood; 3 no database; 4 failed inside.
            """);
        return 0;
    }

    /// <summary>Composed on the instance, without listening and without workers.</summary>
    internal static WebApplication Quiet(Instance instance) =>
        Composition.MapPipeline(Composition.CreateBuilder(instance.Settings("web", "http://127.0.0.1:0", demo: false), WarningsOnly));

    /// <summary>Composed to be asked what there is, with no database behind it.</summary>
    internal static WebApplication Unopened() => Composition.CreateBuilder(
        new HostSettings(Path.GetTempPath(), "Host=none", "none", Path.GetTempPath(), null, "web", "http://127.0.0.1:0", Demo: false), []).Build();

    internal static Task Prepare(Instance instance, IServiceProvider services, CancellationToken stopping) =>
        instance.Prepare(services.GetRequiredService<DatabaseAccess>(), services.GetRequiredService<ModuleCatalog>(), stopping);

    private static Task<int> Alone(IReadOnlyList<string> words, Func<Task<int>> run)
    {
        RefuseRest(words);
        return run();
    }

    internal static void RefuseRest(IReadOnlyList<string> words)
    {
        if (words.Count > 0)
        {
            throw new UsageProblem($"\"{words[0]}\" is not an option of this command.");
        }
    }
}
