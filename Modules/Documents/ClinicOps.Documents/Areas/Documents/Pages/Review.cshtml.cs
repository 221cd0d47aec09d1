using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Repeats;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One document that waits for a person: its pages, what was read, who may be meant, and the decision.</summary>
[Authorize(Policy = DocumentsRights.Review)]
internal sealed partial class ReviewModel(
    DocumentsDb db,
    ReadPaper papers,
    ReviewQueue queue,
    VisibleToActor visible,
    HoldDocument hold,
    FileDocument file,
    MarkJunk markJunk,
    MarkMisdirected notForUs,
    FileToPractice toPractice,
    DecideRepeat decideRepeat,
    HandOver handOver,
    SenderHabits senders,
    GiveDocument give,
    DeskCard desk,
    CorrectFields correctFields,
    PageButtons buttons,
    SendToReview sendToReview,
    UndoFiling undoFiling,
    SearchCandidates search,
    IPatients patients,
    IOrganization organization,
    CurrentActor actor,
    ViewDocument view,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    private const int MostFound = 6;

    /// <summary>What was typed of the fields and not saved; null when nobody tried.</summary>
    private TypedFields? fieldsTyped;

    /// <summary>To whom it was to be given, and the word with it, where that was refused; null when nobody tried.</summary>
    private (Guid Colleague, string? Word)? givenTyped;

    [BindProperty]
    public ReviewForm Form { get; set; } = new();

    public Paper Paper { get; private set; } = null!;

    public QueuePlace Place { get; private set; } = null!;

    public IReadOnlyList<Candidate> Candidates { get; private set; } = [];

    /// <summary>How many more come into question whose records are closed to this user.</summary>
    public int ClosedCandidates { get; private set; }

    public IReadOnlyList<Candidate> Found { get; private set; } = [];

    public bool Searched { get; private set; }

    /// <summary>Why the decision was not taken; null when none was tried.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Who else has it open, and until when; null when this user may decide.</summary>
    public string? OpenWithAnother { get; private set; }

    /// <summary>How long ago it came in.</summary>
    public TimeSpan Waiting { get; private set; }

    /// <summary>The one it looks like, where this user may open it; null when it looks like none, or lies at another location.</summary>
    public string? First { get; private set; }

    /// <summary>Of a document whose type is not certain, what its words speak for most: chosen beforehand, and confirmed with the filing. Null for any other.</summary>
    public DocumentType? LikelyType { get; private set; }

    /// <summary>What people made of the sender's last documents.</summary>
    public SenderHabit Sender { get; private set; } = SenderHabit.None;

    /// <summary>The sender's usual type, where it is another than the one chosen beforehand; null for none.</summary>
    public DocumentType? SendersType => Sender.Type is { } usual && usual.Code() != Form.Type ? usual : null;

    /// <summary>Its labels and notes, and whom it may be given.</summary>
    public DeskView Desk { get; private set; } = null!;

    /// <summary>Asked by htmx: a part of the page is drawn anew, and the rest of it stays as it is.</summary>
    private bool IsInPlace => Request.Headers.ContainsKey("HX-Request");

    public bool MayDecide => Paper.Document.State == DocumentState.Review && OpenWithAnother is null;

    public async Task<IActionResult> OnGet(Guid documentId, CancellationToken stopping) => await Show(documentId, stopping);

    /// <summary>The search box: by htmx as it is typed into, or the whole page without a script.</summary>
    public async Task<IActionResult> OnPostSearch(Guid documentId, CancellationToken stopping)
    {
        ModelState.Clear();
        var found = await search.Run(Form.PatientSearch, MostFound, stopping);
        (Searched, Found) = (found is not null, found ?? []);
        return IsInPlace ? Partial("_FoundForReview", this) : await Show(documentId, stopping);
    }

    /// <summary>Cuts, merges, joins, moves, turns: what the buttons beside the pages do.</summary>
    public async Task<IActionResult> OnPostPages(Guid documentId, string? what, Guid? sheet, string? with, CancellationToken stopping)
    {
        var change = await buttons.Press(documentId, Form.Version, what, sheet, with, stopping);
        if (change.Outcome is not DocumentAct.Done)
        {
            Refusal = await Words(change.Outcome, documentId, stopping);
            return await Show(documentId, stopping);
        }

        TempData["toast"] = PageButtons.Said(what, change);
        TempData["undo-url"] = PageButtons.UndoAddress(documentId, change);
        return Redirect($"/documents/review/{change.DocumentId}");
    }

    /// <summary>Keeps it for a user who is working on it; the answer holds the version to decide on, and nothing where the page is older than the document.</summary>
    public async Task<IActionResult> OnPostHold(Guid documentId, CancellationToken stopping) =>
        await hold.Keep(documentId, Form.Version, stopping) is DocumentAct.Done held ? Partial("_HeldVersion", held.Version) : new NoContentResult();

    /// <summary>Sent by a page that is being left: the browser hangs up at once, and the document is to be let go all the same.</summary>
    public async Task<IActionResult> OnPostLetGo(Guid documentId)
    {
        await hold.LetGo(documentId, Form.Version, CancellationToken.None);
        return new NoContentResult();
    }

    private static string Address(Guid documentId) => $"/documents/review/{documentId}";

    private async Task<IActionResult> Show(Guid documentId, CancellationToken stopping)
    {
        // Taken before it is read, so that the version shown is the one to decide on.
        var held = await hold.Take(documentId, stopping);
        if (await papers.Of(documentId, stopping) is not { } paper)
        {
            return NotFound();
        }

        Paper = paper;
        Form.Version = paper.Document.Version;
        PageButtons.KeepUndo(TempData, DocumentState.InProgress.Contains(paper.Document.State));
        OpenWithAnother = held is DocumentAct.OpenedByAnother ? await Words(held, documentId, stopping) : null;
        Desk = (await desk.Of(documentId, Address(documentId), mayLabel: true, isReview: true, stopping))! with { Given = givenTyped };
        Place = await queue.Around(documentId, stopping);
        Waiting = clock.GetUtcNow() - paper.Document.ReceivedAt;
        await LoadCandidates(stopping);
        First = await LinkToFirst(stopping);
        paper.Pages.Tools = MayDecide ? new PageTools("decide", $"/documents/review/{documentId}?handler=Pages") : null;
        paper.Elsewhere = paper.Pages.Tools is null ? [] : await papers.Elsewhere(paper, stopping);
        paper.FieldsForm = MayDecide ? FieldsFormOf(paper) : null;
        ModelState.Clear();
        await RecordViewed(stopping);
        return Page();
    }

    /// <summary>That it was opened to be worked on stands in its history; who only looks at it is written there too.</summary>
    private Task RecordViewed(CancellationToken stopping) =>
        MayDecide ? audit.Record(db, Viewed, stopping) : view.Record(Paper.Document, Viewed, stopping);

    private AuditEntry Viewed =>
        new("document.viewed", "document", Paper.Document.Id, [.. Candidates.Select(c => c.Patient.Id).Union(Paper.Document.SubjectId is { } subject ? [subject] : [])], LocationId: Paper.Document.LocationId);

    private async Task<string?> LinkToFirst(CancellationToken stopping)
    {
        var document = Paper.Document;
        if (document.RepeatOfTransmission is null)
        {
            return null;
        }

        return await visible.Documents.AnyAsync(d => d.Id == document.RepeatOfDocument, stopping) ? $"/documents/document/{document.RepeatOfDocument}"
            : await visible.Transmissions.AnyAsync(t => t.Id == document.RepeatOfTransmission, stopping) ? $"/documents/transmissions/{document.RepeatOfTransmission}"
            : null;
    }

    private async Task LoadCandidates(CancellationToken stopping)
    {
        var ranked = FileDocument.Suggestions(Paper.Document);
        var known = (ranked.Count > 0 ? await patients.Find([.. ranked.Select(r => r.PatientId)], stopping) : []).ToDictionary(patient => patient.Id);
        Candidates = [.. ranked.Where(r => known.ContainsKey(r.PatientId)).Select(r => new Candidate(known[r.PatientId], r.Reasons))];
        ClosedCandidates = ranked.Count - Candidates.Count;
        Sender = await senders.Before(Paper.Document, stopping);
        LikelyType = Paper.Document.Type == DocumentType.Unsure ? Likely(Paper.Document.TypeEvidence) : null;
        Form.Type ??= (LikelyType ?? Paper.Document.Type).Code();
        Form.PatientId ??= Candidate.ClearlyFirst(Paper.Document, ranked) is { } first && known.ContainsKey(first) ? first : null;
    }

    /// <summary>Types that a document is filed as by a person are likely; what would be put away otherwise is not suggested.</summary>
    private static DocumentType? Likely(IReadOnlyList<TypeEvidence> evidence) =>
        evidence.GroupBy(words => words.Type).MaxBy(group => group.Sum(words => words.Weight))?.Key is { } type
            && type is not (DocumentType.Unsure or DocumentType.JunkFax or DocumentType.AboutNoPatient or DocumentType.Misdirected or DocumentType.LetterSent) ? type : null;
}
