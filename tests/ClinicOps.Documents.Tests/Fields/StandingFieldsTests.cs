using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Sorting;
using Xunit;

namespace ClinicOps.Documents.Tests.Fields;

/// <summary>What people said of fields, over what was read; and what can be typed of one.</summary>
public sealed class StandingFieldsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_persons_word_stands_over_the_reading_that_it_was_said_of_and_over_later_ones()
    {
        var said = Said("auth_number", "", "PA-77120");

        Assert.Equal(["auth_number PA-77120 of PA-7712O"], Of([Read("auth_number", "PA-7712O")], [said]));
        Assert.Equal(["auth_number PA-77120 of FAX-1"], Of([Read("auth_number", "FAX-1")], [said]));
        Assert.Equal(["auth_number PA-77120 of nothing"], Of([], [said]));
    }

    [Fact]
    public void What_is_not_on_the_page_stands_as_that_and_what_was_undone_counts_for_nothing()
    {
        var absent = Said("valid_to", "", null);

        Assert.Equal(["valid_to - of 2026-03-14"], Of([Read("valid_to", "2026-03-14")], [absent]));
        Assert.Equal(["valid_to 2026-03-14"], Of([Read("valid_to", "2026-03-14")], [absent, Undone(absent)]));
        Assert.Equal(["valid_to 2026-04-01 of 2026-03-14"], Of([Read("valid_to", "2026-03-14")], [Said("valid_to", "", "2026-04-01"), absent, Undone(absent)]));
    }

    [Fact]
    public void Of_several_codes_the_corrected_one_stays_the_one_it_was_and_is_not_read_twice()
    {
        var said = Said("code", "72148", "72149");

        Assert.Equal(["code 72149 of 72148", "code 73721"], Of([Read("code", "72148"), Read("code", "73721")], [said]));
        Assert.Equal(["code 73721", "code 72149 of nothing"], Of([Read("code", "72149"), Read("code", "73721")], [said]));
    }

    [Fact]
    public void What_the_type_has_no_field_for_rests_until_the_document_is_of_a_type_that_has_it()
    {
        var said = Said("peer_to_peer_by", "", "2026-03-14");

        Assert.Empty(StandingFields.Of(DocumentType.Referral, [], [said]));
        Assert.Single(StandingFields.Of(DocumentType.PriorAuthDecision, [], [said]));
    }

    [Theory]
    [InlineData("valid_from", "3/14/26", "2026-03-14", null)]
    [InlineData("valid_from", "March 14, 2026", "2026-03-14", null)]
    [InlineData("valid_from", "2/30/2026", null, null)]
    [InlineData("valid_from", "soon", null, null)]
    [InlineData("appeal_by", "14 days from 3/1/2026", null, null)]
    [InlineData("units", "12", "12", null)]
    [InlineData("units", "1,200 Visits", "1200", "visits")]
    [InlineData("units", "twelve", null, null)]
    [InlineData("units", "12 apples", null, null)]
    [InlineData("units", "-3", null, null)]
    [InlineData("quantity", "30 tablets", "30", "tablets")]
    [InlineData("co_pay", "$25.00 specialist visit", "25", "specialist visit")]
    [InlineData("co_pay", "25.505", null, null)]
    [InlineData("code", "j1234", "J1234", null)]
    [InlineData("code", "7214", null, null)]
    [InlineData("icd10", "m5416", "M54.16", null)]
    [InlineData("icd10", "back pain", null, null)]
    [InlineData("outcome", "denied", "denied", null)]
    [InlineData("outcome", "maybe", null, null)]
    [InlineData("auth_number", "???", null, null)]
    [InlineData("reason", "not medically necessary", "not medically necessary", null)]
    [InlineData("reason", "a\0b", null, null)]
    public void What_is_typed_is_stored_as_a_reading_would_be_or_refused(string name, string text, string? value, string? qualifier)
    {
        var typed = TypedField.Of(DocumentFieldNames.FromCode(name)!.Value, text);

        Assert.Equal((value, qualifier), (typed?.Value, typed?.Qualifier));
    }

    [Fact]
    public void What_a_field_shows_to_be_typed_over_is_understood_when_it_is_typed()
    {
        foreach (var type in Enum.GetValues<DocumentType>())
        {
            foreach (var field in FieldForm.FieldsOf(type))
            {
                var (value, qualifier) = field.Kind() switch
                {
                    FieldKind.Day => ("2026-03-14", null),
                    FieldKind.Choice => (TypedField.Choices(field)[0], null),
                    FieldKind.Amount => ("25.50", field == DocumentField.CoPay ? "urgent care" : null),
                    FieldKind.Count => ("12", "visits"),
                    FieldKind.Code => ("72148", null),
                    FieldKind.Icd10 => ("M54.16", null),
                    _ => ("PA-1", (string?)null),
                };

                Assert.Equal(new TypedField(value, qualifier), TypedField.Of(field, TypedField.Shown(new(field, "", qualifier, value, null, null))));
                Assert.NotEqual(field.Code(), FieldWording.LabelOf(field.Code(), null));
                Assert.EndsWith(".", FieldsForm.HintOf(field), StringComparison.Ordinal);
            }
        }
    }

    private static IEnumerable<string> Of(IReadOnlyList<DocumentValue> read, IReadOnlyList<FieldCorrection> said) =>
        StandingFields.Of(DocumentType.PriorAuthDecision, read, said).Select(f => $"{f.Field.Code()} {f.Value ?? "-"}{(f.Said is null ? "" : $" of {f.Read?.Value ?? "nothing"}")}");

    private static DocumentValue Read(string name, string value) => new()
    {
        Id = Guid.CreateVersion7(),
        DocumentId = Guid.Empty,
        Name = name,
        Value = value,
        AsWritten = value,
        Page = 1,
        X = 1,
        Y = 1,
        Width = 1,
        Height = 1,
        Confidence = 90,
        Rule = "test",
        RuleVersion = 1,
        At = Noon,
    };

    private int said;

    private FieldCorrection Said(string name, string which, string? value) => new()
    {
        Id = Guid.CreateVersion7(),
        PageId = Guid.Empty,
        Name = name,
        Which = which,
        Value = value,
        Step = Guid.Empty,
        At = Noon.AddMinutes(++said),
        By = Guid.Empty,
    };

    private FieldCorrection Undone(FieldCorrection of) => new()
    {
        Id = Guid.CreateVersion7(),
        PageId = Guid.Empty,
        Name = of.Name,
        Which = of.Which,
        Step = Guid.Empty,
        Undoes = of.Id,
        At = Noon.AddMinutes(++said),
        By = Guid.Empty,
    };
}
