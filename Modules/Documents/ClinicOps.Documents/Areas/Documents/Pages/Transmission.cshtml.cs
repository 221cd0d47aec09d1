using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One transmission as received: all its pages, what became of them, and the way out for a file that cannot be opened.</summary>
[Authorize(Policy = DocumentsRights.View)]
internal sealed class TransmissionModel(
    DocumentsDb db,
    VisibleToActor visible,
    InboxRows rows,
    ReadPaper papers,
    ModuleTransaction<DocumentsDb> transaction,
    History history,
    IOrganization organization,
    AuditTrail audit,
    IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    private Guid locationId;
    private Location? location;

    public InboxRow Row { get; private set; } = null!;

    /// <summary>When the fax modem took it, in words; null when no modem says.</summary>
    public string? FaxedAt { get; private set; }

    public ViewerPages Pages { get; private set; } = new([]);

    public IReadOnlyList<HistoryLine> Events { get; private set; } = [];

    /// <summary>The e-mail it came in; null where it came otherwise.</summary>
    public Guid? MailMessageId { get; private set; }

    public bool MayReview { get; private set; }

    public bool MayDealWith { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        Pages = await ViewerPages.Load(visible.Pages.Where(page => page.TransmissionId == id), [], stopping);
        Events = await papers.History(id, null, location, stopping);
        await audit.Record(db, new AuditEntry("transmission.viewed", "transmission", id, [.. Row.PatientIds], LocationId: locationId), stopping);
        return Page();
    }

    /// <summary>Where a line of the inbox leads at the moment it is opened: to what needs a person first.</summary>
    public async Task<IActionResult> OnGetOpen(Guid id, CancellationToken stopping)
    {
        var mayReview = (await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded;
        var documents = await visible.Documents.AsNoTracking()
            .Where(d => d.TransmissionId == id)
            .OrderBy(d => d.State == DocumentState.Review ? 0 : 1).ThenBy(d => d.Ordinal)
            .Select(d => new { d.Id, d.State })
            .ToListAsync(stopping);
        if (documents.Count == 0 && !await visible.Transmissions.AnyAsync(t => t.Id == id, stopping))
        {
            return NotFound();
        }

        return Redirect(documents switch
        {
            [{ State: DocumentState.Review } first, ..] when mayReview => $"/documents/review/{first.Id}",
            [var only] => $"/documents/document/{only.Id}",
            _ => $"/documents/transmissions/{id}",
        });
    }

    /// <summary>A file that cannot be opened leaves the list of failed ones once somebody took care of it; it stays stored.</summary>
    public async Task<IActionResult> OnPostDealtWith(Guid id, bool undo, CancellationToken stopping)
    {
        if (!await Load(id, stopping) || Row.State != TransmissionState.Failed)
        {
            return NotFound();
        }

        if (!MayDealWith)
        {
            return Forbid();
        }

        if (Row.DealtWith == undo)
        {
            await transaction.Run(
                effects =>
                {
                    history.Add(id, null, undo ? EventCode.DealtWithUndone : EventCode.DealtWith);
                    effects.Audit(new AuditEntry(undo ? "transmission.dealt-with-undone" : "transmission.dealt-with", "transmission", id, LocationId: locationId));
                    return Task.CompletedTask;
                },
                stopping);
        }

        TempData["toast"] = undo ? "The file is back on the list of failed ones." : "Marked as dealt with. The file stays stored.";
        if (!undo)
        {
            TempData["undo-url"] = $"/documents/transmissions/{id}?handler=DealtWith&undo=true";
        }

        return Redirect("/documents/inbox?filter=failed");
    }

    /// <summary>False when there is none of that id at the user's locations. Its own location may be there no more: it is opened all the same.</summary>
    private async Task<bool> Load(Guid id, CancellationToken stopping)
    {
        var found = await rows.Read(visible.Transmissions.Where(t => t.Id == id), severalLocations: true, stopping);
        if (found.Count == 0)
        {
            return false;
        }

        Row = found[0];
        MayReview = (await authorization.AuthorizeAsync(User, DocumentsRights.Review)).Succeeded;
        MayDealWith = (await authorization.AuthorizeAsync(User, DocumentsRights.Receive)).Succeeded;
        var stored = await visible.Transmissions.Where(t => t.Id == id).Select(t => new { t.LocationId, t.FaxedAt, t.MailMessageId }).SingleAsync(stopping);
        MailMessageId = await visible.MailMessages.Where(m => m.Id == stored.MailMessageId).Select(m => (Guid?)m.Id).SingleOrDefaultAsync(stopping);
        locationId = stored.LocationId;
        location = (await organization.Profile(stopping)).Find(locationId);
        FaxedAt = stored.FaxedAt is { } at ? LocationClock.Words(at, clock.GetUtcNow(), location) : null;
        return true;
    }
}
