using ClinicOps.Documents.Matching;
using Xunit;

namespace ClinicOps.Documents.Tests.Matching;

public sealed class WrittenNamesTests
{
    [Theory]
    [InlineData("Osborne, Carlos J", "Carlos", "J", "Osborne", "", "")]
    [InlineData("Carlos J. Osborne", "Carlos", "J", "Osborne", "", "")]
    [InlineData("OSBORNE, CARLOS", "CARLOS", "", "OSBORNE", "", "")]
    [InlineData("Osborne Jr, Carlos J", "Carlos", "J", "Osborne", "jr", "")]
    [InlineData("Osborne, Carlos J, Sr.", "Carlos", "J", "Osborne", "sr", "")]
    [InlineData("Carlos Osborne, III", "Carlos", "", "Osborne", "iii", "")]
    [InlineData("Carlos Osborne Jr.", "Carlos", "", "Osborne", "jr", "")]
    [InlineData("Robert \"Bob\" Smith", "Robert", "", "Smith", "", "bob")]
    [InlineData("Smith, Robert (Bob)", "Robert", "", "Smith", "", "bob")]
    [InlineData("Mrs. Joan Carver-Kowalski", "Joan", "", "Carver-Kowalski", "", "")]
    [InlineData("D'Angelo, Renée", "Renée", "", "D'Angelo", "", "")]
    [InlineData("Maria de la Cruz", "Maria", "", "de la Cruz", "", "")]
    [InlineData("SMITH JOHN A", "JOHN", "A", "SMITH", "", "")]
    [InlineData("L. Sutter", "L", "", "Sutter", "", "")]
    public void A_name_is_taken_apart(string text, string first, string middle, string last, string suffix, string nickname)
    {
        var name = WrittenNames.Parse(text);

        Assert.Equal((first, middle, last, suffix, nickname), (name!.First, name.Middle, name.Last, name.Suffix, name.Nickname));
    }

    [Theory]
    [InlineData("Osborne")]
    [InlineData("Osborne,")]
    [InlineData("")]
    [InlineData("J. K.")]
    public void One_word_is_no_name(string text) => Assert.Null(WrittenNames.Parse(text));
}
