using System.Globalization;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Organization;
using Xunit;

namespace ClinicOps.Intake.Tests.Authorizations;

/// <summary>When something is due, and when its task is raised: weekends, holidays, changes of the clock.</summary>
public sealed class ClocksTests
{
    private static readonly Location NewYork = new(Guid.NewGuid(), "Harbor", "America/New_York", "", "", "");
    private static readonly Location Phoenix = new(Guid.NewGuid(), "Mesa", "America/Phoenix", "", "", "");

    private readonly Clocks clocks = new(NewYork, [Day("2026-05-25"), Day("2026-07-03"), Day("2026-12-25")]);

    [Theory]
    [InlineData("2026-06-05T15:00", "2026-06-08T15:00")] // Friday afternoon: over the weekend to Monday afternoon
    [InlineData("2026-12-23T09:00", "2026-12-26T09:00")] // over a holiday
    public void Seventy_two_hours_run_through_weekends_and_holidays(string sent, string due) => Assert.Equal(At(due), clocks.After(At(sent), new ClockPeriod(72, 'h')).At);

    [Theory]
    [InlineData("2026-03-06T15:00", "2026-03-09T16:00")] // clocks go forward on 03/08: an hour later on the wall
    [InlineData("2026-10-30T15:00", "2026-11-02T14:00")] // and back on 11/01
    public void Seventy_two_hours_are_hours_on_both_sides_of_a_change_of_the_clock(string sent, string due)
    {
        var found = clocks.After(At(sent), new ClockPeriod(72, 'h'));

        Assert.Equal((At(due), TimeSpan.FromHours(72)), (found.At, found.At - At(sent)));
    }

    [Fact]
    public void Hours_that_pass_midnight_are_due_on_the_locations_day()
    {
        // 03:30 UTC of the 4th is still the 3rd in New York.
        Assert.Equal(Day("2026-06-03"), clocks.After(new DateTimeOffset(2026, 6, 1, 3, 30, 0, TimeSpan.Zero), new ClockPeriod(72, 'h')).On);
    }

    [Theory]
    [InlineData("2026-03-02T09:00", "2026-03-09", "2026-03-10T04:00Z")] // over the change of the clock: the day ends at midnight of the summer's clock
    [InlineData("2026-10-26T09:00", "2026-11-02", "2026-11-03T05:00Z")]
    [InlineData("2026-03-02T23:30", "2026-03-09", "2026-03-10T04:00Z")] // sent late in the evening: still that day's
    public void Seven_calendar_days_end_with_the_seventh_day_after(string sent, string on, string at)
    {
        var due = clocks.After(At(sent), new ClockPeriod(7, 'd'));

        Assert.Equal((Day(on), DateTimeOffset.Parse(at, CultureInfo.InvariantCulture)), (due.On, due.At));
    }

    [Fact]
    public void A_day_is_that_of_the_location_not_of_another_zone()
    {
        // 23:30 in Phoenix on 06/01 is 02:30 in New York on 06/02.
        var sent = new DateTimeOffset(2026, 6, 2, 6, 30, 0, TimeSpan.Zero);

        Assert.Equal(Day("2026-06-08"), new Clocks(Phoenix, []).After(sent, new ClockPeriod(7, 'd')).On);
        Assert.Equal(Day("2026-06-09"), clocks.After(sent, new ClockPeriod(7, 'd')).On);
    }

    [Theory]
    [InlineData("2026-06-05T15:00", 5, "2026-06-12")] // Friday: the weekend does not count
    [InlineData("2026-06-06T10:00", 1, "2026-06-08")] // Saturday: the first business day is Monday
    [InlineData("2026-05-21T10:00", 2, "2026-05-26")] // Thursday before Memorial Day: Friday, Tuesday
    [InlineData("2026-07-02T10:00", 1, "2026-07-06")] // a holiday that lies beside a weekend
    [InlineData("2026-12-24T10:00", 3, "2026-12-30")]
    public void Business_days_leave_out_weekends_and_holidays(string sent, int days, string on) => Assert.Equal(Day(on), clocks.After(At(sent), new ClockPeriod(days, 'b')).On);

    [Fact]
    public void A_payers_own_holiday_lengthens_its_periods_in_business_days_and_no_day_on_which_the_clinic_works()
    {
        // Columbus Day: the clinic works. Over the end of daylight saving time the last moment is that of winter's midnight.
        var payers = new Clocks(NewYork, [Day("2026-11-03")], [Day("2026-10-12")]);

        Assert.Equal(Day("2026-10-15"), payers.After(At("2026-10-07T10:00"), new ClockPeriod(5, 'b')).On);
        Assert.Equal(Day("2026-10-14"), payers.After(At("2026-10-07T10:00"), new ClockPeriod(7, 'd')).On);
        Assert.Equal((true, Day("2026-10-12")), (payers.IsBusinessDay(Day("2026-10-12")), payers.BusinessDaysBefore(Day("2026-10-14"), 2)));
        Assert.Equal(new Due(Day("2026-11-04"), DateTimeOffset.Parse("2026-11-05T05:00Z", CultureInfo.InvariantCulture)), payers.After(At("2026-10-30T16:00"), new ClockPeriod(2, 'b')));
    }

    [Theory]
    [InlineData("2026-06-01T09:00", "2026-06-08", 2, "2026-06-04")] // due on Monday: Thursday
    [InlineData("2026-05-18T09:00", "2026-05-26", 2, "2026-05-21")] // due on the Tuesday after a holiday
    [InlineData("2026-06-01T09:00", "2026-06-07", 2, "2026-06-04")] // due on a Sunday
    [InlineData("2026-06-05T09:00", "2026-06-08", 2, "2026-06-08")] // sent on Friday, due on Monday: not on the day it was sent
    [InlineData("2026-06-05T09:00", "2026-06-07", 2, "2026-06-08")] // due on Sunday: asked for on Monday
    public void A_decision_is_asked_for_business_days_before_but_never_on_the_day_of_sending(string sent, string due, int days, string chased) =>
        Assert.Equal(Day(chased), clocks.AskForDecisionOn(At(sent), clocks.EndOf(Day(due)), days));

    [Theory]
    [InlineData("2026-06-01T09:00", "2026-06-15", 2, "2026-06-11")]
    [InlineData("2026-06-05T09:00", "2026-06-08", 2, "2026-06-05")] // little time left: at once
    [InlineData("2026-06-05T09:00", "2026-06-05", 2, "2026-06-05")]
    public void What_the_clinic_has_to_do_is_raised_business_days_before_or_at_once(string from, string due, int days, string raised) =>
        Assert.Equal(Day(raised), clocks.ActOn(At(from), clocks.EndOf(Day(due)), days));

    [Theory]
    [InlineData("72h", 72, 'h')]
    [InlineData("7d", 7, 'd')]
    [InlineData("5b", 5, 'b')]
    public void A_period_is_read(string text, int amount, char unit) => Assert.Equal(new ClockPeriod(amount, unit), ClockPeriod.Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("0d")]
    [InlineData("-1d")]
    [InlineData("7w")]
    [InlineData("1000d")]
    public void What_is_no_period_is_refused_at_start(string text)
    {
        Assert.Null(ClockPeriod.Read(text));
        var problems = new AuthorizationSettings { Medicaid = new PayerPeriods { Standard = text } }.Validate(new(new object()));
        Assert.Contains("Intake:Authorizations:Medicaid:Standard", Assert.Single(problems).ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Humana Medicare Advantage", "7d")]
    [InlineData("Ohio Medicaid", "7d")]
    [InlineData("Summit Crest", "15d")]
    [InlineData("BWC Workers Comp", "5b")]
    public void Each_kind_of_payer_has_clocks_of_its_own(string payer, string standard) =>
        Assert.Equal((standard, "72h"), (new AuthorizationSettings().For(NamedPayer.Told(payer)).Standard, new AuthorizationSettings().For(NamedPayer.Told(payer)).Expedited));

    private static DateTimeOffset At(string wall)
    {
        var local = DateTime.Parse(wall, CultureInfo.InvariantCulture);
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById(NewYork.TimeZone).GetUtcOffset(local)).ToUniversalTime();
    }

    private static DateOnly Day(string iso) => IntakeClinic.Date(iso);
}
