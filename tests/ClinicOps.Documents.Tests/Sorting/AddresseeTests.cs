using ClinicOps.Documents.Sorting;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
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

    private static readonly ClinicMarks Profile = ClinicMarks.Of(
        new OrganizationProfile("Two Rivers Specialty Care", ["Two Rivers Specialty Care", "12 Harbor Street, Portland, ME 04101"], [new(Guid.Empty, "Harbor", "America/New_York", "12 Harbor Street, Portland, ME 04101", "(207) 555-0110", "(207) 555-0111")]),
        [new ProviderSummary("Amara Okafor", "2234567893")],
        [new Colleague(Guid.Empty, "Ana Ruiz", [], [], new HashSet<string>())]);

    [Theory]
    [InlineData("To: Dr. Kowalski, Lakeside Orthopedics Group")]
    [InlineData("To: Lakeside Family Clinic        Fax: (614) 555-0199")]
    [InlineData("Attn: Paul Kowalski, MD")]
    public void By_its_profile_the_clinic_knows_what_is_addressed_to_another(string line) =>
        Assert.NotNull(Addressee.OfAnother([Page("Fax", line)], [Page("Fax", line, "Patient: Elena Rossi")], Profile));

    [Theory]
    [InlineData("To: Two Rivers Clinic")]
    [InlineData("To: Lakeside Clinic", "cc: Amara Okafor, MD")]
    [InlineData("To: Lakeside Clinic", "Fax: 207-555-0111")]
    [InlineData("To: Lakeside Clinic", "NPI 2234567893")]
    [InlineData("To: Lakeside Clinic", "12 Harbor St, Portland, ME")]
    [InlineData("To: Dr. B. Okafor")]
    [InlineData("Attn: Ana Ruiz, Lakeside Clinic")]
    [InlineData("To: Harbor Clinic")]
    [InlineData("Attn: Medical Records")]
    public void Whatever_of_its_profile_stands_anywhere_on_a_paper_makes_it_the_clinics(params string[] lines) =>
        Assert.Null(Addressee.OfAnother([Page(lines)], [Page(lines), Page(2, "Patient: Elena Rossi")], Profile));

    [Fact]
    public void A_clinic_that_did_not_say_how_it_is_called_is_addressed_by_every_name() =>
        Assert.Null(Addressee.OfAnother([Page("To: Lakeside Orthopedics")], []));
}
