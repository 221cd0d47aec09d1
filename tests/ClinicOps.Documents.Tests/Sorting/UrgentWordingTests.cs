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
    public void A_deadline_gives_its_day(string line, int year, int month, int day)
    {
        var mention = Assert.Single(UrgentWording.In([Page(line)]));

        Assert.Equal((UrgentKind.Deadline, new DateOnly(year, month, day)), (mention.Kind, mention.Due!.Value));
    }

    [Theory]
    [InlineData("No critical values were found.")]
    [InlineData("Not a STAT order")]
    [InlineData("[ ] STAT")]
    [InlineData("[X] Routine [ ] Urgent [ ] STAT")]
    [InlineData("Priority: Routine / Urgent / STAT")]
    [InlineData("Flags: H = high, L = low, C = critical value")]
    [InlineData("HH = critical high")]
    [InlineData("Current status: stable")]
    [InlineData("Patient is stat post knee replacement, statin continued")]
    public void Negated_words_empty_boxes_and_legends_are_not_urgent(string line) =>
        Assert.Empty(UrgentWording.In([Page(line)]));
}
