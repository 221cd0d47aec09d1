namespace ClinicOps.Documents.Contracts;

/// <summary>What a provider who acknowledged a document asked to be done about it, and signed copies that did not arrive where they were sent.</summary>
public interface IAskedActions
{
    /// <summary>What was asked; null when it was taken back, or the document left the record. For reactions, which act as the machine.</summary>
    Task<AskedAction?> Find(Guid stepId, CancellationToken stopping = default);
}

/// <param name="Text">As the provider wrote it, or what is wrong and what to do. Patient text: do not log or copy into events.</param>
/// <param name="IsUnsent">A signed copy that did not arrive, or nobody knows.</param>
public sealed record AskedAction(string Text, bool IsUrgent, bool IsUnsent = false);
