using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ClinicOps.Testing;

/// <summary>
/// A private HylaFAX (faxq and hfaxd, no modem) on a free port of this machine: jobs wait in its queue until a test ends them. It changes to the user uucp by itself, which
/// only root may: <see cref="MayRun"/>.
/// </summary>
public sealed class FaxServer : IAsyncDisposable
{
    private readonly string spool = Path.Combine(Path.GetTempPath(), "clinicops-fax-" + Guid.NewGuid().ToString("N")[..8]);
    private readonly List<Process> running = [];

    private FaxServer()
    {
    }

    public static bool MayRun => Environment.IsPrivilegedProcess;

    public int Port { get; private init; }

    public static async Task<FaxServer> Start()
    {
        var server = new FaxServer { Port = MailServers.FreePort() };
        await Run("cp", "-a", "/var/spool/hylafax", server.spool);
        foreach (var file in Directory.GetFiles("/etc/hylafax").Where(file => !File.Exists(Path.Combine(server.spool, "etc", Path.GetFileName(file)))))
        {
            File.Copy(file, Path.Combine(server.spool, "etc", Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(server.spool, "etc/config"), "CountryCode: 1\nAreaCode: 419\nLongDistancePrefix: 1\nInternationalPrefix: 011\nDialStringRules: etc/dialrules\n");
        await File.WriteAllTextAsync(Path.Combine(server.spool, "etc/hosts.hfaxd"), "localhost:21:::\n127.0.0.1:21:::\n");
        File.SetUnixFileMode(Path.Combine(server.spool, "etc/hosts.hfaxd"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await Run("chown", "-R", "uucp:uucp", server.spool);
        await server.Open();
        return server;
    }

    /// <summary>Opens it, also after <see cref="Close"/>: the queue is as it was.</summary>
    public async Task Open()
    {
        running.Add(Process.Start(new ProcessStartInfo("faxq", ["-D", "-q", spool]) { WorkingDirectory = spool })!);
        using var again = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var tries = 0; !File.Exists(Path.Combine(spool, "FIFO")) && tries < 500; tries++)
        {
            await again.WaitForNextTickAsync();
        }

        running.Add(Process.Start(new ProcessStartInfo("hfaxd", ["-d", "-l", "127.0.0.1", "-q", spool, "-i", Port.ToString(CultureInfo.InvariantCulture)]))!);
        for (var tries = 0; tries < 500; tries++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                await again.WaitForNextTickAsync();
            }
        }

        throw new InvalidOperationException("The fax server did not start.");
    }

    public async Task Close()
    {
        foreach (var process in running)
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }

            await process.WaitForExitAsync();
            process.Dispose();
        }

        running.Clear();
    }

    /// <summary>The jobs that wait, as the server writes them: lines of "name:value".</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, string>> Waiting => [.. Directory.GetFiles(Path.Combine(spool, "sendq"), "q*").Select(Read)];

    /// <summary>Pages of a job's document, as they lie in the queue.</summary>
    public byte[] DocumentOf(IReadOnlyDictionary<string, string> job) => File.ReadAllBytes(Path.Combine(spool, job.First(line => line.Key.TrimStart('!').StartsWith("pdf", StringComparison.Ordinal)).Value.Split(':')[^1]));

    /// <summary>Ends a job as the server does that has a modem: the other machine has the pages, or the words say why not.</summary>
    public async Task End(string jobTag, string? failedBecause)
    {
        var file = Directory.GetFiles(Path.Combine(spool, "sendq"), "q*").Single(one => Read(one).GetValueOrDefault("jobtag") == jobTag);
        var lines = (await File.ReadAllLinesAsync(file)).Where(line => !line.StartsWith("state:", StringComparison.Ordinal) && !line.StartsWith("status:", StringComparison.Ordinal)).ToList();
        lines.Insert(1, failedBecause is null ? "state:7" : "state:8");
        lines.Insert(2, "status:" + failedBecause);
        var ended = Path.Combine(spool, "doneq", Path.GetFileName(file));
        await Close();
        await File.WriteAllLinesAsync(ended, lines);
        await Run("chown", "uucp:uucp", ended);
        File.Delete(file);
        await Open();
    }

    public async ValueTask DisposeAsync()
    {
        await Close();
        Directory.Delete(spool, recursive: true);
    }

    private static Dictionary<string, string> Read(string file) =>
        File.ReadLines(file).Select(line => line.Split(':', 2)).Where(parts => parts.Length == 2).DistinctBy(parts => parts[0]).ToDictionary(parts => parts[0], parts => parts[1]);

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
    }
}
