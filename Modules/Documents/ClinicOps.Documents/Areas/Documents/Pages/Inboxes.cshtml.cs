using ClinicOps.Documents.Contracts;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Documents.Receiving;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>Where documents come in by themselves, and how it goes there.</summary>
[Authorize(Policy = DocumentsRights.ManageInboxes)]
internal sealed class InboxesModel(
    DocumentsDb db,
    VisibleToActor visible,
    IOrganization organization,
    IOptions<DocumentsOptions> options,
    IConfiguration configuration,
    TimeProvider clock) : PageModel
{
    public IReadOnlyList<MailboxLine> Mailboxes { get; private set; } = [];

    public IReadOnlyList<WatchedFolder> Folders { get; private set; } = [];

    /// <summary>What is wrong with the configuration; null when nothing is.</summary>
    public string? FoldersProblem { get; private set; }

    public async Task OnGet(CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var accounts = await db.MailAccounts.AsNoTracking().OrderBy(a => a.Host).ThenBy(a => a.UserName).ThenBy(a => a.Folder)
            .Select(a => new { Account = a, Health = db.MailAccountHealth.FirstOrDefault(h => h.AccountId == a.Id) }).ToListAsync(stopping);
        Mailboxes = [.. accounts.Where(a => visible.Location(a.Account.LocationId)).Select(a => Line(a.Account, a.Health, profile))];
        try
        {
            Folders =
            [
                .. Inboxes.Of(options.Value, configuration[Inboxes.DataFolderKey], profile.Locations)
                    .Select(inbox => new WatchedFolder(inbox.Path, profile.Find(inbox.LocationId)?.Name, inbox.Channel, Directory.Exists(inbox.Path))),
            ];
        }
        catch (InvalidOperationException wrong)
        {
            FoldersProblem = wrong.Message;
        }
    }

    private MailboxLine Line(MailAccount account, MailAccountHealth? health, OrganizationProfile profile)
    {
        var location = profile.Find(account.LocationId);
        string? Words(DateTimeOffset? at) => at is { } instant ? LocationClock.Words(instant, clock.GetUtcNow(), location) : null;
        return new MailboxLine(
            account.Id, account.Name, account.Folder, location?.Name, account.Channel, account.Enabled,
            Words(health?.LastSuccessAt), Words(health?.FailingSince), health?.FailingSince is null ? null : health.Failure);
    }
}

/// <param name="LastSuccess">On the location's clock, in words; null when there was none.</param>
internal sealed record MailboxLine(
    Guid Id, string Name, string Folder, string? LocationName, string Channel, bool Enabled, string? LastSuccess, string? FailingSince, MailFailure? Failure);

internal sealed record WatchedFolder(string Path, string? LocationName, string Channel, bool Exists);
