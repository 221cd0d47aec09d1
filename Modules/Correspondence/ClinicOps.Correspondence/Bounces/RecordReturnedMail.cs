using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Notices;
using ClinicOps.Kernel.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Correspondence.Bounces;

/// <summary>Stores a message of the bounces' mailbox with its effect on the letter or the notice, once for each place in the mailbox and for each message.</summary>
internal sealed class RecordReturnedMail(
    CorrespondenceDb db, ModuleTransaction<CorrespondenceDb> transaction, DeliveryStates states, NoticeStates notices, DeliveryHistory history, TimeProvider clock)
{
    /// <summary>Whether the report is on a letter or a notice of this house.</summary>
    public async Task<bool> IsOfOurs(MailReport report, CancellationToken stopping) =>
        report.MailId is { } id && (await db.Deliveries.AnyAsync(d => d.Id == id && d.Way != DeliveryWay.Print, stopping) || await db.Notices.AnyAsync(n => n.Id == id, stopping));

    /// <returns>The kind that was stored.</returns>
    public async Task<string> Run(string account, string folder, long uidValidity, long uid, string rawHash, MailReport report, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        return await transaction.Run(
            async effects =>
            {
                var delivery = report.MailId is { } id ? await db.Deliveries.SingleOrDefaultAsync(d => d.Id == id && d.Way != DeliveryWay.Print, stopping) : null;
                var notice = report.MailId is { } other && delivery is null ? await db.LockNotice(other, stopping) : null;

                // A report on somebody else's mail is no news about a letter: a person looks at it.
                var kind = delivery is null && notice is null ? ReturnedKind.Other : report.Kind;
                var letter = delivery is null ? null : await db.LockLetter(delivery.LetterId, stopping);

                // Where the mailbox counts its messages anew, the same message comes again under another number.
                var isNew = !await db.ReturnedMails.AnyAsync(m => m.RawHash == rawHash, stopping);
                if (isNew && delivery is not null)
                {
                    await db.Entry(delivery).ReloadAsync(stopping);
                    Apply(letter!, delivery, report, effects);
                }
                else if (isNew && notice is not null && report.Kind == ReturnedKind.Failed)
                {
                    await notices.ComeBack(notice, report.Problem, effects, stopping);
                }

                db.ReturnedMails.Add(new ReturnedMail
                {
                    Id = Guid.CreateVersion7(),
                    Account = account,
                    Folder = folder,
                    UidValidity = uidValidity,
                    Uid = uid,
                    Kind = kind,
                    DeliveryId = delivery?.Id,
                    NoticeId = notice?.Id,
                    RawHash = rawHash,
                    FoundAt = clock.GetUtcNow(),
                });
                return kind;
            },
            stopping);
    }

    private void Apply(Letter letter, LetterDelivery delivery, MailReport report, Effects effects)
    {
        if (report.Kind == ReturnedKind.Failed && delivery.State is (DeliveryState.Sent or DeliveryState.Unknown or DeliveryState.Sending))
        {
            states.Fail(letter, delivery, report.Problem, report.Status, effects, DeliveryAct.Bounced);
        }
        else if (report.Kind == ReturnedKind.Delayed)
        {
            history.Add(delivery, DeliveryAct.Delayed, report.Status);
        }
    }
}
