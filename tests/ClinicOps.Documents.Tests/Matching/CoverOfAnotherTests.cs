using ClinicOps.Documents.Matching;
using Xunit;

namespace ClinicOps.Documents.Tests.Matching;

/// <summary>The cover sheet a document came with: it may not speak of somebody else.</summary>
public sealed class CoverOfAnotherTests
{
    private static readonly string[] ElenasReport = ["Final Laboratory Report", "Patient: Elena M Rossi", "DOB: 06/20/1990", "Glucose  92  70 - 99"];

    private readonly Gate gate = new();

    public CoverOfAnotherTests() => gate.Elena();

    [Theory]
    [InlineData("Re: Results")]
    [InlineData("Re: Patient documents")]
    [InlineData("Re: See attached")]
    [InlineData("Re: Knee MRI")]
    [InlineData("Re: Lab Results Enclosed")]
    [InlineData("Re: Elena Rossi")]
    [InlineData("Re: ROSSI, ELENA M")]
    [InlineData("Patient: E. Rossi")]
    [InlineData("Patient: Elena Rossi  MRN: AC101550")]
    public void A_cover_that_names_the_patient_or_nobody_holds_nothing_up(string line) =>
        Assert.IsType<FilingDecision.Auto>(With(line));

    [Theory]
    [InlineData("Re: Marco Winter")]
    [InlineData("Patient: Nobody Registered")]
    [InlineData("Patient: Elsa Rossi")]
    [InlineData("Regarding: Winter, Marco")]
    public void A_cover_that_names_somebody_else_sends_the_document_to_review(string line)
    {
        gate.Register("Marco", "Winter", born: new DateOnly(1961, 1, 5));

        Assert.Equal(ReviewReason.CoverNamesAnother, Assert.IsType<FilingDecision.Review>(With(line)).Reason);
    }

    [Fact]
    public void A_registered_person_anywhere_on_the_cover_counts()
    {
        gate.Register("Marco", "Winter", born: new DateOnly(1961, 1, 5));

        Assert.Equal(ReviewReason.CoverNamesAnother, Assert.IsType<FilingDecision.Review>(With("Comments: enclosed are the films of Marco Winter as discussed")).Reason);
    }

    [Theory]
    [InlineData("To: Marco Winter")]
    [InlineData("Attn: Marco Winter")]
    [InlineData("From: Marco Winter, MD")]
    [InlineData("Dr. Marco Winter asks for a call")]
    [InlineData("Referring provider: Marco Winter")]
    public void Who_sends_receives_or_treats_is_not_the_patient(string line)
    {
        gate.Register("Marco", "Winter", born: new DateOnly(1961, 1, 5));

        Assert.IsType<FilingDecision.Auto>(With(line));
    }

    [Fact]
    public void Another_MRN_of_our_form_on_the_cover_contradicts() =>
        Assert.Equal(ReviewReason.CoverNamesAnother, Assert.IsType<FilingDecision.Review>(With("Re: Elena Rossi  MRN: AC101999")).Reason);

    [Fact]
    public void The_name_of_a_twin_is_not_the_patients_however_alike()
    {
        gate.Register("Elina", "Rossi", middle: "T");

        Assert.Equal(ReviewReason.CoverNamesAnother, Assert.IsType<FilingDecision.Review>(With("Re: Elina Rossi", "Glucose  92  70 - 99  MRN: AC101550")).Reason);
    }

    private FilingDecision With(string coverLine, string lastLine = "MRN: AC101550")
    {
        gate.Cover = ["FACSIMILE", "To: Harbor Clinic", "From: Lakeside Radiology", "Fax: (614) 555-0142", "Pages: 3", coverLine, "CONFIDENTIAL"];
        return gate.Decide([.. ElenasReport, lastLine]);
    }
}
