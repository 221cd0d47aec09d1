using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>What the mail of an offer says, for the module that writes it. Asked by the machine.</summary>
internal sealed class StandingOffers(SchedulingDb db, OfferLinks links, TimeProvider clock) : ISlotOffers
{
    public async Task<SlotOfferContent?> ToSend(Guid offerId, CancellationToken stopping = default) =>
        await db.SlotOffers.AsNoTracking().Include(known => known.Entry).SingleOrDefaultAsync(known => known.Id == offerId, stopping) is { Entry: { State: WaitlistState.Waiting } entry } offer
            && offer.StandsAt(clock.GetUtcNow())
            ? new SlotOfferContent(offer.StartsAt, offer.LocationId, offer.Until, entry.VisitId is not null, links.Of(offerId))
            : null;
}
