using ClinicOps.Documents.Matching;
using ClinicOps.Intake.Contracts;
using Xunit;

namespace ClinicOps.Documents.Tests.Matching;

public sealed class RegisterContractTests
{
    [Theory]
    [InlineData("O'Brien", "obrien")]
    [InlineData("García-López", "garcialopez")]
    [InlineData("Thảo Nguyễn", "thaonguyen")]
    [InlineData("Đỗ", "do")]
    [InlineData("Müller", "muller")]
    [InlineData(null, "")]
    public void A_key_is_bare_letters(string? name, string key) => Assert.Equal(key, NameKeys.Key(name));

    [Fact]
    public void A_double_last_name_answers_to_its_parts_and_to_the_whole() =>
        Assert.Equal(["carverkowalski", "carver", "kowalski"], NameKeys.LastKeys("Carver-Kowalski"));

    [Theory]
    [InlineData("Robert", "r163")]
    [InlineData("Rupert", "r163")]
    [InlineData("Ashcraft", "a261")]
    [InlineData("Tymczak", "t522")]
    [InlineData("Pfister", "p236")]
    public void The_sound_is_soundex(string name, string sound) => Assert.Equal(sound, NameKeys.Sound(name));

    [Fact]
    public void A_suffix_is_taken_out_of_the_last_name()
    {
        Assert.Equal(("Abbott", "jr"), NameKeys.SplitSuffix("Abbott Jr."));
        Assert.Equal(("Abbott", "iii"), NameKeys.SplitSuffix("Abbott, III"));
        Assert.Equal(("Abbott", ""), NameKeys.SplitSuffix("Abbott"));
    }

    [Fact]
    public void Near_birth_dates_have_a_digit_off_or_parts_exchanged()
    {
        var date = new DateOnly(1987, 3, 9);

        Assert.True(BirthDates.AreNear(date, new(1987, 9, 3)));
        Assert.True(BirthDates.AreNear(date, new(1987, 3, 8)));
        Assert.True(BirthDates.AreNear(date, new(1978, 3, 9)));
        Assert.False(BirthDates.AreNear(date, date));
        Assert.False(BirthDates.AreNear(date, new(1961, 1, 5)));
    }

    [Fact]
    public void The_question_to_the_register_is_widened_by_nicknames_and_near_dates()
    {
        var evidence = ReadPatientEvidence.From([PageTextBuilder.Page("Patient: Bob Garcia-Lopez", "DOB: 03/09/1987", "Phone: (419) 555-0149", "Member ID: SCX-129-984556")], new(2025, 3, 17));

        var query = AskRegister.Query(evidence);

        Assert.Contains(new NamePair("robert", "garcialopez"), query.Names);
        Assert.Contains(new NamePair("bob", "lopez"), query.Names);
        Assert.Contains(new DateOnly(1987, 9, 3), query.NearBirthDates);
        Assert.DoesNotContain(new DateOnly(1987, 3, 9), query.NearBirthDates);
        Assert.Equal(["4195550149"], query.Phones);
        Assert.Equal(["SCX129984556"], query.MemberIds);
    }
}
