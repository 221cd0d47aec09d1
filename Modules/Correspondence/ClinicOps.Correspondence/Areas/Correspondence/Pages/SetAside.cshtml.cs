using System.Globalization;
using ClinicOps.Correspondence.Contracts;
using ClinicOps.Correspondence.Conversations.Mail;
using ClinicOps.Correspondence.Data;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Areas.Correspondence.Pages;

/// <summary>Mail that a machine wrote or that went to a list, latest first: it opened nothing. Where a person wrote it after all, a button makes a conversation of it.</summary>
[Authorize(Policy = CorrespondenceRights.WorkConversations)]
internal sealed class SetAsideModel(CorrespondenceDb db, TakeMail take, IOrganization organization, CurrentActor actor, AuditTrail audit, TimeProvider clock) : PageModel
{
    public const int MostShown = 200;

    public static readonly TimeSpan Shown = TimeSpan.FromDays(30);

    private Location? here;

    public IReadOnlyList<ReceivedMail> Mails { get; private set; } = [];

    public async Task OnGet(CancellationToken stopping)
    {
        var since = clock.GetUtcNow() - Shown;
        here = await Here(stopping);
        Mails = await db.ReceivedMails.AsNoTracking().Where(m => m.Kind == ReceivedKind.Automatic && m.ConversationId == null && m.FoundAt > since)
            .OrderByDescending(m => m.FoundAt).ThenByDescending(m => m.Id).Take(MostShown).ToListAsync(stopping);
        await audit.Record(db, new AuditEntry("mail.set-aside-listed", "received-mail", null, [.. Mails.Select(m => m.Id)]), stopping);
    }

    public async Task<IActionResult> OnPost(Guid mailId, CancellationToken stopping) =>
        await Here(stopping) is { } location && await take.Open(mailId, location.Id, stopping) is { } conversation
            ? Redirect($"/correspondence/conversations/conversation/{conversation}")
            : NotFound();

    public string At(DateTimeOffset found) => LocalTime.At(here, found).ToString("MM/dd h:mm tt", CultureInfo.InvariantCulture);

    /// <summary>The first of the user's locations: such a mail has none of its own.</summary>
    private async Task<Location?> Here(CancellationToken stopping) => (await organization.Profile(stopping)).OpenLocations.FirstOrDefault(location => actor.SeesLocation(location.Id));
}
