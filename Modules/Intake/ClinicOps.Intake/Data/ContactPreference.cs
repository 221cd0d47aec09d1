namespace ClinicOps.Intake.Data;

/// <summary>What a patient said of being reminded by e-mail. Append-only; the latest of a record holds.</summary>
internal sealed class ContactPreference
{
    public required Guid Id { get; init; }

    public required Guid PatientId { get; init; }

    public required bool MayMailReminders { get; init; }

    public required DateTimeOffset At { get; init; }

    public Guid? By { get; init; }
}
