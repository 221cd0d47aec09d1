using System.Diagnostics;
using System.Globalization;
using System.Text;
using ClinicOps.Documents.Reading.Native;

namespace ClinicOps.Documents.Reading.Worker;

internal abstract record ToolResult
{
    private ToolResult()
    {
    }

    internal sealed record Output(byte[] Bytes) : ToolResult;

    /// <param name="Message">The tool's own words: to be looked at, never to be shown or logged.</param>
    internal sealed record Failed(string Message) : ToolResult;

    internal sealed record TookTooLong : ToolResult;

    internal sealed record WroteTooMuch : ToolResult;
}

/// <summary>
/// One run of a poppler program on a file that lies in memory only, under limits of address space, processor time, written files
/// and clock. The worker's lack of network and privileges holds for what it starts, too.
/// </summary>
internal static class NativeTool
{
    private const long AddressSpace = 1L << 30;

    /// <summary>The pages themselves go through a pipe; what is written is fontconfig's cache, the first time an account draws letters.</summary>
    private const long WrittenFiles = 64L << 20;

    /// <param name="arguments">The file is inserted where the argument is empty.</param>
    /// <param name="mostOutput">Bytes of output after which it is ended.</param>
    public static ToolResult Run(string program, IEnumerable<string> arguments, byte[] file, int seconds, long mostOutput)
    {
        using var handle = SystemCalls.CreateMemoryFile("page", 0);
        if (handle.IsInvalid)
        {
            throw new IOException("No memory file can be made.");
        }

        RandomAccess.Write(handle, file, 0);
        var path = $"/proc/self/fd/{handle.DangerousGetHandle()}";
        var start = new ProcessStartInfo("prlimit") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in (string[])[$"--as={AddressSpace}", $"--cpu={seconds.ToString(CultureInfo.InvariantCulture)}", $"--fsize={WrittenFiles}", "--core=0", program])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument.Length == 0 ? path : argument);
        }

        using var process = Process.Start(start) ?? throw new IOException($"{program} cannot be started.");
        return Collect(process, TimeSpan.FromSeconds(seconds), mostOutput);
    }

    private static ToolResult Collect(Process process, TimeSpan clock, long mostOutput)
    {
        var late = false;
        using var timer = new Timer(_ =>
        {
            late = true;
            Kill(process);
        });
        timer.Change(clock, Timeout.InfiniteTimeSpan);
        var message = new StringBuilder();
        process.ErrorDataReceived += (_, line) => message.Append(message.Length < 10_000 ? line.Data : null).Append('\n');
        process.BeginErrorReadLine();
        using var output = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = process.StandardOutput.BaseStream.Read(buffer)) > 0;)
        {
            output.Write(buffer, 0, read);
            if (output.Length > mostOutput)
            {
                Kill(process);
                return new ToolResult.WroteTooMuch();
            }
        }

        process.WaitForExit();
        return late ? new ToolResult.TookTooLong()
            : process.ExitCode == 0 ? new ToolResult.Output(output.ToArray())
            : new ToolResult.Failed(message.ToString());
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has just ended by itself.
        }
    }
}
