using ClinicOps.Documents.Matching;
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

    private void Refused(ReviewReason reason, params string[] lines) => Assert.Equal(reason, Assert.IsType<FilingDecision.Review>(gate.Decide(lines)).Reason);
}
