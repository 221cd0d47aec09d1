namespace ClinicOps.Scheduling.Data;

/// <summary>
/// That somebody wants an appointment for a patient: made of a task that asks for one. Ids and codes only; what is wanted, in words,
/// is asked of the task when it is shown.
/// </summary>
internal sealed class AppointmentRequest
{
    public required Guid Id { get; init; }

    /// <summary>One task, one request.</summary>
    public required Guid TaskId { get; init; }

    public Guid? OrderId { get; set; }

    public required Guid PatientId { get; set; }

    public required Guid LocationId { get; set; }

    public required Guid CareThreadId { get; init; }

    /// <summary>Code of what was ordered, "imaging"; empty when the task came from no order.</summary>
    public string Wants { get; set; } = "";

    /// <summary>routine, urgent or stat.</summary>
    public required string Urgency { get; set; }

    /// <summary>On the location's calendar.</summary>
    public required DateOnly Earliest { get; set; }

    /// <summary>The last day that is still in time; null when none was named.</summary>
    public DateOnly? Latest { get; set; }

    /// <summary>One of <see cref="RequestState"/>.</summary>
    public required string State { get; set; }

    /// <summary>When what it rested on became void. One that was booked by then stays booked: a person has to undo that.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary><see cref="RequestState.Declined"/> or <see cref="RequestState.Unreachable"/>, as staff said; null while nobody has. It holds until it is taken back, or the task is opened again.</summary>
    public string? Ended { get; set; }

    /// <summary>The task was closed for that: where it is open once more, somebody wants the appointment after all.</summary>
    public bool IsEndTaken { get; set; }

    public required DateTimeOffset RequestedAt { get; init; }

    public string AccessClass { get; set; } = "standard";

    public DateOnly? RetainUntil { get; set; }

    public bool LegalHold { get; set; }

    public uint Version { get; init; }
}

internal static class RequestState
{
    public const string Open = "open";
    public const string Booked = "booked";

    /// <summary>The task was done without an appointment booked for it here.</summary>
    public const string Closed = "closed";
    public const string Withdrawn = "withdrawn";

    /// <summary>The patient does not want the appointment; whoever ordered it is told.</summary>
    public const string Declined = "declined";

    /// <summary>The patient was tried to be reached often enough; whoever ordered it is told.</summary>
    public const string Unreachable = "unreachable";
}
