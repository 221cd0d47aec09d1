using ClinicOps.Kernel.Faults;

namespace ClinicOps.Testing;

/// <summary>
/// Breaks off at a fault point where a process would have died there: an exception that nobody handles aborts the open transaction and
/// leaves the job to be given out again. What a real kill does beyond that (nothing is disposed of, child processes are orphaned,
/// PostgreSQL finds out by itself) is tried with real processes. Holds for the flow of one test; others in this process go on.
/// </summary>
public sealed class KillAt : IDisposable
{
    private static readonly AsyncLocal<KillAt?> Current = new();

    private readonly string? point;

    static KillAt() => FaultPoint.Arm(name => Current.Value?.Reach(name));

    /// <param name="point">Null: nothing is broken off, and the points come to are noted.</param>
    public KillAt(string? point)
    {
        this.point = point;
        Current.Value = this;
    }

    public HashSet<string> Reached { get; } = [];

    public bool HasKilled { get; private set; }

    public void Dispose() => Current.Value = null;

    private void Reach(string name)
    {
        Reached.Add(name);
        if (name == point && !HasKilled)
        {
            HasKilled = true;
            throw new ProcessKilledException(name);
        }
    }
}

/// <summary>Here a process died.</summary>
public sealed class ProcessKilledException(string point) : Exception($"Killed at {point}.");
