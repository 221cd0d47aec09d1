using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Authorizations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Tasks;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Begins an authorization, with what the order and the patient's coverage say already typed.</summary>
[Authorize(Policy = IntakeRights.WorkAuthorizations)]
internal sealed class StartAuthorizationModel(
    IntakeDb db, VisibleToActor visible, StartAuthorization start, IOrders orders, IOrganization organization, CurrentActor actor, AuditTrail audit, TimeProvider clock) : PageModel
{
    [BindProperty]
    public AuthorizationForm Form { get; set; } = new();

    public Guid Id { get; private set; }

    public PatientSummary Patient { get; private set; } = null!;

    public StaffTask? Task { get; private set; }

    public Guid LocationId { get; private set; }

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    /// <summary>What the clinic's rules say of it; null before anything is known.</summary>
    public RuleAnswer? Answer { get; private set; }

    /// <param name="coverage">Of whose payer it is asked, where that is not the one that pays first.</param>
    public async Task<IActionResult> OnGet(Guid? task, Guid? patient, Guid? coverage, CancellationToken stopping)
    {
        if (task is { } of && await db.Authorizations.Where(a => a.TaskId == of && a.State != AuthorizationState.Withdrawn).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(stopping) is { } started)
        {
            return Redirect($"/intake/authorizations/authorization/{started}");
        }

        if (await Load(task, patient, stopping) is not { } found)
        {
            return NotFound();
        }

        Id = Guid.CreateVersion7();
        LocationId = Task?.LocationId ?? Locations[0].Id;
        var order = Task?.OrderId is { } orderId ? await orders.Find(orderId, stopping) : null;
        var today = LocalTime.DayAt((await organization.Profile(stopping)).Find(LocationId), clock.GetUtcNow());
        var pays = found.Coverages.InOrder(found.Id).OrderByDescending(known => known.Id == coverage).ThenByDescending(known => known.IsValidOn(today)).FirstOrDefault();
        var request = new AuthorizationRequest(
            pays?.Payer ?? "",
            pays?.Plan ?? "",
            order is null ? [] : [new ProcedureCode(order.Code ?? "", order.Description)],
            order?.Icd10 is { Length: > 0 } diagnosis ? [diagnosis] : [],
            "",
            "",
            (await organization.Profile(stopping)).Find(LocationId)?.Name ?? "",
            order?.Urgency is "stat" or "urgent" ? AuthorizationUrgency.Expedited : AuthorizationUrgency.Standard,
            null);
        Form = AuthorizationForm.Of(request);
        Answer = request.Codes.Count > 0 ? AuthorizationRuleTable.For(await AuthorizationRuleTable.InForce(db, stopping), await NamedPayer.Find(db, request.Payer, request.Plan, stopping), request.Codes, request.Site) : null;
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, Guid? task, Guid? patient, Guid? location, CancellationToken stopping)
    {
        if (await Load(task, patient, stopping) is null)
        {
            return NotFound();
        }

        (Id, LocationId) = (id, Task?.LocationId ?? location ?? Locations[0].Id);
        Form.Check(ModelState);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        switch (await start.Run(id, Patient.Id, LocationId, Task, Form.Request(), stopping))
        {
            case Started.Done done:
                TempData["toast"] = "The authorization is started. Submit it to the payer.";
                return Redirect($"/intake/authorizations/authorization/{done.Id}");
            case Started.WasStarted was:
                TempData["toast"] = "Somebody has started it already: this is it.";
                return Redirect($"/intake/authorizations/authorization/{was.Id}");
            default:
                return NotFound();
        }
    }

    /// <summary>Null when there is no such task or patient in sight, or no location to work at.</summary>
    private async Task<Patient?> Load(Guid? task, Guid? patient, CancellationToken stopping)
    {
        Task = task is { } taskId ? await visible.Tasks.AsNoTracking().SingleOrDefaultAsync(t => t.Id == taskId && t.State != TaskState.Withdrawn, stopping) : null;
        var id = task is null ? patient : Task?.PatientId;
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(location => actor.SeesLocation(location.Id))];
        if (id is null || Locations.Count == 0 || await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.MergedIntoId == null, stopping) is not { } found)
        {
            return null;
        }

        await MergedCoverages.AddTo(db, [found], stopping);
        Patient = RegisteredPatients.Summary(found);
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        return found;
    }
}
