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
internal sealed class ReviewModel(
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

    public async Task<IActionResult> OnPost(Guid documentId, CancellationToken stopping)
    {
        var type = DocumentTypes.FromCode(Form.Type ?? "");
        if (type is null || DocumentTypes.OfNoPatient.Contains(type.Value))
        {
            Refusal = "Choose what kind of document it is. An advertisement is marked as junk instead, and what is about no patient, or not for us, has a key of its own.";
        }
        else if (type == DocumentType.LetterSent && !await visible.Documents.AnyAsync(d => d.Id == documentId && d.Type == DocumentType.LetterSent, stopping))
        {
            Refusal = "Only letters of ours are filed as letters sent. Choose what kind of document it is.";
        }
        else if (Form.PatientId is null)
        {
            Refusal = "Choose the patient: one of the list, or search.";
        }

        if (Refusal is not null)
        {
            return await Show(documentId, stopping);
        }

        var next = (await queue.Around(documentId, stopping)).Next;
        var act = await file.Run(documentId, Form.Version, Form.PatientId!.Value, type, stopping);
        if (act is not DocumentAct.Done)
        {
            Refusal = await Words(act, documentId, stopping);
            return await Show(documentId, stopping);
        }

        var patient = await patients.Find(Form.PatientId.Value, stopping);
        return GoOn($"Filed to {patient?.ListName ?? "the patient"}.", documentId, next);
    }

    public async Task<IActionResult> OnPostJunk(Guid documentId, CancellationToken stopping)
    {
        var next = (await queue.Around(documentId, stopping)).Next;
        var act = await markJunk.Run(documentId, Form.Version, stopping);
        if (act is not DocumentAct.Done)
        {
            Refusal = await Words(act, documentId, stopping);
            return await Show(documentId, stopping);
        }

        return GoOn("Marked as junk.", documentId, next);
    }

    /// <summary>Meant for somebody else: set aside, and to be told, returned or destroyed.</summary>
    public Task<IActionResult> OnPostNotForUs(Guid documentId, CancellationToken stopping) =>
        Decide(documentId, () => notForUs.Run(documentId, Form.Version, stopping), "Set aside as not for us. What is left to do is under Acknowledge.", stopping);

    /// <summary>About no patient: into a folder of the practice.</summary>
    public Task<IActionResult> OnPostPractice(Guid documentId, CancellationToken stopping)
    {
        var folder = Form.Folder ?? PracticeFolder.Other;
        return Decide(documentId, () => toPractice.Run(documentId, Form.Version, folder, stopping), $"Filed to the practice: {PracticeFolder.TextOf(folder)}.", stopping);
    }

    /// <summary>It is the one received before: set aside with it.</summary>
    public async Task<IActionResult> OnPostRepeat(Guid documentId, CancellationToken stopping)
    {
        var next = (await queue.Around(documentId, stopping)).Next;
        var act = await decideRepeat.SetAside(documentId, Form.Version, stopping);
        if (act is not DocumentAct.Done)
        {
            Refusal = await Words(act, documentId, stopping);
            return await Show(documentId, stopping);
        }

        return GoOn("Set aside as a repeat.", documentId, next);
    }

    /// <summary>It is another: the same page goes on to whose it is.</summary>
    public async Task<IActionResult> OnPostAnother(Guid documentId, CancellationToken stopping)
    {
        var act = await decideRepeat.GoOn(documentId, Form.Version, stopping);
        if (act is not DocumentAct.Done)
        {
            Refusal = await Words(act, documentId, stopping);
        }

        return await Show(documentId, stopping);
    }

    /// <summary>Leaves it to a colleague who sees the restricted candidates.</summary>
    public async Task<IActionResult> OnPostHandOver(Guid documentId, CancellationToken stopping)
    {
        var next = (await queue.Around(documentId, stopping)).Next;
        var act = await handOver.Run(documentId, Form.Version, stopping);
        if (act is not DocumentAct.Done)
        {
            Refusal = await Words(act, documentId, stopping);
            return await Show(documentId, stopping);
        }

        TempData["toast"] = "Handed over: it waits for colleagues, and no more for you.";
        return Redirect(next is { } id ? $"/documents/review/{id}" : "/documents/review");
    }

    /// <summary>To a colleague by name, with a word if there is one; shown as it is now, since nothing on the page is decided by it.</summary>
    public async Task<IActionResult> OnPostGive(Guid documentId, Guid colleague, string? word, CancellationToken stopping)
    {
        var next = (await queue.Around(documentId, stopping)).Next;
        var batch = Guid.CreateVersion7();
        var act = await give.Run(documentId, version: null, colleague, word, batch, stopping);
        if (act is not DocumentAct.Done)
        {
            givenTyped = (colleague, word);
            Refusal = await Words(act, documentId, stopping);
            return await Show(documentId, stopping);
        }

        TempData["toast"] = $"Given to {await organization.NameOfUser(colleague, stopping)}.";
        TempData["undo-url"] = QueueFilter.Everything.With($"handler=Undo&batch={batch}");
        return Redirect(next is { } id ? $"/documents/review/{id}" : "/documents/review");
    }

    /// <param name="put">The label: on where it is not, off where it is.</param>
    public async Task<IActionResult> OnPostLabel(Guid documentId, Guid put, CancellationToken stopping) =>
        await desk.Toggle(documentId, put, stopping) ? await AtDesk(documentId, stopping) : NotFound();

    public async Task<IActionResult> OnPostNote(Guid documentId, string? text, CancellationToken stopping)
    {
        await desk.Write(documentId, text, stopping);
        return await AtDesk(documentId, stopping);
    }

    public async Task<IActionResult> OnPostStrikeNote(Guid documentId, Guid note, CancellationToken stopping)
    {
        await desk.Strike(documentId, note, stopping);
        return await AtDesk(documentId, stopping);
    }

    /// <summary>What a person says of the fields: corrected, added, or not on the page. What is chosen beside it stays.</summary>
    /// <param name="was">The fields as the page showed them.</param>
    public async Task<IActionResult> OnPostCorrectFields(Guid documentId, Dictionary<string, string?> values, Dictionary<string, string?> was, int? foundOn, CancellationToken stopping) =>
        await correctFields.Run(documentId, Form.Version, new FieldsSaid(values, foundOn), stopping) switch
        {
            FieldsCorrection.Done { Step: { } step } done => await WithFields(documentId, done.Version, null, "Corrected.", step, stopping),
            FieldsCorrection.Done done => await WithFields(documentId, done.Version, null, "Nothing was changed: it was so already.", null, stopping),
            FieldsCorrection.NotUnderstood wrong => await WithFields(documentId, Form.Version, TypedFields.Of(values, was, foundOn, wrong.Keys, FieldsForm.WhyNot(wrong)), null, null, stopping),
            FieldsCorrection.EndsBeforeItBegins wrong => await WithFields(documentId, Form.Version, TypedFields.Of(values, was, foundOn, [wrong.Key], FieldsForm.EndsBeforeItBegins), null, null, stopping),
            FieldsCorrection.Refused { Why: DocumentAct.DocumentUnknown } => NotFound(),
            FieldsCorrection.Refused refused => await WithFields(
                documentId, Form.Version, TypedFields.Of(values, was, foundOn, [], $"{await Words(refused.Why, documentId, stopping)} What you typed is still here, and not saved."), null, null, stopping, isOld: true),
            _ => NotFound(),
        };

    public async Task<IActionResult> OnPostUndoFields(Guid documentId, Guid mark, CancellationToken stopping) =>
        await correctFields.Undo(documentId, IsInPlace ? Form.Version : null, mark, stopping) switch
        {
            DocumentAct.Done done => await WithFields(documentId, done.Version, null, "Undone: the fields are as they were.", null, stopping),
            DocumentAct.DocumentUnknown => NotFound(),
            DocumentAct.NotNow => await WithFields(documentId, Form.Version, null, "Nothing was undone: somebody has said something else of it since.", null, stopping),
            var refused => LoadAnew(documentId, await Words(refused, documentId, stopping)),
        };

    /// <summary>By htmx the card alone, with the version to decide on; without a script the page again.</summary>
    /// <param name="version">As the page showed it or as this act left it. Never one read since: the rest of the page would be older than it.</param>
    /// <param name="isOld">The rest of the page may be older than the card: what is typed goes on from the whole page.</param>
    private async Task<IActionResult> WithFields(Guid documentId, uint version, TypedFields? typed, string? said, Guid? undo, CancellationToken stopping, bool isOld = false)
    {
        fieldsTyped = typed;
        if (!IsInPlace)
        {
            if (typed is not null)
            {
                return await Show(documentId, stopping);
            }

            TempData["toast"] = said;
            TempData["undo-url"] = undo is null ? null : $"{Address(documentId)}?handler=UndoFields&mark={undo}";
            return Redirect(Address(documentId));
        }

        if (await papers.Of(documentId, stopping) is not { } paper)
        {
            return NotFound();
        }

        Paper = paper;
        await LoadCandidates(stopping);
        ModelState.Clear();
        paper.FieldsForm = FieldsFormOf(paper) is { } form ? form with { Said = said, Undo = undo, IsAnswer = true, Version = version, IsOld = isOld, InPlace = !isOld } : null;
        await RecordViewed(stopping);
        return Partial("_Fields", paper);
    }

    /// <summary>What the page shows is old: pages, candidates and the choice. All of it is loaded again, so that nobody decides on what they did not see.</summary>
    private IActionResult LoadAnew(Guid documentId, string said)
    {
        TempData["toast"] = said;
        if (!IsInPlace)
        {
            return Redirect(Address(documentId));
        }

        Response.Headers["HX-Refresh"] = "true";
        return new EmptyResult();
    }

    private FieldsForm? FieldsFormOf(Paper paper) =>
        paper.Document.State == DocumentState.Review ? FieldsForm.Of(paper, Address(paper.Document.Id), "Form.Version", fieldsTyped, inPlace: true) : null;

    /// <summary>Takes back what this user just decided; what somebody else decided since stays.</summary>
    public async Task<IActionResult> OnPostUndo(Guid documentId, CancellationToken stopping)
    {
        var now = await visible.Documents.AsNoTracking().Where(d => d.Id == documentId).Select(d => new { d.State, d.FiledBy, d.Version }).SingleOrDefaultAsync(stopping);
        if (now is null)
        {
            return NotFound();
        }

        var putAwayBy = await db.Events
            .Where(e => e.DocumentId == documentId && EventCode.PutAway.Contains(e.Code))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Select(e => e.By).FirstOrDefaultAsync(stopping);
        if ((now.State == DocumentState.Junk && putAwayBy == actor.UserId) || (now.State is DocumentState.Filed or DocumentState.Practice && now.FiledBy == actor.UserId))
        {
            var act = await sendToReview.Run(documentId, now.Version, stopping);
            TempData["toast"] = act is DocumentAct.Done ? "Undone: the document waits for review again." : await Words(act, documentId, stopping);
        }
        else
        {
            TempData["toast"] = "Nothing was undone: somebody else has decided about this document since.";
        }

        return Redirect($"/documents/review/{documentId}");
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

    private async Task<IActionResult> Decide(Guid documentId, Func<Task<DocumentAct>> act, string said, CancellationToken stopping)
    {
        var next = (await queue.Around(documentId, stopping)).Next;
        if (await act() is var outcome and not DocumentAct.Done)
        {
            Refusal = await Words(outcome, documentId, stopping);
            return await Show(documentId, stopping);
        }

        return GoOn(said, documentId, next);
    }

    private RedirectResult GoOn(string toast, Guid decided, Guid? next)
    {
        TempData["toast"] = next is null ? toast + " Nothing else waits." : toast;
        TempData["undo-url"] = $"/documents/review/{decided}?handler=Undo";
        return Redirect(next is { } id ? $"/documents/review/{id}" : "/documents/review");
    }

    /// <summary>By htmx the card alone, so that what is chosen beside it stays; without a script the page again.</summary>
    private async Task<IActionResult> AtDesk(Guid documentId, CancellationToken stopping) =>
        await desk.Of(documentId, Address(documentId), mayLabel: true, isReview: true, stopping) is not { } now ? NotFound()
            : IsInPlace ? Partial("_Desk", now)
            : Redirect(Address(documentId));

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

    private async Task<string> Words(DocumentAct refused, Guid documentId, CancellationToken stopping)
    {
        var locationId = await visible.Documents.Where(d => d.Id == documentId).Select(d => (Guid?)d.LocationId).SingleOrDefaultAsync(stopping);
        var location = locationId is { } id ? (await organization.Profile(stopping)).Find(id) : null;
        string At(DateTimeOffset instant) => LocationClock.Words(instant, clock.GetUtcNow(), location);
        async Task<string> Who(Guid? user) => user is { } known ? await organization.NameOfUser(known, stopping) ?? "Somebody" : "ClinicOps";
        return refused switch
        {
            DocumentAct.ChangedMeanwhile meanwhile => $"Changed by {await Who(meanwhile.By)}, {LocalTime.Ago(clock.GetUtcNow() - meanwhile.At)}, while this page was open. Nothing was done: look at it again.",
            DocumentAct.OpenedByAnother other => $"{await Who(other.By)} is working on this document and keeps it until {At(other.Until)}, unless they go on with it.",
            DocumentAct.RepeatUndecided => "Say first whether it is the one received before, or another.",
            DocumentAct.NotForThem => "This colleague does not review here, or does not see the document. Nothing was done.",
            DocumentAct.PatientUnknown => "This patient is no longer registered. Choose another.",
            DocumentAct.NotCleared => "You see this document by break-glass, and are not cleared for its class: only who is can file it. Nothing was done.",
            DocumentAct.MayBeSomebodyClosed => "Somebody whose record is closed to you may be meant as much. Nothing was done: hand it over to a colleague who is cleared.",
            var other when PageButtons.Why(other) is { } why => why,
            DocumentAct.NotNow { State: DocumentState.Filed } => "This document is already filed. Nothing was done.",
            DocumentAct.NotNow => "This document does not wait for review any more. Nothing was done.",
            _ => "This document is not there any more.",
        };
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class ReviewForm
{
    public uint Version { get; set; }

    public Guid? PatientId { get; set; }

    /// <summary>Code of the type.</summary>
    public string? Type { get; set; }

    public string? PatientSearch { get; set; }

    /// <summary>One of <see cref="PracticeFolder"/>.</summary>
    public string? Folder { get; set; }
}

/// <summary>Somebody registered who may be meant.</summary>
/// <param name="Reasons">For and against; empty for who was only searched.</param>
internal sealed record Candidate(PatientSummary Patient, IReadOnlyList<MatchReason> Reasons)
{
    private static readonly ReviewReason[] NotAboutWho =
    [
        ReviewReason.UnsureType, ReviewReason.AboutNoPatient, ReviewReason.Misdirected, ReviewReason.PoorlyRead, ReviewReason.RegisterPaused, ReviewReason.NeedsThirdIdentifier, ReviewReason.CommonName,
        ReviewReason.Repeat, ReviewReason.PageUnread, ReviewReason.PageMissing, ReviewReason.RestOfAnother, ReviewReason.MayBeTwo, ReviewReason.SentBack, ReviewReason.StepFailed,
    ];

    /// <summary>Wordings of <see cref="ScorePatients"/> for what agrees only nearly.</summary>
    private static readonly string[] Nearly = ["slip away", "in part", "only by its initial", "of the family"];

    /// <summary>"for", "against" or "unsure": a field that nearly agrees is no agreement to somebody in a hurry.</summary>
    public static string Side(MatchReason reason) =>
        reason.Points <= 0 ? "against"
            : Nearly.Any(part => reason.Words.Contains(part, StringComparison.Ordinal)) ? "unsure"
            : "for";

    public bool Differs(string field) => Reasons.Any(reason => Side(reason) != "for" && reason.Words.StartsWith(field, StringComparison.Ordinal));

    /// <summary>
    /// Whom one key press may accept: far ahead of the next, with nothing against. Where the reason of the review is who is meant,
    /// nobody is chosen beforehand: the reviewer says who.
    /// </summary>
    public static Guid? ClearlyFirst(Document document, IReadOnlyList<RankedPatient> ranked) =>
        document.ReviewReason is { } why && NotAboutWho.Contains(why)
            && ranked is [var first, ..] && first.Reasons.All(reason => Side(reason) == "for") && (ranked is not [_, var second, ..] || first.Score - second.Score >= FileDocument.ClearlyLess)
            ? first.PatientId
            : null;
}
