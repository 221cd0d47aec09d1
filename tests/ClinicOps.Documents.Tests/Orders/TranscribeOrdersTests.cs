using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Documents.Tests.Matching;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Orders;

public sealed class TranscribeOrdersTests
{
    private static readonly string[] Head = ["Harbor Clinic", "9 Dock Rd, Ashford, OH 43096", "Order Form", "Patient: Elena Rossi", "DOB: 06/20/1990"];

    private static readonly string[] Foot =
        ["Ordering Provider: Paul Winter, MD", "NPI: 1234567893", "Order Date: 03/04/2025", "Electronically signed by Paul Winter, MD"];

    [Theory]
    [InlineData("imaging", "Exam requested: CT chest low dose", "CPT Code: 71271")]
    [InlineData("lab", "Test: Vitamin D 25-hydroxy (82306)", "")]
    [InlineData("procedure", "Procedure: Upper endoscopy with biopsy", "CPT: 43239")]
    [InlineData("pt", "Service requested: PT evaluate and treat, gait training", "")]
    [InlineData("dme", "Item: Four wheeled rollator", "HCPCS: E0143")]
    [InlineData("medication", "Drug: Amoxicillin 500 mg capsule, 1 cap PO TID x 10 days", "")]
    [InlineData("imaging", "Study: X-ray left wrist, 3 views", "")]
    [InlineData("procedure", "Procedure ordered: Home sleep test", "")]
    public void The_kind_comes_from_the_words(string kind, string item, string code) =>
        Assert.Equal(kind, Assert.Single(Orders([item, code])).Kind);

    [Fact]
    public void Only_ticked_boxes_are_orders()
    {
        var orders = Orders(
        [
            "Select the studies below",
            "[ ] MRI brain (70551)             [X] MRI cervical spine (72141)",
            "[X] CT sinus without contrast     [ ] Renal ultrasound (76770)",
            "(70486)",
            "[ ] Routine  [X] Urgent  [ ] STAT",
        ]);

        Assert.Equal([("MRI cervical spine", "72141"), ("CT sinus without contrast", "70486")], orders.Select(o => (o.Description.Value, o.Code?.Value)));
        Assert.All(orders, o => Assert.Equal("urgent", o.Urgency?.Value));
    }

    [Theory]
    [InlineData("☒ Ferritin", "☐ CBC")]
    [InlineData("(X) Ferritin", "( ) CBC")]
    [InlineData("_X_ Ferritin", "___ CBC")]
    [InlineData("[✓] Ferritin", "[] CBC")]
    public void Every_way_to_tick_is_understood(string ticked, string empty) =>
        Assert.Equal("Ferritin", Assert.Single(Orders(["Mark tests needed", ticked, empty])).Description.Value);

    [Fact]
    public void A_menu_whose_boxes_could_not_be_read_orders_nothing() =>
        Assert.Empty(Orders(["Check all that apply", "CJ MRI brain (70551)", "Ol MRI cervical spine (72141)"]));

    [Fact]
    public void A_choice_whose_own_box_was_not_read_is_not_ticked_by_its_neighbours()
    {
        var order = Assert.Single(Orders(["Mark the tests below", "[X] Ferritin        CBC with differential", "[ ] Lipid panel     [ ] TSH"]));

        Assert.Equal("Ferritin", order.Description.Value);
    }

    [Fact]
    public void The_diagnoses_of_a_menu_belong_to_no_order_in_particular()
    {
        var orders = Orders(["Mark the tests below", "[X] Lipid panel     [X] Ferritin", "Diagnosis: D50.9 Iron deficiency anemia; E78.5 Hyperlipidemia"]);

        Assert.All(orders, o => Assert.Null(o.Icd10));
    }

    [Fact]
    public void A_ticked_side_belongs_to_the_order()
    {
        var order = Assert.Single(Orders(["Check one", "[X] Knee brace, hinged (L1833)  [ ] Wrist splint (L3908)", "[ ] Left  [X] Right"]));

        Assert.Equal("right", order.Laterality?.Value);
    }

    [Fact]
    public void Each_line_of_a_table_is_an_order_whatever_the_order_of_its_columns()
    {
        var orders = Orders(
        [
            "Code     Test ordered                    Dx        Urgency",
            "80053    Comprehensive metabolic panel   I10       Routine",
            "84443    TSH with reflex                 E03.9     STAT",
            "Due date: 04/01/2025",
        ]);

        Assert.Equal(
            [("Comprehensive metabolic panel", "80053", "I10", "routine"), ("TSH with reflex", "84443", "E03.9", "stat")],
            orders.Select(o => (o.Description.Value, o.Code?.Value, o.Icd10?.Value, o.Urgency?.Value)));
        Assert.All(orders, o => Assert.Equal("2025-04-01", o.Due?.Value));
    }

    [Fact]
    public void Lines_under_a_heading_of_orders_are_orders_until_the_form_goes_on()
    {
        var orders = Orders(
        [
            "Laboratory tests requested",
            "1. CBC with differential - 85025 - D64.9 Anemia, unspecified",
            "2. Hemoglobin A1c - 83036 - E11.9",
            "Priority: Routine",
            "Call patient with results",
        ]);

        Assert.Equal([("85025", "D64.9"), ("83036", "E11.9")], orders.Select(o => (o.Code?.Value, o.Icd10?.Value)));
        Assert.Equal("Anemia, unspecified", orders[0].Diagnosis?.Value);
    }

    [Fact]
    public void A_list_in_one_field_takes_its_codes_and_diagnoses_in_turn()
    {
        var orders = Orders(["Tests: Lipid panel; Ferritin", "CPT: 80061, 82728", "Diagnosis: E78.5 Hyperlipidemia; D50.9 Iron deficiency anemia"]);

        Assert.Equal(
            [("Lipid panel", "80061", "E78.5"), ("Ferritin", "82728", "D50.9")],
            orders.Select(o => (o.Description.Value, o.Code?.Value, o.Icd10?.Value)));
    }

    [Theory]
    [InlineData("Please schedule this patient for an MRI of the left knee without contrast (CPT 73721).", "73721", "left")]
    [InlineData("Kindly arrange a screening colonoscopy (45378) for this patient.", "45378", null)]
    [InlineData("I am ordering a bilateral screening mammogram, CPT 77067.", "77067", "bilateral")]
    public void A_sentence_that_asks_is_an_order(string sentence, string code, string? side)
    {
        var order = Assert.Single(Orders([sentence]));

        Assert.Equal(code, order.Code?.Value);
        Assert.Equal(side, order.Laterality?.Value);
    }

    [Fact]
    public void A_sentence_may_ask_for_several_over_several_lines()
    {
        var orders = Orders(["Please perform the following: Lipid panel (CPT 80061) and CBC with", "differential (CPT 85025). Priority is Urgent; please complete by", "03/15/2025."]);

        Assert.Equal([("Lipid panel", "80061"), ("CBC with differential", "85025")], orders.Select(o => (o.Description.Value, o.Code?.Value)));
        Assert.All(orders, o => Assert.Equal(("urgent", "2025-03-15"), (o.Urgency?.Value, o.Due?.Value)));
    }

    [Theory]
    [InlineData("Lipid panel (80061) - entered in error")]
    [InlineData("CANCELLED: Lipid panel (80061)")]
    [InlineData("Lipid panel (80061) void")]
    public void A_line_taken_back_is_no_order(string line) =>
        Assert.Equal("82728", Assert.Single(Orders(["Orders", "Ferritin (82728)", line])).Code?.Value);

    [Theory]
    [InlineData("Current medications", "Lisinopril 20 mg tablet by mouth daily")]
    [InlineData("Clinical notes", "MRI of the knee was reviewed; physical therapy is recommended")]
    [InlineData("Past results", "Lipid panel (80061) normal")]
    [InlineData("Plan", "CT chest in six months")]
    public void What_notes_and_medication_lists_name_is_no_order(string heading, string line) =>
        Assert.Equal("82728", Assert.Single(Orders(["Test: Ferritin (82728)", heading, line])).Code?.Value);

    [Theory]
    [InlineData(DocumentType.PharmacyRefillRequest)]
    [InlineData(DocumentType.ConsultNote)]
    [InlineData(DocumentType.ImagingReport)]
    [InlineData(DocumentType.LabResult)]
    [InlineData(DocumentType.Unsure)]
    public void Other_documents_order_nothing(object type) =>
        Assert.Empty(TranscribeOrders.From((DocumentType)type, [Page([.. Head, "Test: Ferritin (82728)", .. Foot])]));

    [Fact]
    public void A_discharge_summary_orders_only_what_it_heads_as_orders()
    {
        var orders = TranscribeOrders.From(DocumentType.DischargeSummary,
        [
            Page("Harbor Hospital", "Discharge Summary", "Patient: Elena Rossi", "DOB: 06/20/1990", "Hospital Course", "CT chest (71260) was done. Echocardiogram (93306) normal.",
                "Discharge Medications", "Lisinopril 20 mg tablet daily", "Post-discharge orders", "Basic metabolic panel [80048]", "Follow up", "See cardiology in 2 weeks.",
                "Attending: Paul Winter, MD", "Electronically signed by Paul Winter, MD 03/04/2025"),
        ]);

        Assert.Equal(("80048", "Paul Winter, MD", "2025-03-04"), Assert.Single(orders.Select(o => (o.Code?.Value, o.OrderingProvider?.Value, o.OrderedOn?.Value))));
    }

    [Fact]
    public void A_zip_code_is_no_procedure_code() =>
        Assert.Null(Assert.Single(Orders(["Exam: MRI brain at Lakeside Imaging, Ashford, OH 43096"])).Code);

    [Fact]
    public void The_fields_of_the_sheet_belong_to_every_order_with_their_places()
    {
        var order = Assert.Single(Orders(["Exam: MRI lumbar spine", "Diagnosis: M54.16 Radiculopathy, lumbar region", "Needed by: April 9, 2025", "Priority: STAT"]));

        Assert.Equal(
            ("Paul Winter, MD", "1234567893", "2025-03-04", "signed", "stat", "2025-04-09", "M54.16", "Radiculopathy, lumbar region"),
            (order.OrderingProvider?.Value, order.Npi?.Value, order.OrderedOn?.Value, order.Signature?.Value, order.Urgency?.Value, order.Due?.Value, order.Icd10?.Value, order.Diagnosis?.Value));
        Assert.All(
            new[] { order.Description, order.OrderingProvider, order.Npi, order.OrderedOn, order.Signature, order.Urgency, order.Due, order.Icd10, order.Diagnosis },
            f => Assert.True(f!.Place is { Page: 1, Box.Width: > 0, Rule.Length: > 0 }));
    }

    [Fact]
    public void An_npi_with_a_wrong_check_digit_is_not_taken()
    {
        var page = Page([.. Head, "Exam: MRI brain", .. Foot.Select(l => l.Replace("1234567893", "1234567894", StringComparison.Ordinal))]);

        Assert.Null(Assert.Single(TranscribeOrders.From(DocumentType.PhysicianOrder, [page])).Npi);
    }

    private static IReadOnlyList<OrderRead> Orders(string[] lines) =>
        TranscribeOrders.From(DocumentType.PhysicianOrder, [Page([.. Head, .. lines.Where(l => l.Length > 0), .. Foot])]);
}
