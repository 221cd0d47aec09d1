using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Fields;

/// <summary>Fields of decisions, coverage letters and requests, on layouts of our own.</summary>
public sealed class ReadFieldsTests
{
    private static readonly string[] Head = ["Tidewater Health Plan", "PO Box 4411, Ashford, OH 43096", "Phone: (614) 555-0107", "Member: Elena Rossi     DOB: 06/20/1990"];

    [Theory]
    [InlineData("approved", "[X] Approved   [ ] Denied")]
    [InlineData("denied", "[ ] Approved   [X] Denied")]
    [InlineData("partial", "[ ] Approved   [X] Partially approved   [ ] Denied")]
    [InlineData("pended", "☐ Approved   ☐ Denied   ☒ Pended for additional information")]
    [InlineData("denied", "Approved [ ]   Denied [X]")]
    [InlineData(null, "[ ] Approved   [ ] Denied")]
    [InlineData("approved", "Decision:   [X] Approved   [ ] Denied   [ ] Withdrawn")]
    public void The_ticked_outcome_is_the_decision(string? outcome, string boxes)
    {
        // What the form prints beside says "denied" more than once.
        string[] print = ["If your request was denied you have the right to appeal.", "Denial reason (if denied):"];

        Assert.Equal(outcome, Value(DocumentType.PriorAuthDecision, "outcome", [.. Head, "Utilization Review Decision", boxes, .. print]));
    }

    [Theory]
    [InlineData("approved", "Determination: Certified")]
    [InlineData("denied", "Status of request: NOT APPROVED")]
    [InlineData("partial", "Outcome      Approved in part")]
    [InlineData("denied", "After review by our medical director we are unable to approve the service requested.")]
    [InlineData("approved", "We are pleased to tell you that your request has been approved.")]
    [InlineData("pended", "A decision has not been made; your request is pending, since we need additional clinical records.")]
    [InlineData("withdrawn", "Your request was withdrawn by the provider on 03/02/2026.")]
    [InlineData("denied", "Notice of Adverse Determination")]
    [InlineData(null, "If the request is approved you will receive a letter.")]
    [InlineData(null, "This authorization is not a guarantee of payment.")]
    public void The_decision_is_read_beside_its_label_in_a_sentence_or_in_the_title(string? outcome, string line) =>
        Assert.Equal(outcome, Value(DocumentType.PriorAuthDecision, "outcome", [.. Head, line]));

    [Theory]
    [InlineData("denied", "After our review this request does not meet our criteria for approval.")]
    [InlineData("denied", "This does not meet our criteria for approval.")]
    [InlineData("denied", "We are unable at this time to approve your request.")]
    [InlineData("denied", "We have not been able to approve the requested MRI.")]
    [InlineData("denied", "We cannot at this time approve the requested MRI.")]
    [InlineData(null, "Your request has not yet been approved.")]
    [InlineData("approved", "Your request has been approved, not to exceed 12 visits.")]
    public void What_is_negated_is_never_an_approval(string? outcome, string line) =>
        Assert.Equal(outcome, Value(DocumentType.PriorAuthDecision, "outcome", [.. Head, line]));

    [Theory]
    [InlineData("denied", "Your request for the Partial Hospitalization Program has been denied.")]
    [InlineData("approved", "The partial knee replacement has been approved.")]
    [InlineData("partial", "Your request has been partially approved.")]
    [InlineData("partial", "Decision: Partial")]
    public void Partial_is_a_decision_only_beside_one_or_alone(string outcome, string line) =>
        Assert.Equal(outcome, Value(DocumentType.PriorAuthDecision, "outcome", [.. Head, line]));

    [Theory]
    [InlineData("partial", "CPT 72148 has been approved. CPT 72158 has been denied.")]
    [InlineData(null, "Notice of Denial", "Your request has been approved.")]
    [InlineData("denied", "Notice of Denial", "Your request has been denied.")]
    [InlineData(null, "Your request was initially denied.", "Your request has been approved.")]
    public void Decisions_that_disagree_are_in_part_or_left_to_a_person(string? outcome, params string[] lines) =>
        Assert.Equal(outcome, Value(DocumentType.PriorAuthDecision, "outcome", [.. Head, .. lines]));

    [Fact]
    public void An_approval_in_sentences_gives_how_much_of_what_and_how_long()
    {
        var read = Read(DocumentType.PriorAuthDecision,
        [
            .. Head, "March 2, 2026", "Case no.: UM-448812", "We have approved 12 (twelve) physical therapy visits for this member, valid from", "03/05/2026 through 06/05/2026. The treating provider is to bill CPT 97110.",
        ]);

        Assert.Equal("approved", read["outcome"]);
        Assert.Equal(("12 visits", "2026-03-05", "2026-06-05", "UM-448812"), (read["units"], read["valid_from"], read["valid_to"], read["auth_number"]));
    }

    [Fact]
    public void A_form_in_two_columns_gives_units_with_their_basis_dates_provider_and_site()
    {
        var read = Read(DocumentType.PriorAuthDecision,
        [
            .. Head, "Reference #: 77-10442             Determination: Approved", "Requested item: Infliximab (J1745)     Qty approved: 400 mg", "Dates of service: 03/01/2026 - 08/31/2026",
            "Servicing provider: Ruth Quill, MD     Place of service: Harbor Infusion Suite",
        ]);

        Assert.Equal(("77-10442", "approved", "Infliximab", "J1745", "400 mg"), (read["auth_number"], read["outcome"], read["service"], read["code"], read["units"]));
        Assert.Equal(("2026-03-01", "2026-08-31", "Ruth Quill, MD", "Harbor Infusion Suite"), (read["valid_from"], read["valid_to"], read["rendering_provider"], read["site"]));
    }

    [Fact]
    public void Every_deadline_is_read_and_days_are_counted_from_the_letters_day()
    {
        var read = Read(DocumentType.PriorAuthDecision,
        [
            .. Head, "Date of notice: 03/02/2026", "Decision: Denied", "Reason for denial: conservative care not documented", "Your doctor may ask for a peer-to-peer review within 5 business days.",
            "You may file an appeal within 180 days of this letter.", "Please submit any additional records no later than March 20, 2026.",
        ]);

        Assert.Equal(("2026-03-09", "2026-08-29", "2026-03-20"), (read["peer_to_peer_by"], read["appeal_by"], read["respond_by"]));
        Assert.Equal("conservative care not documented", read["reason"]);
    }

    [Fact]
    public void Without_the_letters_day_the_words_of_a_deadline_stay_for_a_person() =>
        Assert.Equal("within 14 days", Value(DocumentType.PriorAuthDecision, "peer_to_peer_by", [.. Head, "Decision: Denied", "A peer to peer may be requested within 14 days."]));

    [Fact]
    public void A_coverage_letter_gives_who_covers_from_when_and_the_co_pay_of_each_service()
    {
        var read = Read(DocumentType.EligibilityOrBenefitsLetter,
        [
            .. Head, "Verification of Coverage", "ID: TWH-99120034     Group no: 4410", "Status: Active     Coverage begins: 01/01/2026     Coverage ends: 12/31/2026",
            "Office visit copay: $25     Specialist copay: $45.50", "Annual deductible: $1,500     Deductible met: $300",
        ]);

        Assert.Equal(("Tidewater Health Plan", "TWH-99120034", "4410", "active"), (read["payer"], read["member_id"], read["group"], read["status"]));
        Assert.Equal(("2026-01-01", "2026-12-31", "1500", "300"), (read["effective_from"], read["effective_to"], read["deductible"], read["deductible_met"]));
        Assert.Equal(["Office visit copay 25", "Specialist copay 45.50"], All(DocumentType.EligibilityOrBenefitsLetter, "co_pay", [.. Head, "Office visit copay: $25     Specialist copay: $45.50"]));
    }

    [Theory]
    [InlineData("inactive", "[ ] Active   [X] Terminated")]
    [InlineData("active", "[X] Active   [ ] Terminated")]
    [InlineData("inactive", "Our records show that coverage is not active for this member.")]
    public void Whether_the_coverage_is_in_force_is_read_by_tick_or_sentence(string status, string line) =>
        Assert.Equal(status, Value(DocumentType.EligibilityOrBenefitsLetter, "status", [.. Head, line]));

    [Fact]
    public void A_refill_request_gives_drug_strength_quantity_refills_and_the_last_fill()
    {
        var read = Read(DocumentType.PharmacyRefillRequest,
        [
            "Dockside Apothecary", "Refill Request", "Patient: Elena Rossi     DOB: 06/20/1990", "Drug: Metformin 500 mg tablet     Qty: 60     Refills: 2", "Sig: 1 tab twice daily", "Last fill: 02/01/2026     Prescribing provider: Ruth Quill, MD",
        ]);

        Assert.Equal(("Dockside Apothecary", "Metformin", "500 mg", "60", "2"), (read["pharmacy"], read["drug"], read["strength"], read["quantity"], read["refills"]));
        Assert.Equal(("2026-02-01", "Ruth Quill, MD", "1 tab twice daily"), (read["last_filled"], read["prescriber"], read["sig"]));
    }

    [Fact]
    public void A_records_request_in_sentences_gives_the_period_the_day_and_the_right()
    {
        var read = Read(DocumentType.RecordsRequest,
        [
            "Marsh and Oyelaran LLP", "14 Court Street, Ashford, OH", "March 3, 2026", "Re: Elena Rossi, DOB 06/20/1990", "Purpose: Legal", "Please send all office notes for the period from 01/01/2024 to 12/31/2025.",
            "A signed authorization is enclosed. We ask that you respond by March 17, 2026.",
        ]);

        Assert.Equal(("Marsh and Oyelaran LLP", "Legal", "2024-01-01", "2025-12-31", "2026-03-17", "authorization"),
            (read["requester"], read["purpose"], read["records_from"], read["records_to"], read["due"], read["authority"]));
    }

    [Fact]
    public void What_is_to_be_signed_by_whom_and_by_when()
    {
        var read = Read(DocumentType.SignAndReturn,
        [
            "Lantern Home Care", "Physician signature needed", "Patient: Elena Rossi     DOB: 06/20/1990", "Document: Plan of care (485)", "Physician: Ruth Quill, MD", "Please sign and fax back within 7 days.", "Date: 03/02/2026",
        ]);

        Assert.Equal(("Plan of care (485)", "Ruth Quill, MD", "2026-03-09", "Lantern Home Care"), (read["what"], read["signer"], read["due"], read["requester"]));
    }

    [Fact]
    public void A_referral_gives_to_whom_why_how_often_and_until_when()
    {
        var read = Read(DocumentType.Referral,
        [
            "Lakeview Family Medicine", "Referral", "Patient: Elena Rossi     DOB: 06/20/1990", "Referred to: Harbor Cardiology     Priority: Urgent", "Reason for consultation: palpitations", "Dx: I48.91 atrial fibrillation",
            "Visits authorized: 3     Valid dates: 03/01/2026-08/31/2026", "Referring physician: Ruth Quill, MD     NPI: 1234567893", "Electronically signed by Ruth Quill, MD",
        ]);

        Assert.Equal(("Harbor Cardiology", "palpitations", "3 visits", "2026-03-01", "2026-08-31"), (read["referred_to"], read["reason"], read["visits"], read["valid_from"], read["valid_to"]));
        Assert.Equal(("urgent", "I48.91", "Ruth Quill, MD"), (read["urgency"], read["icd10"], read["referring_provider"]));
    }

    [Fact]
    public void Every_value_has_its_place_and_rule() =>
        Assert.All(
            ReadFields.From(DocumentType.PriorAuthDecision, [Page([.. Head, "Decision: Denied", "Appeal by: 08/29/2026"])]),
            field => Assert.True(field.Read.Place is { Page: 1, Box.Width: > 0, Rule.Length: > 0, Confidence: > 0 }));

    [Theory]
    [InlineData(DocumentType.LabResult)]
    [InlineData(DocumentType.DischargeSummary)]
    [InlineData(DocumentType.Unsure)]
    public void Other_types_have_no_fields(object type) => Assert.Empty(ReadFields.From((DocumentType)type, [Page([.. Head, "Decision: Denied"])]));

    private static string? Value(DocumentType type, string name, string[] lines) => Read(type, lines).GetValueOrDefault(name);

    private static Dictionary<string, string> Read(DocumentType type, string[] lines) =>
        ReadFields.From(type, [Page(lines)]).DistinctBy(f => f.Field)
            .ToDictionary(f => f.Field.Code(), f => f.Field is DocumentField.Units or DocumentField.Visits ? $"{f.Read.Value} {f.Qualifier}" : f.Read.Value);

    private static IEnumerable<string> All(DocumentType type, string name, string[] lines) =>
        ReadFields.From(type, [Page(lines)]).Where(f => f.Field.Code() == name).Select(f => $"{f.Qualifier} {f.Read.Value}");
}
