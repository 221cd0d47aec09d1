using ClinicOps.Documents.Data;
using ClinicOps.Documents.Orders;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The form by which a person corrects an order: every value as it stands, or as it was typed and not saved.</summary>
/// <param name="State">What a person said of its state; empty while the rule decides.</param>
/// <param name="IsOpen">It was sent and not saved.</param>
internal sealed record OrderForm(Order Order, uint Version, IReadOnlyList<OrderFormField> Fields, string State, bool IsOpen)
{
    public static OrderForm Of(PaperOrder shown, uint version, (IReadOnlyDictionary<string, string?> Values, string? State)? typed)
    {
        var order = shown.Order;
        return new(
            order,
            version,
            [.. CorrectOrder.Names.Select(name => new OrderFormField(
                name,
                name == OrderValueName.Kind ? "Kind" : ReadValue.LabelOf(name),
                typed?.Values.GetValueOrDefault(name) ?? (typed is not null ? "" : name == OrderValueName.Kind ? order.Kind : InUsForm(order.Values.Named(name))),
                Choices(name)))],
            typed?.State ?? (order.Values.Find(OrderValueName.State) is { Source: OrderValueSource.Corrected, Value: { } said } ? said : ""),
            typed is not null);
    }

    /// <summary>What can stand in the field.</summary>
    public static string Hint(string name) => name switch
    {
        OrderValueName.Due or OrderValueName.OrderedOn or OrderValueName.ValidUntil => "Write a day like 03/14/2026.",
        OrderValueName.Npi => "An NPI has ten digits, and the last one checks the others: compare with the page.",
        OrderValueName.Description => "Say what is ordered.",
        _ => "Choose one of the list.",
    };

    /// <summary>Null where anything may be written.</summary>
    private static (string Code, string Text)[]? Choices(string name) => name switch
    {
        OrderValueName.Kind => [.. CorrectOrder.Kinds.Select(kind => (kind, Wording.OrderKind(kind)))],
        OrderValueName.Urgency => [("", "not said"), ("routine", "routine"), ("urgent", "urgent"), ("stat", "STAT")],
        OrderValueName.Laterality => [("", "not said"), ("left", "left"), ("right", "right"), ("bilateral", "both")],
        OrderValueName.Signature => [("", "not found"), ("signed", "signed"), ("unsigned", "not signed"), ("verbal", "by phone, not co-signed")],
        _ => null,
    };

    private static string InUsForm(string? value) =>
        StoredDay.Of(value) is { } day ? Wording.Of(day) : value ?? "";
}

/// <param name="Choices">Codes with their words; null where anything may be written.</param>
internal sealed record OrderFormField(string Name, string Label, string Value, (string Code, string Text)[]? Choices);
