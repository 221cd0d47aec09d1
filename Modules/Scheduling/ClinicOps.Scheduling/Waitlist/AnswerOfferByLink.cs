using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Scheduling.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ClinicOps.Scheduling.Waitlist;

/// <summary>
/// What a patient does with the link of an offered time: takes it, or leaves it to others, by what staff do when they hear it (<see cref="AnswerOffer"/>), and so once. Whoever
/// holds it sees when, where and until when, and nothing else. Who says yes too late is told so, and is called: the waitlist names them.
/// </summary>
internal sealed class AnswerOfferByLink(SchedulingDb db, ModuleTransaction<SchedulingDb> transaction, OfferLinks links, IServiceScopeFactory scopes, TimeProvider clock)
{
    public static readonly IReadOnlyList<string> Answers = [OfferOutcome.Accepted, OfferOutcome.Declined];

    /// <summary>Changes nothing.</summary>
    public async Task<LinkedOffer> Look(string? token, CancellationToken stopping) =>
        await Find(token, stopping) is not var (offer, entry) ? new LinkedOffer.NotGood()
            : offer.StandsAt(clock.GetUtcNow()) ? new LinkedOffer.Standing(offer, entry.PatientId, entry.VisitId is not null)
            : new LinkedOffer.NotKept(offer, entry.PatientId, offer.WantedAt is not null);

    /// <param name="answer">One of <see cref="Answers"/>.</param>
    public async Task<LinkedOffer> Run(string? token, string answer, CancellationToken stopping)
    {
        if (!Answers.Contains(answer) || await Find(token, stopping) is not var (offer, entry))
        {
            return new LinkedOffer.NotGood();
        }

        switch (answer == OfferOutcome.Accepted ? await AsLink(of => of.Accept(offer.Id, stopping)) : await AsLink(of => of.End(offer.Id, OfferOutcome.Declined, stopping)))
        {
            case OfferAnswered.Accepted:
                return new LinkedOffer.Taken(offer, entry.PatientId);
            case OfferAnswered.LetGo:
                return new LinkedOffer.LeftToOthers(offer, entry.PatientId);
            case OfferAnswered.Ended { Outcome: OfferOutcome.Lapsed or OfferOutcome.NoAnswer } or OfferAnswered.Refused:
                await NoteWanted(offer.Id, entry.PatientId, stopping);
                return new LinkedOffer.NotKept(offer, entry.PatientId, IsToCall: true);
            default:
                // Pressed twice, or somebody at the desk was told at the same moment.
                return new LinkedOffer.NotGood();
        }
    }

    /// <summary>An offer that stands, has lapsed, or was let go because nobody was reached by phone, of somebody who still waits. Nobody is signed in here, so it asks past the access classes: the link is what entitles.</summary>
    private async Task<(SlotOffer Offer, WaitlistEntry Entry)?> Find(string? token, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        return links.Read(token) is { } id
            && await db.SlotOffers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id && (known.Outcome == null || known.Outcome == OfferOutcome.Lapsed || known.Outcome == OfferOutcome.NoAnswer) && known.StartsAt > now, stopping) is { } offer
            && await db.WaitlistEntries.IgnoreQueryFilters([ModuleDb.AccessFilter]).AsNoTracking().SingleOrDefaultAsync(known => known.Id == offer.EntryId && known.State == WaitlistState.Waiting, stopping) is { } entry
            ? (offer, entry)
            : null;
    }

    /// <summary>By itself, since who is not signed in sees no more than everybody may.</summary>
    private async Task<OfferAnswered> AsLink(Func<AnswerOffer, Task<OfferAnswered>> act)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsLink();
        return await act(scope.ServiceProvider.GetRequiredService<AnswerOffer>());
    }

    private Task NoteWanted(Guid offerId, Guid patientId, CancellationToken stopping) =>
        transaction.Run(
            async effects =>
            {
                if (await db.LockOffer(offerId, stopping) is { WantedAt: null } offer)
                {
                    offer.WantedAt = clock.GetUtcNow();
                    effects.Audit(new AuditEntry("slot-offer.wanted-in-vain", "slot-offer", offer.Id, [patientId], LocationId: offer.LocationId));
                }
            },
            stopping);
}

internal abstract record LinkedOffer
{
    private LinkedOffer()
    {
    }

    /// <summary>What is known of a link that is good, or was.</summary>
    /// <param name="PatientId">In whose language it is shown.</param>
    public abstract record Known(SlotOffer Offer, Guid PatientId) : LinkedOffer;

    /// <param name="TakesPlace">They have a visit and want it earlier: it would be moved.</param>
    public sealed record Standing(SlotOffer Offer, Guid PatientId, bool TakesPlace) : Known(Offer, PatientId);

    /// <summary>Booked, or their visit moved there.</summary>
    public sealed record Taken(SlotOffer Offer, Guid PatientId) : Known(Offer, PatientId);

    public sealed record LeftToOthers(SlotOffer Offer, Guid PatientId) : Known(Offer, PatientId);

    /// <summary>Its clock has run out, nobody was reached by phone before, or the time cannot be had any more. Nothing of it is shown.</summary>
    /// <param name="IsToCall">They said yes all the same, and are called.</param>
    public sealed record NotKept(SlotOffer Offer, Guid PatientId, bool IsToCall) : Known(Offer, PatientId);

    /// <summary>Made by nobody here, used, answered otherwise, or over.</summary>
    public sealed record NotGood : LinkedOffer;
}
