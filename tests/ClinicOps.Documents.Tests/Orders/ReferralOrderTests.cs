using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Orders;

public sealed class ReferralOrderTests
{
    [Theory]
    [InlineData("Cardiology", "Referred to: Lakeside Cardiology Associates")]
    [InlineData("Nephrology", "Specialty: Nephrology")]
    [InlineData("Neurology", "Referral to: Harbor Medical Group - Neurology")]
    [InlineData("Dermatology", "[ ] Cardiology  [X] Dermatology|[ ] Neurology  [ ] Urology")]
    [InlineData("Otolaryngology", "Dear colleague, kindly see this patient in your ENT clinic for hearing loss.")]
    [InlineData("Gastroenterology", "Thank you for seeing this pleasant patient in|Gastroenterology for reflux (K21.9).")]
    [InlineData("Rheumatology", "Specialty      Reason       ICD-10   Priority|Rheumatology   Joint pain   M25.50   Urgent")]
    public void A_referral_asks_for_one_specialty(string specialty, string lines)
    {
        var order = Assert.Single(Read(lines));

        Assert.Equal(("referral", $"{specialty} consultation"), (order.Kind, order.Description.Value));
    }

    [Fact]
    public void A_menu_of_specialties_without_a_readable_tick_asks_for_none() =>
        Assert.Empty(Read("Specialty requested|CJ Cardiology  LJ Dermatology|CJ Neurology  OJ Urology"));

    [Fact]
    public void Reason_urgency_and_referrer_are_read()
    {
        var order = Assert.Single(Read("Specialty: Neurology|Reason for referral: Recurrent migraine|ICD-10: G43.909|Priority: Urgent"));

        Assert.Equal(
            ("G43.909", "Recurrent migraine", "urgent", "Paul Winter, MD", "2025-03-04"),
            (order.Icd10?.Value, order.Diagnosis?.Value, order.Urgency?.Value, order.OrderingProvider?.Value, order.OrderedOn?.Value));
    }

    private static IReadOnlyList<OrderRead> Read(string lines) => TranscribeOrders.From(DocumentType.Referral,
    [
        Page(["Harbor Clinic", "9 Dock Rd, Ashford, OH 43096", "Outpatient Referral", "Patient: Elena Rossi", "DOB: 06/20/1990", .. lines.Split('|'),
            "Referring Provider: Paul Winter, MD", "Referral Date: 03/04/2025", "Electronically signed by Paul Winter, MD"]),
    ]);
}
