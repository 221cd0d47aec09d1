using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Letters;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Correspondence.Delivery;

/// <summary>What stands in the way of letters by e-mail just now, for the pages to say.</summary>
internal sealed class MailTrouble(CorrespondenceDb db, VisibleToActor visible, IOptions<MailOptions> options)
{
    public bool IsConfigured => options.Value.IsConfigured;

    public bool FaxIsConfigured => options.Value.FaxIsConfigured;

    /// <summary>Since when the mailbox that people write to cannot be read; null while it can, and where none is.</summary>
    public async Task<DateTimeOffset?> RepliesUnreadSince(CancellationToken stopping)
    {
        var account = options.Value.Replies.Key();
        return options.Value.Replies.IsConfigured ? await db.BounceMailboxes.AsNoTracking().Where(m => m.Account == account).Select(m => m.FailingSince).SingleOrDefaultAsync(stopping) : null;
    }

    public async Task<MailState> Now(CancellationToken stopping)
    {
        var waiting = await visible.Deliveries
            .Where(d => d.State == DeliveryState.Pending && d.WaitsForServerSince != null)
            .GroupBy(d => d.Problem)
            .Select(group => new WaitingMail(group.Count(), group.Min(d => d.WaitsForServerSince)!.Value, group.Key!))
            .ToListAsync(stopping);
        var mailbox = options.Value.Bounces;
        var account = mailbox.Account();
        var bounces = mailbox.IsConfigured ? await db.BounceMailboxes.AsNoTracking().SingleOrDefaultAsync(m => m.Account == account, stopping) : null;
        return new MailState(waiting, bounces?.FailingSince, bounces?.FromPeople ?? 0, mailbox.User) { RepliesUnreadSince = await RepliesUnreadSince(stopping) };
    }
}

/// <param name="BouncesUnreadSince">Since when the mailbox of bounces cannot be read; null while it can.</param>
/// <param name="MailOfPeople">In that mailbox, for somebody to read.</param>
internal sealed record MailState(IReadOnlyList<WaitingMail> Waiting, DateTimeOffset? BouncesUnreadSince, int MailOfPeople, string? Mailbox)
{
    /// <summary>Since when the mailbox that people write to cannot be read; null while it can.</summary>
    public DateTimeOffset? RepliesUnreadSince { get; init; }
}

/// <param name="Problem">A code of <see cref="DeliveryProblem"/>.</param>
internal sealed record WaitingMail(int Letters, DateTimeOffset Since, string Problem);
