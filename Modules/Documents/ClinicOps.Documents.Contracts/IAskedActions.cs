namespace ClinicOps.Documents.Contracts;

/// <summary>What a provider who acknowledged a document asked to be done about it.</summary>
public interface IAskedActions
{
    /// <summary>What was asked; null when it was taken back, or the document left the record. For reactions, which act as the machine.</summary>
    Task<AskedAction?> Find(Guid stepId, CancellationToken stopping = default);
}

/// <param name="Text">As the provider wrote it. Patient text: do not log or copy into events.</param>
public sealed record AskedAction(string Text, bool IsUrgent);
