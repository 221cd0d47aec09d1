namespace ClinicOps.Intake.Contracts;

/// <summary>Who belongs to a patient, for modules that write to them. Patient text: do not log or store. The caller audits what it shows.</summary>
public interface IRelatedPeople
{
    /// <summary>Those who receive the patient's letters now, in the order of their names; of a patient out of sight nobody.</summary>
    Task<IReadOnlyList<MailRecipient>> WhoReceiveMail(Guid patientId, CancellationToken stopping = default);
}

/// <param name="Address">Their own, or the patient's where they have none of their own; null where neither is known.</param>
public sealed record MailRecipient(Guid PersonId, string Name, string? Address);
