using ClinicOps.Intake.Areas.Intake.Pages;
using ClinicOps.Intake.Ledger;
using Xunit;

namespace ClinicOps.Intake.Tests.Ledger;

public sealed class CountFormTests
{
    [Fact]
    public void Pieces_are_counted_and_a_total_that_says_something_else_is_asked_about()
    {
        var form = new CountForm { ShownCash = 13_000, Pieces = new() { ["2000"] = 6, ["500"] = 2, ["25"] = null } };
        Assert.Equal((13_000, "2000:6 500:2"), (form.Count()!.Counted.Cash, form.Count()!.Denominations));

        form.Cash = "129.00";
        Assert.Null(form.Count());
        Assert.Equal("The pieces come to $130.00, and the total says $129.00. Type one of them.", form.Problem);
    }

    [Theory]
    [InlineData(null, null, "Count the cash: type how many there are of each, or the total.")]
    [InlineData("100", null, "Type what the card terminal's total says.")]
    [InlineData("100", "-5.00", null)]
    public void What_the_ledger_expects_is_to_be_counted(string? cash, string? card, string? problem)
    {
        var form = new CountForm { ShownCash = 10_000, ShownCard = -500, Cash = cash, Card = card };

        var count = form.Count();

        Assert.Equal(problem, form.Problem);
        Assert.Equal(problem is null ? new ByMethod(10_000, 0, -500, 0) : null, count?.Counted);
    }

    [Fact]
    public void A_difference_is_said_for_each_way_of_paying() =>
        Assert.Equal("Cash: $1.00 is missing. Card: $2.50 is too much.", CountForm.Difference(new ByMethod(900, 0, 1250, 0), new ByMethod(1000, 0, 1000, 0)));
}
