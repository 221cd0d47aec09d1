using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Xunit;
using static ClinicOps.Scheduling.Tests.SchedulingClinic;

namespace ClinicOps.Scheduling.Tests;

public sealed class DayGridTests
{
    private const string NewYork = "America/New_York";

    [Theory]
    [InlineData("2026-03-07", 24)]
    [InlineData("2026-03-08", 23)]
    [InlineData("2026-11-01", 25)]
    public void A_provider_of_the_whole_day_has_as_many_lines_as_the_days_clocks_make(string date, int hours)
    {
        var day = Day(date);
        var grid = Grid(day, WorkingDay.Of(day, NewYork, [Hours(Okafor, day.DayOfWeek, 0, 1440)], []));

        Assert.Equal(hours * 6, grid.Lines.Count);
        Assert.All(grid.Lines, line => Assert.True(line.Cells[0]!.IsFree));
        Assert.Equal(grid.Lines.Count, grid.Lines.Select(line => line.Label).Distinct().Count());
    }

    [Fact]
    public void An_hour_that_happens_twice_is_told_apart_and_one_that_is_jumped_over_is_not_offered()
    {
        var back = Day("2026-11-01");
        var labels = Grid(back, WorkingDay.Of(back, NewYork, [Hours(Okafor, DayOfWeek.Sunday, 60, 120)], [])).Lines.Select(line => line.Label).ToList();
        Assert.Equal(12, labels.Count);
        Assert.Equal(("1:00 AM (first)", "1:00 AM (second)"), (labels[0], labels[6]));

        var forward = Day("2026-03-08");
        var hours = Assert.Single(WorkingDay.Of(forward, NewYork, [Hours(Okafor, DayOfWeek.Sunday, 60, 240)], []));
        Assert.Equal(TimeSpan.FromHours(2), hours.Until - hours.From);
        Assert.DoesNotContain(Grid(forward, [hours]).Lines, line => line.Local.Hour == 2);
    }

    [Fact]
    public void Hours_are_the_weekdays_with_what_was_added_and_without_what_was_taken_away()
    {
        var day = Day("2026-03-02");
        var working = WorkingDay.Of(
            day,
            NewYork,
            [Hours(Okafor, DayOfWeek.Monday, 480, 720), Hours(Okafor, DayOfWeek.Monday, 720, 1020), Hours(Okafor, DayOfWeek.Tuesday, 0, 1440)],
            [Exception(day, works: true, 1020, 1080), Exception(day, works: false, 540, 600), Exception(day.AddDays(1), works: false, 0, 1440)]);

        Assert.Equal([new Stretch(At("08:00"), At("09:00")), new Stretch(At("10:00"), At("18:00"))], working);
        Assert.Empty(WorkingDay.Of(day, NewYork, [Hours(Okafor, DayOfWeek.Monday, 480, 720)], [Exception(day, works: false, 0, 1440)]));
    }

    [Fact]
    public void Each_line_of_a_column_is_covered_once_by_a_free_time_a_visit_or_no_hours()
    {
        var grid = Grid(
            Day("2026-03-02"),
            [new Stretch(At("08:00"), At("10:00"))],
            Block("08:10", "08:30"), Block("09:05", "09:15"), Block("09:15", "09:25"), Block("10:30", "11:00"));

        Assert.Equal(18, grid.Lines.Count);
        Assert.Equal(18, grid.Lines.Sum(line => line.Cells[0]?.Rows ?? 0));
        Assert.Equal(2, grid.Lines[1].Cells[0]!.Rows);
        Assert.Null(grid.Lines[2].Cells[0]);

        // Two that share the line of 9:10 share a cell.
        Assert.Equal((3, 2), (grid.Lines[6].Cells[0]!.Rows, grid.Lines[6].Cells[0]!.Blocks.Count));
        var closed = grid.Lines[12].Cells[0]!;
        Assert.Equal((3, false, 0), (closed.Rows, closed.IsFree, closed.Blocks.Count));
    }

    /// <summary>November 1st has one o'clock twice, March 8th no two o'clock; the days beside them have a gap there.</summary>
    [Theory]
    [InlineData("2026-11-01", 150, 150, 144, "1:00 AM (second)", 1)]
    [InlineData("2026-03-08", 144, 138, 144, "2:00 AM", 0)]
    public void A_week_stands_side_by_side_by_the_clock_on_the_wall_with_a_gap_where_a_day_has_no_such_time(string sunday, int lines, int ofSunday, int ofMonday, string gapAt, int gapOf)
    {
        var (first, second) = (Day(sunday), Day(sunday).AddDays(1));
        DayColumn Column(DateOnly day, params DayBlock[] blocks) =>
            new(Okafor, "", null, WorkingDay.Of(day, NewYork, [Hours(Okafor, day.DayOfWeek, 0, 1440)], []), blocks) { Date = day };

        var grid = DayGrid.Of(NewYork, 10, [Column(first), Column(second)]);

        Assert.Equal(lines, grid.Lines.Count);
        Assert.Equal(lines, grid.Lines.Select(line => line.Label).Distinct().Count());
        Assert.Equal((ofSunday, ofMonday), (grid.Lines.Count(line => line.Cells[0] is { IsFree: true }), grid.Lines.Count(line => line.Cells[1] is { IsFree: true })));
        Assert.All([0, 1], column => Assert.Equal(lines, grid.Lines.Sum(line => line.Cells[column]?.Rows ?? 0)));
        var gap = grid.Lines.Single(line => line.Label == gapAt);
        Assert.Equal((6, "no such time on this day"), (gap.Cells[gapOf]!.Rows, gap.Cells[gapOf]!.Words));
        Assert.Null(gap.Starts[gapOf]);
        Assert.All([0, 1], column => Assert.Equal(grid.Lines.Select(line => line.Starts[column]).OfType<DateTimeOffset>().Order(), grid.Lines.Select(line => line.Starts[column]).OfType<DateTimeOffset>()));

        // Beside the hour that comes twice, a visit over one o'clock reaches down over both.
        var (from, until) = (LocalTimes.Day(second, NewYork).From.AddMinutes(90), LocalTimes.Day(second, NewYork).From.AddMinutes(150));
        var over = DayGrid.Of(NewYork, 10, [Column(first), Column(second, new DayBlock(new Stretch(from, until), null))]);
        Assert.Equal(lines - 144 + 6, over.Lines.Single(line => line.Cells[1] is { Blocks.Count: 1 }).Cells[1]!.Rows);
        Assert.Equal(lines, over.Lines.Sum(line => line.Cells[1]?.Rows ?? 0));
    }

    [Fact]
    public void A_time_without_hours_says_why_where_somebody_did()
    {
        var leave = new Stretch(At("10:00"), At("12:00"));
        var column = new DayColumn(Okafor, "Amara Okafor, MD", null, [new Stretch(At("08:00"), At("09:00")), new Stretch(At("12:00"), At("13:00"))], []) { Away = [(leave, "leave")] };

        var closed = DayGrid.Of(Day("2026-03-02"), NewYork, 30, [column]).Lines.Select(line => line.Cells[0]).OfType<DayCell>().Where(cell => !cell.IsFree).ToList();

        Assert.Equal(new (int, string?)[] { (2, null), (4, "leave") }, closed.Select(cell => (cell.Rows, cell.Words)));
    }

    private static DayGrid Grid(DateOnly day, IReadOnlyList<Stretch> working, params DayBlock[] blocks) =>
        DayGrid.Of(day, NewYork, 10, [new DayColumn(Okafor, "Amara Okafor, MD", null, working, blocks)]);

    private static DayBlock Block(string from, string until) => new(new Stretch(At(from), At(until)), null, "Mesa");

    private static DateOnly Day(string iso) => DateOnly.Parse(iso, System.Globalization.CultureInfo.InvariantCulture);

    private static WorkingException Exception(DateOnly date, bool works, int from, int until) => new()
    {
        Id = Guid.CreateVersion7(),
        ProviderId = Okafor,
        LocationId = Testing.TestOrganization.Harbor.Id,
        Date = date,
        Works = works,
        FromMinute = from,
        UntilMinute = until,
    };
}
