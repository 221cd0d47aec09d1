using ClinicOps.Documents.Contracts;
using ClinicOps.Host.Demo;
using ClinicOps.Intake.Contracts;
using Xunit;

namespace ClinicOps.Host.Tests.Demo;

/// <summary>The check of the demo must not call well what is wrong: above all a document in the wrong record.</summary>
public sealed class CompareDemoTests
{
    private static readonly PatientSummary Ann = Patient("CF1");
    private static readonly PatientSummary Bob = Patient("CF2");
    private static readonly DemoExpectation.OrderLine KneeMri = new("imaging", "73721", "MRI knee without contrast left", "ready");

    [Fact]
    public void What_is_as_expected_has_no_problem() =>
        Assert.Empty(Problems(Expected("CF1", [KneeMri], ["schedule"]), Filed(Ann, Order("imaging", "73721", "MRI knee, left, without contrast")), "schedule"));

    [Fact]
    public void A_filing_to_somebody_else_is_the_wrong_patient() =>
        Assert.Contains(Problems(Expected("CF1"), Filed(Bob)), problem => problem.StartsWith("WRONG PATIENT", StringComparison.Ordinal));

    [Fact]
    public void A_filing_where_a_person_must_decide_is_the_wrong_patient() =>
        Assert.Contains(Problems(Expected(null), Filed(Ann)), problem => problem.StartsWith("WRONG PATIENT", StringComparison.Ordinal));

    [Fact]
    public void Review_instead_of_filing_is_a_problem() =>
        Assert.Equal(["should be filed to CF1"], Problems(Expected("CF1"), InReview("PoorlyRead")));

    [Fact]
    public void A_page_at_the_edge_of_reading_may_wait_for_the_named_reason_and_then_has_no_tasks() =>
        Assert.Empty(Problems(Expected("CF1", tasks: ["call"]), InReview("NoBirthDate")));

    [Fact]
    public void Review_for_another_reason_is_a_problem()
    {
        Assert.Empty(Problems(Expected(null), InReview("NoBirthDate")));
        Assert.Equal(["should wait for a person because of NoBirthDate"], Problems(Expected(null), InReview("NoName")));
    }

    [Fact]
    public void Orders_are_held_against_each_other_by_kind_code_side_and_state()
    {
        var expected = Expected("CF1", [KneeMri]);
        Assert.Single(Problems(expected, Filed(Ann, Order("imaging", "73721", "MRI knee without contrast left", "unsigned"))));
        foreach (var other in new[]
        {
            Order("procedure", "73721", "MRI knee without contrast left"), Order("imaging", "73722", "MRI knee without contrast left"),
            Order("imaging", "73721", "MRI knee without contrast right"), Order("imaging", "73721", "Lipid panel"),
        })
        {
            Assert.Equal(2, Problems(expected, Filed(Ann, other)).Count);
        }
    }

    [Fact]
    public void A_missing_or_further_task_is_a_problem()
    {
        Assert.Single(Problems(Expected("CF1", [], ["schedule"]), Filed(Ann)));
        Assert.Single(Problems(Expected("CF1", [], ["schedule"]), Filed(Ann), "schedule", "call"));
    }

    [Fact]
    public void Other_pages_than_expected_are_a_missing_document_and_one_too_many() =>
        Assert.Equal(2, Problems(Expected("CF1"), Filed(Ann) with { Pages = [1, 2] }).Count);

    [Fact]
    public void A_cover_page_is_nobodys_whatever_document_it_is_put_to()
    {
        var expected = new DemoExpectation.FileLine("a.tif", [1], [Expected("CF1") with { Pages = [2] }]);
        Assert.Empty(Problems(expected, Filed(Ann) with { Pages = [1, 2] }));
        Assert.Empty(Problems(expected, Filed(Ann) with { Pages = [2] }));
    }

    private static List<string> Problems(DemoExpectation.DocumentLine expected, DocumentOutcome found, params string[] tasks) =>
        Problems(new DemoExpectation.FileLine("a.tif", [], [expected]), found, tasks);

    private static List<string> Problems(DemoExpectation.FileLine expected, DocumentOutcome found, params string[] tasks)
    {
        var raised = tasks.Select(kind => new TaskSummary(Guid.NewGuid(), null, null, found.DocumentId, Guid.Empty, Guid.Empty, kind, "", "open", null));
        return [.. CompareDemo.With(new DemoExpectation([expected]), [found], raised.ToLookup(task => task.DocumentId), new[] { Ann, Bob }.ToDictionary(p => p.Id)).SelectMany(result => result.Problems)];
    }

    private static DemoExpectation.DocumentLine Expected(string? mrn, DemoExpectation.OrderLine[]? orders = null, string[]? tasks = null) =>
        new([1], "physician_order", mrn, ["NoBirthDate"], orders ?? [], tasks ?? []);

    private static DocumentOutcome Filed(PatientSummary patient, params OrderOutcome[] orders) =>
        new(Guid.NewGuid(), "a.tif", Guid.NewGuid(), [1], "physician_order", "auto", patient.Id, null, null, orders);

    private static DocumentOutcome InReview(string code) =>
        new(Guid.NewGuid(), "a.tif", Guid.NewGuid(), [1], "physician_order", "review", null, "words", code, []);

    private static OrderOutcome Order(string kind, string code, string description, string state = "ready") => new(Guid.NewGuid(), kind, state, description, code);

    private static PatientSummary Patient(string mrn) => new(Guid.NewGuid(), mrn, "Ann", null, "Bell", null, new DateOnly(1950, 1, 1), "F", null, null, null, null, "standard");
}
