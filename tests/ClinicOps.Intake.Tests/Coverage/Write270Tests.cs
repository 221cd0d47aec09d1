using ClinicOps.Intake.Coverage.X12;
using Xunit;

namespace ClinicOps.Intake.Tests.Coverage;

public sealed class Write270Tests
{
    private static readonly Question270 Asked = new()
    {
        SenderId = "CLINIC7",
        ReceiverId = "HOUSE1",
        PayerName = "Lake Mutual",
        PayerId = "lake1",
        ProviderName = "Two Rivers Clinic",
        ProviderNpi = "2999999992",
        Subscriber = new Person270("Novak", "Jana", "", "", "M 100", new DateOnly(1980, 1, 2), "F"),
        On = new DateOnly(2026, 3, 9),
        ServiceTypes = ["30", "98"],
        TraceNumber = "TRACE1",
        ControlNumber = 77,
        At = new DateTimeOffset(2026, 3, 2, 14, 5, 0, TimeSpan.Zero),
    };

    [Fact]
    public void A_question_about_a_subscriber_is_what_another_reader_reads()
    {
        var written = Assert.IsType<Written270.Written>(Write270.Of(Asked));

        Assert.Empty(written.Notes);
        var read = Reader270.Read(written.Text);
        Assert.Equal(
            new Reader270.Question("CLINIC7", "HOUSE1", "000000077", "P", "LAKE MUTUAL", "LAKE1", "TWO RIVERS CLINIC", "2999999992", "NOVAK", "JANA", "M100", "19800102", "F", null, null, null, "TRACE1", "20260309", "30,98"),
            read);
    }

    [Fact]
    public void A_dependant_has_a_level_below_the_subscriber_and_is_who_is_asked_about()
    {
        var child = Asked with { Dependant = new Person270("Novak", "Petr", "", "Jr", "", new DateOnly(2015, 6, 7), "M", "19") };

        var read = Reader270.Read(Assert.IsType<Written270.Written>(Write270.Of(child)).Text);

        Assert.Equal(("NOVAK", "JANA", "PETR", "20150607", "19", "TRACE1", "20260309"), (read.SubscriberLast, read.SubscriberFirst, read.DependantFirst, read.DependantBorn, read.Relationship, read.Trace, read.On));
    }

    [Fact]
    public void The_shape_is_that_of_the_sample()
    {
        var sample = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Coverage", "Samples", "subscriber-health-benefit-check.270"));
        var written = Assert.IsType<Written270.Written>(Write270.Of(Asked with { ServiceTypes = ["30"] })).Text;

        Assert.Equal(Names(sample), Names(written));
        Assert.Equal(sample.Split('\n')[0].Length, written.Split('\n')[0].Length);

        static string Names(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..line.IndexOf('*', StringComparison.Ordinal)]));
    }

    [Theory]
    [InlineData("Núñez", "NUNEZ", "The last name is sent without its accents.")]
    [InlineData("O’Brien", "O'BRIEN", "The last name is sent without its accents.")]
    [InlineData("Weiß*Groß~", "WEISS GROSS", "The last name is sent without its accents.|The last name is sent without a sign that an X12 message cannot carry.")]
    [InlineData("van  der:Berg", "VAN DER BERG", "The last name is sent without a sign that an X12 message cannot carry.")]
    public void A_name_is_brought_to_what_X12_carries_and_that_is_noted(string last, string sent, string notes)
    {
        var written = Assert.IsType<Written270.Written>(Write270.Of(Asked with { Subscriber = Asked.Subscriber with { Last = last } }));

        Assert.Equal(sent, Reader270.Read(written.Text).SubscriberLast);
        Assert.Equal(notes.Split('|'), written.Notes);
    }

    [Theory]
    [InlineData("member", "M*1~00", "The member id has a sign that an X12 message cannot carry: write it as on the insurance card.")]
    [InlineData("member", "", "The member id is missing.")]
    [InlineData("last", "李", "The last name has letters that an X12 message cannot carry: write it in Latin letters as on the insurance card.")]
    [InlineData("last", "**", "The last name is missing.")]
    [InlineData("npi", "12", "The NPI the question is asked with is missing or has not ten digits.")]
    [InlineData("payer", "", "The payer id is missing.")]
    [InlineData("type", "30*1", "Ask for 1 to 20 kinds of service by their X12 codes, such as 30 or 98.")]
    [InlineData("sender", "A-SENDER-ID-TOO-LONG", "The clinic's id at the clearinghouse is longer than 15 characters.")]
    public void What_cannot_be_asked_is_refused_with_what_to_mend(string what, string value, string why)
    {
        var question = what switch
        {
            "member" => Asked with { Subscriber = Asked.Subscriber with { MemberId = value } },
            "last" => Asked with { Subscriber = Asked.Subscriber with { Last = value } },
            "npi" => Asked with { ProviderNpi = value },
            "payer" => Asked with { PayerId = value },
            "type" => Asked with { ServiceTypes = [value] },
            _ => Asked with { SenderId = value },
        };

        Assert.Equal(why, Assert.IsType<Written270.Refused>(Write270.Of(question)).Why);
    }
}
