using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Desk;

/// <summary>
/// Somebody writes a note on a document, or strikes through one of their own. Like a label, it decides nothing: whoever works on the
/// document is not disturbed.
/// </summary>
internal sealed class WriteNote(DocumentsDb db, ModuleTransaction<DocumentsDb> transaction, VisibleToActor visible, History history, CurrentActor actor, TimeProvider clock)
{
    private Guid By => actor.UserId ?? throw new InvalidOperationException("Notes are written by persons.");

    /// <summary>What was typed, as it is kept; null for nothing.</summary>
    public static string? Plain(string? typed)
    {
        var text = string.Join(' ', (typed ?? "").Replace('\0', ' ').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length == 0 ? null : text.Length > DocumentNote.LongestText ? text[..DocumentNote.LongestText] : text;
    }

    /// <returns>False where nothing was written, or the document is out of sight.</returns>
    public Task<bool> Add(Guid documentId, string? typed, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            if (Plain(typed) is not { } text || await InSight(documentId, stopping) is not { } document)
            {
                return false;
            }

            Add(document, text, null, null, effects);
            return true;
        },
        stopping);

    /// <returns>False where it is not there, is somebody else's, or is struck through already.</returns>
    public Task<bool> Strike(Guid documentId, Guid noteId, CancellationToken stopping) => transaction.Run(
        async effects =>
        {
            // The second of two that press at once waits here, and then finds it done.
            await db.HoldNotes(documentId, stopping);
            var note = await db.DocumentNotes.SingleOrDefaultAsync(
                n => n.Id == noteId && n.DocumentId == documentId && n.Removes == null && n.By == actor.UserId && !db.DocumentNotes.Any(r => r.Removes == n.Id), stopping);
            if (note is null || await InSight(documentId, stopping) is not { } document)
            {
                return false;
            }

            Strike(document, note, effects);
            return true;
        },
        stopping);

    /// <summary>In the transaction of what is done with the document.</summary>
    /// <param name="givenTo">Whom it is given with it; null for a note by itself.</param>
    public void Add(Document document, string text, Guid? givenTo, Guid? batch, Effects effects)
    {
        db.DocumentNotes.Add(new DocumentNote { Id = Guid.CreateVersion7(), DocumentId = document.Id, Text = text, GivenTo = givenTo, Batch = batch, At = clock.GetUtcNow(), By = By });
        history.Add(document, EventCode.NoteWritten);
        effects.Audit(new AuditEntry("document.note-written", "document", document.Id, LocationId: document.LocationId));
    }

    /// <summary>In the transaction that takes back what they were written with.</summary>
    public async Task StrikeBatch(Document document, Guid batch, Effects effects, CancellationToken stopping)
    {
        await db.HoldNotes(document.Id, stopping);
        foreach (var note in await db.DocumentNotes.Where(n => n.DocumentId == document.Id && n.Batch == batch && n.By == actor.UserId && !db.DocumentNotes.Any(r => r.Removes == n.Id)).ToListAsync(stopping))
        {
            Strike(document, note, effects);
        }
    }

    private void Strike(Document document, DocumentNote note, Effects effects)
    {
        db.DocumentNotes.Add(new DocumentNote { Id = Guid.CreateVersion7(), DocumentId = document.Id, Removes = note.Id, At = clock.GetUtcNow(), By = By });
        history.Add(document, EventCode.NoteStruck);
        effects.Audit(new AuditEntry("document.note-struck", "document", document.Id, LocationId: document.LocationId));
    }

    private Task<Document?> InSight(Guid documentId, CancellationToken stopping) => visible.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == documentId, stopping);
}
