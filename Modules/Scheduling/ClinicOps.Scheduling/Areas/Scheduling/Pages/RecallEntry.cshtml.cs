using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Calendar;
using ClinicOps.Scheduling.Contracts;
using ClinicOps.Scheduling.Data;
using ClinicOps.Scheduling.Recall;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Scheduling.Areas.Scheduling.Pages;

/// <summary>Says that a patient is to come again, at a visit, for a named patient, or for one who is searched for; and changes that. A refusal keeps what was typed.</summary>
[Authorize(Policy = SchedulingRights.EnterVisits)]
internal sealed class RecallEntryModel(SchedulingDb db, KeepRecall keep, VisibleToActor visible, SearchPatients search, IOrganization organization, AuditTrail audit, TimeProvider clock) : PageModel
{
    private const int UsualMonths = 6;

    [BindProperty]
    public RecallForm Form { get; set; } = new();

    /// <summary>What is changed; null where one is entered.</summary>
    public RecallEntry? Entry { get; private set; }

    /// <summary>After which it is said.</summary>
    public Visit? Visit { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<Provider> Providers { get; private set; } = [];

    public IReadOnlyList<VisitType> VisitTypes { get; private set; } = [];

    public FoundPatients Found { get; private set; } = FoundPatients.NotSearched;

    /// <summary>Why nothing was saved; empty at first.</summary>
    public string Refusal { get; private set; } = "";

    public bool IsPatientGiven => Entry is not null || Visit is not null;

    public async Task<IActionResult> OnGet(Guid? recall, Guid? patient, Guid? visit, CancellationToken stopping)
    {
        Form.Visit = visit;
        if (!await Load(recall, stopping))
        {
            return NotFound();
        }

        if (Entry is not null)
        {
            Form = RecallForm.Of(Entry);
        }
        else
        {
            var due = LocalTime.DayAt(Locations.FirstOrDefault(place => place.Id == Form.LocationId), clock.GetUtcNow()).AddMonths(UsualMonths);
            (Form.RecallId, Form.PatientId, Form.DueMonth) = (Guid.CreateVersion7(), Visit?.PatientId ?? patient, due.ToString("yyyy-MM", CultureInfo.InvariantCulture));
            (Form.ProviderId, Form.VisitTypeId) = (Visit?.ProviderId, (VisitTypes.FirstOrDefault(type => type.Code == RecallNote.FollowUp) ?? VisitTypes.FirstOrDefault(type => type.Id == Visit?.VisitTypeId) ?? (VisitTypes is [var only] ? only : null))?.Id);
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

    public async Task<IActionResult> OnPost([FromQuery] Guid? recall, CancellationToken stopping)
    {
        if (!await Load(recall, stopping))
        {
            return NotFound();
        }

        if (!IsPatientGiven && Form.PatientId is null)
        {
            ModelState.AddModelError($"{nameof(Form)}.{nameof(Form.PatientId)}", "Choose the patient: search by name, birth date, phone or MRN.");
        }

        if (ModelState.IsValid)
        {
            var kept = Entry is not null
                ? await keep.Change(Entry.Id, Form.Version, Form.What(), stopping)
                : await keep.Enter(new RecallToKeep(Form.RecallId == Guid.Empty ? Guid.CreateVersion7() : Form.RecallId, Form.PatientId ?? Guid.Empty, Form.LocationId!.Value, Form.What(), Form.Visit), stopping);
            switch (kept)
            {
                case RecallKept.Done or RecallKept.WasSo:
                    TempData["toast"] = kept is RecallKept.WasSo ? "Nothing was changed: it was so already." : $"To come again: {Form.DueInWords()}.";
                    return Redirect(Form.Visit is { } visit ? $"/scheduling/visits/visit/{visit}" : "/scheduling/recalls?all=true");
                case RecallKept.PatientDeceased:
                    Refusal = "Nothing was saved: the record says that this patient is deceased.";
                    break;
                case RecallKept.Overtaken by:
                    Refusal = $"Changed by {await organization.WhoAndWhen(by.By, by.Ago, stopping: stopping)}, while this page was open. Nothing was saved: open it anew, then save again what you typed.";
                    break;
                default:
                    Refusal = "Nothing was saved: the patient, the kind of visit or the provider is no longer there.";
                    break;
            }
        }

        await ShowChosen(stopping);
        return Page();
    }

    private async Task<bool> Load(Guid? recall, CancellationToken stopping)
    {
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(place => visible.Location(place.Id))];
        VisitTypes = await db.VisitTypesInUse.ToListAsync(stopping);
        Providers = await db.Providers.AsNoTracking().OrderBy(provider => provider.Name).ToListAsync(stopping);
        if (recall is { } id)
        {
            Entry = await keep.Find(id, stopping);
            Form.LocationId = Entry?.LocationId;
        }

        if ((Form.Visit ?? Entry?.FromVisitId) is { } visitId)
        {
            Visit = await visible.Visits.AsNoTracking().Include(visit => visit.Provider).SingleOrDefaultAsync(visit => visit.Id == visitId, stopping);
        }

        Form.LocationId ??= Visit?.LocationId ?? (Locations is [var first, ..] ? first.Id : null);
        return (recall is null || Entry is not null) && (Form.Visit is null || Visit is not null) && Locations.Any(place => place.Id == Form.LocationId);
    }

    private async Task ShowChosen(CancellationToken stopping)
    {
        if ((Entry?.PatientId ?? Visit?.PatientId ?? Form.PatientId) is { } patient)
        {
            Found = await search.Chosen(patient, stopping);
        }

        if (Entry is not null)
        {
            await audit.Record(db, new AuditEntry("recall.viewed", "recall", Entry.Id, [Entry.PatientId], LocationId: Entry.LocationId), stopping);
        }
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class RecallForm : IValidatableObject
{
    /// <summary>Of a new recall.</summary>
    public Guid RecallId { get; set; }

    public uint Version { get; set; }

    public Guid? LocationId { get; set; }

    public Guid? Visit { get; set; }

    /// <summary>Of a visit, a task or an entry, theirs.</summary>
    public Guid? PatientId { get; set; }

    [StringLength(100)]
    public string? PatientSearch { get; set; }

    [Required(ErrorMessage = "Choose the visit type.")]
    public Guid? VisitTypeId { get; set; }

    /// <summary>Null for anybody.</summary>
    public Guid? ProviderId { get; set; }

    /// <summary>"2026-03"; a day counts before it.</summary>
    public string? DueMonth { get; set; }

    public DateOnly? DueDay { get; set; }

    public string Note { get; set; } = RecallNote.FollowUp;

    private DateOnly? Month => DateOnly.TryParseExact($"{DueMonth}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first) ? first : null;

    public static RecallForm Of(RecallEntry recall) => new()
    {
        RecallId = recall.Id,
        Version = recall.Version,
        LocationId = recall.LocationId,
        PatientId = recall.PatientId,
        VisitTypeId = recall.VisitTypeId,
        ProviderId = recall.ProviderId,
        DueMonth = recall.DueIsMonth ? recall.Due.ToString("yyyy-MM", CultureInfo.InvariantCulture) : null,
        DueDay = recall.DueIsMonth ? null : recall.Due,
        Note = recall.Note,
    };

    public RecallWhat What() => new(VisitTypeId!.Value, ProviderId, DueDay ?? Month!.Value, DueDay is null, Note);

    public string DueInWords() => DueDay is { } day ? LocalTime.Us(day) : Month!.Value.ToString("MMMM yyyy", CultureInfo.InvariantCulture);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if ((DueDay ?? Month) is not { Year: >= 2000 and <= 2100 })
        {
            yield return new ValidationResult("Say in which month, or on which day, the patient is due.", [nameof(DueMonth)]);
        }

        if (RecallNote.All.All(known => known.Code != Note))
        {
            yield return new ValidationResult("Choose what for.", [nameof(Note)]);
        }
    }
}
