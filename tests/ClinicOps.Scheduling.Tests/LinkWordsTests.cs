using ClinicOps.Intake.Contracts;
using ClinicOps.Scheduling.Links;
using Xunit;

namespace ClinicOps.Scheduling.Tests;

public sealed class LinkWordsTests
{
    [Theory]
    [InlineData("es", true)]
    [InlineData("es-MX", true)]
    [InlineData("Spanish", true)]
    [InlineData("Español (México)", true)]
    [InlineData("Estonian", false)]
    [InlineData("English, Spanish", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Who_is_registered_with_Spanish_first_however_it_is_written_is_spoken_to_in_it(string? language, bool isSpanish) =>
        Assert.Equal(isSpanish, ReaderLanguage.IsSpanish(language));

    [Fact]
    public void Nothing_is_left_in_English_on_the_Spanish_page() =>
        Assert.All(
            typeof(LinkWords).GetProperties().Where(words => words.PropertyType == typeof(string)),
            words => Assert.NotEqual(words.GetValue(LinkWords.English), words.GetValue(LinkWords.Spanish)));
}
