using System.Globalization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>
/// A day as a table: a line every few minutes, a column a provider. Lines are instants, so that the day has as many as its clocks
/// make it; only their labels are wall clock times.
/// </summary>
internal sealed record DayGrid(IReadOnlyList<DayLine> Lines)
{
    public static DayGrid Of(DateOnly date, string timeZone, int slotMinutes, IReadOnlyList<DayColumn> columns)
    {
        var (dayFrom, dayUntil) = LocalTimes.Day(date, timeZone);
        var stretches = columns.SelectMany(column => column.Working.Concat(column.Blocks.Select(block => block.Time))).ToList();
        if (stretches.Count == 0)
        {
            return new DayGrid([]);
        }

        var step = TimeSpan.FromMinutes(slotMinutes);
        var first = Math.Max(0, (int)Math.Floor((stretches.Min(stretch => stretch.From) - dayFrom) / step));
        var last = (int)Math.Ceiling(((stretches.Max(stretch => stretch.Until) is var end && end < dayUntil ? end : dayUntil) - dayFrom) / step);
        var starts = Enumerable.Range(first, Math.Max(0, last - first)).Select(number => dayFrom + (step * number)).ToList();
        var cells = columns.Select(column => CellsOf(column, starts, step)).ToList();
        return new DayGrid([.. starts.Select((start, row) => new DayLine(
            start,
            LocalTimes.InZone(start, timeZone),
            WhichOne(start, timeZone),
            [.. cells.Select(column => column[row])]))]);
    }

    /// <returns>One entry a line: null where the cell above reaches down to it.</returns>
    private static DayCell?[] CellsOf(DayColumn column, List<DateTimeOffset> starts, TimeSpan step)
    {
        var cells = new DayCell?[starts.Count];
        for (var row = 0; row < starts.Count;)
        {
            var rows = 1;
            var blocks = BlocksIn(column, starts[row], starts[row] + step);
            if (blocks.Count > 0)
            {
                // Visits that share a line share a cell, however far the chain of them reaches.
                while (row + rows < starts.Count && BlocksIn(column, starts[row], starts[row] + (step * rows)).Max(block => block.Time.Until) > starts[row + rows])
                {
                    rows++;
                }

                cells[row] = new DayCell(column.ProviderId, starts[row], rows, false, BlocksIn(column, starts[row], starts[row] + (step * rows)));
            }
            else if (column.Working.Any(stretch => stretch.From <= starts[row] && stretch.Until > starts[row]))
            {
                cells[row] = new DayCell(column.ProviderId, starts[row], 1, true, []);
            }
            else
            {
                while (row + rows < starts.Count && IsClosed(column, starts[row + rows], step))
                {
                    rows++;
                }

                cells[row] = new DayCell(column.ProviderId, starts[row], rows, false, []);
            }

            row += rows;
        }

        return cells;
    }

    private static bool IsClosed(DayColumn column, DateTimeOffset start, TimeSpan step) =>
        BlocksIn(column, start, start + step).Count == 0 && !column.Working.Any(stretch => stretch.From <= start && stretch.Until > start);

    private static List<DayBlock> BlocksIn(DayColumn column, DateTimeOffset from, DateTimeOffset until) =>
        [.. column.Blocks.Where(block => block.Time.From < until && block.Time.Until > from).OrderBy(block => block.Time.From)];

    private static string WhichOne(DateTimeOffset instant, string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var local = LocalTimes.InZone(instant, timeZone);
        return !zone.IsAmbiguousTime(local.DateTime) ? "" : local.Offset == zone.GetAmbiguousTimeOffsets(local.DateTime).Max() ? "first" : "second";
    }
}

/// <param name="Local">On the location's wall clock.</param>
/// <param name="WhichOne">"first" or "second" where the clocks go back over it, else empty.</param>
/// <param name="Cells">One a column; null where the cell above reaches down to this line.</param>
internal sealed record DayLine(DateTimeOffset Start, DateTimeOffset Local, string WhichOne, IReadOnlyList<DayCell?> Cells)
{
    public string Label => Local.ToString("h:mm tt", CultureInfo.InvariantCulture) + (WhichOne.Length > 0 ? $" ({WhichOne})" : "");
}

/// <summary>A free line, a stretch without hours, or the visits of one or more lines.</summary>
/// <param name="Rows">How many lines it covers.</param>
internal sealed record DayCell(Guid ProviderId, DateTimeOffset Start, int Rows, bool IsFree, IReadOnlyList<DayBlock> Blocks);

/// <summary>What takes a provider's time: a visit here, or something elsewhere or out of this user's sight that this page says nothing of.</summary>
/// <param name="Elsewhere">Where it is; empty when it is here.</param>
internal sealed record DayBlock(Stretch Time, DayVisit? Visit, string Elsewhere = "")
{
    /// <summary>What is said of what is no visit: a hold, a block. Null for visits.</summary>
    public string? Words { get; init; }
}

/// <param name="Working">The provider's hours at the location on this day.</param>
internal sealed record DayColumn(Guid ProviderId, string Name, string? Specialty, IReadOnlyList<Stretch> Working, IReadOnlyList<DayBlock> Blocks)
{
    /// <summary>How many visits may stand at once at most, for the type that allows the most; 1 where nothing is double-booked.</summary>
    public int MostAtOnce { get; init; } = 1;
}
