using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>One e-mail: why it waits for a person, what it says as plain text, and what became of what was in it.</summary>
[Authorize(Policy = DocumentsRights.View)]
internal sealed class MailModel(
    DocumentsDb db,
    VisibleToActor visible,
    IBlobStore blobs,
    ModuleTransaction<DocumentsDb> transaction,
    IOrganization organization,
    CurrentActor actor,
    AuditTrail audit,
    IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    public MailMessage Shown { get; private set; } = null!;

    public string Received { get; private set; } = "";

    public string? LocationName { get; private set; }

    public IReadOnlyList<(Guid Id, string FileName)> ReceivedFiles { get; private set; } = [];

    /// <summary>Null where it says nothing, or could not be opened.</summary>
    public MailText? Text { get; private set; }

    public bool MayDealWith { get; private set; }

    public string Size => Shown.ByteCount < 1_000_000 ? $"{(Shown.ByteCount / 1000) + 1} kB" : $"{Shown.ByteCount / 1_000_000} MB";

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await visible.MailMessages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, stopping) is not { } found)
        {
            return NotFound();
        }

        Shown = found;
        var location = (await organization.Profile(stopping)).Find(found.LocationId);
        (Received, LocationName) = (LocationClock.Words(found.ReceivedAt, clock.GetUtcNow(), location), location?.Name);
        ReceivedFiles = [.. (await db.Transmissions.Where(t => t.MailMessageId == id).OrderBy(t => t.ReceivedAt).ThenBy(t => t.Id).Select(t => new { t.Id, t.FileName }).ToListAsync(stopping)).Select(t => (t.Id, t.FileName))];
        Text = found.BlobHash is { } hash ? MessageParts.Of(await blobs.Get(hash, stopping)).Text : null;
        MayDealWith = (await authorization.AuthorizeAsync(User, DocumentsRights.Receive)).Succeeded;
        await audit.Record(db, new AuditEntry("mail.viewed", "mail", id, await visible.PatientsInMail(id, stopping), LocationId: found.LocationId), stopping);
        return Page();
    }

    /// <summary>It leaves the inbox once somebody took care of it; it stays stored.</summary>
    public async Task<IActionResult> OnPostDealtWith(Guid id, bool undo, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, DocumentsRights.Receive)).Succeeded)
        {
            return Forbid();
        }

        if (!await visible.MailMessages.AnyAsync(m => m.Id == id && m.State == MailState.Kept, stopping))
        {
            return NotFound();
        }

        await transaction.Run(
            async effects =>
            {
                var mail = await db.LockMail(id, stopping);
                if (mail.DealtWithAt is null != undo)
                {
                    (mail.DealtWithAt, mail.DealtWithBy) = undo ? ((DateTimeOffset?)null, (Guid?)null) : (clock.GetUtcNow(), actor.UserId);
                    effects.Audit(new AuditEntry(undo ? "mail.dealt-with-undone" : "mail.dealt-with", "mail", id, LocationId: mail.LocationId));
                }
            },
            stopping);
        TempData["toast"] = undo ? "The e-mail is before people again." : "Marked as dealt with. The e-mail stays stored.";
        if (!undo)
        {
            TempData["undo-url"] = $"/documents/mail/{id}?handler=DealtWith&undo=true";
        }

        return Redirect(undo ? $"/documents/mail/{id}" : "/documents/inbox");
    }
}
