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

    [Fact]
    public void A_tick_that_was_read_twice_is_a_tick() =>
        Assert.Equal(["73562"], TranscribeOrders.From(DocumentType.PhysicianOrder, [Page(
            "Imaging Order",
            "[ ] CT head without contrast (70450)",
            "[xX] X-ray knee 3 views, left (73562)",
            "Electronically signed by Ruth Quill, MD on 03/03/2025")]).Select(o => o.Code?.Value));
}
