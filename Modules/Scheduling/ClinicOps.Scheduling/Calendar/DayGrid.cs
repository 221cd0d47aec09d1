using System.Globalization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;

namespace ClinicOps.Scheduling.Calendar;

/// <summary>
/// A day, or the days of a week, as a table: a line every few minutes, a column for each provider, room or day. Each column has as many lines as the clocks of
/// its day make it, and they are instants; only their labels are wall clock times. Columns of different days stand side by side by the clock on the wall: where
/// only one of them has an hour twice, or leaves one out, the others have a gap.
/// </summary>
internal sealed record DayGrid(IReadOnlyList<DayLine> Lines)
{
    /// <summary>Of one day.</summary>
    public static DayGrid Of(DateOnly date, string timeZone, int slotMinutes, IReadOnlyList<DayColumn> columns) =>
        Of(timeZone, slotMinutes, [.. columns.Select(column => column with { Date = date })]);

    /// <summary>Each column of its own day.</summary>
    public static DayGrid Of(string timeZone, int slotMinutes, IReadOnlyList<DayColumn> columns)
    {
        var step = TimeSpan.FromMinutes(slotMinutes);
        var clocks = columns.Select(column => column.Date).Distinct().ToDictionary(date => date, date => LinesOf(date, timeZone, step).ToList());
        var twice = clocks.Values.SelectMany(lines => lines).Where(line => line.WhichOne == ClockLine.Second).Select(line => line.Minute).ToList();
        var again = twice.Count == 0 ? (From: int.MaxValue, Length: 0) : (From: twice.Min(), Length: twice.Max() + slotMinutes - twice.Min());

        // Where a line stands in the table: what comes after the hour that happens twice stands below both of it, in every column.
        int PlaceOf(ClockLine line) =>
            line.Minute < again.From || (line.Minute < again.From + again.Length && line.WhichOne != ClockLine.Second) ? line.Minute : line.Minute + again.Length;

        var used = columns.SelectMany(column => clocks[column.Date].Where(line => IsUsed(column, line.Start, line.Start + step))).Select(PlaceOf).ToList();
        if (used.Count == 0)
        {
            return new DayGrid([]);
        }

        var (first, last) = (used.Min(), used.Max());
        var shown = clocks.ToDictionary(clock => clock.Key, clock => clock.Value.Where(line => PlaceOf(line) >= first && PlaceOf(line) <= last).ToList());
        var places = shown.Values.SelectMany(lines => lines).Select(PlaceOf).Distinct().Order().ToList();
        var rowOf = places.Select((place, row) => (place, row)).ToDictionary(one => one.place, one => one.row);
        var cells = columns.Select(column =>
        {
            var own = shown[column.Date];
            return Spread(CellsOf(column, own, step), own.ConvertAll(line => rowOf[PlaceOf(line)]), places.Count, column);
        }).ToList();
        var byPlace = shown.Values.SelectMany(lines => lines).ToLookup(PlaceOf);
        var starts = columns.Select(column => shown[column.Date].ToDictionary(PlaceOf, line => line.Start)).ToList();
        return new DayGrid([.. places.Select((place, row) =>
        {
            var line = byPlace[place].OrderByDescending(one => one.WhichOne.Length).First();
            return new DayLine(
                line.Start, line.Local, line.WhichOne, [.. cells.Select(column => column[row])], [.. starts.Select(column => column.TryGetValue(place, out var start) ? start : (DateTimeOffset?)null)]);
        })]);
    }

    /// <summary>All lines of a day, from midnight to midnight.</summary>
    private static IEnumerable<ClockLine> LinesOf(DateOnly date, string timeZone, TimeSpan step)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var (from, until) = LocalTimes.Day(date, timeZone);
        for (var start = from; start < until; start += step)
        {
            var local = LocalTimes.InZone(start, timeZone);
            var which = !zone.IsAmbiguousTime(local.DateTime) ? "" : local.Offset == zone.GetAmbiguousTimeOffsets(local.DateTime).Max() ? ClockLine.First : ClockLine.Second;
            yield return new ClockLine(start, local, which);
        }
    }

    private static bool IsUsed(DayColumn column, DateTimeOffset from, DateTimeOffset until) =>
        column.Working.Any(stretch => stretch.From < until && stretch.Until > from) || column.Blocks.Any(block => block.Time.From < until && block.Time.Until > from);

    /// <returns>One entry a line of the column's own: null where the cell above reaches down to it.</returns>
    private static DayCell?[] CellsOf(DayColumn column, List<ClockLine> lines, TimeSpan step)
    {
        var cells = new DayCell?[lines.Count];
        for (var row = 0; row < lines.Count;)
        {
            var (line, rows) = (lines[row], 1);
            var blocks = BlocksIn(column, line.Start, line.Start + step);
            if (blocks.Count > 0)
            {
                // Visits that share a line share a cell, however far the chain of them reaches.
                while (row + rows < lines.Count && BlocksIn(column, line.Start, line.Start + (step * rows)).Max(block => block.Time.Until) > lines[row + rows].Start)
                {
                    rows++;
                }

                cells[row] = CellAt(line, column, rows) with { Blocks = BlocksIn(column, line.Start, line.Start + (step * rows)) };
            }
            else if (column.Working.Any(stretch => stretch.From <= line.Start && stretch.Until > line.Start))
            {
                cells[row] = CellAt(line, column, 1) with { IsFree = true };
            }
            else
            {
                var why = column.WhyAway(line.Start);
                while (row + rows < lines.Count && IsClosed(column, lines[row + rows].Start, step) && column.WhyAway(lines[row + rows].Start) == why)
                {
                    rows++;
                }

                cells[row] = CellAt(line, column, rows) with { Words = why };
            }

            row += rows;
        }

        return cells;
    }

    /// <summary>The column's cells in the lines of the table, with a gap where its own day has no such time.</summary>
    private static DayCell?[] Spread(DayCell?[] cells, List<int> rowOf, int rows, DayColumn column)
    {
        var spread = new DayCell?[rows];
        var next = 0;
        for (var own = 0; own < cells.Length; own++)
        {
            if (cells[own] is { } cell)
            {
                LeaveGap(rowOf[own]);
                next = rowOf[own + cell.Rows - 1] + 1;
                spread[rowOf[own]] = cell with { Rows = next - rowOf[own] };
            }
        }

        LeaveGap(rows);
        return spread;

        void LeaveGap(int until)
        {
            if (until > next)
            {
                spread[next] = new DayCell(column.ProviderId, default, until - next, false, []) { Words = "no such time on this day" };
            }
        }
    }

    private static DayCell CellAt(ClockLine line, DayColumn column, int rows) => new(column.ProviderId, line.Start, rows, false, []) { Local = line.Local, WhichOne = line.WhichOne };

    private static bool IsClosed(DayColumn column, DateTimeOffset start, TimeSpan step) =>
        BlocksIn(column, start, start + step).Count == 0 && !column.Working.Any(stretch => stretch.From <= start && stretch.Until > start);

    private static List<DayBlock> BlocksIn(DayColumn column, DateTimeOffset from, DateTimeOffset until) =>
        [.. column.Blocks.Where(block => block.Time.From < until && block.Time.Until > from).OrderBy(block => block.Time.From)];

    private sealed record ClockLine(DateTimeOffset Start, DateTimeOffset Local, string WhichOne)
    {
        public const string First = "first";
        public const string Second = "second";

        /// <summary>After midnight on the wall clock.</summary>
        public int Minute => (Local.Hour * 60) + Local.Minute;
    }
}

/// <param name="Start">In the first column that has the line.</param>
/// <param name="Local">On the location's wall clock.</param>
/// <param name="WhichOne">"first" or "second" where the clocks go back over it, else empty.</param>
/// <param name="Cells">One a column; null where the cell above reaches down to this line.</param>
/// <param name="Starts">One a column; null where its day has no such time.</param>
internal sealed record DayLine(DateTimeOffset Start, DateTimeOffset Local, string WhichOne, IReadOnlyList<DayCell?> Cells, IReadOnlyList<DateTimeOffset?> Starts)
{
    public string Label => DayCell.LabelOf(Local, WhichOne);
}

/// <summary>A free line, a stretch without hours, or the visits of one or more lines.</summary>
/// <param name="Rows">How many lines it covers.</param>
internal sealed record DayCell(Guid ProviderId, DateTimeOffset Start, int Rows, bool IsFree, IReadOnlyList<DayBlock> Blocks)
{
    /// <summary>Its start on the location's wall clock.</summary>
    public DateTimeOffset Local { get; init; }

    /// <summary>See <see cref="DayLine"/>.</summary>
    public string WhichOne { get; init; } = "";

    /// <summary>Why there are no hours, where somebody said; else null.</summary>
    public string? Words { get; init; }

    public string Label => LabelOf(Local, WhichOne);

    public static string LabelOf(DateTimeOffset local, string whichOne) => local.ToString("h:mm tt", CultureInfo.InvariantCulture) + (whichOne.Length > 0 ? $" ({whichOne})" : "");
}

/// <summary>What takes a provider's time, or a room's: a visit here, or something elsewhere or out of this user's sight that this page says nothing of.</summary>
/// <param name="Elsewhere">Where it is; empty when it is here.</param>
internal sealed record DayBlock(Stretch Time, DayVisit? Visit, string Elsewhere = "")
{
    /// <summary>What is said of what is no visit: a hold, a block. Null for visits.</summary>
    public string? Words { get; init; }
}

/// <param name="ProviderId">Whose time it is; the room's or device's id where the column is of one.</param>
/// <param name="Specialty">What stands below the name; null for nothing.</param>
/// <param name="Working">The provider's hours at the location on this day; of a room those of anybody there.</param>
internal sealed record DayColumn(Guid ProviderId, string Name, string? Specialty, IReadOnlyList<Stretch> Working, IReadOnlyList<DayBlock> Blocks)
{
    /// <summary>How many visits may stand at once at most, for the type that allows the most; 1 where nothing is double-booked.</summary>
    public int MostAtOnce { get; init; } = 1;

    public DateOnly Date { get; init; }

    /// <summary>Times without hours for which somebody gave a reason: leave, a holiday.</summary>
    public IReadOnlyList<(Stretch Time, string Reason)> Away { get; init; } = [];

    public string? WhyAway(DateTimeOffset at) => Away.Where(away => away.Time.From <= at && away.Time.Until > at).Select(away => away.Reason).FirstOrDefault();
}
