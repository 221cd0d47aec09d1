using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Sorting;

public sealed class AddresseeTests
{
    private static readonly string[] Ours = ["Harbor Clinic", "Winter"];

    [Theory]
    [InlineData("To: Lakeside Orthopedics")]
    [InlineData("Attn: Dr. Kowalski")]
    [InlineData("From: Main Street Pharmacy      To: Paul Kowalski, MD")]
    [InlineData("Deliver to: Alder Creek Medical Group  Pages: 3")]
    public void What_is_addressed_by_name_to_another_practice_is_misdirected(string line) =>
        Assert.Equal(DocumentType.Misdirected, Addressee.OfAnother([Page("Fax", line, "Patient: Elena Rossi")], Ours)?.Type);

    [Theory]
    [InlineData("To: Harbor Clinic")]
    [InlineData("To: Harb0r Clinlc, Ashford")]
    [InlineData("To: Lakeside Orthopedics  Attn: Dr. Winter")]
    [InlineData("Attn: Medical Records")]
    [InlineData("Refer to: Lakeside Orthopedics")]
    [InlineData("Send results to Lakeside Orthopedics")]
    [InlineData("To:  From: Lakeside Radiology")]
    public void What_is_addressed_to_us_as_well_or_to_nobody_by_name_is_not(string line) =>
        Assert.Null(Addressee.OfAnother([Page("Fax", line, "Patient: Elena Rossi")], Ours));

    [Fact]
    public void A_clinic_that_did_not_say_how_it_is_called_is_addressed_by_every_name() =>
        Assert.Null(Addressee.OfAnother([Page("To: Lakeside Orthopedics")], []));
}
