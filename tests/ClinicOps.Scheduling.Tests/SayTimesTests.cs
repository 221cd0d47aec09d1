using ClinicOps.Scheduling.Booking;
using ClinicOps.Testing;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

public sealed class SayTimesTests
{
    /// <summary>Monday, half past six in the evening at Harbor.</summary>
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 23, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0.2, "6:30 PM", "1 min")]
    [InlineData(30, "7:00 PM", "30 min")]
    [InlineData(60, "7:30 PM", "1 h")]
    [InlineData(329.5, "11:59 PM", "5 h 30 min")]
    [InlineData(1439, "tomorrow 6:29 PM", "23 h 59 min")]
    [InlineData(2880, "Wed 03/04 6:30 PM", "48 h")]
    public void A_time_that_is_near_is_said_by_the_day_it_is_on_and_by_hours_and_minutes(double minutes, string when, string left)
    {
        var time = TimeSpan.FromMinutes(minutes);

        Assert.Equal(when, SayTimes.When(TestOrganization.Harbor, Now + time, Now));
        Assert.Equal(left, SayTimes.Left(time));
    }
}
