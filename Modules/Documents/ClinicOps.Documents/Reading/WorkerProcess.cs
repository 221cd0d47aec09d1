using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;

namespace ClinicOps.Documents.Reading;

internal abstract record WorkerAnswer
{
    private WorkerAnswer()
    {
    }

    internal sealed record Given(byte[] Body) : WorkerAnswer;

    /// <summary>The worker is dead now, by itself or by its parent's hand.</summary>
    internal sealed record Lost(PageProblem Problem) : WorkerAnswer;
}

/// <summary>One living worker, asked one thing at a time. Its clock and memory are watched while it works; who breaks them is killed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan WatchEvery = TimeSpan.FromMilliseconds(100);

    private readonly ReadingOptions options;
    private readonly Process process;

    private WorkerProcess(ReadingOptions options, Process process)
    {
        this.options = options;
        this.process = process;
    }

    public int Id => process.Id;

    public int Pages { get; private set; }

    public bool IsAlive => !process.HasExited;

    /// <param name="program">The worker's command line, from its wrappers to its arguments.</param>
    public static WorkerProcess Start(ReadingOptions options, IEnumerable<string> program)
    {
        string[] command = [.. program];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        start.Environment["OMP_THREAD_LIMIT"] = "1";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var secret in start.Environment.Keys.Where(name => name.StartsWith("CLINICOPS", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(secret);
        }

        var process = Process.Start(start) ?? throw new IOException("The worker cannot be started.");

        // Native code may complain about a page in its own words: they are patient text, and nobody reads them.
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return new WorkerProcess(options, process);
    }

    /// <exception cref="OperationCanceledException">The caller stopped: the worker is dead, since its answer would come to the next.</exception>
    public async Task<WorkerAnswer> Ask(WorkerVerb verb, int? number, ReadOnlyMemory<byte> body, CancellationToken stopping)
    {
        Pages += verb == WorkerVerb.Open ? 0 : 1;
        var exchange = Exchange(verb, number, body);
        var clock = Stopwatch.StartNew();
        PageProblem? broken = null;
        while (await Task.WhenAny(exchange, Task.Delay(WatchEvery, CancellationToken.None)) != exchange)
        {
            broken ??= clock.Elapsed.TotalSeconds > options.PageSeconds ? PageProblem.TookTooLong
                : ResidentBytes() > options.WorkerMegabytes * 1024L * 1024 ? PageProblem.TooLarge
                : null;
            if (broken is not null || stopping.IsCancellationRequested)
            {
                Kill();
            }
        }

        if (await exchange is { } answer)
        {
            return new WorkerAnswer.Given(answer);
        }

        Kill();
        stopping.ThrowIfCancellationRequested();
        return new WorkerAnswer.Lost(broken ?? PageProblem.WorkerDied);
    }

    public void Dispose()
    {
        Kill();
        process.WaitForExit(TimeSpan.FromSeconds(5));
        process.Dispose();
    }

    /// <returns>Null when the worker ended before it had answered.</returns>
    private async Task<byte[]?> Exchange(WorkerVerb verb, int? number, ReadOnlyMemory<byte> body)
    {
        var header = new byte[number is null ? 5 : 9];
        BinaryPrimitives.WriteInt32LittleEndian(header, header.Length - 4 + body.Length);
        header[4] = (byte)verb;
        if (number is { } value)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(5), value);
        }

        try
        {
            var input = process.StandardInput.BaseStream;
            await input.WriteAsync(header);
            await input.WriteAsync(body);
            await input.FlushAsync();
            var output = process.StandardOutput.BaseStream;
            var length = new byte[4];
            await output.ReadExactlyAsync(length);
            var size = BinaryPrimitives.ReadInt32LittleEndian(length);
            if (size is < 0 or > WorkerMessages.LongestFrame)
            {
                return null;
            }

            var answer = new byte[size];
            await output.ReadExactlyAsync(answer);
            return answer;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private long ResidentBytes()
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process.Id}/statm").Split(' ');
            return long.Parse(fields[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private void Kill()
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }
}
