using System.Globalization;
using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Organization;

namespace ClinicOps.Documents.Orders;

/// <summary>
/// What the sender of an order is asked, in plain words. It names the order by what the sender can look up (when it came, its page, its code, its
/// provider) and by our reference, and the patient not at all: a question may go astray.
/// </summary>
internal static class OrderQuestion
{
    /// <summary>Null for an order that is work: there is nothing to ask.</summary>
    public static string? Of(Order order, Document document, OrganizationProfile profile)
    {
        if (OrderState.Work.Contains(order.State))
        {
            return null;
        }

        var location = profile.Find(document.LocationId);
        var received = LocalTime.At(location, document.ReceivedAt);
        var page = order.Values.Find(OrderValueName.Description)?.Page;
        var facts = new[]
        {
            string.Create(CultureInfo.InvariantCulture, $"Received: {received:MM/dd/yyyy h:mm tt}{(page is { } number ? $", page {number}" : "")}, order {order.Ordinal}"),
            order.Values.Named(OrderValueName.Code) is { } code ? $"Code: {code}" : "",
            order.Values.Named(OrderValueName.OrderingProvider) is { } provider ? $"Ordering provider: {provider}" : "",
            Day(order.Values.Named(OrderValueName.OrderedOn)) is { } day ? $"Order date: {day}" : "",
            $"Our reference: {ReferenceOf(order)}",
        };
        var answer = location is { Fax.Length: > 0 } here ? $" by fax to {here.Fax}{(here.Phone.Length > 0 ? $", or call us at {here.Phone}" : "")}" : "";
        return $"We have received an order from you and cannot act on it yet: {Lacks(order)}\n\n{string.Join('\n', facts.Where(fact => fact.Length > 0))}\n\n{Wanted(order.State)}{answer}. Please give our reference.\n\n{profile.Name}";
    }

    /// <summary>Short, and the same whenever it is asked.</summary>
    public static string ReferenceOf(Order order) => order.Id.ToString("N")[^8..].ToUpperInvariant();

    private static string Lacks(Order order) => order.State switch
    {
        OrderState.Unsigned when order.Values.Named(OrderValueName.Signature) == "verbal" => "it was given by phone and is not co-signed by the prescriber.",
        OrderState.Unsigned => "it is not signed.",
        OrderState.Undated => "it bears no date.",
        OrderState.Illegible => "it cannot be read with certainty.",
        OrderState.Elsewhere => "it seems to be meant for another facility.",
        OrderState.Duplicate => "it seems to be the same as one that we have already.",
        OrderState.Expired => "it was written too long ago.",
        OrderState.Cancelled => "it seems to be cancelled.",
        OrderState.StruckOut => "words of it are crossed out.",
        _ => "something on it is not clear to us.",
    };

    private static string Wanted(string state) => state switch
    {
        OrderState.Elsewhere => "Please tell us whether it is for us",
        OrderState.Duplicate => "Please tell us whether it is to be done once or twice",
        OrderState.Cancelled or OrderState.StruckOut => "Please tell us whether it still stands",
        OrderState.Expired => "Please send us a new order, if it is still wanted,",
        _ => "Please send us a complete, legible order, signed and dated,",
    };

    private static string? Day(string? value) =>
        StoredDay.Of(value)?.ToString("MM/dd/yyyy", CultureInfo.InvariantCulture);
}
