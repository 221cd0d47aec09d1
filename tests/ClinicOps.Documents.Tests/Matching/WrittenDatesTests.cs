using ClinicOps.Documents.Matching;
using Xunit;

namespace ClinicOps.Documents.Tests.Matching;

public sealed class WrittenDatesTests
{
    private static readonly DateOnly Today = new(2025, 3, 17);

    [Theory]
    [InlineData("06/20/1990", "1990-06-20")]
    [InlineData("6-20-90", "1990-06-20")]
    [InlineData("06.20.1990", "1990-06-20")]
    [InlineData("1990-06-20", "1990-06-20")]
    [InlineData("June 20, 1990", "1990-06-20")]
    [InlineData("Jun. 20th 1990", "1990-06-20")]
    [InlineData("20 June 1990", "1990-06-20")]
    [InlineData("20-JUN-1990", "1990-06-20")]
    [InlineData("06201990", "1990-06-20")]
    [InlineData("20/06/1990", "1990-06-20")]
    [InlineData("O6/2O/1990", "1990-06-20")]
    [InlineData("02/29/2024", "2024-02-29")]
    public void Every_usual_form_is_read(string text, string iso) =>
        Assert.Equal(DateOnly.Parse(iso, System.Globalization.CultureInfo.InvariantCulture), WrittenDates.Read(text, Today)?.Date);

    [Theory]
    [InlineData("02/30/1990")]
    [InlineData("13/13/1990")]
    [InlineData("614-555-0142")]
    [InlineData("no date")]
    [InlineData("\u0660\u0663/\u0660\u0669/\u0661\u0669\u0668\u0667")]
    [InlineData("\uff10\uff13/\uff10\uff19/\uff11\uff19\uff18\uff17")]
    public void What_is_no_date_is_not_read(string text) => Assert.Null(WrittenDates.Read(text, Today));

    [Fact]
    public void A_two_digit_year_never_lies_in_the_future_and_keeps_its_other_century()
    {
        var old = WrittenDates.Read("06/20/31", Today)!;
        var either = WrittenDates.Read("06/20/15", Today)!;

        Assert.Equal(new DateOnly(1931, 6, 20), old.Date);
        Assert.Empty(old.OtherReadings);
        Assert.Equal(new DateOnly(2015, 6, 20), either.Date);
        Assert.Equal([new DateOnly(1915, 6, 20)], either.OtherReadings);
    }

    [Fact]
    public void A_date_whose_day_and_month_could_be_exchanged_is_flagged()
    {
        Assert.True(WrittenDates.Read("03/09/1987", Today)!.DayAndMonthCouldSwap);
        Assert.False(WrittenDates.Read("03/19/1987", Today)!.DayAndMonthCouldSwap);
        Assert.False(WrittenDates.Read("March 9, 1987", Today)!.DayAndMonthCouldSwap);
        Assert.False(WrittenDates.Read("04/04/1987", Today)!.DayAndMonthCouldSwap);
    }

    [Fact]
    public void A_repaired_digit_is_flagged()
    {
        Assert.True(WrittenDates.Read("O6/20/1990", Today)!.Repaired);
        Assert.False(WrittenDates.Read("06/20/1990", Today)!.Repaired);
    }
}
