using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;
using Xunit;
using static ClinicOps.Documents.Tests.Matching.PageTextBuilder;

namespace ClinicOps.Documents.Tests.Orders;

/// <summary>What somebody crossed out on the paper is no order and no value any more, and is shown to a person all the same.</summary>
public sealed class StruckOutOrdersTests
{
    private static readonly OrderSetting Setting = new(new DateOnly(2025, 3, 10), ["Harbor Clinic"]);

    private static readonly string[] Head = ["Lakeview Family Medicine", "Imaging Order", "Patient: Elena Rossi", "DOB: 06/20/1990"];

    private static readonly string[] Foot = ["Ordering Provider: Paul Winter, MD", "Order Date: 03/04/2025", "Electronically signed by Paul Winter, MD"];

    [Fact]
    public void A_ticked_line_that_is_crossed_out_is_shown_so_and_the_others_are_work() =>
        Assert.Equal(
            ["70551 ready", "73721 struck_out"],
            States(Struck("MRI knee without", [.. Head, "[X] MRI brain without contrast (70551)", "[X] MRI knee without contrast (73721)", "[ ] CT head without contrast (70450)", .. Foot])));

    [Theory]
    [InlineData("with contrast")]
    [InlineData("70552")]
    [InlineData("MRI brain with contrast (70552)")]
    public void An_order_of_which_any_word_is_crossed_out_is_no_work(string crossedOut) =>
        Assert.Equal(["70552 struck_out"], States(Struck(crossedOut, [.. Head, "Exam: MRI brain with contrast (70552)", .. Foot])));

    [Fact]
    public void What_is_crossed_out_and_written_anew_is_shown_beside_what_stands() =>
        Assert.Equal(
            ["70551 struck_out", "70551 ready"],
            States(Struck("[X] MRI brain without contrast (70551)", [.. Head, "[X] MRI brain without contrast (70551)", "[X] MRI brain without contrast (70551)", .. Foot], onlyFirst: true)));

    [Fact]
    public void It_says_which_words_are_crossed_out_and_where()
    {
        var order = Assert.Single(TranscribeOrders.From(DocumentType.PhysicianOrder, [Struck("with contrast", [.. Head, "Exam: MRI brain with contrast (70552)", .. Foot])]));

        var read = order.Values.Single(value => value.Name == OrderValueName.StruckOut).Read;
        Assert.Equal("with contrast", read.AsWritten);
        Assert.True(read.Place is { Page: 1, Box.Width: > 0, Rule.Length: > 0 });
    }

    [Fact]
    public void A_referral_whose_specialty_is_crossed_out_goes_to_a_person() =>
        Assert.Equal(["struck_out"], TranscribeOrders.From(DocumentType.Referral, [Struck("Cardiology", ["Lakeview Family Medicine", "Referral", "Patient: Elena Rossi", "[X] Cardiology   [ ] Neurology", .. Foot])]).Select(StateOf));

    [Fact]
    public void A_decision_whose_tick_is_crossed_out_is_read_by_a_person_and_so_is_a_value()
    {
        string[] letter = ["Tidewater Health Plan", "Prior Authorization Decision", "Member: Elena Rossi", "[X] Approved   [ ] Denied", "Authorization number: PA-77120", "Service: MRI knee (73721)"];
        Assert.Equal(("approved", "PA-77120"), (Field("outcome", letter, "nothing"), Field("auth_number", letter, "nothing")));
        Assert.Equal((null, null), (Field("outcome", letter, "Approved"), Field("auth_number", letter, "PA-77120")));
    }

    [Theory]
    [InlineData("Rossi", 0)]
    [InlineData("06/20/1990", 0)]
    [InlineData("brain", 95)]
    public void A_paper_on_which_the_patient_is_crossed_out_is_never_read_well_enough_to_be_filed_by_machine(string crossedOut, float confidence) =>
        Assert.Equal(confidence, ReadPatientEvidence.From([Struck(crossedOut, [.. Head, "Exam: MRI brain with contrast (70552)", .. Foot])], new DateOnly(2025, 3, 10)).LeastPageConfidence);

    private static string? Field(string name, string[] lines, string crossedOut) =>
        ReadFields.From(DocumentType.PriorAuthDecision, [Struck(crossedOut, lines)]).FirstOrDefault(field => field.Field.Code() == name)?.Read.Value;

    private static IEnumerable<string> States(PageText page) => TranscribeOrders.From(DocumentType.PhysicianOrder, [page]).Select(order => $"{order.Code?.Value} {StateOf(order)}");

    private static string StateOf(OrderRead order) => DecideOrderState.Of(order.Values.ToDictionary(value => value.Name, value => value.Read.Value), Setting, new OrderOptions()).State;

    /// <summary>The page with the words of that text crossed out, wherever they stand side by side.</summary>
    private static PageText Struck(string text, string[] lines, bool onlyFirst = false)
    {
        var page = Page(lines);
        var wanted = text.Split(' ');
        var words = page.Words.ToList();
        for (var i = 0; i + wanted.Length <= words.Count; i++)
        {
            if (words.Skip(i).Take(wanted.Length).Select(word => word.Text.Trim('(', ')')).SequenceEqual(wanted.Select(word => word.Trim('(', ')'))))
            {
                for (var n = 0; n < wanted.Length; n++)
                {
                    words[i + n] = words[i + n] with { Struck = true };
                }

                if (onlyFirst)
                {
                    break;
                }
            }
        }

        return page with { Words = words };
    }
}
