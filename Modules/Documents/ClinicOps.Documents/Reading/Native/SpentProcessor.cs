namespace ClinicOps.Documents.Reading.Native;

/// <summary>Processor time of this process while it did what is given here; for a process that does one thing at a time.</summary>
internal sealed class SpentProcessor
{
    public TimeSpan Total { get; private set; }

    public T On<T>(Func<T> work)
    {
        var before = Environment.CpuUsage.TotalTime;
        var done = work();
        Total += Environment.CpuUsage.TotalTime - before;
        return done;
    }
}
