namespace ClinicOps.Intake.Contracts;

/// <summary>Who belongs to a patient, for modules that write to them. Patient text: do not log or store. The caller audits what it shows.</summary>
public interface IRelatedPeople
{
    /// <summary>Those who receive the patient's letters now, in the order of their names; of a patient out of sight nobody.</summary>
    Task<IReadOnlyList<MailRecipient>> WhoReceiveMail(Guid patientId, CancellationToken stopping = default);

    /// <summary>Those who may be told of the patient's health and visits now, in the order of their names; of a patient out of sight nobody. Whoever is not among them is told nothing.</summary>
    Task<IReadOnlyList<ToldPerson>> WhoMayBeTold(Guid patientId, CancellationToken stopping = default);
}

/// <param name="Address">Their own, or the patient's where they have none of their own; null where neither is known.</param>
public sealed record MailRecipient(Guid PersonId, string Name, string? Address);

/// <param name="Relation">What they are to the patient, in words.</param>
/// <param name="Phone">As written; empty where none is recorded.</param>
/// <param name="Limits">In words: "weekends only"; empty for none.</param>
public sealed record ToldPerson(Guid PersonId, string Name, string Relation, string Phone, string Limits)
{
    /// <summary>"Rosa Rossi (parent), (419) 555-0150, not of test results".</summary>
    public string InWords => string.Join(", ", new[] { $"{Name} ({Relation.ToLowerInvariant()})", Phone, Limits }.Where(part => part.Length > 0));
}
