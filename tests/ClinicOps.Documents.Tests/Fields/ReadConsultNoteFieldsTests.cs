using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Fields;

/// <summary>Who saw the patient, where and when, of consult notes on layouts and in wordings of our own.</summary>
public sealed class ReadConsultNoteFieldsTests
{
    private static readonly string[] Head = ["Lakeview Heart Center", "12 Harbor Street, Ashford, OH 43096", "Tel: (614) 555-0133 Fax: (614) 555-0134"];
    private static readonly string[] Patient = ["Patient: Elena Rossi     DOB: 06/20/1990"];

    [Theory]
    [InlineData("Cardiology", "Cardiology Consultation Note")]
    [InlineData("Cardiology", "CARDIOLOGIST CONSULT REPORT")]
    [InlineData("Orthopedic Surgery", "Orthopaedics Clinic Note")]
    [InlineData("Neurology", "Office Visit Note", "Specialty: Neurology")]
    [InlineData(null, "Consultation Note")]
    [InlineData(null, "Cardiology and Neurology Consultation Note")] // two are none
    public void The_title_or_a_label_says_the_specialty(string? specialty, params string[] title) =>
        Assert.Equal(specialty, Value("specialty", [.. Head, .. title, .. Patient, "Date of service: 03/20/2026"]));

    [Fact]
    public void A_specialty_that_the_note_only_speaks_of_is_not_its_own() =>
        Assert.Null(Value("specialty", [.. Head, "Consultation Note", .. Patient, "Plan", "Consider referral to neurology. The patient was seen by cardiology last year."]));

    [Theory]
    [InlineData("Ruth Quill, MD", "Provider: Ruth Quill, MD")]
    [InlineData("Ruth Quill, MD", "Seen by: Ruth Quill, MD     Date of visit: 03/20/2026")]
    [InlineData("Ruth Quill, MD", "Referring provider: Ana Maro, DO", "Consultant: Ruth Quill, MD")]
    [InlineData(null, "Referring provider: Ana Maro, DO")]
    public void Who_saw_the_patient_is_not_who_referred(string? provider, params string[] lines) =>
        Assert.Equal(provider, Value("rendering_provider", [.. Head, "Cardiology Consultation Note", .. Patient, .. lines]));

    [Theory]
    [InlineData("2026-03-20", "Date of Service: 03/20/2026")]
    [InlineData("2026-03-20", "Date of consultation: March 20, 2026")]
    [InlineData(null, "Follow up: 03/20/2026")]
    public void The_day_of_the_visit_is_read(string? day, string line) =>
        Assert.Equal(day, Value("seen_on", [.. Head, "Cardiology Consultation Note", .. Patient, line]));

    [Fact]
    public void The_practice_stands_at_the_head_and_a_title_there_is_none()
    {
        Assert.Equal("Lakeview Heart Center", Value("site", [.. Head, "Cardiology Consultation Note", .. Patient]));
        Assert.Null(Value("site", ["Cardiology Consultation Note", .. Patient]));
    }

    private static string? Value(string name, string[] lines) =>
        ReadFields.From(DocumentType.ConsultNote, [Page(lines)]).FirstOrDefault(f => f.Field.Code() == name)?.Read.Value;
}
