using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Orders;
using ClinicOps.Documents.Quality;
using ClinicOps.Documents.Search;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Access;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One document as it is: pages, what was read, where it is filed and why, its orders with their places, its history.</summary>
[Authorize(Policy = DocumentsRights.View)]
internal sealed partial class DocumentModel(
    DocumentsDb db,
    ReadPaper papers,
    SealedSearches searches,
    SendToReview sendToReview,
    UndoTakingOut undoTakingOut,
    ClassifyAccess classify,
    QualityFigures figures,
    SayFilingRight sayRight,
    PageButtons buttons,
    CorrectOrder correct,
    CorrectFields correctFields,
    AskSender ask,
    DeskCard desk,
    VisibleToActor visible,
    CurrentActor actor,
    ITasks tasks,
    DutyRows duties,
    IOrganization organization,
    ViewDocument view,
    IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    private (DocumentSearch Search, bool IsWide)? sought;

    [BindProperty]
    public uint Version { get; set; }

    public Paper Paper { get; private set; } = null!;

    /// <summary>Its labels and notes.</summary>
    public DeskView Desk { get; private set; } = null!;

    /// <summary>Who filed it and when, in words; null unless filed.</summary>
    public string? FiledBy { get; private set; }

    /// <summary>What identified the patient when it was filed.</summary>
    public IReadOnlyList<MatchReason> FiledBecause { get; private set; } = [];

    public IReadOnlyList<TaskSummary> Tasks { get; private set; } = [];

    /// <summary>Who has to acknowledge it, and what became of that.</summary>
    public IReadOnlyList<DutyCard> Duties { get; private set; } = [];

    /// <summary>ClinicOps filed it, and counts that as wrong by where the document is now; null where it does not.</summary>
    public CountedFiling? CountedWrong { get; private set; }

    public bool MayReview { get; private set; }

    /// <summary>What the document's own access class can be made; only of what this user goes on seeing.</summary>
    public IReadOnlyList<AccessClass> AccessClasses { get; private set; } = [];

    /// <summary>The name of its own class; null for the standard one.</summary>
    public string? OwnClass { get; private set; }

    /// <summary>The class and the reason typed for one that was not given; null when nobody tried.</summary>
    public (string? Class, string? Reason)? Typed { get; private set; }

    /// <summary>What was typed of an order and not saved; null when nobody tried.</summary>
    public (Guid OrderId, IReadOnlyDictionary<string, string?> Values, string? State)? TypedOrder { get; private set; }

    /// <summary>The question to a sender that was typed and not noted; null when nobody tried.</summary>
    private (Guid OrderId, string? Question)? typedQuestion;

    /// <summary>Why a filing was not wrong, as it was typed and not noted; null when nobody tried.</summary>
    public string? TypedRight { get; private set; }

    /// <summary>What was typed of the fields and not saved; null when nobody tried.</summary>
    public TypedFields? TypedFields { get; private set; }

    /// <summary>Why it was not taken out; null when nobody tried.</summary>
    public string? Refusal { get; private set; }

    /// <summary>The sealed search whose words are marked on the pages; null when it was not opened from one.</summary>
    public string? Search { get; private set; }

    /// <param name="find">A sealed search.</param>
    public async Task<IActionResult> OnGet(Guid id, string? find, CancellationToken stopping)
    {
        sought = searches.Open(find);
        Search = sought is null ? null : find;
        return await Show(id, stopping);
    }

    /// <summary>Out of this chart and back into review, with the orders and tasks that came of it.</summary>
    public async Task<IActionResult> OnPostTakeOut(Guid id, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        var wasFiled = await visible.Documents.AnyAsync(d => d.Id == id && d.State == DocumentState.Filed, stopping);
        if (await sendToReview.Run(id, Version, stopping) is not DocumentAct.Done and var refused)
        {
            return await Refused(id, refused, stopping);
        }

        TempData["undo-url"] = wasFiled ? $"/documents/document/{id}?handler=UndoTakeOut" : null;
        return Toast("Taken out. The document waits for review.", $"/documents/review/{id}");
    }

    /// <summary>Back where it lay, with what was to be done about it.</summary>
    public async Task<IActionResult> OnPostUndoTakeOut(Guid id, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await undoTakingOut.Run(id, stopping) switch
        {
            DocumentAct.Done => Toast("Undone: it is filed where it lay.", $"/documents/document/{id}"),
            DocumentAct.NotNow or DocumentAct.PatientUnknown => Toast("Nothing was undone: somebody has decided about this document since.", $"/documents/document/{id}"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    /// <summary>Asked by a page that shows a document being worked on, until it is not any more.</summary>
    public async Task<IActionResult> OnGetState(Guid id, CancellationToken stopping)
    {
        if (await visible.Documents.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, stopping) is not { } document)
        {
            return NotFound();
        }

        if (document.IsStillRead(clock.GetUtcNow()))
        {
            return new NoContentResult();
        }

        Response.Headers["HX-Refresh"] = "true";
        return new EmptyResult();
    }

    private RedirectResult Toast(string said, string to)
    {
        TempData["toast"] = said;
        return Redirect(to);
    }

    private async Task<IActionResult> Refused(Guid id, DocumentAct refused, CancellationToken stopping)
    {
        switch (refused)
        {
            case DocumentAct.DocumentUnknown:
                return NotFound();
            case DocumentAct.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping);
                Refusal = $"Changed by {last}, while this page was open. Nothing was done: this is how it is now.";
                break;
            case DocumentAct.OpenedByAnother other:
                Refusal = $"{await organization.NameOfUser(other.By, stopping) ?? "Somebody"} is working on this document. Try again in a few minutes.";
                break;
            case var other when PageButtons.Why(other) is { } why:
                Refusal = why;
                break;
            default:
                Refusal = "This document is in another state by now. Nothing was done.";
                break;
        }

        return await Show(id, stopping);
    }

    private async Task<IActionResult> Show(Guid id, CancellationToken stopping)
    {
        if (await papers.Of(id, stopping, sought) is not { } paper)
        {
            return await WentInto(id, stopping) is { } into ? Redirect($"/documents/document/{into}") : NotFound();
        }

        Paper = paper;
        Desk = (await DeskOf(id, stopping))!;
        Version = paper.Document.Version;
        ModelState.Clear();
        PageButtons.KeepUndo(TempData, paper.IsStillRead);
        MayReview = (await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded;
        paper.Pages.Tools = MayReview && paper.Document.State is DocumentState.Review or DocumentState.Filed && paper.Document.Type != DocumentType.LetterSent
            ? new PageTools("pages-form", $"/documents/document/{id}?handler=Pages")
            : null;
        paper.Elsewhere = paper.Pages.Tools is null ? [] : await papers.Elsewhere(paper, stopping);
        paper.Corrections = MayReview && !DocumentState.InProgress.Contains(paper.Document.State)
            ? order => OrderForm.Of(order, Version, TypedOrder is { } typed && typed.OrderId == order.Order.Id ? (typed.Values, typed.State) : null)
            : null;
        paper.FieldsForm = MayReview ? FieldsForm.Of(paper, $"/documents/document/{id}", nameof(Version), TypedFields, inPlace: false) : null;
        var profile = await organization.Profile(stopping);
        paper.AskedAbout = typedQuestion?.OrderId;
        paper.Questions = MayReview ? order => typedQuestion is { } asked && asked.OrderId == order.Order.Id && asked.Question is { } question ? question : OrderQuestion.Of(order.Order, paper.Document, profile) : null;
        AccessClasses = [.. profile.AccessClasses.Where(known => actor.SeesClass(known.Code))];
        OwnClass = paper.Document.AccessClass == AccessClass.Standard ? null : profile.NameOfClass(paper.Document.AccessClass);
        Tasks = (await authorization.AuthorizeAsync(User, IntakeRights.WorkTasks)).Succeeded ? await tasks.OfDocuments([id], stopping) : [];
        CountedWrong = MayReview ? await figures.CountedWrong(id, stopping) : null;
        Duties = await duties.OfDocument(id, paper.Location, stopping);
        if (paper.Document is { State: DocumentState.Filed, FiledAt: { } at })
        {
            var who = paper.Document.FiledBy is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody no longer known" : "ClinicOps";
            FiledBy = $"{who}, {LocationClock.Words(at, clock.GetUtcNow(), paper.Location)}";
            FiledBecause = (await db.Filings.AsNoTracking()
                .Where(filing => filing.DocumentId == id && filing.Act == FilingAct.Filed)
                .OrderByDescending(filing => filing.At)
                .FirstOrDefaultAsync(stopping))?.Reasons ?? [];
        }

        await view.Record(
            paper.Document,
            new AuditEntry("document.viewed", "document", id, paper.Document.SubjectId is { } patient ? [patient] : [], LocationId: paper.Document.LocationId),
            stopping);
        return Page();
    }
}
