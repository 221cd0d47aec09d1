using ClinicOps.Scheduling.Booking;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

public sealed class LocalTimesTests
{
    [Theory]
    [InlineData(2026, 3, 7, "America/New_York", 24)]
    [InlineData(2026, 3, 8, "America/New_York", 23)]
    [InlineData(2026, 11, 1, "America/New_York", 25)]
    [InlineData(2026, 3, 8, "America/Phoenix", 24)]
    // Cuba changes at midnight: the day begins at one o'clock.
    [InlineData(2026, 3, 8, "America/Havana", 23)]
    public void A_local_day_is_as_long_as_its_clocks_make_it(int year, int month, int day, string zone, int hours)
    {
        var (from, until) = LocalTimes.Day(new DateOnly(year, month, day), zone);

        Assert.Equal(TimeSpan.FromHours(hours), until - from);
    }
}
