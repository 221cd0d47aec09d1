using System.Globalization;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Correspondence.Reports;

/// <summary>The reports as tables, for the page and its files. Figures and fixed words; whom they count is nowhere in them.</summary>
internal sealed class LoadReports(MeasureConversations conversations, MeasureTraffic traffic)
{
    public async Task<CorrespondenceReport> Run(ReportPeriod period, CancellationToken stopping)
    {
        var figures = await conversations.Run(period, stopping);
        var weeks = await traffic.Volume(period, stopping);
        var failed = await traffic.Failed(period, stopping);
        return new CorrespondenceReport(
            Turnaround("first-answer", "Until the first answer", figures.FirstAnswer),
            Turnaround("closing", "Until the matter was closed", figures.Closing),
            new ReportTable("unanswered", "Not answered yet, by age", ["Kind", .. MeasureConversations.AgeWords, "All"], [.. figures.Unanswered.Append(("All", Sum(figures.Unanswered))).Select(kind => Row(kind.Item1, [.. kind.Item2, kind.Item2.Sum()]))]),
            new ReportTable("failures", "Not delivered, by cause", ["Cause", "What became of it", "Letters", "Faxes", "Notices", "All"], [.. failed.Select(one => (IReadOnlyList<string>)[one.ProblemInWords, one.EndInWords, Number(one.Letters), Number(one.Faxes), Number(one.Notices), Number(one.All)])], 2),
            new ReportTable("volume", "Volume by channel and week", ["Week of", .. MeasureTraffic.Channels, "All"], [.. weeks.Select(week => Row(LocalTime.Us(week.Week), [.. week.Counts, week.Counts.Sum()]))]),
            weeks.Sum(week => week.Counts.Sum()) == 0 ? null : new Bars("volume", "Everything that came in or left, by week", [.. weeks.Select(week => (LocalTime.Us(week.Week), week.Counts.Sum()))]),
            figures.Unanswered.Sum(kind => kind.ByAge.Sum()));
    }

    private static ReportTable Turnaround(string key, string title, IReadOnlyList<(string Kind, Waits Waits)> kinds) =>
        new(key, title, ["Kind", "How many", "Median", "90 % within"], [.. kinds.Select(kind => (IReadOnlyList<string>)[kind.Kind, Number(kind.Waits.Count), Said(kind.Waits.Median), Said(kind.Waits.NineOfTen)])]);

    private static IReadOnlyList<int> Sum(IReadOnlyList<(string Kind, IReadOnlyList<int> ByAge)> kinds) => [.. MeasureConversations.AgeWords.Select((_, age) => kinds.Sum(kind => kind.ByAge[age]))];

    private static IReadOnlyList<string> Row(string of, IEnumerable<int> numbers) => [of, .. numbers.Select(Number)];

    /// <summary>"45 min", "3 h 20 min", "2 d 4 h"; a dash for none.</summary>
    public static string Said(TimeSpan? wait) => wait switch
    {
        null => "–",
        { TotalHours: < 1 } some => string.Create(CultureInfo.InvariantCulture, $"{some.Minutes} min"),
        { TotalDays: < 1 } some => string.Create(CultureInfo.InvariantCulture, $"{some.Hours} h {some.Minutes} min"),
        { } some => string.Create(CultureInfo.InvariantCulture, $"{some.Days} d {some.Hours} h"),
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Chart">Null where there is nothing to draw.</param>
/// <param name="Waiting">How many are not answered now.</param>
internal sealed record CorrespondenceReport(ReportTable FirstAnswer, ReportTable Closing, ReportTable Unanswered, ReportTable Failures, ReportTable Volume, Bars? Chart, int Waiting)
{
    public IReadOnlyList<ReportTable> Tables => [FirstAnswer, Closing, Unanswered, Failures, Volume];
}

/// <param name="Key">What its file is asked for with.</param>
/// <param name="Names">How many columns from the left are words; the others are numbers.</param>
internal sealed record ReportTable(string Key, string Title, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<string>> Rows, int Names = 1)
{
    /// <summary>For spreadsheets (RFC 4180). Figures and fixed words alone stand in it: nothing that anybody typed, so no cell can be a formula.</summary>
    public string Csv => string.Concat(Rows.Prepend(Heads).Select(row => string.Join(',', row.Select(cell => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"")) + "\r\n"));
}

/// <summary>Bars drawn by the server. Everything that it shows stands in the table of the same name too.</summary>
internal sealed class Bars
{
    public const int Width = 720;
    public const int Height = 200;
    private const int Bottom = 170;
    private const int Top = 20;
    private const int MostLabels = 10;

    /// <param name="values">In order: what stands under a bar, and its height.</param>
    public Bars(string id, string title, IReadOnlyList<(string Label, int Value)> values)
    {
        (Id, Title) = (id, title);
        var most = Math.Max(1, values.Max(value => value.Value));
        var (step, every) = ((double)Width / values.Count, ((values.Count - 1) / MostLabels) + 1);
        All =
        [
            .. values.Select((value, at) =>
            {
                var tall = (int)Math.Round((double)value.Value / most * (Bottom - Top));
                var left = (int)Math.Round(step * (at + 0.15));
                return new Bar(left, Bottom - tall, Math.Max(1, (int)Math.Round(step * 0.7)), tall, left + (int)Math.Round(step * 0.35), at % every == 0 ? value.Label : "", value.Value.ToString(CultureInfo.InvariantCulture));
            }),
        ];
        Said = string.Join("; ", values.Select(value => $"{value.Label}: {value.Value.ToString(CultureInfo.InvariantCulture)}")) + ".";
    }

    public string Id { get; }

    public string Title { get; }

    /// <summary>For who hears it.</summary>
    public string Said { get; }

    public IReadOnlyList<Bar> All { get; }

    /// <summary>Where the words under the bars stand.</summary>
    public static int Foot => Bottom + 18;
}

internal sealed record Bar(int X, int Y, int Wide, int Tall, int Center, string Label, string Value);
