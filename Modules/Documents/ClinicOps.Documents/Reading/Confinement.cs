using System.Diagnostics;
using ClinicOps.Documents.Reading.Worker;

namespace ClinicOps.Documents.Reading;

/// <summary>One way to start a worker, from its wrappers to the program itself.</summary>
/// <param name="Offline">In a network namespace of its own, with nothing in it.</param>
/// <param name="AsRoot">With the account of a host that runs as root: the way of last resort.</param>
internal sealed record ConfinedStart(string[] Words, bool Offline, bool AsRoot);

/// <summary>
/// How a worker is started so that it can do little: last in every queue for the processor, without core dumps (they would hold
/// pages), without new privileges or a network, and as an unprivileged account where the host runs as root. A worker needs no file
/// of ours but its program: pages come and go through pipes.
/// </summary>
internal static class Confinement
{
    private static readonly string[] Last = ["nice", "-n", "10", "prlimit", "--core=0"];

    /// <summary>
    /// A program below a folder that only root may enter (/root) is shown to the worker at another place, in a mount namespace that
    /// ends with it. The arguments are the folder and what to run.
    /// </summary>
    private const string ShownElsewhere = "mount --bind \"$0\" /mnt && exec \"$@\"";

    /// <summary>The ways from the strictest to the loosest; some kernels and containers refuse the stricter ones.</summary>
    public static IEnumerable<ConfinedStart> Ways(ReadingOptions options, string program)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            string[] own = [.. Last, "setpriv", "--no-new-privs"];
            yield return new([.. own, "unshare", "--map-root-user", "--net", program], Offline: true, AsRoot: false);
            yield return new([.. own, program], Offline: false, AsRoot: false);
            yield break;
        }

        string[] nobody = ["setpriv", "--reuid", options.User, "--regid", options.Group, "--clear-groups", "--no-new-privs", "--"];
        yield return new([.. Last, "unshare", "--net", "--", .. nobody, program], Offline: true, AsRoot: false);
        yield return new(
            [.. Last, "unshare", "--net", "--mount", "--", "sh", "-c", ShownElsewhere, Path.GetDirectoryName(program)!, .. nobody, Path.Combine("/mnt", Path.GetFileName(program))],
            Offline: true,
            AsRoot: false);
        yield return new([.. Last, .. nobody, program], Offline: false, AsRoot: false);
        yield return new([.. Last, "setpriv", "--no-new-privs", "unshare", "--map-root-user", "--net", program], Offline: true, AsRoot: true);
        yield return new([.. Last, "setpriv", "--no-new-privs", program], Offline: false, AsRoot: true);
    }

    /// <summary>Tried with a worker that is asked nothing: it ends at once, and well.</summary>
    public static bool Works(string[] words)
    {
        var start = new ProcessStartInfo(words[0], [.. words[1..], OcrWorker.Name, .. new WorkerLimits(1, 1, 1).ToArguments()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = "/",
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
