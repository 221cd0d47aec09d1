using ClinicOps.Documents.Data;
using ClinicOps.Documents.Filing;
using ClinicOps.Kernel.Organization;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Documents.Areas.Documents.Pages;

/// <summary>What the inbox has to say about mail: mailboxes that cannot be read, and e-mails that wait for a person.</summary>
internal sealed class MailNotices(DocumentsDb db, VisibleToActor visible, IOrganization organization, TimeProvider clock)
{
    private const int MostShown = 20;

    public IReadOnlyList<FailingMailbox> Failing { get; private set; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<WaitingMail> Waiting { get; private set; } = [];

    /// <summary>Of all, shown or not.</summary>
    public int WaitingCount { get; private set; }

    public async Task Load(CancellationToken stopping)
    {
        var profile = await organization.Profile(stopping);
        var failing = await (from account in db.MailAccounts.AsNoTracking()
                             join health in db.MailAccountHealth on account.Id equals health.AccountId
                             where account.Enabled && health.FailingSince != null
                             orderby health.FailingSince
                             select new { Account = account, health.FailingSince, health.Failure }).ToListAsync(stopping);
        Failing =
        [
            .. failing.Where(f => visible.Location(f.Account.LocationId)).Select(f => new FailingMailbox(
                f.Account.Id, f.Account.Name, profile.Find(f.Account.LocationId)?.Name, Words(f.FailingSince!.Value, f.Account.LocationId, profile), f.Failure ?? MailFailure.OwnProblem)),
        ];
        var waiting = visible.MailMessages.AsNoTracking().Where(m => m.State == MailState.Kept && m.DealtWithAt == null);
        WaitingCount = await waiting.CountAsync(stopping);
        Waiting =
        [
            .. (await waiting.OrderBy(m => m.ReceivedAt).Take(MostShown).Select(m => new { m.Id, m.Sender, m.Subject, m.ReceivedAt, m.LocationId, m.Problem }).ToListAsync(stopping))
                .Select(m => new WaitingMail(m.Id, m.Sender, m.Subject, Words(m.ReceivedAt, m.LocationId, profile), m.Problem ?? MailProblem.StepFailed)),
        ];
    }

    private string Words(DateTimeOffset at, Guid locationId, OrganizationProfile profile) => LocationClock.Words(at, clock.GetUtcNow(), profile.Find(locationId));
}

/// <param name="Since">On the location's clock, in words.</param>
internal sealed record FailingMailbox(Guid AccountId, string Name, string? LocationName, string Since, MailFailure Failure);

/// <param name="Received">On the location's clock, in words.</param>
internal sealed record WaitingMail(Guid Id, string? Sender, string? Subject, string Received, MailProblem Problem);
