namespace ClinicOps.Intake.Data;

/// <summary>How far a visit has come at the desk. One row for a visit, made with its first step; an instant that is null is a step not taken.</summary>
internal sealed class VisitCheckIn
{
    public required Guid VisitId { get; init; }

    public required Guid PatientId { get; init; }

    public required Guid LocationId { get; init; }

    /// <summary>Name and birth date were asked for, and are those of the record.</summary>
    public DateTimeOffset? IdentityAt { get; set; }

    /// <summary>The insurance card was seen, and is the one on record.</summary>
    public DateTimeOffset? CardAt { get; set; }

    public DateTimeOffset? AddressAt { get; set; }

    public DateTimeOffset? ArrivedAt { get; set; }

    public DateTimeOffset? CheckedInAt { get; set; }

    public DateTimeOffset? RoomedAt { get; set; }

    /// <summary>Null also where nobody said so before the visit was done.</summary>
    public DateTimeOffset? WithProviderAt { get; set; }

    public DateTimeOffset? DoneAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>One step of a check-in, or its taking back. Append-only.</summary>
internal sealed class CheckInEvent
{
    public required Guid Id { get; init; }

    public required Guid VisitId { get; init; }

    /// <summary>One of <see cref="CheckIn.CheckInSteps"/>.</summary>
    public required string Step { get; init; }

    public required bool IsUndo { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>A form or consent that a patient has signed on the screen, with what it said then.</summary>
internal sealed class SignedForm
{
    /// <summary>Made by the form on the page.</summary>
    public required Guid Id { get; init; }

    public required Guid PatientId { get; set; }

    /// <summary>At which it was signed.</summary>
    public required Guid VisitId { get; init; }

    /// <summary>One of the clinic's, see <see cref="CheckIn.CheckInOptions"/>.</summary>
    public required string FormCode { get; init; }

    public required string Title { get; init; }

    public required string Text { get; init; }

    /// <summary>As typed: the patient, or who signs for the patient.</summary>
    public required string SignedBy { get; init; }

    /// <summary>The related person who signed, recorded then as one who may consent; null for the patient and for somebody else.</summary>
    public Guid? PersonId { get; init; }

    /// <summary>Why somebody signed who is neither the patient nor recorded to consent; empty for all others.</summary>
    public string Why { get; init; } = "";

    /// <summary>What was drawn, as <see cref="CheckIn.Strokes"/> reads it.</summary>
    public required string Strokes { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The user at whose screen it was signed.</summary>
    public Guid? By { get; init; }

    /// <summary>Null while it stands.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    public Guid? WithdrawnBy { get; set; }

    public uint Version { get; init; }
}
