using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace ClinicOps.Host.Embedded;

/// <summary>
/// The private PostgreSQL of one instance: reached through a unix socket only, by password (scram). It is started by the
/// instance's owner, outlives a crash of the host, and is then taken over by the next owner as it runs.
/// </summary>
internal sealed class EmbeddedPostgres
{
    private const string Owner = "clinicops";

    private readonly InstanceFolder instance;
    private readonly string home;
    private readonly string socketFolder;
    private readonly string[] settings;

    private EmbeddedPostgres(InstanceFolder instance, string home, string[] settings)
    {
        this.instance = instance;
        this.home = home;
        this.settings = settings;

        // A socket's path may have 107 bytes at most: a short name made of the folder's where the folder's own is too long. A plain
        // user's lies beside the data where it can, since a service has a /tmp of its own, and commands beside it look for the socket too.
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..12];
        var beside = Path.Combine(home, "socket");
        socketFolder = Environment.IsPrivilegedProcess ? $"/run/clinicops-{name}"
            : Encoding.UTF8.GetByteCount(beside) <= 80 ? beside
            : $"/tmp/clinicops-{name}";
    }

    /// <summary>The connection of the role that owns everything.</summary>
    public string ConnectionString => ConnectionTo("clinicops");

    private string Cluster => Path.Combine(home, "data");

    private string PidFile => Path.Combine(Cluster, "postmaster.pid");

    /// <summary>The server of this instance, whether it runs or not.</summary>
    /// <param name="settings">More server settings, "fsync=off".</param>
    public static async Task<EmbeddedPostgres> In(InstanceFolder instance, params string[] settings) =>
        new(instance, await HomeOf(instance), settings);

    /// <summary>Makes the cluster when there is none, and starts it or takes over the one that runs. Only the instance's owner may call this.</summary>
    /// <exception cref="InstanceProblem">PostgreSQL is missing, of another version, or does not start.</exception>
    public async Task Start()
    {
        var versionFile = Path.Combine(Cluster, "PG_VERSION");
        var programs = PostgresPrograms.Find(File.Exists(versionFile) ? File.ReadAllText(versionFile).Trim() : null);
        await PostgresPrograms.MakeServerFolder(home);
        if (!File.Exists(versionFile))
        {
            await Make(programs);
        }

        await PostgresPrograms.MakeServerFolder(socketFolder);
        if (!IsRunning)
        {
            await ForgetDeadServer();
            await StartServer(programs);
        }

        await MakeDatabase();
    }

    /// <summary>Stops the server; open transactions are rolled back.</summary>
    public async Task Stop()
    {
        NpgsqlConnection.ClearAllPools();
        if (!IsRunning)
        {
            return;
        }

        var programs = PostgresPrograms.Find(File.ReadAllText(Path.Combine(Cluster, "PG_VERSION")).Trim());
        var stopped = await programs.Run("pg_ctl", ["stop", "-D", Cluster, "-m", "fast", "-w", "-t", "60"]);
        if (stopped.ExitCode != 0 && IsRunning)
        {
            throw new InstanceProblem($"PostgreSQL in {Cluster} did not stop: {stopped.Output}");
        }

        Directory.Delete(socketFolder, recursive: true);
    }

    /// <summary>
    /// Where the cluster lies. Root's server runs as the postgres user, who cannot reach every folder (/root is closed to him):
    /// such an instance keeps its cluster under /var/lib/clinicops-clusters and a note of it in its folder.
    /// </summary>
    private static async Task<string> HomeOf(InstanceFolder instance)
    {
        var beside = Path.Combine(instance.Path, "postgres");
        if (!Environment.IsPrivilegedProcess)
        {
            return beside;
        }

        var note = Path.Combine(instance.Path, "postgres.location");
        if (File.Exists(note))
        {
            return (await File.ReadAllTextAsync(note)).Trim();
        }

        // A folder made by mktemp is closed to others; to pass through it is all that the server needs.
        File.SetUnixFileMode(instance.Path, File.GetUnixFileMode(instance.Path) | UnixFileMode.OtherExecute);
        if ((await PostgresPrograms.RunAsServerUser("test", ["-x", instance.Path])).ExitCode == 0)
        {
            return beside;
        }

        const string elsewhere = "/var/lib/clinicops-clusters";
        Directory.CreateDirectory(elsewhere);
        var home = Path.Combine(elsewhere, Guid.NewGuid().ToString("N")[..12]);
        await File.WriteAllTextAsync(note, home);
        return home;
    }

    /// <summary>A crash in the middle leaves only data.init, which the next try removes.</summary>
    private async Task Make(PostgresPrograms programs)
    {
        var unfinished = Path.Combine(home, "data.init");
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        var passwordFile = Path.Combine(home, "password.init");
        await PostgresPrograms.RunAsServerUser("sh", ["-c", "umask 077; cat > \"$0\"", passwordFile], instance.Secret("owner.password"));
        var made = await programs.Run(
            "initdb",
            ["-D", unfinished, "-U", Owner, "--pwfile", passwordFile, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]);
        File.Delete(passwordFile);
        if (made.ExitCode != 0)
        {
            throw new InstanceProblem($"PostgreSQL could not make its data folder {unfinished}: {made.Output}");
        }

        Directory.Move(unfinished, Cluster);
    }

    private async Task StartServer(PostgresPrograms programs)
    {
        // Terse and without statements: the details of an error hold values of rows, and no patient text may reach a log.
        string[] all =
        [
            "listen_addresses=", $"unix_socket_directories={socketFolder}", "unix_socket_permissions=0700", "max_connections=200",
            "log_error_verbosity=terse", "log_min_error_statement=panic", "log_timezone=UTC", "timezone=UTC", .. settings,
        ];
        var options = string.Join(' ', all.Select(setting => "-c " + setting));
        var log = Path.Combine(home, "server.log");
        var started = await programs.Run("pg_ctl", ["start", "-D", Cluster, "-w", "-t", "120", "-s", "-l", log, "-o", options]);
        if (started.ExitCode != 0)
        {
            var tail = File.Exists(log) ? string.Join('\n', File.ReadLines(log).TakeLast(5)) : "";
            throw new InstanceProblem($"PostgreSQL in {Cluster} did not start: {started.Output}\n{tail}");
        }
    }

    /// <summary>
    /// Whether the process named in postmaster.pid is this cluster's live server. After a power cut the number may be another
    /// program's, and in a container without an init process the dead server stays as a zombie: PostgreSQL takes both for itself.
    /// </summary>
    public bool IsRunning =>
        File.Exists(PidFile)
        && int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var server)
        && FolderOf(server) == ResolvedCluster();

    /// <summary>
    /// Removes the mark of a server that is gone. PostgreSQL would refuse to start while backends of a killed server still end,
    /// and finds them by that mark, so they are waited for first.
    /// </summary>
    private async Task ForgetDeadServer()
    {
        for (var tries = 0; ProcessesInCluster().Count > 0; tries++)
        {
            if (tries == 100)
            {
                throw new InstanceProblem($"Processes of a killed PostgreSQL still use {Cluster}. Wait until they end, or restart the machine.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        File.Delete(PidFile);
    }

    /// <summary>Every process of this cluster's server works in its folder; a zombie has none.</summary>
    private List<int> ProcessesInCluster()
    {
        var folder = ResolvedCluster();
        return [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id != 0 && FolderOf(id) == folder)];
    }

    private static string? FolderOf(int process)
    {
        try
        {
            return File.ResolveLinkTarget($"/proc/{process}/cwd", returnFinalTarget: false)?.FullName;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The server's working directory is the cluster with every link resolved.</summary>
    private string ResolvedCluster()
    {
        var resolved = "/";
        foreach (var part in Cluster.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new DirectoryInfo(Path.Combine(resolved, part));
            resolved = next.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? next.FullName;
        }

        return resolved;
    }

    private async Task MakeDatabase()
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=false");
        await OpenWhenUp(connection);
        await using var ask = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = 'clinicops'", connection);
        if (await ask.ExecuteScalarAsync() is null)
        {
            await using var make = new NpgsqlCommand("CREATE DATABASE clinicops", connection);
            await make.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A server that was taken over may still be starting (recovering after a crash).</summary>
    private static async Task OpenWhenUp(NpgsqlConnection connection)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await connection.OpenAsync();
                return;
            }
            catch (NpgsqlException failure) when (tries < 300 && failure is not PostgresException { SqlState: not PostgresErrorCodes.CannotConnectNow })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200));
            }
        }
    }

    private string ConnectionTo(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Port = 5432,
        Username = Owner,
        Password = instance.Secret("owner.password"),
        Database = database,
        MaxPoolSize = 16,
    }.ConnectionString;
}
