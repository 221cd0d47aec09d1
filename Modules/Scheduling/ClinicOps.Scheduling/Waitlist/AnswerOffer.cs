using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>
/// What became of an offer, whoever made it, as staff heard it or the patient said by the link of its mail: accepted, the visit is booked or their visit moved there, in one transaction with the end of the waiting;
/// else the time is let go. An answer is given once.
/// </summary>
internal sealed class AnswerOffer(
    SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, BookVisit book, ChangeVisit change, VisibleToActor visible, CurrentActor actor, TimeProvider clock)
{
    public async Task<OfferAnswered> Accept(Guid offerId, CancellationToken stopping)
    {
        if (await Find(offerId, stopping) is not { Entry: { } entry } offer)
        {
            return new OfferAnswered.Unknown();
        }

        if (!offer.StandsAt(clock.GetUtcNow()))
        {
            return Ended(offer, entry);
        }

        return entry.VisitId is { } visit ? await MoveVisit(visit, offer, stopping) : await BookNew(offer, entry, stopping);
    }

    /// <param name="outcome">One of <see cref="OfferOutcome.BySomebody"/>. Also of an offer that has lapsed; and that they do not want it, of one for which nobody was reached: what the patient said is kept.</param>
    public Task<OfferAnswered> End(Guid offerId, string outcome, CancellationToken stopping) =>
        transaction.Run<OfferAnswered>(
            async effects =>
            {
                if (!OfferOutcome.BySomebody.Contains(outcome) || await Find(offerId, stopping) is not { Entry: { } entry } || await db.LockOffer(offerId, stopping) is not { } offer)
                {
                    return new OfferAnswered.Unknown();
                }

                if (offer.Outcome is not (null or OfferOutcome.Lapsed) && (offer.Outcome, outcome) is not (OfferOutcome.NoAnswer, OfferOutcome.Declined))
                {
                    return offer.Outcome == outcome ? new OfferAnswered.WasSo(entry.BookedVisitId) : new OfferAnswered.Ended(offer.Outcome);
                }

                (offer.Outcome, offer.EndedAt, offer.EndedBy) = (outcome, clock.GetUtcNow(), actor.UserId);
                await db.Holds.Where(hold => hold.Id == offerId).ExecuteDeleteAsync(stopping);
                Note(offer, entry.PatientId, effects);
                return new OfferAnswered.LetGo();
            },
            stopping);

    private async Task<OfferAnswered> BookNew(SlotOffer offer, WaitlistEntry entry, CancellationToken stopping)
    {
        var type = await db.VisitTypes.AsNoTracking().SingleAsync(known => known.Id == entry.VisitTypeId, stopping);
        var booked = await book.Run(
            new VisitToBook(offer.Id, entry.PatientId, offer.ProviderId, offer.LocationId, type.Id, type.Name, offer.StartsAt, offer.Minutes, entry.TaskId)
            {
                HoldId = offer.Id,
                AnyPatient = true,
                If = async effects =>
                {
                    if (!await Stands(offer.Id, stopping))
                    {
                        return false;
                    }

                    Close(offer.Id, offer.Id, effects);
                    return true;
                },
            },
            stopping);
        return booked switch
        {
            VisitEntry.Entered => new OfferAnswered.Accepted(offer.Id, offer.Id),
            VisitEntry.EnteredBefore => new OfferAnswered.WasSo(offer.Id),
            VisitEntry.OfferEnded => await EndedMeanwhile(offer.Id, stopping),
            VisitEntry.PatientDeceased => new OfferAnswered.Refused("the record says that this patient is deceased"),
            VisitEntry.RequestBooked or VisitEntry.RequestGone => new OfferAnswered.Refused("the appointment they waited for is booked, or no longer wanted"),
            _ => new OfferAnswered.Refused("the time is not free any more"),
        };
    }

    private async Task<OfferAnswered> MoveVisit(Guid visitId, SlotOffer offer, CancellationToken stopping)
    {
        var moved = await change.MoveOntoHold(
            visitId,
            new Place(offer.ProviderId, offer.LocationId, offer.StartsAt),
            offer.Id,
            () => Stands(offer.Id, stopping),
            effects => Close(offer.Id, visitId, effects),
            stopping);
        if (moved is VisitChanged.NotEarlier)
        {
            db.ChangeTracker.Clear();
            await LetGo(offer.Id, stopping);
        }

        return moved switch
        {
            VisitChanged.Done done => new OfferAnswered.Accepted(visitId, done.ChangeId),
            VisitChanged.NotEarlier => new OfferAnswered.Refused("their visit is as early as that, or earlier, by now"),
            VisitChanged.OfferEnded => await EndedMeanwhile(offer.Id, stopping),
            VisitChanged.NotBooked => new OfferAnswered.Refused("the visit that was to be earlier does not stand any more"),
            VisitChanged.Unknown => new OfferAnswered.Unknown(),
            _ => new OfferAnswered.Refused("the time, or the visit, was changed meanwhile"),
        };
    }

    /// <summary>An offer that can not be taken any more is none, though its clock still runs.</summary>
    private Task LetGo(Guid offerId, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                if (await db.LockOffer(offerId, stopping) is { Outcome: null } offer)
                {
                    (offer.Outcome, offer.EndedAt, offer.EndedBy) = (OfferOutcome.Lapsed, clock.GetUtcNow(), actor.UserId);
                    await db.Holds.Where(hold => hold.Id == offerId).ExecuteDeleteAsync(stopping);
                    effects.Audit(new AuditEntry("slot-offer.lapsed", "slot-offer", offerId, LocationId: offer.LocationId));
                }
            },
            stopping);

    /// <summary>Inside the transaction: whether the offer stands, and they still wait. Both are held from now on, the entry first.</summary>
    private async Task<bool> Stands(Guid offerId, CancellationToken stopping)
    {
        // What was looked at before, outside, is not what stands now.
        var entryId = await db.SlotOffers.Where(known => known.Id == offerId).Select(known => known.EntryId).SingleAsync(stopping);
        return await db.LockEntry(entryId, stopping) is { State: WaitlistState.Waiting }
            && await db.LockOffer(offerId, stopping) is { } offer && offer.StandsAt(clock.GetUtcNow());
    }

    private void Close(Guid offerId, Guid visitId, Effects effects)
    {
        var (offer, now) = (db.SlotOffers.Local.Single(known => known.Id == offerId), clock.GetUtcNow());
        var entry = db.WaitlistEntries.Local.Single(known => known.Id == offer.EntryId);
        (offer.Outcome, offer.EndedAt, offer.EndedBy) = (OfferOutcome.Accepted, now, actor.UserId);
        (entry.State, entry.BookedVisitId, entry.ChangedBy, entry.ChangedAt) = (WaitlistState.Booked, visitId, actor.UserId, now);
        Note(offer, entry.PatientId, effects);
    }

    /// <summary>Where who waits is in sight, at the user's locations.</summary>
    private async Task<SlotOffer?> Find(Guid offerId, CancellationToken stopping) =>
        await db.SlotOffers.AsNoTracking().Include(known => known.Entry).SingleOrDefaultAsync(known => known.Id == offerId, stopping) is { Entry: not null } offer && visible.Location(offer.LocationId) ? offer : null;

    private async Task<OfferAnswered> EndedMeanwhile(Guid offerId, CancellationToken stopping)
    {
        db.ChangeTracker.Clear();
        return await Find(offerId, stopping) is { Entry: { } entry } now ? Ended(now, entry) : new OfferAnswered.Unknown();
    }

    private static OfferAnswered Ended(SlotOffer offer, WaitlistEntry entry) => offer.Outcome switch
    {
        OfferOutcome.Accepted => new OfferAnswered.WasSo(entry.BookedVisitId),
        null => new OfferAnswered.Ended(OfferOutcome.Lapsed),
        var outcome => new OfferAnswered.Ended(outcome),
    };

    private void Note(SlotOffer offer, Guid patientId, Effects effects) =>
        effects.Audit(new AuditEntry(actor.UserId is null ? "slot-offer.answered-by-link" : "slot-offer.answered", "slot-offer", offer.Id, [patientId], offer.Outcome, offer.LocationId));
}

internal abstract record OfferAnswered
{
    private OfferAnswered()
    {
    }

    /// <param name="ChangeId">What an undo names.</param>
    public sealed record Accepted(Guid VisitId, Guid ChangeId) : OfferAnswered;

    /// <summary>Nothing is booked, and the time is free for the next one.</summary>
    public sealed record LetGo : OfferAnswered;

    /// <summary>The form was sent twice, or somebody else said the same.</summary>
    public sealed record WasSo(Guid? VisitId) : OfferAnswered;

    /// <summary>It stands no more.</summary>
    /// <param name="Outcome">One of <see cref="OfferOutcome"/>.</param>
    public sealed record Ended(string Outcome) : OfferAnswered;

    /// <param name="Why">As part of a sentence.</param>
    public sealed record Refused(string Why) : OfferAnswered;

    public sealed record Unknown : OfferAnswered;
}
