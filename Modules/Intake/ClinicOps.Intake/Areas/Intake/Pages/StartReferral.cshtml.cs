using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Referrals;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Begins a referral, with what the order or the patient's record says already typed.</summary>
[Authorize(Policy = IntakeRights.WorkReferrals)]
internal sealed class StartReferralModel(
    IntakeDb db, VisibleToActor visible, StartReferral start, LoadChart chart, IOrders orders, IOrganization organization, CurrentActor actor, AuditTrail audit) : PageModel
{
    [BindProperty]
    public ReferralForm Form { get; set; } = new();

    public Guid Id { get; private set; }

    /// <summary>One of <see cref="ReferralDirection"/>.</summary>
    public string Way { get; private set; } = ReferralDirection.Out;

    public PatientSummary Patient { get; private set; } = null!;

    public StaffTask? Task { get; private set; }

    public Guid LocationId { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public IReadOnlyList<ChartDocument> Chart { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid? task, Guid? patient, string? way, CancellationToken stopping)
    {
        if (task is { } of && await db.Referrals.Where(r => r.TaskId == of && r.State != ReferralState.Withdrawn).Select(r => (Guid?)r.Id).SingleOrDefaultAsync(stopping) is { } started)
        {
            return Redirect($"/intake/referrals/referral/{started}");
        }

        if (await Load(task, patient, way, stopping) is not { } found)
        {
            return NotFound();
        }

        Id = Guid.CreateVersion7();
        LocationId = Task?.LocationId ?? Locations[0].Id;
        var order = Task?.OrderId is { } orderId ? await orders.Find(orderId, stopping) : null;
        var first = found.Coverages.OrderBy(coverage => coverage.Rank).ThenBy(coverage => coverage.Id).FirstOrDefault();
        var care = (await PrimaryCare.OfAll(db, [found.Id], stopping)).GetValueOrDefault(found.Id);
        Form = ReferralForm.Of(Way == ReferralDirection.In
            ? new ReferralRequest(care?.Name ?? "", care?.Practice ?? "", "", "", "", "routine", first?.Payer ?? "", [])
            : new ReferralRequest(
                "", "", Specialties.NamedIn(order?.Description) ?? "", order?.Diagnosis ?? order?.Description ?? "", order?.Icd10 ?? "", order?.Urgency ?? "routine", "", Task?.DocumentId is { } document ? [document] : []));
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, Guid? task, Guid? patient, Guid? location, string? way, CancellationToken stopping)
    {
        if (await Load(task, patient, way, stopping) is null)
        {
            return NotFound();
        }

        (Id, LocationId) = (id, Task?.LocationId ?? location ?? Locations[0].Id);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await start.Run(id, Way, Patient.Id, LocationId, Task, Form.Request([.. Chart.Select(document => document.Id)]), stopping))
        {
            case ReferralStarted.Done done:
                TempData["toast"] = Way == ReferralDirection.In ? "It is kept: ask the PCP for it." : "The referral is started. Send it.";
                return Redirect($"/intake/referrals/referral/{done.Id}");
            case ReferralStarted.WasStarted was:
                TempData["toast"] = "Somebody has started it already: this is it.";
                return Redirect($"/intake/referrals/referral/{was.Id}");
            default:
                return NotFound();
        }
    }

    /// <summary>Null when there is no such task or patient in sight, or no location to work at.</summary>
    private async Task<Patient?> Load(Guid? task, Guid? patient, string? way, CancellationToken stopping)
    {
        Way = way == ReferralDirection.In ? ReferralDirection.In : ReferralDirection.Out;
        Task = task is { } taskId ? await visible.Tasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == taskId && t.State != TaskState.Withdrawn, stopping) : null;
        var id = task is null ? patient : Task?.PatientId;
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => actor.SeesLocation(location.Id))];
        if (id is null || Locations.Count == 0 || await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.MergedIntoId == null, stopping) is not { } found)
        {
            return null;
        }

        Patient = RegisteredPatients.Summary(found);
        Chart = Way == ReferralDirection.Out ? await chart.Of(found.Id, stopping) : [];
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        return found;
    }
}
