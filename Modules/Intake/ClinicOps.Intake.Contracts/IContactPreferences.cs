namespace ClinicOps.Intake.Contracts;

/// <summary>How patients want to be reached. Patient text: do not log; kept only where the mail that went there is.</summary>
public interface IContactPreferences
{
    /// <summary>To whom reminders of visits, and free times that they wait for, are mailed; null for whoever did not say that they may be, has no address, or has died.</summary>
    Task<ReminderReader?> ReminderReader(Guid patientId, CancellationToken stopping = default);

    /// <summary>For whoever calls or writes, by patient; of whom nobody said anything is left out, and so is who is out of sight. The caller audits what it shows.</summary>
    Task<IReadOnlyDictionary<Guid, HowToReach>> HowToReach(IReadOnlyCollection<Guid> patientIds, CancellationToken stopping = default) =>
        Task.FromResult<IReadOnlyDictionary<Guid, HowToReach>>(new Dictionary<Guid, HowToReach>());

    /// <summary>Whether the patient said that words about health may go to them by e-mail; null where nobody asked. Nothing but a recorded yes lets them.</summary>
    Task<bool?> WantsHealthByEmail(Guid patientId, CancellationToken stopping = default) => Task.FromResult<bool?>(null);
}

/// <param name="Language">As the patient's record has it; null when it has none.</param>
public sealed record ReminderReader(string Address, string? Language);

/// <summary>In which of the languages of the clinic's texts somebody is written to: English, or Spanish.</summary>
public static class ReaderLanguage
{
    private static readonly string[] Spanish = ["es", "spa", "spanish", "español", "espanol"];

    /// <param name="language">As the patient's record has it, "es", "es-MX" or "Spanish"; null when it has none.</param>
    public static bool IsSpanish(string? language) => Spanish.Contains(language?.Split('-', '_', ' ', ',', '(')[0], StringComparer.OrdinalIgnoreCase);
}

/// <param name="Words">Sentences: what is not wanted first, then what is preferred, what may be left on a voicemail, the best time, which number to call first.</param>
/// <param name="NoCalls">The patient does not want to be called.</param>
public sealed record HowToReach(IReadOnlyList<string> Words, bool NoCalls)
{
    /// <summary>The patient does not want to be written to by post.</summary>
    public bool NoPost { get; init; }

    /// <summary>The patient does not want to be written to by e-mail.</summary>
    public bool NoEmail { get; init; }

    /// <summary>What the patient said against being written to by post, in words; null where nothing. What goes nevertheless, the user says once more.</summary>
    public string? AgainstPost => NoPost ? "no mail by post" : null;

    /// <summary>The same of e-mail.</summary>
    public string? AgainstEmail => NoEmail ? "no e-mail" : null;
}
