namespace ClinicOps.Intake.Contracts;

/// <summary>What patients allow of being written to by machine. Patient text: do not log; kept only where the mail that went there is.</summary>
public interface IContactPreferences
{
    /// <summary>To whom reminders of visits, and free times that they wait for, are mailed; null for whoever did not say that they may be, has no address, or has died.</summary>
    Task<ReminderReader?> ReminderReader(Guid patientId, CancellationToken stopping = default);
}

/// <param name="Language">As the patient's record has it; null when it has none.</param>
public sealed record ReminderReader(string Address, string? Language);
