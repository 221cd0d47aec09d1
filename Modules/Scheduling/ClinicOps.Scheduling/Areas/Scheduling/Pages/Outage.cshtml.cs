using System.Globalization;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Confirmation;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.ProviderOut;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Whom an absence affects, the most urgent first: each is called, moved by one click to a time that is offered, cancelled, or written to, until nobody is left.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class OutageModel(
    SchedulingDb db,
    LoadOutage load,
    ProposeSlots propose,
    EnterOutage enter,
    FollowOutage follow,
    ChangeVisit change,
    RecordContact record,
    SayLanes say,
    VisibleToActor visible,
    IContactPreferences preferences,
    IOrganization organization,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    /// <summary>What is said of a call that did not bring the visit to an end.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> OfCalls = [.. ContactOutcome.OfCalls.Where(outcome => outcome.Code != ContactOutcome.Confirmed)];

    public ProviderOutage Outage { get; private set; } = null!;

    public Location? Location { get; private set; }

    public OutageList List { get; private set; } = null!;

    public ILookup<Guid, ProposedSlot> Slots { get; private set; } = null!;

    public IReadOnlyList<OutageLineView> Lines { get; private set; } = [];

    /// <summary>How these patients want to be reached; of whom nobody said anything is left out.</summary>
    public IReadOnlyDictionary<Guid, HowToReach> Reach { get; private set; } = new Dictionary<Guid, HowToReach>();

    /// <summary>Who entered it, and who took it back.</summary>
    public string Entered { get; private set; } = "";

    public string? TakenBack { get; private set; }

    public string Address => $"/scheduling/provider-out/outage/{Outage.Id}";

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        var now = clock.GetUtcNow();
        List = await load.Run(Outage, stopping);
        Slots = await propose.Run(Outage, List.Rows, stopping);
        var lines = new List<OutageLineView>();
        foreach (var row in List.Rows)
        {
            var last = row.Of.Attempts is [.., var attempt] ? $"{ContactOutcome.InWords(attempt.Outcome)}, {await organization.WhoAndWhen(attempt.By, now - attempt.At, "the patient", stopping)}" : "";
            lines.Add(new OutageLineView(row, [.. Slots[row.Visit.Id]], last));
        }

        Lines = lines;
        Reach = await preferences.HowToReach([.. List.Rows.Select(row => row.Patient?.Id).OfType<Guid>().Distinct()], stopping);
        Entered = await organization.WhoAndWhen(Outage.EnteredBy, now - Outage.EnteredAt, stopping: stopping);
        TakenBack = Outage.TakenBackAt is { } back ? await organization.WhoAndWhen(Outage.TakenBackBy, now - back, stopping: stopping) : null;
        await audit.Record(db, new AuditEntry("outage.viewed", "outage", Outage.Id, [.. List.Rows.Select(row => row.Of.PatientId).Distinct()], LocationId: Outage.LocationId), stopping);
        return Page();
    }

    /// <summary>Asked by the open page now and then: the numbers, and whether the list is still as shown. The list itself stays as it is.</summary>
    public async Task<IActionResult> OnGetLive(Guid id, string? stamp, string? shown, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        var (counts, now) = await load.Live(id, stopping);
        return now == stamp ? StatusCode(StatusCodes.Status204NoContent) : Partial("_OutageCounts", new OutageCountsView(id, counts, now, shown ?? now));
    }

    /// <param name="slot">See <see cref="Slot.Value"/>.</param>
    public async Task<IActionResult> OnPostMove(Guid id, [FromQuery] Guid visit, uint version, string? slot, CancellationToken stopping)
    {
        if (await Listed(id, visit, stopping) is not { } listed)
        {
            return NotFound();
        }

        return Slot.Parse(slot) is { } to ? await Say(await change.Move(visit, version, new Place(to.ProviderId, listed.LocationId, to.At), stopping), stopping) : BadRequest();
    }

    public async Task<IActionResult> OnPostCancel(Guid id, [FromQuery] Guid visit, uint version, CancellationToken stopping) =>
        await Listed(id, visit, stopping) is null ? NotFound() : await Say(await change.Cancel(visit, version, stopping), stopping);

    public async Task<IActionResult> OnPostUndo(Guid id, [FromQuery(Name = "change")] Guid changeId, CancellationToken stopping) =>
        await db.VisitChanges.AsNoTracking().SingleOrDefaultAsync(known => known.Id == changeId, stopping) is not { } done || await Listed(id, done.VisitId, stopping) is null
            ? NotFound()
            : await Say(await change.Undo(changeId, stopping), stopping);

    /// <param name="attemptId">Made by the form.</param>
    /// <param name="at">When the visit was, and with <paramref name="locationId"/> where, as the page showed it: ticks of UTC.</param>
    public async Task<IActionResult> OnPostAttempt(Guid id, [FromQuery] Guid visit, Guid attemptId, string? outcome, long at, Guid locationId, CancellationToken stopping)
    {
        if (await Listed(id, visit, stopping) is null)
        {
            return NotFound();
        }

        if (attemptId == Guid.Empty || at < 0 || at > DateTimeOffset.MaxValue.Ticks || OfCalls.All(known => known.Code != outcome))
        {
            return BadRequest();
        }

        var noted = await record.Run(attemptId, visit, outcome!, new DateTimeOffset(at, TimeSpan.Zero), locationId, stopping);
        TempData["toast"] = noted switch
        {
            ContactNoted.Done => $"{ContactOutcome.InWords(outcome!)}: noted.",
            ContactNoted.WasSo => "Nothing was changed: it was so already.",
            _ => "Nothing was noted: the visit was moved or cancelled meanwhile.",
        };
        if (noted is ContactNoted.Done done)
        {
            TempData["undo-url"] = $"{Address}?handler=TakeBackAttempt&done={done.AttemptId}";
        }

        return Redirect(Address);
    }

    public async Task<IActionResult> OnPostTakeBackAttempt(Guid id, [FromQuery(Name = "done")] Guid attemptId, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        TempData["toast"] = await record.TakeBack(attemptId, stopping) is ContactNoted.Done ? "Taken back." : "Nothing was changed: it was taken back already.";
        return Redirect(Address);
    }

    /// <summary>A letter to one patient who is not reached by phone.</summary>
    public async Task<IActionResult> OnPostLetter(Guid id, [FromQuery] Guid visit, CancellationToken stopping) =>
        await Listed(id, visit, stopping) is null ? NotFound() : await Letters([visit], stopping);

    /// <summary>Letters to all who are still to be called.</summary>
    public async Task<IActionResult> OnPostLetters(Guid id, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        var listed = db.OutageVisits.Where(one => one.OutageId == id).Select(one => one.VisitId);
        return await Letters(await visible.Visits.Where(visit => listed.Contains(visit.Id)).Select(visit => visit.Id).ToListAsync(stopping), stopping);
    }

    /// <summary>Open ones become tasks now.</summary>
    public async Task<IActionResult> OnPostCalls(Guid id, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        var called = await follow.Run(id, callNow: true, stopping);
        TempData["toast"] = called switch { 0 => "Nothing was changed: every call is a task already.", 1 => "1 call is a task now.", _ => $"{called} calls are tasks now." };
        return Redirect(Address);
    }

    /// <summary>The provider comes after all.</summary>
    public async Task<IActionResult> OnPostTakeBack(Guid id, CancellationToken stopping)
    {
        if (!await Find(id, stopping))
        {
            return NotFound();
        }

        TempData["toast"] = await enter.TakeBack(id, stopping) is OutageTakenBack.Done ? "Taken back: what was not moved or cancelled takes place." : "Nothing was changed: it was taken back already.";
        await follow.Run(id, callNow: false, stopping);
        return Redirect(Address);
    }

    private async Task<IActionResult> Letters(IReadOnlyCollection<Guid> visitIds, CancellationToken stopping)
    {
        var asked = await follow.AskLetters(Outage.Id, visitIds, stopping);
        TempData["toast"] = asked switch
        {
            0 => "No letter was asked for: nobody of these is to be reached that way.",
            1 => "1 letter is drafted: it waits to be approved on the page Letters.",
            _ => $"{asked} letters are drafted: they wait to be approved on the page Letters.",
        };
        return Redirect(Address);
    }

    private async Task<IActionResult> Say(VisitChanged changed, CancellationToken stopping)
    {
        if (changed is VisitChanged.Unknown)
        {
            return NotFound();
        }

        TempData["toast"] = changed switch
        {
            VisitChanged.Done { What: VisitChangeKind.Moved, Visit: var visit } => $"Moved to {await When(visit, stopping)}.",
            VisitChanged.Done { What: VisitChangeKind.Cancelled } => "The visit is cancelled.",
            VisitChanged.Done => "The visit stands again, and its patient is to be reached.",
            VisitChanged.WasSo => "Nothing was changed: it was so already.",
            VisitChanged.Overtaken { By: { } by } => $"Nothing was changed: {SayChanged.What(by)} by {await organization.WhoAndWhen(by.By, clock.GetUtcNow() - by.At, stopping: stopping)}.",
            VisitChanged.NotFree free => $"Nothing was changed: {await say.Words(free.Why, free.LocationId, stopping)}. Other times are offered now.",
            VisitChanged.Overlaps => "Somebody has just taken that time. Nothing was changed: other times are offered now.",
            VisitChanged.NotBooked { State: var state } => $"Nothing was changed: this visit is {state}.",
            _ => "Nothing was changed: somebody has changed this visit meanwhile.",
        };
        if (changed is VisitChanged.Done done)
        {
            TempData["undo-url"] = $"{Address}?handler=Undo&change={done.ChangeId}";
            await follow.Run(Outage.Id, callNow: false, stopping);
        }

        return Redirect(Address);
    }

    private async Task<string> When(Visit visit, CancellationToken stopping)
    {
        var at = LocalTime.At((await organization.Profile(stopping)).Find(visit.LocationId), visit.StartsAt).ToString("ddd MM/dd h:mm tt", CultureInfo.InvariantCulture);
        return visit.ProviderId == Outage.ProviderId ? at : $"{at} with {(await db.Providers.AsNoTracking().SingleAsync(provider => provider.Id == visit.ProviderId, stopping)).DisplayName}";
    }

    private async Task<bool> Find(Guid id, CancellationToken stopping)
    {
        if (await load.InSight.AsNoTracking().Include(outage => outage.Provider).SingleOrDefaultAsync(outage => outage.Id == id, stopping) is not { } found)
        {
            return false;
        }

        (Outage, Location) = (found, (await organization.Profile(stopping)).Find(found.LocationId));
        return true;
    }

    /// <returns>Null for a visit that is not on this list, or not in sight.</returns>
    private async Task<Visit?> Listed(Guid id, Guid visitId, CancellationToken stopping) =>
        await Find(id, stopping) && await db.OutageVisits.AnyAsync(one => one.OutageId == id && one.VisitId == visitId, stopping)
            ? await visible.Visits.AsNoTracking().SingleOrDefaultAsync(visit => visit.Id == visitId, stopping)
            : null;
}

/// <param name="Last">The latest attempt, in words; empty before the first.</param>
internal sealed record OutageLineView(OutageRow Row, IReadOnlyList<ProposedSlot> Slots, string Last)
{
    public Guid AttemptId { get; } = Guid.CreateVersion7();

    public string Name => Row.Patient?.ListName ?? "no longer registered";
}

/// <param name="Shown">The stamp of the list that the page shows.</param>
internal sealed record OutageCountsView(Guid OutageId, OutageCounts Counts, string Stamp, string Shown);
