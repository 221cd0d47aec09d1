using ClinicOps.Scheduling.Availability;

namespace ClinicOps.Scheduling.Data;

/// <summary>That somebody would come when a time is freed: for what, when it suits them, and how soon they can be here. Ids and codes only.</summary>
internal sealed class WaitlistEntry
{
    /// <summary>Made by the form, so that one sent twice enters once.</summary>
    public required Guid Id { get; init; }

    public required Guid PatientId { get; set; }

    public required Guid LocationId { get; set; }

    public required Guid VisitTypeId { get; set; }

    /// <summary>Empty for anybody.</summary>
    public Guid[] ProviderIds { get; set; } = [];

    /// <summary>Numbers of <see cref="DayOfWeek"/>; empty for any.</summary>
    public int[] Weekdays { get; set; } = [];

    public PartOfDay Part { get; set; }

    /// <summary>On the location's calendar, as is <see cref="Latest"/>.</summary>
    public required DateOnly Earliest { get; set; }

    /// <summary>The last day that still suits; null for any.</summary>
    public DateOnly? Latest { get; set; }

    /// <summary>How many hours before they must know of it, 0 to 336.</summary>
    public int NoticeHours { get; set; }

    /// <summary>routine, urgent or stat.</summary>
    public required string Urgency { get; set; }

    /// <summary>The visit that they have and want earlier; null where they have none.</summary>
    public Guid? VisitId { get; init; }

    /// <summary>The task whose appointment request it is about; null where there is none.</summary>
    public Guid? TaskId { get; init; }

    /// <summary>One of <see cref="WaitlistState"/>.</summary>
    public required string State { get; set; }

    /// <summary>The visit that ended the waiting.</summary>
    public Guid? BookedVisitId { get; set; }

    /// <summary>That of the visit or the request it is about.</summary>
    public string AccessClass { get; set; } = "standard";

    public Guid? EnteredBy { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>Null when a machine changed it.</summary>
    public Guid? ChangedBy { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

internal static class WaitlistState
{
    public const string Waiting = "waiting";

    /// <summary>They have their appointment, or their visit is earlier.</summary>
    public const string Booked = "booked";

    /// <summary>Nobody waits any more.</summary>
    public const string Withdrawn = "withdrawn";
}
