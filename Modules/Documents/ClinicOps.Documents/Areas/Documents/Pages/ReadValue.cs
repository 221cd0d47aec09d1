using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One value as it was read, for a line beside the page.</summary>
/// <param name="Place">Null for what a person wrote.</param>
/// <param name="Source">Who says so: "machine", "corrected" or "confirmed".</param>
internal sealed record ReadValue(string Label, string Text, Place? Place, string Source = "machine")
{
    /// <summary>What the document says about whom it concerns, in the order a person compares it.</summary>
    public static IReadOnlyList<ReadValue> Of(PatientEvidence evidence) =>
    [
        .. evidence.Names.Select(name => new ReadValue("Name", name.Name.Text, name.Place)),
        .. evidence.BirthDates.Select(date => new ReadValue("Birth date", Wording.Of(date.Date), date.Place)),
        .. evidence.Sexes.Select(sex => new ReadValue("Sex", sex.Value, sex.Place)),
        .. evidence.Mrns.Select(mrn => new ReadValue("MRN", mrn.Value, mrn.Place)),
        .. evidence.MemberIds.Select(id => new ReadValue("Member id", id.Value, id.Place)),
        .. evidence.Phones.Select(phone => new ReadValue("Phone", Wording.Phone(phone.Value), phone.Place)),
        .. evidence.Addresses.Select(address => new ReadValue("Address", address.Value, address.Place)),
        .. evidence.OtherPeople.Select(other => new ReadValue(Capital(other.Role), other.Name.Name.Text, other.Name.Place)),
    ];

    /// <summary>The words that spoke strongest for the type.</summary>
    public static IReadOnlyList<ReadValue> Of(IReadOnlyList<TypeEvidence> evidence) =>
    [
        .. evidence.OrderByDescending(words => words.Weight).Take(3).Select(words => new ReadValue(
            "Because of", words.Words, new Place(words.Page, words.Box, 100, words.InTitle ? "words of a title" : "words of the text"))),
    ];

    /// <summary>The values of an order that stand: those that no newer one supersedes.</summary>
    public static IReadOnlyList<ReadValue> Of(IReadOnlyList<OrderValue> values)
    {
        var superseded = values.Select(value => value.Supersedes).OfType<Guid>().ToHashSet();
        return
        [
            .. values
                .Where(value => !superseded.Contains(value.Id) && value.Value is not null && OrderLabels.ContainsKey(value.Name))
                .OrderBy(value => OrderLabels.Keys.ToList().IndexOf(value.Name))
                .Select(value => new ReadValue(OrderLabels[value.Name], Shown(value), PlaceOf(value), value.Source)),
        ];
    }

    /// <summary>The fields of a document of the latest reading.</summary>
    public static IReadOnlyList<ReadValue> Of(IReadOnlyList<DocumentValue> values) =>
    [
        .. values.Select(value => new ReadValue(
            FieldWording.LabelOf(value.Name, value.Qualifier),
            FieldWording.Shown(value.Name, value.Qualifier, DateOnly.TryParseExact(value.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? Wording.Of(date) : value.Value),
            new Place(value.Page, new Box(value.X, value.Y, value.Width, value.Height), value.Confidence, value.Rule))),
    ];

    /// <summary>Why an order is in its state, at its place.</summary>
    public static ReadValue? Why(IReadOnlyList<OrderValue> values) =>
        values.Find(OrderValueName.State) is { } state ? new("State", state.AsWritten ?? "Said by hand.", PlaceOf(state), state.Source) : null;

    public static string LabelOf(string name) => OrderLabels.GetValueOrDefault(name, name);

    private static readonly Dictionary<string, string> OrderLabels = new(StringComparer.Ordinal)
    {
        [OrderValueName.Description] = "Ordered",
        [OrderValueName.Code] = "Code",
        [OrderValueName.Diagnosis] = "Diagnosis",
        [OrderValueName.Icd10] = "ICD-10",
        [OrderValueName.Urgency] = "Urgency",
        [OrderValueName.Laterality] = "Side",
        [OrderValueName.Due] = "Due",
        [OrderValueName.OrderingProvider] = "Ordered by",
        [OrderValueName.Npi] = "NPI",
        [OrderValueName.OrderedOn] = "Ordered on",
        [OrderValueName.Signature] = "Signed",
        [OrderValueName.Repeats] = "Repeat",
        [OrderValueName.ValidUntil] = "Until",
        [OrderValueName.PerformAt] = "Where",
        [OrderValueName.Cancelled] = "Cancelled",
        [OrderValueName.Elsewhere] = "For others",
    };

    private static string Shown(OrderValue value) =>
        DateOnly.TryParseExact(value.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? Wording.Of(date) : value.Value!;

    private static Place? PlaceOf(OrderValue value) =>
        value is { Page: { } page, X: { } x, Y: { } y, Width: { } width, Height: { } height }
            ? new Place(page, new Box(x, y, width, height), value.Confidence ?? 0, value.Rule ?? "")
            : null;

    private static string Capital(string word) => word.Length == 0 ? "Named" : char.ToUpperInvariant(word[0]) + word[1..];
}

/// <summary>A value with the page it can be seen on, as the partial view takes it.</summary>
internal sealed record ShownValue(ReadValue Value, ViewerPage? Page);
