using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>A step of a delivery. Only ever added to; codes and ids, no patient text.</summary>
internal sealed class DeliveryEvent
{
    public required Guid Id { get; init; }

    public required Guid DeliveryId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when the machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>One of <see cref="DeliveryAct"/>.</summary>
    public required string What { get; init; }

    /// <summary>A further code: the problem, the server's numbers.</summary>
    public string? Detail { get; init; }
}

/// <summary>What can have happened. Recorded: never rename one.</summary>
internal static class DeliveryAct
{
    public const string Requested = "requested";
    public const string Begun = "begun";
    public const string Waiting = "waiting";
    public const string Sent = "sent";
    public const string Failed = "failed";
    public const string FaxArrived = "fax-arrived";
    public const string Bounced = "bounced";

    /// <summary>Of a fax: no call came as far as the other fax machine, and nothing left.</summary>
    public const string NotConnected = "not-connected";
    public const string Delayed = "delayed";
    public const string BecameUnknown = "became-unknown";
    public const string SaidArrived = "said-arrived";
    public const string SentAgain = "sent-again";
    public const string DealtWith = "dealt-with";
    public const string Cancelled = "cancelled";
    public const string Printed = "printed";
    public const string PrintUndone = "print-undone";
    public const string Posted = "posted";
}

/// <summary>Adds to the history of deliveries, in the transaction of what happened.</summary>
internal sealed class DeliveryHistory(CorrespondenceDb db, CurrentActor actor, TimeProvider clock)
{
    public void Add(LetterDelivery delivery, string what, string? detail = null) => db.DeliveryEvents.Add(new DeliveryEvent
    {
        Id = Guid.CreateVersion7(),
        DeliveryId = delivery.Id,
        At = clock.GetUtcNow(),
        By = actor.UserId,
        What = what,
        Detail = detail,
    });
}
