namespace ClinicOps.Intake.Data;

/// <summary>What a patient said of how to be reached, whole. Append-only; the latest of a record holds. Null is what nobody asked.</summary>
internal sealed class ContactPreference
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    /// <summary>Reminders of visits, and what else a machine mails.</summary>
    public bool? Email { get; init; }

    public bool? Phone { get; init; }

    /// <summary>Kept for who texts by hand: nothing here sends one.</summary>
    public bool? Text { get; init; }

    public bool? Post { get; init; }

    /// <summary>One of <see cref="Patients.ContactChannels"/>; empty for none.</summary>
    public string Preferred { get; init; } = "";

    /// <summary>One of <see cref="Patients.Voicemails"/>; empty where nobody asked.</summary>
    public string Voicemail { get; init; } = "";

    /// <summary>Whether words about health may go to the patient by e-mail: asked by itself, since e-mail may be wanted for reminders alone.</summary>
    public bool? HealthByEmail { get; init; }

    /// <summary>When to call, in words.</summary>
    public string BestTime { get; init; } = "";

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
