using ClinicOps.Kernel.Audit;

namespace ClinicOps.Documents.Data;

/// <summary>Adds to the history of transmissions and documents, in the transaction of what happened.</summary>
internal sealed class History(DocumentsDb db, CurrentActor actor, TimeProvider clock)
{
    /// <param name="code">One of <see cref="EventCode"/>.</param>
    /// <param name="detail">A further code or number; no patient text.</param>
    public void Add(Guid transmissionId, Guid? documentId, string code, string? detail = null) => db.Events.Add(new DocumentEvent
    {
        Id = Guid.CreateVersion7(),
        TransmissionId = transmissionId,
        DocumentId = documentId,
        Code = code,
        Detail = detail,
        At = clock.GetUtcNow(),
        By = actor.UserId,
        Via = actor.Via,
    });

    public void Add(Document document, string code, string? detail = null) => Add(document.TransmissionId, document.Id, code, detail);
}
