using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients;
using ClinicOps.Intake.Patients.People;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Organization;
using ClinicOps.Kernel.Panels;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>One patient, composed of the panels that the modules bring.</summary>
[Authorize(Policy = IntakeRights.ViewPatients)]
internal sealed class PatientModel(
    IntakeDb db,
    PanelBoard board,
    IClosedRecords closed,
    IOrganization organization,
    LoadWarnings warnings,
    AuditTrail audit,
    IAuthorizationService authorization,
    TimeProvider clock) : PageModel
{
    public PatientSummary Shown { get; private set; } = null!;

    public Guid? MergedInto { get; private set; }

    /// <summary>In years, or months below two years.</summary>
    public string Age { get; private set; } = "";

    public bool MayEdit { get; private set; }

    public bool MayClassify { get; private set; }

    public bool MayMerge { get; private set; }

    public PatientWarnings Warnings { get; private set; } = null!;

    /// <summary>The name of the record's access class; null for the standard one.</summary>
    public string? AccessClass { get; private set; }

    public IReadOnlyList<LoadedPanel> Panels { get; private set; } = [];

    public async Task<IActionResult> OnGet(Guid id, CancellationToken stopping)
    {
        if (await db.WholePatients.AsNoTracking().SingleOrDefaultAsync(patient => patient.Id == id, stopping) is not { } found)
        {
            // Whoever may open a closed record in need is asked for the reason; to everybody else it is not there.
            return await May(IntakeRights.BreakGlass) && (await closed.Among([id], stopping)).Count > 0 ? Redirect($"/break-glass/{id}") : NotFound();
        }

        await audit.Record(db, new AuditEntry("patient.viewed", "patient", id), stopping);
        Shown = RegisteredPatients.Summary(found);
        MergedInto = found.MergedIntoId;
        Age = AgeOn(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), found.BirthDate);
        AccessClass = found.AccessClass == Kernel.Access.AccessClass.Standard ? null : (await organization.Profile(stopping)).NameOfClass(found.AccessClass);
        MayClassify = MergedInto is null && await May(IntakeRights.ClassifyPatients);
        MayMerge = MergedInto is null && await May(IntakeRights.MergePatients);
        MayEdit = MergedInto is null && await May(IntakeRights.EditPatients);
        Warnings = await warnings.Of(id, stopping);
        Panels = await board.Load(PanelPages.Patient, id, May, stopping);
        return Page();
    }

    private static string AgeOn(DateOnly today, DateOnly born)
    {
        var months = ((today.Year - born.Year) * 12) + today.Month - born.Month - (today.Day < born.Day ? 1 : 0);
        return months < 24 ? $"{Math.Max(0, months)} months" : $"{months / 12} y";
    }

    private async Task<bool> May(string right) => (await authorization.AuthorizeAsync(User, right)).Succeeded;
}
