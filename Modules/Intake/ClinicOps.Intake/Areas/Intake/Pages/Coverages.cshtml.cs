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

/// <summary>A patient's coverages: changed one by one, another added, one taken out.</summary>
[Authorize(Policy = IntakeRights.VerifyCoverage)]
internal sealed class CoveragesModel(IntakeDb db, ChangeCoverages change, AuditTrail audit, IOrganization organization, LoadCards cards, TimeProvider clock) : PageModel
{
    public PatientSummary Patient { get; private set; } = null!;

    public uint RowVersion { get; private set; }

    /// <summary>Those that are there, and an empty one to fill.</summary>
    public IReadOnlyList<(Guid Id, CoveragesForm Form, bool IsNew)> Lines { get; private set; } = [];

    public IReadOnlyList<string> Payers { get; private set; } = [];

    /// <summary>The plans that the clinic keeps of the patient's payers, by payer.</summary>
    public ILookup<Guid, PayerPlan> Plans { get; private set; } = null!;

    /// <summary>Each coverage that is there, by id.</summary>
    public IReadOnlyDictionary<Guid, PatientCoverage> Known { get; private set; } = null!;

    /// <summary>Images of the insurance card, where the user may see documents.</summary>
    public IReadOnlyList<FiledCard> Cards { get; private set; } = [];

    /// <summary>Of what was refused: why it was to be changed.</summary>
    public (Guid CoverageId, string? Said)? Why { get; private set; }

    public string? Refusal { get; private set; }

    public Task<IActionResult> OnGet(Guid id, CancellationToken stopping) => Show(id, null, stopping);

    public async Task<IActionResult> OnPostSave(Guid id, uint version, Guid coverageId, CoveragesForm form, bool remove, string? why, CancellationToken stopping)
    {
        Why = (coverageId, why);
        if (!remove && !ModelState.IsValid)
        {
            return await Refused(id, "A date cannot be read: write it as 03/09/2026.", coverageId, form, stopping);
        }

        switch (await change.Run(id, version, coverageId, remove ? null : form.Said(), ChangeReasons.Of(why), stopping))
        {
            case CoverageChange.Done:
                TempData["toast"] = remove ? "The coverage is taken out." : "The coverage is saved.";
                return Redirect($"/intake/patients/patient/{id}/coverages");
            case CoverageChange.NotUnderstood wrong:
                return await Refused(id, wrong.Why, coverageId, form, stopping);
            case CoverageChange.ChangedMeanwhile meanwhile:
                var who = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping);
                return await Refused(id, $"The patient was changed by {who}, while this page was open. Nothing was saved: what you typed stands below; save again to put it over.", coverageId, form, stopping);
            default:
                return NotFound();
        }
    }

    private Task<IActionResult> Refused(Guid id, string why, Guid coverageId, CoveragesForm typed, CancellationToken stopping)
    {
        Refusal = why;
        ModelState.Clear();
        db.ChangeTracker.Clear();
        return Show(id, (coverageId, typed), stopping);
    }

    private async Task<IActionResult> Show(Guid id, (Guid Id, CoveragesForm Form)? typed, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id && p.MergedIntoId == null, stopping) is not { } patient)
        {
            return NotFound();
        }

        await MergedCoverages.AddTo(db, [patient], stopping);
        Patient = RegisteredPatients.Summary(patient);
        RowVersion = patient.Version;
        var there = patient.Coverages.InOrder(id)
            .Select(coverage => (coverage.Id, typed?.Id == coverage.Id ? typed.Value.Form : CoveragesForm.Of(coverage), IsNew: false)).ToList();
        var another = typed is { } now && there.TrueForAll(line => line.Id != now.Id)
            ? (now.Id, now.Form, IsNew: true)
            : (Guid.CreateVersion7(), new CoveragesForm { Rank = Math.Min(3, there.Count + 1) }, IsNew: true);
        Lines = [.. there, another];
        Payers = await db.Payers.OrderBy(payer => payer.Name).Select(payer => payer.Name).Take(300).ToListAsync(stopping);
        Known = patient.Coverages.ToDictionary(coverage => coverage.Id);
        var payerIds = patient.Coverages.Select(coverage => coverage.PayerId).OfType<Guid>().ToList();
        Plans = (await db.PayerPlans.AsNoTracking().Where(plan => payerIds.Contains(plan.PayerId)).OrderBy(plan => plan.Name).ToListAsync(stopping)).ToLookup(plan => plan.PayerId);
        Cards = await cards.For(User, id, stopping);
        await audit.Record(db, new AuditEntry("coverage.viewed", "patient", id, [.. Cards.Select(card => card.DocumentId)]), stopping);
        return Page();
    }
}

/// <summary>A coverage as it is typed.</summary>
internal sealed class CoveragesForm
{
    public string? Payer { get; set; }

    public string? Plan { get; set; }

    public string? MemberId { get; set; }

    public string? Group { get; set; }

    public int Rank { get; set; } = 1;

    public DateOnly? ValidFrom { get; set; }

    public DateOnly? ValidTo { get; set; }

    public string? Relationship { get; set; }

    public string? HolderFirst { get; set; }

    public string? HolderLast { get; set; }

    public DateOnly? HolderBorn { get; set; }

    public static CoveragesForm Of(PatientCoverage known) => new()
    {
        Payer = known.Payer,
        Plan = known.Plan,
        MemberId = known.MemberId,
        Group = known.Group,
        Rank = known.Rank,
        ValidFrom = known.ValidFrom,
        ValidTo = known.ValidTo,
        Relationship = known.Relationship,
        HolderFirst = known.HolderFirst,
        HolderLast = known.HolderLast,
        HolderBorn = known.HolderBorn,
    };

    public CoverageSaid Said() => new(
        PatientDetails.Text(Payer), PatientDetails.Text(Plan), PatientDetails.Text(MemberId), PatientDetails.Text(Group), Rank, ValidFrom, ValidTo, Relationship ?? "",
        PatientDetails.Text(HolderFirst), PatientDetails.Text(HolderLast), HolderBorn);
}
