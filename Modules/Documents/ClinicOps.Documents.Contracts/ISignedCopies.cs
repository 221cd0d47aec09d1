namespace ClinicOps.Documents.Contracts;

/// <summary>Signed copies of papers that were to be signed and sent back, for whoever sends them.</summary>
public interface ISignedCopies
{
    /// <summary>Asked right before one leaves: whether it is still to be sent back, and was not undone, or sent in another way, while it waited.</summary>
    /// <param name="papersId">Under which it was given to be sent.</param>
    Task<bool> IsMeant(Guid papersId, CancellationToken stopping = default);
}
