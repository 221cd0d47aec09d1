using ClinicOps.Documents.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Filing;

/// <summary>What became of something a person asked to be done to a document.</summary>
internal abstract record DocumentAct
{
    private DocumentAct()
    {
    }

    public sealed record Done(uint Version) : DocumentAct;

    /// <summary>There is no such document, or it is at a location where the user does not work.</summary>
    public sealed record DocumentUnknown : DocumentAct;

    /// <summary>The page showed an older state of the document.</summary>
    /// <param name="By">Who changed it since; null for the machine.</param>
    public sealed record ChangedMeanwhile(Guid? By, DateTimeOffset At) : DocumentAct;

    /// <summary>Somebody else has it open.</summary>
    public sealed record OpenedByAnother(Guid By, DateTimeOffset Until) : DocumentAct;

    public sealed record PatientUnknown : DocumentAct;

    /// <summary>Its pages do not lie as the page showed them, or there is nothing to be done with them.</summary>
    public sealed record PagesLieOtherwise : DocumentAct;

    /// <summary>Two documents of different access classes do not exchange pages: who sees one would see the other's.</summary>
    public sealed record ClassesDiffer : DocumentAct;

    /// <summary>Documents that came in at different locations are not joined: who works at one of them would see the other's pages.</summary>
    public sealed record ReceivedElsewhere : DocumentAct;

    /// <summary>What was pasted is no address of a document.</summary>
    public sealed record NoSuchAddress : DocumentAct;

    /// <summary>They lie in the charts of two patients.</summary>
    public sealed record OfTwoPatients : DocumentAct;

    /// <summary>A document concerned was put away: as junk, as meant for somebody else, or to the practice.</summary>
    public sealed record PutAway : DocumentAct;

    /// <summary>It looks like one received before: first somebody says whether it is that one.</summary>
    public sealed record RepeatUndecided : DocumentAct;

    /// <summary>Somebody whose record is closed to the user may be meant as much: only who sees both can tell them apart.</summary>
    public sealed record MayBeSomebodyClosed : DocumentAct;

    /// <summary>A break-glass shows the document to one user for a time; it does not open it to everybody.</summary>
    public sealed record NotCleared : DocumentAct;

    /// <summary>The colleague may not review there, or does not see the document.</summary>
    public sealed record NotForThem : DocumentAct;

    /// <summary>It is in this state, in which what was asked cannot be done.</summary>
    public sealed record NotNow(string State) : DocumentAct;
}

/// <summary>
/// The frame of everything a person does to one document: seen by this user, as the page showed it, open to nobody else; then the
/// change, and from then on no machine files it.
/// </summary>
internal sealed class ActOnDocument(
    DocumentsDb db,
    ModuleTransaction<DocumentsDb> transaction,
    VisibleToActor visible,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="version">The document's version as the page showed it.</param>
    /// <param name="change">Null when it is done; otherwise why it cannot be, with nothing changed.</param>
    public async Task<DocumentAct> Run(Guid documentId, uint version, Func<Document, Effects, Task<DocumentAct?>> change, CancellationToken stopping)
    {
        Document? done = null;
        var refused = await transaction.Run(
            async effects =>
            {
                var document = await db.LockDocument(documentId, stopping);
                if (await Refusal(document, version, stopping) is { } refusal)
                {
                    return refusal;
                }

                if (await change(document!, effects) is { } cannot)
                {
                    db.ChangeTracker.Clear();
                    return cannot;
                }

                document!.TouchedByPerson = true;
                done = document;
                return null;
            },
            stopping);
        return refused ?? new DocumentAct.Done(done!.Version);
    }

    /// <summary>Why this user may not act on the document now; null when they may. Inside the transaction that holds its row.</summary>
    public async Task<DocumentAct?> Refusal(Document? document, uint version, CancellationToken stopping)
    {
        if (document is null || !visible.Location(document.LocationId))
        {
            return new DocumentAct.DocumentUnknown();
        }

        if (document.OpenedBy is { } other && other != actor.UserId && document.OpenedUntil > clock.GetUtcNow())
        {
            return new DocumentAct.OpenedByAnother(other, document.OpenedUntil.Value);
        }

        if (document.Version == version)
        {
            return null;
        }

        var last = await db.Events.Where(e => e.DocumentId == document.Id && !EventCode.ChangesNothing.Contains(e.Code)).OrderByDescending(e => e.At).ThenByDescending(e => e.Id).FirstOrDefaultAsync(stopping);
        return new DocumentAct.ChangedMeanwhile(last?.By, last?.At ?? document.ProgressAt);
    }
}
