using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Availability;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Waitlist;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Enters somebody on the waitlist: a patient who is searched for or named, who has a visit and wants it earlier, or whose task is in hand; and changes that. A refusal keeps what was typed.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class WaitlistEntryModel(
    SchedulingDb db, KeepEntry keep, VisibleToActor visible, SearchPatients search, IAppointmentTasks tasks, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    /// <summary>Of the kind of visit that most wait for, where the clinic has one.</summary>
    private const string UsualType = "follow-up";

    /// <summary>Who wants to come earlier can be there within these hours, unless they say otherwise.</summary>
    private const int UsualNotice = 2;

    [BindProperty]
    public WaitlistForm Form { get; set; } = new();

    /// <summary>What is changed; null where somebody is entered.</summary>
    public WaitlistEntry? Entry { get; private set; }

    /// <summary>What they want earlier.</summary>
    public Visit? Visit { get; private set; }

    public AppointmentWish? Wish { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public FoundPatients Found { get; private set; } = FoundPatients.NotSearched;

    /// <summary>Why nothing was saved; empty at first.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Whose the entry is cannot be chosen: the visit, the task or the entry says it.</summary>
    public bool IsPatientGiven => Entry is not null || Visit is not null || Wish is not null;

    public Location? Place => Locations.FirstOrDefault(place => place.Id == Form.LocationId);

    public async Task<IActionResult> OnGet(Guid? entry, Guid? patient, Guid? visit, Guid? task, CancellationToken stopping)
    {
        (Form.Visit, Form.TaskId) = (visit, task);
        if (!await Load(entry, stopping))
        {
            return NotFound();
        }

        if (Entry is not null)
        {
            Form = WaitlistForm.Of(Entry);
        }
        else
        {
            var today = LocalTime.DayAt(Place, clock.GetUtcNow());
            var latest = Wish?.Latest ?? (Visit is null ? null : LocalTime.DayAt(Place, Visit.StartsAt));
            (Form.EntryId, Form.PatientId) = (Guid.CreateVersion7(), Wish?.PatientId ?? Visit?.PatientId ?? patient);
            (Form.Earliest, Form.Latest, Form.NoticeHours) = (Wish?.Earliest is { } earliest && earliest > today ? earliest : today, latest < today ? null : latest, UsualNotice);
            (Form.Urgency, Form.ProviderIds) = (Wish?.Urgency ?? "routine", Visit is null ? [] : [Visit.ProviderId]);
            Form.VisitTypeId = Visit?.VisitTypeId ?? (VisitTypes.FirstOrDefault(type => type.IsFor(Wish?.OrderKind)) ?? VisitTypes.FirstOrDefault(type => type.Code == UsualType) ?? (VisitTypes is [var only] ? only : null))?.Id;
        }

        await ShowChosen(stopping);
        return Page();
    }

    /// <summary>The search box: by htmx as it is typed into, or the whole page without a script.</summary>
    public async Task<IActionResult> OnPostSearch(CancellationToken stopping)
    {
        ModelState.Clear();
        Found = await search.Run(Form.PatientSearch, Form.PatientId, stopping);
        return Request.Headers.ContainsKey("HX-Request") ? Partial("_FoundPatients", Found) : await Load(null, stopping) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPost([FromQuery] Guid? entry, CancellationToken stopping)
    {
        if (!await Load(entry, stopping))
        {
            return NotFound();
        }

        if (!IsPatientGiven && Form.PatientId is null)
        {
            ModelState.AddModelError($"{nameof(Form)}.{nameof(Form.PatientId)}", "Choose the patient: search by name, birth date, phone or MRN.");
        }

        if (ModelState.IsValid)
        {
            var suits = Form.Suits();
            var kept = Entry is not null
                ? await keep.Change(Entry.Id, Form.Version, suits, stopping)
                : await keep.Enter(new EntryToKeep(Form.EntryId == Guid.Empty ? Guid.CreateVersion7() : Form.EntryId, Form.PatientId ?? Guid.Empty, Form.LocationId!.Value, suits, Form.Visit, Form.TaskId), stopping);
            if (Said(kept) is { } address)
            {
                return Redirect(address);
            }

            Refusal = await Explain(kept, stopping);
        }

        await ShowChosen(stopping);
        return Page();
    }

    /// <summary>One click at a visit: its patient wants an earlier time, with the same provider, before it.</summary>
    public async Task<IActionResult> OnPostEarlier([FromQuery] Guid visit, Guid entryId, CancellationToken stopping)
    {
        if (entryId == Guid.Empty || await visible.Visits.AsNoTracking().SingleOrDefaultAsync(known => known.Id == visit, stopping) is not { VisitTypeId: { } type } found)
        {
            return NotFound();
        }

        var place = (await organization.Profile(stopping)).Find(found.LocationId);
        var (today, day) = (LocalTime.DayAt(place, clock.GetUtcNow()), LocalTime.DayAt(place, found.StartsAt));
        var kept = await keep.Enter(
            new EntryToKeep(entryId, found.PatientId, found.LocationId, new Suiting(type, [found.ProviderId], [], PartOfDay.Any, today, day < today ? today : day, UsualNotice, "routine"), visit), stopping);
        if (Said(kept) is null)
        {
            TempData["toast"] = await Explain(kept, stopping);
        }

        return Redirect($"/scheduling/visits/visit/{visit}");
    }

    /// <returns>Where to go; null for a refusal.</returns>
    private string? Said(EntryKept kept)
    {
        switch (kept)
        {
            case EntryKept.Done { Entry: var entry }:
                TempData["toast"] = Entry is null ? "On the waitlist." : "Saved.";
                if (Entry is null)
                {
                    TempData["undo-url"] = $"/scheduling/waitlist?handler=Withdraw&entry={entry.Id}";
                }

                return "/scheduling/waitlist";
            case EntryKept.WasSo:
                TempData["toast"] = "Nothing was changed: it was so already.";
                return "/scheduling/waitlist";
            default:
                return null;
        }
    }

    private async Task<string> Explain(EntryKept refused, CancellationToken stopping) => refused switch
    {
        EntryKept.PatientDeceased => "Nothing was saved: the record says that this patient is deceased.",
        EntryKept.NothingToBringForward => "Nothing was saved: this visit is over, or does not take place.",
        EntryKept.Overtaken by => $"Changed by {await organization.WhoAndWhen(by.By, by.Ago, stopping: stopping)}, while this page was open. Nothing was saved: open it anew, then save again what you typed.",
        _ => "Nothing was saved: the patient, the kind of visit or the task is no longer there, or they wait no more.",
    };

    private async Task<bool> Load(Guid? entry, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(place => visible.Location(place.Id))];
        VisitTypes = await db.VisitTypesInUse.ToListAsync(stopping);
        Providers = await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping);
        if (entry is { } id)
        {
            Entry = await keep.Find(id, stopping);
            Form.LocationId = Entry?.LocationId;
        }

        if ((Form.Visit ?? Entry?.VisitId) is { } visitId)
        {
            Visit = await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == visitId, stopping);
        }

        if ((Form.TaskId ?? Entry?.TaskId) is { } taskId)
        {
            Wish = await tasks.Find(taskId, stopping);
        }

        Form.LocationId ??= Visit?.LocationId ?? Wish?.LocationId ?? (Locations is [var first, ..] ? first.Id : null);
        return (entry is null || Entry is not null) && (Form.Visit is null || Visit is not null) && (Form.TaskId is null || Wish is not null) && Place is not null;
    }

    private async Task ShowChosen(CancellationToken stopping)
    {
        if ((Entry?.PatientId ?? Visit?.PatientId ?? Wish?.PatientId ?? Form.PatientId) is { } patient)
        {
            Found = await search.Chosen(patient, stopping);
        }

        if (Entry is not null)
        {
            await audit.Record(db, new AuditEntry("waitlist-entry.viewed", "waitlist-entry", Entry.Id, [Entry.PatientId], LocationId: Entry.LocationId), stopping);
        }
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class WaitlistForm : IValidatableObject
{
    private static readonly DateOnly[] Sane = [new(2000, 1, 1), new(2100, 1, 1)];

    /// <summary>Of a new entry.</summary>
    public Guid EntryId { get; set; }

    public uint Version { get; set; }

    public Guid? LocationId { get; set; }

    public Guid? Visit { get; set; }

    public Guid? TaskId { get; set; }

    /// <summary>Of a visit, a task or an entry, theirs.</summary>
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the visit type.")]
    public Guid? VisitTypeId { get; set; }

    /// <summary>None for anybody.</summary>
    public List<Guid> ProviderIds { get; set; } = [];

    /// <summary>None for any.</summary>
    public List<DayOfWeek> Weekdays { get; set; } = [];

    [EnumDataType(typeof(PartOfDay), ErrorMessage = "Choose a part of the day.")]
    public PartOfDay Part { get; set; }

    [Required(ErrorMessage = "Say from which day on they can come.")]
    public DateOnly? Earliest { get; set; }

    public DateOnly? Latest { get; set; }

    [Range(0, KeepEntry.MostNotice, ErrorMessage = "Hours are a number from 0 to 336.")]
    public int NoticeHours { get; set; }

    [AllowedValues("routine", "urgent", "stat", ErrorMessage = "Choose how urgent it is.")]
    public string Urgency { get; set; } = "routine";

    public static WaitlistForm Of(WaitlistEntry entry) => new()
    {
        EntryId = entry.Id,
        Version = entry.Version,
        LocationId = entry.LocationId,
        PatientId = entry.PatientId,
        VisitTypeId = entry.VisitTypeId,
        ProviderIds = [.. entry.ProviderIds],
        Weekdays = [.. entry.Weekdays.Select(day => (DayOfWeek)day)],
        Part = entry.Part,
        Earliest = entry.Earliest,
        Latest = entry.Latest,
        NoticeHours = entry.NoticeHours,
        Urgency = entry.Urgency,
    };

    public Suiting Suits() => new(
        VisitTypeId!.Value, [.. ProviderIds.Distinct().Order()], [.. Weekdays.Where(Enum.IsDefined).Select(day => (int)day).Distinct().Order()], Part, Earliest!.Value, Latest, NoticeHours, Urgency);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Earliest < Sane[0] || Earliest > Sane[1] || Latest < Sane[0] || Latest > Sane[1])
        {
            yield return new ValidationResult("A day is between 2000 and 2100.", [nameof(Earliest)]);
        }

        if (Latest < Earliest)
        {
            yield return new ValidationResult("The last day is before the first.", [nameof(Latest)]);
        }
    }
}
