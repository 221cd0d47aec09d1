using System.Text.Json;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using Xunit;

namespace ClinicOps.Documents.Tests.Matching;

/// <summary>The first safety rule, clause by clause.</summary>
public sealed class DecideFilingTests
{
    private readonly Gate gate = new();

    [Theory]
    [InlineData("Patient: Rossi, Elena M")]
    [InlineData("Patient: Elena Rossi")]
    [InlineData("Patient: ROSSI, ELENA")]
    public void The_full_name_and_birth_date_of_exactly_one_person_are_filed(string name)
    {
        var elena = gate.Elena();
        gate.Register("Omar", "Barlow");

        var auto = Assert.IsType<FilingDecision.Auto>(gate.Decide(name, "DOB: 06/20/1990", "Hemoglobin 13.1"));

        Assert.Equal(elena.PatientId, auto.PatientId);
        Assert.All(auto.Reasons, r => Assert.NotNull(r.Place));
        Assert.Contains(auto.Reasons, r => r.Words == "full name agrees");
        Assert.Contains(auto.Reasons, r => r.Words == "birth date agrees");
    }

    [Fact]
    public void A_recorded_former_name_is_as_good_as_the_current_one()
    {
        gate.Register("Mei", "Tanaka", formerLast: "Jansen");

        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Jansen, Mei", "DOB: 06/20/1990"));
    }

    [Fact]
    public void A_former_name_that_is_not_recorded_goes_to_review_with_the_person_ranked()
    {
        var mei = gate.Register("Mei", "Tanaka", phone: "4195550149", address: "12 Mill St");

        var review = Refused(ReviewReason.NameDiffers, "Patient: Jansen, Mei", "DOB: 06/20/1990", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096");

        Assert.Equal(mei.PatientId, review.Ranked[0].PatientId);
    }

    [Fact]
    public void A_name_without_a_birth_date_goes_to_review()
    {
        gate.Elena();

        Refused(ReviewReason.NoBirthDate, "Patient: Elena M Rossi", "MRN: AC101550", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096");
    }

    [Fact]
    public void A_birth_date_without_a_name_goes_to_review()
    {
        gate.Elena();

        Refused(ReviewReason.NoName, "DOB: 06/20/1990", "MRN: AC101550");
    }

    [Fact]
    public void A_name_outside_the_patients_place_identifies_nobody()
    {
        gate.Elena();

        Refused(ReviewReason.NoName, "Guarantor: Elena Rossi", "Seen today with Elena Rossi in the room.", "DOB: 06/20/1990");
    }

    [Theory]
    [InlineData("Patient: Ellie Rossi")]
    [InlineData("Patient: Eleanor \"Nell\" Rossi")]
    public void Another_first_name_is_not_hers(string name)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide(name, "DOB: 06/20/1990"));
    }

    [Theory]
    [InlineData("Patient: Jim Sutter", "James", "Sutter")]
    [InlineData("Patient: Kowalski, Joan", "Joan", "Carver-Kowalski")]
    public void A_half_name_without_a_third_identifier_goes_to_review(string line, string first, string last)
    {
        gate.Register(first, last, phone: "4195550149", address: "12 Mill St", memberId: "SCX129984556");

        Refused(ReviewReason.NeedsThirdIdentifier, line, "DOB: 06/20/1990");
        Refused(ReviewReason.NeedsThirdIdentifier, line, "DOB: 06/20/1990", "Phone: (419) 555-0149");
        Refused(ReviewReason.NeedsThirdIdentifier, line, "DOB: 06/20/1990", "Address: 12 Mill St, Ashford OH 43096");
        Assert.IsType<FilingDecision.Auto>(gate.Decide(line, "DOB: 06/20/1990", "Member ID: SCX129984556"));
        Refused(ReviewReason.NeedsThirdIdentifier, line, "DOB: 06/20/1990", "Member ID: SCX129984556", "Subscriber: Walter Quill");
    }

    [Theory]
    [InlineData("Patient: J. Sutter")]
    [InlineData("Patient: Sutler, James")]
    public void An_initial_or_a_name_a_slip_away_needs_the_MRN_because_a_twin_has_all_the_rest(string line)
    {
        gate.Register("James", "Sutter", mrn: "AC104040", phone: "4195550149", address: "12 Mill St", memberId: "SCX129984556");

        Refused(ReviewReason.NeedsThirdIdentifier, line, "DOB: 06/20/1990", "Member ID: SCX129984556", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096");
        Assert.IsType<FilingDecision.Auto>(gate.Decide(line, "DOB: 06/20/1990", "MRN: AC104040"));
    }

    [Fact]
    public void Half_of_a_double_first_name_with_another_second_half_is_somebody_else()
    {
        gate.Register("Mary Ann", "Sutter", phone: "4195550149", address: "12 Mill St", memberId: "SCX129984556");

        Refused(ReviewReason.MiddleNameDiffers, "Patient: Mary Beth Sutter", "DOB: 06/20/1990", "Member ID: SCX129984556");
    }

    [Fact]
    public void A_second_MRN_that_is_not_the_patients_contradicts_the_first()
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", "MRN: AC101550"));
        Refused(ReviewReason.MrnDiffers, "Patient: Elena Rossi", "DOB: 06/20/1990", "MRN: AC101550", "Glucose 92", "MRN: AC909090");
    }

    [Fact]
    public void A_document_with_more_names_than_are_asked_about_goes_to_review()
    {
        gate.Elena();
        var names = Enumerable.Range(0, NameMentions.Most).Select(i => new NameMention($"first{i}", $"last{i}", InRole: false, new(1, default, 90, "name in the text")));
        var evidence = ReadPatientEvidence.From([PageTextBuilder.Page("Patient: Elena Rossi", "DOB: 06/20/1990")], new(2025, 3, 17));

        Assert.IsType<FilingDecision.Auto>(gate.Decide(evidence));
        Assert.Equal(ReviewReason.TooManyCandidates, Assert.IsType<FilingDecision.Review>(gate.Decide(evidence with { Mentions = [.. names] })).Reason);
    }

    [Fact]
    public void A_nickname_with_phone_and_address_is_filed_and_with_the_mrn_too()
    {
        gate.Register("James", "Sutter", mrn: "AC101777", phone: "4195550149", address: "12 Mill St");

        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Jim Sutter", "DOB: 06/20/1990", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096"));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Jim Sutter", "DOB: 06/20/1990", "MRN: AC101777"));
    }

    [Fact]
    public void An_initial_is_not_completed_by_what_a_whole_household_shares()
    {
        gate.Register("Laura", "Sutter", phone: "4195550149", address: "12 Mill St");

        Refused(ReviewReason.NeedsThirdIdentifier, "Patient: L. Sutter", "DOB: 06/20/1990", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096");
    }

    [Fact]
    public void A_familys_member_id_is_no_third_identifier()
    {
        gate.Register("James", "Sutter", memberId: "SCX129984556", sharedBy: 3);

        Refused(ReviewReason.NeedsThirdIdentifier, "Patient: Jim Sutter", "DOB: 06/20/1990", "Member ID: SCX129984556");
    }

    [Theory]
    [InlineData("5CX129984556", true)]
    [InlineData("SCXI2998455G", true)]
    [InlineData("SCX129984566", false)]
    [InlineData("5CXI2998455G", false)]
    public void A_member_id_may_have_two_characters_taken_for_their_look_alikes_and_no_more(string read, bool counts)
    {
        gate.Register("James", "Sutter", memberId: "SCX129984556");

        Assert.Equal(counts, gate.Decide("Patient: Jim Sutter", "DOB: 06/20/1990", $"Member ID: {read}") is FilingDecision.Auto);
    }

    [Fact]
    public void A_member_id_counts_only_with_its_holder()
    {
        gate.Register("James", "Sutter", memberId: "SCX129984556", holder: ("Nora", "Sutter"));

        Refused(ReviewReason.NeedsThirdIdentifier, "Patient: Jim Sutter", "DOB: 06/20/1990", "Member ID: SCX129984556");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Jim Sutter", "DOB: 06/20/1990", "Member ID: SCX129984556", "Subscriber: Nora Sutter"));
    }

    [Theory]
    [InlineData("Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096")]
    [InlineData("Member ID: SCX129984556", "MRN: AC101550")]
    public void Numbers_without_the_name_identify_nobody(string one, string two)
    {
        gate.Elena();

        Assert.IsType<FilingDecision.Review>(gate.Decide("Patient: Paula Winter", "DOB: 06/20/1990", one, two));
    }

    [Fact]
    public void Two_registered_people_who_fit_go_to_review_with_both_ranked()
    {
        gate.Register("Laura", "Sutter", memberId: "SCX129984556");
        gate.Register("Lily", "Sutter");

        var review = Refused(ReviewReason.Ambiguous, "Patient: L. Sutter", "DOB: 06/20/1990", "Member ID: SCX129984556");

        Assert.Equal(2, review.Ranked.Count);
    }

    [Fact]
    public void The_same_person_registered_twice_goes_to_review()
    {
        gate.Elena();
        gate.Register("Elena", "Rossi");

        Refused(ReviewReason.Ambiguous, "Patient: Elena Rossi", "DOB: 06/20/1990");
    }

    [Fact]
    public void A_list_that_was_cut_short_cannot_show_that_somebody_is_the_only_one()
    {
        gate.Elena();
        gate.Truncated = true;

        Refused(ReviewReason.TooManyCandidates, "Patient: Elena Rossi", "DOB: 06/20/1990");
    }

    [Fact]
    public void A_common_name_needs_a_third_identifier()
    {
        gate.RegisteredPatients = 5000;
        gate.Register("Thao", "Nguyen", phone: "4195550149", address: "12 Mill St", firstBearers: 200, lastBearers: 900);

        Refused(ReviewReason.CommonName, "Patient: Thao Nguyen", "DOB: 06/20/1990");
        Refused(ReviewReason.CommonName, "Patient: Thao Nguyen", "DOB: 06/20/1990", "Phone: (419) 555-0149");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Thao Nguyen", "DOB: 06/20/1990", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096"));
    }

    [Fact]
    public void What_is_common_depends_on_the_population_around_the_clinic()
    {
        gate.Register("Thao", "Nguyen", firstBearers: 300, lastBearers: 300);
        gate.Options = new() { CatchmentPopulation = 25_000 };
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Thao Nguyen", "DOB: 06/20/1990"));

        gate.Options = new() { CatchmentPopulation = 5_000_000 };
        Refused(ReviewReason.CommonName, "Patient: Thao Nguyen", "DOB: 06/20/1990");
    }

    /// <summary>A register larger than the town still does not know everybody.</summary>
    [Fact]
    public void A_common_name_needs_a_third_identifier_however_large_the_register_is()
    {
        gate.RegisteredPatients = 500_000;
        gate.Register("Thao", "Nguyen", firstBearers: 30_000, lastBearers: 40_000);

        Refused(ReviewReason.CommonName, "Patient: Thao Nguyen", "DOB: 06/20/1990");
    }

    [Theory]
    [InlineData("Patient: Victor Abbott Jr", "sr", ReviewReason.SuffixDiffers)]
    [InlineData("Patient: Abbott III, Victor", "jr", ReviewReason.SuffixDiffers)]
    public void Another_suffix_goes_to_review(string line, string registered, object reason)
    {
        gate.Register("Victor", "Abbott", suffix: registered);

        Refused((ReviewReason)reason, line, "DOB: 06/20/1990");
    }

    [Fact]
    public void Another_sex_goes_to_review()
    {
        gate.Elena();

        Refused(ReviewReason.SexDiffers, "Patient: Elena Rossi", "DOB: 06/20/1990", "Sex: M");
    }

    [Fact]
    public void What_a_merged_record_says_is_as_much_the_persons_and_what_none_says_still_contradicts()
    {
        var elena = gate.Merge(gate.Elena(), new MergedRecord("AC202660", new DateOnly(1990, 6, 2), "M"));

        Assert.Equal(elena.PatientId, Assert.IsType<FilingDecision.Auto>(gate.Decide("Laboratory Report", "Patient: Elena Rossi", "DOB: 06/02/1990", "Sex: M", "MRN: AC202660", "Glucose 92")).PatientId);
        Assert.Equal(elena.PatientId, Assert.IsType<FilingDecision.Auto>(gate.Decide("Laboratory Report", "Patient: Elena Rossi", "DOB: 06/20/1990", "Sex: F", "MRN: AC101550", "Glucose 92")).PatientId);
        Refused(ReviewReason.BirthDateDiffers, "Patient: Elena Rossi", "DOB: 07/02/1990", "Sex: M");
        Refused(ReviewReason.MrnDiffers, "Patient: Elena Rossi", "DOB: 06/02/1990", "MRN: AC303770");
    }

    [Fact]
    public void Another_middle_initial_goes_to_review()
    {
        gate.Elena();

        Refused(ReviewReason.MiddleNameDiffers, "Patient: Elena K Rossi", "DOB: 06/20/1990");
    }

    [Fact]
    public void An_mrn_of_this_clinics_form_that_is_not_hers_goes_to_review()
    {
        gate.Elena();

        Refused(ReviewReason.MrnDiffers, "Patient: Elena Rossi", "DOB: 06/20/1990", "MRN: AC777777");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", "MRN: 00482711"));
    }

    [Fact]
    public void A_member_id_of_somebody_else_goes_to_review_unless_that_person_is_the_labelled_subscriber()
    {
        gate.Elena();
        gate.Register("Marco", "Rossi", born: new(1961, 1, 5), memberId: "BCX813704265");

        Refused(ReviewReason.MemberIdOfAnother, "Patient: Elena Rossi", "DOB: 06/20/1990", "Member ID: BCX813704265");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", "Member ID: BCX813704265", "Subscriber: Marco Rossi"));
    }

    [Theory]
    [InlineData("DOB: 06/21/1990")]
    [InlineData("DOB: 06/20/1991")]
    [InlineData("DOB: 01/05/1961")]
    public void A_registered_name_with_another_birth_date_goes_to_review_with_the_person_ranked(string dob)
    {
        var elena = gate.Elena();

        var review = Refused(ReviewReason.BirthDateDiffers, "Patient: Elena M Rossi", dob, "MRN: AC101550", "Phone: (419) 555-0149", "Address: 12 Mill St, Ashford OH 43096");

        Assert.Equal(elena.PatientId, review.Ranked[0].PatientId);
    }

    [Fact]
    public void Somebody_not_registered_goes_to_review()
    {
        gate.Elena();

        Refused(ReviewReason.NotRegistered, "Patient: Deborah Bishop", "DOB: 06/04/1997");
    }

    [Fact]
    public void Two_birth_dates_in_the_patients_place_go_to_review()
    {
        gate.Elena();

        Refused(ReviewReason.TwoBirthDates, "Patient: Elena Rossi", "DOB: 06/20/1990", "Date of Birth: 06/20/1991");
    }

    [Theory]
    [InlineData("Patient: Paula Winter")]
    [InlineData("Patient: Rossi, Marco")]
    public void Two_patients_in_one_document_go_to_review(string second)
    {
        gate.Elena();

        Refused(ReviewReason.TwoNames, "Patient: Elena Rossi", "DOB: 06/20/1990", "Glucose 92", second);
    }

    [Fact]
    public void A_second_name_one_letter_off_is_a_misreading_only_where_it_was_read_badly_and_nobody_is_registered_so()
    {
        gate.Register("Joana", "Rossi");
        var clear = ReadPatientEvidence.From([PageTextBuilder.Page("Patient: Joana Rossi", "DOB: 06/20/1990", "Patient Name: Joann Rossi")], new(2025, 3, 17));
        var blurred = clear with { Names = [.. clear.Names.Select(n => n.Name.First == "Joann" ? n with { Place = n.Place with { Confidence = 60 } } : n)] };
        Assert.IsType<FilingDecision.Auto>(gate.Decide(blurred));
        Assert.Equal(ReviewReason.TwoNames, Assert.IsType<FilingDecision.Review>(gate.Decide(clear)).Reason);

        gate.Register("Joann", "Rossi", born: new(1971, 2, 3));
        Refused(ReviewReason.TwoNames, "Patient: Joana Rossi", "DOB: 06/20/1990", "Patient Name: Joann Rossi");
    }

    [Theory]
    [InlineData("Results were discussed with Marco Rossi by phone.")]
    [InlineData("Copy given to Rossi, Marco")]
    [InlineData("Sincerely, Marco T Rossi")]
    [InlineData("To: Marco Rossi")]
    [InlineData("cc: Marco Rossi")]
    [InlineData("Marco Rossi, Erie, PA 16501")]
    [InlineData("Marco Rossi, Bethesda, MD")]
    [InlineData("Lives with Marco Rossi, MD 20814")]
    [InlineData("Rossi   Marco   01/05/1961")]
    [InlineData("2   Marco   Rossi   W445566")]
    [InlineData("Dictated by Ann Orlov, MD on 03/01/2025 after the visit of Marco Rossi")]
    public void Somebody_else_registered_who_is_named_in_the_text_sends_it_to_review(string line)
    {
        gate.Elena();
        gate.Register("Marco", "Rossi", born: new(1961, 1, 5));

        Refused(ReviewReason.AnotherPersonNamed, "Patient: Elena Rossi", "DOB: 06/20/1990", line);
    }

    [Theory]
    [InlineData("Guarantor: Marco Rossi")]
    [InlineData("Spouse: Marco Rossi")]
    [InlineData("Subscriber: Rossi, Marco")]
    [InlineData("Ordering Provider: Marco Rossi, MD")]
    [InlineData("Marco Rossi, MD   Electronically signed")]
    [InlineData("Seen by Dr. Marco Rossi today")]
    [InlineData("Marco Rossi, Jr., MD")]
    [InlineData("Marco Rossi, MD, FACP")]
    [InlineData("Electronically signed by Marco Rossi, PA on 03/01/2025")]
    public void Somebody_else_registered_in_a_labelled_role_does_not_stand_in_the_way(string line)
    {
        gate.Elena();
        gate.Register("Marco", "Rossi", born: new(1961, 1, 5));

        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", line));
    }

    [Fact]
    public void The_patients_own_name_in_the_text_is_not_somebody_else_even_when_a_namesake_is_registered()
    {
        gate.Elena();
        gate.Register("Elena", "Rossi", born: new(1948, 11, 2));

        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990", "Sincerely, Elena Rossi"));
    }

    [Theory]
    [InlineData("Elena", "Rossi", 1990, 6, 21)]
    [InlineData("Elena", "Rossi", 1990, 9, 20)]
    [InlineData("Elena", "Rossi", 1961, 1, 5)]
    [InlineData("Nina", "Rossi", 1990, 6, 20)]
    [InlineData("Elen", "Rossi", 1990, 6, 20)]
    public void Beside_a_look_alike_the_deciding_words_must_be_read_surely(string first, string last, int year, int month, int day)
    {
        gate.Elena();
        var sure = new PageTextBuilder().Confidence(92).Lines("Patient: Elena Rossi", "DOB: 06/20/1990", "Phone: (419) 555-0149").Build();
        var unsure = new PageTextBuilder().Confidence(92).Line("Patient: Elena Rossi").Confidence(60).Line("DOB: 06/20/1990").Confidence(92).Lines("Phone: (419) 555-0149", "Glucose 92 mg/dL fasting").Build();
        Assert.IsType<FilingDecision.Auto>(gate.Decide(unsure));

        gate.Register(first, last, born: new(year, month, day));
        Assert.IsType<FilingDecision.Auto>(gate.Decide(sure));
        Assert.Equal(ReviewReason.LookAlikePoorlyRead, Assert.IsType<FilingDecision.Review>(gate.Decide(unsure)).Reason);
    }

    [Fact]
    public void A_namesake_with_day_and_month_exchanged_needs_something_more_to_tell_the_two_apart()
    {
        gate.Register("Teresa", "Norwood", born: new(1987, 3, 9), phone: "4195550149");
        gate.Register("Teresa", "Norwood", born: new(1987, 9, 3), phone: "6145550110");

        Refused(ReviewReason.LookAlikeSwappedDate, "Patient: Teresa Norwood", "DOB: 03/09/1987");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Teresa Norwood", "DOB: 03/09/1987", "Phone: (419) 555-0149"));
        Refused(ReviewReason.LookAlikeNearDate, "Patient: Teresa Norwood", "DOB: March 9, 1987");
    }

    [Theory]
    [InlineData(1990, 6, 21)]
    [InlineData(1990, 8, 20)]
    [InlineData(1909, 6, 20)]
    public void A_namesake_whose_birth_date_is_one_slip_away_needs_something_more_to_tell_the_two_apart(int year, int month, int day)
    {
        gate.Elena();
        gate.Register("Elena", "Rossi", middle: "M", born: new(year, month, day), phone: "6145550110");

        Refused(ReviewReason.LookAlikeNearDate, "Patient: Elena M Rossi", "DOB: 06/20/1990");
        Refused(ReviewReason.LookAlikeNearDate, "Patient: Elena M Rossi", "DOB: 06/20/1990", "Phone: (614) 555-0110");
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena M Rossi", "DOB: 06/20/1990", "Phone: (419) 555-0149"));
    }

    [Theory]
    [InlineData("I am referring Elina Rossi for evaluation.", 95, true)]
    [InlineData("I am referring Elena Rossi for evaluation.", 95, false)]
    [InlineData("I am referring Elina Rossi for evaluation.", 60, false)]
    [InlineData("Signed by Elina Rossi, MD", 95, false)]
    public void A_name_very_like_the_patients_that_is_read_well_in_the_text_is_another_person(string line, float confidence, bool isAnother)
    {
        gate.Elena();
        var decision = gate.Decide(new PageTextBuilder().Lines("Patient: Elena Rossi", "DOB: 06/20/1990", "Hemoglobin 13.1 g/dL within the reference range").Confidence(confidence).Line(line).Build());

        Assert.Equal(isAnother ? ReviewReason.AnotherPersonNamed : null, (decision as FilingDecision.Review)?.Reason);
    }

    [Fact]
    public void A_page_read_badly_on_the_whole_is_looked_at_however_well_its_name_and_birth_date_were_read()
    {
        gate.Elena();
        PageText Read(float rest) => new PageTextBuilder().Lines("Patient: Elena Rossi", "DOB: 06/20/1990").Confidence(rest).Lines("Hemoglobin 13.1 g/dL within the reference range", "Platelets 230 within the reference range").Build();

        Assert.IsType<FilingDecision.Auto>(gate.Decide(Read(76)));
        Assert.Equal(ReviewReason.PoorlyRead, Assert.IsType<FilingDecision.Review>(gate.Decide(Read(60))).Reason);
    }

    [Fact]
    public void A_document_that_may_be_two_is_not_filed_by_machine()
    {
        gate.Elena();
        var evidence = ReadPatientEvidence.From([PageTextBuilder.Page("Patient: Elena Rossi", "DOB: 06/20/1990")], new DateOnly(2025, 3, 17));

        Assert.IsType<FilingDecision.Auto>(gate.Decide(evidence));
        Assert.Equal(ReviewReason.MayBeTwo, Assert.IsType<FilingDecision.Review>(gate.Decide(evidence with { MayBeTwo = true })).Reason);
    }

    [Fact]
    public void A_birth_date_with_two_possible_centuries_fits_whoever_is_registered_but_not_two()
    {
        gate.Register("Ada", "Quill", born: new(1915, 6, 20));
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Ada Quill", "DOB: 06/20/15"));

        gate.Register("Ada", "Quill", born: new(2015, 6, 20));
        Refused(ReviewReason.Ambiguous, "Patient: Ada Quill", "DOB: 06/20/15");
    }

    [Fact]
    public void Filing_pauses_when_the_register_is_stale_or_was_never_filled()
    {
        gate.Elena();
        gate.RefreshedAt = Gate.Now - gate.Options.RegisterMayBeOld - TimeSpan.FromMinutes(1);
        Refused(ReviewReason.RegisterPaused, "Patient: Elena Rossi", "DOB: 06/20/1990");

        gate.RefreshedAt = null;
        Refused(ReviewReason.RegisterPaused, "Patient: Elena Rossi", "DOB: 06/20/1990");

        gate.RefreshedAt = Gate.Now - gate.Options.RegisterMayBeOld + TimeSpan.FromMinutes(1);
        Assert.IsType<FilingDecision.Auto>(gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990"));
    }

    [Theory]
    [InlineData(DocumentType.JunkFax, 0.95, ReviewReason.Junk)]
    [InlineData(DocumentType.AboutNoPatient, 0.95, ReviewReason.AboutNoPatient)]
    [InlineData(DocumentType.Misdirected, 0.95, ReviewReason.Misdirected)]
    [InlineData(DocumentType.Unsure, 0.95, ReviewReason.UnsureType)]
    [InlineData(DocumentType.LabResult, 0.1, ReviewReason.UnsureType)]
    public void Junk_and_unsure_documents_are_never_filed(object type, double confidence, object reason)
    {
        gate.Elena();
        gate.Type = (DocumentType)type;
        gate.TypeConfidence = confidence;

        Refused((ReviewReason)reason, "Patient: Elena Rossi", "DOB: 06/20/1990");
    }

    [Fact]
    public void A_poorly_read_page_or_one_with_much_unread_ink_goes_to_review()
    {
        gate.Elena();
        var good = PageTextBuilder.Page("Patient: Elena Rossi", "DOB: 06/20/1990");

        Assert.IsType<FilingDecision.Auto>(gate.Decide(good));
        Assert.Equal(ReviewReason.PoorlyRead, Assert.IsType<FilingDecision.Review>(gate.Decide(good, good with { Number = 2, MeanConfidence = 35 })).Reason);
        Assert.Equal(ReviewReason.PoorlyRead, Assert.IsType<FilingDecision.Review>(gate.Decide(good with { UncoveredInk = 0.8 })).Reason);
    }

    [Fact]
    public void Stored_evidence_is_judged_again_when_somebody_is_registered_later()
    {
        gate.Elena();
        var read = ReadPatientEvidence.From([PageTextBuilder.Page("Patient: Elena Rossi", "DOB: 06/20/1990", "Copy to Marco Bianchi please")], new(2025, 3, 17));
        var stored = JsonSerializer.Deserialize<PatientEvidence>(JsonSerializer.Serialize(read))!;
        Assert.IsType<FilingDecision.Auto>(gate.Decide(stored));

        gate.Register("Marco", "Bianchi", born: new(1961, 1, 5));
        Assert.Equal(ReviewReason.AnotherPersonNamed, Assert.IsType<FilingDecision.Review>(gate.Decide(stored)).Reason);
    }

    [Fact]
    public void A_decision_survives_being_stored_as_json()
    {
        gate.Elena();
        var auto = gate.Decide("Patient: Elena Rossi", "DOB: 06/20/1990");
        var review = gate.Decide("Patient: Ellie Rossi", "DOB: 06/20/1990");

        foreach (var decision in new[] { auto, review })
        {
            var json = JsonSerializer.Serialize(decision);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<FilingDecision>(json)));
        }

        Assert.Contains("\"kind\":\"auto\"", JsonSerializer.Serialize(auto), StringComparison.Ordinal);
        Assert.Contains("NotRegistered", JsonSerializer.Serialize(gate.Decide("Patient: Zed Zimmer", "DOB: 06/20/1970")), StringComparison.Ordinal);
    }

    private FilingDecision.Review Refused(ReviewReason reason, params string[] lines)
    {
        var review = Assert.IsType<FilingDecision.Review>(gate.Decide(lines));
        Assert.Equal(reason, review.Reason);
        Assert.False(string.IsNullOrWhiteSpace(review.Words));
        return review;
    }
}
