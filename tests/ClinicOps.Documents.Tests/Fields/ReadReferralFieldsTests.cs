using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Fields;

/// <summary>To whom a referral goes and for how many visits, who asks for records, on layouts and in wordings of our own.</summary>
public sealed class ReadReferralFieldsTests
{
    private static readonly string[] Head = ["Lakeview Family Medicine", "Referral", "Patient: Elena Rossi     DOB: 06/20/1990"];

    [Theory]
    [InlineData("Harbor Cardiology", "Referred to: Harbor Cardiology")]
    [InlineData("Harbor Cardiology", "Consultant: Harbor Cardiology     Priority: Routine")]
    [InlineData("Harbor Cardiology", "Receiving practice: Harbor Cardiology, Fax (614) 555-0133")]
    [InlineData("Ruth Quill, MD", "Specialist: Ruth Quill, MD     Specialist ID: 4471     Phone: (614) 555-0133")]
    [InlineData("Ruth Quill, MD", "Referral To Provider     Ruth Quill, MD")]
    [InlineData("Harbor Clinic - Cardiology", "Please refer to: Harbor Clinic - Cardiology for palpitations")]
    [InlineData("Center for Sleep Medicine", "Referred To Facility: Center for Sleep Medicine")]
    [InlineData("Hart & Lowe Dermatology", "Requested provider: Hart & Lowe Dermatology")]
    [InlineData("Dr. Ruth Quill", "To be seen by: Dr. Ruth Quill NPI 1234567893")]
    [InlineData("Harbor Cardiology", "Relerred To: Harbor Cardiology")]
    [InlineData("Harbor Cardiology", "Refer To", "Harbor Cardiology", "12 Harbor Street, Ashford, OH 43096")]
    [InlineData("Harbor Clinic - Cardiology", "Refer to: Harbor Clinic -", "          Cardiology", "          12 Harbor Street")]
    [InlineData("Harbor Cardiology", "To: Harbor Cardiology", "Re: palpitations")]
    [InlineData("Ruth Quill, MD", "Referred by          Referred to          Visits", "Ana Maro, DO         Ruth Quill, MD       4")]
    [InlineData("Ruth Quill, MD", "REFERRING PROVIDER INFORMATION          REFERRED TO", "Name: Ana Maro, DO                      Name: Ruth Quill, MD", "Phone: (614) 555-0110                   Phone: (614) 555-0111")]
    [InlineData("Harbor Cardiology", "RECEIVING PROVIDER", "Practice: Harbor Cardiology", "Address: 12 Harbor Street")]
    [InlineData("Harbor Cardiology", "I am referring the above patient to Harbor Cardiology for evaluation of palpitations.")]
    [InlineData("Dr. Ruth Quill", "We are referring Elena to Dr. Ruth Quill regarding her palpitations.")]
    [InlineData("Dr. Ruth Quill", "Dear Dr. Ruth Quill:", "Thank you for seeing this patient for palpitations.")]
    public void Whom_a_referral_goes_to_is_read_by_label_section_sentence_or_salutation(string to, params string[] lines) =>
        Assert.Equal(to, Value(DocumentType.Referral, "referred_to", [.. Head, .. lines]));

    [Theory]
    [InlineData("Referring provider: Ruth Quill, MD")]
    [InlineData("Referred by: Harbor Cardiology")]
    [InlineData("Referral from: Harbor Cardiology")]
    [InlineData("Referring physician", "Ruth Quill, MD")]
    [InlineData("REFERRING PROVIDER INFORMATION", "Name: Ruth Quill, MD", "Practice: Lakeview Family Medicine")]
    [InlineData("Specialist: first available")]
    [InlineData("Preferred specialist: any")]
    [InlineData("Refer to: see attached")]
    [InlineData("Referral to: therapist of choice")]
    [InlineData("To: Referral Coordinator", "Dear Colleague,")]
    [InlineData("To: Whom it may concern")]
    [InlineData("Valid from: 03/01/2026     To: 08/31/2026")]
    [InlineData("The patient was referred to Harbor Cardiology by another office in 2024.")]
    [InlineData("We are referring this patient to your practice for ongoing care.")]
    [InlineData("Specialist phone: (614) 555-0133")]
    [InlineData("Reason for referral: palpitations")]
    public void Who_refers_and_what_names_nobody_is_not_the_one_referred_to(params string[] lines) =>
        Assert.Null(Value(DocumentType.Referral, "referred_to", [.. Head, .. lines]));

    [Theory]
    [InlineData("Ana Maro, DO", "REFERRING PROVIDER INFORMATION          REFERRED TO", "Name: Ana Maro, DO                      Name: Ruth Quill, MD")]
    [InlineData("Ana Maro, DO", "Referred by          Referred to          Visits", "Ana Maro, DO         Ruth Quill, MD       4")]
    [InlineData("Ana Maro, DO", "Referring MD: Ana Maro,” DO     NPI: 1234567893")]
    [InlineData(null, "Community provider: Harbor Clinic")]
    [InlineData(null, "Services authorized by PCP: Consult and follow up")]
    [InlineData("Ana Maro, DO", "Referring physician: Ana Maro, DO please call with questions")]
    public void Who_refers_is_read_beside_whom_it_goes_to(string? by, params string[] lines) =>
        Assert.Equal(by, Value(DocumentType.Referral, "referring_provider", [.. Head, .. lines]));

    [Theory]
    [InlineData("4", "Number of visits: 4")]
    [InlineData("4", "# of visits: 4")]
    [InlineData("4", "Visits authorized (4)")]
    [InlineData("4", "Visils: 4")]
    [InlineData("4", "Visits: “4")]
    [InlineData("4", "No. of Visits Requested      4")]
    [InlineData("4", "Visits allowed 4     Exp 03/01/2026")]
    [InlineData("12", "Total visits approved: twelve (12)")]
    [InlineData("6", "Visits: x 6")]
    [InlineData("6", "Visits: x6")]
    [InlineData("6", "Visits: six")]
    [InlineData("3", "Visits", "3")]
    [InlineData("3", "Specialty          Visits          Priority", "Cardiology         3               Routine")]
    [InlineData("3", "Please evaluate and treat, 3 visits.")]
    [InlineData("3", "Consult and treat x 3")]
    [InlineData("8", "This referral is valid for up to eight (8) visits.")]
    [InlineData("6", "We have authorized 6 cardiology visits until 08/31/2026.")]
    [InlineData("3", "[ ] Consult only   [X] Evaluate and treat, 3 visits")]
    [InlineData("3", "Visits: [ ] 1   [X] 3   [ ] 6")]
    [InlineData("10", "Visits used: 2     Visits authorized: 10     Visits remaining: 8")]
    public void The_number_of_visits_is_read_in_many_wordings(string visits, params string[] lines) =>
        Assert.Equal(visits, Value(DocumentType.Referral, "visits", [.. Head, .. lines]));

    [Theory]
    [InlineData("Visits used: 3")]
    [InlineData("Visits remaining: 3")]
    [InlineData("Visits: 3 used")]
    [InlineData("Visits: 3 times per week")]
    [InlineData("Visits: 3 to 6")]
    [InlineData("Visits: March 3, 2026")]
    [InlineData("Visits: 03/01/2026 - 08/31/2026")]
    [InlineData("Last visit: 3")]
    [InlineData("Visits per week: 3")]
    [InlineData("Visits: 2026")]
    [InlineData("Visits: [ ] 1   [ ] 3   [ ] 6")]
    [InlineData("[ ] Evaluate and treat, 3 visits   [X] Consult only")]
    [InlineData("The patient had 3 visits to the emergency department last year.")]
    [InlineData("She was evaluated in 3 previous visits.")]
    [InlineData("Consult and treat x 6 weeks")]
    [InlineData("Please evaluate; symptoms began after 3 visits of physical therapy were completed.")]
    [InlineData("Valid for 90 days")]
    public void Visits_that_were_a_frequency_and_a_date_are_no_number_of_visits(params string[] lines) =>
        Assert.Null(Value(DocumentType.Referral, "visits", [.. Head, .. lines]));

    [Theory]
    [InlineData("chronic cough", "Thank you for seeing this patient for chronic cough (R05.3).")]
    [InlineData("low back pain", "I am referring Elena for evaluation and treatment of low back pain, which began in May.")]
    [InlineData("palpitations", "Please evaluate this patient for palpitations. She takes no medication.")]
    [InlineData(null, "Please see this patient for your opinion.")]
    [InlineData(null, "Thank you for seeing this patient for evaluation and management.")]
    [InlineData(null, "She was seen for chronic cough in 2024.")]
    public void Why_somebody_is_referred_is_read_from_the_sentence_that_refers(string? reason, string line) =>
        Assert.Equal(reason, Value(DocumentType.Referral, "reason", [.. Head, line]));

    [Theory]
    [InlineData("routine", "Priority", "[X] Routine   [ ] Urgent   [ ] STAT")]
    [InlineData("urgent", "Urgency", "☐ Routine   ☒ Urgent")]
    public void Boxes_below_a_label_are_not_read_as_its_value(string urgency, params string[] lines) =>
        Assert.Equal(urgency, Value(DocumentType.Referral, "urgency", [.. Head, .. lines]));

    [Theory]
    [InlineData("Hart & Lowe, Attorneys at Law", "Hart & Lowe, Attorneys at Law", "14 Court Street, Ashford, OH", "Request for Medical Records")]
    [InlineData("Lantern Records Solutions", "Lantern Records Solutions", "Record Retrieval Request")]
    [InlineData("Hart & Lowe LLP", "Request for Records", "Records to be sent to: Hart & Lowe LLP, fax (614) 555-0133")]
    [InlineData("Ostrander Mutual", "Request for Records", "Requesting party: Ostrander Mutual     Claim number: 44-1022")]
    [InlineData("Joan Weller, RN", "Request for Records", "Requestor name     Joan Weller, RN")]
    [InlineData("Hart & Lowe LLP", "Authorization for Release", "Release to: Hart & Lowe LLP")]
    [InlineData("Hart & Lowe LLP", "Request for Records", "REQUESTING PARTY", "Firm: Hart & Lowe LLP", "Phone: (614) 555-0133")]
    [InlineData("Hart & Lowe LLP", "Authorization", "I authorize Harbor Clinic to release my medical records to: Hart & Lowe LLP, fax (614) 555-0133")]
    [InlineData("Hart & Lowe LLP", "Request for Records", "From: Hart & Lowe LLP", "To: Custodian of Records")]
    public void Who_asks_for_records_is_read_at_the_head_by_label_or_in_a_section(string requester, params string[] lines) =>
        Assert.Equal(requester, Value(DocumentType.RecordsRequest, "requester", [.. lines, "Patient: Elena Rossi     DOB: 06/20/1990"]));

    [Theory]
    [InlineData("Request for Medical Records", "Attention: Medical Records", "14 Court Street, Ashford, OH")]
    [InlineData("Request for Medical Records", "To: Custodian of Records", "Records from: 01/01/2024     To: 12/31/2025")]
    [InlineData("Request for Medical Records", "Dear Custodian", "Send to: (614) 555-0133")]
    [InlineData("Harbor Clinic", "Request for Health Information", "I request a copy of my records for personal use.")]
    [InlineData("Risk Review Report", "Dear Provider")]
    public void An_address_a_title_and_the_one_asked_are_not_who_asks(params string[] lines) =>
        Assert.Null(Value(DocumentType.RecordsRequest, "requester", [.. lines, "Patient: Elena Rossi     DOB: 06/20/1990"]));

    [Theory]
    [InlineData("authorization", "HIPAA Authorization", "I authorize the release of my health information to the firm named above.")]
    [InlineData("authorization", "Signed authorization: attached")]
    [InlineData("subpoena", "Legal authority: subpoena duces tecum")]
    [InlineData(null, "Authorization attached: no")]
    public void By_what_right_is_one_of_a_few_words(string? authority, params string[] lines) =>
        Assert.Equal(authority, Value(DocumentType.RecordsRequest, "authority", ["Hart & Lowe LLP", "Request for Records", .. lines]));

    [Fact]
    public void A_form_in_boxes_has_each_value_below_its_label_though_a_label_beside_was_misread()
    {
        string[] lines = ["Dockside Apothecary", "Refill Request", "Medication          Owections           Quantity", "Metformin 500 mg    1 tab twice daily   60", "", "Last filled         Refills             Prescriber", "02/01/2026          2                   Ruth Quill, MD"];

        Assert.Equal("Metformin", Value(DocumentType.PharmacyRefillRequest, "drug", lines));
        Assert.Equal("60", Value(DocumentType.PharmacyRefillRequest, "quantity", lines));
        Assert.Equal("2", Value(DocumentType.PharmacyRefillRequest, "refills", lines));
    }

    [Fact]
    public void A_name_with_a_sign_has_its_place_and_the_rule_that_read_it()
    {
        var field = Assert.Single(ReadFields.From(DocumentType.Referral, [Page([.. Head, "Referred to: Hart & Lowe Dermatology"])]), f => f.Field == DocumentField.ReferredTo);

        Assert.True(field.Read.Place is { Page: 1, Box.Width: > 200, Confidence: > 0 });
        Assert.Contains("Referred to", field.Read.Place.Rule, StringComparison.Ordinal);
    }

    private static string? Value(DocumentType type, string name, string[] lines) =>
        ReadFields.From(type, [Page(lines)]).FirstOrDefault(f => f.Field.Code() == name)?.Read.Value;
}
