using System.ComponentModel.DataAnnotations;
using ClinicOps.Intake.Contracts;
using ClinicOps.Intake.Patients.Merging;
using ClinicOps.Kernel.Organization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ClinicOps.Intake.Areas.Intake.Pages;

/// <summary>Two records side by side, and the form that makes them one.</summary>
[Authorize(Policy = IntakeRights.MergePatients)]
internal sealed class MergeModel(CompareRecords compare, MergePatients merge, IPatients patients, IOrganization organization, TimeProvider clock) : PageModel
{
    [BindProperty]
    public MergeForm Form { get; set; } = new();

    public Comparison Compared { get; private set; } = null!;

    public async Task<IActionResult> OnGet(Guid id, Guid with, CancellationToken stopping)
    {
        if (id == with)
        {
            // One record: there are others to choose from, for whoever sees it.
            return await patients.Find(id, stopping) is null ? NotFound() : Redirect($"/intake/patients/patient/{id}/same");
        }

        if (!await Load(id, with, stopping))
        {
            return NotFound();
        }

        Form = new MergeForm { MergeId = Guid.CreateVersion7(), Survivor = Compared.Stays };
        return Page();
    }

    public async Task<IActionResult> OnPost(Guid id, [FromQuery] Guid with, CancellationToken stopping)
    {
        if (Form.MergeId == Guid.Empty || (Form.Survivor != id && Form.Survivor != with))
        {
            return BadRequest();
        }

        if (!ModelState.IsValid)
        {
            return await Load(id, with, stopping) ? Page() : NotFound();
        }

        var (stays, goes) = Form.Survivor == id ? (id, with) : (with, id);
        var (staysVersion, goesVersion) = Form.Survivor == id ? (Form.Version, Form.OtherVersion) : (Form.OtherVersion, Form.Version);
        switch (await merge.Run(new MergeSaid(Form.MergeId, stays, staysVersion, goes, goesVersion, Form.Reason!.Trim()), stopping))
        {
            case PatientMerged.Done:
                TempData["toast"] = "The two records are one. It can be taken back below.";
                return Redirect($"/intake/patients/patient/{stays}");
            case PatientMerged.MergedAlready:
                return await Refused(id, with, "One of the two was merged meanwhile. Nothing was done.", stopping);
            case PatientMerged.OthersLeadThere:
                return await Refused(id, with, "Others were merged into the record that was to go: let it be the one that stays, or take those merges back first. Nothing was done.", stopping);
            case PatientMerged.TwoClasses:
                return await Refused(id, with, "Each of the two is closed in another way. A manager says first which access holds for the person. Nothing was done.", stopping);
            case PatientMerged.Contradicting both:
                return await Refused(id, with, $"The two say different things of this: {both.Field}. Say first, at people and notes of either, what holds. Nothing was done.", stopping);
            case PatientMerged.NotCleared:
                return await Refused(id, with, "You see one of the two by break-glass, and are not cleared for its class: only who is can merge it. Nothing was done.", stopping);
            case PatientMerged.ChangedMeanwhile meanwhile:
                var last = await organization.WhoAndWhen(meanwhile.By, clock.GetUtcNow() - meanwhile.At, machine: "an import", stopping);
                return await Refused(id, with, $"One of the two was changed by {last}. Nothing was done: look again, and send this again.", stopping);
            default:
                return NotFound();
        }
    }

    private async Task<IActionResult> Refused(Guid id, Guid with, string why, CancellationToken stopping)
    {
        if (!await Load(id, with, stopping))
        {
            // One of them leads elsewhere by now.
            TempData["toast"] = why;
            return Redirect($"/intake/patients/patient/{id}");
        }

        ModelState.Clear();
        ModelState.AddModelError("", why);
        return Page();
    }

    private async Task<bool> Load(Guid id, Guid with, CancellationToken stopping)
    {
        if (await compare.Of(id, with, stopping) is not { } compared)
        {
            return false;
        }

        Compared = compared;
        return true;
    }
}

/// <summary>What the form holds. Public setters for the model binder alone.</summary>
internal sealed class MergeForm
{
    public Guid MergeId { get; set; }

    /// <summary>The record that stays.</summary>
    public Guid Survivor { get; set; }

    /// <summary>Of the record in the address, and of the other, as the page showed them.</summary>
    public uint Version { get; set; }

    public uint OtherVersion { get; set; }

    [Required(ErrorMessage = "Say why: it is kept with your name."), StringLength(300, MinimumLength = 3, ErrorMessage = "Say why in a few words.")]
    public string? Reason { get; set; }
}
