using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Ledger;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Takes money that is for no visit yet.</summary>
[Authorize(Policy = IntakeRights.CollectMoney)]
internal sealed class PrepayModel(IntakeDb db, CollectPayment collect, ListDrawers drawers, CurrentActor actor, IOrganization organization, AuditTrail audit) : PageModel
{
    [BindProperty]
    public PaymentForm Form { get; set; } = new();

    public PatientSummary Shown { get; private set; } = null!;

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public Location? Place { get; private set; }

    public IReadOnlyList<OpenedDrawer> Drawers { get; private set; } = [];

    public string? Refusal { get; private set; }

    public async Task<IActionResult> OnGet(Guid id, Guid? location, CancellationToken stopping)
    {
        if (!await Load(id, location, stopping))
        {
            return NotFound();
        }

        Form = new PaymentForm { EntryId = Guid.CreateVersion7(), SessionId = Drawers is [var drawer, ..] ? drawer.Session.Id : Guid.Empty };
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, [FromQuery] Guid? location, CancellationToken stopping)
    {
        if (!await Load(id, location, stopping))
        {
            return NotFound();
        }

        ModelState.Clear();
        var moved = Form.Prepayment(id) is { } taking ? await collect.Run(taking, stopping) : new MoneyMoved.NotUnderstood(Form.Problem!);
        if (moved is not MoneyMoved.Done done)
        {
            Refusal = moved.Sentence;
            return Page();
        }

        TempData["toast"] = $"Taken: {Money.Text(-done.Entry.Cents)}.{(done.Entry.ChangeCents is > 0 and var back ? $" Give {Money.Text(back)} back." : "")} The receipt is in the account.";
        return Redirect($"/intake/patients/patient/{id}");
    }

    private async Task<bool> Load(Guid id, Guid? location, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(patient => patient.Id == id && patient.MergedIntoId == null, stopping) is not { } found)
        {
            return false;
        }

        Shown = RegisteredPatients.Summary(found);
        Locations = [.. (await organization.Profile(stopping)).OpenLocations.Where(known => actor.SeesLocation(known.Id))];
        Place = Locations.FirstOrDefault(known => known.Id == location) ?? (Locations is [var first, ..] ? first : null);
        Drawers = Place is null ? [] : await drawers.Open(Place.Id, stopping);
        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        return true;
    }
}
