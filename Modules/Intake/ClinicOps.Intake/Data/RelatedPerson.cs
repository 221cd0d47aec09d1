namespace ClinicOps.Intake.Data;

/// <summary>Somebody a patient has, with what they may do: each right by itself, since who pays need not be told anything.</summary>
internal sealed class RelatedPerson
{
    /// <summary>Made by the form, so that one sent twice is one.</summary>
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required string Name { get; set; }

    /// <summary>What they are to the patient, one of <see cref="People.Relations"/>.</summary>
    public required string Relation { get; set; }

    /// <summary>As written.</summary>
    public string Phone { get; set; } = "";

    /// <summary>Where mail for them goes; empty for the patient's own address.</summary>
    public string Address { get; set; } = "";

    /// <summary>Pays what the patient owes, and is sent the bills.</summary>
    public bool MayPay { get; set; }

    /// <summary>Consents to treatment for the patient, and signs.</summary>
    public bool MayConsent { get; set; }

    /// <summary>May be told about the patient's health and visits.</summary>
    public bool MayBeTold { get; set; }

    /// <summary>Receives the patient's letters.</summary>
    public bool ReceivesMail { get; set; }

    /// <summary>Limits in words: "weekends only, court order of 2025".</summary>
    public string Limits { get; set; } = "";

    /// <summary>When it was said that they have no part any more; null while they have.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public uint Version { get; init; }
}

/// <summary>Something staff must know of a patient, or want to. Append-only; what does not hold any more has a <see cref="PatientNoteEnd"/>.</summary>
internal sealed class PatientNote
{
    /// <summary>Made by the form.</summary>
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>Shown loudly wherever the patient is; else it stands in the record.</summary>
    public required bool IsAlert { get; init; }

    public required string Text { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}

/// <summary>A note holds no more. Append-only, one for a note.</summary>
internal sealed class PatientNoteEnd
{
    public required Guid NoteId { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }

    public required string Why { get; init; }
}
