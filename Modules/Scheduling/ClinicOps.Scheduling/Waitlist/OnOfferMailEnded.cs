using ClinicOps.Correspondence.Contracts;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Data;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>What became of the mail of an offer, at once or when it came back later: the waitlist says it where the offer stands, so that whoever it did not reach is called.</summary>
internal sealed class OnOfferMailEnded(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock) : IJobHandler<NoticeEnded>
{
    public Task Run(NoticeEnded arguments, JobMessage message, CancellationToken stopping) =>
        transaction.RunOnce(
            message,
            async _ =>
            {
                // That it came back may be heard before that it left: it has not arrived all the same.
                if (await db.LockOffer(arguments.NoticeId, stopping) is { Mail: not (null or OfferMail.Failed) } offer)
                {
                    (offer.Mail, offer.MailAt) = (arguments.Outcome, clock.GetUtcNow());
                }
            },
            stopping);
}
