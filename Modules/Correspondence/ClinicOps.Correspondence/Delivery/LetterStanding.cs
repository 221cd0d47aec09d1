using ClinicOps.Correspondence.Letters;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>Where a letter stands as a whole, of its own state and all its ways.</summary>
internal static class LetterStanding
{
    public static (string Words, string Badge) Of(Letter letter, IReadOnlyList<LetterDelivery> deliveries)
    {
        if (letter.State == LetterState.Withdrawn)
        {
            return ("withdrawn", "badge-muted");
        }

        if (letter.VoidedAt is not null)
        {
            return ("void", "badge-stop");
        }

        if (letter.State == LetterState.Draft)
        {
            return ("draft", "badge-info");
        }

        // What needs a person speaks first, then what is on its way.
        var telling = deliveries.Where(d => d.State != DeliveryState.Cancelled).OrderBy(Rank).FirstOrDefault();
        return telling is null ? ("approved", "badge-info") : (DeliveryWords.State(telling), DeliveryWords.Badge(telling));
    }

    private static int Rank(LetterDelivery delivery) => delivery.State switch
    {
        DeliveryState.Unknown => 0,
        DeliveryState.Failed when delivery.DealtWithAt is null => 1,
        DeliveryState.Pending or DeliveryState.Sending => 2,
        DeliveryState.Printed => 3,
        DeliveryState.Sent => 4,
        _ => 5,
    };
}
