using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Matching;

/// <summary>Documents that a hasty gate would file to the wrong member of a family.</summary>
public sealed class GateAgainstLookAlikesTests
{
    private readonly Gate gate = new();

    [Fact]
    public void A_suffix_that_only_the_son_is_registered_with_does_not_file_to_the_father()
    {
        gate.Register("Victor", "Abbott", born: new DateOnly(1950, 2, 3), sex: "M");
        gate.Register("Victor", "Abbott", suffix: "jr", born: new DateOnly(1975, 8, 15), sex: "M");

        Refused(ReviewReason.SuffixDiffers, "Patient: Victor Abbott Jr", "DOB: 02/03/1950", "Sex: M");
    }

    [Fact]
    public void Father_and_son_without_suffix_are_told_apart_by_the_birth_date_alone()
    {
        gate.Register("Victor", "Abbott", suffix: "sr", born: new DateOnly(1950, 2, 3), sex: "M", address: "12 Mill St");
        var son = gate.Register("Victor", "Abbott", suffix: "jr", born: new DateOnly(1975, 8, 15), sex: "M", address: "12 Mill St");

        Assert.Equal(son.PatientId, Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Victor Abbott", "DOB: 08/15/1975", "Address: 12 Mill St, Ashford, OH 43096")).PatientId);
    }

    [Theory]
    [InlineData("Guarantor: Marco Rossi  DOB: 06/20/1990")]
    [InlineData("Subscriber: Marco Rossi  Date of Birth: 06/20/1990")]
    [InlineData("Mother DOB: 06/20/1990")]
    [InlineData("Spouse Date of Birth: 06/20/1990")]
    public void Another_persons_birth_date_is_not_the_patients(string line)
    {
        gate.Elena();

        Refused(ReviewReason.NoBirthDate, "Patient: Elena Rossi", line);
    }

    [Fact]
    public void The_birth_date_in_the_guarantors_block_is_not_the_patients()
    {
        gate.Elena();

        Refused(ReviewReason.NoBirthDate, "Patient: Elena Rossi", "Responsible Party", "Name: Marco Rossi", "DOB: 06/20/1990");
    }

    [Fact]
    public void A_newborn_under_the_mothers_name_is_not_the_mother()
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide("Patient: Baby Girl Rossi", "DOB: 03/10/2025", "Mother: Elena Rossi", "Mother DOB: 06/20/1990"));
    }

    [Fact]
    public void A_name_one_letter_off_with_the_household_may_be_a_twin_who_is_not_registered()
    {
        gate.Register("Nina", "Rossi", sex: "F", phone: "4195550149", address: "12 Mill St");

        Refused(ReviewReason.NeedsThirdIdentifier, "Patient: Mina Rossi", "DOB: 06/20/1990", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford, OH 43096");
    }

    [Fact]
    public void The_page_of_a_twin_behind_hers_goes_to_review()
    {
        gate.Elena();
        gate.Register("Nina", "Rossi", sex: "F");

        Assert.IsType<FilingDecision.Review>(gate.Decide(Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92"), Page(2, "Nina Rossi DOB 06/20/1990", "HDL 72")));
    }

    [Fact]
    public void A_twins_initial_alone_goes_to_review()
    {
        gate.Elena();
        gate.Register("Enzo", "Rossi", sex: "M");

        Assert.IsType<FilingDecision.Review>(gate.Decide("Patient: E. Rossi", "DOB: 06/20/1990"));
    }

    [Fact]
    public void One_persons_former_name_that_is_anothers_name_of_today_goes_to_review()
    {
        gate.Register("Elena", "Winter", formerLast: "Rossi");
        gate.Elena();

        Refused(ReviewReason.Ambiguous, "Patient: Elena Rossi", "DOB: 06/20/1990");
    }

    [Fact]
    public void The_mrn_of_another_patient_goes_to_review_though_name_and_birth_date_fit()
    {
        gate.Elena();
        gate.Register("Marco", "Winter", born: new DateOnly(1961, 1, 5), mrn: "AC777777");

        Refused(ReviewReason.MrnDiffers, "Patient: Elena Rossi", "DOB: 06/20/1990", "MRN: AC777777");
    }

    [Fact]
    public void Two_people_of_one_name_and_birth_date_with_different_middle_initials_need_the_initial()
    {
        gate.Register("Elena", "Rossi", middle: "M");
        var other = gate.Register("Elena", "Rossi", middle: "R");

        Refused(ReviewReason.Ambiguous, "Patient: Elena Rossi", "DOB: 06/20/1990");
        Assert.Equal(other.PatientId, Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena R Rossi", "DOB: 06/20/1990")).PatientId);
    }

    [Fact]
    public void A_form_that_names_two_patients_side_by_side_goes_to_review()
    {
        gate.Elena();
        gate.Register("Marco", "Winter", born: new DateOnly(1961, 1, 5));

        Assert.IsType<FilingDecision.Review>(gate.Decide("Patient: Elena Rossi        Patient: Marco Winter", "DOB: 06/20/1990             DOB: 01/05/1961"));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(20, false)]
    public void Badly_read_words_are_believed_only_with_a_number_of_that_person(float confidence, bool withMrn)
    {
        gate.Elena();
        var page = new PageTextBuilder().Confidence(confidence).Line("Patient: Elena Rossi").Confidence(95).Lines("DOB: 06/20/1990", withMrn ? "MRN: AC101550" : "Phone: (419) 555-0149")
            .Lines("Glucose was measured and found to be within the usual range for her age.", "The specimen was received in good condition.").Build();

        Assert.Equal(withMrn, gate.Decide(page) is FilingDecision.Auto);
    }

    [Theory]
    [InlineData("Guarantor: Victor Abbott", "DOB: 02/03/1950", "Patient: Victor Abbott", "Age: 12")]
    [InlineData("Patient: Victor Abbott", "Age: 12", "Responsible Party: Victor Abbott", "Relationship: father", "Birth Date: 02/03/1950")]
    public void The_only_birth_date_below_a_payer_of_the_same_name_may_be_the_payers(params string[] lines)
    {
        gate.Register("Victor", "Abbott", born: new DateOnly(1950, 2, 3), sex: "M", mrn: "AC104040");

        Refused(ReviewReason.NoBirthDate, lines);
        Assert.IsType<FilingDecision.Auto>(gate.Decide([.. lines, "MRN: AC104040"]));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Victor Abbott", "DOB: 02/03/1950", "Guarantor: Victor Abbott", "DOB: 02/03/1950"));
    }

    [Theory]
    [InlineData("Dependent: Tim Rossi")]
    [InlineData("This decision is about your child, Tim Rossi.")]
    [InlineData("For: Tim Rossi (child)")]
    [InlineData("Relationship to member: dependent")]
    public void A_member_with_every_identifier_may_be_the_holder_of_a_dependants_paper(string line)
    {
        gate.Elena();
        string[] member = ["Member: Elena Rossi", "DOB: 06/20/1990", "Member ID: SCX129984556"];

        Refused(ReviewReason.TwoNames, [.. member, line]);
        Assert.IsType<FilingDecision.Auto>(gate.Decide([.. member, "Your request was approved."]));

        // Beside a patient who is called so, a dependant at a label is in a role; one in the text is somebody else of the family.
        Assert.Equal(line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith("For", StringComparison.Ordinal), gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", line) is FilingDecision.Auto);
    }

    [Fact]
    public void An_employees_leave_for_somebody_of_the_family_is_not_the_employees_paper()
    {
        gate.Elena();

        Refused(ReviewReason.TwoNames, "Employee's Name: Elena Rossi", "DOB: 06/20/1990", "Family member in need of care: Tim Rossi", "Relationship: son");
    }

    [Fact]
    public void An_employers_paper_about_a_patient_who_works_here_is_about_no_patient()
    {
        gate.Elena();

        Refused(ReviewReason.AboutNoPatient, "Verification of Employment", "Employee name: Elena Rossi", "DOB: 06/20/1990", "Date of hire: 01/05/2020", "Annual salary: on request", "Return to human resources");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("First report of injury", "Employee name: Elena Rossi", "DOB: 06/20/1990", "Employer: Acme", "Date of hire: 01/05/2020", "Injury: left wrist"));
    }

    [Theory]
    [InlineData("Last Name          First Name        DOB", "Rossi              Elena             06/20/1990", "Winter             Paula             06/20/1990")]
    [InlineData("#     Last Name          First Name        DOB", "1     Rossi              Elena             06/20/1990", "      called twice", "2     Winter             Paula             unknown")]
    [InlineData("Patient            DOB               Reason", "Elena Rossi        06/20/1990        A1c", "Paula Rossi        06/20/1990        eye exam")]
    [InlineData("Name               Date of Birth     Relationship", "Elena Rossi        06/20/1990        Self", "Nina Rossi         06/20/1990        Child")]
    [InlineData("RE: Elena Rossi and Nina Rossi   DOB: 06/20/1990")]
    [InlineData("Patient: Rossi, Elena & Nina", "DOB: 06/20/1990")]
    [InlineData("Patient: Elena Rossi, Nina Rossi", "DOB: 06/20/1990")]
    [InlineData("Patient: Rossi, Elena; Rossi, Nina", "DOB: 06/20/1990")]
    [InlineData("Re: Nina and Elena Rossi, DOB 06/20/1990")]
    [InlineData("Persons covered: Elena Rossi (06/20/1990); Nina Rossi (03-Mar-2012)", "Patient: Elena Rossi", "DOB: 06/20/1990")]
    public void A_list_is_nobodys_paper_whether_or_not_the_others_on_it_are_registered(params string[] lines)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide(lines));
    }

    [Theory]
    [InlineData("ROSSI, MARCO   01/05/1961   M   4455667")]
    [InlineData("Rossi, Elena   01/05/1961")]
    [InlineData("ROSSI,MARCO   01/05/1961")]
    [InlineData("Rossi, Elena   10-Man-1993")]
    [InlineData("Printed 03/02/2025 8:55   Patient: Rossi, Elena (06/20/1909)   Page 2 of 2")]
    [InlineData("Printed 03/02/2025 8:55 AM   Rossi, Marco   DOB: 01/05/1961   Page 2 of 2")]
    [InlineData("From: Chart   Rossi, Marco   MRN: 4455667   08:55   Page 2 of 2")]
    public void Whose_a_page_is_says_its_head_even_without_a_label_or_with_the_time_of_day(string head)
    {
        gate.Elena();
        var other = new PageTextBuilder(2).Line(head, top: 90).Lines("Hemoglobin 13.1 g/dL", "No further findings.").Build();
        var own = new PageTextBuilder(2).Line("ROSSI, ELENA   06/20/1990   F   4455667", top: 90).Lines("Hemoglobin 13.1 g/dL").Build();
        var first = Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92");

        Assert.IsType<FilingDecision.Review>(gate.Decide(first, other));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, own));
    }

    [Fact]
    public void Two_record_numbers_of_one_kind_on_two_pages_are_two_patients()
    {
        gate.Elena();
        var first = Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "MRN: 4455667");

        Assert.Equal(ReviewReason.MrnDiffers, Assert.IsType<FilingDecision.Review>(gate.Decide(first, Page(2, "MRN: 9988776", "Lipids"))).Reason);
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Page(2, "MRN: 4455667", "Lipids")));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Page(2, "MRN: E-40021", "Lipids")));
    }

    [Theory]
    [InlineData("Electronically signed by Marco Rossi on 03/01/2025")]
    [InlineData("Completed by: Marco Rossi")]
    [InlineData("Report for Marco Rossi electronically signed.")]
    [InlineData("Ordering Provider: Marian Quill, MD for Marco Rossi")]
    public void Who_signed_without_a_title_may_be_the_patient_whose_page_it_is(string line)
    {
        gate.Elena();
        gate.Register("Marco", "Rossi", born: new DateOnly(1961, 1, 5));

        Refused(ReviewReason.AnotherPersonNamed, "Patient: Elena Rossi", "DOB: 06/20/1990", line);
    }

    [Fact]
    public void A_first_name_one_letter_off_that_was_read_well_is_a_twins_even_with_the_number_of_the_other()
    {
        gate.Register("Nina", "Rossi", sex: "F", mrn: "AC104040");

        Refused(ReviewReason.NameDiffers, "Patient: Mina Rossi", "DOB: 06/20/1990", "MRN: AC104040");
    }

    [Fact]
    public void What_two_names_are_short_for_needs_a_number_and_not_the_household()
    {
        gate.Register("Samuel", "Rossi", sex: "M", mrn: "AC104040", phone: "4195550149", address: "12 Mill St", memberId: "SCX129984556");

        Refused(ReviewReason.NeedsThirdIdentifier, "Patient: Sam Rossi", "DOB: 06/20/1990", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford, OH 43096", "Member ID: SCX129984556");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Sam Rossi", "DOB: 06/20/1990", "MRN: AC104040"));
    }

    [Fact]
    public void A_fathers_name_that_is_the_sons_middle_name_is_not_the_son()
    {
        gate.Register("Victor", "Abbott", middle: "James", sex: "M");

        Refused(ReviewReason.TwoNames, "Patient: Victor Abbott", "DOB: 06/20/1990", "Glucose 92", "Patient: James Abbott");

        gate.Register("James", "Abbott", born: new DateOnly(1961, 1, 5));
        Refused(ReviewReason.AnotherPersonNamed, "Patient: Victor James Abbott", "DOB: 06/20/1990", "Completed by: James Abbott");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Victor James Abbott", "DOB: 06/20/1990", "Completed by: Victor James Abbott"));
    }

    [Fact]
    public void What_stands_below_the_head_of_a_role_is_not_the_patients_whatever_stands_beside_it()
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide("Insured                 Claim Details", "Name: Elena Rossi       Claim No: 20931", "DOB: 06/20/1990         Group: 5511", "Services for: Tim Rossi"));
    }

    [Theory]
    [InlineData("R0SSI, MARC0   01/05/1961")]
    [InlineData("ROSSI, 8RUNO 01/05/1961")]
    [InlineData("Rossi. Marco   MRN: 4455667")]
    [InlineData("Rossi. Elema   01/05/1961")]
    [InlineData("Ross i, Marco O1.7S.1961")]
    [InlineData("Rossi, Marco(01/05/1961)")]
    [InlineData("Marco O R0ssi OO8 01/05/1961")]
    [InlineData("Name: Narco RossiDOB 01/05/1961 Fage 2 of 2")]
    [InlineData("Fnom: Chart Rossi, Elena DOB Januany 1O, 1988 21:17")]
    [InlineData("F rom: Charf Rossi. Marco   DOB 82/08/1980 13:53 Page 2 of 2")]
    [InlineData("03/10/2025 14:22   ROSSI, MARCO   01/O5/1961   2/2 Fax")]
    public void The_head_of_a_page_speaks_even_where_it_was_read_badly(string head)
    {
        gate.Elena();
        var other = new PageTextBuilder(2).Line(head, top: 90).Lines("Hemoglobin 13.1 g/dL", "No further findings.").Build();
        var form = new PageTextBuilder(2).Line("Two Rivers Consent   Rev. 01/05/2019", top: 90).Lines("Hemoglobin 13.1 g/dL").Build();
        var own = new PageTextBuilder(2).Line("R0SSI, ELENA   06/20/1990   F", top: 90).Lines("Hemoglobin 13.1 g/dL").Build();
        var first = Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92");

        Assert.True(gate.Decide(first, other) is FilingDecision.Review || SplitTransmission.MayBeTwo([first, other], new DateOnly(2025, 3, 17)));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, own));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, form));
    }

    [Fact]
    public void Two_letters_off_in_the_first_name_are_a_twin_and_not_one_name_misread_twice()
    {
        gate.Register("Christine", "Lukas", sex: "F");
        var first = Page(1, "Patient: Christine Lukas", "DOB: 06/20/1990", "Glucose 92");
        PageText Next(string head) => new PageTextBuilder(2).Confidence(50).Line(head, top: 90).Confidence(90).Lines("Hemoglobin 13.1 g/dL within the reference range").Build();

        Assert.IsType<FilingDecision.Review>(gate.Decide(first, Next("Lukas, Christjna   06/20/1990")));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Next("Lukas, Christjne   06/20/1990")));

        gate.Register("Alexandra", "Winter", sex: "F", mrn: "AC104040");
        Assert.IsType<FilingDecision.Review>(gate.Decide(new PageTextBuilder().Confidence(78).Lines("Patient: Alexander Winter", "DOB: 06/20/1990", "MRN: AC104040").Build()));
    }

    [Fact]
    public void A_birth_date_that_only_a_later_page_has_may_be_that_of_a_namesake_unless_the_first_page_has_something_else_of_the_patients()
    {
        gate.Elena();
        gate.Register("Elena", "Rossi", born: new DateOnly(1961, 2, 3), mrn: "AC109999");
        var next = Page(2, "Name: Elena Rossi DOB 06/20/1990 Page 2 of 2", "Hemoglobin 13.1 g/dL");

        Assert.IsType<FilingDecision.Review>(gate.Decide(Page(1, "Patient: Elena Rossi", "Sex: F", "Glucose 92"), next));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92"), next));
    }

    [Theory]
    [InlineData("Tran,    I M 7957-01-15")]
    [InlineData("Rogers, Timothy (April 9, 19 76)")]
    [InlineData("03/15/2025 20:19 Lopez, Diane 12/2 9/1948 2/3 Fax")]
    [InlineData("Pereira, Donald M Mav 20, 1991")]
    public void A_head_with_a_name_and_a_date_that_was_spoilt_may_be_of_anothers_page(string head)
    {
        gate.Elena();

        Refused(ReviewReason.TwoNames, Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92"), Page(2, head, "Hemoglobin 13.1 g/dL"));
    }

    [Fact]
    public void A_number_of_the_form_of_our_records_at_the_head_of_a_page_that_says_nothing_else_is_of_whose_record_it_is()
    {
        gate.Elena();
        var first = Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92");

        Refused(ReviewReason.MrnDiffers, first, Page(2, "AC114947", "Hemoglobin 13.1 g/dL"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Page(2, "AC101550", "Hemoglobin 13.1 g/dL")));
    }

    [Fact]
    public void A_form_that_names_somebody_in_a_relation_to_who_is_named_is_nobodys_whatever_its_labels_were_read_as()
    {
        gate.Elena();

        Refused(ReviewReason.TwoNames, Page(1, "Family and Medical Leave Act", "EMPLOYFF'S NAME: Elena Rossi", "DATE OF BIRTH: 06/20/1990", "RELATIVE: Rossi, Karl", "RELATIONSHIP: Spouse", "Medical facts: recovering from surgery"));
    }

    [Theory]
    [InlineData("Signed by: Marco Blaine 03/01/2025")]
    [InlineData("Electronically signed by Marc o Al-Farsi on 03/01/2025")]
    [InlineData("Completed by Marco 8laine")]
    [InlineData("Marco Blaineelectronically signed 03/01/2025")]
    [InlineData("by: Marco Blaine")]
    [InlineData("Signed by: Rossi 2/1/2026")]
    [InlineData("Verified byMarco Blaine")]
    [InlineData("MarcoBlaine electronically signed 2/7/2026")]
    public void A_page_that_says_only_who_signed_it_may_be_theirs_unless_a_title_says_that_it_is_a_professional(string line)
    {
        gate.Elena();
        var first = Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92");

        Refused(ReviewReason.TwoNames, first, Page(2, line, "Please send complete medical records from 1/16/2025 on."));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Page(2, "Signed by: Marco Blaine, MD 03/01/2025", "No further findings.")));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Page(2, "Signed by: Elena Rossi 03/01/2025", "No further findings.")));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Page(2, "Patient: Elena Rossi", "DOB: 06/20/1990", line)));
    }

    [Theory]
    [InlineData("Dep endent: Mn. Tim Rossi")]
    [InlineData("Service r ecipient: Tim L. Rossi")]
    [InlineData("Patient: Tim R0ssi")]
    [InlineData("Patient name: Tim Relationship to member: chi1d")]
    [InlineData("This notice is about yourdependcnt.")]
    [InlineData("The request for your depe ndent was denied.")]
    [InlineData("This concems services tor your chi1d, Tim Rossi.")]
    public void A_dependant_of_the_member_is_seen_though_the_word_for_it_or_the_name_was_misread(string line)
    {
        gate.Elena();

        Refused(ReviewReason.TwoNames, "Member: Elena Rossi", "DOB: 06/20/1990", "Member ID: SCX129984556", line);
    }

    [Fact]
    public void A_birth_date_below_a_namesake_at_a_label_nobody_knows_may_be_that_persons()
    {
        gate.Register("Victor", "Abbott", born: new DateOnly(1950, 2, 3), sex: "M");

        Refused(ReviewReason.NoBirthDate, "Policy    Victor Abbott", "Birth date: 02/03/1950", "Relationship: Father", "Patient: Abbott, Victor", "D.O.B.: unknown");
        Refused(ReviewReason.NoBirthDate, "Patient: Victor Abbott", "Guaranfon: Victor Abbott", "DOB: 02/03/1950");
        Refused(ReviewReason.NoBirthDate, "Subscri ber: Victor Abbot", "Birth date: 02/03/1950", "Patient: Victor Abbott");
        Refused(ReviewReason.NoBirthDate, "Policy holder: Vietcr M. Abbott", "Phone: (614) 555-0159", "Date of birth: 02/03/1950", "Name of patient: Victor Abbott");
        Refused(ReviewReason.NoBirthDate, "Patient: Victor Abbott", "Birthdate: unknown", "Victor Abbott", "DOB: 02/03/1950");
        Refused(ReviewReason.NoBirthDate, "Emergency contact: Victor 8bbott", "DOB: 02/03/1950", "Patient: Victor Abbott");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Facility: Mercy Point", "DOB: 02/03/1950", "Patient: Victor Abbott"));
    }

    [Theory]
    [InlineData("Patient: Rossi, Elema; Rossi, Elena, DOB: 06/20/1990")]
    [InlineData("Patient: Elena Rossi aud Nina Rossi   DOB: 06/20/1990")]
    [InlineData("Seen: Elena Rossi (06/20/1990) and Daniel Tay1or-Reed (12/04/2017)", "Name: Elena Rossi   DOB: 06/20/1990")]
    [InlineData("Patients: Elena Rossi", "DOB: 06/20/1990")]
    [InlineData("Patient: Rossi, Elena; Ros si,", "DOB: 06/20/1990")]
    [InlineData("RE: Rossi, Elena and    DOB: 06/20/1990")]
    [InlineData("Patient: Rossi, Elena andNina", "DOB: 06/20/1990")]
    [InlineData("Name: Elena Rossi DOB: 06/20/1990", "Member: Elena RossiDOB: 03/14/1961")]
    [InlineData("Member: Elena Rossi", "DOB: 06/20/1990", "Claimant: Elena Rossi   Relatiouship: Chi1d")]
    public void Two_in_one_line_are_two_though_one_of_them_was_misread(params string[] lines)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide(lines));
    }

    [Fact]
    public void A_contact_above_a_dependant_is_not_the_patient()
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide("Contact                 Visit Summary", "Name: Elena Rossi       Claim No: 20931", "DOB: 06/20/1990         Group: 5511", "Dependent: Tim Rossi"));
        Assert.IsType<FilingDecision.Review>(gate.Decide("Name: Elena Rossi", "DOB: 06/20/1990", "Dependent: Tim Rossi"));
        Assert.IsType<FilingDecision.Review>(gate.Decide("Name: Elena Rossi", "DOB: 06/20/1990", "About: Rossi, Tim"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", "I am independent."));
    }

    [Fact]
    public void A_number_at_the_head_of_a_page_that_says_nothing_else_is_another_records_without_its_label_too()
    {
        gate.Elena();
        var first = Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "MRN: 4455667");
        PageText Next(string head) => new PageTextBuilder(2).Line(head, top: 90).Lines("Hemoglobin 13.1 g/dL").Build();

        Assert.IsType<FilingDecision.Review>(gate.Decide(first, Next("#: 9988776 (continued)")));
        Assert.IsType<FilingDecision.Review>(gate.Decide(first, Next("MedicalRecord No: 9988776")));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Next("#: 4455667 (continued)")));
    }

    [Fact]
    public void A_middle_name_alone_may_be_the_fathers_whatever_the_family_shares()
    {
        gate.Register("Wayne", "Abbott", middle: "Ronald", memberId: "SCX129984556", phone: "4195550149", address: "12 Mill St");

        Refused(ReviewReason.NeedsThirdIdentifier, "Services for: Ronald Abbott", "Patient DOB: 06/20/1990", "Member ID: SCX129984556", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford, OH 43096");
    }

    [Fact]
    public void A_payers_paper_with_a_relationship_that_is_not_self_is_not_the_members_however_it_was_read()
    {
        gate.Elena();
        FilingDecision Decide(string line) => gate.Decide("Covered Person: Elena Rossi", "DOB: 06/20/1990", "Member ID: SCX129984556", line);

        Assert.IsType<FilingDecision.Review>(Decide("Relationship: Ch ild Name: Br ian Kowa lski"));
        Assert.IsType<FilingDecision.Review>(Decide("R elationship: Dauqhter"));
        Assert.IsType<FilingDecision.Auto>(Decide("Relationship to subscriber: Se1f"));
        Assert.IsType<FilingDecision.Auto>(Decide("Relationship to member:"));
    }

    [Fact]
    public void A_later_page_of_somebody_with_the_same_birth_date_is_seen_though_a_figure_stands_in_the_name()
    {
        gate.Elena();
        var first = Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92", "Page 1 of 2");

        Refused(ReviewReason.TwoNames, first, Page(2, "Patient: Helga R0ssi DOB 06/20/90 Page 2 of 2", "Hemoglobin 13.1 g/dL"));
        Refused(ReviewReason.TwoNames, first, Page(2, "Patient: Helga DOB 06/20/90 Page 2 of 2", "Hemoglobin 13.1 g/dL"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Page(2, "Patient: Elena R0ssi DOB 06/20/90 Page 2 of 2", "Hemoglobin 13.1 g/dL")));
    }

    [Fact]
    public void The_members_birth_date_is_not_that_of_who_gets_the_services_though_both_are_called_alike()
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide("Covered Person: ElenaRossi", "Member DOB: 06/20/1990", "Service recipient: Elena Rossi"));
        Refused(ReviewReason.NoBirthDate, "Covered Person: E1ena R0ssi", "Member DOB: 06/20/1990", "Service recipient: Elena Rossi");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Covered Person: Elena Rossi", "Member DOB: 06/20/1990", "Member ID: SCX129984556"));
    }

    [Fact]
    public void Names_that_are_one_word_are_not_taken_apart()
    {
        gate.Register("MaryAnn", "McDonald");
        gate.Register("Elena", "FitzGerald", born: new DateOnly(1961, 2, 3));

        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: MaryAnn McDonald", "DOB: 06/20/1990"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena FitzGerald", "DOB: 02/03/1961"));
    }

    [Fact]
    public void A_record_number_is_read_behind_a_label_of_which_a_piece_was_misread()
    {
        gate.Elena();

        Refused(ReviewReason.MrnDiffers, Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Chart #: 4418897", "Glucose 92"), Page(2, "Medical Record Na: 3553956 Page 2 of 2", "Hemoglobin 13.1 g/dL"));
    }

    [Theory]
    [InlineData("Patient: Elena Rossi ond Leona Rossi   DOB: 06/20/1990")]
    [InlineData("Patient: Elena Rossi &Nadia Rossi   DOB: 06/20/1990")]
    [InlineData("Family: Elena Rossi (06/20/1990), Naucy Rossi (04/19/1967)", "Patient: Elena Rossi", "DOB: 06/20/1990")]
    [InlineData("Persons covered: ElenaRossi   Maria Rossi (06/17/1951)", "Patient: Elena Rossi", "DOB: 06/20/1990")]
    [InlineData("Persons covered: Elena Ros si (08/27/1972); Elena Rossi (Augus t 22, 1992)", "Patient: Elena Rossi", "DOB: 06/20/1990")]
    [InlineData("Patient: Elena Rossi", "DOB: 06/20/1990", "02/04/2025 16:46 Rossi, Michae1 J   2/3 Fax")]
    [InlineData("RE: Elena Rossi Ellen Rossi, DOB: 06/20/1990")]
    [InlineData("Pati ent: Rossi, Elena; Rossi, Anna, DOB: 06/20/1990")]
    [InlineData("BENEFICIARY: Rossi, Elena", "DOB: 06/20/1990", "This notice is about yaur depcndent Rossi, Elena.")]
    [InlineData("MEMB ER: Elena Rossi", "MEM8ER DOB: 06/20/1990", "This decision concerns services for youn child, Elena Rossi.")]
    [InlineData("Membe r Name: Elena Rossi", "DOB: 06/20/1990", "For: Rossi, Elena (chjld)")]
    [InlineData("Patient: Elena Rossi", "Bir th Date: 08/31/42", "Sex: F", "Patient: Elena Rossi   DOB: 06/20/1990")]
    public void Another_of_the_patients_last_name_who_is_named_in_no_role_sends_it_to_review_though_nobody_registered_is_called_so(params string[] lines)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide(lines));
    }

    [Theory]
    [InlineData("Guarantor: Marco Rossi")]
    [InlineData("Ordering provider: Anna Rossi, MD")]
    [InlineData("Ms. Rossi was seen. Elena Maria Rossi takes no medication, Mrs. Rossi says.")]
    [InlineData("Rossi Medical Group, 12 Rossi Street")]
    [InlineData("Rossi, Elena (06/20/1990), E1ena R0ssi")]
    [InlineData("Last Colonoscopy (06/12/2019)")]
    [InlineData("I saw Ms. Rossi. She is a 34-year-old teacher. Thank you for the care of Ms. Rossi. Right knee pain goes on.")]
    [InlineData("Subject: Elena Rossi, Right knee MRI")]
    [InlineData("Ms. Rossi was accompanied by her daughter. Mrs. Rossi has no alcohol dependence.")]
    [InlineData("Laparoscopic Appendectomy (1998), Screening Colonoscopy (06/12/2019), Creatinine Equation (2021)")]
    [InlineData("mild obstructive sleep apnea since 03/12/2019; gave birth 03/12/2019")]
    [InlineData("146 Quarry Ln, Glen Arbor, OH   Tel: 614-555-0167")]
    public void The_patient_called_otherwise_a_provider_and_somebody_in_a_role_are_nobody_else_of_the_family(string line)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", line));
    }

    [Theory]
    [InlineData("O'Connor, Jaylen   06/20/1990")]
    [InlineData("Patient: Jaylen O'Connor   DOB 06/20/1990   Page 2 of 2")]
    [InlineData("O'Connor, J DOB: 06/20/1990   Page 2 of 2")]
    [InlineData("Patient: O'Connor, J.   DOB: 06/20/1990   Page 2 of 2")]
    [InlineData("O'Connor, J aylen DOB: 06/20/1990   Page 2 of 2")]
    public void A_later_page_that_names_a_twin_is_seen_however_badly_it_was_read(string head)
    {
        gate.Register("Jayden", "O'Connor");
        var first = Page(1, "Patient: Jayden O'Connor", "DOB: 06/20/1990", "Glucose 92");
        PageText Next(string line) => new PageTextBuilder(2).Confidence(50).Line(line, top: 90).Confidence(95).Lines("Hemoglobin 13.1 g/dL within the reference range", "Potassium and sodium were both found within the reference range", "No further findings were made on this day").Build();

        Refused(ReviewReason.TwoNames, first, Next(head));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(first, Next("Patient: Jaydcn O'Connor   DOB 06/20/1990   Page 2 of 2")));
    }

    [Fact]
    public void A_relatives_record_number_does_not_make_a_first_name_that_was_never_printed_so_the_patients()
    {
        gate.Register("Eric", "Gutierrez", mrn: "AC104040");

        PageText Of(string name) => new PageTextBuilder().Confidence(40).Line(name).Confidence(95).Lines("DOB: 06/20/1990", "MRN: AC104040", "Hemoglobin 13.1 g/dL within the reference range").Build();

        Refused(ReviewReason.TwoNames, Of("Patient: Erik Gutierrez"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(Of("Patient: Eric Gutiernez")));
    }

    [Fact]
    public void A_birth_date_that_could_not_be_read_may_be_anybodys_unless_one_sign_makes_it_the_one_in_the_running_head()
    {
        gate.Elena();
        var next = Page(2, "Rossi, Elena   DOB 06/20/1990   Page 2 of 2", "Hemoglobin 13.1 g/dL");

        Assert.IsType<FilingDecision.Auto>(gate.Decide(Page(1, "Patient: Elena Rossi", "DOB: 06/2071990", "Glucose 92"), next));
        Assert.IsType<FilingDecision.Review>(gate.Decide(Page(1, "Patient: Elena Rossi", "DOB: 06/7171990", "Glucose 92"), next));
    }

    [Fact]
    public void The_senders_street_and_town_beside_a_phone_number_are_nobody()
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Auto>(gate.Decide("146 Quarry Ln, Glen Arbor, OH   Tel: (614) 555-0167", "Patient: Elena Rossi", "DOB: 06/20/1990"));
    }

    [Fact]
    public void A_second_given_name_that_the_register_does_not_know_may_be_a_twins_unless_a_third_identifier_says_who_it_is()
    {
        gate.Register("Samuel", "Brennan", mrn: "AC104040");
        gate.Register("Adrian", "Sulliman", middle: "J", born: new DateOnly(1961, 2, 3));

        Refused(ReviewReason.MiddleNameDiffers, "Patient: Brennan, Samuel Samantha", "DOB: 06/20/1990");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Brennan, Samuel Samantha", "DOB: 06/20/1990", "MRN: AC104040"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Brennan, Samuel R.", "DOB: 06/20/1990"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Sulliman, Adrian Joseph", "DOB: 02/03/1961"));
    }

    [Fact]
    public void The_only_birth_date_below_who_pays_is_theirs_though_the_last_name_of_who_pays_was_broken()
    {
        gate.Register("Robert", "Haddad", middle: "B", suffix: "jr");

        Refused(ReviewReason.NoBirthDate, "INSURED :Robert Haddad", "BIRTH DATE : 06/20/1990", "RELATIONSHIP : Father", "PATIENT/ CLIENT : Robert Haddad");
        Refused(ReviewReason.NoBirthDate, "Bill To: Robert B H addad", "Relotionship: Father", "DOB: 06/20/1990", "Potient/ Client: Robert B Haddad");
    }

    [Fact]
    public void A_birth_date_below_a_namesake_at_an_unknown_label_is_seen_whatever_other_fields_stand_between()
    {
        gate.Elena();

        Refused(ReviewReason.NoBirthDate, "Covered Pers on: Elena Rossi", "Plan: Blue Harbor PPO", "DOB: 06/20/1990", "Patient: Rossi, Elena");
        Refused(ReviewReason.NoBirthDate, "Referral Date: 03/05/2025", "Elena Rossi", "Birth Date: 06/20/1990", "RE: Elena Rossi");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Name:", "Elena Rossi", "Birth Date: 06/20/1990", "RE: Elena Rossi"));
    }

    [Fact]
    public void A_birth_date_in_the_line_of_somebody_in_a_role_is_theirs()
    {
        gate.Register("David", "Levin", born: new DateOnly(1959, 4, 15));

        Refused(ReviewReason.NoBirthDate, "Contact Person: David Levin (born 15-Apr-1959), (740) 555-0198", "Patient: Levin, David", "Patient DOB:");
        Refused(ReviewReason.NoBirthDate, "Contact Person: David Levin        DOB: 04/15/1959", "Patient: Levin, David");
        Refused(ReviewReason.NoBirthDate, "Contact Person     Birth Date", "David H. LeVin     04/15/1959", "Patient: Levin, David");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Contact Person: Marco Rossi (born 15-Apr-1959)", "Patient: Levin, David", "DOB: 04/15/1959"));
    }

    [Fact]
    public void A_name_below_the_head_of_a_role_is_not_the_patients_though_the_patients_own_head_and_label_were_misread()
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide("Patienf Information       Guarantor", "NAM E: M arla Rossi       NAME: Rossi, Elena", "SEX: F                    PHONE: (330) 555-0191", "PATIENT DOB: 06/20/1990"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient Information       Guarantor", "NAME: Elena Rossi         NAME: Rossi, Marla", "SEX: F                    PHONE: (330) 555-0191", "PATIENT DOB: 06/20/1990"));
    }

    [Theory]
    [InlineData("Patient Name: Elena Rossi   Patient Namc: Mr. Daniel Wil1iams", "Patient DOB: 06/20/1990   Patient DOB: 76-Mar-2008")]
    [InlineData("Patient: Rossi, Elena 5ophia", "DOB: 06/20/1990")]
    [InlineData("Patient: Rossi, Elena    Joshua, DOB: 06/20/1990")]
    [InlineData("RE: Rossi, Elena ond Erin, DOB: 06/20/1990")]
    [InlineData("NAME: Rossi, Elena;    Morgan", "DOB: 06/20/1990")]
    [InlineData("PATIENT (LAST, FIRST): Rossi, Elena", "INSURED: R0ssi, Elena X.", "DATE OF BIRTH: 06/20/1990")]
    [InlineData("Member Name: Elena Rossi", "Member DOB: 06/20/1990", "Pafient: Elena R0ssi")]
    [InlineData("Name           DOB           Phone", "Elena Rossi    06/20/1990    (740) 555-0185", "no answer, call again", "Robert Olivcira    10.70.1966    (740) 555-0144")]
    public void What_stands_at_a_label_of_the_patient_and_cannot_be_read_may_be_another(params string[] lines)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide(lines));
    }

    [Theory]
    [InlineData("Electronically siqncd by Robert   on January 21, 2025")]
    [InlineData("Completed   Olivia Berqstrom")]
    [InlineData("2/1 3/2025 22:22 James 03-03-1960 2/2 Fax")]
    [InlineData("02/04/2025 16:46 Barnes, John J November 2, l966 2/3 Fax")]
    [InlineData("01/31/2025 14:11 Rossi, Elena 05-01-19682/3 Fax")]
    [InlineData("Price, David02/25/2004 M 6580615")]
    [InlineData("Electronically signedby Mad ison Smith on 01/18/2025")]
    [InlineData("Michae1 Ruiz electronically sign ed 01/17/2025")]
    [InlineData("1609016 Silva, Edward L")]
    [InlineData("From:Chart ROSSI, GREG0RYMRN: 7312675 D0B 1/30/198510:49 Page 2 of 2")]
    public void A_page_that_says_nothing_else_is_that_of_who_signed_it_or_stands_above_it_though_the_words_around_the_name_were_misread(string line)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide(Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92"), new PageTextBuilder(2).Line(line, top: 90).Lines("Hemoglobin 13.1 g/dL").Build()));
    }

    [Fact]
    public void An_initial_alone_on_a_page_without_a_birth_date_may_be_anothers_of_the_family_and_records_from_a_day_are_no_record_number()
    {
        gate.Elena();

        Refused(ReviewReason.TwoNames, Page(1, "Patient: Elena Rossi", "DOB: 06/20/1990"), Page(2, "Patient: Rossi, E.", "Please send complete medical records from 2/6/2026 to present."));
    }

    private void Refused(ReviewReason reason, params PageText[] pages) => Assert.Equal(reason, Assert.IsType<FilingDecision.Review>(gate.Decide(pages)).Reason);

    private void Refused(ReviewReason reason, params string[] lines) => Assert.Equal(reason, Assert.IsType<FilingDecision.Review>(gate.Decide(lines)).Reason);
}
