using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Orders;

public sealed class AskedAndTickedTests
{
    [Fact]
    public void An_evaluation_that_is_itself_ordered_keeps_its_code()
    {
        var order = Assert.Single(TranscribeOrders.From(DocumentType.PhysicianOrder, [Page(
            "Physical Therapy Prescription",
            "Please perform the following: Physical therapy evaluation and treatment, right shoulder",
            "(CPT 97161), two times a week for six weeks.",
            "Electronically signed by Ruth Quill, MD on 03/03/2025")]));

        Assert.Equal(("pt", "97161"), (order.Kind, order.Code?.Value));
    }

    [Theory]
    [InlineData("Order: MRI lumbar spine without contrast", "CPT 72148")]
    [InlineData("Exam requested: MRI lumbar spine without contrast", "(72148)")]
    [InlineData("Please schedule an MRI lumbar spine without contrast", "CPT 72148")]
    public void A_code_on_a_line_of_its_own_right_below_an_order_is_its_code(string order, string below)
    {
        var read = Assert.Single(Read(order, below));

        Assert.Equal(("imaging", "72148"), (read.Kind, read.Code?.Value));
    }

    private static IReadOnlyList<OrderRead> Read(params string[] lines) => TranscribeOrders.From(
        DocumentType.PhysicianOrder, [Page(["Lakeview Family Medicine", "Imaging Order", "Patient: Elena Rossi", "DOB: 06/20/1990", .. lines, "Electronically signed by Ruth Quill, MD on 03/03/2025"])]);

    [Fact]
    public void A_tick_that_was_read_twice_is_a_tick() =>
        Assert.Equal(["73562"], TranscribeOrders.From(DocumentType.PhysicianOrder, [Page(
            "Imaging Order",
            "[ ] CT head without contrast (70450)",
            "[xX] X-ray knee 3 views, left (73562)",
            "Electronically signed by Ruth Quill, MD on 03/03/2025")]).Select(o => o.Code?.Value));
}
