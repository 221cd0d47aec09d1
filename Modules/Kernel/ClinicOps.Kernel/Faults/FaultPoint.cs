using System.Collections.Concurrent;
using System.Diagnostics;

namespace ClinicOps.Kernel.Faults;

/// <summary>
/// Named places at which a campaign kills this process, to show that nothing is lost there. Safe in every build: without the two settings
/// of the environment a point is the test of one field that is null, and whoever may set this process's environment may kill it anyhow.
/// Most names are made by the runner of jobs and by the transaction of a module: JOB.begun, JOB.before-commit, JOB.after-commit, JOB.done.
/// </summary>
public static class FaultPoint
{
    /// <summary>NAME or NAME:N: the process is killed when it comes to that place (for the Nth time).</summary>
    public const string Setting = "CLINICOPS_FAULT";

    /// <summary>A file to which each name is added when it is first come to, and "killed NAME" before a kill.</summary>
    public const string LogSetting = "CLINICOPS_FAULT_LOG";

    private static readonly Lock Writing = new();

    private static Action<string>? armed;

    /// <summary>The place by its whole name.</summary>
    public static void At(string name) => armed?.Invoke(name);

    /// <summary>The place by the step and its moment, which are one name only where anybody asks.</summary>
    public static void At(string step, string moment)
    {
        if (armed is { } reached)
        {
            reached($"{step}.{moment}");
        }
    }

    /// <summary>For tests, which break off where a process would have died. Null: nobody asks any more.</summary>
    public static void Arm(Action<string>? reached) => armed = reached;

    /// <summary>Called once at the start of the program.</summary>
    /// <returns>What is armed, in words; null when nothing is.</returns>
    public static string? ArmFromEnvironment()
    {
        var (wanted, log) = (Environment.GetEnvironmentVariable(Setting), Environment.GetEnvironmentVariable(LogSetting));
        if (string.IsNullOrEmpty(wanted) && string.IsNullOrEmpty(log))
        {
            return null;
        }

        var parts = (wanted ?? "").Split(':');
        var (name, left) = (parts[0], parts.Length > 1 && int.TryParse(parts[1], out var times) ? times : 1);
        var known = new ConcurrentDictionary<string, bool>();
        Arm(reached =>
        {
            if (log is { Length: > 0 } && known.TryAdd(reached, true))
            {
                Note(log, reached);
            }

            if (reached == name && Interlocked.Decrement(ref left) == 0)
            {
                Kill(reached, log);
            }
        });
        return name.Length > 0 ? $"fault point {name} is armed: this process will kill itself there" : "fault points are noted";
    }

    /// <summary>As kill -9 does: nothing is flushed, closed or rolled back by this process.</summary>
    private static void Kill(string name, string? log)
    {
        if (log is { Length: > 0 })
        {
            Note(log, "killed " + name);
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }

    private static void Note(string log, string line)
    {
        lock (Writing)
        {
            File.AppendAllText(log, line + "\n");
        }
    }
}
