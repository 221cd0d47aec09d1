namespace ClinicOps.Documents.Contracts;

/// <summary>Which access class a document has of its own, for what came of it. Asked by reactions, which act as the machine.</summary>
public interface IDocumentClasses
{
    /// <summary>The code; that of the standard class when there is no such document.</summary>
    Task<string> Of(Guid documentId, CancellationToken stopping = default);
}
