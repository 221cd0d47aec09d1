using System.Text.RegularExpressions;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Sorting;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>The buttons that change pages, beside each page and beside the document, on whatever page shows them.</summary>
/// <param name="Form">Id of the form that holds the document's version.</param>
/// <param name="Address">What the form is posted to, up to "what" and "sheet".</param>
internal sealed record PageTools(string Form, string Address);

/// <summary>What a button does. The caller has seen to the right and says what came of it.</summary>
internal sealed partial class PageButtons(ChangePages change, VisibleToActor visible)
{
    /// <param name="what">As the buttons name it.</param>
    /// <param name="sheet">The page; of a merging or joining, the other document.</param>
    /// <param name="with">Of a joining by hand, the address of the other document as it was pasted.</param>
    public Task<PagesChange> Press(Guid documentId, uint version, string? what, Guid? sheet, string? with, CancellationToken stopping) => (what, sheet) switch
    {
        ("split", { } page) => change.Split(documentId, version, page, stopping),
        ("take-out", { } page) => change.TakeOut(documentId, version, page, stopping),
        ("earlier", { } page) => change.Move(documentId, version, page, -1, stopping),
        ("later", { } page) => change.Move(documentId, version, page, 1, stopping),
        ("left", { } page) => change.Turn(documentId, version, page, 3, stopping),
        ("right", { } page) => change.Turn(documentId, version, page, 1, stopping),
        ("merge-next", { } neighbour) => change.Merge(documentId, version, 1, neighbour, stopping),
        ("join", { } other) => change.Join(documentId, version, other, stopping),
        ("join", null) => OfAddress(with) is { } other ? change.Join(documentId, version, other, stopping) : Task.FromResult(new PagesChange(new DocumentAct.NoSuchAddress())),
        ("merge-previous", { } neighbour) => change.Merge(documentId, version, -1, neighbour, stopping),
        _ => Task.FromResult(new PagesChange(new DocumentAct.PagesLieOtherwise())),
    };

    /// <summary>The document that an address leads to; null where it is none of a document.</summary>
    private static Guid? OfAddress(string? pasted) =>
        DocumentAddress().Match(pasted ?? "") is { Success: true } match && Guid.TryParse(match.Groups["id"].Value, out var id) ? id : null;

    [GeneratedRegex("/documents/(document|review)/(?<id>[0-9a-fA-F-]{36})")]
    private static partial Regex DocumentAddress();

    /// <summary>Takes back an act.</summary>
    public async Task<PagesChange> Undo(Guid documentId, Guid act, CancellationToken stopping) =>
        await visible.Documents.AnyAsync(d => d.Id == documentId, stopping) ? await change.Undo(act, stopping) : new PagesChange(new DocumentAct.DocumentUnknown());

    public static string Said(string? what, PagesChange done) => what switch
    {
        "split" => "Cut in two: both are matched anew.",
        "take-out" => "The page is a document of its own now; both are matched anew.",
        "earlier" or "later" => "The page was moved.",
        "left" or "right" => done.LeftChart ? "Taken out of the chart: the page is turned and read again, and the document waits for review." : "The page is turned and read again.",
        "join" => $"Joined into one document, which is matched anew{(done.LeftChart ? " and waits for review" : "")}.",
        _ => "Merged into one document, which is matched anew.",
    };

    public static string UndoAddress(Guid documentId, PagesChange done) => $"/documents/document/{done.DocumentId ?? documentId}?handler=UndoPages&done={done.ActId}";

    /// <summary>A page that loads itself again when the work is through says then what was done, with the way to undo it.</summary>
    public static void KeepUndo(ITempDataDictionary said, bool loadsAgain)
    {
        if (loadsAgain)
        {
            said.Keep("toast");
            said.Keep("undo-url");
        }
    }

    /// <summary>Why nothing was done, where no other act has the same reason; null for those.</summary>
    public static string? Why(DocumentAct refused) => refused switch
    {
        DocumentAct.PagesLieOtherwise => "The pages do not lie any more as this page showed them, or there is nothing to be done there. Nothing was done.",
        DocumentAct.NoSuchAddress => "This is no address of a document. Open the other document, copy its address, and paste it here. Nothing was done.",
        DocumentAct.ReceivedElsewhere => "The two came in at different locations, and whoever works at one of them would see the other's pages. Nothing was done.",
        DocumentAct.OfTwoPatients => "The two lie in the charts of two patients. Take the wrong one out of its chart first, if it is wrong. Nothing was done.",
        DocumentAct.PutAway => "The document, or the one beside it whose pages this concerns, was put away: as junk, as meant for somebody else, or to the practice. Bring it back into review first. Nothing was done.",
        DocumentAct.RepeatUndecided => "One of the two looks like a document received before. Say first whether it is that one. Nothing was done.",
        DocumentAct.ClassesDiffer => "The two documents have different access classes. Give them the same class first. Nothing was done.",
        DocumentAct.NotCleared => "You see this document by break-glass, and are not cleared for its class: only who is can change it. Nothing was done.",
        DocumentAct.NotNow now when DocumentState.InProgress.Contains(now.State) => "It is being read or matched at this moment. Nothing was done: try again.",
        _ => null,
    };
}
