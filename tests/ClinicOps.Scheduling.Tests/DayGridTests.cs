using ClinicOps.Scheduling.Availability;
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
