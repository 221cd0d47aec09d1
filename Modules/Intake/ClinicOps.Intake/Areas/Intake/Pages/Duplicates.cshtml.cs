using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Data;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Kernel.Audit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Records of the register that may be one person, two by two: to be compared and merged, or told apart for good.</summary>
[Authorize(Policy = IntakeRights.MergePatients)]
internal sealed class DuplicatesModel(IntakeDb db, ListDuplicates list, TellApart tell, AuditTrail audit) : PageModel
{
    private const string Here = "/intake/patients/duplicates";

    public DuplicateList List { get; private set; } = null!;

    public async Task OnGet(CancellationToken stopping)
    {
        List = await list.Run(stopping);
        await audit.Record(
            db,
            new AuditEntry("patients.look-alikes-shown", "patient", null, [.. List.Found.SelectMany(pair => new[] { pair.One.Id, pair.Other.Patient.Id }).Concat(List.Apart.SelectMany(pair => new[] { pair.One.Id, pair.Other.Id })).Distinct()]),
            stopping);
    }

    /// <param name="patient">One of the two.</param>
    /// <param name="with">The other.</param>
    public async Task<IActionResult> OnPostApart(Guid patient, Guid with, CancellationToken stopping)
    {
        if (!await tell.Run(patient, with, stopping))
        {
            return NotFound();
        }

        TempData["undo-url"] = $"{Here}?handler=Together&patient={patient}&with={with}";
        return Back("They are two people: nobody is asked again.");
    }

    public async Task<IActionResult> OnPostTogether(Guid patient, Guid with, CancellationToken stopping) =>
        await tell.TakeBack(patient, with, stopping) ? Back("Taken back: they may be one person.") : NotFound();

    private RedirectResult Back(string toast)
    {
        TempData["toast"] = toast;
        return Redirect(Here);
    }
}
