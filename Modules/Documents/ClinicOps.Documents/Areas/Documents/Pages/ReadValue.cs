using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Reading;
using ClinicOps.Documents.Sorting;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One value as it was read, for a line beside the page.</summary>
/// <param name="Place">Null for what a person wrote.</param>
/// <param name="Source">Who says so: "machine", "corrected" or "confirmed".</param>
/// <param name="Said">Who corrected it, where that is told by name.</param>
internal sealed record ReadValue(string Label, string Text, Place? Place, string Source = "machine", SaidBy? Said = null)
{
    /// <summary>Urgent words; of a deadline with the day that they mean.</summary>
    public static IReadOnlyList<ReadValue> Of(IReadOnlyList<UrgentMention> mentions) =>
    [
        .. mentions.DistinctBy(mention => (mention.Kind, mention.Due, mention.Words.ToLowerInvariant())).Select(mention => new ReadValue(
            mention.Kind switch { UrgentKind.CriticalValue => "Critical", UrgentKind.Stat => "STAT", _ => mention.Due is { } due ? $"By {Wording.Of(due)}" : "Deadline" },
            mention.Words,
            new Place(mention.Page, mention.Box, mention.Confidence, mention.How ?? "urgent wording"))),
    ];

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

    /// <summary>The fields of a document as they stand, with who corrected them.</summary>
    /// <param name="by">What users are called.</param>
    /// <param name="when">An instant in words.</param>
    public static IReadOnlyList<ReadValue> Of(IReadOnlyList<StandingField> fields, IReadOnlyDictionary<Guid, string> by, Func<DateTimeOffset, string> when) =>
    [
        .. fields.Select(field => new ReadValue(
            FieldWording.LabelOf(field.Field.Code(), field.Qualifier),
            field.Value is { } value ? Shown(field.Field, field.Qualifier, value) : "not on the page",
            PlaceOf(field),
            field.Said is null ? OrderValueSource.Machine : OrderValueSource.Corrected,
            field.Said is { } said ? new(by.GetValueOrDefault(said.By, "somebody no longer known"), when(said.At), WasRead(field)) : null)),
    ];

    private static string Shown(DocumentField field, string? qualifier, string value) =>
        FieldWording.Shown(field.Code(), qualifier, StoredDay.Of(value) is { } date ? Wording.Of(date) : value);

    /// <summary>Where the latest reading found it; else where it stood when it was corrected, unless the page was turned since.</summary>
    private static Place? PlaceOf(StandingField field) =>
        field.Read is { } read ? new Place(read.Page, new Box(read.X, read.Y, read.Width, read.Height), read.Confidence, read.Rule)
        : field.Said is { X: { } x, Y: { } y, Width: { } width, Height: { } height, Page: { } page } said && page.ImageHash == said.Image
            ? new Place(page.Number, new Box(x, y, width, height), said.Confidence ?? 0, said.Rule ?? "")
            : null;

    private static string? WasRead(StandingField field)
    {
        var (value, qualifier, confidence) = field.Read is { } read ? (read.Value, read.Qualifier, read.Confidence) : (field.Said!.ReadValue, field.Said.ReadQualifier, field.Said.Confidence ?? 0);
        return value is null ? null : string.Create(CultureInfo.InvariantCulture, $"{Shown(field.Field, qualifier, value)}, {confidence:0} % sure of the letters");
    }

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
        [OrderValueName.StruckOut] = "Crossed out",
    };

    private static string Shown(OrderValue value) =>
        StoredDay.Of(value.Value) is { } date ? Wording.Of(date) : value.Value!;

    private static Place? PlaceOf(OrderValue value) =>
        value is { Page: { } page, X: { } x, Y: { } y, Width: { } width, Height: { } height }
            ? new Place(page, new Box(x, y, width, height), value.Confidence ?? 0, value.Rule ?? "")
            : null;

    private static string Capital(string word) => word.Length == 0 ? "Named" : char.ToUpperInvariant(word[0]) + word[1..];
}

/// <summary>Who corrected a value, and when in words.</summary>
/// <param name="WasRead">What the machine had read; null where it had found nothing.</param>
internal sealed record SaidBy(string Who, string When, string? WasRead);

/// <summary>A value with the page it can be seen on, as the partial view takes it.</summary>
internal sealed record ShownValue(ReadValue Value, ViewerPage? Page);
