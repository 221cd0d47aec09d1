using ClinicOps.Intake.Coding;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Estimates;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The good-faith estimate of a visit that the patient pays for: every version as it was given out, when it was given, and the next one.</summary>
[Authorize(Policy = IntakeRights.ViewCoverage)]
internal sealed class VisitEstimateModel(
    IntakeDb db, LoadVisitCoverage load, MakeEstimate make, GiveEstimate give, IBlobStore blobs, IOrganization organization, IAuthorizationService authorization, AuditTrail audit, TimeProvider clock) : PageModel
{
    /// <summary>Offered while a code is typed.</summary>
    private const int MostFees = 300;

    public VisitCoverage Shown { get; private set; } = null!;

    public PatientSummary Patient { get; private set; } = null!;

    /// <summary>Latest first, each with by whom it was made and how it was given.</summary>
    public IReadOnlyList<EstimateRow> Made { get; private set; } = [];

    public EstimateForm Form { get; private set; } = new();

    /// <summary>That an estimate was given, as it was typed and refused; null when nobody tried.</summary>
    public (int Number, DateOnly? On, string? Way, string? Whom)? TypedGiving { get; private set; }

    public IReadOnlyList<MedicalCode> Fees { get; private set; } = [];

    public bool MayMake { get; private set; }

    public IReadOnlyList<string> Refusals { get; private set; } = [];

    /// <summary>Of what a form of this page makes: sent twice, it is one.</summary>
    public Guid NewId { get; } = Guid.CreateVersion7();

    public DateOnly Today => LocalTime.DayAt(Shown.Location, clock.GetUtcNow());

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => await Show(id, null, stopping) ? Page() : NotFound();

    /// <param name="number">Of this visit.</param>
    public async Task<IActionResult> OnGetPdf(Guid id, int number, CancellationToken stopping)
    {
        if (await load.Run(id, stopping) is not { } shown)
        {
            return NotFound();
        }

        if (await db.Estimates.AsNoTracking().SingleOrDefaultAsync(estimate => estimate.VisitId == id && estimate.Number == number, stopping) is not { } made)
        {
            return Redirect($"/intake/coverage/visit/{id}/estimate");
        }

        await audit.Record(db, new AuditEntry("estimate.viewed", "visit", id, [shown.Visit.PatientId], LocationId: shown.Visit.LocationId), stopping);
        Response.Headers.CacheControl = "no-store";
        return File(await blobs.Get(made.PdfHash, stopping), "application/pdf");
    }

    /// <param name="estimateId">Made by the form.</param>
    /// <param name="after">The latest number that the page showed; 0 for none.</param>
    public async Task<IActionResult> OnPostMake(Guid id, Guid estimateId, int after, EstimateForm form, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        var codes = form.Codes.ToList();
        var fees = await db.MedicalCodes.AsNoTracking().Where(known => known.System == CodeSystems.Procedure && codes.Contains(known.Code)).ToDictionaryAsync(known => known.Code, stopping);
        if (estimateId == Guid.Empty || form.Content(fees) is not { } content)
        {
            return await Refused(id, form, form.Problems, stopping);
        }

        switch (await make.Run(estimateId, id, after, content, stopping))
        {
            case EstimateMade.Done { WasSo: true } so:
                return Told(id, $"It stands so already, as no. {so.Number}.");
            case EstimateMade.Done done:
                return Told(id, $"Estimate no. {done.Number} is made: print it, give it to the patient, and record that below.");
            case EstimateMade.NotUnderstood wrong:
                return await Refused(id, form, [wrong.Why], stopping);
            case EstimateMade.ChangedMeanwhile meanwhile:
                return await Refused(id, form, [$"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping)}, while this page was open. Nothing was made: what you typed stands below, send it again."], stopping);
            default:
                return NotFound();
        }
    }

    /// <param name="givingId">Made by the form.</param>
    /// <param name="number">Which version was given.</param>
    public async Task<IActionResult> OnPostGive(Guid id, Guid givingId, int number, DateOnly? givenOn, string? way, string? whom, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        switch (givingId == Guid.Empty ? new EstimateGiven.Unknown() : await give.Run(givingId, id, number, givenOn, way ?? "", PatientDetails.Text(whom), stopping))
        {
            case EstimateGiven.Done:
                return Told(id, $"Recorded: no. {number} was given to the patient.");
            case EstimateGiven.NotUnderstood wrong:
                TypedGiving = (number, givenOn, way, whom);
                return await Refused(id, null, [wrong.Why], stopping);
            default:
                return NotFound();
        }
    }

    private RedirectResult Told(Guid id, string toast)
    {
        TempData["toast"] = toast;
        return Redirect($"/intake/coverage/visit/{id}/estimate");
    }

    private async Task<IActionResult> Refused(Guid id, EstimateForm? typed, List<string> why, CancellationToken stopping)
    {
        Refusals = why.Count > 0 ? why : ["Open the page anew: this form is not whole."];
        ModelState.Clear();
        db.ChangeTracker.Clear();
        return await Show(id, typed, stopping) ? Page() : NotFound();
    }

    private async Task<IActionResult?> Stop(Guid id, CancellationToken stopping) =>
        !(await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded ? Forbid() : await load.Run(id, stopping) is null ? NotFound() : null;

    private async Task<bool> Show(Guid id, EstimateForm? typed, CancellationToken stopping)
    {
        if (await load.Run(id, stopping) is not { } shown)
        {
            return false;
        }

        (Shown, Patient) = (shown, RegisteredPatients.Summary(await db.WholePatients.AsNoTracking().SingleAsync(patient => patient.Id == shown.Visit.PatientId, stopping)));
        var made = await db.Estimates.AsNoTracking().Where(estimate => estimate.VisitId == id).OrderByDescending(estimate => estimate.Number).ToListAsync(stopping);
        var ids = made.ConvertAll(estimate => estimate.Id);
        var given = (await db.EstimateGivings.AsNoTracking().Where(giving => ids.Contains(giving.EstimateId)).OrderBy(giving => giving.GivenOn).ThenBy(giving => giving.At).ToListAsync(stopping)).ToLookup(giving => giving.EstimateId);
        var rows = new List<EstimateRow>();
        foreach (var estimate in made)
        {
            rows.Add(new EstimateRow(estimate, MakeEstimate.Content(estimate), await organization.WhoAndWhen(estimate.By, clock.GetUtcNow() - estimate.At, stopping: stopping), [.. given[estimate.Id]]));
        }

        var day = DateOnly.FromDateTime(shown.Start.DateTime);
        Made = rows;
        Form = typed ?? (rows is [var latest, ..] ? EstimateForm.Of(latest.Content) : EstimateForm.Of(new EstimateContent([], [], shown.Visit.ProviderName, shown.Visit.ProviderNpi ?? "", day, day, "")));
        Fees = await db.MedicalCodes.AsNoTracking().Where(known => known.System == CodeSystems.Procedure && known.ChargeCents != null).OrderBy(known => known.Code).Take(MostFees).ToListAsync(stopping);
        MayMake = (await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded;
        await audit.Record(db, new AuditEntry("estimate.viewed", "visit", id, [shown.Visit.PatientId], LocationId: shown.Visit.LocationId), stopping);
        return true;
    }
}

/// <param name="By">By whom it was made, and how long ago.</param>
internal sealed record EstimateRow(Estimate Estimate, EstimateContent Content, string By, IReadOnlyList<EstimateGiving> Given);
