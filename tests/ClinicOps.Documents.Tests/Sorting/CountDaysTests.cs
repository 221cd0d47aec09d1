using System.Globalization;
using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Sorting;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Testing;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Sorting;

/// <summary>Deadlines that a paper counts instead of naming them. The letter is of Monday, March 2, 2026, and came on Thursday.</summary>
public sealed class CountDaysTests
{
    private static readonly CountedFrom From = new(new DateOnly(2026, 3, 2), new DateOnly(2026, 3, 5));

    [Theory]
    [InlineData("Respond within 10 days of this letter.", "2026-03-12", true)]
    [InlineData("Respond within ten (10) calendar days from the date of this notice.", "2026-03-12", true)]
    [InlineData("Respond within 10 days of receipt of this letter.", "2026-03-15", true)]
    [InlineData("Respond within 5 business days after you receive this request.", "2026-03-12", true)]
    [InlineData("Upon receipt, respond within 48 hours.", "2026-03-07", true)]
    [InlineData("Respond within 72 hours of receipt.", "2026-03-08", true)]
    [InlineData("Respond no later than the 10th business day following the date of this letter.", "2026-03-16", true)]
    [InlineData("Appeal by the 30th day after receipt of this denial.", "2026-04-04", true)]
    [InlineData("Respond within two weeks.", "2026-03-16", false)]
    public void The_day_is_counted_from_what_the_text_says_else_from_the_earlier_day(string text, string day, bool saysFrom)
    {
        var counted = Assert.Single(CountDays.In(text, From));

        Assert.Equal((Day(day), Day(day), saysFrom), (counted.Day, counted.Latest, counted.SaysFrom));
    }

    [Theory]
    [InlineData("Appeal within 60 days of the date of service.", null, "days counted from something else")]
    [InlineData("Respond within two weeks.", "2026-03-16", "days in the sentence, which does not say from when: counted from the letter's day, the earlier one")]
    [InlineData("Respond within 10 days of receipt.", "2026-03-15", "days in the sentence, counted from the day it came")]
    public void It_says_what_was_counted_from(string text, string? day, string how)
    {
        var counted = Assert.Single(CountDays.In(text, From));

        Assert.Equal((Day(day), how), (counted.Day, counted.How));
    }

    /// <summary>Harbor is closed on Friday of its own, and the whole clinic on Monday the 9th.</summary>
    private static readonly Holidays Closed = new(
        [new ClosedDay(new DateOnly(2026, 3, 6), TestOrganization.Harbor.Id, "Moving day"), new ClosedDay(new DateOnly(2026, 3, 9), null, "Founders' Day")], TestOrganization.Harbor.Id);

    [Theory]
    [InlineData("Respond within 5 business days of this letter.", "2026-03-10", ", without 03/09/2026 (Founders' Day)")]
    [InlineData("Respond within 4 business days of this letter.", "2026-03-06", "day")]
    [InlineData("Respond within 7 days of this letter.", "2026-03-09", "day")]
    public void Holidays_of_the_whole_clinic_are_no_business_days_and_are_said_with_the_day(string text, string day, string how)
    {
        var counted = Assert.Single(CountDays.In(text, From with { Holidays = Closed }));

        Assert.Equal(Day(day), counted.Day);
        Assert.EndsWith(how, counted.How, StringComparison.Ordinal);
    }

    [Fact]
    public void On_no_holiday_of_the_location_anybody_works_on_what_is_due()
    {
        // On Thursday, Tuesday is one working day away: on Friday and Monday nobody is there.
        Assert.Equal(Urgency.DeadlineNear, Urgency.OfDeadline(new DateOnly(2026, 3, 10), new DateOnly(2026, 3, 5), 1, Closed));
        Assert.Null(Urgency.OfDeadline(new DateOnly(2026, 3, 10), new DateOnly(2026, 3, 5), 1));
    }

    [Fact]
    public void Of_a_letter_whose_own_day_was_not_read_only_the_latest_day_is_known()
    {
        var counted = Assert.Single(CountDays.In("Respond within 10 days of this letter.", From with { WrittenOn = null }));

        Assert.Equal((null, new DateOnly(2026, 3, 15)), (counted.Day, counted.Latest!.Value));
    }

    [Theory]
    [InlineData("2026-03-16", "Date: 03/02/2026|Please respond within 14 days of the date of this letter.")]
    [InlineData("2026-03-19", "Date: 03/02/2026|You must submit the records within 14 days|of receipt of this request.")]
    [InlineData("2026-03-09", "Date of notice: 03/02/2026|The additional information must be received within 5 business days of this notice.")]
    [InlineData("2026-03-12", "Date: 03/02/2026|Please sign and return the enclosed form within 10 days.")]
    [InlineData("2026-03-19", "Records are required within 14 days of receipt.")]
    public void What_a_paper_asks_for_within_some_days_is_a_deadline_wherever_the_line_ends(string due, string lines)
    {
        var mention = Assert.Single(UrgentWording.In([Page(["Tidewater Health Plan", .. lines.Split('|')])], new DateOnly(2026, 3, 6), new DateOnly(2026, 3, 5)));

        Assert.Equal((UrgentKind.Deadline, Day(due)), (mention.Kind, mention.Due));
        Assert.True(mention.Box.Width > 0);
    }

    [Theory]
    [InlineData("2026-03-15", "Please respond by the 15th.", "without its month: the first from the letter's day on")]
    [InlineData("2026-04-01", "Records must be received by the 1st of the month.", "without its month: the first from the letter's day on")]
    [InlineData("2026-03-06", "Reply no later than Friday, March 6.", "without its year: the nearest to the letter's day")]
    [InlineData("2026-03-06", "Please submit the enclosed records|no later than March 6th", "without its year: the nearest to the letter's day")]
    [InlineData("2026-03-06", "Respond by close of business on Friday.", "without its month: the first from the letter's day on")]
    [InlineData("2026-02-20", "Second notice: your response is due by 2/20.", "without its year: the nearest to the letter's day")]
    [InlineData("2027-01-05", "Answer on or before 5 January", "without its year: the nearest to the letter's day", "12/20/2026")]
    [InlineData("2026-03-15", "Please respond by the 15th.", "without its month: the first from the day it came on", "")]
    public void A_day_without_its_year_is_reckoned_from_the_letters_own_day_and_says_how(string due, string lines, string how, string written = "03/02/2026")
    {
        var came = written.StartsWith("12", StringComparison.Ordinal) ? new DateOnly(2026, 12, 28) : new DateOnly(2026, 3, 5);
        var mention = Assert.Single(UrgentWording.In([Page(["Tidewater Health Plan", .. written.Length > 0 ? [$"Date: {written}"] : Array.Empty<string>(), .. lines.Split('|')])], came, came));

        Assert.Equal((UrgentKind.Deadline, Day(due)), (mention.Kind, mention.Due));
        Assert.EndsWith(how, mention.How, StringComparison.Ordinal);
        Assert.True(mention.Box.Width > 0);
    }

    [Theory]
    [InlineData("Return by Friday if you are not better.")]
    [InlineData("Send her home by the 15th.")]
    [InlineData("Please respond by the 15th business day of nothing in particular, we do not ask")]
    [InlineData("Claims are paid by the 15th of each month.")]
    [InlineData("Return: March 6")]
    [InlineData("No response is due by the 15th.")]
    [InlineData("Completed on the 15th")]
    [InlineData("Please respond by 30 February")]
    public void What_is_said_to_a_patient_or_names_no_day_is_none(string line) =>
        Assert.DoesNotContain(UrgentWording.In([Page("Date: 03/02/2026", line)], new DateOnly(2026, 3, 6), new DateOnly(2026, 3, 5)), mention => mention.How?.Contains("without", StringComparison.Ordinal) == true);

    [Theory]
    [InlineData("We will respond within 30 days of receipt of your appeal.")]
    [InlineData("You will receive a decision within 14 days.")]
    [InlineData("Return within 2 weeks.")]
    [InlineData("Please return to the office within 10 days.")]
    [InlineData("Follow up with cardiology within 14 days of discharge.")]
    [InlineData("Claims must be submitted within 90 days of the date of service.")]
    [InlineData("Schedule the examination within the next two weeks and send the report to us.")]
    [InlineData("[ ] Please respond within 5 days of this letter")]
    [InlineData("No response is required within 10 days of this letter.")]
    public void What_others_promise_or_a_patient_is_told_is_none(string line) =>
        Assert.Empty(UrgentWording.In([Page("Date: 03/02/2026", line)], new DateOnly(2026, 3, 6), new DateOnly(2026, 3, 5)));

    [Theory]
    [InlineData("stat order, please see attached", "Stat")]
    [InlineData("STAT order attached for Monday", "Stat")]
    [InlineData("Critical potassium: CRITICAL VALUE called", "CriticalValue")]
    [InlineData("", "")]
    public void Lines_of_an_e_mail_are_looked_at_like_those_of_a_page(string line, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', UrgentWording.InLines([line]).Distinct()));

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
