namespace ClinicOps.Scheduling.Data;

/// <summary>
/// That somebody may read a provider's booked times as a calendar, by a secret address. The address is kept nowhere: it is the id and the revision
/// of this row, sealed.
/// </summary>
internal sealed class FeedSubscription
{
    public const int LongestName = 80;

    /// <summary>Made by the form, so that one sent twice makes one.</summary>
    public required Guid Id { get; init; }

    public required Guid ProviderId { get; init; }

    /// <summary>Who reads it, as staff know it: "Dr. Okafor's phone". Nothing about a patient.</summary>
    public required string ForWhom { get; init; }

    /// <summary>1 at first. A renewal raises it: the address of the one before is nothing any more.</summary>
    public int Revision { get; set; } = 1;

    /// <summary>Null while the address is good.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    public Guid? ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>When a subscription was last read. A row of its own: reading changes nothing of what staff see and edit.</summary>
internal sealed class FeedRead
{
    public required Guid SubscriptionId { get; init; }

    public required DateTimeOffset At { get; set; }
}

/// <summary>What all feeds say. There is one row, or none while nobody has changed anything.</summary>
internal sealed class FeedSettings
{
    public static readonly Guid Only = Guid.Parse("0190f000-0000-7000-8000-000000000001");

    public required Guid Id { get; init; }

    /// <summary>Patients' initials stand beside "Booked", of those whose records have no access class. Off until a manager says so.</summary>
    public bool ShowsInitials { get; set; }

    public Guid? ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public uint Version { get; init; }
}
