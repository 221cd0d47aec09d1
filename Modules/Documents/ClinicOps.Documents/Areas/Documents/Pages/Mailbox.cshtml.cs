using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Receiving.Mail;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Adds a mailbox or changes one, and tries the connection with what is in the form.</summary>
[Authorize(Policy = DocumentsRights.ManageInboxes)]
internal sealed class MailboxModel(
    DocumentsDb db, VisibleToActor visible, SaveMailAccount save, TestMailAccount test, IOrganization organization, TimeProvider clock) : PageModel
{
    [BindProperty]
    public MailboxForm Form { get; set; } = new();

    public Guid? Id { get; private set; }

    public string Name { get; private set; } = "";

    public uint RowVersion { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>"Ana Ruiz, 2 min ago"; null while nobody came between.</summary>
    public string? Meanwhile { get; private set; }

    public string? Problem { get; private set; }

    public MailTestAnswer? Test { get; private set; }

    public async Task<IActionResult> OnGet(Guid? id, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        if (id is not null)
        {
            Form = MailboxForm.Of(await db.MailAccounts.AsNoTracking().SingleAsync(a => a.Id == id, stopping));
        }

        return Page();
    }

    public async Task<IActionResult> OnPost(Guid? id, uint version, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        var stored = RowVersion;
        RowVersion = version;
        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await save.Run(id, version, Form.Entry(), stopping))
        {
            case MailAccountSaving.Saved:
                TempData["toast"] = Form.Enabled ? "Saved. The mailbox is read from now on." : "Saved. The mailbox is not read.";
                return Redirect("/documents/settings/inboxes");
            case MailAccountSaving.PasswordNeeded:
                ModelState.AddModelError("Form.Password", id is null ? "Enter the password." : "Enter the password again: server, user name or trust changed.");
                return Page();
            case MailAccountSaving.ReadAlready:
                Problem = "This folder of this mailbox is read already: change that entry instead.";
                return Page();
            case MailAccountSaving.InUse:
                Problem = "Mail was taken from this mailbox, so it keeps its server and user name. Turn it off here and add the other one as a new mailbox.";
                return Page();
            case MailAccountSaving.LocationUnknown:
                ModelState.AddModelError("Form.LocationId", "Choose one of your locations.");
                return Page();
            case MailAccountSaving.ChangedMeanwhile meanwhile:
                RowVersion = stored;
                Meanwhile = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "somebody", stopping);
                return Page();
            default:
                return NotFound();
        }
    }

    /// <summary>With the script the answer goes beside the form, which keeps what was typed, the password too; without it the page comes again.</summary>
    public async Task<IActionResult> OnPostTest(Guid? id, uint version, CancellationToken stopping)
    {
        if (!await Load(id, stopping))
        {
            return NotFound();
        }

        RowVersion = version;
        Test = !ModelState.IsValid ? new MailTestAnswer(null, string.Join(' ', ModelState.Values.SelectMany(value => value.Errors).Select(error => error.ErrorMessage)))
            : await save.Draft(id, Form.Entry(), stopping) is { } draft ? new MailTestAnswer(await test.Run(draft, stopping), "")
            : new MailTestAnswer(null, "Enter the password first.");
        return Request.Headers.ContainsKey("HX-Request") ? Partial("_MailTest", Test) : Page();
    }

    private async Task<bool> Load(Guid? id, CancellationToken stopping)
    {
        Id = id;
        Locations = [.. (await organization.Profile(stopping)).Locations.Where(location => visible.Location(location.Id))];
        if (id is null)
        {
            return true;
        }

        if (await db.MailAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == id, stopping) is not { } account || !visible.Location(account.LocationId))
        {
            return false;
        }

        (Name, RowVersion) = (account.Name, account.Version);
        return true;
    }
}

/// <param name="Test">Null where it could not be tried.</param>
internal sealed record MailTestAnswer(MailTest? Test, string Words);
