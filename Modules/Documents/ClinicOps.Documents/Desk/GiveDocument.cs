using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>Gives a document that waits to a colleague by name, with a word if there is one to say.</summary>
internal sealed class GiveDocument(VisibleToActor visible, ActOnDocument act, Colleagues colleagues, WriteNote notes, History history)
{
    /// <param name="version">The document's version as the page showed it; null for as it is now.</param>
    /// <param name="word">Shown to the colleague as a note; null for none.</param>
    /// <param name="batch">What is given together and taken back together.</param>
    public async Task<DocumentAct> Run(Guid documentId, uint? version, Guid colleague, string? word, Guid batch, CancellationToken stopping)
    {
        if (await visible.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId, stopping) is not { } shown)
        {
            return new DocumentAct.DocumentUnknown();
        }

        if ((await colleagues.For(shown, stopping)).All(one => one.Id != colleague))
        {
            return new DocumentAct.NotForThem();
        }

        return await act.Run(
            documentId,
            version ?? shown.Version,
            (document, effects) =>
            {
                if (document.State != DocumentState.Review || document.OwnerId == colleague)
                {
                    return Task.FromResult<DocumentAct?>(new DocumentAct.NotNow(document.State));
                }

                history.Add(document, EventCode.Given, GivenDetail.Of(colleague, document.OwnerId));
                (document.OwnerId, document.LastBatch) = (colleague, batch);
                (document.OpenedBy, document.OpenedUntil) = (null, null);
                effects.Audit(new AuditEntry("document.owner-changed", "document", document.Id, [colleague], LocationId: document.LocationId));
                if (WriteNote.Plain(word) is { } text)
                {
                    notes.Add(document, text, colleague, batch, effects);
                }

                return Task.FromResult<DocumentAct?>(null);
            },
            stopping);
    }
}

/// <summary>What an event of giving holds: to whom, and whose it was before.</summary>
internal static class GivenDetail
{
    public static string Of(Guid to, Guid? before) => $"{to} {before}";

    public static Guid? To(string? detail) => Guid.TryParse(detail?.Split(' ')[0], out var to) ? to : null;

    public static Guid? Before(string? detail) => Guid.TryParse(detail?.Split(' ').ElementAtOrDefault(1), out var before) ? before : null;
}
