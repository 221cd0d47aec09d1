using ClinicOps.Correspondence.Delivery;

namespace ClinicOps.Correspondence.Leaving;

/// <summary>Deliveries that need a person, by what there is to do about them.</summary>
/// <param name="Title">Over the list.</param>
/// <param name="ToDo">What to do, in a sentence.</param>
internal sealed record DeliveryCause(string Title, string ToDo)
{
    public static readonly DeliveryCause Unknown = new("Nobody knows", "Ask the reader whether it came, and say which on the letter's page. Nothing is sent again before that.");

    public static readonly DeliveryCause TryAgain = new("Try again", "The way was blocked, and may be free by now: send it again, or call the reader.");

    public static readonly DeliveryCause GiveUp = new("Not this way", "It will not arrive so. Look at why, find the right address or another way, and mark it as dealt with.");

    /// <summary>What cannot wait first.</summary>
    public static readonly IReadOnlyList<DeliveryCause> All = [Unknown, TryAgain, GiveUp];

    public static DeliveryCause Of(LetterDelivery delivery) => delivery.State == DeliveryState.Unknown ? Unknown : delivery.Problem switch
    {
        DeliveryProblem.MailboxFull or DeliveryProblem.GaveUp or DeliveryProblem.FaxBusy or DeliveryProblem.FaxNoAnswer or DeliveryProblem.FaxQueueRefused => TryAgain,
        _ => GiveUp,
    };
}
