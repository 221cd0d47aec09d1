using System.Globalization;
using ClinicOps.Documents.Contracts;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Coverage;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>The coverage of one visit: what the payer said, the co-payment with its evidence, who pays, and the ways to find out.</summary>
[Authorize(Policy = IntakeRights.ViewCoverage)]
internal sealed class CoverageVisitModel(
    IntakeDb db, LoadVisitCoverage load, AskCoverage ask, RecordVerification record, SetPayerCase setCase, AuditTrail audit, IOrganization organization, IAuthorizationService authorization, LoadCards cards, TimeProvider clock)
    : PageModel
{
    public VisitCoverage Shown { get; private set; } = null!;

    public PatientSummary Patient { get; private set; } = null!;

    /// <summary>Images of the insurance card, where the user may see documents.</summary>
    public IReadOnlyList<FiledCard> Cards { get; private set; } = [];

    public bool MayVerify { get; private set; }

    public string? Refusal { get; private set; }

    /// <summary>What was typed and not stored.</summary>
    public CoverageForm Typed { get; private set; } = new();

    /// <summary>Of the question or the record that this page may make: sent twice, it is one.</summary>
    public Guid NewId { get; } = Guid.CreateVersion7();

    public Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => Show(id, stopping);

    public async Task<IActionResult> OnPostAsk(Guid id, Guid checkId, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        var asked = await ask.All(checkId, id, stopping);
        return asked.IsUnknown ? NotFound() : asked.WhyNobody is { } why ? await Refused(id, why, stopping) : Told(id, asked.InWords);
    }

    public async Task<IActionResult> OnPostRecord(Guid id, Guid checkId, CoverageForm form, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        Typed = form;
        if (!CoverageForm.TryCents(form.CoPay, out var copay) || !CoverageForm.TryCents(form.DeductibleLeft, out var left))
        {
            return await Refused(id, "Write an amount in dollars and cents, as 20 or 20.50.", stopping);
        }

        var said = new SaidByPayer(form.Way ?? "", form.Outcome ?? "", PatientDetails.Text(form.SaidBy), PatientDetails.Text(form.Reference), copay, left, PatientDetails.Text(form.Note))
        {
            CoverageId = form.CoverageId,
            AuthorizationNeeded = form.AuthorizationNeeded,
        };
        switch (await record.Run(checkId, id, said, stopping))
        {
            case VerificationRecorded.Done:
                return Told(id, "Recorded, with who said so.");
            case VerificationRecorded.NotUnderstood wrong:
                return await Refused(id, wrong.Why, stopping);
            default:
                return NotFound();
        }
    }

    public async Task<IActionResult> OnPostCase(Guid id, uint version, Guid? coverageId, CoverageForm form, CancellationToken stopping)
    {
        if (await Stop(id, stopping) is { } stop)
        {
            return stop;
        }

        (Typed, form.CoverageId) = (form, coverageId);
        var said = new PayerCaseSaid(
            form.Kind ?? "", coverageId, PatientDetails.Text(form.ClaimNumber), PatientDetails.Text(form.Adjuster), form.OwesNothing ?? "", PatientDetails.Text(form.ServiceType).ToUpperInvariant(), PatientDetails.Text(form.Carrier))
        {
            OwesWhy = PatientDetails.Text(form.OwesWhy),
        };
        switch (await setCase.Run(id, Shown.Visit.PatientId, Shown.Visit.OwnRecordId, version, said, stopping))
        {
            case PayerCaseSet.Done:
                return Told(id, "Saved: who pays for this visit.");
            case PayerCaseSet.NotUnderstood wrong:
                return await Refused(id, wrong.Why, stopping);
            case PayerCaseSet.ChangedMeanwhile meanwhile:
                return await Refused(id, $"Changed by {await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, stopping: stopping)}, while this page was open. Nothing was saved: what you typed stands below; save again to put it over.", stopping);
            default:
                return NotFound();
        }
    }

    private RedirectResult Told(Guid id, string toast)
    {
        TempData["toast"] = toast;
        return Redirect($"/intake/coverage/visit/{id}");
    }

    private Task<IActionResult> Refused(Guid id, string why, CancellationToken stopping)
    {
        Refusal = why;
        ModelState.Clear();
        db.ChangeTracker.Clear();
        return Show(id, stopping);
    }

    /// <summary>What keeps somebody from changing anything here; null where nothing does.</summary>
    private async Task<IActionResult?> Stop(Guid id, CancellationToken stopping)
    {
        if (!(await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded)
        {
            return Forbid();
        }

        if (await load.Run(id, stopping) is not { } shown)
        {
            return NotFound();
        }

        Shown = shown;
        return null;
    }

    private async Task<IActionResult> Show(Guid id, CancellationToken stopping)
    {
        if (await load.Run(id, stopping) is not { } shown)
        {
            return NotFound();
        }

        Shown = shown;
        Patient = await PatientOf(shown.Visit.PatientId, stopping);
        Cards = await cards.For(User, shown.Visit.PatientId, stopping);
        MayVerify = (await authorization.AuthorizeAsync(User, IntakeRights.VerifyCoverage)).Succeeded;
        await audit.Record(db, new AuditEntry("coverage.viewed", "visit", id, [shown.Visit.PatientId, .. Cards.Select(card => card.DocumentId)], LocationId: shown.Visit.LocationId), stopping);
        return Page();
    }

    private async Task<PatientSummary> PatientOf(Guid patientId, CancellationToken stopping) =>
        RegisteredPatients.Summary(await db.WholePatients.AsNoTracking().SingleAsync(patient => patient.Id == patientId, stopping));
}

/// <summary>What is typed on the page of a visit's coverage, as it was typed.</summary>
internal sealed class CoverageForm
{
    public string? Way { get; set; }

    public string? Outcome { get; set; }

    public bool AuthorizationNeeded { get; set; }

    public string? SaidBy { get; set; }

    public string? Reference { get; set; }

    public string? CoPay { get; set; }

    public string? DeductibleLeft { get; set; }

    public string? Note { get; set; }

    public string? Kind { get; set; }

    public string? Carrier { get; set; }

    public string? ClaimNumber { get; set; }

    public string? Adjuster { get; set; }

    public string? OwesNothing { get; set; }

    public string? OwesWhy { get; set; }

    public string? ServiceType { get; set; }

    /// <summary>Which coverage pays, or was spoken of, as it was chosen; null for the first that is valid on the day.</summary>
    public Guid? CoverageId { get; set; }

    /// <summary>Who pays, to be shown: what was typed and refused, as it was typed, blanks too; else what is known.</summary>
    public static CoverageForm OfCase(CoverageForm typed, PayingCoverage paying) => typed.Kind is not null ? typed : new CoverageForm
    {
        Kind = paying.Kind,
        CoverageId = paying.Case?.CoverageId,
        Carrier = paying.Case?.Carrier,
        ClaimNumber = paying.Case?.ClaimNumber,
        Adjuster = paying.Case?.Adjuster,
        OwesNothing = paying.Case?.OwesNothing,
        OwesWhy = paying.Case?.OwesWhy,
        ServiceType = paying.Case?.ServiceType,
    };

    /// <summary>"20", "$20.50"; nothing typed is null.</summary>
    public static bool TryCents(string? typed, out int? cents)
    {
        cents = null;
        var text = PatientDetails.Text(typed).TrimStart('$');
        if (text.Length == 0)
        {
            return true;
        }

        var style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowThousands;
        if (!decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var amount) || amount > 1_000_000 || amount * 100 != decimal.Truncate(amount * 100))
        {
            return false;
        }

        cents = (int)(amount * 100);
        return true;
    }
}
