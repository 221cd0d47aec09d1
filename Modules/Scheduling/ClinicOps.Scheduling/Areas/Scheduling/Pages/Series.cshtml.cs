using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Booking;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Series;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>
/// Several visits of one patient: proposed as free times from the first on, each of which staff may change or leave out, and booked at once. The visit's page sends
/// here what cancels this visit and those after it.
/// </summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed partial class SeriesModel(
    SchedulingDb db,
    ProposeSeries propose,
    BookVisit book,
    HoldSlot hold,
    ChangeVisit change,
    SayLanes say,
    OpenSlot open,
    VisibleToActor visible,
    SearchPatients search,
    AskWindow window,
    IAppointmentTasks tasks,
    IOrganization organization,
    AuditTrail audit,
    TimeProvider clock) : PageModel
{
    /// <summary>How far ahead a series may reach.</summary>
    private const int MostYears = 6;

    [BindProperty]
    public SeriesForm Form { get; set; } = new();

    public Location Location { get; private set; } = null!;

    public Provider Provider { get; private set; } = null!;

    /// <summary>Of the first visit, on the location's wall clock.</summary>
    public DateTimeOffset Start { get; private set; }

    public AppointmentWish? Wish { get; private set; }

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public FoundPatients Found { get; private set; } = FoundPatients.NotSearched;

    public VisitWindow Window { get; private set; } = VisitWindow.Open;

    public IReadOnlyList<ProposedLine> Lines { get; private set; } = [];

    /// <summary>Why nothing was booked; empty at first.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>It was refused since the type is not for this patient: who knows better books all the same.</summary>
    public bool MayInsist { get; private set; }

    public int Ticked => Lines.Count(line => line.Ticked);

    public string BackToBook =>
        $"/scheduling/book?location={Location.Id}&provider={Provider.Id}&at={Slot.Instant(Start)}&visitTypeId={Form.VisitTypeId}{(Form.TaskId is { } task ? $"&task={task}" : "")}";

    /// <summary>A series begins at a free time.</summary>
    public IActionResult OnGet() => Redirect("/scheduling/next-free");

    public async Task<IActionResult> OnPostPropose(CancellationToken stopping)
    {
        if (!await LoadSlot(stopping))
        {
            return NotFound();
        }

        Form.SeriesId = Guid.CreateVersion7();
        Form.Lines = [];
        await Show(new Dictionary<Guid, VisitEntry>(), stopping);
        return Page();
    }

    public async Task<IActionResult> OnPost(CancellationToken stopping)
    {
        if (Form.SeriesId == Guid.Empty || Form.Lines.Count > BookVisit.MostOfSeries || !await LoadSlot(stopping))
        {
            return NotFound();
        }

        var type = VisitTypes.FirstOrDefault(known => known.Id == Form.VisitTypeId);
        var ticked = Form.Lines.Where(line => line.Ticked && line.VisitId != Guid.Empty && Slot.Parse(line.Slot) is not null).ToList();
        IReadOnlyDictionary<Guid, VisitEntry> refused = new Dictionary<Guid, VisitEntry>();
        if (ModelState.IsValid && type is not null && ticked.Count == 0)
        {
            Refusal = "Nothing was booked: tick the visits that are to be.";
        }
        else if (ModelState.IsValid && type is not null)
        {
            var entry = await book.RunAll(new SeriesToBook(Form.SeriesId, Form.Every, Form.Unit!, Form.TaskId, [.. ticked.Select(line => ToBook(line, type))]), stopping);
            if (entry is SeriesEntry.Refused { Why: var why })
            {
                refused = why;
                Refusal = why.Count == 1 ? "Nothing was booked: one of the visits cannot be. Choose another time for it, or leave it out." : $"Nothing was booked: {why.Count} of the visits cannot be. Choose other times for them, or leave them out.";
                MayInsist = why.Values.Any(one => one is VisitEntry.ForOthers);
            }
            else
            {
                return await GoToFirst(stopping);
            }
        }

        await Show(refused, stopping);
        return Page();
    }

    private VisitToBook ToBook(SeriesLineForm line, VisitType type)
    {
        var slot = Slot.Parse(line.Slot)!.Value;
        return new VisitToBook(line.VisitId, Form.PatientId!.Value, slot.ProviderId, Location.Id, type.Id, type.Name, slot.At, Form.Minutes ?? type.Minutes)
        {
            HoldId = line == Form.Lines[0] ? Form.HoldId : null,
            AnyPatient = Form.Anyway,
        };
    }

    /// <summary>Of a form sent twice, what the first one booked.</summary>
    private async Task<IActionResult> GoToFirst(CancellationToken stopping)
    {
        var ids = await db.SeriesVisits.AsNoTracking().Where(of => of.SeriesId == Form.SeriesId).OrderBy(of => of.Number).Select(of => of.VisitId).ToListAsync(stopping);
        if (ids.Count == 0 || !await visible.Visits.AnyAsync(visit => visit.Id == ids[0], stopping))
        {
            return NotFound();
        }

        TempData["toast"] = ids.Count == 1 ? "Booked: 1 visit." : $"Booked: {ids.Count} visits.";
        TempData["undo-url"] = $"/scheduling/series?handler=Undo&act={Form.SeriesId}&back={ids[0]}";
        return Redirect($"/scheduling/visits/visit/{ids[0]}");
    }

    private async Task<bool> LoadSlot(CancellationToken stopping)
    {
        if (await open.Run(Form.Slot, Form.LocationId, stopping) is not { } slot)
        {
            return false;
        }

        (Location, Provider, Start) = (slot.Location, slot.Provider, slot.Start);
        VisitTypes = await db.VisitTypesInUse.ToListAsync(stopping);
        Wish = Form.TaskId is { } task ? await tasks.Find(task, stopping) : null;
        if (Wish is not null)
        {
            Form.PatientId = Wish.PatientId;
            ModelState.Remove("Form.PatientId");
            await audit.Record(db, new AuditEntry("task.viewed", "task", Wish.TaskId, [Wish.PatientId], LocationId: Wish.LocationId), stopping);
        }

        return Form.TaskId is null || Wish is not null;
    }

    private async Task Show(IReadOnlyDictionary<Guid, VisitEntry> refused, CancellationToken stopping)
    {
        if (Form.PatientId is { } patient)
        {
            Found = await search.Chosen(patient, stopping);
        }

        if (Found.Patients is not [var chosen] || VisitTypes.FirstOrDefault(known => known.Id == Form.VisitTypeId) is not { } type || Form.Unit is not { } unit || !SeriesUnit.All.Contains(unit)
            || Form.Count is < 2 or > BookVisit.MostOfSeries || Form.Every is < 1 or > 99 || Form.Minutes is < BookVisit.LeastMinutes or > BookVisit.MostMinutes)
        {
            return;
        }

        if (SeriesDays.Of(DateOnly.FromDateTime(Start.DateTime), Form.Every, unit, Form.Count)[^1] > LocalTime.DayAt(Location, clock.GetUtcNow()).AddYears(MostYears))
        {
            Refusal = $"The last of these would be more than {MostYears} years away: ask for fewer, or closer together.";
            return;
        }

        Window = await window.Of(chosen.Id, Location.Id, Wish?.TaskId, Wish?.CareThreadId, stopping);
        var held = await hold.HeldUntil(Form.HoldId, Provider.Id, Start, stopping) is not null;
        var proposed = await propose.Run(new SeriesWish(Location, Provider.Id, type.Id, Form.Minutes, Start.ToUniversalTime(), Form.Count, Form.Every, unit) { FirstIsHeld = held }, stopping);
        var lines = new List<ProposedLine>();
        foreach (var (index, line) in proposed.Index())
        {
            var sent = Form.Lines.ElementAtOrDefault(index);
            var why = sent is not null && refused.TryGetValue(sent.VisitId, out var entry) ? await Why(entry, stopping) : "";
            lines.Add(Proposed(line, sent, why));
        }

        Lines = lines;
    }

    /// <summary>What staff chose before stays, where it is not what was refused.</summary>
    private ProposedLine Proposed(SeriesLine line, SeriesLineForm? sent, string why)
    {
        var offers = line.Offers.Select(start => (Slot.Value(Provider.Id, start), LocalTime.At(Location, start))).ToList();
        var chosen = why.Length == 0 && Slot.Parse(sent?.Slot) is { } kept ? (Slot.Value(kept.ProviderId, kept.At), LocalTime.At(Location, kept.At)) : offers.FirstOrDefault();
        if (chosen.Item1 is not null && !offers.Contains(chosen))
        {
            offers.Insert(0, chosen);
        }

        var wanted = LocalTime.At(Location, line.Wanted);
        return new ProposedLine(
            sent?.VisitId is { } id && id != Guid.Empty ? id : Guid.CreateVersion7(), line.Number, wanted, [.. offers], chosen.Item1, offers.Count > 0 && sent?.Ticked != false,
            chosen.Item1 is null ? "" : Difference(wanted, chosen.Item2), why,
            chosen.Item1 is null ? [] : [.. Window.Beyond(DateOnly.FromDateTime(chosen.Item2.DateTime))]);
    }

    private static string Difference(DateTimeOffset wanted, DateTimeOffset start) =>
        DateOnly.FromDateTime(start.DateTime) != DateOnly.FromDateTime(wanted.DateTime) ? "another day"
            : start == wanted ? "" : start > wanted ? $"{(start - wanted).TotalMinutes:0} minutes later" : $"{(wanted - start).TotalMinutes:0} minutes earlier";

    private async Task<string> Why(VisitEntry entry, CancellationToken stopping) => entry switch
    {
        VisitEntry.Overlaps => "Somebody has this time by now, or two of the visits meet.",
        VisitEntry.NotFree { Why: var why } => $"Not free: {await say.Words(why, Location.Id, stopping)}.",
        VisitEntry.PatientDeceased => VisitEntry.IsDeceased,
        VisitEntry.PatientUnknown => "This patient is no longer registered.",
        VisitEntry.ForOthers { Rule: PatientRule.New } => "This type is for new patients, and this one was seen here before.",
        VisitEntry.ForOthers => "This type is for patients who were seen here, and no such visit of this one is known here.",
        VisitEntry.RequestBooked => "Somebody has booked an appointment for this task meanwhile.",
        VisitEntry.RequestGone => "The task that asked for it is done or void by now, or about another patient.",
        _ => "This visit cannot be booked: look at its provider and length.",
    };
}

/// <param name="VisitId">Of the visit that it becomes.</param>
/// <param name="Wanted">On the location's wall clock, as are the times of <paramref name="Offers"/>.</param>
/// <param name="Offers">Free times, nearest first; empty where nothing is free near it.</param>
/// <param name="Chosen">One of them; null where there is none.</param>
/// <param name="Difference">How the chosen time differs from the wanted one; empty where it does not.</param>
/// <param name="Why">Why it was refused; empty where it was not.</param>
/// <param name="Beyond">What the chosen day lies outside of.</param>
internal sealed record ProposedLine(
    Guid VisitId, int Number, DateTimeOffset Wanted, IReadOnlyList<(string Value, DateTimeOffset Start)> Offers, string? Chosen, bool Ticked, string Difference, string Why, IReadOnlyList<WindowLimit> Beyond);
