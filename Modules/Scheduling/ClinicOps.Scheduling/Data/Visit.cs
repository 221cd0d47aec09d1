using ClinicOps.Scheduling.Contracts;

namespace ClinicOps.Scheduling.Data;

/// <summary>A patient's time with a provider. Two that stand in the same lane of a provider, a room or a device never overlap: the database refuses it.</summary>
internal sealed class Visit
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid ProviderId { get; set; }

    public Provider? Provider { get; init; }

    public required Guid LocationId { get; set; }

    /// <summary>As the clinic called it when the visit was booked, "New patient".</summary>
    public required string VisitType { get; set; }

    /// <summary>Null for a kind of visit that the clinic has no type for.</summary>
    public Guid? VisitTypeId { get; set; }

    public required DateTimeOffset StartsAt { get; set; }

    /// <summary>The first instant that is free again.</summary>
    public required DateTimeOffset EndsAt { get; set; }

    /// <summary>Minutes before the start that its provider and rooms are taken, as its type said when it was booked.</summary>
    public int BufferBefore { get; set; }

    /// <summary>And after the end.</summary>
    public int BufferAfter { get; set; }

    /// <summary>Which of the provider's lanes it stands in: 1, or a higher one where double-booking is allowed by capacity.</summary>
    public int Lane { get; set; } = 1;

    /// <summary>The rooms and devices it stands in.</summary>
    public Guid[] ResourceIds { get; set; } = [];

    /// <summary>The lane in each of them, in the same order.</summary>
    public int[] ResourceLanes { get; set; } = [];

    /// <summary>One of <see cref="VisitStates"/>.</summary>
    public required string State { get; set; }

    /// <summary>The request it was booked for; null for a visit nobody asked for in writing.</summary>
    public Guid? RequestId { get; set; }

    public AppointmentRequest? Request { get; set; }

    /// <summary>The chain of work this visit came from; null for a visit entered by hand.</summary>
    public Guid? CareThreadId { get; init; }

    /// <summary>Its own class, beside the patient's.</summary>
    public string AccessClass { get; set; } = "standard";

    /// <summary>Null when a machine entered it.</summary>
    public Guid? EnteredBy { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

/// <summary>What happened to a visit, by whom, and how it stood before and after. Append-only; what an undo goes by.</summary>
internal sealed class VisitChange
{
    /// <summary>Of the first change the visit's own id, which a form or a file made in its own way: the order is by <see cref="At"/>.</summary>
    public required Guid Id { get; init; }

    public required Guid VisitId { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Null when a machine did it.</summary>
    public Guid? By { get; init; }

    /// <summary>One of <see cref="VisitChangeKind"/>.</summary>
    public required string What { get; init; }

    public Guid? FromProviderId { get; init; }

    public Guid? FromLocationId { get; init; }

    public DateTimeOffset? FromStartsAt { get; init; }

    /// <summary>Null where it was not kept: before visits could be made longer or shorter.</summary>
    public DateTimeOffset? FromEndsAt { get; init; }

    public required Guid ProviderId { get; init; }

    public required Guid LocationId { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>Null as <see cref="FromEndsAt"/>.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The rooms and devices it stood in; null where they were not kept: before a change of room was a step.</summary>
    public Guid[]? FromResourceIds { get; init; }

    /// <summary>Null as <see cref="FromResourceIds"/>.</summary>
    public Guid[]? ResourceIds { get; init; }
}

internal static class VisitChangeKind
{
    public const string Booked = "booked";

    /// <summary>To another time or provider; its length may have changed along with it.</summary>
    public const string Moved = "moved";

    /// <summary>It begins when it did, and ends earlier or later.</summary>
    public const string Resized = "resized";

    /// <summary>Into another room or device; its time and its provider stay.</summary>
    public const string RoomChanged = "room-changed";

    /// <summary>Into a room or device of a kind of which it had none, or none that it may stand in. There is nowhere to go back to: no undo, and none is hindered by it.</summary>
    public const string RoomGiven = "room-given";

    public const string Cancelled = "cancelled";

    /// <summary>Somebody said that the patient did not come.</summary>
    public const string Missed = "missed";

    /// <summary>A cancelled visit was put back, or a missed one takes place after all.</summary>
    public const string Restored = "restored";
}
