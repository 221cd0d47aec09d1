using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Sorting;

public sealed class UrgentWordingTests
{
    [Theory]
    [InlineData("Priority: STAT", UrgentKind.Stat)]
    [InlineData("[X] STAT", UrgentKind.Stat)]
    [InlineData("[ ] Routine [ ] Urgent [X] STAT", UrgentKind.Stat)]
    [InlineData("Please call ASAP with an appointment", UrgentKind.Stat)]
    [InlineData("Potassium 6.9 CRITICAL", UrgentKind.CriticalValue)]
    [InlineData("CRITICAL VALUE called to Dr. Winter 10:42", UrgentKind.CriticalValue)]
    [InlineData("Panic value: hemoglobin 5.1", UrgentKind.CriticalValue)]
    [InlineData("Critically high potassium", UrgentKind.CriticalValue)]
    [InlineData("Potassium 6.9 mmol/L Critical", UrgentKind.CriticalValue)]
    [InlineData("CT head without contrast STAT", UrgentKind.Stat)]
    [InlineData("CBC, non-fasting, STAT", UrgentKind.Stat)]
    [InlineData("Fasting: No  STAT", UrgentKind.Stat)]
    [InlineData("Order No 44512 STAT", UrgentKind.Stat)]
    [InlineData("[ ] Pregnant  Priority: STAT", UrgentKind.Stat)]
    [InlineData("[ ] Fasting STAT CBC", UrgentKind.Stat)]
    [InlineData("Priority: Stat", UrgentKind.Stat)]
    [InlineData("[X] Stat", UrgentKind.Stat)]
    [InlineData("Stat CT head", UrgentKind.Stat)]
    [InlineData("NOT ROUTINE - please process STAT", UrgentKind.Stat)]
    [InlineData("Potassium 6.9 mmol/L Flag: CRITICAL", UrgentKind.CriticalValue)]
    [InlineData("Abnormal Flag: Critical High", UrgentKind.CriticalValue)]
    [InlineData("Routine chemistry: potassium 6.9 CRITICAL, repeat", UrgentKind.CriticalValue)]
    [InlineData("[ ] Fasting  K 6.9 CRITICAL", UrgentKind.CriticalValue)]
    [InlineData("Critical: potassium 6.9", UrgentKind.CriticalValue)]
    [InlineData("Hemoglobin 5.1 called as critical to Dr. Winter", UrgentKind.CriticalValue)]
    public void Urgent_words_are_found_with_their_region(string line, object kind)
    {
        var mention = Assert.Single(UrgentWording.In([Page("Harbor Clinic", line)]));

        Assert.Equal((UrgentKind)kind, mention.Kind);
        Assert.True(mention.Box.Width > 0);
    }

    [Theory]
    [InlineData("Respond By: April 2, 2025", 2025, 4, 2)]
    [InlineData("Needed by: 03/22/2025", 2025, 3, 22)]
    [InlineData("Due date: 2025-03-30", 2025, 3, 30)]
    [InlineData("Please respond to this request by 03/05/2026", 2026, 3, 5)]
    [InlineData("Your appeal must be received by March 5, 2026", 2026, 3, 5)]
    [InlineData("A peer-to-peer must be requested by 03/05/2026", 2026, 3, 5)]
    [InlineData("Respond by Monday, March 9, 2026", 2026, 3, 9)]
    [InlineData("[X] Approved [ ] Denied  Respond by 03/05/2026", 2026, 3, 5)]
    [InlineData("Records are to be produced on or before 03/05/2026", 2026, 3, 5)]
    [InlineData("If records are not received we close it: reply before 03/05/2026", 2026, 3, 5)]
    public void A_deadline_gives_its_day(string line, int year, int month, int day)
    {
        var mention = Assert.Single(UrgentWording.In([Page(line)]));

        Assert.Equal((UrgentKind.Deadline, new DateOnly(year, month, day)), (mention.Kind, mention.Due!.Value));
    }

    [Theory]
    [InlineData("Please respond to this request by March 6,", "2026 with the records.")]
    [InlineData("Your appeal must be received by March", "6, 2026 at the address above.")]
    public void A_deadline_whose_day_goes_on_over_the_end_of_a_line_gives_its_day(string line, string next)
    {
        var mention = Assert.Single(UrgentWording.In([Page("Harbor Health Plan", line, next)], new DateOnly(2025, 12, 1)));

        Assert.Equal((UrgentKind.Deadline, new DateOnly(2026, 3, 6)), (mention.Kind, mention.Due!.Value));
    }

    [Fact]
    public void What_stands_on_the_line_below_is_no_years_of_a_day_unless_it_is_one() =>
        Assert.Equal([new DateOnly(2026, 3, 6)], UrgentWording.In([Page("Harbor Health Plan", "Please respond to this request by March 6,", "2100 Main Street, Ashford")], new DateOnly(2026, 2, 20)).Select(mention => mention.Due!.Value));

    [Theory]
    [InlineData("No critical values were found.")]
    [InlineData("Not a STAT order")]
    [InlineData("[ ] STAT")]
    [InlineData("[X] Routine [ ] Urgent [ ] STAT")]
    [InlineData("Priority: Routine / Urgent / STAT")]
    [InlineData("Flags: H = high, L = low, C = critical value")]
    [InlineData("HH = critical high")]
    [InlineData("Flag: normal / abnormal / CRITICAL")]
    [InlineData("[ ] Response needed by 03/05/2026")]
    [InlineData("Marital Stat: married")]
    [InlineData("Current status: stable")]
    [InlineData("Patient is stat post knee replacement, statin continued")]
    [InlineData("[ ] Call results STAT")]
    [InlineData("[ ] Priority: STAT")]
    [InlineData("STAT: No")]
    [InlineData("Non-STAT order")]
    [InlineData("Without evidence of critical values")]
    [InlineData("History of panic disorder, seen in critical care")]
    [InlineData("St. Anne, a critical access hospital")]
    [InlineData("CRITICAL ACCESS HOSPITAL")]
    [InlineData("Echo 01/05/2026: critical aortic stenosis")]
    [InlineData("Colonoscopy completed 02/03/2025")]
    [InlineData("Patient returned 01/05/2026")]
    [InlineData("Specimen submitted: 03/01/2026")]
    [InlineData("Return to work before 03/01/2026")]
    public void Negated_words_empty_boxes_and_legends_are_not_urgent(string line) =>
        Assert.Empty(UrgentWording.In([Page(line)]));

    [Theory]
    [InlineData("Please respond by 11/30", "2025-11-25", "2025-11-30")]
    [InlineData("Records due by 1/2", "2025-12-30", "2026-01-02")]
    [InlineData("Appeal before: 12/30", "2026-01-02", "2025-12-30")]
    public void A_deadline_without_its_year_is_the_nearest_such_day(string line, string today, string due)
    {
        var mention = Assert.Single(UrgentWording.In([Page(line)], Day(today)));

        Assert.Equal((UrgentKind.Deadline, Day(due)), (mention.Kind, mention.Due!.Value));
    }

    [Theory]
    [InlineData("Blood pressure due to stress 11/30", 0)]
    [InlineData("Score 11/30, complete", 0)]
    [InlineData("Respond by 11/30/25 4 PM", 1)]
    public void A_fraction_is_no_deadline_and_a_day_with_its_year_is_one_only(string line, int mentions) =>
        Assert.Equal(mentions, UrgentWording.In([Page(line)], Day("2025-11-25")).Count);

    [Theory]
    [InlineData("2026-03-05", "2026-03-05", "deadline_passed")]
    [InlineData("2026-03-01", "2026-03-05", "deadline_passed")]
    [InlineData("2026-03-09", "2026-03-05", "deadline_near")] // Thursday: Friday and Monday are two working days
    [InlineData("2026-03-10", "2026-03-05", null)]
    public void A_deadline_is_near_two_working_days_before_and_has_passed_on_its_day(string due, string today, string? code) =>
        Assert.Equal(code, Urgency.OfDeadline(Day(due), Day(today), 2));

    [Theory]
    [InlineData("deadline_near:2026-03-09", "deadline_near", "2026-03-09", true)]
    [InlineData("deadline_near:2026-03-09", "deadline_near", "2026-03-06", false)]
    [InlineData("deadline_near", "deadline_near", "2026-03-09", true)]
    [InlineData("deadline_near", "deadline_near", "2026-03-20", false)] // far on that Thursday
    [InlineData("deadline_near", "deadline_passed", "2026-03-09", false)]
    [InlineData("deadline_passed", "deadline_passed", "2026-03-05", true)]
    [InlineData("deadline_passed", "deadline_passed", "2026-03-09", false)]
    public void An_alert_kept_without_its_day_stands_for_the_days_of_which_it_was_true_when_it_was_raised(string kept, string reason, string day, bool isRaised) =>
        Assert.Equal(isRaised, new RaisedAlerts([new RaisedAlert(kept, new DateTimeOffset(2026, 3, 5, 15, 0, 0, TimeSpan.Zero))], null, 2).Contain(new Alert(reason, Day(day))));

    private static DateOnly Day(string text) => DateOnly.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
