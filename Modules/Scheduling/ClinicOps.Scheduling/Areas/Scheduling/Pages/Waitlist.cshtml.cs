using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Data;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Waitlist;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Freed times with whom they suit, each offered with one click and answered with another; then who waits.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class WaitlistModel(
    SchedulingDb db,
    ModuleTransaction<SchedulingDb> transaction,
    LoadFreed freedTimes,
    LoadWaitlist waitlist,
    OfferSlot offerSlot,
    AnswerOffer answer,
    KeepEntry keep,
    ChangeVisit change,
    VisibleToActor visible,
    IContactPreferences preferences,
    IOrganization organization,
    AuditTrail audit,
    CurrentActor actor,
    TimeProvider clock) : PageModel
{
    private const string Here = "/scheduling/waitlist";

    /// <summary>Within this a mail leaves where the server takes it.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    public IReadOnlyList<FreedTime> Freed { get; private set; } = [];

    public IReadOnlyList<WaitingLine> Waiting { get; private set; } = [];

    /// <summary>By the links of their mails, of the last day.</summary>
    public IReadOnlyList<LinkAnswer> Answered { get; private set; } = [];

    public string Stamp { get; private set; } = "";

    public DateTimeOffset Now { get; private set; }

    /// <summary>Names of those who offered.</summary>
    public IReadOnlyDictionary<Guid, string> Colleagues { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>How who is to be called about a freed time wants to be reached; of whom nobody said anything is left out.</summary>
    public IReadOnlyDictionary<Guid, HowToReach> Reach { get; private set; } = new Dictionary<Guid, HowToReach>();

    public async Task<IActionResult> OnGet(CancellationToken stopping)
    {
        // Before what it stands for: what changes in between is told of.
        Stamp = await waitlist.Stamp(stopping);
        (Freed, Waiting, Now) = (await freedTimes.Run(null, stopping), await waitlist.Run(stopping), clock.GetUtcNow());
        Answered = await waitlist.AnsweredByLink(stopping);
        var names = new Dictionary<Guid, string>();
        foreach (var user in Freed.Select(time => time.Offer?.OfferedBy).OfType<Guid>().Distinct())
        {
            names[user] = await organization.NameOfUser(user, stopping) ?? "somebody";
        }

        Colleagues = names;
        Reach = await preferences.HowToReach([.. Freed.SelectMany(time => time.Candidates).Where(one => one.IsReady).Select(one => one.Patient.Id).Concat(Freed.Select(time => time.OfferedTo?.Id).OfType<Guid>()).Distinct()], stopping);
        var shown = Freed.SelectMany(time => time.Candidates).Select(one => one.Patient.Id).Concat(Freed.Select(time => time.OfferedTo?.Id).OfType<Guid>()).Concat(Waiting.Select(line => line.Entry.PatientId)).Concat(Answered.Select(answer => answer.Patient.Id));
        await audit.Record(db, new AuditEntry("waitlist.viewed", "waitlist-entry", null, [.. shown.Distinct()]), stopping);
        return Page();
    }

    /// <summary>How it stands with telling a patient of an offer, in words, and whether a call is what is left.</summary>
    public (string Words, bool IsToCall) MailOf(FreedTime time)
    {
        var offer = time.Offer!;
        var since = offer.MailAt is { } at ? LocalTime.At(time.Location, at).ToString("h:mm tt", CultureInfo.InvariantCulture) : "";
        return offer switch
        {
            { WantedAt: not null } => ("said yes by the link, and it could not be booked: call them", true),
            { Mail: null } => ("no e-mail: call them", true),
            { Mail: OfferMail.Sent } => ($"e-mailed at {since}", false),
            { Mail: OfferMail.Asked } when Now - offer.MailAt < Soon => ("the e-mail is on its way", false),
            { Mail: OfferMail.Asked } => ("the e-mail has not left yet: call them", true),
            { Mail: OfferMail.Failed } => ("the e-mail did not arrive: call them", true),
            { Mail: OfferMail.Unknown } => ("nobody knows whether the e-mail arrived: call them", true),
            _ => ("not e-mailed: call them", true),
        };
    }

    /// <summary>Asked by the open page now and then: whether it is still as shown. The page itself stays as it is.</summary>
    public async Task<IActionResult> OnGetLive(string? stamp, CancellationToken stopping) =>
        await waitlist.Stamp(stopping) == stamp ? StatusCode(StatusCodes.Status204NoContent) : Partial("_WaitlistChanged");

    /// <param name="offerId">Made by the form.</param>
    public async Task<IActionResult> OnPostOffer([FromQuery] Guid freed, [FromQuery] Guid entry, Guid offerId, CancellationToken stopping)
    {
        if (offerId == Guid.Empty || await keep.Find(entry, stopping) is null || !await db.FreedSlots.AnyAsync(slot => slot.Id == freed, stopping))
        {
            return NotFound();
        }

        switch (await offerSlot.Run(offerId, freed, entry, stopping))
        {
            case SlotOffered.Unknown:
                return NotFound();
            case SlotOffered.Offered { Offer: var made }:
                TempData["toast"] = $"Kept until {SayTimes.When((await organization.Profile(stopping)).Find(made.LocationId), made.Until, clock.GetUtcNow())}. {(made.Mail is null ? "Call the patient." : "An e-mail with a link goes to the patient.")}";
                TempData["undo-url"] = $"{Here}?handler=End&offer={made.Id}&outcome={OfferOutcome.TakenBack}";
                break;
            case SlotOffered.IsOffered other:
                TempData["toast"] = $"Nothing was offered: {(other.By is { } user ? await organization.NameOfUser(user, stopping) ?? "somebody" : "somebody")} was faster. The list shows how it is now.";
                break;
            case SlotOffered.Gone:
                TempData["toast"] = "Nothing was offered: this time is not free any more.";
                break;
            default:
                TempData["toast"] = "Nothing was offered: it does not suit them any more, or they are not ready.";
                break;
        }

        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostAccept([FromQuery] Guid offer, CancellationToken stopping)
    {
        var answered = await answer.Accept(offer, stopping);
        if (answered is OfferAnswered.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = await Words(answered, stopping);
        if (answered is OfferAnswered.Accepted done)
        {
            TempData["undo-url"] = $"{Here}?handler=UndoAccept&offer={offer}&change={done.ChangeId}";
        }

        return Redirect(Here);
    }

    /// <summary>Cancels the visit again, or moves it back; and they wait as before.</summary>
    public async Task<IActionResult> OnPostUndoAccept([FromQuery] Guid offer, [FromQuery(Name = "change")] Guid changeId, CancellationToken stopping)
    {
        if (await db.SlotOffers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == offer && known.Outcome == OfferOutcome.Accepted, stopping) is not { } accepted
            || await keep.Find(accepted.EntryId, stopping) is not { } entry
            || !await db.VisitChanges.AnyAsync(known => known.Id == changeId && known.VisitId == entry.BookedVisitId, stopping))
        {
            return NotFound();
        }

        switch (await change.Undo(changeId, stopping))
        {
            case VisitChanged.Done:
                await keep.PutBack(entry.Id, stopping);
                TempData["toast"] = "Taken back: the visit is as it was, and they wait again.";
                break;
            default:
                TempData["toast"] = "Nothing was changed: something happened to the visit since, or its time is taken.";
                break;
        }

        return Redirect(Here);
    }

    /// <param name="outcome">One of <see cref="OfferOutcome.BySomebody"/>.</param>
    public async Task<IActionResult> OnPostEnd([FromQuery] Guid offer, [FromQuery(Name = "outcome")] string? outcome, CancellationToken stopping)
    {
        var answered = await answer.End(offer, outcome ?? "", stopping);
        if (answered is OfferAnswered.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = await Words(answered, stopping);
        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostWithdraw([FromQuery] Guid entry, CancellationToken stopping)
    {
        var kept = await keep.Withdraw(entry, stopping);
        if (kept is EntryKept.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = kept is EntryKept.Done ? "Taken off the waitlist." : "Nothing was changed: it was so already.";
        if (kept is EntryKept.Done)
        {
            TempData["undo-url"] = $"{Here}?handler=PutBack&entry={entry}";
        }

        return Redirect(Here);
    }

    public async Task<IActionResult> OnPostPutBack([FromQuery] Guid entry, CancellationToken stopping)
    {
        var kept = await keep.PutBack(entry, stopping);
        if (kept is EntryKept.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = kept is EntryKept.Done ? "They wait again." : "Nothing was changed: it was so already.";
        return Redirect(Here);
    }

    /// <summary>The time is offered to nobody; free it stays.</summary>
    public Task<IActionResult> OnPostSetAside([FromQuery] Guid freed, CancellationToken stopping) => SetAside(freed, clock.GetUtcNow(), stopping);

    public Task<IActionResult> OnPostShowAgain([FromQuery] Guid freed, CancellationToken stopping) => SetAside(freed, null, stopping);

    private async Task<IActionResult> SetAside(Guid freed, DateTimeOffset? at, CancellationToken stopping)
    {
        if (await db.FreedSlots.AsNoTracking().SingleOrDefaultAsync(known => known.Id == freed, stopping) is not { } slot || !visible.Location(slot.LocationId))
        {
            return NotFound();
        }

        await transaction.Run(
            async effects =>
            {
                if (await db.FreedSlots.Where(known => known.Id == freed && (known.SetAsideAt == null) != (at == null))
                        .ExecuteUpdateAsync(set => set.SetProperty(known => known.SetAsideAt, at).SetProperty(known => known.SetAsideBy, at == null ? null : actor.UserId), stopping) > 0)
                {
                    effects.Audit(new AuditEntry(at is null ? "freed-slot.shown-again" : "freed-slot.set-aside", "freed-slot", freed, LocationId: slot.LocationId));
                }
            },
            stopping);
        TempData["toast"] = at is null ? "On the list again." : "Not offered to anybody.";
        if (at is not null)
        {
            TempData["undo-url"] = $"{Here}?handler=ShowAgain&freed={freed}";
        }

        return Redirect(Here);
    }

    private async Task<string> Words(OfferAnswered answered, CancellationToken stopping) => answered switch
    {
        OfferAnswered.Accepted done when await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == done.VisitId, stopping) is { } visit =>
            $"Booked: {await At(visit.LocationId, visit.StartsAt, "ddd MM/dd h:mm tt", stopping)}.",
        OfferAnswered.Accepted => "Booked.",
        OfferAnswered.LetGo => "Noted. The time is free for the next one.",
        OfferAnswered.WasSo => "Nothing was changed: it was so already.",
        OfferAnswered.Ended { Outcome: OfferOutcome.Lapsed } => "The offer had lapsed: offer the time again, if it is still free.",
        OfferAnswered.Ended => "Nothing was changed: somebody has answered this offer meanwhile.",
        OfferAnswered.Refused refused => $"Nothing was changed: {refused.Why}.",
        _ => "Nothing was changed.",
    };

    private async Task<string> At(Guid locationId, DateTimeOffset instant, string format, CancellationToken stopping) =>
        LocalTime.At((await organization.Profile(stopping)).Find(locationId), instant).ToString(format, CultureInfo.InvariantCulture);
}
