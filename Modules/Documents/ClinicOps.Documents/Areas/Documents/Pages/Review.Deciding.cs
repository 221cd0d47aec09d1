using ClinicOps.Documents.Acknowledging;
using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Desk;
using ClinicOps.Documents.Fields;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Matching;
using ClinicOps.Documents.Sorting;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What a person decides about the document, and takes back.</summary>
internal sealed partial class ReviewModel
{
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

    /// <param name="reason">One of <see cref="JunkReason"/>.</param>
    public async Task<IActionResult> OnPostJunk(Guid documentId, string? reason, CancellationToken stopping)
    {
        if (JunkReason.TextOf(reason) is not { } why)
        {
            Refusal = "Say why it is junk. Nothing was done.";
            return await Show(documentId, stopping);
        }

        return await Decide(documentId, () => markJunk.Run(documentId, Form.Version, stopping, reason: reason), $"Marked as junk: {why.ToLowerInvariant()}.", stopping);
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
            var act = now.State == DocumentState.Filed ? await undoFiling.Run(documentId, now.Version, stopping) : await sendToReview.Run(documentId, now.Version, stopping);
            TempData["toast"] = act is not DocumentAct.Done ? await Words(act, documentId, stopping)
                : await visible.Documents.AnyAsync(d => d.Id == documentId && d.State == DocumentState.Filed, stopping) ? "Undone: it is filed where it lay."
                : "Undone: the document waits for review again.";
        }
        else
        {
            TempData["toast"] = "Nothing was undone: somebody else has decided about this document since.";
        }

        return Redirect($"/documents/review/{documentId}");
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
