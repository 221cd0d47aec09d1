using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ClinicOps.Host.Embedded;
using Npgsql;

namespace ClinicOps.Host.Backups;

/// <summary>pg_dump and pg_restore, of a PostgreSQL at least as new as the server; passwords go by the environment, never by arguments.</summary>
internal static class DatabaseDump
{
    private const string Installed = "/usr/lib/postgresql";

    /// <summary>Dumps what the exported snapshot sees.</summary>
    /// <returns>SHA-256 and length of the dump.</returns>
    /// <exception cref="InstanceProblem">It failed.</exception>
    public static async Task<(string Hash, long Bytes)> Write(string connectionString, int serverMajor, string snapshot, Stream into, CancellationToken stopping)
    {
        using var process = Start("pg_dump", connectionString, serverMajor, ["--format=custom", "--snapshot=" + snapshot]);
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            var written = await HashedCopy(process.StandardOutput.BaseStream, into, stopping);
            await Finish(process, "pg_dump", await errors, stopping);
            return written;
        }
        finally
        {
            Kill(process);
        }
    }

    /// <summary>All of it or nothing: one transaction.</summary>
    /// <exception cref="InstanceProblem">It failed; the database is as it was.</exception>
    public static async Task Restore(string connectionString, int serverMajor, Stream from, CancellationToken stopping)
    {
        string[] arguments =
        [
            "--format=custom", "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-comments",
            "--dbname=" + new NpgsqlConnectionStringBuilder(connectionString).Database,
        ];
        using var process = Start("pg_restore", connectionString, serverMajor, arguments);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            try
            {
                await from.CopyToAsync(process.StandardInput.BaseStream, stopping);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended before it had read all: its own words say why.
            }

            await Finish(process, "pg_restore", await errors, stopping);
        }
        finally
        {
            Kill(process);
        }
    }

    public static async Task<(string Hash, long Bytes)> HashedCopy(Stream from, Stream into, CancellationToken stopping)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18];
        var bytes = 0L;
        int read;
        while ((read = await from.ReadAsync(buffer, stopping)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await into.WriteAsync(buffer.AsMemory(0, read), stopping);
            bytes += read;
        }

        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    private static Process Start(string program, string connectionString, int serverMajor, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(ProgramFor(program, serverMajor), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment["LC_ALL"] = "C";
        foreach (var (name, value) in EnvironmentOf(new NpgsqlConnectionStringBuilder(connectionString)))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static IEnumerable<(string Name, string? Value)> EnvironmentOf(NpgsqlConnectionStringBuilder connection)
    {
        yield return ("PGHOST", connection.Host);
        yield return ("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture));
        yield return ("PGUSER", connection.Username);
        yield return ("PGPASSWORD", connection.Password);
        yield return ("PGDATABASE", connection.Database);
        yield return ("PGSSLMODE", connection.SslMode switch
        {
            SslMode.VerifyCA => "verify-ca",
            SslMode.VerifyFull => "verify-full",
            var mode => mode.ToString().ToLowerInvariant(),
        });
        if (connection.RootCertificate is { Length: > 0 } root)
        {
            yield return ("PGSSLROOTCERT", root);
        }
    }

    /// <summary>The server's own version where it is there, else the next newer.</summary>
    private static string ProgramFor(string program, int serverMajor)
    {
        var fitting = Directory.Exists(Installed)
            ? Directory.GetDirectories(Installed)
                .Select(folder => (Major: int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var major) ? major : 0, Path: Path.Combine(folder, "bin", program)))
                .Where(found => found.Major >= serverMajor && File.Exists(found.Path))
                .OrderBy(found => found.Major)
                .Select(found => found.Path)
                .FirstOrDefault()
            : null;
        return fitting ?? throw new InstanceProblem($"{program} of PostgreSQL {serverMajor} or newer is not installed here. Install postgresql-client-{serverMajor}.");
    }

    /// <summary>Of its own words only the first line with an error: those after it may quote a row.</summary>
    private static async Task Finish(Process process, string program, string errors, CancellationToken stopping)
    {
        await process.WaitForExitAsync(stopping);
        if (process.ExitCode != 0)
        {
            var said = errors.Split('\n').FirstOrDefault(line => line.Contains("error:", StringComparison.Ordinal) || line.Contains("FATAL:", StringComparison.Ordinal));
            throw new InstanceProblem($"{program} failed with code {process.ExitCode}. {said}");
        }
    }

    private static void Kill(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
    }
}
