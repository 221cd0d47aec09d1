using System.Globalization;
using System.Runtime.InteropServices;

namespace Bench;

/// <summary>Processor time that processes have used, user and system, in seconds. Unlike the clock it hardly depends on what else the machine does.</summary>
internal static partial class ProcessorTime
{
    private const int OfChildren = -1;

    /// <summary>Clock ticks a second, as /proc counts them: 100 on every Linux that .NET runs on.</summary>
    private const double Ticks = 100;

    /// <summary>Of all children that have ended, with theirs.</summary>
    public static unsafe double OfEndedChildren()
    {
        var usage = stackalloc long[18];
        return getrusage(OfChildren, usage) == 0 ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6) : throw new IOException("getrusage failed.");
    }

    /// <summary>Of one that runs, with its ended children.</summary>
    public static double Of(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => double.Parse(field, CultureInfo.InvariantCulture)) / Ticks;
    }

    [LibraryImport("libc")]
    private static unsafe partial int getrusage(int who, long* usage);
}
