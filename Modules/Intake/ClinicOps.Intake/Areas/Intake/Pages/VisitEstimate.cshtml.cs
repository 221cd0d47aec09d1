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
    IntakeDb db, LoadVisitCoverage load, MakeEstimate make, GiveEstimate give, AskForEstimate ask, TakeOverEstimate take, EstimateRows rows, IBlobStore blobs, IAuthorizationService authorization, AuditTrail audit, TimeProvider clock) : PageModel
{
    public VisitCoverage Shown { get; private set; } = null!;

    public PatientSummary Patient { get; private set; } = null!;

    /// <summary>Latest first, each with by whom it was made and how it was given.</summary>
    public IReadOnlyList<EstimateRow> Made { get; private set; } = [];

    /// <summary>Asked before the visit was booked, with what it was estimated at, latest first.</summary>
    public IReadOnlyList<(AskedEstimate Asked, long Total)> Before { get; private set; } = [];

    public EstimateDesk Desk { get; private set; } = null!;

    /// <summary>That an estimate was given, as it was typed and refused; null when nobody tried.</summary>
    public GivingTyped? TypedGiving { get; private set; }

    public bool MayMake { get; private set; }

    public IReadOnlyList<string> Refusals { get; private set; } = [];

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

        if (estimateId == Guid.Empty || form.Content(await rows.FeesOf(form, stopping)) is not { } content)
        {
            return await Refused(id, form, form.Problems, stopping);
        }

        switch (await make.Run(estimateId, id, after, content, stopping))
        {
            case EstimateMade.Done done:
                return Told(id, done.InWords);
            case EstimateMade.Unknown:
                return NotFound();
            case var refused:
                return await Refused(id, form, [await rows.WhyNot(refused, stopping)], stopping);
        }
    }

    /// <param name="givingId">Made by the form.</param>
    /// <param name="number">Which version was given.</param>
    public async Task<IActionResult> OnPostGive(Guid id, Guid givingId, int number, DateOnly? givenOn, string? way, string? whom, bool nevertheless, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        switch (givingId == Guid.Empty ? new EstimateGiven.Unknown() : await give.Run(givingId, id, number, givenOn, way ?? "", PatientDetails.Text(whom), stopping, nevertheless: nevertheless))
        {
            case EstimateGiven.Done:
                return Told(id, $"Recorded: no. {number} was given to the patient.");
            case EstimateGiven.NotWanted against:
                TypedGiving = new GivingTyped(number, givenOn, way, whom);
                return await Refused(id, null, [$"The patient said: {against.Said}. Nothing was recorded: give it another way, or tick that it goes nevertheless."], stopping);
            case EstimateGiven.NotUnderstood wrong:
                TypedGiving = new GivingTyped(number, givenOn, way, whom);
                return await Refused(id, null, [wrong.Why], stopping);
            default:
                return NotFound();
        }
    }

    /// <param name="asked">Of this patient, at this location.</param>
    public async Task<IActionResult> OnPostTakeOver(Guid id, Guid asked, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        return await take.ByHand(asked, id, stopping)
            ? Told(id, "Taken over: the visit has the estimate that was given before.")
            : await Refused(id, null, ["Nothing was taken over: it is settled by now, or the visit has an estimate of its own."], stopping);
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
        var day = DateOnly.FromDateTime(shown.Start.DateTime);
        Made = await rows.Of(id, stopping);
        Before = Made.Count == 0 ? await rows.Before(await ask.Of(shown.Visit.PatientId, stopping), shown.Visit.LocationId, stopping) : [];
        MayMake = (await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded;
        Desk = new EstimateDesk(
            $"/intake/coverage/visit/{id}/estimate?", Made, typed ?? EstimateForm.Begun(Made, new EstimateContent([], [], shown.Visit.ProviderName, shown.Visit.ProviderNpi ?? "", day, day, "")), await rows.Fees(stopping), MayMake,
            shown.Paying.IsSelfPay, LocalTime.DayAt(shown.Location, clock.GetUtcNow()), TypedGiving)
        {
            NotWanted = await rows.NotWanted(shown.Visit.PatientId, stopping),
        };
        await audit.Record(db, new AuditEntry("estimate.viewed", "visit", id, [shown.Visit.PatientId], LocationId: shown.Visit.LocationId), stopping);
        return true;
    }
}
