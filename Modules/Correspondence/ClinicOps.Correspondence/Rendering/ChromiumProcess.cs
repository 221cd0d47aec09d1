using System.Diagnostics;

namespace ClinicOps.Correspondence.Rendering;

/// <summary>
/// Starts Chromium so that it can do little: as an unprivileged user when we are root, its own sandbox on, without a network where
/// the system allows that, and commanded through a pair of pipes, which no other process can reach and which end it when we end.
/// </summary>
internal static class ChromiumProcess
{
    /// <summary>Where the program is looked for.</summary>
    public const string SearchPath = "/usr/bin:/bin";

    private const string FolderPrefix = "clinicops-letters-";

    /// <summary>Chromium reads commands on descriptor 3 and answers on 4; it has nothing to say on the others.</summary>
    private const string PipesToThreeAndFour = "exec 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null; exec \"$@\"";

    public static async Task<(Process Process, string Folder)> Start(ChromiumOptions options)
    {
        SweepAbandoned();
        var folder = Path.Combine(Path.GetTempPath(), $"{FolderPrefix}{Environment.ProcessId}-{Guid.NewGuid():N}");
        string[] owner = Environment.IsPrivilegedProcess ? ["-o", options.User] : [];
        await Run("install", ["-d", "-m", "0700", .. owner, folder]);

        List<string> words =
        [
            .. await WithoutNetwork(),
            .. Environment.IsPrivilegedProcess
                ? (string[])["setpriv", "--reuid", options.User, "--regid", options.Group, "--clear-groups", "--no-new-privs", "--"]
                : ["setpriv", "--no-new-privs", "--"],
            "sh", "-c", PipesToThreeAndFour, "sh",
            options.Program,
            "--headless", "--remote-debugging-pipe", "--user-data-dir=" + folder,
            "--blink-settings=scriptEnabled=false", "--host-resolver-rules=MAP * ~NOTFOUND",
            "--disable-gpu", "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-breakpad", "--no-first-run", "--no-default-browser-check", "--font-render-hinting=none",
            "about:blank",
        ];
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        start.Environment.Clear();
        start.Environment["PATH"] = SearchPath;
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["HOME"] = folder;
        start.Environment["TMPDIR"] = folder;
        return (Process.Start(start) ?? throw new ChromiumProblem("did not start"), folder);
    }

    public static void End(Process process, string folder)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        process.Dispose();
        Remove(folder);
    }

    /// <summary>A network namespace with nothing in it. Where the system refuses one, scripts and the page's own policy still load nothing.</summary>
    private static async Task<string[]> WithoutNetwork()
    {
        string[] words = Environment.IsPrivilegedProcess ? ["unshare", "--net", "--"] : ["unshare", "--map-current-user", "--net", "--"];
        return await Run(words[0], [.. words.Skip(1), "true"]) == 0 ? words : [];
    }

    private static async Task<int> Run(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, WorkingDirectory = "/" })
            ?? throw new InvalidOperationException($"{program} did not start.");
        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    /// <summary>A killed host leaves its browser's folder behind (the browser itself ends with the pipe): the next start removes it.</summary>
    private static void SweepAbandoned()
    {
        foreach (var folder in Directory.GetDirectories(Path.GetTempPath(), FolderPrefix + "*"))
        {
            if (!Directory.Exists("/proc/" + Path.GetFileName(folder)[FolderPrefix.Length..].Split('-')[0]))
            {
                Remove(folder);
            }
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception stillThere) when (stillThere is IOException or UnauthorizedAccessException)
        {
            // Another user's, or a child is writing its last: the next start tries again.
        }
    }
}

/// <summary>The browser ended, or answered what it must not.</summary>
internal sealed class ChromiumProblem(string what) : Exception($"Chromium {what}.");
