using System.Globalization;

namespace LettersBench;

/// <summary>Resident memory of the host and of the browsers under it, in MB, looked at from outside while they work.</summary>
internal sealed class Memory(int host)
{
    private const double PageInMb = 4096.0 / 1_000_000;
    private readonly List<(double Host, double Chromium)> seen = [];

    public void Look() => seen.Add((Resident(host), Browsers().Sum(Resident)));

    /// <param name="begin">Part of what was seen, 0 to 1; up to <paramref name="until"/>.</param>
    public double PeakOfHost(double begin = 0, double until = 1) => Between(begin, until).Max(one => one.Host);

    public double PeakOfChromium(double begin = 0, double until = 1) => Between(begin, until).Max(one => one.Chromium);

    private IEnumerable<(double Host, double Chromium)> Between(double begin, double until) => seen.Skip((int)(begin * seen.Count)).Take(Math.Max(1, (int)((until - begin) * seen.Count)));

    private List<int> Browsers()
    {
        var parents = new Dictionary<int, (int Parent, string Name)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Read($"{folder}/stat") is { } stat)
            {
                var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
                parents[id] = (int.Parse(stat[(close + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), stat[(open + 1)..close]);
            }
        }

        return [.. parents.Where(one => one.Value.Name.StartsWith("chrom", StringComparison.Ordinal) && IsUnderHost(one.Key)).Select(one => one.Key)];

        bool IsUnderHost(int id)
        {
            while (parents.TryGetValue(id, out var of) && id > 1)
            {
                if (of.Parent == host)
                {
                    return true;
                }

                id = of.Parent;
            }

            return false;
        }
    }

    private static double Resident(int process) => Read($"/proc/{process}/statm") is { } statm ? long.Parse(statm.Split(' ')[1], CultureInfo.InvariantCulture) * PageInMb : 0;

    /// <returns>Null when the process is gone.</returns>
    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
