using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Organization;
using ClinicOps.Scheduling.Contracts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>What a patient asks the cost of before a visit is booked: the type and the day, and the good-faith estimates that were given for it. The visit takes them over.</summary>
[Authorize(Policy = IntakeRights.ViewCoverage)]
internal sealed class PatientEstimateModel(
    IntakeDb db, IPatients patients, AskForEstimate ask, MakeEstimate make, GiveEstimate give, EstimateRows rows, IVisitTypes types, IBlobStore blobs, IOrganization organization, IAuthorizationService authorization,
    CurrentActor actor, AuditTrail audit, TimeProvider clock) : PageModel
{
    public PatientSummary Patient { get; private set; } = null!;

    /// <summary>Latest first.</summary>
    public IReadOnlyList<AskedEstimate> All { get; private set; } = [];

    /// <summary>The one that is looked at; null for none.</summary>
    public AskedEstimate? Asked { get; private set; }

    /// <summary>Of the one that is looked at.</summary>
    public EstimateDesk? Desk { get; private set; }

    public IReadOnlyList<KnownVisitType> Types { get; private set; } = [];

    public IReadOnlyList<Location> Locations { get; private set; } = [];

    public bool MayMake { get; private set; }

    public IReadOnlyList<string> Refusals { get; private set; } = [];

    /// <summary>That an estimate was given, as it was typed and refused; null when nobody tried.</summary>
    public GivingTyped? TypedGiving { get; private set; }

    /// <summary>What is asked, as it was typed and refused.</summary>
    public (Guid? Location, string Type, DateOnly? Day) Typed { get; private set; } = (null, "", null);

    /// <param name="asked">Of this patient.</param>
    public async Task<IActionResult> OnGet(Guid id, Guid? asked, CancellationToken stopping) => await Show(id, asked, null, stopping) ? Page() : NotFound();

    public async Task<IActionResult> OnGetPdf(Guid id, Guid asked, int number, CancellationToken stopping)
    {
        if (!await Show(id, asked, null, stopping))
        {
            return NotFound();
        }

        if (Asked is null || await db.Estimates.AsNoTracking().SingleOrDefaultAsync(estimate => estimate.VisitId == asked && estimate.Number == number, stopping) is not { } made)
        {
            return Redirect($"/intake/patients/patient/{id}/estimate");
        }

        Response.Headers.CacheControl = "no-store";
        return File(await blobs.Get(made.PdfHash, stopping), "application/pdf");
    }

    /// <param name="estimateId">Made by the form: of what is asked.</param>
    public async Task<IActionResult> OnPostAsk(Guid id, Guid estimateId, Guid location, string? type, DateOnly? day, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        switch (estimateId == Guid.Empty ? new EstimateAsked.Unknown() : await ask.Run(estimateId, id, location, type ?? "", day, stopping))
        {
            case EstimateAsked.Done done:
                return Told(id, done.AskedId, "Kept. Write below what is expected, and make the estimate.");
            case EstimateAsked.NotUnderstood wrong:
                Typed = (location, type ?? "", day);
                return await Refused(id, null, null, [wrong.Why], stopping);
            default:
                return NotFound();
        }
    }

    /// <param name="asked">Of this patient.</param>
    /// <param name="estimateId">Made by the form.</param>
    /// <param name="after">The latest number that the page showed; 0 for none.</param>
    public async Task<IActionResult> OnPostMake(Guid id, [FromQuery] Guid asked, Guid estimateId, int after, EstimateForm form, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        if (!await IsOf(id, asked, stopping))
        {
            return NotFound();
        }

        if (estimateId == Guid.Empty || form.Content(await rows.FeesOf(form, stopping)) is not { } content)
        {
            return await Refused(id, asked, form, form.Problems, stopping);
        }

        switch (await make.Asked(estimateId, asked, after, content, stopping))
        {
            case EstimateMade.Done done:
                return Told(id, asked, done.InWords);
            case var refused:
                return await Refused(id, asked, form, [await rows.WhyNot(refused, stopping)], stopping);
        }
    }

    /// <param name="asked">Of this patient.</param>
    /// <param name="givingId">Made by the form.</param>
    /// <param name="number">Which version was given.</param>
    public async Task<IActionResult> OnPostGive(Guid id, [FromQuery] Guid asked, Guid givingId, int number, DateOnly? givenOn, string? way, string? whom, bool nevertheless, CancellationToken stopping)
    {
        if (!await May())
        {
            return Forbid();
        }

        if (!await IsOf(id, asked, stopping))
        {
            return NotFound();
        }

        switch (givingId == Guid.Empty ? new EstimateGiven.Unknown() : await give.Run(givingId, asked, number, givenOn, way ?? "", PatientDetails.Text(whom), stopping, AskForEstimate.Record, nevertheless: nevertheless))
        {
            case EstimateGiven.Done:
                return Told(id, asked, $"Recorded: no. {number} was given to the patient.");
            case EstimateGiven.NotWanted against:
                TypedGiving = new GivingTyped(number, givenOn, way, whom);
                return await Refused(id, asked, null, [$"The patient said: {against.Said}. Nothing was recorded: give it another way, or tick that it goes nevertheless."], stopping);
            case EstimateGiven.NotUnderstood wrong:
                TypedGiving = new GivingTyped(number, givenOn, way, whom);
                return await Refused(id, asked, null, [wrong.Why], stopping);
            default:
                return NotFound();
        }
    }

    /// <param name="asked">Of this patient.</param>
    public async Task<IActionResult> OnPostDrop(Guid id, Guid asked, CancellationToken stopping) =>
        !await May() ? Forbid()
        : await IsOf(id, asked, stopping) && await ask.Drop(asked, stopping) ? Told(id, null, "Closed: no visit takes it over. What was given out stays.")
        : NotFound();

    private RedirectResult Told(Guid id, Guid? asked, string toast)
    {
        TempData["toast"] = toast;
        return Redirect($"/intake/patients/patient/{id}/estimate{(asked is { } one ? $"?asked={one}" : "")}");
    }

    private async Task<IActionResult> Refused(Guid id, Guid? asked, EstimateForm? typed, List<string> why, CancellationToken stopping)
    {
        Refusals = why.Count > 0 ? why : ["Open the page anew: this form is not whole."];
        ModelState.Clear();
        db.ChangeTracker.Clear();
        return await Show(id, asked, typed, stopping) ? Page() : NotFound();
    }

    private async Task<bool> May() => (await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded;

    private async Task<bool> IsOf(Guid patientId, Guid askedId, CancellationToken stopping) => (await ask.Of(patientId, stopping)).Any(asked => asked.Id == askedId);

    private async Task<bool> Show(Guid id, Guid? asked, EstimateForm? typed, CancellationToken stopping)
    {
        if (await patients.Find(id, stopping) is not { } patient)
        {
            return false;
        }

        (Patient, All, MayMake) = (patient, await ask.Of(id, stopping), await May());
        Asked = All.FirstOrDefault(one => one.Id == asked);
        var profile = await organization.Profile(stopping);
        Locations = [.. profile.OpenLocations.Where(location => actor.SeesLocation(location.Id))];
        Types = [.. (await types.All(stopping)).Where(type => !type.IsRetired)];
        if (Asked is { } one)
        {
            var made = await rows.Of(one.Id, stopping);
            Desk = new EstimateDesk(
                $"/intake/patients/patient/{id}/estimate?asked={one.Id}&", made, typed ?? EstimateForm.Begun(made, new EstimateContent([], [], "", "", one.WantedOn, one.WantedOn, "")), await rows.Fees(stopping), MayMake,
                one.SettledAt is null, LocalTime.DayAt(profile.Find(one.LocationId), clock.GetUtcNow()), TypedGiving)
            {
                NotWanted = await rows.NotWanted(id, stopping),
            };
        }

        await audit.Record(db, new AuditEntry("estimate.viewed", "patient", id, [.. All.Select(known => known.Id)]), stopping);
        return true;
    }
}
