using ClinicOps.Intake.Ledger;
using Xunit;

namespace ClinicOps.Intake.Tests.Ledger;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("30", 3000)]
    [InlineData("$1,030.50", 103050)]
    [InlineData(" 0.05 ", 5)]
    [InlineData("0", 0)]
    [InlineData("30.005", null)]
    [InlineData("-5", null)]
    [InlineData("20000.01", null)]
    [InlineData("99999999999999999999999999", null)]
    [InlineData("thirty", null)]
    [InlineData("30,00", null)]
    [InlineData("30,5", null)]
    [InlineData("1,03,000", null)]
    [InlineData("30.", 3000)]
    [InlineData(".5", 50)]
    [InlineData(".", null)]
    [InlineData("", null)]
    public void An_amount_is_cents_or_nothing(string typed, int? cents) => Assert.Equal(cents, Money.Parse(typed));

    [Fact]
    public void What_is_counted_at_the_end_of_a_day_may_be_more_than_one_payment() => Assert.Equal(2_400_000, Money.Parse("24,000.00", Money.MostCounted));

    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("4111 1111 1111 1111", true)]
    [InlineData("card 4111-1111-1111-1111, thanks", true)]
    [InlineData("3782 822463 10005", true)] // fifteen digits
    [InlineData("４１１１１１１１１１１１１１１１", true)] // typed with full width
    [InlineData("ref 12 4111111111111111", true)] // after another number
    [InlineData("4111111111111112", false)] // the check digit is wrong
    [InlineData("TX-20260302-0017", false)]
    [InlineData("1111", false)]
    [InlineData("0000000000000000", false)]
    [InlineData("(207) 555-0110", false)]
    public void What_looks_like_a_card_number_is_known(string text, bool looks) => Assert.Equal(looks, Money.LooksLikeCardNumber(text));
}
