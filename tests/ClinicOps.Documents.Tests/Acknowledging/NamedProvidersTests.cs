using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Tests.Matching;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Xunit;

namespace ClinicOps.Documents.Tests.Acknowledging;

/// <summary>Whom of the clinic's people a page names as the one to see it, and how long there is.</summary>
public sealed class NamedProvidersTests
{
    private static readonly IReadOnlyList<Colleague> Clinic =
        [Who("Dr. Amara Okafor, MD"), Who("Ana Ruiz"), Who("José de la Cruz, NP"), Who("Mei Lindqvist"), Who("Paul Lindqvist, PA-C")];

    [Theory]
    [InlineData("Ordering Provider: Amara Okafor, MD", "Dr. Amara Okafor, MD", NamedBecause.Ordered)]
    [InlineData("Ordered by: OKAFOR, AMARA", "Dr. Amara Okafor, MD", NamedBecause.Ordered)]
    [InlineData("Ordering Physician: A. Okafor MD", "Dr. Amara Okafor, MD", NamedBecause.Ordered)]
    [InlineData("Requested by Dr. Okafor", "Dr. Amara Okafor, MD", NamedBecause.Ordered)]
    [InlineData("Attn: Ana Ruiz", "Ana Ruiz", NamedBecause.Attention)]
    [InlineData("cc: Jose de la Cruz NP", "José de la Cruz, NP", NamedBecause.CopyTo)]
    [InlineData("PCP: Mei Lindqvist", "Mei Lindqvist", NamedBecause.PrimaryCare)]
    public void Who_is_named_at_a_label_has_it(string line, string name, string because)
    {
        var (colleague, why) = Assert.Single(On(line));

        Assert.Equal((name, because), (colleague.Name, why));
    }

    [Theory]
    [InlineData("Amara Okafor saw the patient last year")]
    [InlineData("Ordering Provider: Bela Okafor, MD")]
    [InlineData("Ordering Provider: B. Okafor")]
    [InlineData("Ordering Provider: Dr. Lindqvist")]
    [InlineData("Attn: Records Ruiz Street")]
    [InlineData("cc: Medical records")]
    public void A_name_without_a_label_or_that_may_be_another_names_nobody(string line) => Assert.Empty(On(line));

    [Fact]
    public void Who_ordered_comes_before_who_gets_a_copy() =>
        Assert.Equal(["Ana Ruiz", "Dr. Amara Okafor, MD"], On("cc: Amara Okafor", "Patient: Elena Rossi", "Ordering Provider: Ana Ruiz").Select(named => named.Colleague.Name));

    [Theory]
    [InlineData("2026-03-02T14:00Z", 48, "2026-03-04T14:00Z")]
    [InlineData("2026-03-06T22:00Z", 24, "2026-03-09T21:00Z")] // Friday evening to Monday; the clocks go forward on that Sunday
    [InlineData("2026-03-07T15:00Z", 2, "2026-03-09T06:00Z")] // a Saturday counts from Monday's beginning
    [InlineData("2026-07-02T14:00Z", 48, "2026-07-07T14:00Z")] // Thursday to Tuesday: the Friday is a holiday of the clinic's
    [InlineData("2026-07-03T14:00Z", 2, "2026-07-06T06:00Z")]
    [InlineData("2026-09-04T14:00Z", 24, "2026-09-07T14:00Z")] // of another location it gives time here
    public void Saturdays_Sundays_and_holidays_give_no_time(string from, int hours, string due)
    {
        var holidays = new Holidays([new ClosedDay(new DateOnly(2026, 7, 3), null, "Independence Day"), new ClosedDay(new DateOnly(2026, 9, 7), Guid.NewGuid(), "Fair")], ClinicOps.Testing.TestOrganization.Harbor.Id);
        Assert.Equal(At(due), WorkingTime.After(At(from), TimeSpan.FromHours(hours), ClinicOps.Testing.TestOrganization.Harbor, holidays));
    }

    [Fact]
    public void Covers_are_followed_to_who_is_there_and_a_circle_covers_nobody()
    {
        var (a, b, c) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        Assert.Equal(c, Covers.CoverOf(a, new Dictionary<Guid, Guid> { [a] = b, [b] = c }));
        Assert.Null(Covers.CoverOf(a, new Dictionary<Guid, Guid> { [a] = b, [b] = a }));
        Assert.Null(Covers.CoverOf(c, new Dictionary<Guid, Guid> { [a] = b }));
    }

    private static IReadOnlyList<(Colleague Colleague, string Because)> On(params string[] lines) => NamedProviders.On([PageTextBuilder.Page(1, lines)], Clinic);

    private static Colleague Who(string name) => new(Guid.CreateVersion7(), name, [], [], new HashSet<string>());

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
