using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Jobs;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

internal sealed record OfferToLapse(Guid OfferId);

/// <summary>Notes that an offer's clock has run out, and lets its time go. By then it keeps nothing anyway: this is for the record.</summary>
internal sealed class LapseOffer(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, TimeProvider clock) : IJobHandler<OfferToLapse>
{
    public Task Run(OfferToLapse arguments, JobMessage message, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                var now = clock.GetUtcNow();
                if (await db.LockOffer(arguments.OfferId, stopping) is not { Outcome: null } offer)
                {
                    return;
                }

                if (offer.Until > now)
                {
                    // The clocks of two machines differ a little.
                    effects.Enqueue(new OfferToLapse(offer.Id), offer.Until - now);
                    return;
                }

                (offer.Outcome, offer.EndedAt) = (OfferOutcome.Lapsed, offer.Until);
                await db.Holds.Where(hold => hold.Id == offer.Id && hold.Until <= now).ExecuteDeleteAsync(stopping);
                effects.Audit(new AuditEntry("slot-offer.lapsed", "slot-offer", offer.Id, LocationId: offer.LocationId));
            },
            stopping);
}
