using System.Globalization;

namespace ClinicOps.Scheduling.Reports;

/// <summary>
/// Bars as they are drawn by the server, in whole units of a picture of <see cref="Width"/> by <see cref="Height"/>. Everything that it shows stands in
/// the table of the same name too.
/// </summary>
internal sealed class Chart
{
    public const int Width = 720;
    public const int Height = 220;
    public const int Left = 52;
    public const int Bottom = 190;
    private const int Top = 16;
    private const int MostLabels = 10;

    /// <param name="id">A word; ids in the page begin with it.</param>
    /// <param name="unit">After the numbers of the scale: " %".</param>
    /// <param name="values">In order: what stands under a bar, its height (null where there is nothing to show), and how that is said.</param>
    /// <param name="least">How far the scale goes at least.</param>
    public Chart(string id, string title, string unit, IReadOnlyList<(string Label, double? Value, string Said)> values, double least)
    {
        (Id, Title) = (id, title);
        var top = Math.Max(least, Round(values.Max(value => value.Value) ?? 0));
        var step = (double)(Width - Left) / Math.Max(1, values.Count);
        var every = ((values.Count - 1) / MostLabels) + 1;
        Bars =
        [
            .. values.Select((value, at) =>
            {
                var tall = value.Value is { } known ? (int)Math.Round(known / top * (Bottom - Top)) : 0;
                var (from, until) = ((int)Math.Round(Left + (step * (at + 0.15))), (int)Math.Round(Left + (step * (at + 0.85))));
                return new ChartBar(from, Bottom - tall, Math.Max(1, until - from), tall, (from + until) / 2, at % every == 0 ? value.Label : "", values.Count <= MostLabels ? value.Said : "", $"{value.Label}: {value.Said}");
            }),
        ];
        Lines = [.. new[] { 0, 0.5, 1 }.Select(part => new ChartLine(Bottom - (int)Math.Round(part * (Bottom - Top)), (part * top).ToString("0.#", CultureInfo.InvariantCulture) + unit))];
        Said = values.Count <= MostLabels
            ? string.Join("; ", Bars.Select(bar => bar.Whole)) + "."
            : $"{values.Count} bars, from {Bars[0].Whole} to {Bars[^1].Whole}. The table has all of them.";
    }

    public string Id { get; }

    public string Title { get; }

    /// <summary>For who hears it.</summary>
    public string Said { get; }

    public IReadOnlyList<ChartBar> Bars { get; }

    public IReadOnlyList<ChartLine> Lines { get; }

    private static readonly int[] ReadsWell = [1, 2, 4, 5, 10];

    /// <summary>The next number that reads well.</summary>
    private static double Round(double most)
    {
        var size = Math.Pow(10, Math.Floor(Math.Log10(Math.Max(1, most))));
        return ReadsWell.Select(times => times * size).First(round => round >= most);
    }
}

/// <param name="Center">Of its label.</param>
/// <param name="Label">Empty where there is no room for one.</param>
/// <param name="Value">As it is said above the bar; empty where there is no room.</param>
/// <param name="Whole">Label and value.</param>
internal sealed record ChartBar(int X, int Y, int Wide, int Tall, int Center, string Label, string Value, string Whole);

internal sealed record ChartLine(int Y, string Text);
