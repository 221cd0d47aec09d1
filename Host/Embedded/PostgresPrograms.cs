using System.Diagnostics;

namespace ClinicOps.Host.Embedded;

/// <summary>
/// The programs of the installed PostgreSQL. The server refuses to run as root, so root runs them as the system's postgres
/// user through setpriv; a plain user runs them as himself.
/// </summary>
internal sealed class PostgresPrograms
{
    private const string Installed = "/usr/lib/postgresql";

    private readonly string binFolder;

    private PostgresPrograms(string binFolder, string version)
    {
        this.binFolder = binFolder;
        Version = version;
    }

    /// <summary>Major version, "15".</summary>
    public string Version { get; }

    private static bool AsRoot => Environment.IsPrivilegedProcess;

    /// <summary>The programs of the version that the cluster was made with; of the newest for a new cluster.</summary>
    /// <exception cref="InstanceProblem">PostgreSQL is missing, or another version than the data's is installed.</exception>
    public static PostgresPrograms Find(string? clusterVersion)
    {
        var versions = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed)
                .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
                .Select(folder => Path.GetFileName(folder))
                .OrderByDescending(name => int.TryParse(name, out var number) ? number : 0)
                .ToList()
            : [];
        if (versions.Count == 0)
        {
            throw new InstanceProblem(
                "PostgreSQL's server programs are not installed. `tools/run` installs them; or run `apt-get install postgresql`; or name a running server with --connection.");
        }

        var version = clusterVersion ?? versions[0];
        if (!versions.Contains(version))
        {
            throw new InstanceProblem(
                $"The data were made by PostgreSQL {version}, but only {string.Join(", ", versions)} is installed (an upgrade of the system changes it). " +
                $"Install postgresql-{version} to go on, or move the data over with pg_upgrade. Nothing was changed.");
        }

        return new PostgresPrograms(Path.Combine(Installed, version, "bin"), version);
    }

    public Task<CommandResult> Run(string program, IReadOnlyList<string> arguments, string? input = null) =>
        RunAsServerUser(Path.Combine(binFolder, program), arguments, input);

    /// <summary>Runs a command as the user the server runs as.</summary>
    public static Task<CommandResult> RunAsServerUser(string program, IReadOnlyList<string> arguments, string? input = null) =>
        AsRoot
            ? Execute("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--", program, .. arguments], input)
            : Execute(program, arguments, input);

    /// <summary>Makes a folder that only the server's user (and root) may enter.</summary>
    public static async Task MakeServerFolder(string path)
    {
        string[] owner = AsRoot ? ["-o", "postgres", "-g", "postgres"] : [];
        var made = await Execute("install", ["-d", "-m", "0700", .. owner, path]);
        if (made.ExitCode != 0)
        {
            throw new InstanceProblem($"The folder {path} cannot be made: {made.Output}");
        }
    }

    private static async Task<CommandResult> Execute(string program, IReadOnlyList<string> arguments, string? input = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, (await output + await errors).Trim());
    }
}

internal sealed record CommandResult(int ExitCode, string Output);
