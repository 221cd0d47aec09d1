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
internal sealed class DocumentModel(
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

    /// <summary>Cuts, merges, joins, moves, turns: what the buttons beside the pages do.</summary>
    public async Task<IActionResult> OnPostPages(Guid id, string? what, Guid? sheet, string? with, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        var change = await buttons.Press(id, Version, what, sheet, with, stopping);
        if (change.Outcome is not DocumentAct.Done)
        {
            return await Refused(id, change.Outcome, stopping);
        }

        TempData["undo-url"] = PageButtons.UndoAddress(id, change);
        return Toast(PageButtons.Said(what, change), $"/documents/document/{change.DocumentId}");
    }

    public async Task<IActionResult> OnPostUndoPages(Guid id, Guid done, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        var change = await buttons.Undo(id, done, stopping);
        return change.Outcome is DocumentAct.Done
            ? Toast("Undone: the pages are as they were.", $"/documents/document/{change.DocumentId}")
            : await Refused(id, change.Outcome, stopping);
    }

    /// <param name="put">The label: on where it is not, off where it is.</param>
    public async Task<IActionResult> OnPostLabel(Guid id, Guid put, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await desk.Toggle(id, put, stopping) ? await AtDesk(id, stopping) : NotFound();
    }

    /// <summary>Whoever sees a document may write on it for colleagues.</summary>
    public async Task<IActionResult> OnPostNote(Guid id, string? text, CancellationToken stopping)
    {
        await desk.Write(id, text, stopping);
        return await AtDesk(id, stopping);
    }

    public async Task<IActionResult> OnPostStrikeNote(Guid id, Guid note, CancellationToken stopping)
    {
        await desk.Strike(id, note, stopping);
        return await AtDesk(id, stopping);
    }

    /// <summary>What a person says of an order that was read otherwise.</summary>
    public async Task<IActionResult> OnPostCorrect(Guid id, Guid orderId, Dictionary<string, string?> values, string? state, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        switch (await correct.Run(id, Version, orderId, new OrderSaid(values, state ?? ""), stopping))
        {
            case OrderCorrection.Done { Mark: { } mark }:
                TempData["undo-url"] = $"/documents/document/{id}?handler=UndoCorrection&orderId={orderId}&mark={mark}";
                return Toast("Corrected. Tasks from the order follow.", $"/documents/document/{id}#order-{orderId}");
            case OrderCorrection.Done:
                return Toast("Nothing was changed: it was so already.", $"/documents/document/{id}#order-{orderId}");
            case OrderCorrection.NotUnderstood wrong:
                (TypedOrder, Refusal) = ((orderId, values, state), $"Nothing was saved: \"{ReadValue.LabelOf(wrong.Name)}\" cannot be that. {OrderForm.Hint(wrong.Name)}");
                return await Show(id, stopping);
            case OrderCorrection.Refused refused:
                TypedOrder = (orderId, values, state);
                return await Refused(id, refused.Why, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostUndoCorrection(Guid id, Guid orderId, Guid mark, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await correct.Undo(id, orderId, mark, stopping) switch
        {
            DocumentAct.Done => Toast("Undone: the order is as it was.", $"/documents/document/{id}#order-{orderId}"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    /// <summary>What a person says of the fields: corrected, added, or not on the page.</summary>
    /// <param name="was">The fields as the page showed them.</param>
    public async Task<IActionResult> OnPostCorrectFields(Guid id, Dictionary<string, string?> values, Dictionary<string, string?> was, int? foundOn, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        switch (await correctFields.Run(id, Version, new FieldsSaid(values, foundOn), stopping))
        {
            case FieldsCorrection.Done { Step: { } step }:
                TempData["undo-url"] = $"/documents/document/{id}?handler=UndoFields&mark={step}";
                return Toast("Corrected. What follows from it follows.", $"/documents/document/{id}#fields");
            case FieldsCorrection.Done:
                return Toast("Nothing was changed: it was so already.", $"/documents/document/{id}#fields");
            case FieldsCorrection.NotUnderstood wrong:
                TypedFields = TypedFields.Of(values, was, foundOn, wrong.Keys, FieldsForm.WhyNot(wrong));
                return await Show(id, stopping);
            case FieldsCorrection.EndsBeforeItBegins wrong:
                TypedFields = TypedFields.Of(values, was, foundOn, [wrong.Key], FieldsForm.EndsBeforeItBegins);
                return await Show(id, stopping);
            case FieldsCorrection.Refused refused:
                TypedFields = TypedFields.Of(values, was, foundOn, [], "What you typed is still here, and not saved.");
                return await Refused(id, refused.Why, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostUndoFields(Guid id, Guid mark, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await correctFields.Undo(id, version: null, mark, stopping) switch
        {
            DocumentAct.Done => Toast("Undone: the fields are as they were.", $"/documents/document/{id}#fields"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    /// <summary>The sender of an order was asked about it, with the words that the page prepared or others.</summary>
    public Task<IActionResult> OnPostAsked(Guid id, Guid orderId, string? question, CancellationToken stopping)
    {
        typedQuestion = (orderId, question);
        return Noted(id, orderId, () => ask.Asked(id, Version, orderId, question, stopping), "Noted: the sender was asked. A new order from them is shown here when it comes.", stopping);
    }

    /// <summary>The order that came afterwards stands in the place of the one asked about.</summary>
    public Task<IActionResult> OnPostAnswered(Guid id, Guid orderId, CancellationToken stopping) =>
        Noted(id, orderId, () => ask.Answered(id, Version, orderId, stopping), "Noted: the new order stands in its place. The question's task is closed.", stopping);

    public Task<IActionResult> OnPostUndoQuery(Guid id, Guid orderId, CancellationToken stopping) =>
        Noted(id, orderId, () => ask.Undo(id, orderId, stopping), "Undone.", stopping, undo: false);

    private async Task<IActionResult> Noted(Guid id, Guid orderId, Func<Task<DocumentAct>> act, string said, CancellationToken stopping, bool undo = true)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        if (await act() is not DocumentAct.Done and var refused)
        {
            return await Refused(id, refused, stopping);
        }

        if (undo)
        {
            TempData["undo-url"] = $"/documents/document/{id}?handler=UndoQuery&orderId={orderId}";
        }

        return Toast(said, $"/documents/document/{id}#order-{orderId}");
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

    /// <summary>Gives the document an access class of its own.</summary>
    public async Task<IActionResult> OnPostAccess(Guid id, string? accessClass, string? reason, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        Typed = (accessClass, reason);
        var known = (await organization.Profile(stopping)).AccessClasses.FirstOrDefault(known => known.Code == accessClass && actor.SeesClass(known.Code));
        if (known is null || reason?.Trim() is not { Length: >= 3 and <= 300 } why)
        {
            Refusal = "Choose the class, and say why in a few words. Nothing was done.";
            return await Show(id, stopping);
        }

        return await classify.Run(id, Version, known.Code, why, stopping) switch
        {
            DocumentAct.Done => Toast($"The document's own access is now: {known.Name}.", $"/documents/document/{id}"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    /// <summary>The automatic filing counts as wrong, and was not.</summary>
    public async Task<IActionResult> OnPostFilingRight(Guid id, string? reason, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        TypedRight = reason ?? "";
        if (reason?.Trim() is not { Length: >= 3 and <= 300 } why)
        {
            Refusal = "Say in a few words why it was not wrong. Nothing was done.";
            return await Show(id, stopping);
        }

        var act = await sayRight.Run(id, Version, why, stopping);
        if (act is not DocumentAct.Done done)
        {
            return await Refused(id, act, stopping);
        }

        TempData["undo-url"] = $"/documents/document/{id}?handler=UndoFilingRight&Version={done.Version}";
        return Toast("Noted: the figures leave it out.", $"/documents/document/{id}");
    }

    public async Task<IActionResult> OnPostUndoFilingRight(Guid id, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded)
        {
            return Forbid();
        }

        return await sayRight.Undo(id, Version, stopping) switch
        {
            DocumentAct.Done => Toast("Undone: it counts as filed wrongly.", $"/documents/document/{id}"),
            var refused => await Refused(id, refused, stopping),
        };
    }

    private async Task<IActionResult> AtDesk(Guid id, CancellationToken stopping) =>
        await DeskOf(id, stopping) is not { } now ? NotFound()
            : Request.Headers.ContainsKey("HX-Request") ? Partial("_Desk", now)
            : Redirect($"/documents/document/{id}");

    private async Task<DeskView?> DeskOf(Guid id, CancellationToken stopping) =>
        await desk.Of(id, $"/documents/document/{id}", (await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded, isReview: false, stopping);

    /// <summary>The document in sight that has the pages of one that was merged; null where there is none.</summary>
    private async Task<Guid?> WentInto(Guid id, CancellationToken stopping)
    {
        var into = await db.Events.Where(e => e.DocumentId == id && e.Code == EventCode.MergedInto).OrderByDescending(e => e.At).Select(e => e.Detail).FirstOrDefaultAsync(stopping);
        return Guid.TryParse(into, out var other) && await visible.Documents.AnyAsync(d => d.Id == other, stopping) ? other : null;
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
