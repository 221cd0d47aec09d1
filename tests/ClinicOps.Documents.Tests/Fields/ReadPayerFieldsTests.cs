using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Fields;

/// <summary>Deadlines, counts and amounts on papers of payers, in wordings of our own.</summary>
public sealed class ReadPayerFieldsTests
{
    private static readonly string[] Head = ["Tidewater Health Plan", "PO Box 4411, Ashford, OH 43096", "Member: Elena Rossi     DOB: 06/20/1990", "Date of notice: 03/02/2026"];

    [Theory]
    [InlineData("appeal_by", "2026-05-01", "You have sixty (60) days from the date of this letter to file an appeal.")]
    [InlineData("appeal_by", "2026-05-01", "An appeal must be received no later than 60 calendar days after this notice.")]
    [InlineData("appeal_by", "2026-04-01", "You may appeal within thirty days of this letter.")]
    [InlineData("appeal_by", "2026-08-29", "Last day to appeal: August 29, 2026")]
    [InlineData("peer_to_peer_by", "2026-03-16", "A peer-to-peer may be requested within 14 days, and an appeal within 180 days.")]
    [InlineData("appeal_by", "2026-08-29", "A peer-to-peer may be requested within 14 days, and an appeal within 180 days.")]
    [InlineData("peer_to_peer_by", "2026-03-16", "Within 14 days you may ask for a peer to peer, within 180 days for an appeal.")]
    [InlineData("appeal_by", "2026-08-29", "Within 14 days you may ask for a peer to peer, within 180 days for an appeal.")]
    [InlineData("peer_to_peer_by", "2026-03-09", "A P2P discussion must be requested by 5:00 p.m. on March 9, 2026.")]
    [InlineData("peer_to_peer_by", "2026-03-04", "To speak with the medical director call within two business days.")]
    [InlineData("respond_by", "2026-03-16", "Please submit the missing records within 2 weeks.")]
    [InlineData("respond_by", "2026-03-20", "Clinical information due by: 03/20/2026")]
    [InlineData("respond_by", "2026-03-20", "Please submit the missing records no later than Friday, March 20.")]
    [InlineData("respond_by", "2026-03-15", "Please send the missing records by the 15th.")]
    public void Deadlines_are_read_in_many_wordings(string field, string day, string line) =>
        Assert.Equal(day, Value(DocumentType.PriorAuthDecision, field, [.. Head, "Decision: Denied", line]));

    [Theory]
    [InlineData("8", "visits", "Requested: 12 visits of physical therapy. Approved: 8 visits. Not approved: 4 visits.")]
    [InlineData("6", "units", "Units approved 6")]
    [InlineData("5", "days", "Days certified: 5")]
    [InlineData("10", "sessions", "Number of sessions: 10     Units denied: 4")]
    [InlineData("24", "visits", "Total visits authorized: 24     Visits used: 3")]
    public void What_was_granted_is_counted_with_its_basis(string count, string basis, string line)
    {
        var units = Assert.Single(ReadFields.From(DocumentType.PriorAuthDecision, [Page([.. Head, line])]), f => f.Field == DocumentField.Units);

        Assert.Equal((count, basis), (units.Read.Value, units.Qualifier));
    }

    [Theory]
    [InlineData("Units requested: 6")]
    [InlineData("Visits used: 6")]
    [InlineData("Units denied: 6")]
    [InlineData("Units: March 6, 2026")]
    [InlineData("Notice of Approval", "Requested: 12 visits of home health.")]
    [InlineData("Tramadol 50 mg has been approved.")]
    public void What_was_asked_for_used_or_denied_was_not_granted(params string[] lines) =>
        Assert.Null(Value(DocumentType.PriorAuthDecision, "units", [.. Head, .. lines]));

    [Theory]
    [InlineData("decided_on", "Birth date: 06/20/1990")]
    [InlineData("valid_from", "Date of service: 03/16/2026")]
    [InlineData("service", "Why did we deny your request?: Six weeks of care are not documented.")]
    public void A_day_or_a_question_of_something_else_is_no_value(string field, string line) =>
        Assert.Null(Value(DocumentType.PriorAuthDecision, field, ["Tidewater Health Plan", line]));

    [Fact]
    public void A_value_ends_where_a_cell_with_another_label_begins() =>
        Assert.Equal("Harbor Hospital", Value(DocumentType.PriorAuthDecision, "site", [.. Head, "Facility: Harbor Hospital     Principal: Ana Maro, DO"]));

    [Fact]
    public void In_a_table_a_value_stands_below_its_column() =>
        Assert.Equal("Home oxygen", Value(DocumentType.PriorAuthDecision, "service", [.. Head, "Service description     Qty req     Qty auth", "Home oxygen             7           5", "Determined by a reviewer"]));

    [Fact]
    public void A_decision_set_as_a_paragraph_keeps_each_value_whole()
    {
        string[] lines = [.. Head, "Case number: UM 448812. Decision: Pended. Reason: recent", "office notes are missing. Respond by: 03/20/2026."];

        Assert.Equal("UM448812", Value(DocumentType.PriorAuthDecision, "auth_number", lines));
        Assert.Equal("recent office notes are missing", Value(DocumentType.PriorAuthDecision, "reason", lines));
        Assert.Equal("2026-03-20", Value(DocumentType.PriorAuthDecision, "respond_by", lines));
    }

    [Fact]
    public void The_head_of_a_table_is_no_value() =>
        Assert.Equal("Home oxygen", Value(DocumentType.PriorAuthDecision, "service", [.. Head, "Item                Detail", "Service requested   Home oxygen", "Decision            Denied"]));

    [Theory]
    [InlineData("PCP 25", "PCP $25 Specialist $45 ER $150")]
    [InlineData("Specialist 45", "PCP $25 Specialist $45 ER $150")]
    [InlineData("ER 150", "Copays: PCP $25   Specialist $45   ER $150")]
    [InlineData("Urgent care 75", "Urgent care     $75     Telehealth     $0")]
    public void The_co_pays_of_a_card_stand_beside_short_labels(string coPay, string line) =>
        Assert.Contains(coPay, ReadFields.From(DocumentType.InsuranceCard, [Page([.. Head, line])]).Where(f => f.Field == DocumentField.CoPay).Select(f => $"{f.Qualifier} {f.Read.Value}"));

    [Theory]
    [InlineData("Chiropractic: 23 visits")]
    [InlineData("Office / specialist: $25 / $45")]
    [InlineData("Coinsurance 20% after deductible")]
    public void A_number_of_visits_a_list_and_a_percentage_are_no_co_pay(string line) =>
        Assert.DoesNotContain(ReadFields.From(DocumentType.InsuranceCard, [Page([.. Head, line])]), f => f.Field == DocumentField.CoPay);

    [Theory]
    [InlineData("payer", null, "Insurance Card", "Insured: Ana Maro")]
    [InlineData("payer", null, "Pain Clinic Benefits Form", "Name     Elena Rossi")]
    [InlineData("out_of_pocket_max", "1500", "Tidewater Health Plan", "Out-of-pocket: $300 of $1,500")]
    [InlineData("effective_to", "2026-12-31", "Tidewater Health Plan", "Coverage period: 01/01/2026 - 12/31/2026")]
    [InlineData("status", null, "Tidewater Health Plan", "Is coverage active before you meet your deductible?")]
    public void A_title_an_insured_person_and_a_question_say_nothing_of_the_plan(string field, string? value, params string[] lines) =>
        Assert.Equal(value, Value(DocumentType.EligibilityOrBenefitsLetter, field, lines));

    [Theory]
    [InlineData("effective_from", "2026-01-01", "The member has been covered under this plan effective 01/01/2026.")]
    [InlineData("effective_to", "2026-12-31", "Your coverage is in force from 01/01/2026 through 12/31/2026.")]
    [InlineData("effective_to", "2025-12-31", "Coverage was terminated effective 12/31/2025.")]
    [InlineData("effective_from", null, "Coverage was terminated effective 12/31/2025.")]
    [InlineData("deductible", null, "Family deductible $3000")]
    [InlineData("deductible", "1500", "Ind. deductible $1,500 Family deductible $3,000")]
    [InlineData("deductible_met", null, "Deductible remaining: $300")]
    [InlineData("member_id", "TWH99120034", "Enrollee ID: TWH99120034")]
    public void What_a_plan_covers_is_read_from_sentences_and_labels(string field, string? value, string line) =>
        Assert.Equal(value, Value(DocumentType.EligibilityOrBenefitsLetter, field, [.. Head, line]));

    private static string? Value(DocumentType type, string name, string[] lines) =>
        ReadFields.From(type, [Page(lines)]).FirstOrDefault(f => f.Field.Code() == name)?.Read.Value;
}
