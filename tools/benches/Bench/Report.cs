using System.Globalization;
using System.Text.Json;

namespace Bench;

/// <summary>One figure of a bench.</summary>
/// <param name="Peer">What it is compared with; null when it stands alone.</param>
/// <param name="Ratio">The value divided by the peer's.</param>
/// <param name="Bar">What the ratio (or the value, without a peer) must be: "&lt;= 1"; null when it is told for information.</param>
/// <param name="Holds">Null without a bar.</param>
internal sealed record Measure(string What, double Value, string Unit, string? Peer = null, double? Ratio = null, string? Bar = null, bool? Holds = null)
{
    /// <summary>At most so many times the peer's.</summary>
    public static Measure AtMost(string what, double value, string unit, string peer, double peers, double most = 1) =>
        Beside(what, value, unit, peer, peers, $"<= {Words(most)}", ratio => ratio <= most);

    /// <summary>More than the peer's.</summary>
    public static Measure Above(string what, double value, string unit, string peer, double peers) =>
        Beside(what, value, unit, peer, peers, "> 1", ratio => ratio > 1);

    /// <summary>No less than the peer's, to the digit that is printed.</summary>
    public static Measure NoLess(string what, double value, string unit, string peer, double peers) =>
        Beside(what, value, unit, peer, peers, ">= 1", ratio => Math.Round(ratio, 3) >= 1);

    /// <summary>Beside the peer's, for information.</summary>
    public static Measure Beside(string what, double value, string unit, string peer, double peers) =>
        new(what, value, unit, peer, peers == 0 ? null : value / peers);

    internal static string Words(double number) => number.ToString(Math.Abs(number) >= 100 ? "0" : "0.###", CultureInfo.InvariantCulture);

    private static Measure Beside(string what, double value, string unit, string peer, double peers, string bar, Func<double, bool> holds) =>
        peers == 0 ? new(what, value, unit, peer, null, bar, value > 0) : new(what, value, unit, peer, value / peers, bar, holds(value / peers));
}

/// <summary>A bench's table, and its list as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions AsList = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a bench with no options of its own does: --quick, --json OUT.</summary>
    /// <param name="measure">Given whether it is to be quick.</param>
    /// <returns>The exit code: 0 when every bar holds, 1 when one does not, 2 when --json names no file.</returns>
    public static async Task<int> Run(string[] args, Func<bool, Task<IReadOnlyList<Measure>>> measure)
    {
        var json = args.SkipWhile(word => word != "--json").ElementAtOrDefault(1);
        if (args.Contains("--json") && json is null)
        {
            Console.Error.WriteLine("--json needs the name of a file.");
            return 2;
        }

        return Write(await measure(args.Contains("--quick")), json);
    }

    /// <summary>The value below which that part of the values lies.</summary>
    public static double At(IReadOnlyList<double> sorted, double part) => sorted[(int)(part * (sorted.Count - 1))];

    /// <returns>The exit code: 0 when every bar holds, else 1.</returns>
    public static int Write(IReadOnlyList<Measure> measures, string? json)
    {
        string[][] rows =
        [
            ["what", "value", "unit", "beside", "ratio", "bar", ""],
            .. measures.Select(m => new[]
            {
                m.What, Measure.Words(m.Value), m.Unit, m.Peer ?? "", m.Ratio is { } ratio ? Measure.Words(ratio) : "", m.Bar ?? "",
                m.Holds switch { true => "holds", false => "DOES NOT HOLD", null => "" },
            }),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => column is 1 or 4 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd());
        }

        if (json is not null)
        {
            File.WriteAllText(json, JsonSerializer.Serialize(measures, AsList) + "\n");
        }

        return measures.All(m => m.Holds != false) ? 0 : 1;
    }
}
