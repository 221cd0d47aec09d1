using System.Globalization;
using ClinicOps.Documents.Sorting;
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
    [InlineData("stat order, please see attached", "")]
    [InlineData("STAT order attached for Monday", "Stat")]
    [InlineData("Critical potassium: CRITICAL VALUE called", "CriticalValue")]
    [InlineData("", "")]
    public void Lines_of_an_e_mail_are_looked_at_like_those_of_a_page(string line, string kinds) =>
        Assert.Equal(kinds, string.Join(' ', UrgentWording.InLines([line]).Distinct()));

    private static DateOnly? Day(string? text) => text is null ? null : DateOnly.Parse(text, CultureInfo.InvariantCulture);
}
