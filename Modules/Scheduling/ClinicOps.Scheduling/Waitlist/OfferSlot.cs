using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>
/// Offers a freed time to somebody whom it suits and who is ready: by a mail with a link where the patient allows that, else by phone. It is held for as long as the offer
/// stands, so that nobody else gets it or is offered it. Nothing is booked by that.
/// </summary>
internal sealed class OfferSlot(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    ProviderCalendar calendar,
    FindLanes lanes,
    HoldSlot holds,
    LoadFreed load,
    VisibleToActor visible,
    IContactPreferences preferences,
    IOptions<WaitlistOptions> options,
    IOptions<ConfirmationOptions> confirmation,
    CurrentActor actor,
    TimeProvider clock)
{
    /// <param name="id">Made by the form: of one sent twice, the first counts.</param>
    public async Task<SlotOffered> Run(Guid id, Guid freedSlotId, Guid entryId, CancellationToken stopping)
    {
        if (await db.SlotOffers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, stopping) is { } before)
        {
            return before.EntryId == entryId && visible.Location(before.LocationId) ? new SlotOffered.Offered(before) : new SlotOffered.Unknown();
        }

        var time = await load.Run(freedSlotId, stopping) is [var free] ? free : null;
        if (time is not { Offer: null } || time.Candidates.FirstOrDefault(one => one.Entry.Id == entryId && one.IsReady) is not { } chosen)
        {
            // Somebody may have offered it while it was looked at.
            var now = clock.GetUtcNow();
            return time?.Offer is { } kept ? new SlotOffered.IsOffered(kept.OfferedBy, kept.Until)
                : await db.SlotOffers.AsNoTracking().FirstOrDefaultAsync(offer => (offer.FreedSlotId == freedSlotId || offer.EntryId == entryId) && offer.Outcome == null && offer.Until > now, stopping) is { } standing
                ? new SlotOffered.IsOffered(standing.OfferedBy, standing.Until)
                : time is null ? new SlotOffered.Gone() : new SlotOffered.SuitsNoMore();
        }

        var byMail = confirmation.Value.MayMail && await preferences.ReminderReader(chosen.Entry.PatientId, stopping) is not null;
        return await db.InTurns(async () =>
        {
            var needs = await lanes.NeedsOf(chosen.Entry.VisitTypeId, time.Slot.ProviderId, stopping);
            return await transaction.Run(effects => Insert(id, time.Slot, chosen, needs, byMail, effects, stopping), stopping);
        });
    }

    private async Task<SlotOffered> Insert(Guid id, FreedSlot slot, Candidate chosen, Needs needs, bool byMail, Effects effects, CancellationToken stopping)
    {
        // In the order of everybody: the calendar, its rooms, then who waits.
        await calendar.WaitInLine([slot.ProviderId], stopping);
        await calendar.WaitForRooms(needs.Kinds.Select(kind => kind.Id), [slot.LocationId], stopping);
        if (await db.LockEntry(chosen.Entry.Id, stopping) is not { State: WaitlistState.Waiting } entry)
        {
            return new SlotOffered.SuitsNoMore();
        }

        var now = clock.GetUtcNow();
        await EndLapsed(entry.Id, now, stopping);
        if (await db.SlotOffers.AsNoTracking().FirstOrDefaultAsync(offer => offer.EntryId == entry.Id && offer.Outcome == null, stopping) is { } other)
        {
            return other.Id == id ? new SlotOffered.Offered(other) : new SlotOffered.IsOffered(other.OfferedBy, other.Until);
        }

        // Of two who offer the same time at once, the second would find a free part of it beside the first's.
        var ofProvider = await db.SlotOffers.AsNoTracking()
            .Where(offer => offer.ProviderId == slot.ProviderId && offer.LocationId == slot.LocationId && offer.Outcome == null && offer.Until > now).ToListAsync(stopping);
        if (ofProvider.Find(offer => LoadFreed.IsOf(offer, slot)) is { } standing)
        {
            return new SlotOffered.IsOffered(standing.OfferedBy, standing.Until);
        }

        var minutes = options.Value.OfferMinutes;
        switch (await holds.Insert(new SlotToHold(id, slot.ProviderId, slot.LocationId, entry.VisitTypeId, chosen.StartsAt, chosen.Minutes, minutes), needs, effects, stopping))
        {
            case SlotHeld.NotFree { Why: Lanes.Held held }:
                return new SlotOffered.IsOffered(held.By, held.Until);
            case not SlotHeld.Held:
                return new SlotOffered.Gone();
        }

        var made = new SlotOffer
        {
            Id = id,
            EntryId = entry.Id,
            FreedSlotId = slot.Id,
            ProviderId = slot.ProviderId,
            LocationId = slot.LocationId,
            StartsAt = chosen.StartsAt,
            Minutes = chosen.Minutes,
            OfferedBy = actor.UserId,
            OfferedAt = now,
            Until = now.AddMinutes(minutes),
            Mail = byMail ? OfferMail.Asked : null,
            MailAt = byMail ? now : null,
        };
        db.SlotOffers.Add(made);
        if (byMail)
        {
            effects.Publish(new SlotOfferDue(id, entry.PatientId, slot.LocationId));
        }

        effects.Audit(new AuditEntry("slot-offer.made", "slot-offer", id, [entry.PatientId], LocationId: slot.LocationId));
        effects.Enqueue(new OfferToLapse(id), TimeSpan.FromMinutes(minutes));
        return new SlotOffered.Offered(made);
    }

    /// <summary>Their clock has run out, whether or not that was noted.</summary>
    private Task<int> EndLapsed(Guid entryId, DateTimeOffset now, CancellationToken stopping) =>
        db.SlotOffers.Where(offer => offer.EntryId == entryId && offer.Outcome == null && offer.Until <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(offer => offer.Outcome, OfferOutcome.Lapsed).SetProperty(offer => offer.EndedAt, offer => offer.Until), stopping);
}

internal abstract record SlotOffered
{
    private SlotOffered()
    {
    }

    /// <summary>Also where the form was sent twice.</summary>
    public sealed record Offered(SlotOffer Offer) : SlotOffered;

    /// <summary>The time, or another to the same patient, is offered or held already.</summary>
    public sealed record IsOffered(Guid? By, DateTimeOffset Until) : SlotOffered;

    /// <summary>It is over, or somebody took it.</summary>
    public sealed record Gone : SlotOffered;

    /// <summary>It does not suit them any more, or they are not ready, or wait no more.</summary>
    public sealed record SuitsNoMore : SlotOffered;

    public sealed record Unknown : SlotOffered;
}
